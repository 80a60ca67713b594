"""The page of sweeps."""

import re
from html import unescape
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page

from helpers.pages import (
    AXE,
    DARK,
    HOSTILE,
    PHONE,
    OpenedPage,
    check_policy,
    open_page,
    wait_until_ready,
)
from helpers.sweeps import CLUSTERINGS, DEFAULTS, PARAMETERS, make_sweep
from paperthemes.sweep.page import MAX_DRAWN, collect_page_data, render
from paperthemes.sweep.results import SweepResults
from paperthemes.workflow.config import Clustering

IS_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
ERROR = "no topics: min_topic_size 90 is too large"
FAILED = make_sweep(failed={2: ERROR})  # medium, nobody left out, without words


def render_sweeps(*sweeps: SweepResults, title: str = "Title") -> str:
    """Return the page of sweeps, which are those of `fine`, `fine2` and so on."""
    names = [f"fine{number or ''}" for number in range(len(sweeps))]
    return render(
        {
            name: {**sweep.content, "clustering": name}
            for name, sweep in zip(names, sweeps, strict=True)
        },
        {name: sweep.labels for name, sweep in zip(names, sweeps, strict=True)},
        {name: CLUSTERINGS["fine"] for name in names},
        defaults=DEFAULTS,
        run_day="2026-11-30",
        runs=dict.fromkeys(names, 4),
        title=title,
    )


def open_sweeps(browser: Browser, folder: Path, *sweeps: SweepResults, **options) -> OpenedPage:
    """Open the page of sweeps in a folder of results."""
    path = folder / "results/sweep.html"
    path.parent.mkdir(exist_ok=True)
    path.write_text(render_sweeps(*sweeps), "utf-8")
    return open_page(browser, path, **options)


def text_of(page: str) -> str:
    """Return the text of a page without its styles and scripts."""
    shown = re.sub(r"<(style|script).*?</\1>|<[^>]*>", "", page, flags=re.DOTALL)
    return " ".join(unescape(shown).split())


def part(name: str) -> str:
    """Return the selector of a part of the page."""
    return f"[data-part='{name}']"


def read_entry(page: Page) -> dict:
    """Return the settings that the page proposes for a new clustering, without the defaults."""
    entry = yaml.safe_load(page.inner_text(f"{part('details')} pre"))
    (settings,) = entry.values()
    return settings


# ---- the page, without a browser ----


def test_sentences_name_the_knee_and_the_current_settings() -> None:
    text = text_of(render_sweeps(make_sweep()))
    assert (
        "No number in mind? granularity: medium, max_unassigned: 0.1, neighbours.lexical_weight: 0"
        " gives 11 topics with a stability of 0.88, 10% of the papers unassigned. It is the knee"
        in text
    )
    assert "Now, fine has granularity: fine, max_unassigned: 0.1" in text
    assert "neighbours.lexical_weight hardly matters." in text
    assert "failed" not in text
    assert "30 November 2026 · settings compared: 12 points of fine (run 4)" in text


def test_an_entry_leaves_out_what_another_setting_overrides() -> None:
    sweep = make_sweep({"granularity": ["broad"], "min_topic_size": [None, 5]}, current=None)
    entries = [
        point["entry"] for point in collect_page_data(sweep, CLUSTERINGS, DEFAULTS)["points"]
    ]
    assert "granularity: broad" in entries[0]
    assert "granularity: broad" not in entries[1]  # it stays "fine"
    assert "min_topic_size: 5" in entries[1]


def test_a_failed_point_is_shown_with_its_error() -> None:
    text = text_of(render_sweeps(FAILED))
    assert "1 point failed; the table of all points has its error." in text
    assert f"failed: {ERROR}" in text


def test_a_sweep_without_any_point_is_shown_with_its_errors() -> None:
    text = text_of(render_sweeps(make_sweep(failed=dict.fromkeys(range(12), ERROR))))
    assert "12 points failed" in text
    assert "Which settings matter" not in text


def test_without_a_knee_and_a_current_point_there_are_no_sentences_on_them() -> None:
    parameters = {"max_unassigned": [0, 0.1]}
    for name, failed in ((None, {}), ("max_unassigned=0.1", {1: ERROR})):
        text = text_of(render_sweeps(make_sweep(parameters, current=name, failed=failed)))
        assert "No number in mind?" not in text
        assert "Now, fine has" not in text


def test_markup_in_names_and_errors_is_text() -> None:
    name = HOSTILE[1]
    page = render_sweeps(make_sweep(name_topic=name, failed={0: HOSTILE[0]}), title="A <Title>")
    assert page.count("</script>") == 2  # the data, our scripts
    assert "A &lt;Title&gt;" in page
    assert "<script>document" not in page
    check_policy(page)


def test_the_page_of_forty_points_is_small() -> None:
    sizes = {"min_topic_size": list(range(3, 23)), "max_unassigned": [0, 0.1]}
    sweep = make_sweep(sizes, current=None, name_topic="A typical name of a topic")
    page = render_sweeps(sweep)
    assert len(sweep.points) == MAX_DRAWN == 40
    assert len(page.encode()) < 150_000


