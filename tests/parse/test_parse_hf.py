"""Pages of Hugging Face papers give the same records in whatever form they were saved."""

import html
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.reading import read
from paperthemes.parse.dump import Dump
from paperthemes.parse.formats import recognise
from paperthemes.parse.huggingface import dates, page
from paperthemes.parse.huggingface.markdown_pieces import pieces_of
from paperthemes.parse.huggingface.page import Piece

TITLES = ["Sorting Apples by Ear and by Colour, at Night", "Ageing Bridges: A Fine-Grained Guide"]
IDS = ["2407.01234", "2407.05678"]
ABSTRACT = "We sort apples by ear. A plain rule in [0, 1) does as well as any, and costs a fifth."
OTHER = "Bridges sing in the wind. We record them for a year and predict their age from the song."

DAILY_MD = """\
[![Hugging Face's logo](/front/logo.svg) Hugging
Face](/)

  * [ Models](/models)
  * Solutions\x20

Get trending papers in your email inbox!

# [Daily Papers](/papers)

## by [![](/front/papers-by.png)AK](/akhaliq) and the research
community

[](/papers?date=2024-07-31) Aug 1 [](/papers?date=2024-08-02)

[![](https://cdn-thumbnails.huggingface.co/social-
thumbnails/papers/2407.01234.png) ](/papers/2407.01234)

Submitted by ![](https://cdn-
avatars.huggingface.co/a.jpeg)
ada

[ 94](/login?next=%2Fpapers%2F2407.01234)

### [Sorting Apples by Ear and by
Colour, at Night](/papers/2407.01234)

[

  * ![](/avatars/a.svg)
  * · 533 authors\x20

](/papers/2407.01234) [ 5 ](/papers/2407.01234#community)

Submitted by ![](/avatars/b.svg) bo

[ 7](/login?next=%2Fpapers%2F2407.05678)

### [Ageing Bridges: A Fine-
Grained Guide](/papers/2407.05678)

[ ![](/o.png)Bridge Lab](/bridgelab) [ 2 ](/papers/2407.05678#community)

[Previous](/papers?date=2024-07-31) [Next](/papers?date=2024-08-02)

Company

© Hugging Face
"""
DAILY_HTML = """\
<!DOCTYPE html><html><head><title>Daily Papers - Hugging Face</title></head><body>
<nav><a href="/models">Models</a></nav><main>
<div><a href="/papers?date=2024-07-31"></a><time datetime="2024-08-01T00:00:00.000Z">
<span>Aug</span><span>1</span></time></div>
<article><a href="/papers/2407.01234"><img></a><div>Submitted by <img> ada</div>
<a href="/login?next=%2Fpapers%2F2407.01234"><svg></svg><div>94</div></a>
<h3><a href="/papers/2407.01234">Sorting Apples by Ear and by Colour, at Night</a></h3>
<a href="/papers/2407.01234"><ul><li></li><li><div>·</div> 533 authors</li></ul></a>
<a href="/papers/2407.01234#community"> 5</a></article>
<article><div>Submitted by <img> bo</div>
<a href="/login?next=%2Fpapers%2F2407.05678"><div>7</div></a>
<h3><a href="/papers/2407.05678">Ageing Bridges: A Fine-Grained Guide</a></h3>
<a href="/bridgelab"><img>Bridge Lab</a><a href="/papers/2407.05678#community">2</a></article>
</main></body></html>
"""
DAILY_TEXT = """\
Daily Papers - Hugging Face


\t\tModels

new
Get trending papers in your email inbox!
Subscribe

Daily Papers
by AK and the research community

Aug
1

Submitted by
\t\t\t
\t\tada

94

Sorting Apples by Ear and by Colour, at Night

·
\t\t533 authors

5

Submitted by
bo

7

Ageing Bridges: A Fine-Grained Guide

Bridge Lab

2

Previous
Next
Company
"""
INDENTED_TEXT = """\
        * Models
        * Log In

        Get trending papers in your email inbox!

          Aug 1
          Submitted by ada
                  94

              Sorting Apples by Ear and by Colour, at Night

                  * \x20
                      * ·
                      533 authors
                5
          Submitted by bo
                  7

              Ageing Bridges: A Fine-Grained Guide

              Bridge Lab
                2
        Previous Next
  Models Datasets Spaces Pricing Docs
"""
UNLINKED_MD = f"""\
Get trending papers in your email inbox!

# Daily Papers

Aug 1

Submitted by ada

94

### {TITLES[0].removesuffix(" at Night")}
at Night

  *   *   * · 533 authors\x20

5

Submitted by bo

7

### {TITLES[1]}

Bridge Lab

2
"""
DAILY = {
    "hf-daily-markdown": DAILY_MD,
    "hf-daily-html": DAILY_HTML,
    "hf-daily-text": DAILY_TEXT,
}
EXTRA = [
    {"author_count": "533", "comments": "5", "submitted_by": "ada", "upvotes": "94"},
    {"organization": "Bridge Lab", "comments": "2", "submitted_by": "bo", "upvotes": "7"},
]


