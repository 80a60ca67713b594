"""The index of all results."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pytest
from playwright.sync_api import Browser

from helpers.workflow import Workflow
from paperthemes.overview.compare_page import Clustering
from paperthemes.overview.stage import render_index

METRICS = {
    "papers": 1200,
    "unassigned_share": 0.098,
    "stability": 0.8,
}
NAMES = {
    **{"dumps": ["a.txt", "b-1.csv"], "encoder": "toy", "neighbours": ["toy-1234"]},
    "exports": ["parquet", "csv"],
    "figures": ["svg"],
}

LABELS = {"title": "A <Title>", "run_day": "2026-11-30"}
FIRST_RUN = {"number": 1, "baseline": None}


def make_clustering(name: str, themes: list[int], **metrics: float | None) -> Clustering:
    """Make a clustering whose topics have these themes."""
    return Clustering(
        name=name,
        settings={},
        assignments=pd.DataFrame(),
        topics=pd.DataFrame({"theme": themes}),
        metrics={**METRICS, **metrics},
    )


def text_of(page: str) -> str:
    """Return the text of a page without its styles."""
    return " ".join(unescape(re.sub(r"<style>.*?</style>|<[^>]*>", " ", page)).split())


def addresses(page: str) -> list[str]:
    """Return the addresses of all links."""
    return [unquote(unescape(link)) for link in re.findall(r'href="([^"]*)"', page)]


@pytest.mark.parametrize(
    ("stability", "level"),
    [
        (0.8, "Stable ( 0.80 ): repeats give"),
        (0.7, "Fairly stable ( 0.70 )"),
        (0.59, "Unstable ( 0.59 ): do not rely on single topics"),
        (None, "Stability unknown :"),
    ],
)
def test_each_clustering_has_a_summary(stability: float | None, level: str) -> None:
    fine = make_clustering("fine", [0] * 12, stability=stability)
    page = render_index([fine], {"fine": FIRST_RUN}, NAMES, **LABELS)
    text = text_of(page).replace("(", "( ").replace(")", " )")
    assert "1,200 papers from 2 dumps, in 1 clustering · 30 November 2026" in text
    assert "12 topics in 1 theme 9.8% of the papers unassigned" in text
    assert level in text
    assert "A <Title>" in text
    assert "<Title>" not in page


def test_topics_that_repeats_join_are_named_beside_the_stability() -> None:
    fine = make_clustering("fine", [0] * 12, stability=0.8)
    suggestions = {"fine": [[], ["T0001", "T0002"]]}
    page = render_index([fine], {"fine": FIRST_RUN}, NAMES, **LABELS, suggestions=suggestions)
    assert "almost the same topics, but they join 2 of the topics with others" in text_of(page)
    assert "2 suggestions : what to try next" in text_of(page)


def test_page_has_no_scripts_and_only_relative_links() -> None:
    clusterings = [make_clustering("broad", [0, 0, -1]), make_clustering("fine", [-1])]
    later_run = {"number": 4, "baseline": {"number": 3}}
    page = render_index(clusterings, {"broad": FIRST_RUN, "fine": later_run}, NAMES, **LABELS)
    assert "3 topics, 2 of them in 1 theme" in text_of(page)
    assert "1 topic and no themes" in text_of(page)
    assert "<script" not in page
    assert "script-src 'none'" in unescape(page)
    assert "default-src 'none'" in unescape(page)
    links = addresses(page)
    assert not [link for link in links if re.match(r"[a-z]+:|/|#", link)]
    assert {"broad/report.html", "fine/report.html", "compare.html"} <= set(links)
    assert {"broad/changes.html", "fine/changes.html", "fine/trends.csv"} <= set(links)
    assert links.count("fine/changes.html") == 2
    assert links.count("broad/changes.html") == 1  # only in the list of files: it is a first run
    assert "Run 4: what changed since run 3" in text_of(page)
    assert {"parsed/a.txt.parquet", "parsed/b-1.csv.report.json"} <= set(links)


def test_all_results_are_linked_and_no_link_is_dead(finished: Workflow) -> None:
    results = finished.folder / "results"
    links = addresses((results / "index.html").read_text("utf-8"))
    assert all((results / link.partition("#")[0]).exists() for link in links)
    files = {
        str(path.relative_to(results))
        for path in results.rglob("*")
        if path.is_file() and path.relative_to(results).parts[0] not in ("logs", "benchmarks")
    }
    assert files - {"index.html"} <= set(links)
    assert {"logs/", "benchmarks/"} <= set(links)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_index_opens_from_disk_and_links_to_a_report(
    finished: Workflow, browser: Browser, scheme: str
) -> None:
    path: Path = finished.folder / "results/index.html"
    options = {"color_scheme": scheme, "viewport": {"width": 390, "height": 844}}
    page = browser.new_context(offline=True, java_script_enabled=False, **options).new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))
    page.goto(path.as_uri())
    assert page.locator("article").count() == 2
    assert page.locator("body").bounding_box()["width"] <= 390
    page.click("article a >> text=fine")
    page.wait_for_url("**/fine/report.html")
    assert errors == []
