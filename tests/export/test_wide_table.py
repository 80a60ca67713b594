"""The wide table: what it holds of papers, and which keys of `extra` become columns."""

import json
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from export.conftest import Export
from helpers.pages import make_results
from helpers.papers import make_papers
from paperthemes import tables
from paperthemes.export.wide_table import make_wide_table


def wide_table(extras: list[dict[str, str]], **columns: list) -> tuple[tables.Table, pd.DataFrame]:
    """Return the wide table of papers with these values of `extra`, in this order."""
    titles = [f"Paper {number}" for number in range(len(extras))]
    papers = make_papers(titles, extra=[json.dumps(extra) for extra in extras], **columns)
    table, wide = make_wide_table(papers, make_results(papers).assignments)
    return table, wide.sort_values("title", ignore_index=True)


def test_papers_come_with_their_topic_and_bibliography(export: Export) -> None:
    papers = make_papers(["One"], authors=[["Ada Li"]], published=["2024-05"], doi=["10.5555/1"])
    (row,) = pq.read_table(export(papers)["parquet"]).to_pylist()
    assert row == {
        **{"paper_id": papers.paper_id[0], "title": "One", "authors": ["Ada Li"], "year": 2024},
        **{"published": "2024-05", "venue": "", "doi": "10.5555/1", "arxiv_id": "", "ids": []},
        **{"url": "https://doi.org/10.5555/1", "abstract": "", "topic_id": "T0001"},
        **{"topic_name": "Topic a", "theme_name": "Theme a", "grade": "core"},
        **{"confidence": 0.8125, "dumps": ["test.txt"]},
    }


def test_keys_that_a_few_papers_have_become_columns_the_most_common_first() -> None:
    rare, common = {"rare": "x"}, {"common": "c"}
    table, wide = wide_table([rare | common, rare | common, {"venue": "V"} | common])
    assert table.names == [*tables.EXPORT.names, "common"]
    assert wide.venue.tolist() == ["", "", "V"]


def test_a_key_named_like_a_column_gets_another_name() -> None:
    extra = {"title": "a", "Topic_Name": "b", "topic_name": "c", "topic_name_in_dump": "d"}
    table, wide = wide_table([extra] * 3)
    new = table.names[len(tables.EXPORT.names) :]
    assert len({name.casefold() for name in table.names}) == len(table.names)
    assert sorted(wide[name][0] for name in new) == ["a", "b", "c", "d"]


def test_thousands_of_keys_do_not_become_thousands_of_columns() -> None:
    table, _ = wide_table([{f"key {number}": "x" for number in range(5_000)}] * 3)
    assert len(table.names) <= len(tables.EXPORT.names) + 101


def test_whole_numbers_are_numbers_but_codes_stay_text() -> None:
    extras = [
        {"upvotes": "12", "code": "007", "large": "1" * 16, "mixed": "3"},
        {"code": "1", "large": "2", "mixed": "many"},
    ]
    table, wide = wide_table([*extras, {"upvotes": "-3", **extras[0]} | extras[1], extras[0]])
    assert wide.upvotes.tolist() == [12, pd.NA, 12, 12]
    types = {column.name: str(column.type) for column in table.columns}
    assert types["upvotes"] == "int64"
    assert {types[name] for name in ("code", "large", "mixed")} == {"string"}


def test_dates_give_a_year() -> None:
    dates = ["", "1200", "2300-01-01"]
    _, wide = wide_table([{}] * 3, published=dates)
    assert wide.year.tolist() == [pd.NA, 1200, 2300]
    assert wide.published.tolist() == dates


def test_the_csv_opens_as_utf8_in_excel_and_holds_no_formulas(export: Export) -> None:
    papers = make_papers(
        [("=cmd|' /C calc'!A0", "@SUM(1)")], authors=[["Ada Li", "Bo Ek"]], extra=['{"venue": "Ö"}']
    )
    text = export(papers, "csv")["csv"].read_bytes()
    assert text.startswith(b"\xef\xbb\xbfpaper_id,title,authors,")
    (row,) = pd.read_csv(export(papers, "csv")["csv"]).to_dict("records")
    assert (row["title"], row["abstract"]) == ("'=cmd|' /C calc'!A0", "'@SUM(1)")
    assert (row["authors"], row["venue"]) == ("Ada Li; Bo Ek", "Ö")


def test_hostile_keys_are_no_formulas_and_no_further_columns(export: Export) -> None:
    papers = make_papers(["One", "Two", "Three"], extra=['{"=a,b\\"": "x"}'] * 3)
    frame = pd.read_csv(export(papers, "csv")["csv"])
    assert [*frame][-1] == "'=a,b\""
    assert frame.iloc[:, -1].tolist() == ["x"] * 3


def test_a_corpus_without_papers_gives_empty_files(export: Export, tmp_path: Path) -> None:
    formats = ("csv", "xlsx", "ris", "bibtex", "csl", "markdown")
    paths = export(make_papers([]), *formats)
    assert paths["csv"].read_text("utf-8-sig").startswith("paper_id,")
    assert json.loads(paths["csl"].read_text()) == []