@pytest.mark.parametrize(
    "page", [*DAILY.values(), INDENTED_TEXT, UNLINKED_MD], ids=[*DAILY, "indented", "unlinked"]
)
def test_a_page_of_titles_is_the_same_in_every_form(tmp_path: Path, page: str) -> None:
    records, report = read(tmp_path, page)
    assert records.title.tolist() == TITLES
    assert [json.loads(extra) for extra in records.extra] == EXTRA
    assert records.abstract.tolist() == ["", ""]
    assert report["rejected"] == []
    has_links = "/papers/2407" in page
    assert records.arxiv_id.tolist() == (IDS if has_links else ["", ""])
    day = "2024-08-01" if has_links else "--08-01"
    assert records.published.tolist() == [day, day]
    if has_links:
        assert records.url[0] == "https://huggingface.co/papers/2407.01234"


def test_forms_are_told_apart(tmp_path: Path) -> None:
    for name, text in DAILY.items():
        (tmp_path / "x").write_text(text)
        assert recognise(Dump(tmp_path / "x"))[0].name == name


@pytest.mark.parametrize("page", DAILY.values(), ids=DAILY)
def test_a_page_without_papers(tmp_path: Path, page: str) -> None:
    begin = page.index("Submitted") if "<article" not in page else page.index("<article")
    if page is DAILY_MD:
        begin = page.index("[![](https")
    records, report = read(tmp_path, page[:begin])
    assert records.empty
    assert report["rejected"] == []


# ---- Markdown ----

FIRECRAWL = f"""\
---
url: https://huggingface.co/papers?q=apples
retrieved: 2026-10-02
title: Daily Papers - Hugging Face
---
Get trending papers in your email inbox!

[Trending Papers](https://huggingface.co/papers/trending)

Oct 2

[101](https://huggingface.co/login?next=%2Fpapers%2F2606.00683)

### [Sorting Apples\\  at Night](https://huggingface.co/papers/2606.00683)

[{ABSTRACT}](https://huggingface.co/papers/2606.00683)

[![lab](https://cdn.co/x.png)Orchard Lab](https://huggingface.co/lab)

·

May 29[6](https://huggingface.co/papers/2606.00683#community)

[-](https://huggingface.co/login?next=%2Fpapers%2F2502.20581)

### [Ageing Bridges](https://huggingface.co/papers/2502.20581)

[Bridges sing in the wind. We record them\\\\
for a year and predict their age from the\\\\
song.](https://huggingface.co/papers/2502.20581)

[- ![](https://cdn.co/y.png)\\\\
- 3 authors](https://huggingface.co/papers/2502.20581)

·

Dec 27
"""
NUMBERED = """\
# Web source

- URL: https://huggingface.co/papers?q=apples
- Title: [[Hugging Face's logo] Hugging Face][1]
- Captured (UTC): 2026-10-02T16:31:22.1+00:00

```text
* [ Models ][2]
Get trending papers in your email inbox!

## by[AK][30] and the research community
* Daily

Oct 2
[
101
][31]

### [Sorting Apples at Night][32]

[

We sort apples by ear. A plain rule in [0, 1) does as well as any,
and costs a fifth.

][33]
[[lab] Orchard Lab][34]
·
May 29 [ 6][35]
[
-
][36]

### [Ageing Bridges][37]

[

Bridges sing in the wind. We record them for a year and predict their age from
the song.

][38]
[
* 3 authors
][39]
·
Dec 27
```
"""
OWN_LINES = f"""\
---
url: https://huggingface.co/papers?q=apples
exported: 2026-11-28
---

Hugging Face

https://huggingface.co/

Get trending papers in your email inbox!

https://huggingface.co/papers/date/2026-10-01

Oct 2

 [-] 101

https://huggingface.co/login?next=%2Fpapers%2F2606.00683

Sorting Apples at Night

https://huggingface.co/papers/2606.00683

{ABSTRACT}

https://huggingface.co/papers/2606.00683

 \x20

https://huggingface.co/papers/2606.00683

 Orchard Lab

https://huggingface.co/lab

·

May 29\x20

6

https://huggingface.co/papers/2606.00683#community

 [-] -

https://huggingface.co/login?next=%2Fpapers%2F2502.20581

Ageing Bridges

https://huggingface.co/papers/2502.20581

{OTHER}

https://huggingface.co/papers/2502.20581

[

3 authors](https://huggingface.co/papers/2502.20581)

·

Dec 27
"""
SEARCH = {"firecrawl": FIRECRAWL, "numbered": NUMBERED, "own lines": OWN_LINES}


