"""Tables keep their definition when they are written and read."""

from pathlib import Path

import pandas as pd
import pytest

from helpers.workflow import REPOSITORY
from paperthemes import table, tables


def tables_of_results() -> list[tables.Table]:
    return [value for value in vars(tables).values() if isinstance(value, tables.Table)]


ROWS = [
    (
        "a" * 12,
        "A title",
        0,
        "a topic",
        "core",
        0.75,
        1,
        0.5,
        0,
        "a theme",
        ["c" * 12],
        ["term"],
        "T0001",
        "pears",
    ),
    ("b" * 12, "é, “B”", -1, "", "", 0.0, -1, 0.0, -1, "", [], [], "", ""),
]


@pytest.mark.parametrize("count", [1, 3, 7])
def test_rows_are_made_and_read_in_batches(tmp_path: Path, monkeypatch, count: int) -> None:
    monkeypatch.setattr(table, "_ROWS_AT_A_TIME", 3)
    rows = [(f"{number:012x}", *ROWS[number % 2][1:]) for number in range(count)]
    frame = tables.make(tables.ASSIGNMENTS, iter(rows))
    assert frame.paper_id.tolist() == [row[0] for row in rows]
    path = tmp_path / "x.parquet"
    tables.write(tables.ASSIGNMENTS, frame, path)
    columns = ["paper_id", "title", "shared_terms"]
    batches = [*table.read_batches(tables.ASSIGNMENTS, path, columns, 3)]
    assert [len(batch) for batch in batches] == {1: [1], 3: [3], 7: [3, 3, 1]}[count]
    pd.testing.assert_frame_equal(
        pd.concat(batches, ignore_index=True), tables.read(tables.ASSIGNMENTS, path, columns)
    )


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    frame = tables.make(tables.ASSIGNMENTS, ROWS)
    tables.write(tables.ASSIGNMENTS, frame, tmp_path / "x.parquet")
    back = tables.read(tables.ASSIGNMENTS, tmp_path / "x.parquet")
    pd.testing.assert_frame_equal(back, frame)
    assert list(back.columns) == tables.ASSIGNMENTS.names
    some = ["paper_id", "topic"]
    back = tables.read(tables.ASSIGNMENTS, tmp_path / "x.parquet", some)
    pd.testing.assert_frame_equal(back, frame[some])


@pytest.mark.parametrize(
    "table",
    [table for table in tables_of_results() if table is not tables.ASSIGNMENTS],
)
def test_an_empty_table_keeps_its_columns(table: tables.Table, tmp_path: Path) -> None:
    tables.write(table, tables.make(table, []), tmp_path / "x.parquet")
    assert list(tables.read(table, tmp_path / "x.parquet").columns) == table.names


@pytest.mark.parametrize("table", tables_of_results(), ids=lambda table: table.name)
def test_every_column_is_explained_to_readers(table: tables.Table) -> None:
    files = (REPOSITORY / "results/README.md", REPOSITORY / "docs/reruns.md")
    readme = "".join(path.read_text("utf-8") for path in files)
    for column in table.columns:
        assert f"`{column.name}`" in readme
        assert column.meaning


def test_wrong_columns_and_repeated_keys_are_refused(tmp_path: Path) -> None:
    frame = tables.make(tables.ASSIGNMENTS, ROWS)
    with pytest.raises(ValueError, match="columns"):
        tables.write(tables.ASSIGNMENTS, frame.drop(columns="grade"), tmp_path / "x.parquet")
    with pytest.raises(ValueError, match="aaaaaaaaaaaa' occurs twice"):
        twice = tables.make(tables.ASSIGNMENTS, [ROWS[0], ROWS[0]])
        tables.write(tables.ASSIGNMENTS, twice, tmp_path / "x.parquet")
    assert not [*tmp_path.iterdir()]


def test_another_table_is_not_read(tmp_path: Path) -> None:
    tables.write(tables.ASSIGNMENTS, tables.make(tables.ASSIGNMENTS, ROWS), tmp_path / "x.parquet")
    with pytest.raises(ValueError, match="not a table of map"):
        tables.read(tables.MAP, tmp_path / "x.parquet")
    with pytest.raises(ValueError, match="not a table of map"):
        next(table.read_batches(tables.MAP, tmp_path / "x.parquet", ["paper_id"], 3))


def test_different_ids_are_named_in_the_error() -> None:
    tables.check_same_ids(["a", "b"], ["a", "b"], "the vectors")
    with pytest.raises(ValueError, match=r"the vectors.*1 ids for 2 papers.*'c'.*'a'"):
        tables.check_same_ids(["a", "b"], ["c"], "the vectors")
    with pytest.raises(ValueError, match="the vectors"):
        tables.check_same_ids(["a", "b"], ["b", "a"], "the vectors")
