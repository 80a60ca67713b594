"""The files that the page saves equal those of step export."""

import csv
import dataclasses
import json
import re
from io import StringIO
from pathlib import Path

import pytest
import rispy
from playwright.sync_api import Browser, expect

from helpers.exports import write_tables
from helpers.pages import CONTEXT, HOSTILE, export, listed_titles, open_page, with_topic
from helpers.papers import make_papers
from paperthemes.export import stage
from paperthemes.export.settings import FILE_NAMES
from paperthemes.report.inputs import Results
from paperthemes.report.page import render_report
from paperthemes.tables import EXPORT

pytestmark = pytest.mark.browser

FORMATS = {"ris": "ris", "bib": "bibtex", "csl.json": "csl", "md": "markdown", "csv": "csv"}
NAMES = [
    *("Ada Li", "Ludwig van Ek", "Cy Om Jr.", "Plato", "李艾达", "The A&B Group", "Ada B. de Ek"),
    *("Universität Wien", "José Ñandú", "Ernst and Young", "50% {Ek}"),
]
TEXTS = [
    *HOSTILE,
    *("``quoted''", "$x^2$ and $5", "{", "a}b{c", "\\alpha ~ ^", "a--b -- ---", "?` <<x>>"),
    *(
        "1. one",
        "- two",
        "3) three",
        "BERT, GPT-4 and iPhones",
        "µBERT éNN",
        "数据 データ",
        "$5 and $6$",
    ),
]
EXTRAS = [
    {"venue": "Journal of Fruit & Nuts", "volume": "7", "number": "2", "pages": "1--9"},
    {"venue": "Proceedings of Wind", "first_page": "3", "isbn": "1-2", "keywords": "fog; rain_"},
    {
        "date_without_year": "1 May",
        "type": "Dissertation",
        "language": "en",
        "publisher": "A & B",
        "citation_key": "own:key",
    },
    {"entry_type": "incollection", "venue": "Rain", "issn": "1-3", "pages": "12"},
    {},
]


