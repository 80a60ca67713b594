"""Workbooks: every sheet with a title column is a table; damaged and hostile ones say why."""

import zipfile
from datetime import date
from pathlib import Path

import pytest

from helpers.reading import read
from helpers.workbooks import make_ods, make_ole, make_xls, make_xlsx, make_zip
from paperthemes.parse.settings import ParseSettings

HEADER = ["Title", "Abstract", "Authors", "Date", "Year", "DOI"]
APPLES = ["Sorting Apples", "We sort.", "Li, Ada; van Ek, Bo", date(2021, 3, 1), 2021, "10.5555/a"]
BEES = ["Counting Bees", "We count.", "Om, Cy", date(2022, 4, 2), 2022, "10.5555/b"]
ROWS = [HEADER, APPLES, BEES]


@pytest.mark.parametrize("make", [make_xlsx, make_ods])
def test_a_sheet_is_a_table_and_its_dates_are_dates(tmp_path: Path, make) -> None:
    records, report = read(tmp_path, make({"Papers": ROWS}), "papers.xlsx")
    assert report["format"] == "workbook"
    assert report["warnings"] == []
    assert records.title.tolist() == ["Sorting Apples", "Counting Bees"]
    assert records.abstract.tolist() == ["We sort.", "We count."]
    assert records.published.tolist() == ["2021-03-01", "2022-04-02"]
    assert records.doi.tolist() == ["10.5555/a", "10.5555/b"]
    assert [*records.authors[0]] == ["Ada Li", "Bo van Ek"]
    assert records.start.tolist() == [2, 3]


def test_an_xls_file_is_read(tmp_path: Path) -> None:
    rows = [["Title", "Abstract", "Year"], ["Sorting Äpfel", "We sort.", 2021]]
    records, report = read(tmp_path, make_xls("Papers", rows))
    assert report["format"] == "workbook"
    assert records.title.tolist() == ["Sorting Äpfel"]
    assert records.published.tolist() == ["2021"]


def test_all_sheets_with_titles_are_read_and_the_others_named(tmp_path: Path) -> None:
    sheets = {
        "Notes": [["Search of 1 May"], ["apples OR bees"]],
        "2021": [["Papers of 2021"], [], HEADER, APPLES],
        "Empty": [],
        "2022": [["Article Title", "Summary", "Pages"], ["Counting Bees", "We count.", 7]],
    }
    records, report = read(tmp_path, make_xlsx(sheets))
    assert records.title.tolist() == ["Sorting Apples", "Counting Bees"]
    assert records.start.tolist() == [6, 8]
    [warning] = report["warnings"]
    assert "Notes (Search of 1 May)" in warning
    assert "2021" not in warning


def test_the_export_of_a_database_as_a_workbook_is_recognised(tmp_path: Path) -> None:
    header = ["Rank", "Publication ID", "Title", "Abstract", "PubYear", "Authors"]
    row = [1, "pub.850", "Sorting Apples", "We sort.", 2021, "Li, Ada; Ek, Bo"]
    records, _ = read(tmp_path, make_xlsx({"S": [["About the data: …"], header, row]}))
    assert records.ids.map(list).tolist() == [["dimensions:pub.850"]]
    assert records.published.tolist() == ["2021"]


def test_formulas_have_their_saved_values_and_macros_do_not_matter(tmp_path: Path) -> None:
    formula = '=HYPERLINK("https://example.org/a","Sorting Apples")->Sorting Apples'
    content = make_xlsx(
        {"S": [HEADER, [formula, *APPLES[1:]], ["=A2->", *BEES[1:]]]},
        parts={"xl/vbaProject.bin": "Sub Open()"},
    )
    records, report = read(tmp_path, content)
    assert records.title.tolist() == ["Sorting Apples"]
    assert [place["start"] for place in report["rejected"]] == [3]


def test_merged_cells_have_their_value_in_every_row(tmp_path: Path) -> None:
    rows = [["Papers"], HEADER, APPLES, [*BEES[:3], None, *BEES[4:]]]
    merged = '<mergeCells><mergeCell ref="D3:D4"/><mergeCell ref="A1:F1"/></mergeCells>'
    records, report = read(tmp_path, make_xlsx({"S": rows}, after=merged))
    assert records.published.tolist() == ["2021-03-01", "2021-03-01"]
    assert report["rejected"] == []


def test_a_million_empty_rows_cost_nothing(tmp_path: Path) -> None:
    styled = "".join(f'<row r="{i}"><c r="A{i}" s="1"/></row>' for i in range(4, 1_000_001))
    content = make_xlsx({"S": ROWS})
    with zipfile.ZipFile(_write(tmp_path, content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    sheet = sheet.replace("</sheetData>", f"{styled}</sheetData>")
    records, report = read(
        tmp_path, make_xlsx({"S": ROWS}, parts={"xl/worksheets/sheet1.xml": sheet})
    )
    assert len(records) == 2
    assert report["warnings"] == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (make_xlsx({"Costs": [["Item", "Price"], ["Apples", 3]]}), "Costs (Item, Price)"),
        (make_ole("EncryptedPackage", b"secret"), "a workbook with a password"),
        (make_ole("WordDocument", b"text"), "not a workbook that can be read"),
        (make_xlsx({"S": [*ROWS, [None] * 16_383 + ["x"]]}, after="<c r='A99999'>"), "far"),
        (make_zip({"xl/workbook.xml": "<workbook"}), "not a workbook that can be read"),
        (make_zip({"word/document.xml": "", "b": ""}), "unpack it"),
    ],
)
def test_other_files_say_why_they_are_not_read(tmp_path: Path, content: bytes, reason: str) -> None:
    records, report = read(tmp_path, content)
    assert len(records) == 0
    assert reason in report["warnings"][0]


@pytest.mark.parametrize("content", [make_xlsx({"S": ROWS}), make_ods({"S": ROWS})])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_workbook_that_is_cut_off_says_so(tmp_path: Path, content: bytes, share: float) -> None:
    records, report = read(tmp_path, content[: int(share * len(content))])
    assert len(records) == 0
    assert "damaged or cut off" in report["warnings"][0]


def test_a_workbook_that_expands_too_far_is_not_read(tmp_path: Path) -> None:
    content = make_xlsx({"S": ROWS}, parts={"xl/media/image1.png": "\0" * 2_000_000})
    assert len(content) < 10_000
    records, report = read(tmp_path, content, settings=ParseSettings(max_expanded_gb=0.001))
    assert len(records) == 0
    assert "expands to 0.002 GB" in report["warnings"][0]


def test_a_part_that_is_larger_than_it_says_is_not_read(tmp_path: Path) -> None:
    content = make_xlsx({"S": ROWS}, parts={"xl/media/image1.png": "\0" * 2_000_000})
    size = (2_000_000).to_bytes(4, "little")
    _, report = read(tmp_path, content.replace(size, (20).to_bytes(4, "little")))
    assert "damaged" in report["warnings"][0]


def test_columns_in_the_config_name_the_title_of_a_sheet(tmp_path: Path) -> None:
    rows = [["Search of 1 May"], ["Überschrift", "Inhalt"], ["Sorting Apples", "We sort."]]
    columns = {"title": "Überschrift", "abstract": "Inhalt"}
    records, _ = read(tmp_path, make_xlsx({"S": rows}), columns=columns)
    assert records.abstract.tolist() == ["We sort."]


def _write(folder: Path, content: bytes) -> Path:
    path = folder / "workbook.xlsx"
    path.write_bytes(content)
    return path
