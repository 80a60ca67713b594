"""Reading lists in Markdown: titles, ids, addresses, dates and authors of items with links."""

from pathlib import Path

import pytest

from helpers.reading import read

READING_LIST = """\
# Awesome Apples

- [Sorting](#sorting)
- [A tool for apples](https://github.com/tool/apples) - sorts apples

## Sorting

- [Sorting Apples](https://arxiv.org/abs/2405.00001) - Ada Li, Bo van Ek, CVPR 2024
* **Humming Bridges**, C. Om et al. [[paper](https://doi.org/10.5555/1)] [[code](https://a.org/b)]
1. [2024/05] Gaits in Snow. *Dee Fy*. [[pdf]](https://arxiv.org/pdf/2406.00002v2)
- **Unlit Towers** (NeurIPS 2023)
  - Flo Ha and Gus Ib
  - [[Paper]](https://openreview.net/forum?id=abc) [[Code]](https://github.com/x/y)
- Snow
  - [Snow Keeps Tracks](https://arxiv.org/abs/2305.11111), 2023.04.30
"""


def _read_items(folder: Path, *items: str):
    # Two more items, so that every list has enough to be recognised.
    more = "".join(f"- [Title {n}](https://arxiv.org/abs/2401.0000{n})\n" for n in (1, 2))
    records, report = read(folder, f"# List\n\n{more}" + "".join(f"{item}\n" for item in items))
    assert report["format"] == "reading-list"
    return records.iloc[2:], report


def test_items_with_links_to_papers(tmp_path: Path) -> None:
    records, report = read(tmp_path, READING_LIST)
    assert records.title.tolist() == [
        *("Sorting Apples", "Humming Bridges", "Gaits in Snow", "Unlit Towers"),
        "Snow Keeps Tracks",
    ]
    assert records.arxiv_id.tolist() == ["2405.00001", "", "2406.00002v2", "", "2305.11111"]
    assert records.doi.tolist() == ["", "10.5555/1", "", "", ""]
    assert records.published.tolist() == ["2024-05", "", "2024-05", "2023", "2023-04-30"]
    assert [list(names) for names in records.authors] == [
        *(["Ada Li", "Bo van Ek"], ["C. Om"], ["Dee Fy"], ["Flo Ha", "Gus Ib"], [])
    ]
    assert records.url[3] == "https://openreview.net/forum?id=abc"
    assert records[["start", "end"]].to_numpy().tolist()[3:] == [[11, 13], [15, 15]]
    assert report["rejected"] == []


@pytest.mark.parametrize(
    ("item", "title", "authors", "published"),
    [
        ("- **[A* Search](https://arxiv.org/abs/2405.00001)**", "A* Search", [], "2024-05"),
        (
            '- Ada Li. "Pitch of Forty Bridges." 2020. [pdf](https://a.org/x.pdf)',
            *("Pitch of Forty Bridges", ["Ada Li"], "2020"),
        ),
        (
            "- [CVPR 2021] Pebbles: A Study [[arXiv](https://arxiv.org/abs/2101.00003)]",
            *("Pebbles: A Study", [], "2021-01"),
        ),
        (
            "- Learning to Sort. Ada Li, Bo Ek. 2024. https://arxiv.org/abs/2406.00009",
            *("Learning to Sort", ["Ada Li", "Bo Ek"], "2024-06"),
        ),
        (
            "**Gaits in Snow** \\\n*Ada Li, Bo Ek* \\\n"
            "arXiv 2022. [[Paper](https://arxiv.org/abs/2205.00001)] \\\n15 May 2022",
            *("Gaits in Snow", ["Ada Li", "Bo Ek"], "2022-05-15"),
        ),
        (
            "### [Old &amp; New](https://arxiv.org/abs/cs/0405001)\nby Ada Li",
            *("Old & New", ["Ada Li"], "2004-05"),
        ),
        (
            "- [Apples](https://arxiv.org/abs/2405.00001), Pattern Recognition, 2024",
            *("Apples", [], "2024-05"),
        ),
        (
            '* **LR**: "Sorting by Local Relations", ICCV, 2019. [[Paper](https://arxiv.org/abs/1904.1)]',
            *("Sorting by Local Relations", [], "2019"),
        ),
        (
            "- (CVPR'20) Apples, a Story, [[Paper]](https://a.org/x.pdf)",
            "Apples, a Story",
            [],
            "2020",
        ),
        (
            "- [Pears at Night (CVPR'20 Oral)](https://arxiv.org/abs/2003.00001)",
            "Pears at Night",
            [],
            "2020-03",
        ),
        (
            "- `Pears at Night` [pdf](https://arxiv.org/abs/2003.00001)",
            "Pears at Night",
            [],
            "2020-03",
        ),
        (
            "**Pears at Night** :zap:\\\n*Ada Li<sup>1</sup>, Bo Ek<sup>2</sup>*\n\n"
            "[Paper](https://arxiv.org/abs/2003.00001)",
            *("Pears at Night", ["Ada Li", "Bo Ek"], "2020-03"),
        ),
        (
            "# Pears at Night\n**Authors**: Ada Li, Bo Ek\n\n**Link**: "
            "[PDF](https://arxiv.org/pdf/2003.00001)",
            *("Pears at Night", ["Ada Li", "Bo Ek"], "2020-03"),
        ),
        (
            "> ### 1. Pears\\-at\\-Night\n>\n> | Author | Ada Li |\n>\n"
            "> [read](http://arxiv.org/abs/2003.00001)",
            *("Pears-at-Night", ["Ada Li"], "2020-03"),
        ),
        (
            "<summary><b>Pears at Night</b> - Ada Li - [[pdf]](https://arxiv.org/abs/2003.00001)"
            "</summary>",
            *("Pears at Night", ["Ada Li"], "2020-03"),
        ),
        (
            '- <b>Pears at Night</b> <a href="https://arxiv.org/abs/2003.00001">[paper]</a>',
            *("Pears at Night", [], "2020-03"),
        ),
        ("- Pears at Night, Li et al., 2020, arXiv:2003.00001", "Pears at Night", [], "2020-03"),
        (
            "- Pears at Night [![arXiv](https://img.org/a.svg)](https://arxiv.org/abs/2003.00001)",
            *("Pears at Night", [], "2020-03"),
        ),
        (
            "- [Pears at Night](https://journals.sagepub.com/doi/10.1177/003) (2020)",
            "Pears at Night",
            [],
            "2020",
        ),
        (
            "- Ada Li and Bo Ek. 2020. [Pears](https://aclanthology.org/2020.acl-a.1/). In *ACL*",
            *("Pears", ["Ada Li", "Bo Ek"], "2020"),
        ),
    ],
)
def test_forms_of_items(
    tmp_path: Path, item: str, title: str, authors: list[str], published: str
) -> None:
    records, _ = _read_items(tmp_path, item)
    (record,) = records.itertuples()
    assert (record.title, list(record.authors), record.published) == (title, authors, published)


