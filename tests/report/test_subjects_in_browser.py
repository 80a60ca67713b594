"""Topics that stand alone, and summaries, in a browser, from disk and offline."""

import dataclasses
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from helpers.pages import (
    AXE,
    CONTEXT,
    DOT,
    HOSTILE,
    listed_titles,
    open_page,
    selected_dots,
    with_topic,
)
from paperthemes import tables
from paperthemes.report.inputs import Results
from paperthemes.report.page import render_report
from paperthemes.spreadsheet import write_csv

pytestmark = pytest.mark.browser


def write_report(folder: Path, results: Results) -> Path:
    """Write a report with a summary, a field and a former name of topic 0; return its path."""
    paper_ids = results.papers.paper_id[:3].tolist()
    described = with_topic(
        results,
        0,
        summary=HOSTILE[:3],
        summary_papers=paper_ids,
        field=HOSTILE[3],
        field_path=[HOSTILE[4], HOSTILE[3]],
        former_name=HOSTILE[5],
        name="Mixed: apples; pears",
        name_source="mixed",
    )
    named = described.assignments.topic_name.mask(described.assignments.topic == 0)
    assignments = described.assignments.assign(topic_name=named.fillna("Mixed: apples; pears"))
    write_csv(tables.ASSIGNMENTS, assignments, folder / "assignments.csv")
    path = folder / "report.html"
    described = dataclasses.replace(described, assignments=assignments)
    path.write_text(render_report(described, CONTEXT), "utf-8")
    return path


@pytest.fixture(scope="module")
def report(partly_alone: Results, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a report with two themes, and two topics that stand alone."""
    return write_report(tmp_path_factory.mktemp("mixed"), partly_alone)


@pytest.fixture(scope="module")
def report_without_themes(
    without_themes: Results, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return a report whose topics all stand alone."""
    return write_report(tmp_path_factory.mktemp("alone"), without_themes)


def test_a_topic_that_stands_alone_is_beside_the_themes_everywhere(
    partly_alone: Results, page: Page
) -> None:
    names = ["Theme a", "Theme b", "Mixed: apples; pears", "Topic b"]
    assert page.locator(".subject-name bdi:not(small bdi)").all_inner_texts() == names
    legend = page.locator("#legend .entry bdi")
    assert legend.all_inner_texts() == [*names, "unassigned"]
    page.select_option("#labels-shown", "subjects")
    assert sorted(page.locator("#labels .subject").all_inner_texts()) == sorted(names)
    assert page.locator("#labels .mixed").all_inner_texts() == ["Mixed: apples; pears"]
    page.select_option("#colour-by", "topic")
    assert page.locator("#legend .group").all_inner_texts() == ["Theme a", "Theme b"]
    assert page.locator("#legend .alone bdi").all_inner_texts() == names[2:]
    groups = page.locator("#topic optgroup").evaluate_all("all => all.map((each) => each.label)")
    assert groups == ["Theme a", "Theme b"]
    for field in ("#subject", "#topic-subject"):
        alone = page.locator(f"{field} optgroup[label='Topics without a theme'] option")
        assert [text.split(" (")[0] for text in alone.all_text_contents()] == names[2:]
    page.select_option("#subject", "2")
    own = partly_alone.assignments.topic == 0
    assert sorted(listed_titles(page)) == sorted(partly_alone.assignments.title[own])
    assert "topic: Mixed: apples; pears" in page.inner_text(".status:has(#count) .chips")
    assert len(selected_dots(page)) == own.sum()
    page.select_option("#subject", "0")
    assert "theme: Theme a" in page.inner_text(".status:has(#count) .chips")
    page.select_option("#topic-subject", "3")
    assert page.locator(".card:visible .name bdi").all_inner_texts() == ["Topic b"]
    assert page.locator("#cards .subject:visible").count() == 1


def test_papers_of_a_topic_that_stands_alone_name_no_theme(
    partly_alone: Results, page: Page
) -> None:
    for topic, text in ((1, "Topic b"), (2, "Topic c in the theme Theme a")):
        paper_id = partly_alone.assignments.paper_id[partly_alone.assignments.topic == topic].iloc[
            0
        ]
        page.evaluate("id => { location.hash = `paper-${id}`; }", paper_id)
        page.wait_for_function(
            "text => document.querySelector('#details p:has(.dot)')?.textContent === text", arg=text
        )


def test_without_themes_nothing_is_sorted_by_them(
    report_without_themes: Path, browser: Browser
) -> None:
    opened = open_page(browser, report_without_themes)
    page = opened.page
    assert page.is_hidden("#subject")
    assert page.is_hidden("#topic-subject")
    for field in ("#colour-by", "#labels-shown", "#topic-order"):
        options = page.locator(f"{field} option").all_text_contents()
        assert not [text for text in options if "theme" in text or "subject" in text]
    assert page.locator("#legend .group").count() == 0
    assert page.locator("#legend .entry").count() == 7  # six topics, and unassigned papers
    assert page.locator("#labels .subject").count() == 6
    page.select_option("#topic-order", "name")
    assert page.locator(".card:visible").count() == 6
    page.fill("#topic-query", "no such topic")
    page.click("#topic-clear")
    assert page.locator(".card:visible").count() == 6
    assert page.input_value("#topic-order") == "size"
    assert opened.problems == []


def test_sentences_open_their_paper(partly_alone: Results, page: Page) -> None:
    page.click("#topic-0 a.source")
    page.wait_for_selector("#details:not([hidden])")
    assert page.inner_text("#details-title") == partly_alone.papers.title[0]


def test_cards_are_found_by_former_name_and_field(page: Page) -> None:
    for query in ("quotes", "amp"):  # of HOSTILE[5] and HOSTILE[4]
        page.fill("#topic-query", query)
        shown = page.locator(".card:visible").evaluate_all("all => all.map((card) => card.id)")
        assert shown == ["topic-0"], query


def test_hovering_a_dot_shows_the_first_sentence_as_text(partly_alone: Results, page: Page) -> None:
    assignments = partly_alone.assignments
    for topic, sentences in ((0, [HOSTILE[0]]), (1, []), (-1, [])):
        paper_id = assignments.paper_id[assignments.topic == topic].iloc[0]
        place = page.evaluate(DOT, paper_id)
        page.mouse.move(place["x"] - 2, place["y"])
        page.mouse.move(place["x"], place["y"])
        page.wait_for_function(
            "wanted => document.querySelectorAll('#tooltip .sentence').length === wanted",
            arg=len(sentences),
        )
        assert page.locator("#tooltip .sentence").all_text_contents() == sentences


def test_markup_in_summaries_and_fields_is_text(page: Page) -> None:
    card = page.locator("#topic-0")
    assert card.locator(".sentence > bdi").all_text_contents() == HOSTILE[:3]
    assert card.locator(".path bdi").text_content() == f"{HOSTILE[4]} › {HOSTILE[3]}"
    assert card.locator(".former bdi").text_content() == HOSTILE[5]
    assert card.locator("b, img, script").count() == 0
    assert page.title().startswith("A <Title>, mine, run ")


@pytest.mark.parametrize("name", ["report", "report_without_themes"])
def test_axe_finds_no_serious_violations(
    request: pytest.FixtureRequest, name: str, browser: Browser
) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed; `make test` does")
    page = open_page(browser, request.getfixturevalue(name)).page
    page.evaluate(AXE.read_text("utf-8"))
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    serious = [each for each in result["violations"] if each["impact"] in ("serious", "critical")]
    assert serious == []
