"""The metadata snapshot, listing mails and saved pages of arXiv, and its authors and dates."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.reading import read
from paperthemes.errors import UserError
from paperthemes.parse.arxiv.paper import parse_day
from paperthemes.parse.authors import split_authors

ABSTRACT = "We sort apples by colour and size, and find that a plain rule does as well as any."
PAPER = {
    "id": "0704.0001",
    "submitter": "Ada Apple",
    "authors": "A. Apple (1), B.-C. P\\'ear and D. Plum Jr. ((1) Farm, Hill)",
    "title": 'Sorting Apples at\n  the Gr\\"obner Farm',
    "comments": "9 pages",
    "journal-ref": None,
    "doi": "10.5555/AB.1 10.5555/2",
    "report-no": None,
    "categories": "cs.DS cs.LG",
    "license": None,
    "abstract": f"  {ABSTRACT}\n",
    "versions": [
        {"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"},
        {"version": "v2", "created": "Tue, 24 Jul 2007 20:10:27 GMT"},
    ],
    "update_date": "2008-11-26",
    "authors_parsed": [["Apple", "A.", "", "Farm"], ["Péar", "B. -C.", ""], ["Plum", "D.", "Jr."]],
}
RULE = "-" * 78
NEW = f"""\
\\\\
arXiv:2401.00001
Date: Mon, 1 Jan 2024 18:34:08 GMT   (243kb,D)

Title: Sorting Apples by Colour and Size, and What Comes
  of It at P\\'ear's
Authors: Ada Apple and Bo P\\'ear (Farm, Hill), Cy
  Plum
Categories: cs.DS cs.LG
Comments: 9 pages: see
  Title: no title
DOI: 10.5555/AB.1
\\\\
  {ABSTRACT}
