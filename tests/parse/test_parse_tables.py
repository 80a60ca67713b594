"""Delimited tables are read row by row, and no row is lost silently."""

import json
import tracemalloc
from pathlib import Path

import pyarrow.feather
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.reading import check_account, read
from helpers.table_samples import EXPORTED, OBJECTS, PROSE, TYPED
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Rejected
from paperthemes.parse.stage import parse
from paperthemes.parse.tables import delimited
from paperthemes.parse.tables.delimited import Dialect, read_rows


def test_csv_rows_have_all_fields(tmp_path: Path) -> None:
    records, report = read(
        tmp_path,
        "Title,Abstract,label,DOI,Date,authors,link\n"
        f'"Sorting, Again","{PROSE}",fruit,https://doi.org/10.5555/AB.1,2024-05-06,'
        '"Ada; Bo",https://arxiv.org/abs/2405.01234v2\n'
        "\n"
        f'Two Lines,"We sort\nand rest.",,,in due course,,\n',
        "list.csv",
    )
    first = records.iloc[0]
    assert records.title.tolist() == ["Sorting, Again", "Two Lines"]
    assert (first.doi, first.arxiv_id) == ("10.5555/ab.1", "2405.01234v2")
    assert (first.published, list(first.authors)) == ("2024-05-06", ["Ada", "Bo"])
    assert first.extra == '{"label": "fruit"}'
    assert records.abstract[1] == "We sort and rest."
    assert records[["start", "end"]].to_numpy().tolist() == [[2, 2], [4, 5]]
    assert records.extra[1] == '{"Date": "in due course"}'
    assert report["warnings"] == ["dates not understood, kept in the field extra: line 4"]
    assert report["columns"] == {
        "title": "Title",
        "abstract": "Abstract",
        "url": "link",
        "doi": "DOI",
        "published": "Date",
        "authors": "authors",
    }


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters_are_detected(tmp_path: Path, delimiter: str) -> None:
    text = f"summary{delimiter}title\nWe sort, and rest.{delimiter}Sorting\n"
    records, _ = read(tmp_path, text, "list.txt")
    assert records.title.tolist() == ["Sorting"]
    assert records.abstract.tolist() == ["We sort, and rest."]


def test_incomplete_rows_are_kept_or_rejected_with_a_reason(tmp_path: Path) -> None:
    records, report = read(
        tmp_path,
        f"title,abstract,note,note\nOnly a Title,,x,y\n,{PROSE},,\nToo,few\n,,z,\n",
        "list.csv",
    )
    assert records.title.tolist() == ["Only a Title"]
    assert records.extra.tolist() == ['{"note": "x", "note.2": "y"}']
    assert report["warnings"][0] == "no abstract, kept with the title alone: line 2"
    assert [(span["start"], span["reason"]) for span in report["rejected"]] == [
        (3, "abstract without a title"),
        (4, "the row has 2 fields, the header 4"),
        (5, "row without a title"),
    ]


def test_rows_after_an_unclosed_quote_are_rejected(tmp_path: Path) -> None:
    text = f'title,abstract\nGood,"{PROSE}"\nBad,"{PROSE}\nmore\nand more\n'
    records, report = read(tmp_path, text, "list.csv")
    assert records.title.tolist() == ["Good"]
    assert [span["start"] for span in report["rejected"]] == [3, 4, 5]
    assert "is a quote missing or too many?" in report["rejected"][0]["reason"]


def test_stray_quote_costs_one_row(tmp_path: Path) -> None:
    rows = [f"Title {number},{PROSE}" for number in range(20)]
    rows[7] = f'"Why" we sort,{PROSE}'
    records, report = read(tmp_path, "title,abstract\n" + "\n".join(rows), "list.csv")
    assert len(records) == 19
    assert [(span["start"], span["end"]) for span in report["rejected"]] == [(9, 9)]


def test_rows_inside_a_quoted_cell_are_reported(tmp_path: Path) -> None:
    text = 'title;abstract;note\nA;"Scare quotes open;x\nB;bb;y\nC;close here";z\nD;dd;w\n'
    records, report = read(tmp_path, text, "list.tsv")
    assert records.title.tolist() == ["A", "D"]
    assert report["warnings"] == ["rows may be merged into one (is a quote missing?): line 2"]


