"""The comparison of clusterings: what it counts, and the page that shows it."""

import re
from html import unescape
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from helpers.pages import AXE, DARK, HOSTILE, PHONE, OpenedPage, open_page
from helpers.workflow import Workflow
from paperthemes import tables
from paperthemes.overview import compare_page as module
from paperthemes.overview.agreement import Comparison, Grouping, compare
from paperthemes.overview.compare_page import Clustering, Sources, compare_page
from paperthemes.overview.comparison_table import numbers_of
from paperthemes.pages.wording import MISSING
from paperthemes.text.titles import title_hash

WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
READINGS = [
    {"key": "core_share", "name": "core", "line": "how many are sure"},
    {"key": "stability", "name": "stability", "line": "how much comes back"},
]


def compared(left: list[int], right: list[int], sureness: list[float] | None = None) -> Comparison:
    """Compare two lists of topics."""
    sure = np.array(sureness or [1.0] * len(left))
    return compare(Grouping(np.array(left, int), sure), Grouping(np.array(right, int), sure))


def clustering(name: str, topics: list[int], titles: list[str] | None = None) -> Clustering:
    """Make a clustering of papers from the topic of each; topic names are those given, or plain."""
    names = [f"{name} {topic}" for topic in range(max(topics, default=-1) + 1)]
    papers = [f"Paper {number}" for number in range(len(topics))] if titles is None else titles
    rows = [
        (title_hash(title), title, topic, "", "core", 0.9, -1, 0.5, 0, "Theme", [], [], "")
        for title, topic in zip(papers, topics, strict=True)
    ]
    found = [
        (
            *(topic, topic_name, topics.count(topic), [], [], 0.8, [], topic % 3, "Theme", False),
            *(f"T{topic + 1:04d}", False, ""),
        )
        for topic, topic_name in enumerate(names)
    ]
    unassigned = topics.count(-1) / max(1, len(topics))
    metrics = {
        **{"engine": "toy", "topics": len(names), "themes": 1, "min_topic_size": 2, "notes": []},
        **{"stability": 0.8, "topic_stability": [0.8] * len(names), "core_share": 1 - unassigned},
        "readings": READINGS,
    }
    settings = {"granularity": name, "min_topic_size": None, "n_topics": None}
    return Clustering(
        name,
        settings,
        tables.make(tables.ASSIGNMENTS, rows),
        tables.make(tables.TOPICS, found),
        metrics,
    )


# ---- what it counts ----

topics = st.integers(-1, 5)


@given(st.lists(st.tuples(topics, topics), max_size=40))
def test_agreement_is_that_of_the_topics(papers: list[tuple[int, int]]) -> None:
    left, right = ([pair[side] for pair in papers] for side in (0, 1))
    found = compared(left, right)
    assert found.ami == pytest.approx(adjusted_mutual_info_score(left, right))
    assert found.ari == pytest.approx(adjusted_rand_score(left, right))
    assert sum(count for _, _, count in found.flows) == len(papers)
    assert found.only_left == sum(a == -1 < b for a, b in papers)
    assert found.only_right == sum(b == -1 < a for a, b in papers)
    assert found.in_both == sum(a >= 0 and b >= 0 for a, b in papers)


@given(st.lists(st.tuples(topics, topics), max_size=40))
def test_a_topic_keeps_at_least_as_many_papers_at_home_as_anywhere(
    papers: list[tuple[int, int]],
) -> None:
    found = compared(*([pair[side] for pair in papers] for side in (0, 1)))
    finer, coarser = (0, 1) if found.left_is_finer else (1, 0)
    both = [pair for pair in papers if -1 not in pair]
    for row in found.moved:
        paper = papers[row]
        assert -1 not in paper
        home = found.homes[paper[finer]]
        assert paper[coarser] != home
        own = [other[coarser] for other in both if other[finer] == paper[finer]]
        assert own.count(home) >= own.count(paper[coarser])
    assert len(found.moved) == sum(pair[coarser] != found.homes[pair[finer]] for pair in both)


def test_flows_count_the_papers_of_each_two_topics() -> None:
    found = compared([0, 0, 0, 1, -1], [0, 0, 1, -1, -1])
    assert found.flows == [(-1, -1, 1), (0, 0, 2), (0, 1, 1), (1, -1, 1)]


def test_who_is_merely_split_changes_no_company() -> None:
    found = compared([0] * 6 + [1] * 2, [0] * 2 + [1] * 2 + [2] * 2 + [3] * 2)
    assert not found.left_is_finer
    assert found.homes.tolist() == [0, 0, 0, 1]
    assert found.moved.tolist() == []
    assert 0 < found.ari < 1


