"""Filters, columns and colours by the fields of papers, in a browser."""

import dataclasses
import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from helpers.pages import (
    CONTEXT,
    HOSTILE,
    listed_titles,
    make_results,
    open_page,
    selected_dots,
)
from helpers.papers import make_papers
from paperthemes.report.inputs import Results
from paperthemes.report.page import render_report

pytestmark = pytest.mark.browser

VENUES = [*HOSTILE, "Wind | 100% rain", "Fog"]


@pytest.fixture(scope="module")
def rich(sample: Results, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Results]:
    """Return a report of papers with many fields, and its results."""
    count = len(sample.papers)
    extras = [
        {"venue": VENUES[row % len(VENUES)], "citations": str(row), "github": "https://a.org/x"}
        | {"topic": "red" if row % 2 else "green"}
        for row in range(count - 1)
    ]
    dates = [
        "1200",
        "2300-01-01",
        *(f"{2010 + row % 10}-0{1 + row % 9}" for row in range(2, count)),
    ]
    papers = sample.papers.assign(
        extra=[json.dumps(extra) for extra in [*extras, {}]],
        published=[*dates[:-1], ""],
        authors=[["Ada Li", HOSTILE[row % len(HOSTILE)]] for row in range(count)],
    )
    results = dataclasses.replace(sample, papers=papers)
    path = tmp_path_factory.mktemp("rich") / "report.html"
    context = dataclasses.replace(CONTEXT, columns=["topic"])
    path.write_text(render_report(results, context), "utf-8")
    return path, results


@pytest.fixture(scope="module")
def report(rich: tuple[Path, Results]) -> Path:
    return rich[0]


def titles_of(results: Results, fits: Iterable[bool]) -> list[str]:
    """Return the sorted titles of some papers."""
    return sorted(results.papers.title[[*fits]])


def listed(page: Page) -> list[str]:
    """Return the sorted titles in the list."""
    return sorted(listed_titles(page))


def open_filters(page: Page) -> None:
    """Open the filters by the fields of papers."""
    page.click("#facets > summary")


def choose_name(page: Page, facet: str, name: str, words: str = "") -> None:
    """Choose a name of a facet, found by words that it alone has."""
    buttons = page.locator(f"fieldset:has(legend bdi:text-is('{facet}')) li button")
    if words:
        page.fill(f"[aria-label='Find: {facet}']", words)
        expect(buttons.and_(page.locator("[aria-pressed=false]"))).to_have_count(1)
    button = buttons.filter(has_text=name).first
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")


def test_dates_filter_by_typing_and_by_dragging(rich: tuple[Path, Results], page: Page) -> None:
    results = rich[1]
    open_filters(page)
    dates = results.papers.published
    page.fill("[aria-label='Date: from']", "2012-04")
    page.keyboard.press("Enter")
    page.fill("[aria-label='Date: to']", "2015")
    page.keyboard.press("Tab")
    assert listed(page) == titles_of(results, [(d >= "2012-04" and d[:4] <= "2015") for d in dates])
    assert "date: 2012-04 to 2015" in page.inner_text(".status:has(#count) .chips")
    page.fill("[aria-label='Date: to']", "soon")
    page.keyboard.press("Tab")
    assert page.get_attribute("[aria-label='Date: to']", "aria-invalid") == "true"
    # Years far from the others do not squeeze the histogram: they are in its first and last bar.
    bars = page.locator(".histogram >> nth=0").locator("span")
    assert bars.first.get_attribute("title").startswith("to 2010:")
    assert bars.last.get_attribute("title").startswith("from 2019:")
    bars.last.scroll_into_view_if_needed()
    box = bars.last.bounding_box()
    page.mouse.move(box["x"] + 3, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] - box["width"] + 3, box["y"] + 5)
    page.mouse.up()
    assert listed(page) == titles_of(results, [d >= "2018" for d in dates])
    assert len(selected_dots(page)) == sum(d >= "2018" for d in dates)


