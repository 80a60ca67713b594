"""CSV files contain everything in their tables, and no cell is a formula."""

import csv
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperthemes import tables
from paperthemes.spreadsheet import FORMULA_START, QUOTED, without_formula, write_csv

NODE = shutil.which("node", path=Path(sys.executable).parent) or shutil.which("node")


def test_csv_has_lists_as_json(tmp_path: Path) -> None:
    naming = ("a", ["a"], "field", 0.5, [], [])
    row = (0, "name", 2, ["one", "t,wo"], [1.0, 0.5], *naming, [3, 4])
    themes = tables.make(tables.THEMES, [row])
    write_csv(tables.THEMES, themes, tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_text() == (
        "theme,name,size,keywords,keyword_weights,field,field_path,name_source,name_score,"
        "summary,summary_papers,topics\n"
        '0,name,2,"[""one"", ""t,wo""]","[1.0, 0.5]",a,"[""a""]",field,0.5,[],[],"[3, 4]"\n'
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
def test_formulas_get_an_apostrophe(start: str) -> None:
    assert without_formula(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize(
    "text", ["", " ", "a=1", "'=1", "1-2", "–1", "“+”", '["=1"]', "#1", " a-b"]
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert without_formula(text) == text


@given(st.lists(st.tuples(TEXT, COUNT, TEXT, NUMBER, TEXT), max_size=4))
def test_a_csv_is_safe_and_loses_nothing(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "x.csv"
    rows = [(a, n, b, a, b, c, x, a, n, x, [b], c) for a, n, b, x, c in cells]
    write_csv(tables.DUPLICATES, tables.make(tables.DUPLICATES, rows), path)
    with path.open(encoding="utf-8", newline="") as file:
        names, *found = csv.reader(file, strict=True)
    assert names == tables.DUPLICATES.names
    assert len(found) == len(rows)
    for given_row, read_row in zip(rows, found, strict=True):
        for cell, text in zip(given_row, read_row, strict=True):
            if isinstance(cell, str):
                assert not text.startswith(tuple(SIGNS))
                assert text == (f"'{cell}" if re.search(FORMULA_START, cell) else cell)
            elif isinstance(cell, list):
                assert json.loads(text) == cell
            else:
                assert text == repr(cell)


@given(st.lists(TEXT, max_size=3), st.lists(NUMBER, max_size=3), st.lists(COUNT, max_size=3))
def test_lists_in_a_csv_come_back(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], reals: list[float], ints: list[int]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "x.csv"
    row = (-1, "-1", -1, texts, reals, "", texts, "", None, texts, texts, ints)
    write_csv(tables.THEMES, tables.make(tables.THEMES, [row]), path)
    with path.open(encoding="utf-8", newline="") as file:
        _, found = csv.reader(file, strict=True)
    assert found[:3] == ["-1", "'-1", "-1"]
    lists = [found[column] for column in (3, 4, 6, 9, 10, 11)]
    assert [json.loads(cell) for cell in lists] == [texts, reals, texts, texts, texts, ints]


def test_a_cell_is_quoted_only_where_it_must(tmp_path: Path) -> None:
    bare = [" a ", "", "'a", "a\u2028b", "[a]"]
    quoted = ["a\rb", "a\nb", "a\r\nb", "a,b", "a;b", "a\tb"]
    rows = [(title, 0.00001, 1e16) for title in bare + quoted] + [('=a"b', float("nan"), -0.0)]
    write_csv(tables.MAP, tables.make(tables.MAP, rows), tmp_path / "x.csv")
    lines = [f"{title},1e-05,1e+16\n" for title in [*bare, *(f'"{title}"' for title in quoted)]]
    expected = "".join(["paper_id,x,y\n", *lines, '"\'=a""b",,-0.0\n'])
    assert (tmp_path / "x.csv").read_bytes() == expected.encode()


@pytest.mark.skipif(NODE is None, reason="needs Node")
@pytest.mark.parametrize("pattern", [FORMULA_START, QUOTED])
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
        [NODE, "-e", script], input=asked, capture_output=True, text=True, check=True
    )
    expected = [re.search(pattern, text) is not None for text in texts]
    assert json.loads(done.stdout) == [expected, expected]