@pytest.mark.parametrize("turned", [False, True])
def test_a_misplaced_paper_changes_company(turned: bool) -> None:
    coarse, fine = [0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 2]
    fine[3] = 0  # with three papers of another home
    found = compared(fine, coarse) if turned else compared(coarse, fine)
    assert found.left_is_finer == turned
    assert found.moved.tolist() == [3]


def test_the_unassigned_have_no_company_to_change() -> None:
    found = compared([0, 0, -1, 1, 1, -1], [0, 0, 0, -1, 2, 1])
    assert found.moved.tolist() == []
    assert found.homes.tolist() == [0, -1, 1]
    assert (found.only_left, found.only_right, found.in_both) == (2, 1, 3)


def test_with_equally_many_topics_the_right_is_the_finer() -> None:
    found = compared([0, 0, 0, 1], [0, 1, 1, 1])
    assert not found.left_is_finer
    assert found.homes.tolist() == [0, 0]
    assert found.moved.tolist() == [3]


def test_the_surest_of_both_topics_come_first() -> None:
    coarse, fine = [0, 0, 0, 1, 1, 1], [0, 0, 0, 0, 0, 1]
    found = compared(coarse, fine, [0.9, 0.9, 0.9, 0.6, 0.8, 0.9])
    assert found.moved.tolist() == [4, 3]


@pytest.mark.parametrize("groups", [([], []), ([-1, -1], [-1, -1]), ([-1, -1], [0, 0])])
def test_nothing_to_compare_is_no_error(groups: tuple[list[int], list[int]]) -> None:
    found = compared(*groups)
    assert len(found.moved) == 0
    assert found.in_both == 0


def test_numbers_of_all_clusterings_stand_side_by_side() -> None:
    one, other = clustering("broad", [0, 1, 1]), clustering("fine", [0, 1, 2])
    labelled = {"key": "ami", "name": "AMI with the labels", "line": "agreement"}
    metrics = [one.metrics, {**other.metrics, "ami": 0.5, "stability": None}]
    metrics[1]["readings"] = [READINGS[0], labelled, READINGS[1]]
    metrics[1]["topic_stability"] = [0.2, None, 0.8]
    settings = {
        "broad": {**one.settings, "hdbscan": {"min_samples": None}, "max_unassigned": 0.1},
        "fine": {
            **other.settings,
            **{"min_topic_size": 4, "hdbscan": {"min_samples": 3}, "max_unassigned": 0.1},
            "seeded_topics": {"Apples": {"words": ["apple"]}},
        },
    }
    found = numbers_of(settings, metrics)
    assert [(row.name, row.cells) for row in found.settings] == [
        ("engine", ["toy", "toy"]),
        ("size of topics", ["broad", "min_topic_size: 4"]),
        ("smallest topic", ["2 papers", "2 papers"]),
        ("hdbscan.min_samples", ["null", "3"]),
        ("seeded_topics", [MISSING, "Apples"]),
    ]
    assert [(row.name, row.cells) for row in found.results] == [
        ("topics", ["2", "3"]),
        ("themes", ["1", "1"]),
        ("shaky topics", ["0", "1"]),
        ("core", ["100\u00a0%", "100\u00a0%"]),
        ("stability", ["0.80", MISSING]),
        ("AMI with the labels", [MISSING, "0.50"]),
    ]


# ---- the page, without a browser ----


def test_one_clustering_has_nothing_to_be_compared_with() -> None:
    page = compare_page([clustering("broad", [0, 0, 1])], "Title")
    assert "There is only one clustering" in page
    assert "how much comes back" in page
    assert page.count("<script") == 1  # which shows the links to other results
    assert "'unsafe-eval'" not in unescape(page)


def test_no_papers_give_a_page() -> None:
    page = compare_page([clustering("broad", []), clustering("fine", [])], "Title")
    assert "There are no papers to compare" in page
    assert page.count("<script") == 1


def test_page_is_small_and_lists_each_title_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_LISTED", 3)
    coarse, fine = [0] * 40 + [1] * 30, [0] * 50 + [1] * 10 + [2] * 10
    both = clustering("broad", coarse), clustering("fine", fine)
    pairs = [(0, 1, compare(both[0].grouping, both[1].grouping))]
    data = module.page_data(both, pairs)
    assert len(data["titles"]) == 3
    assert (len(data["pairs"][0]["moved"]), data["pairs"][0]["changed"]) == (3, 10)
    page = compare_page([*both, clustering("mine", fine[::-1])], "Title")
    titles = re.findall(r'"Paper \d+"', page)
    assert 0 < len(titles) == len(set(titles))