def test_names_filter_and_stand_in_the_address(
    rich: tuple[Path, Results], page: Page, browser: Browser
) -> None:
    path, results = rich
    open_filters(page)
    venues = [json.loads(text).get("venue") for text in results.papers.extra]
    choose_name(page, "Venue", "Wind | 100% rain", "rain")
    choose_name(page, "Venue", HOSTILE[3], "onerror")
    chosen = {"Wind | 100% rain", HOSTILE[3]}
    assert listed(page) == titles_of(results, [venue in chosen for venue in venues])
    choose_name(page, "Authors", HOSTILE[3])
    pairs = zip(venues, results.papers.authors, strict=True)
    fits = [venue in chosen and HOSTILE[3] in authors for venue, authors in pairs]
    assert listed(page) == titles_of(results, fits)
    page.wait_for_function("location.hash.includes('authors=')")
    again = open_page(browser, path, anchor=page.evaluate("location.hash"))
    assert listed(again.page) == titles_of(results, fits)
    assert page.title() == again.page.title()
    assert page.title().startswith("A <Title>, mine, run ")
    assert again.problems == []
    page.click("section[aria-labelledby=papers] button.clear")
    assert len(listed_titles(page)) == len(results.papers)


def test_columns_can_be_chosen_and_unknown_values_come_last(
    rich: tuple[Path, Results], page: Page, browser: Browser
) -> None:
    path, results = rich
    heads = "#table [role=columnheader]"
    assert page.locator(heads).all_inner_texts() == [
        *("Title", "Topic", "Grade", "Confidence", "Date", "Venue", "Citations"),
        "topic (in dumps)",
    ]
    unknown = titles_of(results, results.papers.extra == "{}")
    for _ in range(2):
        page.click(f"{heads}.citations button")
        assert listed_titles(page)[-1:] == unknown
    page.click("#columns > summary")
    page.locator("#columns label", has_text="Dump").last.click()
    page.locator("#columns label", has_text="Grade").click()
    page.keyboard.press("Escape")
    page.wait_for_function("/columns=(?!.*grade).*dump/.test(location.hash)")
    anchor = page.evaluate("location.hash")
    for each in (page, open_page(browser, path, anchor=anchor).page):
        shown = each.locator(heads).all_inner_texts()
        assert shown[-1] == "Dump"
        assert "Grade" not in shown


def test_dots_have_colours_by_field(page: Page) -> None:
    kinds = page.locator("#colour-by option").evaluate_all("all => all.map((each) => each.value)")
    assert kinds[-5:] == ["date", "venue", "citations", "code", "column.topic"]
    for kind in kinds[-5:]:
        page.select_option("#colour-by", kind)
        assert page.evaluate("new Set(plot.data[0].marker.color).size") > 1, kind
    page.select_option("#colour-by", "citations")
    assert page.locator("#legend .ends span").all_inner_texts() == ["0", "34", "68"]
    page.select_option("#colour-by", "column.topic")
    page.click("#legend button.entry >> nth=0")
    assert len(selected_dots(page)) == 35
    # A click could hit a row that the map's redrawing is about to replace.
    page.evaluate("location.hash = document.querySelector('#table .body a').getAttribute('href')")
    page.wait_for_selector("#details:not([hidden])")
    text = page.inner_text("#details")
    assert "topic (in dumps): green" in text
    assert page.locator("#details .links a", has_text="Code").count() == 1


def test_without_fields_there_are_no_filters_by_them(
    sample: Results, tmp_path: Path, browser: Browser
) -> None:
    results = dataclasses.replace(sample, papers=sample.papers.assign(published=""))
    path = tmp_path / "report.html"
    path.write_text(render_report(results, CONTEXT), "utf-8")
    page = open_page(browser, path).page
    assert page.locator("#facets").is_hidden()
    assert page.locator("#colour-by option[value=date]").count() == 0
    assert "Date" not in page.locator("#table .head").inner_text()


def test_one_of_5000_venues_is_found(sample: Results, tmp_path: Path, browser: Browser) -> None:
    venues = [f"Journal {number}" for number in range(5_000)]
    papers = make_papers(
        [f"Paper {number}" for number in range(5_000)],
        extra=[json.dumps({"venue": venue}) for venue in venues],
        published=["2024"] * 5_000,
    )
    results = make_results(papers, dumps=[sample.dumps[0] | {"dump": "test.txt"}])
    path = tmp_path / "report.html"
    path.write_text(render_report(results, CONTEXT), "utf-8")
    page = open_page(browser, path).page
    open_filters(page)
    expect(page.locator("#facet-list li button")).to_have_count(8)
    expect(page.locator("#facet-list .histogram span")).to_have_count(1)  # one year
    expect(page.locator("#facet-list")).to_contain_text("4,992 others")
    choose_name(page, "Venue", "Journal 4321", "journal 4321")
    number = venues.index("Journal 4321")
    assert listed_titles(page) == [f"Paper {number}"]