@pytest.mark.parametrize("page", SEARCH.values(), ids=SEARCH)
def test_a_page_with_abstracts_is_the_same_in_every_form(tmp_path: Path, page: str) -> None:
    records, report = read(tmp_path, page)
    assert report["format"] == "hf-daily-markdown"
    assert records.title.tolist() == ["Sorting Apples at Night", "Ageing Bridges"]
    assert records.abstract.tolist() == [ABSTRACT, OTHER]
    assert records.published.tolist() == ["2026-05-29", "2025-12-27"]
    assert [json.loads(extra) for extra in records.extra] == [
        {"comments": "6", "organization": "Orchard Lab", "upvotes": "101"},
        {"author_count": "3", "upvotes": "0"},
    ]
    assert report["rejected"] == report["warnings"] == []


def test_numbered_links_with_their_addresses_at_the_end(tmp_path: Path) -> None:
    page = NUMBERED + "\n[32]: https://huggingface.co/papers/2606.00683\n"
    records, report = read(tmp_path, page)
    assert records.arxiv_id.tolist() == ["2606.00683", ""]  # the other's address is cut off
    assert report["rejected"] == []


def test_a_card_that_comes_twice_is_one_record(tmp_path: Path) -> None:
    card = (
        "Submitted by\n\n[picture]\n\nada\n\n### [Sorting\nApples](/papers/2610.05608)\n\n\n"
        f"{ABSTRACT}\n\n\n[[picture: lab] Orchard Lab](/lab) · {{}}Oct 4, 2026\n\n\n"
        "[Upvote\n\n117](/login?next=%2Fpapers%2F2610.05608)\n\n"
        "[GitHub 1.3k](https://github.com/o/x) [arXiv Page](https://arxiv.org/abs/2610.05608)\n\n\n"
    )
    head = "Get trending papers in your email inbox!\n\n# Trending Papers\n\n"
    records, report = read(tmp_path, head + card.format("Published on ") + card.format(""))
    assert len(records) == 1
    assert (records.title[0], records.abstract[0]) == ("Sorting Apples", ABSTRACT)
    assert records.published[0] == "2026-10-04"
    assert json.loads(records.extra[0]) == {
        "github": "https://github.com/o/x",
        "github_stars": "1300",
        "organization": "Orchard Lab",
        "submitted_by": "ada",
        "upvotes": "117",
    }
    assert report["rejected"] == []


def test_unlinked_cards_that_come_twice(tmp_path: Path) -> None:
    card = (
        f"### Sorting\n  Apples\n\n{ABSTRACT}\n- 8 authors\n[LINK: GitHub 1.3k](https://g.co)\n\n"
    )
    page = f"Get trending papers in your email inbox!\n\n## Trending Papers\n\n{card * 2}"
    records, _ = read(tmp_path, page)
    assert records.title.tolist() == ["Sorting Apples"]
    assert records.abstract.tolist() == [ABSTRACT]


