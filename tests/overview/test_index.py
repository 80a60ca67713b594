"""The first page of the results: all that it leads to is there, and it needs no script."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser

from helpers.workflow import Workflow
from paperthemes.overview.index_page import Made, index_page

METRICS = {
    "papers": 1200,
    "topics": 12,
    "themes": 1,
    "unassigned_share": 0.098,
    "stability": 0.8,
}
MADE = Made(dumps=["a.txt", "b-1.csv"], encoder="toy", neighbours=["toy-1234"])


def text_of(page: str) -> str:
    """Return a page's text, without its style."""
    return " ".join(unescape(re.sub(r"<style>.*?</style>|<[^>]*>", " ", page)).split())


def addresses(page: str) -> list[str]:
    """Return where the links of a page lead."""
    return [unquote(unescape(one)) for one in re.findall(r'href="([^"]*)"', page)]


@pytest.mark.parametrize(
    ("stability", "said"),
    [
        (0.8, "0.80, steady"),
        (0.7, "0.70, fair"),
        (0.59, "0.59, shaky ( draw no conclusions from single topics )"),
        (None, "Stability: unknown"),
    ],
)
def test_each_clustering_is_summed_up(stability: float | None, said: str) -> None:
    page = index_page({"fine": {**METRICS, "stability": stability}}, MADE, "A <Title>")
    text = text_of(page).replace("(", "( ").replace(")", " )")
    assert "1,200 papers from 2 dumps, in 1 clustering" in text
    assert "12 topics in 1 theme 9.8 % of the papers unassigned" in text
    assert said in text
    assert "A <Title>" in text
    assert "<Title>" not in page


def test_page_has_no_script_and_relative_links_only() -> None:
    page = index_page({"broad": METRICS, "fine": METRICS}, MADE, "Title")
    assert "<script" not in page
    assert "script-src 'none'" in unescape(page)
    assert "default-src 'none'" in unescape(page)
    found = addresses(page)
    assert not [one for one in found if re.match(r"[a-z]+:|/|#", one)]
    assert {"broad/report.html", "fine/report.html", "compare.html"} <= set(found)
    assert {"broad/changes.html", "fine/changes.html", "fine/trends.csv"} <= set(found)
    assert {"parsed/a.txt.parquet", "parsed/b-1.csv.report.json"} <= set(found)


def test_it_leads_to_all_results_and_no_link_is_dead(finished: Workflow) -> None:
    results = finished.folder / "results"
    found = addresses((results / "index.html").read_text("utf-8"))
    assert all((results / one).exists() for one in found)
    files = {
        str(path.relative_to(results))
        for path in results.rglob("*")
        if path.is_file() and path.relative_to(results).parts[0] not in ("logs", "benchmarks")
    }
    assert files - {"index.html"} <= set(found)
    assert {"logs/", "benchmarks/"} <= set(found)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_opens_from_disk_and_leads_to_a_report(
    finished: Workflow, browser: Browser, scheme: str
) -> None:
    path: Path = finished.folder / "results/index.html"
    options = {"color_scheme": scheme, "viewport": {"width": 390, "height": 844}}
    page = browser.new_context(offline=True, java_script_enabled=False, **options).new_page()
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.goto(path.as_uri())
    assert page.locator("article").count() == 2
    assert page.locator("body").bounding_box()["width"] <= 390
    page.click("article a >> text=fine")
    page.wait_for_url("**/fine/report.html")
    assert trouble == []
