"""The page that compares clusterings."""

import dataclasses
import re
from html import unescape
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from helpers.pages import AXE, DARK, HOSTILE, PHONE, OpenedPage, open_page
from helpers.workflow import Workflow
from paperthemes import tables
from paperthemes.overview import compare_page as module
from paperthemes.overview.agreement import compare
from paperthemes.overview.compare_page import Clustering, render_comparison
from paperthemes.text.titles import title_hash

IS_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"

RUNS = {"broad": 3, "fine": 4, "mine": 1, "a": 1, "b": 1, "a-b": 1}
LABELS = {"title": "Title", "run_day": "2026-11-30", "runs": RUNS}


def clustering(name: str, topics: list[int], titles: list[str] | None = None) -> Clustering:
    """Make a clustering from the topic of each paper; titles are numbered unless given."""
    titles = titles or [f"Paper {number}" for number in range(len(topics))]
    topic = np.array(topics, int)
    count = topic.max(initial=-1) + 1
    assignments = {
        "paper_id": [title_hash(title) for title in titles],
        **{"title": titles, "topic": topic, "confidence": np.full(len(topic), 0.9)},
        **{"topic_name": [""] * len(topic), "grade": ["core"] * len(topic)},
    }
    numbers = np.arange(count)
    frame = {
        **{"topic": numbers, "name": [f"{name} {number}" for number in numbers]},
        **{"size": np.bincount(topic[topic >= 0], minlength=count), "theme": numbers % 3},
        **{"hidden": [False] * count, "topic_id": [f"T{number + 1:04d}" for number in numbers]},
    }
    core = {"key": "core_share", "name": "core", "line": "share of core papers"}
    metrics = {
        **{"engine": "toy", "topics": count, "themes": 1, "min_topic_size": 2, "notes": []},
        **{"stability": 0.8, "topic_stability": [0.8] * count, "core_share": 0.5},
        "readings": [core],
    }
    return Clustering(
        name=name,
        settings={"granularity": name, "min_topic_size": None, "n_topics": None},
        assignments=pd.DataFrame(assignments),
        topics=pd.DataFrame(frame),
        metrics=metrics,
    )


# ---- the page, without a browser ----


def test_a_single_clustering_is_not_compared() -> None:
    page = render_comparison([clustering("broad", [0, 0, 1])], **LABELS)
    assert "There is only one clustering" in page
    assert "share of core papers" in page
    assert page.count("<script") == 1  # only the script that shows links to other results
    assert "'unsafe-eval'" not in unescape(page)


def test_there_is_a_page_without_papers() -> None:
    page = render_comparison([clustering("broad", []), clustering("fine", [])], **LABELS)
    assert "There are no papers to compare" in page
    assert page.count("<script") == 1


def test_each_title_is_stored_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_LISTED", 3)
    coarse, fine = [0] * 40 + [1] * 30, [0] * 50 + [1] * 10 + [2] * 10
    both = clustering("broad", coarse), clustering("fine", fine)
    pairs = [(0, 1, compare(both[0].assignments, both[1].assignments))]
    data = module.collect_page_data(both, pairs)
    assert len(data["papers"]) == 3
    assert len(data["pairs"][0]["regrouped"]) == 3
    assert data["pairs"][0]["regrouped_count"] == 10
    page = render_comparison([*both, clustering("mine", fine[::-1])], **LABELS)
    titles = re.findall(r'"Paper \d+"', page)
    assert 0 < len(titles) == len(set(titles))


def test_topics_of_a_theme_share_a_colour_and_others_have_their_own() -> None:
    single = clustering("broad", [0, 0, 0, 1, 1, 2, 3])
    topics = single.topics.assign(theme=[-1, 0, 0, -1])
    both = [dataclasses.replace(single, topics=topics), clustering("fine", [0] * 7)]
    data = module.collect_page_data(both, [])
    assert data["clusterings"][0]["colours"] == [0, 1, 1, 3]  # as their oldest topics have


def test_markup_in_titles_and_names_is_text() -> None:
    page = hostile_page()
    assert page.count("</script>") == 2  # the data, our scripts
    assert "'unsafe-eval'" not in unescape(page)
    assert "A &lt;Title&gt;" in page
    assert "<img src=x" not in page
    assert "default-src 'none'" in unescape(page)
    markup = page.split("<script", 1)[0]
    assert 'src="' not in markup
    assert "<link" not in markup