def test_reader_tools(tmp_path: Path) -> None:
    page = f"""\
Title: Daily Papers - Hugging Face

URL Source: https://huggingface.co/papers/date/2024-08-01

Markdown Content:
[Daily Papers](https://huggingface.co/papers)
=============================================

by[![Image 3](https://x.co/y.png)AK](https://huggingface.co/akhaliq) and the research community
-----------------------------------------------------------------------------------------------

Aug 1

1.  ### **[\\[Re\\] Sorting "Apples"](https://huggingface.co/papers/2407.01234 "Sorting")**

    {ABSTRACT}

2.  [Ageing *Bridges*](https://huggingface.co/papers/2407.05678)[2](https://huggingface.co/papers/2407.05678#community)
"""
    records, report = read(tmp_path, page)
    assert records.title.tolist() == ['[Re] Sorting "Apples"', "Ageing *Bridges*"]
    assert records.abstract.tolist() == [ABSTRACT, ""]
    assert records.published.tolist() == ["2024-08-01", "2024-08-01"]
    assert report["rejected"] == []


def test_what_belongs_to_no_paper_is_rejected(tmp_path: Path) -> None:
    lost = "[12 authors](/papers/2407.09999)"
    page = FIRECRAWL.replace("Oct 2\n", f"{OTHER}\n\nOct 2\n", 1) + f"\n{lost}\n\n{OTHER}\n"
    records, report = read(tmp_path, page)
    assert len(records) == 2
    assert [span["reason"] for span in report["rejected"]] == [
        "text that belongs to no paper",
        "a card without its title (it links to the paper 2407.09999)",
        "text that belongs to no paper",
    ]


def test_a_page_that_is_cut_off(tmp_path: Path) -> None:
    page = NUMBERED[: NUMBERED.index(" and predict")] + "\n\n[Content truncated]\n```\n"
    records, report = read(tmp_path, page)
    assert records.abstract[1] == "Bridges sing in the wind. We record them for a year"
    assert "the last record may be cut off" in report["warnings"][0]


def test_several_papers_in_one_line_are_pointed_at(tmp_path: Path) -> None:
    page = (
        DAILY_MD.split("[![](https", maxsplit=1)[0]
        + "[A B](/papers/2407.01234) [C D](/papers/2407.05678)"
    )
    records, report = read(tmp_path, page)
    assert records.title.tolist() == ["A B"]
    assert any("several papers in one line" in warning for warning in report["warnings"])


def test_pages_one_after_the_other(tmp_path: Path) -> None:
    second = DAILY_MD.replace("Aug 1", "Aug 2").replace("2407.0", "2408.0")
    records, report = read(tmp_path, DAILY_MD + second)
    assert records.published.tolist() == ["2024-08-01"] * 2 + ["2024-08-02"] * 2
    assert report["rejected"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a\nb](/x)", [Piece(1, 2, "a b", "/x")]),
        ("# a\nb\n\nc", [Piece(1, 2, "a b", "", 1), Piece(4, 4, "c")]),
        ("see [https://a.b](https://a.b) now", [Piece(1, 1, "see https://a.b now")]),
        ("E[x](t) and [1, 2)", [Piece(1, 1, "E[x](t) and [1, 2)")]),
        ("a [b\n[c](/d)", [Piece(1, 1, "a [b"), Piece(2, 2, "c", "/d")]),
        ("pre-\ntrained\nand", [Piece(1, 3, "pre-trained and")]),
        ("a &lt; b<br>\\_c", [Piece(1, 1, "a < b_c")]),
    ],
)
def test_markdown_is_taken_apart(text: str, expected: list[Piece]) -> None:
    assert pieces_of(text) == expected


# ---- text ----


def test_text_with_cards_and_abstracts(tmp_path: Path) -> None:
    page = (
        f"Get trending papers in your email inbox!\nOct\n2\n-\n{TITLES[0]}\n{ABSTRACT}\n3 authors\n"
        f"·\nMay 30\n65\n{TITLES[1]}\n{OTHER}\nBridge Lab\n·\nMar 8, 2024\n6\n"
    )
    records, report = read(tmp_path, page)
    assert records.title.tolist() == TITLES
    assert records.abstract.tolist() == [ABSTRACT, OTHER]
    assert records.published.tolist() == ["--05-30", "2024-03-08"]
    assert [json.loads(extra) for extra in records.extra] == [
        {"author_count": "3", "upvotes": "0"},
        {"comments": "6", "organization": "Bridge Lab", "upvotes": "65"},
    ]
    assert report["rejected"] == []


