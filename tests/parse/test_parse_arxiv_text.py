"""arXiv's listings and search results as text."""

import json
from pathlib import Path

import pytest

from helpers.reading import read

LISTING = """\
Showing new listings for Thursday, 30 May 2024
Total of 143 entries
New submissions (showing 2 of 2 entries)
[1] arXiv:2405.19331 [pdf, html, other]
Title: Sorting Apples by Ear
Ada Li, Bo Ek, Fran\\c{c}ois P\\'erez
Comments: 9 pages
Subjects: Computer Vision and Pattern Recognition (cs.CV); Machine Learning (cs.LG)
We sort apples by ear, as G\\"odel did.

[2] arXiv:2405.19332 [pdf, ps, other]
Title: Humming Bridges
Cy Om
Subjects: Computer Vision and Pattern Recognition (cs.CV)
Bridges hum when the wind turns.

Cross submissions (showing 1 of 1 entries)
[3] arXiv:2405.19333 (cross-list from cs.LG) [pdf, html, other]
Title: Gaits in Snow
Authors:Dee Fy, Ed Gu
Subjects: Machine Learning (cs.LG)
Snow keeps the tracks.

Replacement submissions (showing 1 of 1 entries)
[4] arXiv:2301.00003 (replaced) [pdf, html, other]
Title: Unlit Towers
Flo Ha
Journal-ref: J. Towers 3 (2024)
Subjects: Computer Vision and Pattern Recognition (cs.CV)
Total of 143 entries
About
Help
"""
_LYNX = """\
Thu, 30 May 2024 (showing first 25 of 143 entries )

   [1] [12]arXiv:2405.19331 [[13]pdf, [14]html, [15]other]

          Title: Pebble Sorting by Bees That Were Trained in the Rain and
          Who Remember Colours
          [16]Ada Li, [17]Bo Ek, [18]Cy Om, [19]Dee Fy, [20]Ed Gu, [21]Flo
          Ha

          Comments: 9 pages

          Subjects: Computer Vision and Pattern Recognition (cs.CV);
          Machine Learning (cs.LG)

References

   1. https://arxiv.org/
"""
_SEARCH = """\
1. arXiv:2405.19331  [pdf, html, other]  cs.CV cs.LG
doi 10.1145/123.456
Sorting Apples by Ear
Authors: Ada Li, Bo Ek
Abstract: We sort apples by… ▽ More We sort apples by ear. △ Less
Submitted 29 May, 2024; v1 submitted 2 May, 2024; originally announced May 2024.
Comments: 9 pages
"""
_DIVIDED = """\
Thu, 30 May 2024
[1]
arXiv:2405.19331
[
pdf
,
html
]
Title:
Sorting Apples by Ear
Ada Li
,
Bo Ek
Subjects:
Computer Vision and Pattern Recognition (cs.CV)
; Machine Learning (cs.LG)
[2]
arXiv:2405.19332
[pdf, html, other]
Title:
Humming Bridges
Cy Om
Subjects:
Machine Learning (cs.LG)
"""


def test_new_listing(tmp_path: Path) -> None:
    records, report = read(tmp_path, LISTING)
    titles = ["Sorting Apples by Ear", "Humming Bridges", "Gaits in Snow", "Unlit Towers"]
    assert records.title.tolist() == titles
    assert records.abstract.tolist() == [
        *("We sort apples by ear, as Gödel did.", "Bridges hum when the wind turns."),
        *("Snow keeps the tracks.", ""),
    ]
    assert list(records.authors[0]) == ["Ada Li", "Bo Ek", "François Pérez"]
    assert list(records.authors[2]) == ["Dee Fy", "Ed Gu"]
    assert records.published.tolist() == ["2024-05-30", "2024-05-30", "", ""]
    types = [json.loads(extra)["announce_type"] for extra in records.extra]
    assert types == ["new", "new", "cross", "replace"]
    assert json.loads(records.extra[0])["categories"] == "cs.CV cs.LG"
    assert report["rejected"] == []


def test_listing_of_a_text_browser(tmp_path: Path) -> None:
    records, _ = read(tmp_path, _LYNX)
    assert records.title.tolist() == [
        "Pebble Sorting by Bees That Were Trained in the Rain and Who Remember Colours"
    ]
    assert [*records.authors[0]] == ["Ada Li", "Bo Ek", "Cy Om", "Dee Fy", "Ed Gu", "Flo Ha"]
    assert json.loads(records.extra[0])["categories"] == "cs.CV cs.LG"
    assert records.published.tolist() == ["2024-05-30"]


def test_search_results(tmp_path: Path) -> None:
    records, report = read(tmp_path, _SEARCH)
    (record,) = records.itertuples()
    assert (record.title, record.abstract) == ("Sorting Apples by Ear", "We sort apples by ear.")
    assert (record.doi, record.published) == ("10.1145/123.456", "2024-05-02")
    assert list(record.authors) == ["Ada Li", "Bo Ek"]
    assert report["warnings"] == []


def test_parts_in_lines_of_their_own(tmp_path: Path) -> None:
    records, _ = read(tmp_path, _DIVIDED)
    assert records.title.tolist() == ["Sorting Apples by Ear", "Humming Bridges"]
    assert [list(names) for names in records.authors] == [["Ada Li", "Bo Ek"], ["Cy Om"]]
    assert records.abstract.tolist() == ["", ""]


@pytest.mark.parametrize("cut", ["Who Remember", "Comments", "Machine Learning"])
def test_a_cut_off_listing_is_reported(tmp_path: Path, cut: str) -> None:
    _, report = read(tmp_path, _LYNX[: _LYNX.index(cut)])
    assert any("the last entry may be cut off" in text for text in report["warnings"])