def hostile_page() -> str:
    """Make a page of papers and topics whose names are markup."""
    count = len(HOSTILE)
    coarse = [*range(count), *range(count)]
    fine = [*range(count), *[0] * count]
    titles = HOSTILE + [f"{title} again" for title in HOSTILE]
    both = [clustering("broad", coarse, titles), clustering("fine", fine, titles)]
    for side in both:
        side.topics["name"] = HOSTILE
    return render_comparison(both, **LABELS | {"title": "A <Title>"})


# ---- in a browser ----


def write_page(folder: Path, page: str) -> Path:
    """Write a page, and return its path."""
    path = folder / "compare.html"
    path.write_text(page, "utf-8")
    return path


def open_sample(browser: Browser, finished: Workflow, **options) -> OpenedPage:
    """Open the comparison of the sample."""
    return open_page(browser, finished.folder / "results/compare.html", **options)


def chosen(page: Page) -> list[str]:
    """Return the names of the two clusterings that are chosen."""
    return [page.input_value("#left"), page.input_value("#right")]


@pytest.mark.browser
def test_page_opens_from_disk_and_draws(finished: Workflow, browser: Browser) -> None:
    opened = open_sample(browser, finished)
    page = opened.page
    broad, fine = (
        tables.read(
            tables.ASSIGNMENTS, finished.folder / f"results/{name}/assignments.parquet"
        ).topic
        for name in ("broad", "fine")
    )
    assert opened.problems == []
    assert chosen(page) == ["broad", "fine"]
    assert page.locator(".sankey-link").count() == int(pd.crosstab(broad, fine).gt(0).sum().sum())
    assert page.locator(".sankey-node").count() == broad.nunique() + fine.nunique()
    assert page.inner_text("#ami") == f"{adjusted_mutual_info_score(broad, fine):.2f}"
    assert page.inner_text("#ari") == f"{adjusted_rand_score(broad, fine):.2f}"
    assert page.inner_text("#only-left") == str(((broad < 0) & (fine >= 0)).sum())
    assert page.locator("#flow-rows tr").count() == broad.nunique()
    assert "No paper is grouped differently: each topic of fine lies within" in page.inner_text(
        "#summary"
    )
    assert page.is_hidden("#regrouped-list")


@pytest.mark.browser
def test_the_address_keeps_the_chosen_clusterings(tmp_path: Path, browser: Browser) -> None:
    coarse = [0] * 6 + [1] * 6
    three = [
        clustering("a-b", coarse),
        clustering("b", [*coarse[:5], 1, 0, *coarse[7:]]),
        clustering("a", [0] * 3 + [1] * 3 + [2] * 5 + [-1]),
    ]
    opened = open_page(browser, write_page(tmp_path, render_comparison(three, **LABELS)))
    page = opened.page
    assert chosen(page) == ["a-b", "b"]
    links = page.locator("#regrouped-rows th a")
    assert links.count() == page.locator("#regrouped-rows tr").count() == 2
    assert links.first.get_attribute("href").startswith("b/report.html#paper-")
    before = page.inner_text("#ari"), page.inner_text("#flow-rows")
    page.select_option("#right", "a")
    page.wait_for_url("**#a-b/a")
    page.wait_for_selector("#flow-rows >> text=a 2")
    assert page.inner_text("#ari") != before[0]
    assert page.inner_text("#flow-rows") != before[1]
    assert page.locator("#regrouped-rows tr").count() == 0
    assert page.inner_text("#only-right") == "1"
    page.reload()
    page.wait_for_selector("html[data-searchable]", state="attached")
    assert chosen(page) == ["a-b", "a"]
    page.click("nav a[href='#numbers']")
    page.select_option("#left", "a")  # the sides are swapped
    page.wait_for_url("**#a/a-b")
    expect(page.locator("#only-left")).to_have_text("1")
    page.click("#swap")
    page.wait_for_url("**#a-b/a")
    page.click("#pairs ~ .scroll a >> nth=2")
    page.wait_for_url("**#b/a")
    expect(page.locator("#left")).to_have_value("b")
    assert chosen(page) == ["b", "a"]
    assert opened.problems == []


