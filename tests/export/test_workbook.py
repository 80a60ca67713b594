"""The workbook: its sheets, links and numbers, and hostile cells that stay text."""

import re
import warnings
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from export.conftest import Export
from helpers.pages import HOSTILE, make_results
from helpers.papers import make_papers

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHEETS = ("papers", "topics", "themes")
Cells = list[list[tuple[str, str]]]


def read_sheet(path: Path, number: int) -> Cells:
    """Return the type and the text of each cell of a sheet that is not empty, by row."""
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
    assert not root.findall(f".//{MAIN}f"), "a formula"
    return [
        [(cell.get("t", "n"), "".join(cell.itertext())) for cell in row]
        for row in root.iter(f"{MAIN}row")
    ]


def test_there_is_a_sheet_of_papers_of_topics_and_of_themes(export: Export) -> None:
    path = export(make_papers([f"Paper {number}" for number in range(12)]), "xlsx")["xlsx"]
    with zipfile.ZipFile(path) as archive:
        workbook = archive.read("xl/workbook.xml").decode()
        properties = archive.read("docProps/core.xml").decode()
    assert "Run 1 · clustering mine · 28 November 2026" in properties
    assert re.findall('<sheet name="(.*?)"', workbook) == [*SHEETS]
    papers, topics, themes = (read_sheet(path, number) for number in (1, 2, 3))
    assert (len(papers), len(topics), len(themes)) == (13, 7, 4)
    assert ("inlineStr", "Topic b") in topics[2]
    assert ("inlineStr", "Topic a; Topic b") in themes[1]
    assert any(re.fullmatch(r"Paper \d+(; Paper \d+)*", text) for _, text in topics[1])


def test_hostile_cells_stay_text(export: Export) -> None:
    titles = [*HOSTILE, "=1+1", "-2", "007", "https://a.org", "{=1}"]
    cells = read_sheet(export(make_papers(titles), "xlsx")["xlsx"], 1)
    assert {row[1][0] for row in cells[1:]} == {"inlineStr"}
    found = {row[1][1] for row in cells[1:]}
    assert {"=1+1", "-2", "007", "https://a.org", "=HYPERLINK('x')"} <= found


def test_texts_like_formulas_stay_text_when_they_are_edited(export: Export) -> None:
    path = export(make_papers(["=1+1"]), "xlsx")["xlsx"]
    with zipfile.ZipFile(path) as archive:
        styles = archive.read("xl/styles.xml").decode()
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    formats = re.findall(r"<xf [^>]*>", styles.split("<cellXfs")[1])
    quoted = {index for index, style in enumerate(formats) if 'quotePrefix="1"' in style}
    (used,) = re.findall(r'<c r="B2" s="(\d+)" t="inlineStr">', sheet)
    assert int(used) in quoted


def test_addresses_are_links_and_numbers_are_numbers(export: Export) -> None:
    papers = make_papers(
        ["A", "B", "C"],
        url=["https://a.org/?q=1&b=%20#x", "javascript:alert(1)", "https://a.org/" + "x" * 3_000],
        extra=['{"upvotes": "12"}'] * 3,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        path = export(papers, "xlsx")["xlsx"]
    with zipfile.ZipFile(path) as archive:
        links = archive.read("xl/worksheets/_rels/sheet1.xml.rels").decode()
    targets = re.findall('Target="(.*?)"', links)
    assert targets == ["https://a.org/?q=1&amp;b=%20"]  # what follows "#" stands elsewhere
    assert all(("n", "12") in row for row in read_sheet(path, 1)[1:])


def test_a_text_longer_than_a_cell_is_cut(export: Export) -> None:
    papers = make_papers([("A", "word " * 10_000)])
    texts = [text for row in read_sheet(export(papers, "xlsx")["xlsx"], 1) for _, text in row]
    assert max(map(len, texts)) == 32_767


@pytest.mark.parametrize("format_", ["xlsx", "csv", "ris", "bibtex", "csl", "markdown", "parquet"])
def test_equal_papers_give_equal_bytes(export: Export, format_: str) -> None:
    results = make_results(make_papers([f"Paper {number}" for number in range(9)]))
    first = export(results, format_)[format_].read_bytes()
    assert export(results, format_)[format_].read_bytes() == first
