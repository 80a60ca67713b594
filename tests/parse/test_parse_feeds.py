"""Feeds and harvests of arXiv are read; hostile or broken XML is refused or reported."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.reading import read
from paperthemes.errors import UserError

ABSTRACT = "We sort apples by colour and size, and find that a plain rule does as well as any."
ENTRY = f"""\
  <entry>
    <id>http://arxiv.org/abs/2401.00001v2</id>
    <updated>2024-02-01T12:00:00Z</updated> <published>2024-01-01T12:00:00Z</published>
    <title>Sorting Apples &amp; Pears
      at $x &lt; 2$</title>
    <summary>  {ABSTRACT}
    </summary>
    <author><name>Ada Apple</name><arxiv:affiliation>Farm</arxiv:affiliation></author>
    <author><name>Bo P\\'ear</name></author>
    <arxiv:doi>10.5555/AB.1</arxiv:doi>
    <link title="doi" href="http://dx.doi.org/10.5555/AB.1" rel="related"/>
    <arxiv:comment>9 pages</arxiv:comment> <arxiv:journal_ref>J. Apples 1</arxiv:journal_ref>
    <link href="http://arxiv.org/abs/2401.00001v2" rel="alternate" type="text/html"/>
    <arxiv:primary_category term="cs.LG"/>
    <category term="cs.DS"/><category term="cs.LG"/>
  </entry>
"""
ERROR = """\
  <entry><id>http://arxiv.org/api/errors#incorrect_id_format_for_1234</id><title>Error</title>
    <summary>incorrect id format for 1234</summary></entry>
"""
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
ROOT = """\
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">
  <title>arXiv Query: all:apples</title>
"""
FEED = f"{DECLARATION}{ROOT}{ENTRY}</feed>\n"
CHANNEL = """\
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>cs.LG updates</title><link>http://rss.arxiv.org/rss/cs.LG</link>
"""
ITEM = f"""\
<item><title>Sorting Apples</title><link>https://arxiv.org/abs/2401.00001</link>
<description>arXiv:2401.00001v1 Announce Type: new
Abstract: {ABSTRACT}</description><guid isPermaLink="false">oai:arXiv.org:2401.00001v1</guid>
<category>cs.LG</category><pubDate>Tue, 02 Jan 2024 00:00:00 -0500</pubDate>
<arxiv:announce_type>new</arxiv:announce_type><dc:creator>Ada Apple, Bo Pear</dc:creator></item>
"""
OLD_RSS = """\
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://arxiv.org/"></channel>
<item rdf:about="http://arxiv.org/abs/2201.00001">
<title>Sorting Plums. (arXiv:2201.00001v3 [cs.LG] UPDATED)</title>
<link>http://arxiv.org/abs/2201.00001</link>
<description rdf:parseType="Literal">&lt;p&gt;We sort $a &amp;lt; b$ plums.&lt;/p&gt;</description>
<dc:creator> &lt;a href="http://arxiv.org/x"&gt;Cy Plum&lt;/a&gt;,
 &lt;a href="y"&gt;Di&lt;/a&gt;</dc:creator>
