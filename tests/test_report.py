"""The report: one file, everything in it, nothing from a dump that could break out."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page

from conftest import Workflow, toy_vectors
from paperthemes import dedupe, tables
from paperthemes.cluster.neighbours import NeighbourSettings, find_neighbours
from paperthemes.cluster.settings import ClusterSettings
from paperthemes.cluster.stage import cluster
from paperthemes.describe.stage import describe
from paperthemes.describe.vocabulary import vocabulary_of
from paperthemes.files import write_json
from paperthemes.parse.stage import parse
from paperthemes.report import stage
from paperthemes.report.figure import colour
from paperthemes.report.page import link_of

HOSTILE = [
    "<script>document.title = 'taken'</script>",
    "</script><script>document.title = 'taken'</script>",
    "<!-- <script> a comment that never ends",
    "<img src=x onerror=\"document.title = 'taken'\">",
    "%{x} {{ 7 * 7 }} {% raw %} &amp; &lt;b&gt;",
    "Quotes \" and ' and ` and \\ and \u2028",
    "\u202eright to left\u202c and \u200bnothing",
    "=HYPERLINK('x')",
    "<b>Bold</b> &copy; <a href='javascript:alert(1)'>click</a>",
    "Very " + "long " * 900 + "title",
    "🍎 数据 é",
]


EMBEDDING = {
    "encoder": "toy",
    "dimension": 64,
    "max_tokens": 256,
    "texts": 200,
    "cached": 150,
    "cached_share": 0.75,
    "resumed": 0,
    "encoded": 50,
    "shards": 3,
    "texts_per_second": 12.5,
    "truncated": 30,
    "truncated_share": 0.15,
}


def make_report(folder: Path, csv: str) -> Path:
    """Run all stages on one CSV dump, with toy vectors, and return the report's path."""
    (folder / "list.csv").write_text(csv, "utf-8")
    records, account = parse(folder / "list.csv", "list.csv")
    papers, duplicates = dedupe.dedupe(records)
    vectors = toy_vectors(papers)
    found = cluster(
        papers,
        vectors,
        find_neighbours(papers, vectors, NeighbourSettings()),
        ClusterSettings(min_topic_size=3),
    )
    describe(papers, vectors, found.partition, vocabulary_of(papers), found.metrics).write(folder)
    tables.write(tables.MAP, found.map, folder / "map.parquet")
    tables.write(tables.PAPERS, papers, folder / "papers.parquet")
    tables.write_csv(tables.DUPLICATES, duplicates, folder / "duplicates.csv")
    write_json(folder / "account.json", account)
    write_json(folder / "embedding.json", EMBEDDING)
    sources = stage.Sources(
        papers=str(folder / "papers.parquet"),
        duplicates=str(folder / "duplicates.csv"),
        parse_reports=[str(folder / "account.json")],
        assignments=str(folder / "assignments.parquet"),
        topics=str(folder / "topics.parquet"),
        themes=str(folder / "themes.parquet"),
        map=str(folder / "map.parquet"),
        metrics=str(folder / "metrics.json"),
        embedding=str(folder / "embedding.json"),
    )
    context = stage.Context("mine", "A <Title>", {"clustering": {"min_topic_size": 3}})
    stage.run(sources, folder / "report.html", context)
    return folder / "report.html"


def rows(titles: list[str], **columns: str) -> str:
    frame = pd.DataFrame({"title": titles, "abstract": [f"{title} It is so." for title in titles]})
    return frame.assign(**columns).to_csv(index=False)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    titles = HOSTILE + [f"Sorting Apples, part {number}" for number in range(20)]
    csv = rows(titles, url="javascript:alert(1)") + '"",An abstract without <a> title,\n'
    return make_report(tmp_path_factory.mktemp("hostile"), csv + csv.split("\n", 1)[1])


# ---- without a browser ----


def test_report_needs_nothing_from_elsewhere(finished: Workflow) -> None:
    page = (finished.folder / "results/fine/report.html").read_text("utf-8")
    markup = page.split("<script", 1)[0]
    assert 'src="' not in markup
    assert "<link" not in markup
    assert "default-src 'none'" in markup
    assert page.count("<!doctype html>") == 1
    assert len(page) < 7_000_000


def test_markup_in_a_dump_is_text(hostile: Path) -> None:
    page = hostile.read_text("utf-8")
    assert "&lt;script&gt;document.title = &#39;taken&#39;&lt;/script&gt;" in page
    assert "<script>document" not in page
    assert "<img" not in page.split("<script>")[0]
    assert "A &lt;Title&gt;" in page
    assert 'href="javascript' not in page
    assert "%{x} {{ 7 * 7 }} {% raw %} &amp;amp; &amp;lt;b&amp;gt;" in page


