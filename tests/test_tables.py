"""The tables' one definition is kept when they are written and read."""

import csv
import json
import re
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import REPOSITORY
from paperthemes import tables


def tables_of_results() -> list[tables.Table]:
    return [value for value in vars(tables).values() if isinstance(value, tables.Table)]


ROWS = [
    ("a" * 12, "A title", 0, "a topic", "core", 0.75, 1, 0.5, 0, "a theme", ["c" * 12], ["term"]),
    ("b" * 12, "é, “B”", -1, "", "", 0.0, -1, 0.0, -1, "", [], []),
]


def test_a_table_comes_back_as_it_was(tmp_path: Path) -> None:
    frame = tables.make(tables.ASSIGNMENTS, ROWS)
    tables.write(tables.ASSIGNMENTS, frame, tmp_path / "x.parquet")
    back = tables.read(tables.ASSIGNMENTS, tmp_path / "x.parquet")
    pd.testing.assert_frame_equal(back, frame)
    assert list(back.columns) == tables.ASSIGNMENTS.names


@pytest.mark.parametrize(
    "table",
    [tables.RECORDS, tables.PAPERS, tables.DUPLICATES, tables.TOPICS, tables.THEMES, tables.MAP],
)
def test_an_empty_table_keeps_its_columns(table: tables.Table, tmp_path: Path) -> None:
    tables.write(table, tables.make(table, []), tmp_path / "x.parquet")
    assert list(tables.read(table, tmp_path / "x.parquet").columns) == table.names


@pytest.mark.parametrize("table", tables_of_results(), ids=lambda table: table.name)
def test_every_column_is_explained_to_readers(table: tables.Table) -> None:
    readme = (REPOSITORY / "results" / "README.md").read_text("utf-8")
    for column in table.columns:
        assert f"`{column.name}`" in readme
        assert column.meaning


def test_wrong_columns_and_repeated_keys_are_refused(tmp_path: Path) -> None:
    frame = tables.make(tables.ASSIGNMENTS, ROWS)
    with pytest.raises(ValueError, match="columns"):
        tables.write(tables.ASSIGNMENTS, frame.drop(columns="grade"), tmp_path / "x.parquet")
    with pytest.raises(ValueError, match="aaaaaaaaaaaa' stands twice"):
        twice = tables.make(tables.ASSIGNMENTS, [ROWS[0], ROWS[0]])
        tables.write(tables.ASSIGNMENTS, twice, tmp_path / "x.parquet")
    assert not [*tmp_path.iterdir()]


def test_another_table_is_not_read(tmp_path: Path) -> None:
    tables.write(tables.ASSIGNMENTS, tables.make(tables.ASSIGNMENTS, ROWS), tmp_path / "x.parquet")
    with pytest.raises(ValueError, match="not a table of map"):
        tables.read(tables.MAP, tmp_path / "x.parquet")


