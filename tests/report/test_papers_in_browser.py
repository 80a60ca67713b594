"""The list of papers and their details in a browser, from disk and offline."""

import dataclasses
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect

from helpers.pages import (
    CONTEXT,
    listed_titles,
    open_page,
    search,
    selected_dots,
    wait_for_frames,
)
from paperthemes import tables
from paperthemes.report.inputs import Results
from paperthemes.report.page import render_report

pytestmark = pytest.mark.browser


# ---- search and filter ----


@pytest.mark.parametrize("field", ["#query", "#map-query"])
def test_search_lists_matching_papers_and_dims_the_others(
    fine: Path, page: Page, field: str
) -> None:
    papers = tables.read(tables.PAPERS, fine.parent / "papers.parquet")
    texts = (papers.title + "\n" + papers.abstract).str.lower()
    search(page, "WEATHER forecasts", field)
    forecasts = texts.str.contains(r"\bforecast(?:s|\b)")
    expected = papers.title[texts.str.contains("weather") & forecasts]
    assert 1 < len(expected) < len(papers)
    assert sorted(listed_titles(page)) == sorted(expected)
    assert len(selected_dots(page)) == len(expected)
    assert f"{len(expected)} of {len(papers)} papers" in page.inner_text("#count")
    assert page.input_value("#query") == page.input_value("#map-query") == "WEATHER forecasts"
    phrase = " ".join(papers.abstract[papers.title == expected.iloc[0]].iloc[0].split()[1:5])
    search(page, f'"{phrase}"', field)
    assert expected.iloc[0] in listed_titles(page)
    search(page, "no such words anywhere", field)
    assert listed_titles(page) == []
    page.locator("button.clear:visible").first.press("Enter")
    assert len(listed_titles(page)) == len(papers)
    assert selected_dots(page) is None


@pytest.mark.parametrize("quotes", ["“{}”", "„{}“", "«{}»", "”{}”"])
def test_phrases_can_be_in_quotes_of_any_kind(fine: Path, page: Page, quotes: str) -> None:
    papers = tables.read(tables.PAPERS, fine.parent / "papers.parquet")
    texts = (papers.title + "\n" + papers.abstract).str.lower()
    expected = papers.title[texts.str.contains("speech recognition")]
    both = texts.str.contains("speech") & texts.str.contains("recognition")
    assert 0 < len(expected) < both.sum()
    search(page, quotes.format("Speech recognition"))
    assert sorted(listed_titles(page)) == sorted(expected)
    page.fill("#topic-query", quotes.format("speech recognition"))
    assert 0 < page.locator(".card:visible").count() < page.locator(".card").count()


@pytest.mark.parametrize("hyphen", ["\u2010", "\u2011"])
def test_all_kinds_of_hyphens_are_equal(page: Page, hyphen: str) -> None:
    search(page, "text-to-image")
    listed = listed_titles(page)
    assert listed
    search(page, f"text{hyphen}to{hyphen}image")
    assert listed_titles(page) == listed


def test_titles_with_the_term_come_first(page: Page) -> None:
    search(page, "speech")
    with_word = ["speech" in title.lower() for title in listed_titles(page)]
    assert 0 < sum(with_word) < len(with_word)
    assert with_word == sorted(with_word, reverse=True)


def dump_names(papers: pd.DataFrame) -> set[str]:
    return {dump for dumps in papers.dumps for dump in dumps}


def test_filters_narrow_the_list(fine: Path, page: Page) -> None:
    assignments = tables.read(tables.ASSIGNMENTS, fine / "assignments.parquet")
    papers = tables.read(tables.PAPERS, fine.parent / "papers.parquet")
    for field, value, fits in [
        ("#topic", "2", assignments.topic == 2),
        ("#grade", "1", assignments.grade == "fringe"),
        ("#dump", "0", papers.dumps.map(lambda dumps: min(dump_names(papers)) in dumps)),
    ]:
        page.select_option(field, value)
        assert sorted(listed_titles(page)) == sorted(assignments.title[fits]), field
        page.select_option(field, "")
    page.click(".card[data-topic='2'] button[data-show=papers]")
    assert sorted(listed_titles(page)) == sorted(assignments.title[assignments.topic == 2])
    assert page.input_value("#topic") == "2"


