"""The map of the report in a browser, from disk and offline."""

import csv
import dataclasses
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from helpers.pages import (
    CONTEXT,
    DOT,
    HOSTILE,
    PHONE,
    centre_on_a_dot,
    coloured_pixels,
    download,
    export,
    inputs_of,
    listed_titles,
    make_results,
    open_page,
    scroll_to_map,
    search,
    select_area,
    select_whole_map,
    selected_dots,
    share_left_of_half_the_dots,
    wait_for_frames,
)
from helpers.papers import make_papers
from helpers.workflow import Workflow
from paperthemes import tables
from paperthemes.report import page_data
from paperthemes.report.inputs import Results, read_results
from paperthemes.report.page import render_report
from paperthemes.text.dates import format_date

pytestmark = pytest.mark.browser

NARROW = {"width": 1000, "height": 800}  # the panel covers part of the dots
SVG = "{http://www.w3.org/2000/svg}"
FIGURE_TAGS = {"svg", "title", "rect", "text", "tspan", "g", "path", "line", "circle"}


def write_report(folder: Path, results: Results) -> Path:
    """Write a report, and return its path."""
    path = folder / "report.html"
    path.write_text(render_report(results, CONTEXT), "utf-8")
    return path


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a report of 1,500 papers in 300 topics."""
    papers = make_papers([(f"Paper {n}", "Text.") for n in range(1_500)])
    results = make_results(papers.assign(dumps=[[]] * 1_500))
    numbers = np.arange(1_500) % 300
    topics = results.topics.iloc[numbers[:300] % 6].reset_index(drop=True)
    ids = [f"T{number + 1:04d}" for number in range(300)]
    changed = dataclasses.replace(
        results,
        assignments=results.assignments.assign(topic=numbers, topic_id=np.take(ids, numbers)),
        topics=topics.assign(topic=range(300), topic_id=ids, size=5, name=ids, theme=-1),
        themes=results.themes.iloc[:0],
    )
    return write_report(tmp_path_factory.mktemp("large"), changed)


def ranges(page: Page) -> list[list[float]]:
    return page.evaluate("[plot._fullLayout.xaxis.range, plot._fullLayout.yaxis.range]")


def save_figure(page: Page) -> str:
    """Save the map as SVG, and return its content."""
    page.click("#map-tools .menu > summary")
    return download(page, "#save-svg")


def visible_labels(page: Page) -> list[dict]:
    return page.evaluate(
        """() => [...document.querySelectorAll("#labels span, #titles span")]
            .filter((node) => node.style.visibility !== "hidden")
            .map((node) => ({kind: node.closest("#titles") ? "title" : node.classList[0],
                             text: node.textContent, isFaded: node.matches(".faded"),
                             box: node.getBoundingClientRect().toJSON()}))"""
    )


def dots_on_screen(page: Page) -> list[list[float]]:
    return page.evaluate(
        """() => {
            const {xaxis, yaxis} = plot._fullLayout, box = plot.getBoundingClientRect();
            const {x, y} = plot._fullData[0];
            return Array.from(x, (value, at) =>
                [box.left + xaxis.d2p(value), box.top + yaxis.d2p(y[at])]);
        }"""
    )


# ---- place on the page ----


def test_the_whole_map_and_its_legend_fit_in_the_window(fine: Path, browser: Browser) -> None:
    options = {"viewport": {"width": 1280, "height": 800}}
    page = open_page(browser, fine / "report.html", anchor="#map?new=", **options).page
    for part in ("#map-tools", "#canvas", "#legend", "#grades"):
        box = page.locator(part).bounding_box()
        assert box["y"] >= 0, part
        assert box["y"] + box["height"] <= 800, part
    assert page.locator("#map-tools").bounding_box()["height"] < 60  # one row
    assert page.locator("#canvas").bounding_box()["height"] > 500


def test_the_page_does_not_move_when_it_opens(fine: Path, browser: Browser) -> None:
    observe = """new PerformanceObserver(list => {
        window.moved = [...window.moved ?? [], ...list.getEntries().map(each => each.value)];
    }).observe({type: "layout-shift", buffered: true})"""
    page = open_page(
        browser,
        fine / "report.html",
        anchor="#map",
        before=lambda page: page.add_init_script(observe),
    ).page
    assert sum(page.evaluate("window.moved ?? []")) < 0.001


# ---- dots ----


def test_map_is_drawn_without_webgl(large: Path, browser: Browser) -> None:
    no_webgl = (
        "const get = HTMLCanvasElement.prototype.getContext;"
        "HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {"
        "  return kind.includes('webgl') ? null : get.call(this, kind, ...rest); };"
    )
    opened = open_page(browser, large, before=lambda page: page.add_init_script(no_webgl))
    assert opened.problems == []
    assert opened.page.locator("#plot .scatterlayer .point").count() == 1_500
    search(opened.page, "Paper 7", "#map-query")
    assert 0 < len(selected_dots(opened.page)) < 1_500


def test_many_papers_and_topics_are_drawn_with_webgl(large: Path, browser: Browser) -> None:
    opened = open_page(browser, large)
    page = opened.page
    assert opened.problems == []
    assert page.evaluate("plot._fullData[0].type") == "scattergl"
    assert coloured_pixels(page) > 1000
    assert page.locator("#legend button.entry").count() == 300
    assert 10 < len(visible_labels(page)) < 60


def test_too_many_papers_are_drawn_in_part(
    finished: Workflow, browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_data, "MAX_DRAWN", 60)
    results = read_results(inputs_of(finished.folder / "results", "fine"))
    opened = open_page(browser, write_report(tmp_path, results))
    page = opened.page
    assert opened.problems == []
    assert page.evaluate("plot._fullData[0].x.length") == 60
    assert "shows 60 of the 128 papers" in page.inner_text("#map-note")
    select_whole_map(page)
    assert "128 papers in the selected area" in page.inner_text("#selection")
    page.click("#selection-list a")
    page.wait_for_selector("#details:not([hidden])")
    assert "too many papers to include abstracts" in page.inner_text("#details")


def test_a_click_opens_the_details_of_a_paper(fine: Path, page: Page) -> None:
    papers = tables.read(tables.PAPERS, fine.parent / "papers.parquet")
    place = page.evaluate(DOT, papers.paper_id[7])
    page.mouse.move(place["x"] - 1, place["y"])
    page.mouse.move(place["x"], place["y"])
    page.wait_for_selector("#tooltip:not([hidden])")
    hovered = page.inner_text("#tooltip strong")
    paper = papers[papers.title == hovered].iloc[0]
    page.mouse.click(place["x"], place["y"])
    page.wait_for_selector("#details:not([hidden])")
    details = page.inner_text("#details")
    assert page.inner_text("#details-title") == hovered
    assert paper.abstract in details
    assert "confidence" in details
    assert page.locator("#details .links a").first.get_attribute("rel") == "noopener noreferrer"
    similar = page.locator("#details ol.titles a.paper")
    assert similar.count() == 10
    assert re.search(r"\(0\.\d\d\)", page.inner_text("#details ol.titles li >> nth=0"))
    other = similar.first.inner_text()
    similar.first.click()
    page.wait_for_function(
        "title => document.getElementById('details-title').textContent === title", arg=other
    )
    assert page.evaluate("document.activeElement.id") == "details-title"
    page.keyboard.press("Escape")
    assert page.locator("#details").is_hidden()
    assert "#paper" not in page.evaluate("location.hash")


def test_a_legend_entry_shows_only_its_papers(fine: Path, page: Page) -> None:
    assignments = tables.read(tables.ASSIGNMENTS, fine / "assignments.parquet")
    kinds = page.locator("#colour-by option").evaluate_all("all => all.map((each) => each.value)")
    assert {"topic", "grade", "dump", "date"} <= {*kinds}
    for kind in kinds:
        page.select_option("#colour-by", kind)
        colours = page.evaluate("new Set(plot.data[0].marker.color).size")
        entries = page.locator("#legend .entry").count()
        assert colours > 1, kind
        if page.locator("#legend .scale").count() == 0:
            assert colours == entries, kind
    page.select_option("#colour-by", "topic")
    page.click("#legend button.entry >> nth=0")
    first = page.inner_text("#legend button.entry bdi >> nth=0")
    assert len(selected_dots(page)) == (assignments.topic_name == first).sum()
    assert page.get_attribute("#legend button.entry >> nth=0", "aria-pressed") == "true"
    page.click("#legend button.entry >> nth=0")
    assert selected_dots(page) is None


def test_legend_counts_the_papers_of_a_search(fine: Path, page: Page) -> None:
    assignments = tables.read(tables.ASSIGNMENTS, fine / "assignments.parquet")
    search(page, "speech")
    listed = listed_titles(page)
    page.select_option("#colour-by", "topic")
    counts = page.locator("#legend button.entry").evaluate_all(
        "all => all.map((entry) => [entry.title, entry.querySelector('small').textContent])"
    )
    assert {name for name, _ in counts} == {*assignments.topic_name}
    for name, count in counts:
        own = assignments[assignments.topic_name == name]
        assert count == f"{own.title.isin(listed).sum()} of {len(own)}"
    page.locator("button.clear:visible").first.click()
    sizes = page.locator("#legend button.entry small").all_inner_texts()
    assert sum(map(int, sizes)) == len(assignments)


def test_legend_counts_papers_without_a_date(
    finished: Workflow, browser: Browser, tmp_path: Path
) -> None:
    results = read_results(inputs_of(finished.folder / "results", "fine"))
    published = ["2026-03-01", "2026-03-09", *[""] * (len(results.papers) - 2)]
    dated = dataclasses.replace(results, papers=results.papers.assign(published=published))
    page = open_page(browser, write_report(tmp_path, dated)).page
    page.select_option("#colour-by", "date")
    assert page.inner_text("#legend .entry bdi") == "not known"
    assert page.inner_text("#legend .entry small") == str(len(results.papers) - 2)


def wait_for_rings(page: Page, count: int) -> None:
    """Wait until `count` dots have a ring."""
    page.wait_for_function("count => plot._fullData[1].x.length === count", arg=count)


def test_the_paper_in_the_address_has_a_ring(fine: Path, browser: Browser) -> None:
    papers = tables.read(tables.PAPERS, fine.parent / "papers.parquet")
    opened = open_page(browser, fine / "report.html", anchor=f"#paper-{papers.paper_id[3]}")
    wait_for_rings(opened.page, 1)
    opened.page.click("#details-close")
    wait_for_rings(opened.page, 0)
    assert opened.problems == []


def test_the_panel_does_not_cover_the_dot_of_its_paper(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html", viewport=NARROW).page
    papers = tables.read(tables.PAPERS, fine.parent / "papers.parquet")
    across = {paper_id: page.evaluate(DOT, paper_id)["x"] for paper_id in papers.paper_id}
    before = ranges(page)
    outermost = sorted(across, key=across.__getitem__)
    for paper_id, moves in ((outermost[0], False), (outermost[-1], True)):
        page.evaluate("id => { location.hash = `paper-${id}`; }", paper_id)
        wait_for_rings(page, 1)
        edge = page.locator("#details").bounding_box()["x"]
        assert (across[paper_id] > edge) == moves
        assert page.evaluate(DOT, paper_id)["x"] < edge - 20
        assert (ranges(page) != before) == moves
        page.keyboard.press("Escape")
        wait_for_rings(page, 0)


# ---- selected area ----


def test_papers_in_the_selected_area_are_listed_and_saved(fine: Path, page: Page) -> None:
    assignments = tables.read(tables.ASSIGNMENTS, fine / "assignments.parquet")
    select_whole_map(page)
    assert f"{len(assignments)} papers in the selected area" in page.inner_text("#selection")
    page.click("#selection-clear")
    assert page.locator("#selection").is_hidden()
    select_area(page, share_left_of_half_the_dots(page))
    assert page.locator("#tooltip").is_hidden()
    listed = page.locator("#selection-list a").all_inner_texts()
    assert 0 < len(listed) < len(assignments)
    assert len(selected_dots(page)) == len(listed)
    text = export(page, "csv", "#selection-save").removeprefix("\ufeff")
    lines = list(csv.DictReader(text.splitlines()))
    assert sorted(line["title"] for line in lines) == sorted(listed)
    page.click("#selection-show")
    assert sorted(listed_titles(page)) == sorted(listed)
    assert page.evaluate("plot.layout.dragmode") is False


def test_selected_papers_can_be_shown_in_the_list_repeatedly(page: Page) -> None:
    select_whole_map(page)
    for _ in range(2):
        page.click("#selection-show")
        page.wait_for_function(
            "document.getElementById('papers').getBoundingClientRect().top < innerHeight / 2"
        )
        scroll_to_map(page)


def test_a_drag_from_a_name_marks_no_text(page: Page) -> None:
    box = scroll_to_map(page)
    page.locator("#labels span:visible").first.hover()
    page.mouse.down()
    page.mouse.move(box["x"] + 5, box["y"] + box["height"] + 60, steps=5)
    assert page.evaluate("String(getSelection())") == ""
    page.mouse.up()


def test_escape_cancels_the_selection(page: Page) -> None:
    page.click("#lasso")
    assert page.get_attribute("#lasso", "aria-pressed") == "true"
    page.keyboard.press("Escape")
    assert page.get_attribute("#lasso", "aria-pressed") == "false"
    assert page.locator("#lasso-hint").is_hidden()
    assert page.evaluate("plot.layout.dragmode") is False


def test_an_area_without_papers_selects_nothing_and_a_next_one_can_be_drawn(page: Page) -> None:
    page.click("#lasso")
    assert page.locator("#lasso-hint").is_visible()
    box = scroll_to_map(page)
    page.mouse.move(box["x"] + 3, box["y"] + 3)
    page.mouse.down()
    for x, y in ((8, 3), (8, 8), (3, 8), (3, 3)):
        page.mouse.move(box["x"] + x, box["y"] + y, steps=3)
    page.mouse.up()
    page.wait_for_function(
        "document.getElementById('map-count').textContent.includes('area has no papers')"
    )
    assert selected_dots(page) is None
    expect(page.locator("#lasso-hint")).to_contain_text("or drag from corner to corner")
    assert page.evaluate("plot.layout.dragmode") == "lasso"


def test_a_straight_drag_selects_the_rectangle_between_its_ends(page: Page) -> None:
    page.click("#lasso")
    box = scroll_to_map(page)
    page.mouse.move(box["x"] + 3, box["y"] + 3)
    page.mouse.down()
    for share, wobble in ((0.3, 5), (0.6, -4), (0.9, 3)):
        place = box["x"] + share * box["width"], box["y"] + share * box["height"] + wobble
        page.mouse.move(*place, steps=4)
    page.mouse.move(box["x"] + box["width"] - 3, box["y"] + box["height"] - 3, steps=4)
    page.mouse.up()
    count = page.evaluate(
        "JSON.parse(document.getElementById('corpus').textContent).papers.id.length"
    )
    expect(page.locator("#selection-count")).to_have_text(f"{count} papers in the selected area")
    expect(page.locator("#lasso-hint")).to_be_hidden()


def test_a_search_narrows_the_selected_area(page: Page) -> None:
    search(page, "speech")
    count = len(listed_titles(page))
    select_whole_map(page)
    assert f"{count} of the 128 papers in the selected area" in page.inner_text("#selection")


# ---- moving and zooming ----


def test_dragging_moves_the_map_and_opens_no_paper(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html").page
    area = scroll_to_map(page)
    centre_on_a_dot(page)
    before = ranges(page)
    x, y = area["x"] + area["width"] / 2, area["y"] + area["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 30, steps=4)
    page.mouse.up()
    page.wait_for_timeout(300)
    unit = (before[0][1] - before[0][0]) / area["width"]
    after = ranges(page)
    assert after[0] == pytest.approx([end - 40 * unit for end in before[0]], abs=2 * unit)
    assert after[1] == pytest.approx([end + 30 * unit for end in before[1]], abs=2 * unit)
    assert page.locator("#details").is_hidden()


def test_the_map_keeps_its_zoom_when_the_window_changes(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html").page
    page.click("#zoom-in")
    wait_for_frames(page)
    before = ranges(page)
    for width, height in ((700, 900), (1280, 500), (1280, 720)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(  # both axes have the same scale
            """() => {
                const { xaxis, yaxis } = plot._fullLayout;
                const unit = ([low, high], pixels) => (high - low) / pixels;
                const across = unit(xaxis.range, plot.clientWidth);
                return Math.abs(across / unit(yaxis.range, plot.clientHeight) - 1) < 0.02;
            }"""
        )
    after = ranges(page)
    assert [*after[0], *after[1]] == pytest.approx([*before[0], *before[1]], rel=0.02, abs=300)


def test_the_wheel_scrolls_the_page_until_the_map_is_clicked(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html").page
    box = scroll_to_map(page)
    before, top = ranges(page), page.evaluate("scrollY")
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.wheel(0, 60)
    page.wait_for_function("top => scrollY > top", arg=top)
    assert ranges(page) == before
    box = scroll_to_map(page)
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.up()
    top = page.evaluate("scrollY")
    page.mouse.wheel(0, -60)
    page.wait_for_function(
        "before => plot._fullLayout.xaxis.range.some((end, at) => end !== before[at])",
        arg=before[0],
    )
    assert page.evaluate("scrollY") == top


# ---- labels ----


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desktop", "phone"])
def test_labels_never_overlap(fine: Path, browser: Browser, options: dict) -> None:
    page = open_page(browser, fine / "report.html", **options).page
    area = scroll_to_map(page)
    centre_on_a_dot(page)  # zooming in keeps the middle of the map in place
    kinds = []
    for _ in range(3):
        names = visible_labels(page)
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
        wait_for_frames(page)
    assert kinds[0] == {"subject"}
    assert kinds[2] == {"topic", "title"}
    page.select_option("#labels-shown", "none")
    assert visible_labels(page) == []
    page.select_option("#labels-shown", "topics")
    page.click("#map-tools .menu > summary")
    page.click("#zoom-all")
    wait_for_frames(page)
    assert {name["kind"] for name in visible_labels(page)} == {"topic"}


def test_long_labels_are_not_cut_on_a_phone(
    finished: Workflow, browser: Browser, tmp_path: Path
) -> None:
    results = read_results(inputs_of(finished.folder / "results", "fine"))
    long = "Weakly supervised object localization and image-level annotations"
    named = {
        name: getattr(results, name).assign(name=lambda groups: [long] * len(groups))
        for name in ("topics", "themes")
    }
    page = open_page(
        browser, write_report(tmp_path, dataclasses.replace(results, **named)), **PHONE
    ).page
    for kind in ("zoom", "topics"):
        page.select_option("#labels-shown", kind)
        assert visible_labels(page)
        cut = page.locator("#labels span").evaluate_all(
            "spans => spans.filter((span) => span.scrollHeight > span.clientHeight + 1).length"
        )
        assert cut == 0, kind


def test_labels_follow_the_map_when_it_is_dragged(page: Page) -> None:
    box = scroll_to_map(page)
    size = page.evaluate("plot.data[0].marker.size")
    page.click("#zoom-out")  # labels at the edge would stay inside the map
    # Dots follow the zoom a moment later, and drawing them would end a drag.
    page.wait_for_function("size => plot.data[0].marker.size !== size", arg=size)
    wait_for_frames(page)
    before = {name["text"]: name["box"]["x"] for name in visible_labels(page)}
    assert before
    start = page.evaluate(
        """({ x, y, width, height }) => {
            for (let step = 0; step < 100; step += 1) {
                const at = [x + width / 2 + (step % 10) * 12, y + height / 2 + step];
                if (document.elementFromPoint(...at)?.matches(".nsewdrag")) return at;
            }
            return null;
        }""",  # near the middle, and no name
        box,
    )
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + 60, start[1], steps=6)
    page.mouse.up()
    page.wait_for_function(
        """before => {
            const names = [...document.querySelectorAll("#labels span")]
                .filter((name) => name.style.visibility !== "hidden" && name.textContent in before);
            const moved = names.filter((name) =>
                Math.abs(name.getBoundingClientRect().x - before[name.textContent] - 60) < 3);
            return moved.length > 0 && moved.length >= names.length / 2;
        }""",  # the others stay inside the map
        arg=before,
    )


def test_names_cover_no_dots_and_lead_to_papers_of_their_own(fine: Path, page: Page) -> None:
    scroll_to_map(page)
    page.select_option("#labels-shown", "topics")
    names, dots = visible_labels(page), dots_on_screen(page)
    assert len(names) == len(tables.read(tables.TOPICS, fine / "topics.parquet"))
    for name in names:
        box = name["box"]
        covered = [
            (x, y)
            for x, y in dots
            if box["left"] < x < box["right"] and box["top"] < y < box["bottom"]
        ]
        assert covered == [], name
    corner = page.locator("#leaders").bounding_box()
    ends = page.locator("#leaders circle").evaluate_all(
        "all => all.map((end) => [Number(end.getAttribute('cx')), Number(end.getAttribute('cy'))])"
    )
    for x, y in ends:
        distances = np.hypot(*(np.array(dots) - [corner["x"] + x, corner["y"] + y]).T)
        assert distances.min() < 2


def test_a_name_shows_keywords_and_selects_its_papers(fine: Path, page: Page) -> None:
    scroll_to_map(page)
    page.select_option("#labels-shown", "topics")
    topic = tables.read(tables.TOPICS, fine / "topics.parquet").iloc[1]
    name = page.locator("#labels .topic", has_text=re.compile(f"^{re.escape(topic['name'])}$"))
    name.hover()
    tooltip = page.locator("#tooltip:visible")
    expect(tooltip).to_contain_text(topic["keywords"][0])
    expect(tooltip).to_contain_text(f"{topic['size']} papers")
    name.click()
    assert len(selected_dots(page)) == topic["size"]
    assert page.locator("#tooltip").is_hidden()
    assert {each["text"] for each in visible_labels(page) if not each["isFaded"]} == {topic["name"]}
    name.click()
    page.wait_for_function("plot.data[0].selectedpoints == null")
    assert not any(each["isFaded"] for each in visible_labels(page))


def test_tooltips_stay_within_the_map(page: Page) -> None:
    box = scroll_to_map(page)
    for x, y in sorted(dots_on_screen(page))[-3:]:
        page.mouse.move(x, y)
        tooltip = page.locator("#tooltip:visible").bounding_box()
        assert tooltip["x"] >= box["x"]
        assert tooltip["x"] + tooltip["width"] <= box["x"] + box["width"]


def test_the_name_of_an_island_selects_its_sub_group(browser: Browser, tmp_path: Path) -> None:
    papers = make_papers([f"Paper {n}" for n in range(80)])
    results = make_results(papers.assign(dumps=[[]] * 80))
    rows = np.flatnonzero(results.assignments.topic == 0)
    far = results.map.x.max() + np.ptp(results.map.x)
    results.map.loc[rows[:5], ["x", "y"]] = far, results.map.y.mean()
    results.assignments["subgroup"] = ""
    results.assignments.loc[rows[:6], "subgroup"] = "pear"  # one is elsewhere
    page = open_page(browser, write_report(tmp_path, results)).page
    page.select_option("#labels-shown", "topics")
    scroll_to_map(page)
    name = page.locator("#labels .island")
    name.hover()
    expect(page.locator("#tooltip")).to_contain_text(f"6 papers, part of {results.topics.name[0]}")
    name.click()
    assert len(selected_dots(page)) == 6
    expect(page.locator("#map-filters")).to_contain_text("sub-group: pear")
    page.wait_for_url(re.compile("subgroup=pear"))
    page.reload()
    expect(page.locator("#map-count")).to_have_text("6 of 80 papers")
    page.select_option("#topic", "1")  # of which the sub-group is no part
    assert len(selected_dots(page)) == (results.assignments.topic == 1).sum()
    name.filter(has_text="Pear").click()
    assert len(selected_dots(page)) == 6
    name.filter(has_text="Pear").click()
    assert selected_dots(page) is None
    name.filter(has_text="Topic f").click()  # beside names of themes
    assert len(selected_dots(page)) == (results.assignments.topic == 5).sum()


def test_the_map_is_saved_as_an_image_with_title_legend_and_date(
    finished: Workflow, browser: Browser, tmp_path: Path
) -> None:
    results = read_results(inputs_of(finished.folder / "results", "fine"))
    names = [HOSTILE[number % len(HOSTILE)] for number in range(len(results.topics))]
    hostile = dataclasses.replace(results, topics=results.topics.assign(name=names))
    opened = open_page(browser, write_report(tmp_path, hostile))
    page = opened.page
    page.select_option("#colour-by", "topic")
    page.select_option("#labels-shown", "topics")
    figure = ElementTree.fromstring(save_figure(page))
    assert {element.tag.split("}")[1] for element in figure.iter()} <= FIGURE_TAGS
    text = " ".join(figure.itertext())
    assert text.count(CONTEXT.title) == 2  # of the image, and in it
    assert re.search(r"128 papers · run \d+ · clustering mine · .* · coloured by topic", text)
    assert {"core", "fringe", "unassigned"} <= {*figure.itertext()}
    assert format_date(results.run_day) in text
    assert "document.title" in text
    legend = page.locator("#legend .entry small").all_inner_texts()
    assert [part.text for part in figure.iter() if part.get("text-anchor") == "end"] == legend
    page.click("#map-tools .menu > summary")
    with page.expect_download() as event:
        page.click("#save-png")
    image = Path(event.value.path()).read_bytes()
    assert image.startswith(b"\x89PNG")
    assert len(image) > 20_000
    page.select_option("#colour-by", "date")
    ramp = page.locator("#legend .ends span").all_inner_texts()
    texts = ElementTree.fromstring(save_figure(page)).iter(f"{SVG}text")
    places = {text.text: float(text.get("x")) for text in texts if text.text in ramp}
    assert [*places] == [*dict.fromkeys(ramp)]
    assert max(places.values()) <= 270  # the width of the legend
    assert opened.problems == []


def test_labels_in_the_image_wrap_as_on_the_page(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html", **PHONE).page
    figure = ElementTree.fromstring(save_figure(page))
    texts = [[line.text for line in text] for text in figure.iter(f"{SVG}text") if len(text)]
    named = visible_labels(page)
    assert len(texts) == len(named)
    for lines, name in zip(texts, named, strict=True):
        assert "".join(lines).replace(" ", "") == name["text"].replace(" ", "")
        height = name["box"]["height"]
        assert len(lines) == round(height / 15.6), (lines, height)  # 0.85 rem, lines of 1.15
