"""Pages of Hugging Face papers give the same records in all saved forms."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.reading import read
from helpers.samples.huggingface import (
    ABSTRACT,
    DAILY_HTML,
    DAILY_MD,
    DAILY_TEXT,
    FIRECRAWL,
    IDS,
    INDENTED_TEXT,
    NUMBERED,
    OTHER,
    OWN_LINES,
    TITLES,
    UNLINKED_MD,
)
from paperthemes.parse.dump import Dump
from paperthemes.parse.formats import detect_format

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
def test_every_form_of_a_page_of_titles_gives_the_same_records(tmp_path: Path, page: str) -> None:
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


def test_each_form_is_detected(tmp_path: Path) -> None:
    for name, text in DAILY.items():
        (tmp_path / "x").write_text(text)
        assert detect_format(Dump(tmp_path / "x"))[0].name == name


@pytest.mark.parametrize("page", DAILY.values(), ids=DAILY)
def test_a_page_without_papers_gives_no_records(tmp_path: Path, page: str) -> None:
    begin = page.index("Submitted") if "<article" not in page else page.index("<article")
    if page is DAILY_MD:
        begin = page.index("[![](https")
    records, report = read(tmp_path, page[:begin])
    assert records.empty
    assert report["rejected"] == []


SEARCH = {"firecrawl": FIRECRAWL, "numbered": NUMBERED, "own lines": OWN_LINES}


@pytest.mark.parametrize("page", SEARCH.values(), ids=SEARCH)
def test_every_form_of_a_page_with_abstracts_gives_the_same_records(
    tmp_path: Path, page: str
) -> None:
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


def test_numbered_links_take_their_addresses_from_the_end(tmp_path: Path) -> None:
    page = NUMBERED + "\n[32]: https://huggingface.co/papers/2606.00683\n"
    records, report = read(tmp_path, page)
    assert records.arxiv_id.tolist() == ["2606.00683", ""]  # the other's address is cut off
    assert report["rejected"] == []


def test_a_repeated_card_gives_one_record(tmp_path: Path) -> None:
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


def test_repeated_cards_without_links_give_one_record(tmp_path: Path) -> None:
    card = (
        f"### Sorting\n  Apples\n\n{ABSTRACT}\n- 8 authors\n[LINK: GitHub 1.3k](https://g.co)\n\n"
    )
    page = f"Get trending papers in your email inbox!\n\n## Trending Papers\n\n{card * 2}"
    records, _ = read(tmp_path, page)
    assert records.title.tolist() == ["Sorting Apples"]
    assert records.abstract.tolist() == [ABSTRACT]


def test_markdown_of_reader_services(tmp_path: Path) -> None:
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


def test_text_outside_of_cards_is_rejected(tmp_path: Path) -> None:
    untitled = "[12 authors](/papers/2407.09999)"
    page = FIRECRAWL.replace("Oct 2\n", f"{OTHER}\n\nOct 2\n", 1) + f"\n{untitled}\n\n{OTHER}\n"
    records, report = read(tmp_path, page)
    assert len(records) == 2
    assert [span["reason"] for span in report["rejected"]] == [
        "text that belongs to no paper",
        "a card without its title (it links to the paper 2407.09999)",
        "text that belongs to no paper",
    ]


def test_a_page_cut_off_within_an_abstract_gives_a_warning(tmp_path: Path) -> None:
    page = NUMBERED[: NUMBERED.index(" and predict")] + "\n\n[Content truncated]\n```\n"
    records, report = read(tmp_path, page)
    assert records.abstract[1] == "Bridges sing in the wind. We record them for a year"
    assert "the last record may be cut off" in report["warnings"][0]


def test_several_papers_in_one_line_give_a_warning(tmp_path: Path) -> None:
    page = (
        DAILY_MD.split("[![](https", maxsplit=1)[0]
        + "[A B](/papers/2407.01234) [C D](/papers/2407.05678)"
    )
    records, report = read(tmp_path, page)
    assert records.title.tolist() == ["A B"]
    assert any(
        "several papers in one line; only the first is kept" in warning
        for warning in report["warnings"]
    )


def test_concatenated_pages_keep_their_dates(tmp_path: Path) -> None:
    second = DAILY_MD.replace("Aug 1", "Aug 2").replace("2407.0", "2408.0")
    records, report = read(tmp_path, DAILY_MD + second)
    assert records.published.tolist() == ["2024-08-01"] * 2 + ["2024-08-02"] * 2
    assert report["rejected"] == []


def test_the_page_of_a_single_paper_is_not_read_as_a_list(tmp_path: Path) -> None:
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


def test_headings_without_an_address_are_titles_too(tmp_path: Path) -> None:
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


PARTS = st.one_of(
    st.sampled_from(
        [
            *DAILY_MD.splitlines(),
            *FIRECRAWL.splitlines(),
            *NUMBERED.splitlines(),
            *DAILY_TEXT.splitlines(),
            *DAILY_HTML.splitlines(),
            *("](", "[", "### [", "](/papers/2407.01234)", "Upvote", "GitHub", "1.2k", "·", OTHER),
            *("SubscribeGlued Title", "by AK and the research community", ABSTRACT * 3),
        ]
    ),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=80),
)


@given(st.lists(PARTS, max_size=40), st.sampled_from(["\n", "\n\n", " "]))
def test_every_place_of_any_page_is_counted_once(
    tmp_path_factory, parts: list[str], end: str
) -> None:
    folder = tmp_path_factory.mktemp("page")
    body = end.join(parts)
    for name in ("hf-daily-markdown", "hf-daily-text", "hf-daily-html"):
        read(folder, f"Get trending papers in your email inbox!\n{body}", format=name)