def test_markup_in_titles_and_names_is_text() -> None:
    page = hostile_page()
    assert page.count("</script>") == 3  # the data, our scripts, Plotly
    assert "A &lt;Title&gt;" in page
    assert "<img src=x" not in page
    assert "default-src 'none'" in unescape(page)
    markup = page.split("<script", 1)[0]
    assert 'src="' not in markup
    assert "<link" not in markup


def test_clusterings_of_other_papers_are_refused(finished: Workflow, tmp_path: Path) -> None:
    results = finished.folder / "results"
    papers = tables.read(tables.PAPERS, results / "papers.parquet")
    tables.write(tables.PAPERS, papers.iloc[1:], tmp_path / "papers.parquet")
    files = {
        kind: [str(results / f"broad/{name}")]
        for kind, name in (
            ("assignments", "assignments.parquet"),
            ("topics", "topics.parquet"),
            ("metrics", "metrics.json"),
        )
    }
    sources = Sources(papers=str(tmp_path / "papers.parquet"), **files)
    with pytest.raises(ValueError, match="the assignments of broad do not belong"):
        module.run(sources, tmp_path / "compare.html", "Title", {"broad": {}})
    assert not (tmp_path / "compare.html").exists()


def hostile_page() -> str:
    """Make a page of papers and topics whose names want to be more than text."""
    count = len(HOSTILE)
    coarse = [*range(count), *range(count)]
    fine = [*range(count), *[0] * count]
    titles = HOSTILE + [f"{title} again" for title in HOSTILE]
    both = [clustering("broad", coarse, titles), clustering("fine", fine, titles)]
    for one in both:
        one.topics["name"] = HOSTILE
    return compare_page(both, "A <Title>")


# ---- in a browser ----


def written(folder: Path, page: str) -> Path:
    """Write a page where a browser can open it."""
    path = folder / "compare.html"
    path.write_text(page, "utf-8")
    return path


def open_sample(browser: Browser, finished: Workflow, **options) -> OpenedPage:
    """Open the comparison of the sample."""
    return open_page(browser, finished.folder / "results/compare.html", **options)


def chosen(page: Page) -> list[str]:
    """Return which clusterings are chosen."""
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
    assert "No paper changed company: each topic of fine lies within" in page.inner_text("#brief")
    assert page.is_hidden("#regrouped-list")


@pytest.mark.browser
def test_choosing_changes_the_page_and_the_address_keeps_it(
    tmp_path: Path, browser: Browser
) -> None:
    coarse = [0] * 6 + [1] * 6
    three = [
        clustering("a-b", coarse),
        clustering("b", [*coarse[:5], 1, 0, *coarse[7:]]),
        clustering("a", [0] * 3 + [1] * 3 + [2] * 5 + [-1]),
    ]
    opened = open_page(browser, written(tmp_path, compare_page(three, "Title")))
    page = opened.page
    assert chosen(page) == ["a-b", "b"]
    assert page.locator("#regrouped-rows tr").count() == 2
    before = page.inner_text("#ari"), page.inner_text("#flow-rows")
    page.select_option("#right", "a")
    page.wait_for_function("location.hash === '#a-b/a'")
    page.wait_for_selector("#flow-rows >> text=a 2")
    assert page.inner_text("#ari") != before[0]
    assert page.inner_text("#flow-rows") != before[1]
    assert page.locator("#regrouped-rows tr").count() == 0
    assert page.inner_text("#only-right") == "1"
    page.reload()
    page.wait_for_selector("html[data-searchable]", state="attached")
    assert chosen(page) == ["a-b", "a"]
    page.click("nav a[href='#numbers']")
    page.select_option("#left", "a")  # the other gives way
    page.wait_for_function("location.hash === '#a/a-b'")
    assert page.inner_text("#only-left") == "1"
    page.click("#swap")
    page.wait_for_function("location.hash === '#a-b/a'")
    page.click("#pairs ~ .scroll a >> nth=2")
    page.wait_for_function("document.getElementById('left').value === 'b'")
    assert chosen(page) == ["b", "a"]
    assert opened.problems == []