def test_trending_text(tmp_path: Path) -> None:
    page = (
        f"Get trending papers in your email inbox!\nTrending Papers\n{TITLES[0]}\n{ABSTRACT}\n"
        "Orchard Lab\n· Published on May 30, 2024\nUpvote\n117\nGitHub 1.3k\narXiv Page\n"
        f"Submitted by\nbo\n{TITLES[1]}\n{OTHER[:40]}"
    )
    records, report = read(tmp_path, page)
    assert records.title.tolist() == TITLES
    assert records.published.tolist() == ["2024-05-30", ""]
    assert json.loads(records.extra[0])["upvotes"] == "117"
    assert "may be cut off" in report["warnings"][0]


def test_wrapped_text(tmp_path: Path) -> None:
    page = """\
Get trending papers in your email inbox!

Sorting Apples by Their Colour and Size,
at Night

We sort apples by their colour and their
size, at night, and find a well-founded-
and-plain rule that does as well as any.
It is good, but lately we have not slept.

8 authors
"""
    records, _ = read(tmp_path, page)
    assert records.title.tolist() == ["Sorting Apples by Their Colour and Size, at Night"]
    assert records.abstract[0].startswith("We sort apples by their colour and their size, at")
    assert records[["start", "end"]].to_numpy().tolist() == [[3, 9]]


def test_stray_text_among_cards_is_rejected(tmp_path: Path) -> None:
    page = DAILY_TEXT.replace("Previous", f"{OTHER}\nA Lonely Title\nPrevious")
    records, report = read(tmp_path, page)
    assert len(records) == 2
    assert [span["excerpt"][:8] for span in report["rejected"]] == ["A Lonely"]


# ---- HTML and JSON ----


def entry(number: int, **changes: object) -> dict:
    paper = {
        "id": IDS[number],
        "title": TITLES[number].replace(" and ", "\n  and "),
        "summary": [ABSTRACT, OTHER][number],
        "authors": [{"_id": "1", "name": "Ada Li"}, {"name": ""}, 3, {"name": "Cy Bo"}],
        "publishedAt": "2024-07-02T10:00:00.000Z",
        "submittedOnDailyAt": "2024-08-01T00:00:00.000Z",
        "upvotes": 94,
        "ai_keywords": ["apples", None, "ears"],
        "organization": {"name": "lab", "fullname": "Orchard Lab"},
    } | changes
    return {
        "paper": paper,
        "publishedAt": "2024-08-01T01:00:00.000Z",
        "title": TITLES[number],
        "numComments": 5,
        "submittedBy": {"fullname": "Ada", "name": "ada"},
    }


def saved(data: str) -> str:
    div = f'<div data-target="DailyPapers" data-props="{html.escape(data)}"></div><main>'
    return DAILY_HTML.replace("<main>", div)


def checked(records) -> None:
    assert records.title.tolist() == TITLES
    assert records.abstract.tolist() == [ABSTRACT, OTHER]
    assert records.arxiv_id.tolist() == IDS
    assert records.published.tolist() == ["2024-07-02"] * 2
    assert list(records.authors[0]) == ["Ada Li", "3", "Cy Bo"]
    assert json.loads(records.extra[0]) == {
        "comments": "5",
        "keywords": "apples; ears",
        "listed": "2024-08-01",
        "organization": "Orchard Lab",
        "submitted_by": "ada",
        "upvotes": "94",
    }


ENTRIES = [entry(0), entry(1)]
JSONS = {
    "array": json.dumps(ENTRIES),
    "indented": json.dumps(ENTRIES, indent=1),
    "lines": "\n".join(map(json.dumps, ENTRIES)),
    "props": json.dumps({"dailyPapers": ENTRIES, "date": "2024-08-01"}),
    "indented props": json.dumps({"dailyPapers": ENTRIES}, indent=1),
}


@pytest.mark.parametrize("content", JSONS.values(), ids=JSONS)
def test_json(tmp_path: Path, content: str) -> None:
    records, report = read(tmp_path, content)
    assert report["format"] == "hf-daily-json"
    checked(records)
    assert report["rejected"] == report["warnings"] == []


@pytest.mark.parametrize("indent", [None, 1])
def test_json_of_one_paper(tmp_path: Path, indent: int | None) -> None:
    paper = entry(0)["paper"] | {"comments": [{}, {}]}
    records, report = read(tmp_path, json.dumps(paper, indent=indent))
    assert report["format"] == "hf-daily-json"
    assert records.title.tolist() == TITLES[:1]
    assert json.loads(records.extra[0])["comments"] == "2"


