"""The report as readers use it: in a browser, from disk, without a network."""

import base64
import csv
import html
import json
import re
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page

from conftest import REPOSITORY, Workflow
from pages import CONTEXT, HOSTILE, make_report, open_page, rows, sources_of, wait_until_alive
from paperthemes import tables
from paperthemes.report import data, stage

pytestmark = pytest.mark.browser

AXE = REPOSITORY / "node_modules/axe-core/axe.min.js"
PHONE = {"viewport": {"width": 390, "height": 844}}
DARK = {"color_scheme": "dark"}
COLOURED_PIXELS = """async (picture) => {
    const image = new Image();
    image.src = `data:image/png;base64,${picture}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.width; canvas.height = image.height;
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const data = context.getImageData(0, 0, image.width, image.height).data;
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
        const [r, g, b, a] = data.slice(i, i + 4);
        if (a > 100 && Math.max(r, g, b) - Math.min(r, g, b) > 40) count += 1;
    }
    return count;
}"""
# Where a paper's dot is on the screen.
DOT = """(id) => {
    const plot = document.getElementById("plot");
    plot.scrollIntoView({block: "center"});
    const {papers} = JSON.parse(document.getElementById("corpus").textContent);
    const row = papers.id.indexOf(id), {xaxis, yaxis} = plot._fullLayout;
    const box = plot.getBoundingClientRect();
    return {x: box.left + xaxis._offset + xaxis.d2p(papers.x[row]),
            y: box.top + yaxis._offset + yaxis.d2p(papers.y[row])};
}"""


@pytest.fixture(scope="module")
def fine(finished: Workflow) -> Path:
    return finished.folder / "results/fine"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    titles = HOSTILE + [f"Sorting Apples, part {number}" for number in range(20)]
    make_report(folder, rows(titles, url="javascript:alert(1)", authors="<b>A</b>"))
    return folder


def shown_titles(page: Page) -> list[str]:
    """Return the titles of all papers in the list, by scrolling through it."""
    return page.evaluate(
        """async () => {
            const box = document.getElementById("table"), titles = new Map();
            const frame = () => new Promise(requestAnimationFrame);
            for (let top = 0; ; top += box.clientHeight / 2) {
                box.scrollTop = top;
                await frame(); await frame();
                for (const row of box.querySelectorAll(".body [role=row]"))
                    titles.set(Number(row.getAttribute("aria-rowindex")),
                               row.querySelector(".title bdi").textContent);
                if (top > box.scrollHeight) break;
            }
            box.scrollTop = 0;
            const count = Number(box.getAttribute("aria-rowcount")) - 1;
            return [...titles].sort((a, b) => a[0] - b[0]).slice(0, count).map((e) => e[1]);
        }"""
    )


def search(page: Page, words: str, field: str = "#query") -> None:
    """Search, and wait until the list has followed."""
    page.fill(field, words)
    page.wait_for_timeout(400)


def coloured_pixels(page: Page) -> int:
    """Count the pixels of the map on the screen that are not grey, names left out."""
    page.select_option("#names", "none")
    page.locator("#canvas").evaluate("node => node.scrollIntoView({block: 'center'})")
    picture = base64.b64encode(page.locator("#canvas").screenshot()).decode()
    page.select_option("#names", "zoom")
    return page.evaluate(COLOURED_PIXELS, picture)


def undimmed(page: Page) -> list[int] | None:
    """Return which dots are not dimmed, once the map has followed; `None` is all."""
    return page.evaluate(
        """async () => {
            const frame = () => new Promise(requestAnimationFrame);
            await frame(); await frame(); await frame();
            return document.getElementById("plot").data[0].selectedpoints ?? null;
        }"""
    )


def saved(page: Page, button: str) -> str:
    """Click a button that saves a file, and return what is in it."""
    with page.expect_download() as download:
        page.click(button)
    return Path(download.value.path()).read_bytes().decode()


# ---- opening ----


