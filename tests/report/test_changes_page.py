"""The changes page shows what `changes.json` holds."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from helpers.pages import AXE, DARK, HOSTILE, PHONE, open_page
from helpers.run_pairs import (
    Topics,
    changes_content,
    current_run,
    make_topics,
    move,
    titles_in,
)
from helpers.workflow import Workflow
from paperthemes.report.changes_page import render_changes_page
from paperthemes.report.changes_summary import EVENTS, explain_events, summarise

IS_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


class Pair:
    """Two runs as `changes.json` and as a page."""

    def __init__(
        self,
        before: Topics | None,
        after: Topics,
        published: str = "2026-03-02",
        **options: Any,
    ) -> None:
        current = current_run(after, **options)
        self.content = changes_content(before, current, published)
        self.html = render_changes_page(self.content, current.topics, title="A <Title>")

    @property
    def text(self) -> str:
        """The text of the page."""
        body = re.sub(
            r"<script.*?</script>", " ", self.html.split("</style>", 1)[1], flags=re.DOTALL
        )
        return " ".join(unescape(re.sub(r"<[^>]*>", "", body)).split())

    def open(self, folder: Path, browser: Browser, **options: Any) -> Any:
        """Open the page in a browser, among other results."""
        path = folder / "results/fine/changes.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.html, "utf-8")
        return open_page(browser, path, **options)


def split_pair() -> Pair:
    """Make two runs: a topic splits, and two papers are new."""
    before = make_topics(T0001=10, T0002=5)
    after = move(before, *titles_in(before, "T0001")[:4], to="T0007")
    return Pair(before, after | {"Fresh": "T0007", "Newer": ""})


def hostile_pair() -> Pair:
    """Make two runs whose titles and names contain markup."""
    ids = [f"T{number + 1:04d}" for number in range(len(HOSTILE))]
    before = dict(zip(HOSTILE, ids, strict=True)) | {f"{t} again": "T0001" for t in HOSTILE}
    after = before | {f"{t} again": "T0002" for t in HOSTILE[1:]}
    return Pair(before, after, names=dict(zip(ids, HOSTILE, strict=True)))


def test_every_event_and_reason_is_explained() -> None:
    thresholds = split_pair().content["thresholds"]
    assert tuple(explain_events(thresholds)) == EVENTS


def test_the_summary_has_five_lines_with_working_links() -> None:
    pair = split_pair()
    lines = summarise(3, pair.content["changes"])
    assert [line.text for line in lines] == [
        "17 papers (15 in run 3): 2 new, 0 removed, 15 in both.",
        "2 new papers: 1 in 1 topic, 1 unassigned. Most are in",
        "3 topics, 2 before: 1 split, 1 born, 1 shrunk, 1 same. Notable topics:",
        "4 of the 15 papers in both runs (27%) changed topic: its old topic split (4).",
        "Shrank most:",
    ]
    for line in lines:
        assert all(f'id="{address[1:]}"' in pair.html for _, address in line.links)


def test_runs_without_differences_are_summarised() -> None:
    topics = make_topics(T0001=5)
    lines = summarise(3, Pair(topics, topics).content["changes"])
    assert [line.text for line in lines] == [
        "5 papers (5 in run 3): 0 new, 0 removed, 5 in both.",
        "No new papers.",
        "1 topic, 1 before: 1 same.",
        "No paper present in both runs changed topic.",
        "Every topic that both runs have is as large as before.",
    ]


def test_equal_content_gives_equal_pages() -> None:
    assert split_pair().html == split_pair().html


def test_the_page_of_a_first_run_shows_its_months() -> None:
    text = Pair(None, make_topics(T0001=5)).text
    assert "This is the first run of this clustering" in text
    assert "This is the only run so far." in text
    assert "March 2026 is unfinished" in text
    assert "2026-03 (unfinished)" in text


def test_a_page_without_papers_or_dates_has_no_charts() -> None:
    pair = Pair(None, {})
    assert "No paper has a known month and year, so" in pair.text
    assert pair.html.count("<script") == 1
    undated = Pair(None, make_topics(T0001=3), "--03-02")
    assert "known month and year, so there is nothing to show" in undated.text


def test_renamed_hidden_and_merged_topics_are_marked() -> None:
    before = make_topics(T0001=6, T0002=5)
    text = Pair(
        before,
        move(before, *titles_in(before, "T0002"), to="T0001"),
        identified=before,
        merge={"T0002": "T0001"},
        names={"T0001": "Another name"},
        hidden=["T0001"],
    ).text
    assert "Formerly Name of T0001." in text
    assert "Merged into another topic by curation.yaml." in text
    assert "hidden by curation.yaml" in text


def test_markup_in_titles_and_names_is_text() -> None:
    html = hostile_pair().html
    assert html.count("</script>") == 4  # two blocks of data, our scripts, Plotly
    assert "A &lt;Title&gt;" in html
    assert "<img src=x" not in html
    assert "default-src 'none'" in unescape(html)


@pytest.mark.browser
def test_the_page_draws_flows_and_trends(tmp_path: Path, browser: Browser) -> None:
    opened = split_pair().open(tmp_path, browser)
    page = opened.page
    assert page.locator(".sankey-node").count() == 3 + 4  # with new papers and unassigned
    bands = page.locator(".sankey-link title").all_text_contents()
    assert sum(int(text.split()[-2]) for text in bands) == 17
    names = page.locator(".sankey-names bdi").all_text_contents()
    assert {"new papers", "unassigned", "Name of T0007"} <= set(names)
    assert page.locator("#flow-rows tr").count() == 3
    assert page.locator("#trend-runs .scatterlayer .trace").count() == 3
    assert page.locator("#trend-months .scatterlayer .trace").count() > 0
    assert page.is_visible("#sibling-links")
    page.select_option("#trend-measure", "share")
    page.wait_for_function("document.getElementById('trend-runs').layout.yaxis.ticksuffix === ' %'")
    page.select_option("#trend-topics", "Name of T0007")
    page.wait_for_function("document.getElementById('trend-runs').data.length === 1")
    assert opened.problems == []


@pytest.mark.browser
def test_moved_papers_are_filtered_by_words_and_reason(tmp_path: Path, browser: Browser) -> None:
    before = make_topics(T0001=10, T0002=10)
    after = move(before, *titles_in(before, "T0001")[:4], to="T0007")
    after["T0002 paper 0"] = ""
    opened = Pair(before, after).open(tmp_path, browser)
    page = opened.page
    rows = page.locator("#moved-rows tr:visible")
    assert rows.count() == 5
    page.select_option("#moved-why", "unassigned_now")
    assert rows.locator("th").all_inner_texts() == ["T0002 paper 0"]
    assert page.inner_text("#moved-count") == "1 of 5 listed"
    page.select_option("#moved-why", "")
    page.fill("#moved-query", "3T")  # a word of two cells
    assert rows.count() == 0
    page.fill("#moved-query", "paper 3")
    assert rows.count() == 1
    rows.locator("a").first.click()
    assert page.evaluate("location.hash") == "#T0001"
    assert opened.problems == []


@pytest.mark.browser
@pytest.mark.parametrize("options", [DARK, PHONE], ids=["dark", "phone"])
def test_the_page_works_in_the_dark_and_on_phones(
    tmp_path: Path, browser: Browser, options: dict
) -> None:
    opened = hostile_pair().open(tmp_path, browser, **options)
    page = opened.page
    assert not page.evaluate(IS_TOO_WIDE)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    for plot in ("trend-runs", "trend-months"):
        paper = page.evaluate(f"document.getElementById('{plot}').layout.paper_bgcolor")
        assert paper == background
    page.click("#scheme")
    page.wait_for_function(
        "colour => document.getElementById('trend-months').layout.paper_bgcolor !== colour",
        arg=background,
    )
    assert page.title() == "A <Title>: what changed in fine"
    assert page.locator("#moved-rows img, #sankey img, .trend img, .trend a").count() == 0
    assert opened.problems == []


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_reports_no_violations(tmp_path: Path, browser: Browser, scheme: str) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed; `make test` installs it")
    page = split_pair().open(tmp_path, browser, color_scheme=scheme).page
    page.evaluate(AXE.read_text("utf-8"))
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [violation["id"] for violation in result["violations"]] == []


@pytest.mark.browser
def test_the_page_of_a_first_run_opens(finished: Workflow, browser: Browser) -> None:
    opened = open_page(browser, finished.folder / "results/fine/changes.html")
    assert "This is the first run" in opened.page.inner_text(".banner")
    assert opened.page.locator("#trend-months .scatterlayer .trace").count() > 0
    assert opened.problems == []
