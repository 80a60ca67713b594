"""The report and its cards in a browser, from disk and offline."""

import dataclasses
import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from helpers.pages import (
    AXE,
    CONTEXT,
    DARK,
    DOT,
    HOSTILE,
    PHONE,
    coloured_pixels,
    csv_dump,
    go_to,
    inputs_of,
    listed_titles,
    make_report,
    open_page,
    select_whole_map,
    selected_dots,
    wait_for_frames,
    wait_until_ready,
)
from helpers.workflow import Workflow
from paperthemes import tables
from paperthemes.parse.markup import strip_markup
from paperthemes.report.inputs import Results, read_results
from paperthemes.report.page import render_report

pytestmark = pytest.mark.browser

TOUCH = PHONE | {"has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    titles = HOSTILE + [f"Sorting Apples, part {number}" for number in range(20)]
    make_report(folder, csv_dump(titles, url="javascript:alert(1)", authors="<b>A</b>"))
    return folder


# ---- opening ----


@pytest.mark.parametrize("clustering", ["broad", "fine"])
def test_report_opens_from_disk_and_draws(
    finished: Workflow, browser: Browser, clustering: str
) -> None:
    folder = finished.folder / "results" / clustering
    opened = open_page(browser, folder / "report.html")
    page = opened.page
    assignments = tables.read(tables.ASSIGNMENTS, folder / "assignments.parquet")
    topics = tables.read(tables.TOPICS, folder / "topics.parquet")
    themes = tables.read(tables.THEMES, folder / "themes.parquet")
    subjects = len(themes) + (topics.theme < 0).sum()
    assert opened.problems == []
    assert coloured_pixels(page) > 2000
    drawn = page.evaluate("plot._fullData.map(t => [t.type, t.x.length])")
    assert drawn == [["scatter", len(assignments)], ["scatter", 0]]  # dots, and the ring of one
    assert page.locator(".card").count() == len(topics)
    assert page.locator(".treemap .subject-box").count() == subjects
    assert page.locator(".treemap .topic-box").count() == (topics.theme >= 0).sum()
    headings = page.locator("#cards section.theme > h3").all_inner_texts()
    assert headings == themes.name.tolist()
    assert sorted(listed_titles(page)) == sorted(assignments.title)
    assert page.locator("#table .body [role=row]").count() < 60  # only the visible ones


def test_names_in_the_treemap_are_not_cut(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html", viewport={"width": 1280, "height": 800}).page
    cut = page.evaluate(
        """() => [...document.querySelectorAll(".subject-name, .topic-box")].filter((box) => {
            const { bottom, right } = box.getBoundingClientRect();
            const name = box.querySelector("bdi").getBoundingClientRect();
            const isCut = box.firstElementChild.scrollWidth > box.firstElementChild.clientWidth;
            return isCut || name.bottom > bottom + 1 || name.right > right + 1;
        }).map((box) => box.textContent)"""
    )
    assert cut == []


@pytest.mark.parametrize("options", [DARK, PHONE], ids=["dark", "phone"])
def test_report_works_in_dark_mode_and_on_a_phone(
    fine: Path, browser: Browser, options: dict
) -> None:
    opened = open_page(browser, fine / "report.html", **options)
    page = opened.page
    assert opened.problems == []
    assert coloured_pixels(page) > 1000
    fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(fits)
    expect(page.locator(".sections a").last).to_be_in_viewport(ratio=1)
    background = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(background)
    assert (before == "rgb(255, 255, 255)") == ("color_scheme" not in options)
    dots = page.evaluate("plot.data[0].marker.color[0]")
    page.click("#scheme")
    assert page.evaluate(background) != before
    assert page.evaluate("plot.data[0].marker.color[0]") != dots


def test_the_choice_of_dark_mode_is_stored(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html").page
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    page.click("#scheme")
    dark = page.evaluate(background)
    page.reload()
    wait_until_ready(page)
    assert page.evaluate(background) == dark != light
    assert page.inner_text("#scheme") == "Light mode"
    page.goto((fine.parent / "compare.html").as_uri())
    wait_until_ready(page)
    assert page.evaluate(background) == dark


def test_dark_mode_works_in_a_browser_without_storage(fine: Path, browser: Browser) -> None:
    no_storage = (
        "Object.defineProperty(window, 'localStorage',"
        "  { get() { throw new DOMException('denied', 'SecurityError'); } });"
    )
    opened = open_page(
        browser, fine / "report.html", before=lambda page: page.add_init_script(no_storage)
    )
    opened.page.click("#scheme")
    assert opened.page.inner_text("#scheme") == "Light mode"
    assert opened.problems == []


def test_a_report_without_papers_says_so(tmp_path: Path, browser: Browser) -> None:
    make_report(tmp_path, "title,abstract\n")
    opened = open_page(browser, tmp_path / "report.html")
    assert opened.problems == []
    assert "There are no papers to draw" in opened.page.inner_text("main")


# ---- cards ----


def test_a_suggested_change_is_copied_or_selected(
    sample: Results, tmp_path: Path, browser: Browser
) -> None:
    words = {"title": "Use <b>smaller</b> topics", "evidence": "One has 51%.", "effect": "Fewer."}
    change = {"change": "clusterings:\n  fine: {}", "file": "config.local.yaml"}
    suggestion = words | change | {"topics": ["T0001"]}
    results = dataclasses.replace(sample, suggestions=[suggestion])
    path = tmp_path / "report.html"
    path.write_text(render_report(results, CONTEXT), "utf-8")
    page = open_page(browser, path).page
    section = page.locator("section[aria-labelledby=suggestions]")
    assert section.locator("h3").inner_text() == "Use <b>smaller</b> topics"
    assert section.locator("a").get_attribute("href") == "#T0001"
    page.evaluate(
        "() => { navigator.clipboard.writeText = async (text) => { window.copied = text } }"
    )
    section.locator("button").click()
    expect(section.locator("[role=status]")).to_have_text("Copied")
    assert page.evaluate("copied") == "clusterings:\n  fine: {}"
    page.evaluate("() => { navigator.clipboard.writeText = async () => { throw new Error() } }")
    section.locator("button").click()
    expect(section.locator("[role=status]")).to_contain_text("Ctrl+C")
    assert page.evaluate("String(getSelection())") == "clusterings:\n  fine: {}"


def test_cards_can_be_searched_and_sorted(fine: Path, page: Page) -> None:
    topics = tables.read(tables.TOPICS, fine / "topics.parquet")
    visible = page.locator(".card:visible .name bdi")
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


def wait_for_heading(page: Page, part: str) -> None:
    """Wait until the heading of a section is visible."""
    page.wait_for_function(
        """(part) => {
            const { top } = document.getElementById(part).getBoundingClientRect();
            return top >= 0 && top < innerHeight / 2;
        }""",
        arg=part,
    )


@pytest.mark.parametrize("part", ["papers", "map"])
def test_cards_show_their_papers_one_after_the_other(page: Page, part: str) -> None:
    for topic in ("0", "1", "0"):
        page.click(f".card[data-topic='{topic}'] button[data-show={part}]")
        wait_for_heading(page, part)
        assert page.input_value("#topic") == topic


def test_topics_are_selected_by_stability(page: Page) -> None:
    option = page.locator("#topic-level option").nth(1)
    page.select_option("#topic-level", option.get_attribute("value"))
    label, count = option.text_content().removesuffix(")").split(" (")
    shown = page.locator(".card:visible .level strong")
    assert shown.all_inner_texts() == [label] * int(count)


# ---- addresses ----


def test_addresses_of_topics_survive_a_reload(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html", anchor="#topic-2").page
    is_visible = """() => {
        const box = document.getElementById("topic-2").getBoundingClientRect();
        return box.top >= -1 && box.top < innerHeight / 2;
    }"""
    page.wait_for_function(is_visible)
    page.reload()
    wait_until_ready(page)
    page.wait_for_function(is_visible)
    page.fill("#topic-query", "no such topic")
    page.evaluate("location.hash = '#topic-0'")
    page.evaluate("location.hash = '#topic-2'")
    expect(page.locator("#topic-2")).to_be_visible()
    page.wait_for_function(is_visible)


def test_invalid_addresses_do_no_harm(fine: Path, browser: Browser) -> None:
    opened = open_page(browser, fine / "report.html", anchor="#%E0%A4%A")
    for anchor in ("topic-999", "paper-", "'\"><script>", "%E0%A4%A"):
        go_to(opened.page, anchor)
        assert opened.problems == [], anchor


def test_links_to_other_results_are_shown_only_beside_them(
    fine: Path, browser: Browser, tmp_path: Path
) -> None:
    page = open_page(browser, fine / "report.html").page
    assert page.locator("#sibling-links a").first.is_visible()
    for address in page.locator("#sibling-links a").evaluate_all("links => links.map(l => l.href)"):
        assert Path(address.removeprefix("file://")).exists()
    copy = tmp_path / "report.html"
    copy.write_bytes((fine / "report.html").read_bytes())
    assert open_page(browser, copy).page.locator("#sibling-links").is_hidden()
    site = tmp_path / "a site/fine"
    site.mkdir(parents=True)
    page = open_page(browser, copy.rename(site / "report.html")).page
    assert page.locator("#sibling-links").is_visible()
    assert page.locator("#map ~ .beside a").all_inner_texts() == ["SVG", "PNG"]


# ---- markup in dumps ----


def test_markup_in_a_dump_is_shown_as_text(hostile: Path, browser: Browser) -> None:
    opened = open_page(browser, hostile / "report.html")
    page = opened.page
    assert page.title().startswith("A <Title>, mine, run ")
    listed = [" ".join(title.split()) for title in listed_titles(page)]
    for title in HOSTILE:
        assert " ".join(strip_markup(title).split()) in listed, title
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
    select_whole_map(page)
    assert opened.problems == []
    assert page.title().startswith("A <Title>, mine, run ")


def test_markup_in_a_hovered_title_is_text(hostile: Path, browser: Browser) -> None:
    page = open_page(browser, hostile / "report.html").page
    papers = tables.read(tables.PAPERS, hostile / "papers.parquet")
    for paper_id in papers.paper_id:
        place = page.evaluate(DOT, paper_id)
        page.mouse.move(place["x"] - 2, place["y"])
        page.mouse.move(place["x"], place["y"])
        expect(page.locator("#tooltip strong:visible")).to_have_count(1)
        assert page.locator("#tooltip b, #tooltip img, #tooltip script").count() == 0


# ---- accessibility and print ----


@pytest.mark.parametrize("options", [{}, DARK, PHONE], ids=["light", "dark", "phone"])
def test_axe_finds_no_serious_violations(fine: Path, browser: Browser, options: dict) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed; `make test` does")
    page = open_page(browser, fine / "report.html", **options).page
    papers = tables.read(tables.PAPERS, fine.parent / "papers.parquet")
    page.evaluate(AXE.read_text("utf-8"))
    page.click("#legend button.entry >> nth=0")
    paper = f"#paper-{papers.paper_id[0]}"
    for address, shown in (("#overview", "#overview"), (paper, "#details")):
        page.evaluate("address => { location.hash = address; }", address)
        expect(page.locator(shown)).to_be_visible()
        wait_for_frames(page)
        result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        serious = [
            (violation["id"], [node["html"][:120] for node in violation["nodes"]][:3])
            for violation in result["violations"]
            if violation["impact"] in ("serious", "critical")
        ]
        assert serious == [], json.dumps(serious, indent=1)


def test_the_table_of_dumps_is_not_cut_off(page: Page) -> None:
    box = page.get_by_role("region", name="Themes and topics in each dump")
    for width in (1280, 1024, 768):  # on phones it scrolls, beside its first column
        page.set_viewport_size({"width": width, "height": 800})
        assert box.evaluate("node => node.scrollWidth <= node.clientWidth"), width
    page.set_viewport_size({"width": 1280, "height": 800})
    link = box.get_by_role("link").first
    link.click()
    expect(page.locator(link.get_attribute("href") or "")).to_be_in_viewport()


def test_a_printed_page_has_the_map_and_its_legend_together(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html").page
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 1000})  # of A4, within its margins
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    height = page.locator(".map-and-legend").evaluate("node => node.getBoundingClientRect().height")
    assert 300 < height < 1000
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_interactive_parts_are_not_printed(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html").page
    page.select_option("#grade", index=1)
    page.emulate_media(media="print")
    for hidden in ("#table", ".tools", "nav", "#scheme"):
        assert page.locator(hidden).first.is_hidden(), hidden
    for visible in (".summary", ".card", "#trust", "#plain-papers", "#legend"):
        assert page.locator(visible).first.is_visible(), visible
    for instructions in (".mouse", ".touch"):
        assert page.locator(f"{instructions}:visible").count() == 0
    cut = "all => all.filter((box) => box.scrollWidth > box.clientWidth + 1).length"
    assert page.locator(".subject-box, .topic-box").evaluate_all(cut) == 0
    assert page.locator(".card .sentences p").first.is_visible()  # although folded
    margins = page.evaluate("[...document.styleSheets[0].cssRules].at(-1).cssText")
    assert f'@top-left {{ content: "{page.title()}"; }}' in margins
    items = page.locator("#plain-papers li:visible")
    assert items.count() == page.evaluate("plot.data[0].x.length")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert items.count() == len(selected_dots(page))


def test_instructions_are_for_mouse_or_touch(fine: Path, browser: Browser) -> None:
    for options, shown, other in (({}, ".mouse", ".touch"), (TOUCH, ".touch", ".mouse")):
        page = open_page(browser, fine / "report.html", **options).page
        assert page.locator(f"#map ~ .hint {shown}").first.is_visible()
        assert page.locator(f"{other}:visible").count() == 0
        page.context.close()


def test_a_dark_page_is_printed_on_white(fine: Path, browser: Browser) -> None:
    page = open_page(browser, fine / "report.html").page
    page.click("#scheme")
    ink = "getComputedStyle(document.body).color"
    dark = page.evaluate(ink)
    page.emulate_media(media="print")
    assert page.evaluate(ink) != dark
    assert page.evaluate(ink) == "rgb(28, 36, 48)"


def test_page_without_javascript_shows_topics(fine: Path, browser: Browser) -> None:
    page = browser.new_context(offline=True, java_script_enabled=False).new_page()
    page.goto((fine / "report.html").as_uri())
    topics = tables.read(tables.TOPICS, fine / "topics.parquet")
    assert page.locator(".card:visible").count() == len(topics)
    assert page.locator("noscript").first.is_visible()
    papers = tables.read(tables.PAPERS, fine.parent / "papers.parquet")
    assert {*page.locator("#plain-papers li:visible > :first-child").all_inner_texts()} == {
        *papers.title
    }
    for useless in ("#table", ".tools", "#canvas", "#scheme"):
        assert page.locator(useless).first.is_hidden(), useless
    page.click(".card .paper >> nth=0")
    expect(page.locator("li:target")).to_have_count(1)


def test_the_map_is_printed_before_it_is_drawn(fine: Path, browser: Browser) -> None:
    page = browser.new_context(offline=True).new_page()
    page.add_init_script("window.requestAnimationFrame = () => 0")
    page.goto((fine / "report.html").as_uri())
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    papers = tables.read(tables.PAPERS, fine.parent / "papers.parquet")
    topics = tables.read(tables.TOPICS, fine / "topics.parquet")
    assert page.locator("#plain-map circle").count() == len(papers)
    assert page.locator("#plain-map text").all_text_contents() == [*topics.name]
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#plain-map").count() == 0


def test_a_browser_that_cannot_decompress_shows_all(fine: Path, browser: Browser) -> None:
    def remove(page: Page) -> None:
        page.add_init_script("delete window.DecompressionStream")

    opened = open_page(browser, fine / "report.html", before=remove)
    assert opened.page.evaluate("'DecompressionStream' in window") is False
    assert opened.page.evaluate("plot.data[0].x.length") > 0
    assert opened.problems == []


# ---- earlier run and curation ----


def test_new_papers_are_marked_and_permanent_ids_are_addresses(
    finished: Workflow, tmp_path: Path, browser: Browser
) -> None:
    results = read_results(inputs_of(finished.folder / "results", "fine"))
    ids, hidden = results.topics.topic_id, results.topics.topic == 2
    changes = {
        "topics": [{"topic_id": ids[1], "events": ["born"], "split_from": "", "name_before": ""}],
        "flows": [],
        "new": [{"paper_id": paper_id} for paper_id in results.papers.paper_id[:3]],
    }
    results = dataclasses.replace(
        results,
        topics=results.topics.assign(hidden=hidden),
        changes=results.changes
        | {"baseline": {"number": 7, "recorded": "2026-11-21"}, "changes": changes},
    )
    path = tmp_path / "report.html"
    path.write_text(render_report(results, CONTEXT), "utf-8")
    opened = open_page(browser, path, anchor=f"#{ids[1]}")
    page = opened.page
    card = page.locator(".card", has=page.locator(f"#{ids[1]}"))
    assert 0 <= card.bounding_box()["y"] < 100
    assert "new" in card.locator(".badge").inner_text()
    page.select_option("#topic-level", index=1)
    page.evaluate(f"location.hash = '#{ids[0]}'")
    page.locator(f"#{ids[0]}").wait_for()
    page.evaluate(f"location.hash = '#{ids[2]}'")  # a hidden topic, listed in one line
    expect(page.locator(f"#{ids[2]}")).to_be_visible()
    page.select_option("#new", "1")
    assert sorted(listed_titles(page)) == sorted(results.papers.title[:3])
    for chips in (".status:has(#count) .chips", ".status:has(#map-count) .chips"):
        assert "new since run 7" in page.inner_text(chips)
    assert page.locator("#table .body .badge").count() == 3
    page.click(".status:has(#map-count) .chips button")
    assert len(listed_titles(page)) == len(results.papers)
    assert page.locator(".chips button").count() == 0
    page.select_option("#colour-by", "topic")
    entries = page.locator("#legend .entry bdi").all_text_contents()
    assert results.topics.name[1] in entries
    assert results.topics.name[2] not in entries
    names = page.evaluate("[...document.querySelectorAll('#topic option')].map((o) => o.value)")
    assert "2" in names
    assert opened.problems == []


def test_a_first_run_marks_nothing_as_new(page: Page) -> None:
    assert page.locator(".badge").count() == 0
    assert page.is_hidden("#new")