It costs \\$5.
\\\\ ( https://arxiv.org/abs/2401.00001 ,  243kb)
"""
CROSS = """\
\\\\
arXiv:2401.00002 (*cross-listing*)
Date: Sun, 31 Dec 2023 18:34:08 GMT   (1kb)

Title: Sorting Pears
Authors: Bo Pear
\\\\
  We sort pears.
\\\\ ( https://arxiv.org/abs/2401.00002 ,  1kb)
"""
REPLACED = """\
\\\\
arXiv:hep-th/9901003
replaced with revised version Mon, 1 Jan 2024 18:05:58 GMT   (829kb,D)

Title: Sorting Plums
Authors: Cy Plum
\\\\ ( https://arxiv.org/abs/hep-th/9901003 ,  829kb)
"""
MAIL = f"""\
Date: Tue, 2 Jan 24 00:31:14 GMT
Subject: cs daily 1 new + 1 crosses received

{RULE}
Send any comments regarding submissions directly to submitter.
{RULE}
Archives at http://arxiv.org/
To unsubscribe, e-mail To: cs@arXiv.org, Subject: cancel
{RULE}
received from  Sun 31 Dec 23 19:00:00 GMT  to  Mon  1 Jan 24 19:00:00 GMT
{RULE}
{NEW}{RULE}
{"%-" * 39}
{RULE}
{CROSS}{"%%--" * 19}
{RULE}
{REPLACED}{"%%%---" * 13}
"""


# ---- the metadata snapshot ----


def test_snapshot_records_have_all_fields(tmp_path: Path) -> None:
    records, report = read(tmp_path, f"{json.dumps(PAPER)}\n\n{json.dumps(PAPER)}\n")
    assert (report["format"], report["confidence"]) == ("arxiv-snapshot", 1)
    assert (len(records), report["boilerplate"], report["warnings"]) == (2, 1, [])
    paper = records.iloc[0]
    assert paper.title == "Sorting Apples at the Gröbner Farm"
    assert paper.abstract == ABSTRACT
    assert list(paper.authors) == ["A. Apple", "B.-C. Péar", "D. Plum Jr."]
    assert (paper.arxiv_id, paper.doi, paper.published) == (
        *("0704.0001", "10.5555/ab.1", "2007-04-02"),
    )
    assert json.loads(paper.extra) == {
        "affiliations": "Farm",
        "categories": "cs.DS cs.LG",
        "comments": "9 pages",
        "other_dois": "10.5555/2",
        "submitter": "Ada Apple",
        "title_as_given": 'Sorting Apples at the Gr\\"obner Farm',
        "updated": "2008-11-26",
        "version_count": "2",
    }


def test_snapshot_extracts_in_other_shapes_are_read(tmp_path: Path) -> None:
    without = {key: PAPER[key] for key in ("title", "abstract", "authors")}
    objects = [
        without | {"id": 704.001, "categories": ["cs.DS"], "versions": ["v1"], "journal_ref": "J"},
        without | {"id": 1501.1, "categories": None, "authors": ["A", None], "submitter": 3},
        {"id": "1501.00002", "abstract": "x", "categories": "cs.LG"},
        without | {"title": ["a", {}], "versions": [None, {}], "authors_parsed": [{}, [1], []]},
    ]
    records, report = read(tmp_path, json.dumps(objects, indent=1), "x.json")
    assert records.arxiv_id.tolist() == ["0704.0010", "1501.10000", ""]
    assert list(records.authors[0]) == ["A. Apple", "B.-C. Péar", "D. Plum Jr."]
    assert json.loads(records.extra[0])["journal_ref"] == "J"
    assert [(span["start"], span["reason"]) for span in report["rejected"]] == [
        (3, "entry without a title")
    ]


@pytest.mark.parametrize("cut", [*range(40, len(json.dumps(PAPER)), 97)])
def test_cut_off_snapshot_keeps_whole_records(tmp_path: Path, cut: int) -> None:
    line = json.dumps(PAPER)
    records, report = read(tmp_path, f"{line}\n{line[:cut]}")
    assert (len(records), report["rejected_count"]) == (1, 1)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


@given(st.lists(st.dictionaries(st.sampled_from([*PAPER]), VALUES), max_size=4))
@settings(max_examples=60)
def test_every_object_of_any_snapshot_is_accounted_for(
    tmp_path_factory, changes: list[dict]
) -> None:
    lines = "\n".join(json.dumps(PAPER | change) for change in [{}, *changes])
    read(tmp_path_factory.mktemp("snapshot"), lines, format="arxiv-snapshot")


# ---- listing mails ----


def test_mail_entries_have_all_fields(tmp_path: Path) -> None:
    records, report = read(tmp_path, MAIL)
    assert (report["format"], report["confidence"], report["rejected"]) == ("arxiv-mail", 1, [])
    assert report["warnings"] == ["no abstract, kept with the title alone: line 42"]
    assert records.title.tolist() == [
        "Sorting Apples by Colour and Size, and What Comes of It at Péar's",
        "Sorting Pears",
        "Sorting Plums",
    ]
    assert records.abstract.tolist() == [f"{ABSTRACT} It costs \\$5.", "We sort pears.", ""]
    assert records[["start", "end"]].to_numpy().tolist() == [[12, 27], [31, 39], [42, 48]]
    assert records.arxiv_id.tolist() == ["2401.00001", "2401.00002", "hep-th/9901003"]
    assert records.published.tolist() == ["2024-01-01", "2023-12-31", ""]
    assert list(records.authors[0]) == ["Ada Apple", "Bo Péar", "Cy Plum"]
    assert (records.doi[0], records.url[1]) == ("10.5555/ab.1", "https://arxiv.org/abs/2401.00002")
    extras = [json.loads(extra) for extra in records.extra]
    assert [extra["announce_type"] for extra in extras] == ["new", "cross", "replace"]
    assert extras[0]["comments"] == "9 pages: see Title: no title"
    assert extras[2]["updated"] == "2024-01-01"


def test_mailbox_with_several_mails_is_read(tmp_path: Path) -> None:
    head = "From no-reply@arxiv.org Tue Jan  2 01:00:00 2024\nDKIM-Signature: a=b;\n\t" + "x" * 300
    quoted = MAIL.replace("What Comes", "What=20=\nComes").replace("apples", "=C3=A4pples")
    quoted = f"{head}\nContent-Transfer-Encoding: quoted-printable\n\n{quoted}\n"
    records, report = read(tmp_path, f"{quoted}{head}\n\n{MAIL}".replace("\n", "\r\n"))
    assert (len(records), report["rejected"]) == (6, [])
    assert records.title[0].endswith("and What Comes of It at Péar's")
    assert records.abstract[0].startswith("We sort äpples")
    assert [json.loads(e)["announce_type"] for e in records.extra[3:]] == [
        *("new", "cross", "replace"),
    ]


def test_mails_before_2007_are_read(tmp_path: Path) -> None:
    text = NEW.replace("arXiv:2401.00001", "Paper: math.GT/0301001\nFrom: Ada <ada@example.org>")
    text = text.replace("2024 18:34", "2003 18:34").replace("Authors", "Author")
    text += text.replace("Paper:", "Paper (*cross-listing*):")
    records, _ = read(tmp_path, text)
    assert records.published.tolist() == ["2003-01-01"] * 2
    assert json.loads(records.extra[0])["submitter"] == "Ada"
    assert json.loads(records.extra[1])["announce_type"] == "cross"
    assert records.authors[0][0] == "Ada Apple"


def test_words_that_lines_of_a_mail_break_at_a_hyphen_are_joined(tmp_path: Path) -> None:
    records, _ = read(tmp_path, CROSS.replace("We sort", "We well-\nknow pre-\nand sort"))
    assert records.abstract[0] == "We well-know pre- and sort pears."


def test_day_headings_in_a_week_of_listings_are_boilerplate(tmp_path: Path) -> None:
    records, report = read(tmp_path, f"{REPLACED}\\\\\n/* Tue, 2 Jan 2024 */\n\\\\\n{REPLACED}")
    assert (len(records), report["rejected"], report["boilerplate"]) == (2, [], 3)


def test_tex_line_breaks_do_not_end_an_entry_and_a_missing_end_is_reported(tmp_path: Path) -> None:
    first = NEW.replace("It costs", "\\\\\nIt costs").replace("\\\\ ( https", "\\ ( https")
    records, report = read(tmp_path, first + CROSS)
    assert records.abstract[0].startswith(f"{ABSTRACT} \\\\ It costs \\$5.")
    assert report["warnings"] == [
        "an entry without its last line, kept although it may be cut off: line 1"
    ]


@pytest.mark.parametrize("between", ["", "\\\\\n", f"{'-' * 78}\n\\\\\n"])
def test_backslashes_end_texts_of_single_papers(tmp_path: Path, between: str) -> None:
    entry = (
        'arXiv:2405.0000{}\nTitle: Apples {}\nAuthors: G\\"odel\n\\\\\n  By Erd\\H{{o}}s.\n\\\\\n'
    )
    text = "\\\\\n" + entry.format(1, 1) + (between + entry.format(2, 2) if between else "")
    records, report = read(tmp_path, text)
    assert len(records) == (2 if between else 1)
    assert set(records.abstract) == {"By Erdős."}
    assert records.authors[0][0] == "Gödel"
    assert (report["warnings"], report["rejected"]) == ([], [])


def test_text_outside_entries_and_untitled_entries_are_rejected(tmp_path: Path) -> None:
    untitled = CROSS.replace("Title: Sorting Pears\n", "")
    records, report = read(tmp_path, f"{NEW}\n{ABSTRACT * 3}\n\nTitle: Lost\n\n{untitled}{NEW}")
    assert len(records) == 2
    assert [(span["start"], span["reason"]) for span in report["rejected"]] == [
        (18, "text outside of an entry"),
        (20, "text outside of an entry"),
        (22, "entry without a title"),
    ]


@pytest.mark.parametrize("cut", [*range(18, NEW.index("\\\\ ("), 31)])
def test_cut_off_mail_is_reported(tmp_path: Path, cut: int) -> None:
    records, report = read(tmp_path, CROSS + NEW[:cut])
    assert len(records) + report["rejected_count"] == 2
    assert report["rejected"] or "may be cut off" in report["warnings"][0]


def test_places_of_entries_do_not_overlap_at_marks_without_text(tmp_path: Path) -> None:
    start = "arXiv:2401.00002 (*cross-listing*)"
    _, report = read(tmp_path, f"{start}\n\\\\\n\\\\\n\n{start}\n", format="arxiv-mail")
    assert [(place["start"], place["end"]) for place in report["rejected"]] == [(1, 2), (3, 5)]


def test_mail_without_papers_is_reported(tmp_path: Path) -> None:
    records, report = read(tmp_path, MAIL.split("\\\\")[0])
    assert records.empty
    assert report["warnings"] == ["no papers in this arxiv-mail dump"]


@given(
    st.lists(
        st.sampled_from([*MAIL.splitlines(), "=", "a=", "From a b 01:00"]) | st.text(max_size=90),
        max_size=40,
    )
)
def test_every_line_of_any_mail_is_accounted_for(tmp_path_factory, lines: list[str]) -> None:
    text = "Content-Transfer-Encoding: quoted-printable\n" + "\n".join(lines)
    read(tmp_path_factory.mktemp("mail"), text.encode("utf-8", "replace"), format="arxiv-mail")


# ---- saved pages ----

LISTED = f"""\
<html><head><title>Machine Learning</title></head><body>
<h3>Showing new listings for Tuesday, 2 January 2024</h3>
<dl id='articles'>
 <h3>New submissions (showing 2 of 2 entries)</h3>
 <dt><a name='item1'>[1]</a> <a href ="/abs/2401.00001" title="Abstract"> arXiv:2401.00001 </a>
   [<a href="/pdf/2401.00001">pdf</a>]</dt>
 <dd><div class='meta'>
  <div class='list-title mathjax'><span class='descriptor'>Title:</span>
     Title: Sorting <span class="MathJax_Preview">x</span><span class="MathJax">x2</span><script
     type="math/tex" id="M">x^2</script> Apples<br>Again</div>
  <div class='list-authors'><a href="#">Ada Apple</a>, <a href="#">Bo Pear</a></div>
  <div class='list-comments mathjax'><span class='descriptor'>Comments:</span> 9 pages</div>
  <div class='list-subjects'><span class='descriptor'>Subjects:</span>
   <span class="primary-subject">Machine Learning (cs.LG)</span>; Algorithms (cs.DS)</div>
  <p class='mathjax'> {ABSTRACT} </p></div></dd>
 <dt><a href="/abs/2401.00009">arXiv:2401.00009</a></dt>
</dl>
<dl id='articles'><h3>Replacement submissions (showing 1 of 1 entries)</h3>
 <dt><a href="/abs/2312.00002">arXiv:2312.00002</a> (replaced) [<a href="/pdf/x">pdf</a>]</dt>
 <dd><div class='list-title'><span class='descriptor'>Title:</span> Sorting Pears</div></dd>
</dl></body></html>
"""
OLD = """\
<h3>Cross-lists for Tue, 2 Jan 24</h3><dl>
<dt><a name="item1">[1]</a>&nbsp; <span class="list-identifier"><a href="https://arxiv.org/abs/2401.00003"
title="Abstract">arXiv:2401.00003</a> (cross-list from cs.DS)</span></dt><dd><div class="meta">
<div class="list-title mathjax"><span class="descriptor">Title:</span> Sorting Plums
</div><div class="list-authors"><span class="descriptor">Authors:</span> Cy Plum, Ada Apple</div>
<p class="mathjax">We sort plums.</p></div></dd></dl>
"""
RESULT = f"""\
<li class="arxiv-result"><div class="is-marginless">
 <p class="list-title is-inline-block"><a href="https://arxiv.org/abs/2401.00001">arXiv:2401.00001</a>
 <span>&nbsp;[<a href="https://arxiv.org/pdf/2401.00001">pdf</a>]&nbsp;</span></p>
 <div class="tags"><span class="tag is-small" data-tooltip="Learning">cs.LG</span>
 <span class="tag">doi</span><span class="tag"><a href="#">10.5555/AB.1 <i></i></a></span>
 </div></div>
 <p class="title is-5 mathjax">Sorting <span class="search-hit mathjax">Apple</span>s</p>
 <p class="authors"><span>Authors:</span> <a href="#">Ada Apple</a>, <a href="#">Bo Pear</a></p>
 <p class="abstract mathjax"><span>Abstract</span>:
  <span class="abstract-short" style="x">&hellip;We sort&hellip; <a>&#9661; More</a></span>
  <span class="abstract-full" style="display: none;">{ABSTRACT} <a>&#9651; Less</a></span></p>
 <p class="is-size-7"><span>Submitted</span> 12 June, 2024; <span>v1</span> submitted 1 January,
  2024; <span>originally announced</span> January 2024. </p>
 <p class="comments is-size-7"><span>Comments:</span> <span>9 pages</span></p></li>
"""
PAGE = f"""\
<!DOCTYPE html><html lang="en"><head><title>[2401.00001] Sorting Apples</title>
<link rel="canonical" href="https://arxiv.org/abs/2401.00001"/>
<meta name="citation_title" content="Sorting Apples" /><meta name="citation_author"
content="Apple, Ada" /><meta name="citation_author" content="Pear, Bo" />
<meta name="citation_date" content="2024/01/02" /><meta name="citation_online_date"
content="2024/02/03" /><meta name="citation_arxiv_id" content="2401.00001" /></head><body>
<blockquote class="abstract mathjax"><span class="descriptor">Abstract:</span>{ABSTRACT}
</blockquote><table><td class="tablecell subjects">Machine Learning (cs.LG)</td></table></html>
"""


def test_listing_entries_have_all_fields(tmp_path: Path) -> None:
    records, report = read(tmp_path, LISTED, "new.html")
    assert (report["format"], report["confidence"]) == ("arxiv-html", 1)
    assert records.title.tolist() == ["Sorting $x^2$ Apples Again", "Sorting Pears"]
    assert records.abstract.tolist() == [ABSTRACT, ""]
    assert records.published.tolist() == ["2024-01-02", ""]
    assert records.arxiv_id.tolist() == ["2401.00001", "2312.00002"]
    assert list(records.authors[0]) == ["Ada Apple", "Bo Pear"]
    assert records.url[0] == "https://arxiv.org/abs/2401.00001"
    assert [json.loads(extra) for extra in records.extra] == [
        {"announce_type": "new", "categories": "cs.LG cs.DS", "comments": "9 pages"},
        {"announce_type": "replace", "announced": "2024-01-02"},
    ]
    assert [(span["start"], span["reason"]) for span in report["rejected"]] == [
        (2, "entry without a title")
    ]


def test_listings_before_2024_are_read(tmp_path: Path) -> None:
    records, _ = read(tmp_path, OLD, "new.html")
    paper = records.iloc[0]
    assert (paper.title, paper.abstract) == ("Sorting Plums", "We sort plums.")
    assert (paper.arxiv_id, paper.published) == ("2401.00003", "")
    assert list(paper.authors) == ["Cy Plum", "Ada Apple"]
    assert json.loads(paper.extra) == {"announce_type": "cross", "announced": "2024-01-02"}


def test_search_results_have_all_fields(tmp_path: Path) -> None:
    bare = '<li class="arxiv-result"><p class="title">Sorting Pears</p></li>'
    records, report = read(tmp_path, f"<ol>{RESULT}{bare}</ol>", "search.html")
    paper = records.iloc[0]
    assert records.title.tolist() == ["Sorting Apples", "Sorting Pears"]
    assert (paper.abstract, paper.published) == (ABSTRACT, "2024-01-01")
    assert (paper.arxiv_id, paper.doi) == ("2401.00001", "10.5555/ab.1")
    assert list(paper.authors) == ["Ada Apple", "Bo Pear"]
    assert json.loads(paper.extra) == {"categories": "cs.LG", "comments": "9 pages"}
    assert report["rejected"] == []


def test_paper_page_is_read_from_its_metadata(tmp_path: Path) -> None:
    records, _ = read(tmp_path, PAGE, "abs.html")
    (paper,) = records.itertuples()
    assert (paper.title, paper.abstract) == ("Sorting Apples", ABSTRACT)
    assert list(paper.authors) == ["Ada Apple", "Bo Pear"]
    assert (paper.arxiv_id, paper.published) == ("2401.00001", "2024-01-02")
    assert json.loads(paper.extra) == {"categories": "cs.LG", "updated": "2024-02-03"}


def test_page_without_papers_is_reported(tmp_path: Path) -> None:
    page = "<html><head><title>Search | arXiv e-print repository</title></head>No results</html>"
    records, report = read(tmp_path, page, "search.html")
    assert records.empty
    assert report["warnings"] == ["no papers in this arxiv-html dump"]


def test_empty_page_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not readable as HTML"):
        read(tmp_path, "<!-- -->", format="arxiv-html", on_bad_dump="fail")


PIECES = [LISTED[i : i + 60] for i in range(0, len(LISTED), 60)]
PIECES += [OLD, RESULT, PAGE, "<dt>", "<dd>", "</div>", "<dt>arXiv:1</dt>"]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=30), max_size=30))
def test_every_entry_of_any_page_is_accounted_for(tmp_path_factory, pieces: list[str]) -> None:
    text = f"<html>{''.join(pieces)}".encode("utf-8", "replace")
    read(tmp_path_factory.mktemp("page"), text, format="arxiv-html")


# ---- authors and dates ----


def test_author_lists_are_split() -> None:
    assert split_authors(
        "A. Apple (1, 2), B. Pear,and C. Plum ((1) X (Y), (2) Z)", "affiliations"
    ) == (*("A. Apple", "B. Pear", "C. Plum"),)
    assert split_authors("FARM Collaboration: A. Apple, et al.", "affiliations") == (
        *("FARM Collaboration", "A. Apple"),
    )
    assert split_authors("A. Apple, Jr., and Bo Andrews (open", "affiliations") == (
        "A. Apple Jr.",
        "Bo Andrews",
    )
    assert split_authors("(" * 100_000, "affiliations") == ()


def test_dates_are_parsed() -> None:
    days = ("Mon, 2 Apr 2007 19:18:42 GMT", "Fri, 17 Mar 99", "2007-04-02T10:00:00Z", "April 2007")
    assert [*map(parse_day, days)] == ["2007-04-02", "1999-03-17", "2007-04-02", "2007-04"]
    assert [*map(parse_day, ("2007/04/02", "31 Feb 2007", "none"))] == ["2007-04-02", "", ""]