def test_unquoted_and_escaped_quotes_are_read(tmp_path: Path) -> None:
    tabs = f'title\tabstract\nWhy\t"Sing" they do. {PROSE}\n"So" it is\t{PROSE}\nKites\t{PROSE}\n'
    records, report = read(tmp_path, tabs, "list.tsv")
    assert records.title.tolist() == ["Why", '"So" it is', "Kites"]
    escaped = 'title,abstract\n"Schr\\\\alpha","They \\"sing\\", we say."\n"B","In \\"x\\""\n'
    records, report = read(tmp_path, escaped.replace("\\\\", "\\"), "list.csv")
    assert records.title.tolist() == ["Schr\\alpha", "B"]
    assert records.abstract.tolist() == ['They "sing", we say.', 'In "x"']
    assert report["rejected"] == []


def test_header_without_rows_is_reported(tmp_path: Path) -> None:
    _, report = read(tmp_path, "title,abstract\n", "list.csv")
    assert report["warnings"] == ["no papers in this csv dump"]


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=400))
def test_every_row_of_any_csv_is_accounted_for(tmp_path_factory, body: str) -> None:
    read(tmp_path_factory.mktemp("csv"), "title,abstract,x\n" + body, "list.csv")


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings_and_line_ends_are_detected(tmp_path: Path, ends: str, encoding: str) -> None:
    abstract = "Müßige Brücken über dem Öresund hören wir, über die Straße hinüber. " * 3
    text = f'Title\tAbstract\tYear\nBrücken\t"{abstract}\nEnde."\t2024\nKites\t{PROSE}\t2023\n'
    records, report = read(tmp_path, text.replace("\n", ends).encode(encoding), "list.txt")
    assert records.title.tolist() == ["Brücken", "Kites"]
    assert records.abstract[0] == f"{abstract}Ende."
    assert records.published.tolist() == ["2024", "2023"]
    assert records[["start", "end"]].to_numpy().tolist() == [[2, 3], [4, 4]]
    assert report["rejected"] == []


@pytest.mark.parametrize(
    "before",
    [
        "sep=;\n",
        "# exported today\n\n",
        "Papers on bridges; and kites\n",
        '"About the data: Exported on Aug 1, 2024. Criteria: ""bridge"" in title"\n',
        '"Search Query"\n"(bridge; OR kite)"\n\n',
    ],
)
def test_lines_before_the_header_are_skipped(tmp_path: Path, before: str) -> None:
    records, report = read(tmp_path, f"{before}title;abstract\nBridges;{PROSE}\n", "list.csv")
    assert records.title.tolist() == ["Bridges"]
    assert (report["format"], report["rejected"]) == ("csv", [])
    assert records.start.tolist() == [before.count("\n") + 2]


def test_cells_that_look_like_formulas_are_kept(tmp_path: Path) -> None:
    title = "=HYPERLINK(\u0022x\u0022)"
    text = f'title,abstract,note\n"{title.replace(chr(34), chr(34) * 2)}",@{PROSE},+1\n'
    records, _ = read(tmp_path, text, "list.csv")
    assert records.title.tolist() == [title]
    assert records.abstract.tolist() == [f"@{PROSE}"]
    assert records.extra.tolist() == ['{"note": "+1"}']


def test_rows_of_another_width_are_kept_if_nothing_is_lost(tmp_path: Path) -> None:
    records, report = read(
        tmp_path,
        "title,abstract,doi,note\n"
        f"Whole,{PROSE},,\n"
        f"Empty at the end,{PROSE},,,,,\n"
        f"Cut short,{PROSE}\n"
        "Broken,We sort and\n"
        "then we rest.,10.5555/1,x\n"
        f"Comma, without quotes,{PROSE},,\n"
        f"Two missing,{PROSE},10.5555/2\n",
        "list.csv",
    )
    assert records.title.tolist() == ["Whole", "Empty at the end", "Cut short", "Two missing"]
    assert [(span["start"], span["reason"]) for span in report["rejected"]] == [
        (5, "the row has 2 fields, the header 4"),
        (6, "the row has 3 fields, the header 4"),
        (7, "the row has 5 fields, the header 4"),
    ]
    assert report["warnings"] == [
        "fewer fields than the header, missing ones count as empty: lines 4, 8"
    ]


def test_concatenated_tables_are_read(tmp_path: Path) -> None:
    table = f"title,abstract,title\nKites,{PROSE},x\n"
    records, report = read(tmp_path, table + table.replace("Kites", "Boats"), "list.csv")
    assert records.title.tolist() == ["Kites", "Boats"]
    assert records.extra[0] == '{"title.2": "x"}'
    assert report["rejected"] == []