def test_report_says_how_papers_became_vectors(hostile: Path) -> None:
    text = " ".join(re.sub(r"<[^>]*>", "", hostile.read_text("utf-8")).split())
    assert "Encoder toy, 64 dimensions. 15.0 % of the texts are longer than 256 word pieces" in text
    assert "75.0 % of the 200 texts were in the cache and 50 were encoded, 12.5 a second" in text
    assert " a second in each of 3 jobs." in text


def test_links_lead_to_the_web_only() -> None:
    assert link_of("https://example.org/a?b=c", "", "") == "https://example.org/a?b=c"
    assert link_of("javascript:alert(1)", "2401.00001v2", "10.5555/1") == (
        "https://arxiv.org/abs/2401.00001v2"
    )
    assert link_of("", "", "10.5555/a<b") == "https://doi.org/10.5555/a%3Cb"
    assert link_of("file:///etc/passwd", "", "") == ""
    assert link_of("http://[broken", "", "") == "http://[broken"
    assert link_of("HTTPS://Example.org", "", "") == "HTTPS://Example.org"


def test_topics_have_distinct_looks() -> None:
    assert len({colour(topic) for topic in range(12)}) == 12
    assert colour(-1) not in {colour(topic) for topic in range(12)}


def test_papers_that_do_not_match_are_refused(hostile: Path, tmp_path: Path) -> None:
    folder = hostile.parent
    papers = tables.read(tables.PAPERS, folder / "papers.parquet")
    tables.write(tables.PAPERS, papers.iloc[1:], tmp_path / "papers.parquet")
    results = {
        name: str(folder / f"{name}.parquet") for name in ("assignments", "topics", "themes", "map")
    }
    sources = stage.Sources(
        papers=str(tmp_path / "papers.parquet"),
        duplicates=str(folder / "duplicates.csv"),
        parse_reports=[],
        embedding=str(folder / "embedding.json"),
        metrics=str(folder / "metrics.json"),
        **results,
    )
    with pytest.raises(ValueError, match="the assignments do not belong to these papers"):
        stage.run(sources, tmp_path / "report.html", stage.Context("mine", "T", {}))
    assert not (tmp_path / "report.html").exists()


# ---- in a browser ----


@dataclass
class Watched:
    """An open page, and what it complained of or asked the network for."""

    page: Page
    trouble: list[str] = field(default_factory=list)


def open_report(browser: Browser, path: Path, **options) -> Watched:
    """Open a report from disk, with the network off, and wait for its map."""
    page = browser.new_context(offline=True, **options).new_page()
    watched = Watched(page)
    page.on("console", lambda message: watched.trouble.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: watched.trouble.append(f"error: {error}"))
    page.on(
        "request",
        lambda request: (
            request.url == path.as_uri() or watched.trouble.append(f"request: {request.url[:99]}")
        ),
    )
    page.goto(path.as_uri())
    page.wait_for_selector("#plot[data-drawn]", timeout=60_000)
    return watched


def coloured_pixels(page: Page) -> int:
    """Count the distinct colours in a picture of the plotting area, grey ones left out."""
    page.locator("#plot").scroll_into_view_if_needed()
    return page.evaluate(
        """async () => {
            const url = await Plotly.toImage("plot", {format: "png", width: 800, height: 600});
            const image = new Image();
            image.src = url;
            await image.decode();
            const canvas = document.createElement("canvas");
            canvas.width = 800; canvas.height = 600;
            const context = canvas.getContext("2d");
            context.drawImage(image, 0, 0);
            const data = context.getImageData(0, 0, 560, 600).data;
            let count = 0;
            for (let i = 0; i < data.length; i += 4) {
                const [r, g, b, a] = data.slice(i, i + 4);
                if (a > 100 && Math.max(r, g, b) - Math.min(r, g, b) > 40) count += 1;
            }
            return count;
        }"""
    )


