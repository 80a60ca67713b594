"""Plain text of Hugging Face pages: titles followed by abstracts, and cards."""

import hashlib
import json
from pathlib import Path

import pytest

from helpers.reading import read
from helpers.samples.huggingface import (
    ABSTRACT,
    COMPACT_TEXT,
    DAILY_TEXT,
    LONG_ABSTRACT,
    OTHER,
    SPACED_TEXT,
    TITLES,
)


def test_layout_without_blank_lines(tmp_path: Path) -> None:
    records, report = read(tmp_path, COMPACT_TEXT)
    assert records.title.tolist() == [
        "orchardNet: Sorting Apples",
        "What Does a Bridge Sound Like? Ageing by Ear",
    ]
    assert records.abstract.tolist() == [LONG_ABSTRACT.strip(), OTHER]
    assert records[["start", "end"]].to_numpy().tolist() == [[3, 4], [5, 6]]
    assert (report["format"], report["boilerplate"], report["rejected"]) == ("hf-daily-text", 2, [])
    assert report["warnings"] == []
    assert report["sha256"] == hashlib.sha256(COMPACT_TEXT.encode()).hexdigest()


def test_layout_with_blank_lines_keeps_its_date_without_a_year(tmp_path: Path) -> None:
    records, report = read(tmp_path, SPACED_TEXT)
    assert records.title.tolist() == ["Sorting Apples", "Ageing Bridges by Ear"]
    assert records.published.tolist() == ["--08-01", "--08-01"]
    assert records[["start", "end"]].to_numpy().tolist() == [[13, 15], [17, 19]]
    assert report["warnings"] == []


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_of_other_systems(tmp_path: Path, ends: str) -> None:
    records, _ = read(tmp_path, SPACED_TEXT.replace("\n", ends))
    assert records.start.tolist() == [13, 17]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_removed(tmp_path: Path, encoding: str) -> None:
    records, _ = read(tmp_path, COMPACT_TEXT.replace("Bridge", "Brücke").encode(encoding))
    assert records.title[1] == "What Does a Brücke Sound Like? Ageing by Ear"


def test_a_title_may_begin_with_subscribe(tmp_path: Path) -> None:
    text = COMPACT_TEXT.replace("SubscribeorchardNet", "Subscribe\nSubscribe to orchardNet")
    assert read(tmp_path, text)[0].title[0] == "Subscribe to orchardNet: Sorting Apples"


def test_second_paragraphs_do_not_become_titles(tmp_path: Path) -> None:
    extra = f"Our code is public and free to use.\n{OTHER}\n"
    records, report = read(tmp_path, COMPACT_TEXT + extra + f"Last Title\n{LONG_ABSTRACT}\n")
    assert records.title.tolist()[2:] == ["Last Title"]
    assert [span["start"] for span in report["rejected"]] == [7, 8]


def test_titles_may_end_in_a_full_stop_or_be_long(tmp_path: Path) -> None:
    titles = ["Sorting Is All That You Need.", "A Title With Nothing Below It", "Long Words " * 19]
    text = f"{titles[1]}\n{titles[0]}\n{LONG_ABSTRACT}\n{titles[2]}\n{LONG_ABSTRACT}\n"
    records, report = read(tmp_path, COMPACT_TEXT + text)
    assert records.title.tolist()[2:] == [titles[0], titles[2].strip()]
    assert [span["excerpt"] for span in report["rejected"]] == [titles[1]]


def test_titles_and_abstracts_alone_are_rejected(tmp_path: Path) -> None:
    lines = [LONG_ABSTRACT, "A Lonely Title", "Last Title", LONG_ABSTRACT]
    records, report = read(tmp_path, COMPACT_TEXT + "\n".join(lines))
    assert records.title.tolist()[-1] == "Last Title"
    reasons = [(place["start"], place["reason"]) for place in report["rejected"]]
    assert reasons == [(7, "abstract without a title"), (8, "title without an abstract")]
    assert report["rejected"][1]["excerpt"] == "A Lonely Title"


def test_a_title_at_the_end_of_the_dump_is_rejected(tmp_path: Path) -> None:
    _, report = read(tmp_path, COMPACT_TEXT + "The Last Title Before the End")
    assert report["rejected"][0]["reason"] == "title without an abstract (the dump ends here)"


def test_an_abstract_cut_off_at_the_end_gives_a_warning(tmp_path: Path) -> None:
    records, report = read(tmp_path, COMPACT_TEXT + "Last Title\n" + LONG_ABSTRACT[:220].strip())
    assert len(records) == 3
    assert report["warnings"] == [
        "the last record may be cut off, its abstract ends with "
        f"“{LONG_ABSTRACT[:220].strip()[-40:]}”; it is kept: line 7"
    ]


def test_a_year_may_be_a_title_and_a_date_applies_to_the_papers_below_it(tmp_path: Path) -> None:
    records, _ = read(tmp_path, f"{COMPACT_TEXT}Aug 2, 2024\n1984\n{LONG_ABSTRACT}\n")
    assert records.title.tolist()[-1] == "1984"
    assert records.published.tolist() == ["", "", "2024-08-02"]


def test_a_page_without_papers_gives_a_warning(tmp_path: Path) -> None:
    records, report = read(tmp_path, SPACED_TEXT.split("Sorting")[0])
    assert records.empty
    assert report["format"] == "hf-daily-text"
    assert report["warnings"] == ["no papers in this hf-daily-text dump"]


def test_cards_with_abstracts(tmp_path: Path) -> None:
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


def test_cards_of_trending_papers(tmp_path: Path) -> None:
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


def test_wrapped_lines_are_joined(tmp_path: Path) -> None:
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


def test_text_between_cards_is_rejected(tmp_path: Path) -> None:
    page = DAILY_TEXT.replace("Previous", f"{OTHER}\nA Lonely Title\nPrevious")
    records, report = read(tmp_path, page)
    assert len(records) == 2
    assert [span["excerpt"][:8] for span in report["rejected"]] == ["A Lonely"]