def test_commas_in_a_multiline_abstract_are_not_rows(tmp_path: Path) -> None:
    text = 'title,abstract\nKites,"We fly,\nand then, we land.\nAt last, rest."\n'
    records, report = read(tmp_path, text, "list.csv")
    assert records.abstract.tolist() == ["We fly, and then, we land. At last, rest."]
    assert report["warnings"] == []


def test_unclosed_quote_costs_one_row_of_a_long_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "MAX_LINES", 50)
    body = "".join(f"Title {number},{PROSE}\n" for number in range(200))
    text = f'title,abstract\nBad,"{PROSE}\n{body}Good,"{PROSE}"\n'
    records, report = read(tmp_path, text, "list.csv")
    assert len(records) == 201
    assert [span["start"] for span in report["rejected"]] == [2]
    assert "more than 50 lines" in report["rejected"][0]["reason"]


def test_oversized_row_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "MAX_CHARS", 100)
    lines = ["a,b", "x" * 101, 'c,"d', "y" * 90, "e,f"]
    items = [*read_rows(iter(lines), Dialect())]
    assert [row.start for row in items] == [1, 2, 3, 4, 5]
    assert next(row.reason for row in items if isinstance(row, Rejected)) == (
        "a line of 101 characters: is it one paper?"
    )


def test_line_of_20_mb_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"title,abstract\nA,{PROSE}\nB," + "x, y " * 4_000_000 + f"\nC,{PROSE}\n")
    records, report = parse(path, "list.csv")
    check_account(records, report)
    assert records.title.tolist() == ["A", "C"]
    assert report["rejected"][0]["reason"] == "a line of 10,000,000 characters: is it one paper?"


def test_table_in_one_line_of_20_mb_has_no_records(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("title,abstract," * 1_500_000)
    _, report = parse(tmp_path / "x", "x")
    assert report["records"] == 0


def test_many_rows_take_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    with path.open("w") as file:
        file.write("title,abstract\n")
        file.writelines(f'"Title {number}","{PROSE}\n{PROSE}"\n' for number in range(60_000))
    tracemalloc.start()
    count = sum(1 for _ in read_rows(Dump(path).lines(), Dialect()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 60_001
    assert peak < 4_000_000


def test_zero_bytes_beyond_the_head_are_removed_with_a_warning(tmp_path: Path) -> None:
    body = "".join(f"Title {number},{PROSE}\n" for number in range(12_000))
    text = f"title,abstract\n{body}Ti\0tle,{PROSE}\nEnd,{PROSE}\n"
    records, report = read(tmp_path, text, "list.csv")
    assert records.title.tolist()[-2:] == ["Title", "End"]
    assert report["warnings"] == ["zero bytes were removed: line 12002"]
    assert report["rejected"] == []


PIECES = st.one_of(
    st.sampled_from([*EXPORTED.values(), "title,abstract\n", "sep=;\n", '"', ",", ";", "\t", "\n"]),
    st.sampled_from([json.dumps(value) for value in OBJECTS] + ["[", "]", "{", "}"]),
    st.text(max_size=30),
)


@settings(max_examples=50)
@given(st.lists(st.tuples(PIECES, st.integers(0, 400), st.integers(0, 900)), max_size=6))
def test_every_place_of_any_mixture_is_accounted_for(tmp_path_factory, pieces: list) -> None:
    text = "".join(piece[start : start + length] for piece, start, length in pieces)
    folder = tmp_path_factory.mktemp("mutated")
    content = text.encode("utf-8", "replace")
    read(folder, content)
    for name in ("csv", "wos-tab", "embase-csv", "json-table"):
        read(folder, content, format=name)


@settings(max_examples=50)
@given(st.binary(max_size=40), st.integers(0, 5_000))
def test_every_row_of_damaged_arrow_files_is_accounted_for(
    tmp_path_factory, noise: bytes, place: int
) -> None:
    folder = tmp_path_factory.mktemp("arrow")
    for write in (pq.write_table, pyarrow.feather.write_feather):
        write(TYPED, folder / "x")
        content = bytearray((folder / "x").read_bytes())
        place_ = place % len(content)
        read(folder, bytes(content[:place_] + noise + content[place_ + len(noise) :]))