@pytest.mark.browser
@pytest.mark.parametrize("clustering", ["broad", "fine"])
def test_report_opens_from_disk_and_draws(
    finished: Workflow, browser: Browser, clustering: str
) -> None:
    folder = finished.folder / "results" / clustering
    watched = open_report(browser, folder / "report.html")
    page = watched.page
    assignments = tables.read(tables.ASSIGNMENTS, folder / "assignments.parquet")
    topics = tables.read(tables.TOPICS, folder / "topics.parquet")
    assert watched.trouble == []
    assert coloured_pixels(page) > 2000
    drawn = page.evaluate(
        "document.getElementById('plot')._fullData.map(t => [t.type, t.x.length])"
    )
    assert {kind for kind, _ in drawn} == {"scattergl"}
    assert sum(count for _, count in drawn) == len(assignments)
    assert page.locator("#list > li").count() == len(assignments)
    themes = tables.read(tables.THEMES, folder / "themes.parquet")
    assert page.locator("#topics ~ .scroll tr[id^=topic-]").count() == len(topics)
    headings = page.locator("#topics ~ .scroll tr.theme").all_inner_texts()
    assert len(headings) == len(themes)
    assert all(text.startswith(name) for text, name in zip(headings, themes.name, strict=True))
    listed = page.locator("#list > li summary").all_inner_texts()
    for title in assignments.title:
        assert any(text.startswith(title) for text in listed)


@pytest.mark.browser
def test_search_filter_and_links(finished: Workflow, browser: Browser) -> None:
    folder = finished.folder / "results/fine"
    page = open_report(browser, folder / "report.html").page
    assignments = tables.read(tables.ASSIGNMENTS, folder / "assignments.parquet")
    shown = page.locator("#list > li:not([hidden])")
    word = "weather"
    page.fill("#query", word.upper())
    assert 0 < shown.count() < len(assignments)
    assert all(word in text.lower() for text in shown.all_text_contents())
    assert f"{shown.count()} of {len(assignments)} papers" in page.inner_text("#count")
    page.fill("#query", "")
    page.click("button.topic[data-topic='2']")
    assert shown.count() == (assignments.topic == 2).sum()
    page.click("#topic-0 ol a")
    page.wait_for_selector("#list details[open]")
    assert shown.count() == len(assignments)
    assert page.locator("#list details[open]").count() == 1


@pytest.mark.browser
def test_a_point_shows_its_title_and_opens_its_paper(finished: Workflow, browser: Browser) -> None:
    page = open_report(browser, finished.folder / "results/fine/report.html").page
    place = page.evaluate(
        """() => {
            const plot = document.getElementById("plot"), trace = plot._fullData[3];
            const {xaxis, yaxis} = plot._fullLayout, box = plot.getBoundingClientRect();
            const x = box.left + xaxis._offset + xaxis.d2p(trace.x[0]);
            const y = box.top + yaxis._offset + yaxis.d2p(trace.y[0]);
            return {x, y};
        }"""
    )
    page.mouse.move(place["x"], place["y"])
    page.wait_for_selector(".hoverlayer text")
    hovered = page.locator(".hoverlayer text").first.text_content()
    page.mouse.click(place["x"], place["y"])
    page.wait_for_selector("#list details[open]")
    opened = page.locator("#list details[open] summary").inner_text()
    assert hovered.replace(" ", "")[:20] in opened.replace(" ", "")


@pytest.mark.browser
@pytest.mark.parametrize(
    "options",
    [{"color_scheme": "dark"}, {"viewport": {"width": 390, "height": 844}}],
    ids=["dark", "phone"],
)
def test_dark_and_phone(finished: Workflow, browser: Browser, options: dict) -> None:
    watched = open_report(browser, finished.folder / "results/fine/report.html", **options)
    assert watched.trouble == []
    assert coloured_pixels(watched.page) > 1000
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert watched.page.evaluate(wide)
    ground = watched.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") == ("color_scheme" not in options)


@pytest.mark.browser
def test_map_is_drawn_without_webgl(finished: Workflow, browser: Browser) -> None:
    page = browser.new_context(offline=True).new_page()
    page.add_init_script(
        "const get = HTMLCanvasElement.prototype.getContext;"
        "HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {"
        "  return kind.includes('webgl') ? null : get.call(this, kind, ...rest); };"
    )
    page.goto((finished.folder / "results/fine/report.html").as_uri())
    page.wait_for_selector("#plot[data-drawn]", timeout=60_000)
    assert page.locator("#plot .scatterlayer .point").count() == 128


@pytest.mark.browser
def test_hostile_dump_shows_as_text(hostile: Path, browser: Browser) -> None:
    watched = open_report(browser, hostile)
    page = watched.page
    assert watched.trouble == []
    assert page.title() == "A <Title>: mine"
    listed = page.locator("#list > li summary").all_text_contents()
    for title in HOSTILE:
        text = " ".join(title.split())
        assert any(" ".join(entry.split()).startswith(text) for entry in listed), title
    hovers = page.evaluate("document.getElementById('plot').data.flatMap(t => t.text)")
    assert not [text for text in hovers if "<" in text.replace("<br>", "")]
    assert "abstract without a title" in page.locator("#rejected ~ .scroll").first.inner_text()
    assert page.locator("section.warnings").inner_text().count("list.csv") >= 1