# ---- in a browser ----


@pytest.mark.browser
def test_the_setting_for_a_wanted_number_of_topics_is_found(
    tmp_path: Path, browser: Browser
) -> None:
    opened = open_sweeps(browser, tmp_path, make_sweep())
    page = opened.page
    assert page.input_value(part("wanted")) == "22"  # as many as now
    assert read_entry(page) == {"granularity": "fine", "max_unassigned": 0} | {
        "neighbours": {"lexical_weight": 0}
    }
    page.fill(part("wanted"), "11")
    best = page.inner_text(f"{part('choices')} li >> nth=0")
    assert best.startswith(
        "12 topics: granularity: medium, max_unassigned: 0, neighbours.lexical_weight: 0"
    )
    assert "stability 0.88, nobody left out" in best
    assert read_entry(page) == {"max_unassigned": 0, "neighbours": {"lexical_weight": 0}}
    page.click(f"{part('rows')} tr[data-point='5'] button")
    assert read_entry(page) == {"max_unassigned": 0}
    page.select_option(part("limit"), "0.1")
    assert "About 11 topics, up to 10% left out" in page.inner_text(part("choices"))
    assert page.inner_text(f"{part('choices')} li >> nth=0").startswith("11 topics")
    page.fill(part("wanted"), "200")
    text = page.inner_text(part("choices"))
    assert "No such point has about 200 topics. To find some, write n_topics: [200] into" in text
    assert "in place of granularity" in text
    assert page.inner_text(f"{part('choices')} li >> nth=0").startswith("24 topics")
    assert opened.problems == []


@pytest.mark.browser
def test_points_with_the_same_topics_are_one_answer(tmp_path: Path, browser: Browser) -> None:
    page = open_sweeps(browser, tmp_path, make_sweep()).page
    answers = page.locator(f"{part('choices')} li")
    assert [text.split(" ")[0] for text in answers.all_inner_texts()] == ["24", "12", "4"]
    assert "; any neighbours.lexical_weight gives the same" in answers.first.inner_text()
    assert "the most stable first, then the next nearest" in page.inner_text(part("choices"))
    # If one of them failed, "any" would not be true.
    page = open_sweeps(
        browser,
        tmp_path,
        make_sweep(
            {**PARAMETERS, "neighbours.lexical_weight": [0, 0.3, 0.6]},
            current=None,
            failed={6: ERROR},
        ),
    ).page
    assert "; point 9 gives the same" in page.inner_text(part("choices"))


@pytest.mark.browser
def test_the_address_keeps_the_view_and_back_returns_to_the_point_before(
    tmp_path: Path, browser: Browser
) -> None:
    opened = open_sweeps(browser, tmp_path, make_sweep())
    page = opened.page
    heading = f"{part('details')} h4"
    page.select_option(part("metric"), "npmi")
    page.wait_for_url(lambda url: "fine-metric=npmi" in url)
    for point in (2, 5):
        page.click(f"{part('rows')} tr[data-point='{point - 1}'] button")
        page.wait_for_url(re.compile(f"fine-point={point}$"))
    page.go_back()
    page.wait_for_url(re.compile("fine-point=2$"))
    assert page.inner_text(heading) == "Point 2"
    page.reload()
    wait_until_ready(page)
    assert page.inner_text(heading) == "Point 2"
    assert page.input_value(part("metric")) == "npmi"
    page.evaluate("location.hash = 'fine-plot?fine-point=99&fine-metric=none'")
    page.wait_for_url(re.compile("#fine-plot$"))
    assert opened.problems == []


@pytest.mark.browser
def test_if_all_points_leave_papers_out_the_fewest_are_named(
    tmp_path: Path, browser: Browser
) -> None:
    sweep = make_sweep({**PARAMETERS, "max_unassigned": [0.1, 0.2]}, current=None)
    page = open_sweeps(browser, tmp_path, sweep).page
    assert "All points leave more papers out: 10% at least." in page.inner_text(part("choices"))
    assert "10% unassigned" in page.inner_text(f"{part('choices')} li >> nth=0")


@pytest.mark.browser
def test_dots_show_their_topics_by_mouse_and_keyboard(tmp_path: Path, browser: Browser) -> None:
    opened = open_sweeps(browser, tmp_path, FAILED)
    page = opened.page
    dots = page.locator(f"{part('plot')} circle")
    assert dots.count() == len(FAILED.points) - 1
    tooltip = page.locator(".sweep-tooltip")
    dots.first.hover()
    assert "4 topics, clustering stability 0.90" in tooltip.inner_text()
    assert "Topic 0 (30)" in tooltip.inner_text()
    page.focus(f"{part('plot')} circle[tabindex='0']")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.point") == "1"
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert label.startswith("Point 2; granularity: broad")
    assert "largest topics: Topic 0 (30)" in label
    page.keyboard.press("Enter")
    assert page.inner_text(f"{part('details')} h4") == "Point 2"
    page.keyboard.press("Escape")
    assert tooltip.is_hidden()
    page.select_option(part("metric"), "npmi")
    assert "keywords in the same papers" in page.inner_text(part("metric-line"))
    assert opened.problems == []


