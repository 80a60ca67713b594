"""The switch between the reports of the clusterings keeps the reader's view and place."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect

from helpers.pages import (
    CONTEXT,
    edit_topic,
    listed_titles,
    open_page,
    search,
    wait_for_frames,
    wait_until_ready,
)
from helpers.workflow import Workflow
from paperthemes import tables
from paperthemes.report.inputs import Results
from paperthemes.report.page import render_report
from paperthemes.report.siblings import Sibling, Successors


@pytest.fixture(scope="module")
def page(finished: Workflow, chromium: Browser) -> Iterator[Page]:
    """Return a page for the reports of both clusterings."""
    opened = open_page(chromium, finished.folder / "results/broad/report.html")
    yield opened.page
    opened.page.context.close()


def write_report(folder: Path, results: Results, successors: Mapping[str, Successors]) -> Path:
    """Write a report that can be entered from a clustering `fine`; return its path."""
    fine = {"name": "fine", "topics": 9, "is_finer": True, "share": 0.5, "counterparts": {}}
    path = folder / "report.html"
    path.write_text(
        render_report(results, CONTEXT, [Sibling(**fine, successors=successors)]), "utf-8"
    )
    return path


def open_view(page: Page, finished: Workflow, clustering: str, anchor: str) -> None:
    """Open a view of a report."""
    path = finished.folder / "results" / clustering / "report.html"
    page.goto("about:blank")
    page.goto(f"{path.as_uri()}{anchor}")
    wait_until_ready(page)


def switch(page: Page) -> str:
    """Go to the other clustering; return the address of the view that opens."""
    page.click("#granularity a")
    wait_until_ready(page)
    page.wait_for_function("!location.hash.includes('from=')")
    return page.evaluate("location.hash")


def topics_of(finished: Workflow, clustering: str) -> pd.Series:
    """Return the topic of each paper of a clustering."""
    folder = finished.folder / "results" / clustering
    numbers = tables.read(tables.ASSIGNMENTS, folder / "assignments.parquet").topic
    ids = tables.read(tables.TOPICS, folder / "topics.parquet").topic_id
    return numbers[numbers >= 0].map(ids)


def name_of(finished: Workflow, clustering: str, topic_id: str) -> str:
    """Return the name of a topic."""
    topics = tables.read(tables.TOPICS, finished.folder / "results" / clustering / "topics.parquet")
    return topics.set_index("topic_id").name[topic_id]


def find_divided_topic(finished: Workflow) -> tuple[str, pd.Series]:
    """Return a topic of `broad` that `fine` divides, and how many of its papers each part has."""
    fine, broad = topics_of(finished, "fine"), topics_of(finished, "broad")
    parts = {topic: fine.reindex(own.index).value_counts() for topic, own in broad.groupby(broad)}
    return next(
        (topic, counts)
        for topic, counts in parts.items()
        if len(counts) > 1 and counts.iloc[0] > counts.iloc[1]
    )


def first_title(page: Page) -> str:
    """Return the first title of the list that is in view."""
    wait_for_frames(page)
    return page.evaluate(
        """() => {
            const list = document.getElementById("table");
            const top = list.querySelector(".head").getBoundingClientRect().bottom;
            const rows = [...list.querySelectorAll(".body [role=row]")];
            const inView = rows.find((row) => {
                const box = row.getBoundingClientRect();
                return (box.top + box.bottom) / 2 >= top;
            });
            return inView.querySelector(".title bdi").textContent;
        }"""
    )


@pytest.mark.browser
@pytest.mark.parametrize(("here", "there"), [("broad", "fine"), ("fine", "broad")])
def test_the_switch_keeps_the_view_and_says_which_topic_it_shows_instead(
    finished: Workflow, page: Page, here: str, there: str
) -> None:
    own, others = topics_of(finished, here), topics_of(finished, there)
    for topic, papers in [*own.groupby(own)][::4]:
        open_view(page, finished, here, f"#papers?query=a&topic={topic}&sort=title")
        address = switch(page)
        common = others[others.index.intersection(papers.index)].value_counts()
        shown = re.fullmatch(r"#papers\?query=a&topic=(T\d+)&sort=title", address)[1]
        assert common[shown] == common.max()
        count = "all" if common.max() == len(papers) else f"{common.max()} of the"
        note = page.locator(".status:has(#count) .chips small")
        expect(note).to_contain_text(f"This topic has {count} {len(papers)} papers of “")
        expect(note).to_contain_text(f"” in {here}")
    page.click(".status:has(#count) .chips button:has-text('topic:')")
    expect(note).to_have_count(0)


@pytest.mark.browser
def test_the_switch_follows_a_theme_into_the_topic_with_its_papers(
    finished: Workflow, page: Page
) -> None:
    folder = finished.folder / "results/fine"
    theme = tables.read(tables.THEMES, folder / "themes.parquet").iloc[0]
    own = tables.read(tables.ASSIGNMENTS, folder / "assignments.parquet").theme == theme.theme
    (topic,) = topics_of(finished, "broad")[own].unique()
    open_view(page, finished, "fine", f"#papers?subject=theme-{theme.theme}")
    assert switch(page) == f"#papers?topic={topic}"
    note = page.locator(".status:has(#count) .chips small")
    expect(note).to_have_text(
        f"This topic has all {theme['size']} papers of “{theme['name']}” in fine"
    )
    assert switch(page) == f"#papers?subject=theme-{theme.theme}"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("has_themes", "parts", "view", "note"),
    [
        (
            *(True, ((0, 10), (1, 1)), "topic=T0001"),
            "This topic has 10 of the 12 papers of “Robots” in fine. "
            "The others: Topic b (1), unassigned (1)",
        ),
        (
            *(True, ((0, 5), (1, 5), (2, 1)), "subject=theme-0"),
            "This theme has 10 of the 12 papers of “Robots” in fine. "
            "The others: Topic c (1), unassigned (1)",
        ),
        (
            *(True, ((0, 4), (2, 3), (4, 2), (1, 1), (3, 1)), ""),
            "not filtered by theme: the 12 papers of “Robots” in fine are in 5 topics of mine: "
            "Topic a (4), Topic c (3), Topic e (2), 2 more topics (2), unassigned (1)",
        ),
        (
            *(False, ((0, 6), (1, 6)), ""),
            "not filtered by theme: mine has no themes, and the 12 papers of “Robots” in fine "
            "are in 2 topics of mine: Topic a (6), Topic b (6)",
        ),
    ],
    ids=["topic", "theme", "neither", "no themes"],
)
def test_a_theme_is_replaced_by_the_topic_or_theme_with_nearly_all_its_papers(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    chromium: Browser,
    has_themes: bool,
    parts: tuple[tuple[int, int], ...],
    view: str,
    note: str,
) -> None:
    results = request.getfixturevalue("sample" if has_themes else "without_themes")
    path = write_report(tmp_path, results, {"theme-7": Successors("Robots", 12, parts)})
    opened = open_page(chromium, path, anchor="#theme-7?from=fine&subject=theme-7").page
    assert opened.evaluate("location.hash") == f"#T0001{view and '?'}{view}"
    expect(opened.locator(".status:has(#count) .chips small")).to_have_text(note)
    line = opened.locator(".card:has(#T0001) .arrival span")
    expect(line).to_contain_text(f"This topic has {parts[0][1]} of the 12 papers of “Robots”")
    opened.context.close()


@pytest.mark.browser
def test_the_switch_keeps_the_place_that_is_read(finished: Workflow, page: Page) -> None:
    open_view(page, finished, "fine", "")
    topic = page.locator(".card").nth(4).get_attribute("data-topic")
    fine, broad = topics_of(finished, "fine"), topics_of(finished, "broad")
    here = page.locator(f"#topic-{topic} header").get_attribute("id")
    page.locator(f"#topic-{topic}").evaluate("card => card.scrollIntoView()")
    page.locator(f"#topic-{topic} a.paper").first.click()
    page.wait_for_selector("#details:not([hidden])")
    address = switch(page)  # the open paper does not cover it
    expect(page.locator("#details")).to_be_visible()
    expect(page.locator("#details")).to_contain_text(f"In fine: {name_of(finished, 'fine', here)}")
    common = broad[broad.index.intersection(fine.index[fine == here])].value_counts()
    there = re.match(r"#(T\d+)\?paper=", address)[1]
    assert common[there] == common.max()
    expect(page.locator(f".card:has(#{there})")).to_be_in_viewport()
    page.keyboard.press("Escape")
    page.evaluate("document.getElementById('papers').scrollIntoView()")
    assert switch(page) == "#papers"
    assert page.locator(".counterparts a[href^='../broad/report.html#topic-']").count() > 0


@pytest.mark.browser
def test_the_switch_keeps_the_section_in_which_the_reader_has_typed(
    finished: Workflow, page: Page
) -> None:
    open_view(page, finished, "fine", "")
    page.evaluate(
        "() => scrollBy(0, document.getElementById('map-query').getBoundingClientRect().top"
        " - innerHeight / 2)"
    )
    search(page, "model", "#map-query")
    assert switch(page) == "#map?query=model"


@pytest.mark.browser
@pytest.mark.parametrize("use", ["click", "wheel"])
def test_the_switch_takes_the_card_that_was_used_not_the_one_beside_it(
    finished: Workflow, page: Page, use: str
) -> None:
    open_view(page, finished, "broad", "")
    fine, broad = topics_of(finished, "fine"), topics_of(finished, "broad")
    left, right = (page.locator(".card").nth(at) for at in (0, 1))
    assert left.bounding_box()["y"] == right.bounding_box()["y"]
    if use == "click":
        right.evaluate("card => card.scrollIntoView()")
        right.locator(".facts").click()
    else:  # the mouse stays where it is
        box = right.bounding_box()
        page.mouse.move(box["x"] + 50, 500)
        page.mouse.wheel(0, box["y"] - 300)
        page.wait_for_function("() => scrollY > 0")
        wait_for_frames(page)
    here = right.locator("header").get_attribute("id")
    common = fine[fine.index.intersection(broad.index[broad == here])]
    assert switch(page) == f"#{common.mode()[0]}"


@pytest.mark.browser
@pytest.mark.parametrize("use", ["address", "mouse", "keys"])
def test_the_switch_takes_the_theme_whose_heading_is_read(
    finished: Workflow, page: Page, use: str
) -> None:
    folder = finished.folder / "results/fine"
    theme = tables.read(tables.THEMES, folder / "themes.parquet").iloc[1]
    own = tables.read(tables.ASSIGNMENTS, folder / "assignments.parquet").theme == theme.theme
    (topic,) = topics_of(finished, "broad")[own].unique()
    place = f"#theme-{theme.theme}"
    open_view(page, finished, "fine", place if use == "address" else "")
    heading = page.locator(f"{place} h3")
    if use == "mouse":
        box = heading.bounding_box()
        page.mouse.move(box["x"] + 50, 500)
        page.mouse.wheel(0, box["y"] - 495)
        page.wait_for_function("() => scrollY > 0")
    elif use == "keys":
        heading.evaluate("node => scrollBy(0, node.getBoundingClientRect().top - 150)")
    wait_for_frames(page)
    assert switch(page) == f"#{topic}"
    line = page.locator(f".card:has(#{topic}) .arrival span")
    expect(line).to_have_text(
        f"This topic has all {theme['size']} papers of “{theme['name']}” in fine"
    )
    assert switch(page) == place
    expect(heading).to_be_in_viewport()


@pytest.mark.browser
def test_the_switch_takes_the_card_of_which_most_is_visible(finished: Workflow, page: Page) -> None:
    open_view(page, finished, "broad", "")
    fine, broad = topics_of(finished, "fine"), topics_of(finished, "broad")
    card = page.locator(".card").nth(2)  # below the end of another one
    card.evaluate("card => scrollBy(0, card.getBoundingClientRect().top - innerHeight / 2.5)")
    here = card.locator("header").get_attribute("id")
    common = fine[fine.index.intersection(broad.index[broad == here])]
    assert switch(page) == f"#{common.mode()[0]}"


@pytest.mark.browser
@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_moving_the_focus_to_the_switch_keeps_the_place(
    finished: Workflow, page: Page, key: str
) -> None:
    fine, broad = topics_of(finished, "fine"), topics_of(finished, "broad")
    card = page.locator(".card").nth(4)
    if key == "Tab":  # from the top of the page, where nothing has been used
        open_view(page, finished, "broad", "")
        card.evaluate("card => card.scrollIntoView()")
        here = card.locator("header").get_attribute("id")
    else:  # past the cards before it
        here = broad.value_counts().index[-1]
        open_view(page, finished, "broad", f"#{here}?sort=title")
    is_at_switch = "document.activeElement.closest('#granularity') !== null"
    for _ in range(500):
        page.keyboard.press(key)
        if page.evaluate(is_at_switch):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/fine/report.html*")
    wait_until_ready(page)
    there = fine[fine.index.intersection(broad.index[broad == here])].mode()[0]
    arrived = page.locator(f".card:has(#{there})")
    expect(arrived).to_be_in_viewport()
    page.keyboard.press("Tab")
    assert arrived.locator(":focus").count() == 1


@pytest.mark.browser
def test_the_card_says_which_papers_of_the_topic_it_has_and_where_the_others_are(
    finished: Workflow, page: Page
) -> None:
    topic, parts = find_divided_topic(finished)
    first, second = parts.index[:2]
    size = (topics_of(finished, "broad") == topic).sum()
    name = name_of(finished, "broad", topic)
    open_view(page, finished, "broad", f"#{topic}")
    assert switch(page) == f"#{first}"
    line = page.locator(f".card:has(#{first}) .arrival span")
    expect(line).to_contain_text(
        f"This topic has {parts[first]} of the {size} papers of “{name}” in broad. "
        f"The others: {name_of(finished, 'fine', second)} ({parts[second]})"
    )
    line.locator("a").first.click()
    line = page.locator(f".card:has(#{second}) .arrival span")
    expect(line).to_contain_text(f"This topic has {parts[second]} of the {size} papers")
    expect(page.locator(".arrival")).to_have_count(1)
    page.locator(f".card:has(#{first}) .facts").click()
    expect(page.locator(".arrival")).to_have_count(0)


@pytest.mark.browser
def test_there_and_back_leads_to_the_same_card_and_filter(finished: Workflow, page: Page) -> None:
    topic, parts = find_divided_topic(finished)
    smallest = parts.index[-1]
    open_view(page, finished, "fine", f"#{smallest}?subject=theme-0")
    assert switch(page).startswith(f"#{topic}?topic=")
    assert switch(page) == f"#{smallest}?subject=theme-0"
    edit_topic(page, smallest, note="To read")
    assert switch(page).startswith(f"#{topic}?topic=")
    page.click("nav.sections a[href='#papers']")
    assert switch(page).startswith("#papers?subject=theme-0&edits=")
    expect(page.locator("#edit-news")).to_have_text("1 edit for curation.yaml")


@pytest.mark.browser
def test_the_switch_follows_the_papers_of_a_sub_group(finished: Workflow, page: Page) -> None:
    folder = finished.folder / "results/broad"
    papers = tables.read(tables.ASSIGNMENTS, folder / "assignments.parquet")
    fine = topics_of(finished, "fine")
    open_view(page, finished, "broad", "#topics")
    links = page.locator(".subgroups a").all()[::3]
    assert links
    for link in links:
        term = link.text_content()
        link.click()
        view = page.evaluate("location.hash")
        own = papers[(papers.subgroup == term) & (papers.topic_id == re.search(r"T\d+", view)[0])]
        expect(page.locator("#count")).to_contain_text(f"{len(own)} of ")
        topics = fine[fine.index.intersection(own.index)].value_counts()
        assert topics[re.search(r"topic=(T\d+)", switch(page))[1]] == topics.max()
        note = page.locator(".status:has(#count) .chips small")
        expect(note).to_contain_text(f"{len(own)} papers of “{term}” in broad are in")
        counts = [int(count) for count in re.findall(r"\((\d+)\)", note.text_content())]
        assert counts[0] == topics.max()
        assert sum(counts) == len(own)
        assert switch(page) == view
    switch(page)
    page.click(".status:has(#count) button.clear")
    assert "topic" not in switch(page)  # the sub-group is as little kept as the topic
    links[0].click()
    page.click(".status:has(#count) .chips button:has-text('topic:')")
    expect(page.locator(".status:has(#count) .chips button")).to_have_count(0)


@pytest.mark.browser
def test_forward_after_back_shows_the_notes_again(finished: Workflow, page: Page) -> None:
    open_view(page, finished, "broad", "#topics")
    page.locator(".subgroups a").first.click()
    view = switch(page)
    notes = page.locator(".status:has(#count) .chips small")
    text = notes.text_content()
    return_and_leave(page)
    expect(notes).to_have_text(text)
    assert page.evaluate("location.hash") == view
    assert "subgroup=" in switch(page)  # the way back is known, too
    switch(page)
    page.click(".status:has(#count) button.clear")
    page.wait_for_function("!location.hash.includes('topic=')")
    return_and_leave(page)
    expect(notes).to_have_count(0)
    open_view(page, finished, "fine", f"#{find_divided_topic(finished)[1].index[-1]}")
    switch(page)
    line = page.locator(".arrival")
    text = line.text_content()
    return_and_leave(page)
    expect(line).to_have_text(text)
    expect(line).to_be_in_viewport()


def return_and_leave(page: Page) -> None:
    """Go back to the other report, and forward again."""
    for go in (page.go_back, page.go_forward):
        go()
        wait_until_ready(page)


@pytest.mark.browser
def test_a_list_can_be_limited_to_the_papers_of_the_sub_group(
    sample: Results, tmp_path: Path, chromium: Browser
) -> None:
    by_topic = sample.assignments.groupby("topic")
    papers = pd.concat([by_topic.get_group(0).iloc[:4], by_topic.get_group(1).iloc[:1]])
    assert papers.subgroup.iloc[:4].nunique() == 2  # so that no sub-group takes the place
    path = write_report(tmp_path, sample, {})
    given = f"from-size=5&from-papers={','.join(papers.paper_id)}"
    view = f"#papers?from=fine&topic=T0009&subgroup=robots&{given}"
    opened = open_page(chromium, path, anchor=view).page
    filters = opened.locator(".status:has(#count) .chips")
    assert len(listed_titles(opened)) > 5
    note = "5 papers of “robots” in fine are in Topic a (4), Topic b (1)"
    expect(filters).to_contain_text(note)
    filters.locator("button", has_text="Show only papers of “robots”").click()
    expect(filters).not_to_contain_text("Show only")
    opened.wait_for_function("location.hash.includes('chosen=')")
    opened.reload()
    wait_until_ready(opened)
    expect(filters.locator("button")).to_have_text(["5 chosen papers ✕"])
    assert {*listed_titles(opened)} == {*papers.title}
    opened.context.close()


@pytest.mark.browser
def test_filters_of_cards_are_there_and_back_the_same(finished: Workflow, page: Page) -> None:
    topic, parts = find_divided_topic(finished)
    smallest = parts.index[-1]
    open_view(page, finished, "fine", f"#{smallest}")
    data = page.locator(f".card:has(#{smallest})").evaluate("card => ({ ...card.dataset })")
    view = f"#{smallest}?topic-subject={data['subject']}&topic-level={data['level']}"
    open_view(page, finished, "fine", view)
    assert switch(page).startswith(f"#{topic}")
    note = page.locator(".arrival small")  # the filters themselves are out of view
    expect(note).to_contain_text("not filtered by theme: broad has no themes; ")
    assert switch(page) == view
    expect(page.locator(".arrival small")).to_have_count(0)
    switch(page)
    other = page.locator(f".card:not(:has(#{topic}))").last
    other.locator(".facts").click()
    assert "topic-subject" not in switch(page)  # whose card is of another theme
    note = page.locator("#topic-count + small")
    expect(note).to_contain_text("not filtered by theme, to show this topic")


@pytest.mark.browser
def test_a_search_of_topics_is_there_and_back_the_same(finished: Workflow, page: Page) -> None:
    open_view(page, finished, "fine", "")
    page.locator("#topics").scroll_into_view_if_needed()
    page.fill("#topic-query", "learning")
    assert switch(page) == switch(page) == "#topics?topic-query=learning"
    expect(page.locator("#topic-query")).to_have_value("learning")


@pytest.mark.browser
def test_the_link_of_a_card_leads_to_a_card_that_says_which_papers_it_has(
    finished: Workflow, page: Page
) -> None:
    open_view(page, finished, "broad", "#topics")
    link = page.locator(".counterparts a").nth(1)
    name = link.text_content()
    link.click()
    expect(page.locator(".arrival")).to_contain_text("” in broad")
    expect(page.locator(".card:has(.arrival) .name bdi")).to_have_text(name)


@pytest.mark.browser
def test_notes_say_which_filters_mean_something_else(finished: Workflow, page: Page) -> None:
    folder = finished.folder / "results/fine"
    grades = tables.read(tables.ASSIGNMENTS, folder / "assignments.parquet").grade
    open_view(page, finished, "fine", "#papers?grade=fringe&topic-subject=0&topic-level=stable")
    page.evaluate("document.getElementById('table').scrollTop = 1000")
    title = first_title(page)
    assert switch(page) == "#papers?grade=fringe&topic-level=stable"
    note = page.locator(".status:has(#count) .chips small")
    expect(note).to_have_text(
        "fringe in broad; other papers may be fringe in fine; "
        f"{(grades == 'fringe').sum()} papers matched in fine; "
        f"the list in fine began at “{title}”, which is not in this one"
    )
    cards = page.locator("#topic-count + small")
    expect(cards).to_have_text("not filtered by theme: broad has no themes; stability as in broad")
    page.select_option("#topic-level", "")
    expect(cards).to_have_count(0)
    page.select_option("#grade", "core")
    expect(note).to_have_count(0)


@pytest.mark.browser
@pytest.mark.parametrize("view", ["", "?query=a"])
def test_the_switch_keeps_the_first_paper_in_view(
    finished: Workflow, page: Page, view: str
) -> None:
    open_view(page, finished, "fine", f"#papers{view}")
    page.evaluate("document.getElementById('table').scrollTop = 1500")
    title = first_title(page)
    switch(page)
    assert first_title(page) == title


@pytest.mark.browser
def test_going_back_from_the_other_report_leads_to_the_place_that_was_read(
    finished: Workflow, page: Page
) -> None:
    open_view(page, finished, "fine", "")
    page.locator("#topics").scroll_into_view_if_needed()
    page.fill("#topic-query", "learning")
    page.locator("#topic-query-help button").first.wait_for()  # it comes late when the page reopens
    page.evaluate("document.getElementById('papers').scrollIntoView()")
    page.evaluate("document.getElementById('table').scrollTop = 1500")
    title, place = first_title(page), page.locator("#papers").bounding_box()
    switch(page)
    page.go_back()
    wait_until_ready(page)
    page.locator("#topic-query-help button").first.wait_for()
    assert first_title(page) == title
    assert page.locator("#papers").bounding_box()["y"] == pytest.approx(place["y"], abs=2)


@pytest.mark.browser
def test_the_switch_keeps_the_part_of_the_map_and_the_selected_area(
    finished: Workflow, page: Page
) -> None:
    lasso = "lasso=0_0_512_0_512_1024_0_1024"
    ranges = "['xaxis', 'yaxis'].flatMap((axis) => plot._fullLayout[axis].range)"
    open_view(page, finished, "fine", f"#map?{lasso}")
    page.click("#zoom-in")
    zoomed = page.evaluate(ranges)
    assert switch(page) == f"#map?{lasso}"
    assert page.evaluate(ranges) == pytest.approx(zoomed, abs=2)
    open_view(page, finished, "broad", f"#map?from=fine&from-map=1&from-camera=2_0_0&{lasso}")
    assert page.evaluate("location.hash") == "#map"
    expect(page.locator("#map-filters")).to_have_text("not filtered by area: fine has another map")
    assert page.evaluate(ranges) != pytest.approx(zoomed, abs=2)