def test_csv_has_lists_as_json(tmp_path: Path) -> None:
    themes = tables.make(tables.THEMES, [(0, "name", 2, ["one", "t,wo"], [1.0, 0.5], [3, 4])])
    tables.write_csv(tables.THEMES, themes, tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_text() == (
        "theme,name,size,keywords,keyword_weights,topics\n"
        '0,name,2,"[""one"", ""t,wo""]","[1.0, 0.5]","[3, 4]"\n'
    )


VISIBLE = ["=", "+", "-", "@", "＝", "＋", "－", "＠"]
SIGNS = [*VISIBLE, "\t", "\r", "\n", "\0"]
FREE = st.text(st.characters(codec="utf-8"), max_size=8)
TRICKY = st.text(st.sampled_from([*SIGNS, *" \u3000\ufeff\x85\u200b'\",;a1.["]), max_size=6)
TEXT = FREE | TRICKY | st.builds("{}{}".format, st.sampled_from(SIGNS), FREE)
NUMBER = st.floats(allow_nan=False)
COUNT = st.integers(-(2**63), 2**63 - 1)


@pytest.mark.parametrize(
    "start",
    SIGNS
    + [blank + sign for sign in VISIBLE for blank in (" ", "\u3000", "\ufeff", "\x1f", "\x85")],
)
def test_what_a_spreadsheet_takes_for_a_formula_gets_an_apostrophe(start: str) -> None:
    assert tables.spreadsheet_safe(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize(
    "text", ["", " ", "a=1", "'=1", "1-2", "–1", "“+”", '["=1"]', "#1", " a-b"]
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert tables.spreadsheet_safe(text) == text


@given(st.lists(st.tuples(TEXT, COUNT, TEXT, NUMBER, TEXT), max_size=4))
def test_a_csv_is_safe_and_loses_nothing(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "x.csv"
    rows = [(a, n, b, a, b, c, x, a, n) for a, n, b, x, c in cells]
    tables.write_csv(tables.DUPLICATES, tables.make(tables.DUPLICATES, rows), path)
    with path.open(encoding="utf-8", newline="") as file:
        names, *found = csv.reader(file, strict=True)
    assert names == tables.DUPLICATES.names
    assert len(found) == len(rows)
    for given_row, read_row in zip(rows, found, strict=True):
        for cell, text in zip(given_row, read_row, strict=True):
            if isinstance(cell, str):
                assert not text.startswith(tuple(SIGNS))
                assert text == (f"'{cell}" if re.search(tables.FORMULA_START, cell) else cell)
            else:
                assert text == repr(cell)


@given(st.lists(TEXT, max_size=3), st.lists(NUMBER, max_size=3), st.lists(COUNT, max_size=3))
def test_lists_in_a_csv_come_back(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], reals: list[float], ints: list[int]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "x.csv"
    row = (-1, "-1", -1, texts, reals, ints)
    tables.write_csv(tables.THEMES, tables.make(tables.THEMES, [row]), path)
    with path.open(encoding="utf-8", newline="") as file:
        _, found = csv.reader(file, strict=True)
    assert found[:3] == ["-1", "'-1", "-1"]
    assert [json.loads(cell) for cell in found[3:]] == [texts, reals, ints]


def test_a_cell_is_quoted_only_where_it_must(tmp_path: Path) -> None:
    bare = [" a ", "", "'a", "a\u2028b", "[a]"]
    quoted = ["a\rb", "a\nb", "a\r\nb", "a,b", "a;b", "a\tb"]
    rows = [(title, 0.00001, 1e16) for title in bare + quoted] + [('=a"b', float("nan"), -0.0)]
    tables.write_csv(tables.MAP, tables.make(tables.MAP, rows), tmp_path / "x.csv")
    lines = [f"{title},1e-05,1e+16\n" for title in [*bare, *(f'"{title}"' for title in quoted)]]
    expected = "".join(["paper_id,x,y\n", *lines, '"\'=a""b",,-0.0\n'])
    assert (tmp_path / "x.csv").read_bytes() == expected.encode()


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
@pytest.mark.parametrize("pattern", [tables.FORMULA_START, tables.QUOTED])
def test_javascript_reads_the_patterns_alike(pattern: str) -> None:
    codes = [*range(0xD800), *range(0xE000, 0x11000)]  # no surrogates
    texts = [chr(code) + after for code in codes for after in ("", "=", "a")]
    script = """
        const [pattern, texts] = JSON.parse(require("fs").readFileSync(0, "utf8"));
        const found = ["", "u"].map((flags) => {
            const made = new RegExp(pattern, flags);
            return texts.map((text) => made.test(text));
        });
        process.stdout.write(JSON.stringify(found));
    """
    asked = json.dumps([pattern, texts])
    done = subprocess.run(
        ["node", "-e", script], input=asked, capture_output=True, text=True, check=True
    )
    expected = [re.search(pattern, text) is not None for text in texts]
    assert json.loads(done.stdout) == [expected, expected]


def test_ids_that_differ_are_named() -> None:
    tables.check_same_ids(["a", "b"], ["a", "b"], "the vectors")
    with pytest.raises(ValueError, match=r"the vectors.*1 ids for 2 papers.*'c'.*'a'"):
        tables.check_same_ids(["a", "b"], ["c"], "the vectors")
    with pytest.raises(ValueError, match="the vectors"):
        tables.check_same_ids(["a", "b"], ["b", "a"], "the vectors")