@pytest.mark.browser
@pytest.mark.parametrize("options", [{}, PHONE], ids=["computer", "phone"])
def test_dots_of_the_same_place_are_all_seen(
    tmp_path: Path, browser: Browser, options: dict
) -> None:
    parameters = {"granularity": ["broad", "fine"], "neighbours.seed": list(range(14))}
    page = open_sweeps(browser, tmp_path, make_sweep(parameters, current=None), **options).page
    box = page.locator(f"{part('plot')} svg").bounding_box()
    dots = page.locator(f"{part('plot')} circle")
    centres = set()
    for dot in dots.all():
        place = dot.bounding_box()
        assert box["x"] <= place["x"] <= box["x"] + box["width"] - place["width"]
        assert box["y"] <= place["y"] <= box["y"] + box["height"] - place["height"]
        centres.add((round(place["x"] / 5), round(place["y"] / 5)))
    assert len(centres) == dots.count() == 28


@pytest.mark.browser
def test_the_table_is_sorted_and_its_points_are_chosen(tmp_path: Path, browser: Browser) -> None:
    page = open_sweeps(browser, tmp_path, FAILED).page
    first = page.locator(f"{part('rows')} tr >> nth=0")
    page.click("th[data-sort='topics'] button")
    assert first.locator("td").nth(3).inner_text() == "4"
    page.click("th[data-sort='topics'] button")
    assert first.locator("td").nth(3).inner_text() == "24"
    assert page.get_attribute("th[data-sort='topics']", "aria-sort") == "descending"
    assert ERROR in page.inner_text(f"{part('rows')} tr >> nth=-1")  # not known: the last
    page.click(f"{part('rows')} tr[data-point='11'] button")
    assert page.inner_text(f"{part('details')} h4") == "Point 12 (now)"
    assert page.locator(f"{part('details')} pre").count() == 0  # it is a clustering already
    assert "22 of its 22 topics are nearly the same" in page.inner_text(part("details"))


@pytest.mark.browser
def test_agreement_is_drawn_for_few_points_and_listed_for_many(
    tmp_path: Path, browser: Browser
) -> None:
    page = open_sweeps(browser, tmp_path, FAILED).page
    squares = page.locator(f"{part('matrix')} rect")
    assert squares.count() == (len(FAILED.points) - 1) ** 2
    first = squares.first.locator("title").text_content()
    assert first == "Point 1 and Point 1: 1.00"
    sizes = {"min_topic_size": list(range(3, 44)), "max_unassigned": [0]}
    page = open_sweeps(browser, tmp_path, make_sweep(sizes, current=None)).page
    assert page.is_hidden(part("matrix"))
    assert page.locator(f"{part('details')} button:has-text('Point')").count() == 5


@pytest.mark.browser
def test_each_sweep_has_its_own_parts(tmp_path: Path, browser: Browser) -> None:
    opened = open_sweeps(browser, tmp_path, make_sweep(), make_sweep(failed={0: ERROR}))
    page = opened.page
    wanted = page.locator(part("wanted"))
    wanted.nth(1).fill("4")
    headings = page.locator(f"{part('details')} h4")
    assert headings.all_inner_texts() == ["Point 9", "Point 2"]
    assert page.locator(f"{part('plot')} svg").count() == 2
    assert opened.problems == []


@pytest.mark.browser
def test_without_javascript_sentences_and_table_stand(tmp_path: Path, browser: Browser) -> None:
    path = tmp_path / "sweep.html"
    path.write_text(render_sweeps(FAILED), "utf-8")
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(path.as_uri())
    text = page.inner_text("main")
    assert "No number in mind?" in text
    assert "to copy need JavaScript" in text
    assert page.locator(f"{part('rows')} tr").count() == len(FAILED.points)
    assert page.is_hidden(part("form"))
    assert page.is_hidden(part("plot"))


@pytest.mark.browser
def test_names_are_text_and_fit_a_phone(tmp_path: Path, browser: Browser) -> None:
    sweep = make_sweep(name_topic=HOSTILE[3] + " long" * 200)
    opened = open_sweeps(browser, tmp_path, sweep, **PHONE)
    assert opened.page.title() == "Title: settings compared"
    assert HOSTILE[3] in opened.page.inner_text(part("topics"))
    assert not opened.page.evaluate(IS_TOO_WIDE)
    assert opened.problems == []


@pytest.mark.browser
@pytest.mark.parametrize("options", [{}, DARK], ids=["light", "dark"])
def test_axe_finds_no_violations(tmp_path: Path, browser: Browser, options: dict) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed; `make test` does")
    page = open_sweeps(browser, tmp_path, FAILED, **options).page
    page.evaluate(AXE.read_text("utf-8"))
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [violation["id"] for violation in result["violations"]] == []
    assert Clustering(**read_entry(page)).granularity == "fine"