def test_search_terms_are_marked_in_the_paper(page: Page) -> None:
    search(page, "Speech recognition")
    page.locator("#table .body a").first.click()
    page.wait_for_selector("#details:not([hidden])")
    marked = page.evaluate("[...CSS.highlights.get('search-paper')].map(String)")
    assert {text.lower() for text in marked} == {"speech", "recognition"}


# ---- the list ----


def test_the_list_can_be_sorted_by_column(fine: Path, page: Page) -> None:
    assignments = tables.read(tables.ASSIGNMENTS, fine / "assignments.parquet")
    confidence = dict(zip(assignments.title, assignments.confidence, strict=True))
    header = page.locator("#table [role=columnheader].title")
    header.locator("button").click()
    rising = listed_titles(page)
    assert header.get_attribute("aria-sort") == "ascending"
    assert [title.lower() for title in rising[:3]] == sorted(
        title.lower() for title in assignments.title
    )[:3]
    header.locator("button").click()
    assert header.get_attribute("aria-sort") == "descending"
    assert listed_titles(page) == rising[::-1]
    page.click("#table [role=columnheader].confidence button")
    assert header.get_attribute("aria-sort") == "none"
    values = [confidence[title] for title in listed_titles(page)]
    assert values == sorted(values, reverse=True)