def test_embedded_data_comes_before_what_is_seen(tmp_path: Path) -> None:
    records, report = read(tmp_path, saved(json.dumps({"dailyPapers": ENTRIES})))
    checked(records)
    assert report["rejected"] == report["warnings"] == []


def test_cards_that_the_data_lacks_are_read_as_seen(tmp_path: Path) -> None:
    records, _ = read(tmp_path, saved(json.dumps({"dailyPapers": ENTRIES[:1]})))
    assert records.title.tolist() == TITLES
    assert records.abstract.tolist() == [ABSTRACT, ""]


def test_incomplete_entries(tmp_path: Path) -> None:
    entries = [entry(0, title=None), 7, {"paper": {}, "title": "", "summary": "x"}]
    entries += [entry(1, title=1984, authors="Ada", publishedAt="soon", id=None, upvotes=True)]
    for content in (json.dumps(entries), saved(json.dumps({"dailyPapers": entries}))):
        records, report = read(tmp_path, content.replace("<article", "<div hidden><article"))
        assert [span["reason"] for span in report["rejected"]][:2] == [
            "not a JSON object",
            "abstract without a title",
        ]
        assert records.title.tolist()[:2] == [TITLES[0], "1984"]
        assert "dates not understood, left in extra: entry 4" in report["warnings"]


def test_embedded_data_that_is_cut_off(tmp_path: Path) -> None:
    page = saved(json.dumps({"dailyPapers": ENTRIES}))
    cut = page[: page.index("Bridges sing")]
    records, report = read(tmp_path, cut)
    assert records.title.tolist() == TITLES[:1]
    assert "cut off or damaged here" in report["rejected"][0]["reason"]
    damaged = page.replace("Bridges sing", "Bridges &quot; sing")
    records, report = read(tmp_path, damaged)
    assert records.title.tolist() == TITLES  # the second as it is seen
    assert report["rejected_count"] == 1


def test_search_as_html(tmp_path: Path) -> None:
    page = (
        "<html><title>Daily Papers - Hugging Face</title><h3><a href='/papers/2407.01234'>Sorting"
        f" <mark>Apples</mark></a></h3><a href='/papers/2407.01234'><p>{ABSTRACT}</p></a>"
        "<a href='/lab'>Orchard Lab</a><div>·</div><span>May 30, 2024</span></html>"
    )
    records, _ = read(tmp_path, page)
    assert records.title.tolist() == ["Sorting Apples"]
    assert records.abstract.tolist() == [ABSTRACT]
    assert records.published.tolist() == ["2024-05-30"]


# ---- days and marks ----


@pytest.mark.parametrize(
    ("page", "captured", "addresses", "ids", "expected"),
    [
        ("--08-01", "", ["/papers?date=2024-07-31"], [], "2024-08-01"),
        ("--01-01", "", ["https://huggingface.co/papers/date/2024-12-31"], [], "2025-01-01"),
        ("--08-01", "2026-10-02", [], [], "2026-08-01"),
        ("--12-01", "2026-10-02", [], [], "2025-12-01"),
        ("--08-01", "", [], ["2407.01234", "2401.00001"], "2024-08-01"),
        ("--01-02", "", [], ["2407.01234"], "2025-01-02"),
        ("--02-29", "2026-10-02", [], [], "2024-02-29"),
        ("--08-01", "", [], [], "--08-01"),
        ("2024-08-01", "2026-10-02", [], [], "2024-08-01"),
    ],
)
def test_the_year_of_a_page(
    page: str, captured: str, addresses: list[str], ids: list[str], expected: str
) -> None:
    assert dates.Calendar(captured, addresses, ids).of_page(page) == expected