</item></rdf:RDF>
"""


def harvest_record(metadata: str, status: str = "") -> str:
    return (
        f"<record><header{status}><identifier>oai:arXiv.org:0704.0001</identifier></header>"
        f"<metadata>{metadata}</metadata></record>"
    )


RECORDS = (
    harvest_record(
        '<arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>0704.0001</id><created>2007-04-02</created>'
        "<updated>2007-07-24</updated><authors><author><keyname>Apple</keyname><forenames>Ada"
        "</forenames><suffix>Jr.</suffix></author></authors><title>Sorting  Apples</title>"
        f"<categories>cs.DS</categories><doi>10.5555/1</doi><abstract>{ABSTRACT}</abstract></arXiv>"
    ),
    harvest_record(
        '<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>0704.0002</id><version version="v1">'
        '<date>Mon, 2 Apr 2007 10:00:00 GMT</date></version><version version="v2"><date>Tue, 3 Apr '
        "2007 10:00:00 GMT</date></version><title>Sorting Pears</title><authors>A. Apple and B. "
        "Pear</authors></arXivRaw>"
    ),
    harvest_record(
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Sorting Plums</dc:title>'
        "<dc:creator>Plum, Cy</dc:creator><dc:subject>Computer Science</dc:subject>"
        "<dc:description>We sort plums.</dc:description><dc:description>Comment: 2 pages"
        "</dc:description><dc:date>2007-04-05</dc:date><dc:date>2007-04-04</dc:date>"
        "<dc:identifier>http://arxiv.org/abs/0704.0003</dc:identifier>"
        "<dc:identifier>doi:10.5555/3</dc:identifier></oai_dc:dc>"
    ),
    harvest_record("", ' status="deleted"'),
    harvest_record(""),
)
HARVEST = f"""\
{DECLARATION}<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>
{"".join(RECORDS)}
</ListRecords></OAI-PMH>
"""


def test_api_answer_has_all_fields_and_errors_are_rejected(tmp_path: Path) -> None:
    records, report = read(tmp_path, f"{DECLARATION}{ROOT}{ENTRY}{ERROR}<entry/></feed>")
    (paper,) = records.itertuples()
    assert (report["format"], report["confidence"], report["unit"]) == ("arxiv-atom", 1, "entry")
    assert paper.title == "Sorting Apples & Pears at $x < 2$"
    assert paper.abstract == ABSTRACT
    assert (paper.arxiv_id, paper.doi) == ("2401.00001v2", "10.5555/ab.1")
    assert (paper.published, paper.url) == ("2024-01-01", "http://arxiv.org/abs/2401.00001v2")
    assert list(paper.authors) == ["Ada Apple", "Bo Péar"]
    assert json.loads(paper.extra) == {
        "affiliations": "Farm",
        "categories": "cs.LG cs.DS",
        "comments": "9 pages",
        "journal_ref": "J. Apples 1",
        "updated": "2024-02-01",
    }
    assert [(span["start"], span["reason"]) for span in report["rejected"]] == [
        (2, "the arXiv API returned an error: incorrect id format for 1234"),
        (3, "entry without a title"),
    ]


def test_rss_announcements_are_read(tmp_path: Path) -> None:
    replaced = ITEM.replace("Type: new", "Type: replace-cross").replace("01v1", "01v3")
    records, _ = read(tmp_path, f"{DECLARATION}{CHANNEL}{ITEM}{replaced}</channel></rss>")
    assert records.abstract.tolist() == [ABSTRACT] * 2
    assert records.arxiv_id.tolist() == ["2401.00001v1", "2401.00001v3"]
    assert records.published.tolist() == ["2024-01-02", ""]
    assert list(records.authors[0]) == ["Ada Apple", "Bo Pear"]
    assert [json.loads(extra) for extra in records.extra] == [
        {"announce_type": "new", "categories": "cs.LG"},
        {"announce_type": "replace-cross", "announced": "2024-01-02", "categories": "cs.LG"},
    ]


def test_atom_announcements_are_read(tmp_path: Path) -> None:
    entry = ENTRY.replace(
        "http://arxiv.org/abs/2401.00001v2</id>", "oai:arXiv.org:2401.00001v1</id>"
    )
    entry = entry.replace(
        "<summary>", "<summary>arXiv:2401.00001v1 Announce Type: cross \nAbstract: "
    )
    records, _ = read(tmp_path, f"{ROOT}{entry}</feed>")
    assert (records.abstract[0], records.arxiv_id[0]) == (ABSTRACT, "2401.00001v1")
    assert json.loads(records.extra[0])["announce_type"] == "cross"


def test_announcements_before_2024_are_read(tmp_path: Path) -> None:
    records, _ = read(tmp_path, OLD_RSS)
    (paper,) = records.itertuples()
    assert (paper.title, paper.abstract) == ("Sorting Plums", "We sort $a < b$ plums.")
    assert (paper.arxiv_id, list(paper.authors)) == ("2201.00001v3", ["Cy Plum", "Di"])
    assert json.loads(paper.extra) == {"announce_type": "replace", "categories": "cs.LG"}


def test_harvest_is_read_in_all_metadata_formats(tmp_path: Path) -> None:
    records, report = read(tmp_path, HARVEST)
    assert (report["format"], report["confidence"]) == ("arxiv-oai", 1)
    assert records.title.tolist() == ["Sorting Apples", "Sorting Pears", "Sorting Plums"]
    assert records.arxiv_id.tolist() == ["0704.0001", "0704.0002", "0704.0003"]
    assert records.published.tolist() == ["2007-04-02", "2007-04-02", "2007-04-04"]
    assert [list(names) for names in records.authors] == [
        *(["Ada Apple Jr."], ["A. Apple", "B. Pear"], ["Cy Plum"]),
    ]
    assert records.doi.tolist() == ["10.5555/1", "", "10.5555/3"]
    assert [json.loads(extra).get("updated") for extra in records.extra] == [
        *("2007-07-24", "2007-04-03", "2007-04-05"),
    ]
    assert [span["reason"] for span in report["rejected"]] == [
        "record without metadata",
    ]
    assert report["boilerplate"] == 1  # the deleted record


BOMB = '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'


@pytest.mark.parametrize(
    "declared",
    [
        f"<!DOCTYPE feed [{BOMB}]>",
        '<!DOCTYPE feed [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE feed PUBLIC "x" "http://example.org/x.dtd" [<!ENTITY % b "">]>',
        f"<!-- <entry> {'x' * 70_000} --><!DOCTYPE feed [{BOMB}]>",
        f"{' ' * (65_536 - len(DECLARATION) - 5)}<!DOCTYPE feed [{BOMB}]>",
    ],
)
def test_document_type_declarations_with_an_internal_subset_are_refused(
    tmp_path: Path, declared: str
) -> None:
    feed = f"{DECLARATION}{declared}{ROOT}{ENTRY.replace('9 pages', '&b;')}</feed>"
    for text in (feed, feed.replace("\n", " ")):
        with pytest.raises(UserError, match="document type declaration"):
            read(tmp_path, text, format="arxiv-atom", on_bad_dump="fail")


@pytest.mark.parametrize("end", ["\n", " ", ""])
def test_external_document_type_declarations_have_no_effect(tmp_path: Path, end: str) -> None:
    declared = f'<!DOCTYPE feed PUBLIC "x"{end or " "}"file:///etc/passwd">{end}'
    feed = f"{DECLARATION.strip()}{end}{declared}{ROOT}{ENTRY}</feed>"
    html = ENTRY.replace("9 pages", "<![CDATA[in <!DOCTYPE html>]]>")
    records, report = read(tmp_path, f"{feed}{end}{declared}{ROOT}{html}</feed>")
    assert (len(records), report["rejected"], report["warnings"]) == (2, [], [])
    assert json.loads(records.extra[1])["comments"] == "in <!DOCTYPE html>"


def test_a_document_type_declaration_in_a_comment_has_no_effect(tmp_path: Path) -> None:
    feed = FEED.replace("<feed", f"<!--<!DOCTYPE feed [{BOMB}]>--><!-- <!DOCTYPE x> --><feed", 1)
    records, report = read(tmp_path, feed)
    assert (len(records), report["warnings"]) == (1, [])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_actual_encoding_overrides_the_declared_one(tmp_path: Path, encoding: str) -> None:
    feed = f"\n{FEED}".replace("Ada Apple", "Zoë Äpfel").replace("colour", "Größe, çà et là")
    records, _ = read(tmp_path, feed.encode(encoding))
    assert records.authors[0][0] == "Zoë Äpfel"


def test_concatenated_feeds_are_read(tmp_path: Path) -> None:
    records, report = read(tmp_path, FEED.replace("\n</feed>\n", "</feed>") * 3)
    assert records[["start", "end"]].to_numpy().tolist() == [[1, 1], [2, 2], [3, 3]]
    assert report["warnings"] == []


def test_malformed_xml_is_read_as_far_as_possible(tmp_path: Path) -> None:
    bad = ENTRY.replace("9 pages", "R & D \x01").replace("&amp; Pears", "&nbsp; Pears")
    bad = bad.replace("<summary>", "&unknown; <summary>")
    records, report = read(tmp_path, f"{ROOT}{bad}{ENTRY}</feed>")
    assert len(records) == 2
    assert json.loads(records.extra[0])["comments"] == "R & D"
    assert report["warnings"] == []
    records, report = read(tmp_path, f"{ROOT}{bad.replace('</summary>', '')}{ENTRY}</feed>")
    assert len(records) == 2
    assert report["warnings"][0].startswith("XML that is not well-formed")


def test_numbers_that_are_no_characters_become_replacement_characters(tmp_path: Path) -> None:
    numbers = "&#xD83D;&#xDE00; &#0; &#1114112; &#x1F600; &#65;"
    records, report = read(tmp_path, f"{ROOT}{ENTRY.replace('9 pages', numbers)}</feed>")
    assert json.loads(records.extra[0])["comments"] == "\ufffd\ufffd \ufffd \ufffd \U0001f600 A"
    assert report["warnings"] == []


@pytest.mark.parametrize("cut", [*range(12, len(ENTRY) - 12, 41), ENTRY.index("<summary>") + 1])
def test_cut_off_feed_keeps_whole_entries(tmp_path: Path, cut: int) -> None:
    records, report = read(tmp_path, f"{DECLARATION}{ROOT}{ENTRY}{ENTRY[:cut]}")
    (rejected,) = report["rejected"]
    assert (len(records), rejected["start"]) == (1, 2)
    assert rejected["reason"] == "the file is cut off or damaged in this entry"


def test_damaged_names_of_elements_do_not_end_the_reading(tmp_path: Path) -> None:
    records, report = read(tmp_path, f"{ROOT}{ENTRY.replace('<id>', '<')}{ENTRY}</feed>")
    assert len(records) + report["rejected_count"] >= 1
    assert report["warnings"][0].startswith("XML that is not well-formed")


@pytest.mark.parametrize("place", ["9 pages", "  <entry>"])
def test_deep_nesting_ends_the_reading(tmp_path: Path, place: str) -> None:
    deep = ENTRY.replace(place, f"{'<x>' * 100_000}{'</x>' * 100_000}{place}")
    records, report = read(tmp_path, f"{ROOT}{ENTRY}{deep}{ENTRY}</feed>")
    assert len(records) == 1
    assert report["rejected"][0]["reason"].startswith(
        "cannot be read from here on (Excessive depth"
    )


def test_oversized_entry_ends_the_reading(tmp_path: Path) -> None:
    feed = f"{ROOT}{ENTRY}{ENTRY.replace('9 pages', 'x' * 11_000_000)}{ENTRY}</feed>"
    records, report = read(tmp_path, feed)
    assert len(records) == 1
    assert report["rejected"][0]["reason"].startswith("cannot be read from here on")


PIECES = [FEED[i : i + 40] for i in range(0, len(FEED), 40)]
PIECES += [*HARVEST.splitlines(), ITEM, ENTRY, ERROR, ROOT, "</entry>", "<entry>", "<![CDATA[", "&"]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=30), st.booleans())
def test_every_entry_of_any_feed_is_accounted_for(
    tmp_path_factory, pieces: list[str], harvest: bool
) -> None:
    text = f"{ROOT}{''.join(pieces)}".encode("utf-8", "replace")
    format_ = "arxiv-oai" if harvest else "arxiv-atom"
    read(tmp_path_factory.mktemp("feed"), text, format=format_)


def test_plain_rss_authors_are_split_and_markup_is_removed(tmp_path: Path) -> None:
    item = (
        "<item><title>Sorting Apples</title><link>https://arxiv.org/abs/2505.00001v2</link>"
        "<description>We sort &lt;i&gt;apples&lt;/i&gt; where p &amp;lt; 0.05.</description>"
        "<author>Ann Apple, Bo Pear</author></item>"
    )
    records, _ = read(tmp_path, f"<rss version='2.0'><channel>{item}</channel></rss>")
    assert list(records.authors[0]) == ["Ann Apple", "Bo Pear"]
    assert records.abstract[0].startswith("We sort apples where p ")
