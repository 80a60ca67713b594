"""Edits of topics and papers in the report, and the file that they make."""

import dataclasses
import json
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml
from playwright.sync_api import Browser, Page

from helpers.pages import (
    AXE,
    CONTEXT,
    DARK,
    HOSTILE,
    PHONE,
    csv_dump,
    download,
    edit_topic,
    make_report,
    open_page,
    open_topic_form,
    pin_paper,
    wait_until_ready,
)
from paperthemes.report.inputs import Results
from paperthemes.report.page import render_report
from paperthemes.workflow.curation_file import check_curation

pytestmark = pytest.mark.browser


@pytest.fixture
def report(rerun: Results, tmp_path: Path) -> Path:
    """Return a report with five topics; T0003 is hidden, and T0001 has a note."""
    path = tmp_path / "report.html"
    path.write_text(render_report(rerun, CONTEXT), "utf-8")
    return path


def saved_edits(page: Page) -> dict:
    """Save the edits, and return the content of the file as the workflow reads it."""
    return check_curation(yaml.safe_load(download(page, "#edit-save")), "edits.yaml")


def listed_edits(page: Page) -> list[str]:
    return page.locator("#edit-list li span").all_inner_texts()


def test_edits_are_listed_and_saved_and_survive_a_reload(
    report: Path, browser: Browser, rerun: Results
) -> None:
    page = open_page(browser, report).page
    paper = rerun.papers.paper_id[0]
    assert page.is_hidden("#edits details")
    assert edit_topic(page, "T0001", name="  Boats\n and  ships ", note="Ours", word="apple") == ""
    assert edit_topic(page, "T0002", merge="T0004") == ""
    assert edit_topic(page, "T0005", hide="yes") == ""
    pin_paper(page, paper, "T0006")
    first_line = page.input_value("#edit-text").split("\n")[0]
    assert first_line == "# Edits of mine with the clusters c0ffee"
    expected = {
        "stop_words": ["apple"],
        "clusterings": {
            "mine": {
                "topics": {
                    "T0001": {"name": "Boats and ships", "note": "Ours"},
                    "T0002": {"merge_into": "T0004"},
                    "T0005": {"hide": True},
                },
                "papers": {paper: "T0006"},
            }
        },
    }
    page.click("#edit-count")
    assert saved_edits(page) == expected
    assert "will be merged with “Topic d”" in page.inner_text(".card:has([id='T0002']) .pending")
    listed = listed_edits(page)
    assert len(listed) == 6
    page.click("#table .body a >> nth=5")  # a new entry of the history, to go back from
    page.wait_for_selector("#details:not([hidden])")
    page.click("#details-close")
    assert edit_topic(page, "T0006", note="Later") == ""
    page.go_back()
    page.wait_for_function("location.hash.includes('Later')")
    page.reload()
    wait_until_ready(page)
    page.click("#edit-count")
    assert len(listed_edits(page)) == 7
    assert page.get_attribute(f"button.pin[value='{paper}'] >> nth=0", "aria-pressed") == "true"
    for _ in range(7):
        page.click("#edit-list button >> nth=0")
    assert page.is_hidden("#edits details")
    assert "edits=" not in page.url


def test_contradictions_are_refused_in_words(
    report: Path, browser: Browser, rerun: Results
) -> None:
    page = open_page(browser, report).page
    assert "T0002 is called so" in edit_topic(page, "T0001", name="topic B")
    assert edit_topic(page, "T0002", name="Boats") == ""
    assert edit_topic(page, "T0001", merge="T0002") == ""
    open_topic_form(page, "T0002")
    merged = page.locator("#topic-form [name=merge] option[value=T0001]")
    assert merged.is_disabled()
    assert merged.inner_text() == "Topic a (merged with Boats)"
    page.keyboard.press("Escape")
    page.click("button.pin >> nth=0")
    assert page.locator("#paper-form [name=topic] option[value=T0001]").is_disabled()
    page.keyboard.press("Escape")
    assert edit_topic(page, "T0002", name="Ships") == ""
    pin_paper(page, rerun.papers.paper_id[1], "T0002")
    assert edit_topic(page, "T0002", merge="T0004") == ""  # instead of a new name
    page.reload()
    wait_until_ready(page)
    page.click("#edit-count")
    assert listed_edits(page)[-1].endswith("“Topic b”, which will be merged with “Topic d”")
    assert saved_edits(page)["clusterings"]["mine"]["topics"] == {
        "T0001": {"merge_into": "T0002"},
        "T0002": {"merge_into": "T0004"},
    }


