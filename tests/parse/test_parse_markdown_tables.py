"""Tables in Markdown, in the forms of lists that scripts renew and people keep by hand."""

import json
from pathlib import Path

import pytest

from helpers.reading import read
from helpers.table_samples import MARKDOWN_TABLE, PROSE


def test_sections_of_a_daily_list_are_read(tmp_path: Path) -> None:
    records, report = read(tmp_path, MARKDOWN_TABLE, "README.md")
    assert report["format"] == "markdown-table"
    assert report["rejected"] == []
    assert records.title.tolist() == ["Sorting Apples", "Singing Bridges"]
    assert records.arxiv_id.tolist() == ["2405.00001", "2405.00002"]
    assert records.url.tolist() == [
        "http://arxiv.org/abs/2405.00001v1",
        "http://arxiv.org/abs/2405.00002v2",
    ]
    assert records.published.tolist() == ["2024-05-16", "2024-05-14"]
    assert [[*names] for names in records.authors] == [["Ada Li"], ["Bo Ek"]]
    assert json.loads(records.extra[1])["Code"] == "https://github.com/x/y"


def test_a_cell_may_go_on_in_the_next_line(tmp_path: Path) -> None:
    records, report = read(
        tmp_path,
        "## Papers for 2025-09-30\n\n| Title | Authors | Summary |\n|-------|---------|---------|\n"
        "| Sorting Apples: Cameras and\n  Graders (Read more on [arXiv](https://arxiv.org/abs/"
        f"2405.10314) or [HuggingFace](https://huggingface.co/papers/2405.10314))| Ada Li | {PROSE}"
        f"\n  {PROSE} |\n| Bees (Read more on [arXiv](https://arxiv.org/abs/2405.1)) |  | {PROSE}\n"
        "\nThe end, | nearly |.\n",
    )
    assert records.title.tolist() == ["Sorting Apples: Cameras and Graders", "Bees"]
    assert records.abstract.tolist() == [f"{PROSE} {PROSE}", PROSE]
    assert records.arxiv_id.tolist() == ["2405.10314", ""]
    assert records.published.tolist() == ["", ""]
    assert records[["start", "end"]].to_numpy().tolist() == [[5, 7], [8, 8]]
    assert report["rejected"] == []


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("| Paper | Venue |", "| [Kites](https://arxiv.org/pdf/2405.00001.pdf) | Wind |", {}),
        ("| Paper | Code |", "| **[Kites](https://arxiv.org/abs/2405.00001)** | [x](https://b.org)"
         " |", {}),
        ("Title | Paper link", "Kites | https://arxiv.org/abs/2405.00001", {}),
        ("| Title | arXiv |", "| `Kites` | 2405.00001 |", {"url": ""}),
        ("| Title | Links |", "| *Kites* | ![x](https://img.org/a.svg) "
         "[![arXiv](https://img.org/b.svg)](https://arxiv.org/abs/2405.00001) |", {}),
        ("| Title | Authors |", "| <a href='https://arxiv.org/abs/2405.00001'>Kites</a> | "
         "[Ada Li](https://li.org)<br>Bo Ek |", {"authors": ["Ada Li", "Bo Ek"]}),
        ("| Title | DOI |", "| Kites | [link](https://doi.org/10.1016/S0140-6736(20)30183-5) |",
         {"doi": "10.1016/s0140-6736(20)30183-5", "arxiv_id": ""}),
        ("|No.|Title|Abstract|PDF|", "|1|Kites|<details><summary>Abstract</summary>We fly.\\|</"
         "details>|[PDF](https://arxiv.org/pdf/2405.00001)|", {"abstract": "We fly.|"}),
        ("|Date|Title|PDF|", "|2024-05-16|Kites $|V_{cb}|$|[2405.00001](https://arxiv.org/abs/"
         "2405.00001v1)|", {"title": "Kites $|V_{cb}|$", "published": "2024-05-16"}),
        ("| Title & Authors | Links |", "| ![x](https://img.org/x.svg) <br> [Kites](https://arxiv.org"
         "/abs/2405.00001) <br> Ada Li | [Github](https://b.org) |", {}),
        ("| Paper | Year |", "| **Kites** [[pdf]](https://arxiv.org/abs/2405.00001) | 2024 |",
         {"published": "2024"}),
        ("|<div>Title & Notes</div>|Notes|", "|[![x](https://i.org)](https://b.org) [![x](y)]()<br>"
         "[Kites](https://arxiv.org/abs/2405.00001) <br> We fly.|[Notes](./notes/1.md)|", {}),
        ("|Title|PDF|", "|**Kites\\\\ in 2D**|[x](https://arxiv.org/abs/2405.00001)|",
         {"title": "Kites in 2D"}),
        ("|Name|Abstract|URL|", "|Kites|We fly.|<https://arxiv.org/abs/2405.00001>|", {}),
    ],
)  # fmt: skip
def test_ids_and_addresses_are_those_of_links(
    tmp_path: Path, header: str, row: str, expected: dict[str, object]
) -> None:
    rule = "|".join("---" for _ in header.strip("|").split("|"))
    records, report = read(tmp_path, f"# A list\n\n{header}\n{rule}\n{row}\n")
    assert report["format"] == "markdown-table"
    for field, value in ({"title": "Kites", "arxiv_id": "2405.00001"} | expected).items():
        found = records[field][0]
        assert (list(found) if isinstance(value, list) else found) == value
    if "url" not in expected:
        assert records.url[0].startswith("https://")