@pytest.mark.parametrize(
    ("page", "card", "paper", "expected"),
    [
        ("2026-10-02", "--05-29", "2606.00683", "2026-05-29"),
        ("2026-10-02", "--12-27", "2502.20581", "2025-12-27"),
        ("", "--05-29", "2606.00683", "2026-05-29"),
        ("", "--01-03", "2412.00683", "2025-01-03"),
        ("", "--01-03", "hep-th/9901001", "1999-01-03"),
        ("", "--01-03", "", "--01-03"),
        ("", "2024-01-03", "", "2024-01-03"),
    ],
)
def test_the_year_of_a_card(page: str, card: str, paper: str, expected: str) -> None:
    calendar = dates.Calendar()
    calendar.of_page(page)
    assert calendar.of_card(card, paper) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("retrieved: 2026-10-02", "2026-10-02"),
        ("- Captured (UTC): 2026-06-29T16:31:22.1+00:00", "2026-06-29"),
        ("Published Time: Wed, 10 Sep 2025 21:05:01 GMT", "2025-09-10"),
        (" saved date: Thu Aug 01 2024 10:00:00", "2024-08-01"),
        ("title: 2026-10-02", ""),
        ("retrieved: 2026-13-02", ""),
    ],
)
def test_the_day_of_capture(line: str, expected: str) -> None:
    assert dates.captured(["---", line]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1,234", "1234"), ("1.2k", "1200"), ("-", "0"), ("94", "94"), ("1.2.3k", "")],
)
def test_counts(text: str, expected: str) -> None:
    assert page.count(text) == expected


# ---- anything ----

PARTS = st.one_of(
    st.sampled_from(
        [
            *DAILY_MD.splitlines(),
            *FIRECRAWL.splitlines(),
            *NUMBERED.splitlines(),
            *DAILY_TEXT.splitlines(),
            *DAILY_HTML.splitlines(),
            *("](", "[", "### [", "](/papers/2407.01234)", "Upvote", "GitHub", "1.2k", "·"),
        ]
    ),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=80),
)


@given(st.lists(PARTS, max_size=40), st.sampled_from(["\n", "\n\n", " "]))
def test_any_page_is_accounted_for(tmp_path_factory, parts: list[str], end: str) -> None:
    folder = tmp_path_factory.mktemp("page")
    body = end.join(parts)
    for name in ("hf-daily-markdown", "hf-daily-text", "hf-daily-html"):
        read(folder, f"Get trending papers in your email inbox!\n{body}", format=name)


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from([*ENTRIES[0], *ENTRIES[0]["paper"]]), inner, max_size=5),
    ),
    max_leaves=12,
)


@given(st.lists(VALUES, max_size=4), st.integers(0, 400))
def test_any_entries_are_accounted_for(tmp_path_factory, values: list, cut: int) -> None:
    folder = tmp_path_factory.mktemp("json")
    text = json.dumps([ENTRIES[0], *values])
    read(folder, text, format="hf-daily-json")
    read(folder, text[:cut], format="hf-daily-json")
    data = json.dumps({"dailyPapers": values, "more": values})
    read(folder, saved(data), format="hf-daily-html")
    read(folder, saved(data)[: 200 + cut], format="hf-daily-html")


def test_the_page_of_one_paper_is_no_list_of_those_it_recommends(tmp_path: Path) -> None:
    page = (
        "Title: Paper page - Sorting Apples by Ear\n\nURL Source: "
        "https://huggingface.co/papers/2505.00001\n\n# Sorting Apples by Ear\n\n"
        "[Upvote 29](https://huggingface.co/login?next=%2Fpapers%2F2505.00001)\n\n## Abstract\n\n"
        f"{ABSTRACT}\n\n*   [Weighing Plums](https://huggingface.co/papers/2410.03027) (2024)\n"
        "*   [Counting Pears](https://huggingface.co/papers/2410.02033) (2024)\n\nPlease vote!\n"
    )
    records, report = read(tmp_path, page)
    assert records.empty
    assert report["format"] is None


def test_headings_without_an_address_count_beside_those_that_have_one(tmp_path: Path) -> None:
    card = "### {}\n\n" + ABSTRACT + "\n\n- 3 authors\n\n"
    page = "# Daily Papers\n\n## by AK and the research community\n\n" + "".join(
        card.format(title)
        for title in (
            "[Sorting Apples](https://huggingface.co/papers/2505.00001)",
            "Counting Pears",
        )
    )
    footer = "Trending Papers ranked by GitHub stars activity\n"
    records, report = read(tmp_path, page + footer)
    assert records.title.tolist() == ["Sorting Apples", "Counting Pears"]
    assert records.arxiv_id.tolist() == ["2505.00001", ""]
    assert report["rejected"] == []