@pytest.mark.browser
def test_the_smallest_of_many_topics_are_drawn_as_one(tmp_path: Path, browser: Browser) -> None:
    many = [topic for topic in range(40) for _ in range(45 - topic)]
    few = [topic // 8 for topic in many]
    page = compare_page([clustering("broad", few), clustering("fine", many)], "Title")
    opened = open_page(browser, written(tmp_path, page), anchor="#fine/broad")
    page = opened.page
    assert page.locator(".sankey-node").count() == 31 + 5
    names = page.locator(".sankey-node .node-label").all_text_contents()
    assert "10 smaller topics" in names
    assert page.locator("#flow-rows tr").count() == 40
    drawn = page.evaluate("document.getElementById('sankey').data[0].link.value")
    assert sum(drawn) == len(many)
    assert opened.problems == []


@pytest.mark.browser
def test_it_leads_to_other_results_where_these_are(
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
    (tmp_path / "compare.html").write_bytes((finished.folder / "results/compare.html").read_bytes())
    page = open_page(browser, tmp_path / "compare.html").page
    assert page.locator("#sibling-links").is_hidden()
    assert page.locator("#flow-rows a").count() == 0


@pytest.mark.browser
def test_a_lone_clustering_leads_to_its_report(tmp_path: Path, browser: Browser) -> None:
    (tmp_path / "results").mkdir()
    page = compare_page([clustering("broad", [0, 0, 1])], "Title")
    opened = browser.new_context(offline=True).new_page()
    opened.goto(written(tmp_path / "results", page).as_uri())
    assert opened.locator("#sibling-links a").all_inner_texts() == ["all results", "broad"]
    assert opened.locator("#sibling-links").is_visible()


@pytest.mark.browser
def test_hostile_names_and_titles_show_as_text(tmp_path: Path, browser: Browser) -> None:
    opened = open_page(browser, written(tmp_path, hostile_page()))
    page = opened.page
    assert page.title() == "A <Title>: comparison of clusterings"
    assert page.locator("#sankey img, #sankey a, #regrouped-rows img").count() == 0
    drawn = " ".join(page.locator(".node-label").all_text_contents())
    assert "<script>document.title" in drawn
    assert "%{x} {{ 7 * 7 }}" in drawn
    assert "<b>Bold</b> &copy;" in drawn
    assert not set("\u202e\u202c") & set(drawn)
    listed = page.locator("#regrouped-rows th").all_text_contents()
    assert {f"{title} again" for title in HOSTILE[1:]} == set(listed)
    assert page.locator("#flow-rows th").all_text_contents() == HOSTILE
    page.fill("#regrouped-query", "IMG onerror")
    shown = page.locator("#regrouped-rows tr:visible")
    assert shown.count() == 1
    assert f"1 of {len(HOSTILE) - 1} listed" in page.inner_text("#regrouped-count")
    page.fill("#regrouped-query", "“godel’s”")
    assert shown.count() == 1
    page.locator(".sankey-node rect").nth(1).hover()
    page.wait_for_selector(".hoverlayer text")
    assert opened.problems == []


@pytest.mark.browser
@pytest.mark.parametrize(
    "options",
    [DARK, PHONE],
    ids=["dark", "phone"],
)
def test_dark_and_phone(finished: Workflow, browser: Browser, options: dict) -> None:
    opened = open_sample(browser, finished, **options)
    page = opened.page
    assert page.locator(".sankey-link").count() > 0
    assert not page.evaluate(WIDE)
    dark = "color_scheme" in options
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") != dark
    assert page.evaluate("document.getElementById('sankey').layout.paper_bgcolor") == ground
    page.click("#scheme")
    page.wait_for_function(
        "ground => document.getElementById('sankey').layout.paper_bgcolor !== ground", arg=ground
    )
    assert opened.problems == []


@pytest.mark.browser
def test_hostile_page_fits_a_phone(tmp_path: Path, browser: Browser) -> None:
    path = written(tmp_path, hostile_page())
    page = open_page(browser, path, **PHONE).page
    assert not page.evaluate(WIDE)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(tmp_path: Path, browser: Browser, scheme: str) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed; `make test` does")
    three = [
        clustering("broad", [0] * 6 + [1] * 6),
        clustering("fine", [0] * 5 + [1] * 6 + [-1]),
        clustering("mine", [0] * 12),
    ]
    (tmp_path / "results").mkdir()  # where topics are links
    path = written(tmp_path / "results", compare_page(three, "Title"))
    page = open_page(browser, path, color_scheme=scheme).page
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [one["id"] for one in found["violations"]] == []