def test_rows_that_do_not_fit_are_rejected_and_other_tables_named(tmp_path: Path) -> None:
    records, report = read(
        tmp_path,
        f"|Title|Abstract|\n|---|---|\n|Kites|{PROSE}|\n|Left|right|{PROSE}|\n|Boats|\n\n"
        "|No.|Title|Abstract|\n|---|---|---|\n|1|\n\n"
        "|Data set|Size|\n|---|---|\n|Birds|5|\n|[Fish](https://fish.org)|7|\n",
    )
    assert records.title.tolist() == ["Kites", "Boats"]
    assert [(place["start"], place["reason"]) for place in report["rejected"]] == [
        (4, "the row has 3 cells, the header 2"),
        (9, "row without a title"),
    ]
    assert "tables without a title column left out, with links: line 14" in report["warnings"]


def test_tables_of_numbers_are_left_out_and_rows_without_papers_named(tmp_path: Path) -> None:
    _, report = read(
        tmp_path, "# A\n\n|Papers|Venues|\n|---|---|\n|63|5|\n\n- [x](https://b.org)\n"
    )
    assert report["format"] is None
    records, report = read(
        tmp_path,
        "|Title|Authors|Link|\n|---|---|---|\n|12||\n|Kites||[x](https://arxiv.org/abs/2405.00001)|\n"
        f"|Boats||[x](https://boats.org)|\n|Snow|{'A text that names nobody, ' * 2 + PROSE}|[x](https://arxiv.org/abs/2405.00002)|\n",
    )
    assert records.title.tolist() == ["Kites", "Boats", "Snow"]
    assert [place["reason"] for place in report["rejected"]] == ["a row of numbers"]
    assert "rows whose links lead to no paper, kept: line 5" in report["warnings"]
    assert "no authors in the column of authors, left out: line 6" in report["warnings"]
    assert len(records.authors[2]) == 0


def test_tables_of_html(tmp_path: Path) -> None:
    row = "<tr>\n<td>Kites</td>\n<td>Ada Li</td><td><a href='{}'>pdf</a></td></tr>\n"
    records, report = read(
        tmp_path,
        "# Kites\n<table><tr><td width='70%'><a href='https://b.org'>b</a></td></tr></table>\n"
        "<table>\n<tr><th>Title</th><th>Authors</th><th>Link</th></tr>\n"
        + row.format("https://arxiv.org/abs/2405.00001") + row.format("https://doi.org/10.5555/1")
        + "</table>\n",
    )  # fmt: skip
    assert [*zip(records.title, records.arxiv_id, records.doi, strict=True)] == [
        ("Kites", "2405.00001", ""),
        ("Kites", "", "10.5555/1"),
    ]
    assert [list(names) for names in records.authors] == [["Ada Li"]] * 2
    assert report["rejected"] == []


DAILY_JSON = """\
{"Sorting": {"2405.00001": "|**2024-05-16**|**Sorting \\"Apples\\"**|Ada Li et.al.|\\
[2405.00001](http://arxiv.org/abs/2405.00001v1)|null|\\n", "2405.00002": "|**2024-05-1**|\\
**Humming**|Bo Ek|[pdf](http://arxiv.org/abs/2405.00002)|**[link](https://b.org)**|-|\\n"},
 "Snow": {"Gaits": "|2024-05-02|Gaits|Cy Om|[2405.00003](http://arxiv.org/abs/2405.00003)|-|"}}
""".replace("\\\n", "")


def test_rows_that_scripts_keep_as_json(tmp_path: Path) -> None:
    records, report = read(tmp_path, DAILY_JSON)
    assert report["format"] == "arxiv-daily-json"
    assert records.title.tolist() == ['Sorting "Apples"', "Humming", "Gaits"]
    assert records.arxiv_id.tolist() == ["2405.00001", "2405.00002", "2405.00003"]
    assert records.published.tolist() == ["2024-05-16", "2024-05-01", "2024-05-02"]
    records, report = read(tmp_path, DAILY_JSON[: DAILY_JSON.index("Cy Om")])
    assert len(records) == 2
    assert any("cut off" in warning for warning in report["warnings"])


def test_a_heading_ends_a_row_without_a_bar_at_its_end(tmp_path: Path) -> None:
    table = f"|Title|Abstract\n|---|---\n|Kites|{PROSE}\n"
    records, _ = read(tmp_path, f"# One\n{table}## Two\n{table}")
    assert records.abstract.tolist() == [PROSE, PROSE]


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_list_that_is_cut_off_keeps_the_rows_before(tmp_path: Path, share: float) -> None:
    text = "|Title|Abstract|\n|---|---|\n" + f"|Kites|{PROSE}|\n" * 100
    part = text[: int(len(text) * share)]
    records, report = read(tmp_path, part)
    assert len(records) + len(report["rejected"]) == part.count("\n|K") + part.endswith("\n|")
    assert records.abstract[:-1].eq(PROSE).all()