def test_tables_beside_the_lists_are_read_as_well(tmp_path: Path) -> None:
    table = "| Title | Paper |\n|---|---|\n| Pears | [pdf](https://arxiv.org/abs/2403.00001) |\n"
    records, report = read(tmp_path, f"{READING_LIST}{table}- [Figs](https://arxiv.org/abs/2403.2)")
    assert records.title.tolist()[4:] == ["Snow Keeps Tracks", "Pears", "Figs"]
    assert records.arxiv_id[5] == "2403.00001"
    assert report["records"] == len(records)


def test_abstracts_below_titles(tmp_path: Path) -> None:
    abstract = (
        "We sort apples by their colour in cold stores and compare three cameras over a season."
    )
    link = "[pdf](https://arxiv.org/abs/2003.00001)"
    items = [
        f"### Pears\n- **Paper:** {link}\n- **Abstract:** {abstract}",
        f"<summary><b>Pears</b> {link}</summary>\n\n**Abstract:** {abstract}\n\n**Date:** 1",
        f"> ### 1. Pears\n>\n> **\u6458\u8981\uff1a**\n> {abstract}\n>\n> {link}",
    ]
    records, _ = _read_items(tmp_path, *items)
    assert records.title.tolist() == ["Pears"] * 3
    assert records.abstract.tolist() == [abstract] * 3


def test_what_is_no_single_paper_is_said_or_left_out(tmp_path: Path) -> None:
    records, report = _read_items(
        tmp_path,
        "- **If you read two:** [Pears](https://arxiv.org/abs/2003.00001) and "
        "[Figs](https://arxiv.org/abs/2003.00002)",
        "- [Geese and the Price of Cherries](https://www.jstor.org/stable/1) (2020)",
        "# News\n- **2024.05.01**: Version 2 is out. Read on [arXiv](https://arxiv.org/abs/2003.1)",
        "# Contents\n**Last Updated:** 2024-05-01\n- **[2024.05.01]**",
        "## About\nOur survey is on [arXiv](https://arxiv.org/abs/2003.00003).",
    )
    assert records.title.tolist() == ["Pears"]
    assert "several papers in an item; only the first is kept: line 5" in report["warnings"]
    assert [place["start"] for place in report["rejected"]] == [6]


def test_names_of_venues_are_no_authors(tmp_path: Path) -> None:
    records, _ = _read_items(tmp_path, "- [Apples](https://arxiv.org/abs/2405.1), NeurIPS, Oral")
    assert [list(names) for names in records.authors] == [[]]


def test_an_item_without_a_title_is_rejected(tmp_path: Path) -> None:
    records, report = _read_items(tmp_path, "- [paper](https://arxiv.org/abs/2405.00001)")
    assert records.empty
    assert report["rejected"][0]["start"] == 5


def test_a_cut_off_list_loses_nothing_but_its_last_item(tmp_path: Path) -> None:
    end = READING_LIST.index("(NeurIPS")
    assert len(read(tmp_path, READING_LIST[:end])[0]) == 3