@pytest.mark.browser
def test_the_smallest_of_many_topics_are_drawn_as_one(tmp_path: Path, browser: Browser) -> None:
    many = [topic for topic in range(40) for _ in range(45 - topic)]
    few = [topic // 8 for topic in many]
    page = render_comparison([clustering("broad", few), clustering("fine", many)], **LABELS)
    opened = open_page(browser, write_page(tmp_path, page), anchor="#fine/broad")
    page = opened.page
    assert page.locator(".sankey-node").count() == 31 + 5
    assert "10 smaller topics" in page.locator(".sankey-names span").all_text_contents()
    assert page.locator("#flow-rows tr").count() == 40
    bands = page.locator(".sankey-link title").all_text_contents()
    assert sum(int(text.split()[-2]) for text in bands) == len(many)
    assert opened.problems == []


@pytest.mark.browser
def test_links_to_other_results_are_shown_only_beside_them(
    finished: Workflow, tmp_path: Path, browser: Browser
) -> None:
    page = open_sample(browser, finished).page
    assert page.locator("#sibling-links a").all_inner_texts() == ["all results", "broad", "fine"]
    assert page.locator("#sibling-links").is_visible()
    links = page.locator("#sibling-links a, #flow-rows a")
    topics = tables.read(tables.TOPICS, finished.folder / "results/broad/topics.parquet")
    assert links.count() > 3 + len(topics)
    for address in links.evaluate_all("links => links.map((link) => link.href)"):
        assert Path(address.removeprefix("file://").split("#")[0]).exists()
    page.click("#flow-rows th a >> nth=1")
    page.wait_for_url("**/broad/report.html#topic-1")
    copy = tmp_path / "compare (1).html"
    copy.write_bytes((finished.folder / "results/compare.html").read_bytes())
    page = open_page(browser, copy).page
    assert page.locator("#sibling-links").is_hidden()
    assert page.locator("#flow-rows a").count() == 0


@pytest.mark.browser
def test_a_single_clustering_links_to_its_report(tmp_path: Path, browser: Browser) -> None:
    (tmp_path / "results").mkdir()
    page = render_comparison([clustering("broad", [0, 0, 1])], **LABELS)
    opened = browser.new_context(offline=True).new_page()
    opened.goto(write_page(tmp_path / "results", page).as_uri())
    assert opened.locator("#sibling-links a").all_inner_texts() == ["all results", "broad"]
    assert opened.locator("#sibling-links").is_visible()


@pytest.mark.browser
def test_markup_in_names_and_titles_is_shown_as_text(tmp_path: Path, browser: Browser) -> None:
    opened = open_page(browser, write_page(tmp_path, hostile_page()))
    page = opened.page
    assert page.title() == "A <Title>: comparison of clusterings"
    assert page.locator("#sankey img, #regrouped-rows img").count() == 0
    links = page.locator("#sankey a, #regrouped-rows a")
    assert all("/report.html#" in link.get_attribute("href") for link in links.all())
    assert set(HOSTILE) == set(page.locator(".sankey-names bdi").all_text_contents())
    listed = page.locator("#regrouped-rows th").all_text_contents()
    assert {f"{title} again" for title in HOSTILE[1:]} == set(listed)
    assert page.locator("#flow-rows th").all_text_contents() == HOSTILE
    page.fill("#regrouped-query", "IMG onerror")
    shown = page.locator("#regrouped-rows tr:visible")
    assert shown.count() == 1
    assert f"1 of {len(HOSTILE) - 1} listed" in page.inner_text("#regrouped-count")
    page.fill("#regrouped-query", "“godel’s”")
    assert shown.count() == 1
    assert opened.problems == []


@pytest.mark.browser
@pytest.mark.parametrize(
    "options",
    [DARK, PHONE],
    ids=["dark", "phone"],
)
def test_page_works_in_dark_mode_and_on_a_phone(
    finished: Workflow, browser: Browser, options: dict
) -> None:
    opened = open_sample(browser, finished, **options)
    page = opened.page
    assert page.locator(".sankey-link").count() > 0
    assert not page.evaluate(IS_TOO_WIDE)
    dark = "color_scheme" in options
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(255, 255, 255)") != dark
    colour = "getComputedStyle(document.querySelector('.sankey-node')).fill"
    before = page.evaluate(colour)
    page.click("#scheme")
    assert page.evaluate(colour) != before
    assert opened.problems == []


@pytest.mark.browser
def test_long_names_fit_a_phone(tmp_path: Path, browser: Browser) -> None:
    path = write_page(tmp_path, hostile_page())
    page = open_page(browser, path, **PHONE).page
    assert not page.evaluate(IS_TOO_WIDE)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violations(tmp_path: Path, browser: Browser, scheme: str) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed; `make test` does")
    three = [
        clustering("broad", [0] * 6 + [1] * 6),
        clustering("fine", [0] * 5 + [1] * 6 + [-1]),
        clustering("mine", [0] * 12),
    ]
    (tmp_path / "results").mkdir()  # there, topics are links
    path = write_page(tmp_path / "results", render_comparison(three, **LABELS))
    page = open_page(browser, path, color_scheme=scheme).page
    page.evaluate(AXE.read_text("utf-8"))
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [violation["id"] for violation in result["violations"]] == []