def test_edits_in_an_address_are_taken_as_far_as_they_fit(
    report: Path, browser: Browser, rerun: Results
) -> None:
    paper, other = rerun.papers.paper_id[:2]
    topic = rerun.assignments.topic_id[0]
    edits = {
        "topics": {
            "T0001": {"name": "Topic a", "note": "A note <b>on it</b>"},  # in effect
            "T0002": {"merge_into": "T0004", "stray": 1},
            "T0003": {"hide": True},  # in effect
            "T0004": {"merge_into": "T0002"},
            "T0005": {"name": 5, "hide": "true"},
            "__proto__": {"hide": True},
        },
        "papers": {paper: [topic, "T0006"], other: ["T0005", "T0001"], "none": ["T0001", ""]},
        "words": ["apple", "<b>", 1],
    }
    opened = open_page(browser, report, anchor=f"#?edits={quote(json.dumps(edits))}")
    opened.page.click("#edit-count")
    assert saved_edits(opened.page) == {
        "stop_words": ["apple"],
        "clusterings": {
            "mine": {"topics": {"T0002": {"merge_into": "T0004"}}, "papers": {other: "T0005"}}
        },
    }
    for damaged in ("{", "null", "[1]", '{"topics":3,"papers":"x","words":{}}'):
        opened = open_page(browser, report, anchor=f"#?edits={quote(damaged)}")
        assert opened.page.is_hidden("#edits details")
        assert opened.problems == []


def test_hostile_titles_and_names_come_back_from_the_file(tmp_path: Path, browser: Browser) -> None:
    texts = [*HOSTILE, "key: value # no comment", "!!python/object/apply:os.system ['x']", "- \t|"]
    results = make_report(tmp_path, csv_dump(texts))
    opened = open_page(browser, tmp_path / "report.html")
    page = opened.page
    buttons = page.locator("button.pin").evaluate_all("nodes => nodes.map((node) => node.value)")
    for paper_id in buttons:
        pin_paper(page, paper_id, "T0002")
    for text in texts:
        name = text.replace("\u2028", " ")
        assert edit_topic(page, "T0001", name=name, note=text) == ""
        edits = saved_edits(page) if page.is_visible("#edit-save") else None
        if edits is None:
            page.click("#edit-count")
            edits = saved_edits(page)
        topic = edits["clusterings"]["mine"]["topics"]["T0001"]
        assert topic["name"] == topic["note"] == " ".join(text.split())
        assert edits["clusterings"]["mine"]["papers"] == dict.fromkeys(buttons, "T0002")
        assert edits["stop_words"] == []
    assert len(buttons) == len(results.papers)
    assert opened.problems == []


def test_sample_data_cannot_be_edited(rerun: Results, tmp_path: Path, browser: Browser) -> None:
    path = tmp_path / "report.html"
    context = dataclasses.replace(CONTEXT, own_dumps="data/dumps/*")
    path.write_text(render_report(rerun, context), "utf-8")
    opened = open_page(browser, path, anchor='#?edits={"topics":{"T0001":{"hide":true}}}')
    assert opened.page.locator("button.edit, button.pin, #edits").count() == 0
    assert "Topics of the sample data cannot be edited" in opened.page.inner_text("body")
    assert opened.problems == []


@pytest.mark.parametrize("options", [{}, {**DARK, **PHONE}], ids=["light", "dark phone"])
def test_forms_and_panel_are_accessible_and_not_printed(
    report: Path, browser: Browser, options: dict
) -> None:
    page = open_page(browser, report, **options).page
    assert edit_topic(page, "T0001", name="Boats", word="apple") == ""
    page.click("#edit-count")
    if AXE.exists():
        page.evaluate(AXE.read_text("utf-8"))
        for opener in (None, ".card button.edit", "button.pin"):
            if opener is not None:
                page.click(f"{opener} >> nth=0")
            result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
            assert [each for each in result["violations"] if each["impact"] != "minor"] == []
            page.keyboard.press("Escape")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    page.emulate_media(media="print")
    assert (
        page.locator("#edits, .pending, button.pin, button.edit").locator("visible=true").count()
        == 0
    )