@pytest.mark.parametrize("clustering", ["broad", "fine"])
def test_report_opens_from_disk_and_draws(
    finished: Workflow, browser: Browser, clustering: str
) -> None:
    folder = finished.folder / "results" / clustering
    watched = open_page(browser, folder / "report.html")
    page = watched.page
    assignments = tables.read(tables.ASSIGNMENTS, folder / "assignments.parquet")
    topics = tables.read(tables.TOPICS, folder / "topics.parquet")
    themes = tables.read(tables.THEMES, folder / "themes.parquet")
    assert watched.trouble == []
    assert coloured_pixels(page) > 2000
    drawn = page.evaluate("plot._fullData.map(t => [t.type, t.x.length])")
    assert drawn == [["scattergl", len(assignments)], ["scatter", 0]]  # dots, and a ring for one
    assert page.locator(".card").count() == len(topics)
    assert page.locator(".treemap .topic-box").count() == len(topics)
    headings = page.locator("#cards section.theme h3").all_inner_texts()
    assert headings == themes.name.tolist()
    assert sorted(shown_titles(page)) == sorted(assignments.title)
    assert page.locator("#table .body [role=row]").count() < 60  # only those in sight


@pytest.mark.parametrize("options", [DARK, PHONE], ids=["dark", "phone"])
def test_dark_and_phone(fine: Path, browser: Browser, options: dict) -> None:
    watched = open_page(browser, fine / "report.html", **options)
    page = watched.page
    assert watched.trouble == []
    assert coloured_pixels(page) > 1000
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(wide)
    ground = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(ground)
    assert (before == "rgb(255, 255, 255)") == ("color_scheme" not in options)
    dots = page.evaluate("plot.data[0].marker.color[0]")
    page.click("#scheme")
    assert page.evaluate(ground) != before
    assert page.evaluate("plot.data[0].marker.color[0]") != dots


def test_map_is_drawn_without_webgl(fine: Path, browser: Browser) -> None:
    no_webgl = (
        "const get = HTMLCanvasElement.prototype.getContext;"
        "HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {"
        "  return kind.includes('webgl') ? null : get.call(this, kind, ...rest); };"
    )
    watched = open_page(
        browser, fine / "report.html", before=lambda page: page.add_init_script(no_webgl)
    )
    assert watched.trouble == []
    assert watched.page.locator("#plot .scatterlayer .point").count() == 128
    search(watched.page, "weather", "#map-query")
    assert 0 < len(undimmed(watched.page)) < 128


def test_nothing_to_show_is_shown_as_such(tmp_path: Path, browser: Browser) -> None:
    make_report(tmp_path, "title,abstract\n")
    watched = open_page(browser, tmp_path / "report.html")
    assert watched.trouble == []
    assert "There are no papers to draw" in watched.page.inner_text("main")


def test_a_part_of_many_papers_is_drawn_and_said_to_be(
    finished: Workflow, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "MOST_DRAWN", 60)
    stage.run(sources_of(finished.folder / "results", "fine"), tmp_path / "report.html", CONTEXT)
    watched = open_page(browser, tmp_path / "report.html")
    page = watched.page
    assert watched.trouble == []
    assert page.evaluate("plot._fullData[0].x.length") == 60
    assert "shows 60 of the 128 papers" in page.inner_text("#map-note")
    lasso_all(page)
    assert "128 papers in the lasso" in page.inner_text("#selection")
    page.click("#selection-list a")
    page.wait_for_selector("#details:not([hidden])")
    assert "abstracts are left out" in page.inner_text("#details")


# ---- search and filter ----