@pytest.fixture(scope="module")
def report(partly_alone: Results, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a report and the files of step export, of the same papers."""
    folder = tmp_path_factory.mktemp("exports")
    count = len(partly_alone.papers)
    dates = ["2024-05-01", "2023-11", "2022", "", "1200", "2300-01-01"]
    ids = {"arxiv_id": "2401.{:05d}v2", "doi": "10.5555/1({})%_{{", "url": "https://a.org/{}?}}"}
    made = make_papers(
        [f"{TEXTS[row % len(TEXTS)][:250]} {row}" for row in range(count)],
        abstract=[TEXTS[row % len(TEXTS)] for row in range(count)],
        authors=[[NAMES[(row + n) % len(NAMES)] for n in range(row % 5)] for row in range(count)],
        published=[dates[row % len(dates)] for row in range(count)],
        extra=[json.dumps(EXTRAS[row % len(EXTRAS)]) for row in range(count)],
        ids=[["pmcid:PMC1", f"pmid:{row}"] if row % 4 == 0 else [] for row in range(count)],
        dumps=[*partly_alone.papers.dumps],
        **{
            name: [text.format(row) if row % step == 0 else "" for row in range(count)]
            for (name, text), step in zip(ids.items(), (3, 2, 5), strict=True)
        },
    )
    made = made.assign(paper_id=partly_alone.papers.paper_id)
    assignments = partly_alone.assignments.assign(title=made.title)
    results = dataclasses.replace(partly_alone, papers=made, assignments=assignments)
    summary = {"summary": [TEXTS[0], "One."], "summary_papers": made.paper_id[:2].tolist()}
    results = with_topic(results, 1, **summary, name="Topic b & *c* = {d}")
    results = with_topic(results, 3, hidden=True)
    names = results.assignments.topic_name.replace("Topic b", "Topic b & *c* = {d}")
    confidence = results.assignments.confidence.mask(results.assignments.topic == 0, 0.625)
    assignments = results.assignments.assign(topic_name=names, confidence=confidence)
    results = dataclasses.replace(results, assignments=assignments)
    outputs = {name: str(folder / FILE_NAMES[name]) for name in ("parquet", *FORMATS.values())}
    stage.run(write_tables(results, folder), outputs, CONTEXT.title)
    (folder / "report.html").write_text(render_report(results, CONTEXT), "utf-8")
    return folder


def test_saved_papers_equal_the_files_of_the_workflow(report: Path, browser: Browser) -> None:
    opened = open_page(browser, report / "report.html")
    for ending, name in FORMATS.items():
        saved = export(opened.page, ending)
        written = (report / FILE_NAMES[name]).read_bytes().decode()
        # The page saves papers in the order of the list, the workflow in that of their ids.
        if ending == "csl.json":
            entries = (json.loads(text) for text in (saved, written))
            first, second = (sorted(own, key=lambda entry: entry["id"]) for own in entries)
            assert first == second
        elif ending == "csv":  # the file has columns of other fields, too
            lines, wanted = (list(csv.reader(StringIO(text))) for text in (saved, written))
            assert lines[0] == ["\ufeffpaper_id", *EXPORT.names[1:], "date_without_year"]
            days = [line.pop() for line in lines]
            kept = {row[0]: row for row in wanted[1:]}
            assert all(kept[line[0]][: len(line)] == line for line in lines[1:])
            assert len(lines) == len(wanted)
            assert set(days[1:]) == {"", "1 May"}
        else:
            assert sorted(saved.splitlines()) == sorted(written.splitlines()), ending
    assert opened.problems == []


def test_papers_of_a_topic_and_of_a_filter_are_saved(report: Path, browser: Browser) -> None:
    page = open_page(browser, report / "report.html").page
    card = ".card[data-topic='1'] .menu"
    keys = {record["id"] for record in rispy.loads(export(page, "ris", card))}
    own = [
        r for r in rispy.loads((report / "papers.ris").read_text()) if "(T0002)" in r["notes"][0]
    ]
    assert keys == {record["id"] for record in own}
    page.click("#table [role=columnheader].title button")
    lines = csv.DictReader(StringIO(export(page, "csv").removeprefix("\ufeff")))
    assert [line["title"].removeprefix("'") for line in lines][:8] == listed_titles(page)[:8]
    page.select_option("#topic", "1")
    assert {record["id"] for record in rispy.loads(export(page, "ris", "#map-export"))} == keys
    assert {record["id"] for record in rispy.loads(export(page, "ris"))} == keys
    page.select_option("#grade", "0")
    core = {record["id"] for record in own if ", core," in record["notes"][0]}
    assert {record["id"] for record in rispy.loads(export(page, "ris"))} == core
    page.click("#export > summary")
    with page.expect_download() as event:
        page.click("#export button[value=md]")
    assert event.value.suggested_filename == "topic-b-c-d-papers.md"
    page.click("#export > summary")
    page.keyboard.press("Escape")
    assert page.locator("#export[open]").count() == 0
    count = re.search(r"\d+", page.inner_text("#count"))
    assert page.evaluate("document.activeElement.textContent") == f"Export these {count[0]} papers"


def test_the_menu_of_the_list_says_which_papers_each_file_has(
    partly_alone: Results, browser: Browser, tmp_path: Path
) -> None:
    path = tmp_path / CONTEXT.clustering / "report.html"  # where the workbook should be, too
    path.parent.mkdir()
    context = dataclasses.replace(CONTEXT, workbook="papers.xlsx")
    path.write_text(render_report(partly_alone, context), "utf-8")
    page = open_page(browser, path).page
    menu = page.locator("#export")
    button = menu.locator("summary")
    expect(button).to_have_text("Export all 70 papers")
    page.select_option("#topic", "1")
    expect(button).to_have_text(re.compile(r"^Export these \d\d papers$"))
    expect(page.locator("#map-export summary")).to_have_text(button.inner_text())
    button.click()
    expect(menu.get_by_role("link")).to_have_text("All 70 papers, whatever is listed (papers.xlsx)")
