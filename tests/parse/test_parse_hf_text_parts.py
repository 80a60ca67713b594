"""Plain text of Hugging Face pages: links, parts in one line, and what is no part of a paper."""

import json
from pathlib import Path

import pytest

from helpers.reading import read
from helpers.samples.huggingface import OTHER, TITLES

_HEAD = "Get trending papers in your email inbox!\nDaily Papers\nOct 2\n"
_LINKS = """\
Get trending papers in your email inbox!

   [1][ ]
   Submitted by ada
   [2]94

[3]Unlit Towers and the Ships That Pass Them by Day: A Count of
Wrecks

     * ·
       4 authors

   · May 30 [4]5

References

   Visible links:
   1. https://huggingface.co/papers/2405.00001
   2. https://huggingface.co/login?next=%2Fpapers%2F2405.00001
   3. https://huggingface.co/papers/2405.00001
   4. https://huggingface.co/papers/2405.00001#community
"""


def _read_card(folder: Path, *lines: str):
    records, report = read(folder, _HEAD + "\n".join(["94", TITLES[0], *lines]))
    assert records.title.tolist() == [TITLES[0]]
    assert report["rejected"] == []
    return records.iloc[0], json.loads(records.extra[0])


def test_numbered_links(tmp_path: Path) -> None:
    records, report = read(tmp_path, _LINKS)
    (record,) = records.itertuples()
    title = "Unlit Towers and the Ships That Pass Them by Day: A Count of Wrecks"
    assert (record.title, record.arxiv_id, record.published) == (title, "2405.00001", "2024-05-30")
    extra = {"author_count": "4", "comments": "5", "submitted_by": "ada", "upvotes": "94"}
    assert json.loads(record.extra) == extra
    assert report["rejected"] == []


def test_numbers_in_brackets_stay_without_a_list_of_addresses(tmp_path: Path) -> None:
    abstract = f"{OTHER} As in [1], and in (https://example.org/a), it is so."
    assert _read_card(tmp_path, abstract, "3 authors")[0].abstract == abstract


@pytest.mark.parametrize(
    "line",
    [
        "Submitted by ada 94 {} · 3 authors 47",
        "Submitted by Ada Li 94 {} 3 authors · May 30 47",
        "94 {} · 3 authors 47",
    ],
)
def test_cards_in_one_line(tmp_path: Path, line: str) -> None:
    page = _HEAD + "".join(f"{line.format(title)}\n" for title in TITLES)
    records, report = read(tmp_path, page)
    assert records.title.tolist() == TITLES
    for extra in map(json.loads, records.extra):
        assert (extra["upvotes"], extra["author_count"], extra["comments"]) == ("94", "3", "47")
    assert report["rejected"] == []


def test_numbers_in_titles_of_cards_in_one_line(tmp_path: Path) -> None:
    titles = ["GPT 4 Sorts Apples", "Pears in 3 Steps"]
    page = _HEAD + "".join(f"{title} · 3 authors 47\n" for title in titles)
    records, _ = read(tmp_path, page)
    assert records.title.tolist() == titles


def test_several_cards_in_one_line_are_reported(tmp_path: Path) -> None:
    cards = " ".join(f"Submitted by ada 94 {title} · 3 authors 47" for title in TITLES)
    records, report = read(tmp_path, _HEAD + cards)
    assert records.title.tolist() == TITLES[:1]
    assert any("several papers in one line" in warning for warning in report["warnings"])


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("· May 30, 20245", "2024-05-30"),
        ("· May 305", "--05-30"),
        ("· May 45", "--05-04"),
        ("· May 3 5", "--05-03"),
    ],
)
def test_a_day_and_comments_without_anything_between(
    tmp_path: Path, line: str, published: str
) -> None:
    record, extra = _read_card(tmp_path, "3 authors", line)
    assert (record.published, extra["comments"]) == (published, "5")


def test_stars_are_left_of_comments(tmp_path: Path) -> None:
    _, extra = _read_card(tmp_path, "3 authors", "120", "5")
    assert (extra["github_stars"], extra["comments"]) == ("120", "5")


def test_trending_cards_twice(tmp_path: Path) -> None:
    card = f"Submitted by\nada\n\n{TITLES[0]}\n\n{OTHER}\n\nWind Institute · {{}}Sep 29, 2026\n"
    card += "Upvote\n32\nGitHub 1.2k arXiv Page\n"
    page = _HEAD + card.format("Published on ") + card.format("")
    records, report = read(tmp_path, page)
    (record,) = records.itertuples()
    assert (record.abstract, record.published) == (OTHER, "2026-09-29")
    extra = json.loads(record.extra)
    assert (extra["organization"], extra["github_stars"]) == ("Wind Institute", "1200")
    assert report["rejected"] == []


def test_an_address_of_a_model_below_an_abstract_belongs_to_it(tmp_path: Path) -> None:
    address = "https://huggingface.co/orchard/apples"
    record, _ = _read_card(tmp_path, f"{OTHER * 3} Models are at", address, "3 authors")
    assert record.abstract == f"{OTHER * 3} Models are at {address}"


def test_scripts_and_pictures_are_no_papers(tmp_path: Path) -> None:
    script = "window.data = window.data || []; function show() { data.push(arguments); } " * 5
    lines = ["3 authors", "5", "Image 12: thumbnail", "2405.00001.png", script, "show();", "}"]
    assert _read_card(tmp_path, OTHER, *lines)[0].abstract == OTHER


@pytest.mark.parametrize("head", ["Submitted by\nada\n", ""])
def test_cards_without_the_head_of_the_page(tmp_path: Path, head: str) -> None:
    page = "".join(f"{head}94\n{title}\n{OTHER}\n·\n3 authors\n47\n" for title in TITLES)
    records, report = read(tmp_path, page)
    assert report["format"] == "hf-daily-text"
    assert records.title.tolist() == TITLES
    assert records.abstract.tolist() == [OTHER, OTHER]


def test_a_heading_in_a_long_plain_page_does_not_make_it_markdown(tmp_path: Path) -> None:
    papers = [f"The Title Number {number}\n\n{OTHER * 4}\n\n" for number in range(100)]
    records, report = read(tmp_path, _HEAD + "".join([*papers, "# A line\n\n", *papers]))
    assert (report["format"], len(records)) == ("hf-daily-text", 200)
    assert len(report["rejected"]) == 1


@pytest.mark.parametrize("handle", ["deepseek-ai", "Orchard Lab"])
def test_organisations_below_titles_are_not_joined_to_them(tmp_path: Path, handle: str) -> None:
    title = "Pebble Sorting by Bees That Were Trained in\n  the Rain"
    page = _HEAD + "".join(f"{n}\n{title}\n{handle}\n·\n3 authors\n5\n" for n in range(7, 12))
    records, _ = read(tmp_path, page)
    assert set(records.title) == {"Pebble Sorting by Bees That Were Trained in the Rain"}
    assert {json.loads(extra)["organization"] for extra in records.extra} == {handle}