@pytest.mark.parametrize("field", ["#query", "#map-query"])
def test_search_finds_words_and_dims_the_rest(fine: Path, browser: Browser, field: str) -> None:
    page = open_page(browser, fine / "report.html").page
    papers = tables.read(tables.PAPERS, fine.parent / "papers.parquet")
    texts = (papers.title + "\n" + papers.abstract).str.lower()
    search(page, "WEATHER forecasts", field)
    expected = papers.title[texts.str.contains("weather") & texts.str.contains("forecasts")]
    assert 1 < len(expected) < len(papers)
    assert sorted(shown_titles(page)) == sorted(expected)
    assert len(undimmed(page)) == len(expected)
    assert f"{len(expected)} of {len(papers)} papers" in page.inner_text("#count")
    assert page.input_value("#query") == page.input_value("#map-query") == "WEATHER forecasts"
    phrase = papers.abstract[papers.title == expected.iloc[0]].iloc[0][5:30]
    search(page, f'"{phrase}"', field)
    assert expected.iloc[0] in shown_titles(page)
    search(page, "no such words anywhere", field)
    assert shown_titles(page) == []
    page.locator("button.clear:visible").first.click()
    assert len(shown_titles(page)) == len(papers)
    assert undimmed(page) is None


def test_best_answers_come_first(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html").page
    search(page, "speech")
    with_word = ["speech" in title.lower() for title in shown_titles(page)]
    assert 0 < sum(with_word) < len(with_word)
    assert with_word == sorted(with_word, reverse=True)


def test_filters_narrow_the_list(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html").page
    assignments = tables.read(tables.ASSIGNMENTS, fine / "assignments.parquet")
    papers = tables.read(tables.PAPERS, fine.parent / "papers.parquet")
    for field, value, fits in [
        ("#topic", "2", assignments.topic == 2),
        ("#theme", "1", assignments.theme == 1),
        ("#theme", "-1", assignments.theme == -1),
        ("#grade", "1", assignments.grade == "fringe"),
        ("#dump", "0", papers.dumps.map(lambda dumps: min(names_of_dumps(papers)) in dumps)),
    ]:
        page.select_option(field, value)
        assert sorted(shown_titles(page)) == sorted(assignments.title[fits]), field
        page.select_option(field, "")
    page.click(".card[data-topic='2'] button[data-show=papers]")
    assert sorted(shown_titles(page)) == sorted(assignments.title[assignments.topic == 2])
    assert page.input_value("#topic") == "2"


def names_of_dumps(papers: pd.DataFrame) -> set[str]:
    return {dump for dumps in papers.dumps for dump in dumps}


def test_legend_singles_out(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html").page
    assignments = tables.read(tables.ASSIGNMENTS, fine / "assignments.parquet")
    for kind in ("theme", "topic", "grade", "dump", "date"):
        page.select_option("#colour-by", kind)
        colours = page.evaluate("new Set(plot.data[0].marker.color).size")
        entries = page.locator("#legend .entry").count()
        assert colours > 1, kind
        if kind != "date":
            assert colours == entries, kind
    page.select_option("#colour-by", "topic")
    page.click("#legend button.entry >> nth=0")
    assert len(undimmed(page)) == (assignments.theme == 0).groupby(assignments.topic).sum().max()
    assert page.get_attribute("#legend button.entry >> nth=0", "aria-pressed") == "true"
    page.click("#legend button.entry >> nth=0")
    assert undimmed(page) is None


def test_legend_counts_what_a_search_finds(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html").page
    assignments = tables.read(tables.ASSIGNMENTS, fine / "assignments.parquet")
    search(page, "speech")
    found = shown_titles(page)
    said = page.locator("#legend button.entry small").all_inner_texts()
    for theme in sorted(set(assignments.theme) - {-1}):
        own = assignments[assignments.theme == theme]
        assert said[theme] == f"{own.title.isin(found).sum()} of {len(own)}"
    page.locator("button.clear:visible").first.click()
    sizes = page.locator("#legend button.entry small").all_inner_texts()
    assert sum(map(int, sizes)) == len(assignments)


def test_words_of_a_search_are_marked_in_the_paper(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html").page
    search(page, "Speech recognition")
    page.locator("#table .body a").first.click()
    page.wait_for_selector("#details:not([hidden])")
    marked = page.evaluate("[...CSS.highlights.get('found')].map((range) => range.toString())")
    assert {text.lower() for text in marked} == {"speech", "recognition"}


def test_sorting_by_each_column(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html").page
    assignments = tables.read(tables.ASSIGNMENTS, fine / "assignments.parquet")
    confidence = dict(zip(assignments.title, assignments.confidence, strict=True))
    header = page.locator("#table [role=columnheader].title")
    header.locator("button").click()
    rising = shown_titles(page)
    assert header.get_attribute("aria-sort") == "ascending"
    assert [title.lower() for title in rising[:3]] == sorted(
        title.lower() for title in assignments.title
    )[:3]
    header.locator("button").click()
    assert header.get_attribute("aria-sort") == "descending"
    assert shown_titles(page) == rising[::-1]
    page.click("#table [role=columnheader].confidence button")
    assert header.get_attribute("aria-sort") == "none"
    values = [confidence[title] for title in shown_titles(page)]
    assert values == sorted(values, reverse=True)


def test_cards_are_found_and_put_in_order(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html").page
    topics = tables.read(tables.TOPICS, fine / "topics.parquet")
    visible = page.locator(".card:visible h4 bdi")
    page.select_option("#topic-order", "stability")
    by_stability = topics.sort_values("stability", kind="stable").stability.tolist()
    shown = [
        float(card)
        for card in page.locator(".card:visible").evaluate_all(
            "cards => cards.map(card => card.dataset.stability)"
        )
    ]
    assert shown == by_stability
    page.select_option("#topic-order", "name")
    assert visible.first.inner_text() == min(topics.name, key=str.lower)
    page.fill("#topic-query", topics.name[1].lower())
    assert visible.all_inner_texts() == [topics.name[1]]
    page.fill("#topic-query", "no such topic")
    assert visible.count() == 0
    page.click("#topic-clear")
    assert visible.count() == len(topics)


# ---- the map ----


def test_a_click_tells_all_about_a_paper(fine: Path, browser: Browser) -> None:
    watched = open_page(browser, fine / "report.html")
    page = watched.page
    papers = tables.read(tables.PAPERS, fine.parent / "papers.parquet")
    place = page.evaluate(DOT, papers.paper_id[7])
    page.mouse.move(place["x"] - 1, place["y"])
    page.mouse.move(place["x"], place["y"])
    page.wait_for_selector("#tip:not([hidden])")
    hovered = page.inner_text("#tip strong")
    paper = papers[papers.title == hovered].iloc[0]
    page.mouse.click(place["x"], place["y"])
    page.wait_for_selector("#details:not([hidden])")
    told = page.inner_text("#details")
    assert page.inner_text("#details-title") == hovered
    assert paper.abstract in told
    assert "confidence" in told
    assert page.locator("#details .links a").first.get_attribute("rel") == "noopener noreferrer"
    similar = page.locator("#details ol.titles a.paper")
    assert similar.count() == 5
    other = similar.first.inner_text()
    similar.first.click()
    page.wait_for_function(
        "title => document.getElementById('details-title').textContent === title", arg=other
    )
    assert page.evaluate("document.activeElement.id") == "details-title"
    page.keyboard.press("Escape")
    assert page.locator("#details").is_hidden()
    assert "#paper" not in page.url
    assert watched.trouble == []


def lasso_all(page: Page) -> None:
    """Draw a lasso around the whole map."""
    draw_lasso(page, 0.01, 0.99)


def map_in_sight(page: Page) -> dict:
    """Bring the map into the middle of the window, and return where it is."""
    page.locator("#canvas").evaluate("node => node.scrollIntoView({block: 'center'})")
    return page.locator("#canvas").bounding_box()


def draw_lasso(page: Page, low: float, high: float) -> None:
    """Draw a lasso from a share of the map's width and height to another."""
    page.click("#lasso")
    box = map_in_sight(page)
    corners = [(low, low), (high, low), (high, high), (low, high), (low, low)]
    at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in corners]
    page.mouse.move(*at[0])
    page.mouse.down()
    for place in at[1:]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()
    page.wait_for_selector("#selection:not([hidden])")


def test_a_lasso_lists_and_saves_its_papers(fine: Path, browser: Browser) -> None:
    watched = open_page(browser, fine / "report.html")
    page = watched.page
    assignments = tables.read(tables.ASSIGNMENTS, fine / "assignments.parquet")
    lasso_all(page)
    assert f"{len(assignments)} papers in the lasso" in page.inner_text("#selection")
    page.click("#selection-clear")
    assert page.locator("#selection").is_hidden()
    draw_lasso(page, 0.3, 0.7)
    listed = page.locator("#selection-list a").all_inner_texts()
    assert 0 < len(listed) < len(assignments)
    assert len(undimmed(page)) == len(listed)
    lines = list(csv.DictReader(saved(page, "#selection-save").splitlines()))
    assert sorted(line["title"] for line in lines) == sorted(listed)
    page.click("#selection-show")
    assert sorted(shown_titles(page)) == sorted(listed)
    assert page.evaluate("plot.layout.dragmode") == "pan"
    assert watched.trouble == []


def test_an_empty_lasso_dims_nothing(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html").page
    page.click("#lasso")
    assert page.locator("#lasso-hint").is_visible()
    box = map_in_sight(page)
    page.mouse.move(box["x"] + 3, box["y"] + 3)
    page.mouse.down()
    for x, y in ((8, 3), (8, 8), (3, 8), (3, 3)):
        page.mouse.move(box["x"] + x, box["y"] + y, steps=3)
    page.mouse.up()
    page.wait_for_function(
        "document.getElementById('map-count').textContent.includes('No paper is in this')"
    )
    assert undimmed(page) is None
    assert page.locator("#lasso-hint").is_hidden()


def test_a_lasso_says_how_much_of_it_a_search_leaves(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html").page
    search(page, "speech")
    found = len(shown_titles(page))
    lasso_all(page)
    assert f"{found} of the 128 papers in the lasso" in page.inner_text("#selection")


def ranges(page: Page) -> list[list[float]]:
    return page.evaluate("[plot._fullLayout.xaxis.range, plot._fullLayout.yaxis.range]")


def test_the_map_keeps_its_zoom_when_the_window_changes(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html").page
    page.click("#zoom-in")
    page.wait_for_timeout(300)
    before = ranges(page)
    for width, height in ((700, 900), (1280, 500), (1280, 720)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(700)
        (left, right), (bottom, top) = ranges(page)
        box = page.locator("#plot").bounding_box()
        shape = (right - left) / (top - bottom) * box["height"] / box["width"]
        assert shape == pytest.approx(1, rel=0.02)  # distances look alike in all directions
    after = ranges(page)
    assert [*after[0], *after[1]] == pytest.approx([*before[0], *before[1]], rel=0.02, abs=300)


def test_the_wheel_is_the_pages_until_the_map_is_pressed(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html").page
    box = map_in_sight(page)
    before, top = ranges(page), page.evaluate("scrollY")
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.wheel(0, 60)
    page.wait_for_function("top => scrollY > top", arg=top)
    assert ranges(page) == before
    box = map_in_sight(page)
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.up()
    top = page.evaluate("scrollY")
    page.mouse.wheel(0, -60)
    page.wait_for_timeout(500)
    assert page.evaluate("scrollY") == top
    assert ranges(page) != before


def names_on_map(page: Page) -> list[dict]:
    return page.evaluate(
        """() => [...document.querySelectorAll("#labels span")]
            .filter((node) => node.style.visibility === "visible")
            .map((node) => ({kind: node.className, text: node.textContent,
                             box: node.getBoundingClientRect().toJSON()}))"""
    )


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desktop", "phone"])
def test_names_on_the_map_never_overlap(fine: Path, browser: Browser, options: dict) -> None:
    page = open_page(browser, fine / "report.html", **options).page
    area = map_in_sight(page)
    kinds = []
    for _ in range(3):
        names = names_on_map(page)
        assert names
        kinds.append({name["kind"] for name in names})
        for index, name in enumerate(names):
            box = name["box"]
            assert box["left"] >= area["x"] - 1, name
            assert box["right"] <= area["x"] + area["width"] + 1, name
            for other in names[:index]:
                apart = (
                    box["right"] <= other["box"]["left"]
                    or other["box"]["right"] <= box["left"]
                    or box["bottom"] <= other["box"]["top"]
                    or other["box"]["bottom"] <= box["top"]
                )
                assert apart, (name, other)
        page.click("#zoom-in")
        page.wait_for_timeout(500)
    assert kinds[0] == {"theme"}
    assert kinds[2] == {"topic"}
    page.select_option("#names", "none")
    assert names_on_map(page) == []
    page.select_option("#names", "themes")
    page.click("#zoom-all")
    page.wait_for_timeout(300)
    assert {name["kind"] for name in names_on_map(page)} == {"theme"}


def test_names_follow_the_map_when_it_is_dragged(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html").page
    box = map_in_sight(page)
    before = {name["text"]: name["box"]["x"] for name in names_on_map(page)}
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 60, middle[1], steps=6)
    page.mouse.up()
    page.wait_for_timeout(400)
    after = {name["text"]: name["box"]["x"] for name in names_on_map(page)}
    moved = [after[text] - before[text] for text in before.keys() & after.keys()]
    assert moved
    assert sum(abs(by - 60) < 3 for by in moved) >= len(moved) / 2  # others were kept inside


def test_the_picture_has_the_names_in_it(fine: Path, browser: Browser) -> None:
    watched = open_page(browser, fine / "report.html")
    with watched.page.expect_download() as download:
        watched.page.click("#picture")
    picture = Path(download.value.path()).read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 20_000
    assert watched.trouble == []


def test_names_in_the_picture_break_as_on_the_page(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html", **PHONE).page
    page.evaluate(
        "() => { Plotly.downloadImage = (picture) => { window.kept = picture.layout; }; }"
    )
    page.click("#picture")
    texts = page.evaluate("kept.annotations.map((name) => name.text)")
    named = names_on_map(page)
    assert len(texts) == len(named)
    for text, name in zip(texts, named, strict=True):
        lines = re.sub(r"</?b>", "", text).split("<br>")
        assert html.unescape(" ".join(lines)).replace(" ", "") == name["text"].replace(" ", "")
        height = name["box"]["height"]
        assert len(lines) == round(height / 15.6), (text, height)  # 0.85 rem, lines of 1.15


# ---- addresses ----


def test_addresses_lead_to_topics_and_survive_a_reload(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html", anchor="#topic-2").page
    in_sight = """() => {
        const box = document.getElementById("topic-2").getBoundingClientRect();
        return box.top >= -1 && box.top < innerHeight / 2;
    }"""
    page.wait_for_function(in_sight)
    page.reload()
    wait_until_alive(page)
    page.wait_for_function(in_sight)
    page.fill("#topic-query", "no such topic")
    page.evaluate("location.hash = '#topic-0'")
    page.evaluate("location.hash = '#topic-2'")
    page.wait_for_function(in_sight)
    assert page.locator("#topic-2").is_visible()


def test_addresses_lead_to_papers(fine: Path, browser: Browser) -> None:
    papers = tables.read(tables.PAPERS, fine.parent / "papers.parquet")
    page = open_page(browser, fine / "report.html", anchor=f"#paper-{papers.paper_id[3]}").page
    page.wait_for_selector("#details:not([hidden])")
    assert page.inner_text("#details-title") == papers.title[3]
    page.click("#details-close")
    page.locator(".card ol a.paper").first.click()
    page.wait_for_selector("#details:not([hidden])")
    page.keyboard.press("Escape")
    page.locator(".card ol a.paper").first.click()  # the same again
    page.wait_for_selector("#details:not([hidden])")
    page.evaluate("location.hash = '#paper-000000000000'")  # there is none
    page.wait_for_selector("#details", state="hidden")


def test_turning_a_phone_keeps_the_place_in_the_list(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html", viewport={"width": 800, "height": 390}).page
    page.locator("#table").evaluate("node => node.scrollTop = 2000")
    page.wait_for_timeout(200)
    share = (
        "document.getElementById('table').scrollTop / document.querySelector('.body').offsetHeight"
    )
    before = page.evaluate(share)
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_timeout(600)
    assert page.evaluate(share) == pytest.approx(before, abs=0.02)
    tops = page.locator("#table .body [role=row]").evaluate_all(
        "rows => rows.map((row) => row.getBoundingClientRect().top)"
    )
    assert all(below - above == pytest.approx(64, abs=1) for above, below in pairwise(tops))


def test_back_closes_what_was_opened(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html").page
    page.locator(".card ol a.paper").first.click()
    page.wait_for_selector("#details:not([hidden])")
    page.go_back()
    page.wait_for_selector("#details", state="hidden")
    page.click(".card[data-topic='1'] button[data-show=papers]")
    assert page.evaluate("location.hash") == "#papers"


def test_an_odd_address_does_no_harm(fine: Path, browser: Browser) -> None:
    for anchor in ("#%E0%A4%A", "#topic-999", "#paper-", "#'\"><script>"):
        watched = open_page(browser, fine / "report.html", anchor=anchor)
        assert watched.trouble == []
        watched.page.close()


def test_links_to_other_results_are_there_where_these_are(
    fine: Path, browser: Browser, tmp_path: Path
) -> None:
    page = open_page(browser, fine / "report.html").page
    assert page.locator("#elsewhere a").first.is_visible()
    for address in page.locator("#elsewhere a").evaluate_all("links => links.map(l => l.href)"):
        assert Path(address.removeprefix("file://")).exists()
    sent = tmp_path / "report.html"
    sent.write_bytes((fine / "report.html").read_bytes())
    assert open_page(browser, sent).page.locator("#elsewhere").is_hidden()


def test_treemap_leads_to_themes_and_topics(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html").page
    page.locator(".treemap .topic-box").nth(3).click()
    target = page.evaluate("location.hash").lstrip("#")
    assert page.locator(f"#{target}").evaluate("node => node.matches(':target')")
    page.locator(".treemap .theme-name").nth(1).click()
    assert page.evaluate("location.hash") == "#theme-1"


# ---- CSV ----


def test_saved_csv_is_the_file_of_the_workflow(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html").page
    whole = (fine / "assignments.csv").read_bytes().decode()
    assert saved(page, "#save") == whole
    page.select_option("#topic", "1")
    page.click("#table [role=columnheader].title button")
    part = saved(page, "#save").splitlines()
    lines = whole.splitlines()
    assert part[0] == lines[0]
    assert part[1:] == [line for line in lines if line in part[1:]]
    assert 0 < len(part) - 1 < len(lines) - 1


def test_saved_csv_of_a_hostile_dump_is_the_same_too(hostile: Path, browser: Browser) -> None:
    page = open_page(browser, hostile / "report.html").page
    text = saved(page, "#save")
    assert text == (hostile / "assignments.csv").read_bytes().decode()
    assert "'=HYPERLINK" in text
    assert "'+1; @SUM" in text


# ---- hostile dumps ----


def test_hostile_dump_shows_as_text(hostile: Path, browser: Browser) -> None:
    watched = open_page(browser, hostile / "report.html")
    page = watched.page
    assert page.title() == "A <Title>: mine"
    listed = [" ".join(title.split()) for title in shown_titles(page)]
    for title in HOSTILE:
        assert " ".join(title.split()) in listed, title
    papers = tables.read(tables.PAPERS, hostile / "papers.parquet")
    for paper_id, title, abstract in zip(
        papers.paper_id, papers.title, papers.abstract, strict=True
    ):
        if not title.startswith("Sorting"):
            page.evaluate("id => { location.hash = `paper-${id}`; }", paper_id)
            page.wait_for_function(
                "title => document.getElementById('details-title')?.textContent === title",
                arg=title,
            )
            assert page.locator("#details .abstract").text_content() == abstract
            assert page.locator("#details b, #details img, #details script").count() == 0
            addresses = page.locator("#details .links a").evaluate_all(
                "links => links.map(link => link.href)"
            )
            assert all(address.startswith("https://arxiv.org/") for address in addresses)
    page.keyboard.press("Escape")
    assert page.locator("main b, main img, main script").count() == 0
    lasso_all(page)
    assert watched.trouble == []
    assert page.title() == "A <Title>: mine"


def test_markup_in_a_hovered_title_is_text(hostile: Path, browser: Browser) -> None:
    page = open_page(browser, hostile / "report.html").page
    papers = tables.read(tables.PAPERS, hostile / "papers.parquet")
    for paper_id in papers.paper_id:
        place = page.evaluate(DOT, paper_id)
        page.mouse.move(place["x"] - 2, place["y"])
        page.mouse.move(place["x"], place["y"])
        assert page.locator("#tip b, #tip img, #tip script").count() == 0
    assert page.locator("#tip strong").count() == 1


# ---- for everyone ----


@pytest.mark.parametrize("options", [{}, DARK, PHONE], ids=["light", "dark", "phone"])
def test_axe_finds_nothing_serious(fine: Path, browser: Browser, options: dict) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed; `make test` does")
    page = open_page(browser, fine / "report.html", **options).page
    papers = tables.read(tables.PAPERS, fine.parent / "papers.parquet")
    page.evaluate(AXE.read_text("utf-8"))
    page.click("#legend button.entry >> nth=0")
    for address in ("#overview", f"#paper-{papers.paper_id[0]}"):
        page.evaluate("address => { location.hash = address; }", address)
        page.wait_for_timeout(300)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        serious = [
            (one["id"], [node["html"][:120] for node in one["nodes"]][:3])
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
        ]
        assert serious == [], json.dumps(serious, indent=1)


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


def test_tab_leads_through_the_whole_list_and_out_of_it(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html").page
    page.select_option("#grade", "0")
    page.focus("#table [role=columnheader].dump button")
    count = int(page.get_attribute("#table", "aria-rowcount")) - 1
    assert count > 100  # far more than are made at a time
    rows = []
    for _ in range(count):
        page.keyboard.press("Tab")
        page.wait_for_timeout(30)
        rows.append(
            page.evaluate(
                "document.activeElement.closest('[role=row]')?.getAttribute('aria-rowindex')"
            )
        )
    assert rows == [str(index + 2) for index in range(count)]
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#table')") is None


def test_printed_page_leaves_out_what_paper_cannot_do(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html").page
    page.emulate_media(media="print")
    for gone in ("#table", ".tools", "nav", "#scheme"):
        assert page.locator(gone).first.is_hidden(), gone
    for kept in (".summary", ".card", "#trust", ".printed", "#legend"):
        assert page.locator(kept).first.is_visible(), kept
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0


def test_a_dark_page_is_printed_in_black(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html").page
    page.click("#scheme")
    ink = "getComputedStyle(document.body).color"
    dark = page.evaluate(ink)
    page.emulate_media(media="print")
    assert page.evaluate(ink) != dark
    assert page.evaluate(ink) == "rgb(28, 36, 48)"


def test_page_without_javascript_still_tells_topics_and_settings(
    fine: Path, browser: Browser
) -> None:
    page = browser.new_context(offline=True, java_script_enabled=False).new_page()
    page.goto((fine / "report.html").as_uri())
    topics = tables.read(tables.TOPICS, fine / "topics.parquet")
    assert page.locator(".card:visible").count() == len(topics)
    assert page.locator("noscript").first.is_visible()