def test_turning_a_phone_keeps_the_position_in_the_list(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html", viewport={"width": 800, "height": 390}).page
    page.locator("#table").evaluate("node => node.scrollTop = 2000")
    wait_for_frames(page)
    share = (
        "document.getElementById('table').scrollTop / document.querySelector('.body').offsetHeight"
    )
    before = page.evaluate(share)
    height = page.locator("#table .body").evaluate("body => body.offsetHeight")
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_function(
        "height => document.querySelector('#table .body').offsetHeight !== height", arg=height
    )
    assert page.evaluate(share) == pytest.approx(before, abs=0.02)
    tops = page.locator("#table .body [role=row]").evaluate_all(
        "rows => rows.map((row) => row.getBoundingClientRect().top)"
    )
    assert all(below - above == pytest.approx(72, abs=1) for above, below in pairwise(tops))


def test_tab_moves_through_the_whole_list_and_out_of_it(page: Page) -> None:
    page.select_option("#grade", "0")
    page.focus("#table [role=columnheader] >> nth=-1 >> button")
    count = int(page.get_attribute("#table", "aria-rowcount")) - 1
    assert count > 60  # more than are in the document at a time
    rows = []
    for index in range(2 * count):  # in each row the title, and the button that pins the paper
        page.keyboard.press("Tab")
        if index % 10 == 0:  # as many rows as are beyond the visible ones need no frame
            wait_for_frames(page)
        rows.append(
            page.evaluate(
                "document.activeElement.closest('[role=row]')?.getAttribute('aria-rowindex')"
            )
        )
    assert rows == [str(index // 2 + 2) for index in range(2 * count)]
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#table')") is None


def test_files_saved_from_sample_data_are_named_after_it(
    sample: Results, tmp_path: Path, browser: Browser
) -> None:
    path = tmp_path / "report.html"
    context = dataclasses.replace(CONTEXT, own_dumps="dumps/*")
    path.write_text(render_report(sample, context), "utf-8")
    page = open_page(browser, path).page
    assert "Sample data" in page.locator("aside:visible").inner_text()
    figure = f"a-title-mine-map-{sample.run_day}.png"
    for menu, button, name in (
        ("#export", "[value=csv]", "papers.csv"),
        ("#map-tools .menu", "#save-png", figure),
    ):
        page.click(f"{menu} > summary")
        with page.expect_download() as event:
            page.click(f"{menu} {button}")
        assert event.value.suggested_filename == f"sample-{name}"


# ---- one paper ----


def test_a_topic_without_a_share_is_no_runner_up(
    sample: Results, tmp_path: Path, browser: Browser
) -> None:
    assigned = sample.assignments.index[sample.assignments.topic >= 0]
    margins = sample.assignments.margin.copy()
    margins[assigned[0]] = sample.assignments.confidence[assigned[0]]
    changed = sample.assignments.assign(margin=margins)
    path = tmp_path / "report.html"
    path.write_text(
        render_report(dataclasses.replace(sample, assignments=changed), CONTEXT), "utf-8"
    )
    page = open_page(browser, path).page
    has_runner_up = []
    for row in assigned[:2]:
        page.evaluate(f"location.hash = 'paper-{sample.papers.paper_id[row]}'")
        page.wait_for_function(
            "title => document.getElementById('details-title')?.textContent === title",
            arg=sample.papers.title[row],
        )
        has_runner_up.append("Runner-up" in page.inner_text("#details"))
    assert has_runner_up == [False, True]


def test_a_new_paper_says_so_and_so_does_a_similar_one(
    rerun: Results, tmp_path: Path, browser: Browser
) -> None:
    path = tmp_path / "report.html"
    path.write_text(render_report(rerun, CONTEXT), "utf-8")
    ids = rerun.papers.paper_id  # the first three are new; the next ten are similar to a paper
    page = open_page(browser, path, anchor=f"#paper-{ids[0]}").page
    badges = page.locator("#details .badge")
    expect(badges).to_have_text(["new since run 7", "new", "new"])
    expect(page.locator("#details ol.titles li:has(.badge)")).to_contain_text(
        rerun.papers.title[1:3].tolist()
    )
    page.evaluate("id => { location.hash = `paper-${id}`; }", ids[3])
    expect(badges).to_have_count(0)


def test_addresses_open_papers(fine: Path, browser: Browser) -> None:
    papers = tables.read(tables.PAPERS, fine.parent / "papers.parquet")
    page = open_page(browser, fine / "report.html", anchor=f"#paper-{papers.paper_id[3]}").page
    page.wait_for_selector("#details:not([hidden])")
    assert page.inner_text("#details-title") == papers.title[3]
    page.click("#details-close")
    page.locator(".card ol a.paper").first.click()
    page.wait_for_selector("#details:not([hidden])")
    page.keyboard.press("Escape")
    page.locator(".card ol a.paper").first.click()  # the same paper again
    page.wait_for_selector("#details:not([hidden])")
    page.evaluate("location.hash = '#paper-000000000000'")  # no such paper
    page.wait_for_selector("#details", state="hidden")


def test_back_closes_the_paper(page: Page) -> None:
    page.locator(".card ol a.paper").first.click()
    page.wait_for_selector("#details:not([hidden])")
    page.go_back()
    page.wait_for_selector("#details", state="hidden")
    page.click(".card[data-topic='1'] button[data-show=papers]")
    page.wait_for_function("location.hash.startsWith('#papers?topic=')")


def test_escape_keeps_the_focus_in_a_search_field(page: Page) -> None:
    page.locator(".card ol a.paper").first.click()
    page.wait_for_selector("#details:not([hidden])")
    page.locator("#query").focus()
    page.keyboard.press("Escape")
    assert page.locator("#details").is_hidden()
    assert page.evaluate("document.activeElement.id") == "query"


def test_page_works_by_keyboard_alone(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.focus("#table [role=columnheader].title button")
    page.keyboard.press("Enter")
    assert page.get_attribute("#table [role=columnheader].title", "aria-sort") == "ascending"
    page.focus("#table .body a >> nth=0")
    title = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_selector("#details:not([hidden])")
    assert page.inner_text("#details-title") == title
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == title
