"""Tables in Parquet, Arrow and JSON are read like CSV files."""

import gzip
import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest

from helpers.reading import check_account, read
from helpers.table_samples import OBJECTS, PROSE, TYPED
from paperthemes.errors import UserError
from paperthemes.parse.stage import parse


def test_parquet_rows_have_all_fields(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "id": ["2405.01234", "2405.01235"],
            "title": ["Sorting", None],
            "abstract": [PROSE, PROSE],
            "authors": [["Ada", "Bo"], None],
            "label": ["fruit", "steel"],
            "year": [2024.0, None],
        }
    )
    frame.to_parquet(tmp_path / "list.parquet")
    records, report = parse(tmp_path / "list.parquet", "list.parquet")
    check_account(records, report)
    assert records.arxiv_id.tolist() == ["2405.01234"]
    assert list(records.authors[0]) == ["Ada", "Bo"]
    assert records.published.tolist() == ["2024"]
    assert records.extra.tolist() == ['{"label": "fruit"}']
    assert report["rejected"][0]["start"] == 2


def test_parquet_without_title_and_abstract_is_skipped(tmp_path: Path) -> None:
    pd.DataFrame({"name": ["x"]}).to_parquet(tmp_path / "x.parquet")
    _, report = parse(tmp_path / "x.parquet", "x.parquet")
    assert "without a title and an abstract column; it has name" in report["warnings"][0]


def test_parquet_columns_with_equal_names_keep_their_values(tmp_path: Path) -> None:
    values = ["Kites", PROSE, b"%PDF", "Kites and wind"]
    columns = [pa.array([value]) for value in values]
    table = pa.Table.from_arrays(columns, names=["title", "abstract", "pdf", "title"])
    pq.write_table(table, tmp_path / "x.parquet")
    records, report = parse(tmp_path / "x.parquet", "x.parquet")
    check_account(records, report)
    assert (records.title.tolist(), records.abstract.tolist()) == (["Kites"], [PROSE])
    assert records.extra.tolist() == ['{"title.2": "Kites and wind"}']
    assert report["rejected"] == []


def test_parquet_columns_may_be_named_like_parts_of_others(tmp_path: Path) -> None:
    columns = {"title": ["Kites"], "abstract": [PROSE], "paper.id": ["x"], "paper": [{"id": 7}]}
    pq.write_table(pa.table(columns), tmp_path / "x.parquet")
    records, report = parse(tmp_path / "x.parquet", "x.parquet")
    assert records.title.tolist() == ["Kites"]
    assert json.loads(records.extra[0]) == {"paper.id": "x", "paper": '{"id": 7}'}
    assert report["rejected"] == []


@pytest.mark.parametrize("kind", ["parquet", "feather", "arrow-stream"])
@pytest.mark.parametrize("compressed", [False, True])
def test_typed_columns_become_text(tmp_path: Path, kind: str, compressed: bool) -> None:
    path = tmp_path / "list.bin"
    if kind == "parquet":
        pq.write_table(TYPED, path)
    elif kind == "feather":
        pyarrow.feather.write_feather(TYPED, path)
    else:
        with pa.ipc.new_stream(path, TYPED.schema) as writer:
            writer.write_table(TYPED)
    content = gzip.compress(path.read_bytes()) if compressed else path.read_bytes()
    records, report = read(tmp_path, content)
    assert (report["format"], report["unit"], report["units"]) == (kind, "row", 2)
    assert records.title.tolist() == ["Kites", "Boats"]
    first = records.iloc[0]
    assert (first.abstract, first.published, first.doi) == (
        PROSE,
        "2024-05-06",
        "10.5555/1",
    )
    assert list(first.authors) == ["Ada Li", "Bo Ek"]
    extra = {"added": "2024-06-01", "venue": "Wind", "tags": "a; b", "open": "true"}
    assert json.loads(first.extra) == extra
    assert report["columns"]["authors"] == "authors"
    assert report["warnings"] == [
        "column embedding (list<element: double>) left out: it is not text"
        if kind == "parquet"
        else "column embedding (list<item: double>) left out: it is not text",
        "column pdf (binary) left out: it is not text",
        "no abstract, kept with the title alone: row 2",
    ]


def test_damaged_parquet_keeps_the_rows_before(tmp_path: Path) -> None:
    frame = pd.DataFrame({"title": [f"Kite {n}" for n in range(5_000)], "abstract": PROSE})
    frame.to_parquet(tmp_path / "x", row_group_size=1_000, compression="gzip")
    content = bytearray((tmp_path / "x").read_bytes())
    middle = len(content) // 2
    content[middle : middle + 2_000] = bytes(2_000)
    records, report = read(tmp_path, bytes(content))
    assert 0 < len(records) < 5_000
    assert "damaged here, so nothing after it" in report["rejected"][0]["reason"]


@pytest.mark.parametrize("shape", ["lines", "array", "within"])
def test_json_tables_are_read_in_every_shape(tmp_path: Path, shape: str) -> None:
    if shape == "lines":
        text = "".join(json.dumps(value) + "\n" for value in OBJECTS)
    else:
        text = json.dumps(OBJECTS if shape == "array" else {"n": 4, "rows": OBJECTS}, indent=1)
    records, report = read(tmp_path, text, "x.json")
    assert (report["format"], report["confidence"]) == ("json-table", 0.25)
    assert records.title.tolist() == ["Kites", "Boats", "Trains", "1984"]
    assert records.abstract.tolist() == [PROSE, "", PROSE, f"{PROSE} More."]
    assert (records.published[0], list(records.authors[0])) == ("2024", ["Ada Li", "Bo Ek"])
    assert json.loads(records.extra[1]) == {"tags": "a; b", "where": '{"x": 1}'}
    assert json.loads(records.extra[3])["half"] in ("\ufffd", "?")
    assert report["rejected"] == []
    assert report["columns"]["doi"] == "doi"


def test_unreadable_json_lines_are_rejected(tmp_path: Path) -> None:
    lines = [json.dumps(OBJECTS[0]), "", "[1]", '{"title": "Cut', json.dumps(OBJECTS[1])]
    records, report = read(tmp_path, "\n".join(lines), "x.jsonl")
    assert records.title.tolist() == ["Kites", "Boats"]
    assert [span["start"] for span in report["rejected"]] == [3, 4]


def test_configured_columns_of_json_are_used(tmp_path: Path) -> None:
    text = json.dumps([{"t": "Kites"}, {"t": "Boats", "gist": PROSE}])
    configured = {"title": "t", "abstract": "gist"}
    records, _ = read(tmp_path, text, format="json-table", columns=configured)
    assert records.abstract.tolist() == ["", PROSE]
    with pytest.raises(UserError, match="a JSON table without a title column; it has t, gist"):
        read(tmp_path, text, format="json-table", on_bad_dump="fail")


@pytest.mark.parametrize("text", ['{"title": "x"}', '[{"title": "x", "url": "y"}]', "[1]", "{"])
def test_json_without_papers_is_not_a_table(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text)[1]["format"] is None
