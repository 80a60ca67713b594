"""The changes page shows what `changes.json` holds."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from helpers.pages import AXE, DARK, HOSTILE, PHONE, open_page, wait_until_ready
from helpers.papers import make_papers
from helpers.run_pairs import (
    Topics,
    changes_content,
    current_run,
    make_topics,
    move,
    titles_in,
)
from helpers.workflow import Workflow
from paperthemes.report.changes_page import render_changes_page
from paperthemes.report.changes_summary import summarise
from paperthemes.report.topic_changes import EVENTS, explain_events
from paperthemes.text.titles import title_hash

DAY = {"first": "--03-08", "last": "--03-08"}
REPORTS = [
    {"dump": "b.txt", "records": 3, "dates": DAY},
    {"dump": "c.txt", "records": 2, "dates": {}},
]
IS_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


class Pair:
    """Two runs as `changes.json` and as a page."""

    def __init__(
        self,
        before: Topics | None,
        after: Topics,
        published: str | list[str] = "2026-03-02",
        **options: Any,
    ) -> None:
        dates = [published] * len(after) if isinstance(published, str) else published
        current = current_run(after, published=dates, **options)
        self.content = changes_content(before, current)
        self.summary = summarise(self.content, current.papers, REPORTS)
        self.html = render_changes_page(
            self.content, current.papers, current.topics, title="A <Title>", summary=self.summary
        )

    @property
    def text(self) -> str:
        """The text of the page."""
        body = re.sub(
            r"<script.*?</script>", " ", self.html.split("</style>", 1)[1], flags=re.DOTALL
        )
        return " ".join(unescape(re.sub(r"<[^>]*>", "", body)).split())

    def open(self, folder: Path, browser: Browser, **options: Any) -> Any:
        """Open the page in a browser, among other results."""
        path = folder / "results/fine/changes.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.html, "utf-8")
        return open_page(browser, path, **options)


def split_pair() -> Pair:
    """Make two runs: a topic splits, and two papers are new."""
    before = make_topics(T0001=10, T0002=5)
    after = move(before, *titles_in(before, "T0001")[:4], to="T0007")
    return Pair(before, after | {"Fresh": "T0007", "Newer": ""})


def hostile_pair() -> Pair:
    """Make two runs whose titles and names contain markup."""
    ids = [f"T{number + 1:04d}" for number in range(len(HOSTILE))]
    before = dict(zip(HOSTILE, ids, strict=True)) | {f"{t} again": "T0001" for t in HOSTILE}
    after = before | {f"{t} again": "T0002" for t in HOSTILE[1:]}
    return Pair(before, after, names=dict(zip(ids, HOSTILE, strict=True)))


def test_every_event_and_reason_is_explained() -> None:
    thresholds = split_pair().content["thresholds"]
    assert [*explain_events(thresholds)] == [*EVENTS]


def test_the_summary_has_six_lines_with_working_links() -> None:
    pair = split_pair()
    lines = pair.summary
    assert [line.text for line in lines] == [
        "Since run 3 (1 February 2026, 07:05 UTC), no dump is new. 15 papers + 2 new = 17 now. "
        "Of the 15 in both runs, 4 changed topic and 11 did not.",
        "2 new papers: 1 in 1 topic, 1 unassigned. Most are in",
        "No topic's share grew or fell in the new papers by more than chance would explain.",
        "3 topics, 2 before: 1 split, 1 born, 1 kept. Notable topics:",
        "4 of the 15 papers in both runs (27%) changed topic, 4 of them clearly: "
        "their old topic split (4).",
        "Shrank most:",
    ]
    for line in lines:
        assert all(f'id="{address[1:]}"' in pair.html for _, address in line.links)


def test_the_summary_says_where_the_papers_of_a_new_topic_were() -> None:
    before = make_topics(T0001=30, T0002=5)
    after = move(before, *titles_in(before, "T0001")[:5], to="T0007") | {"Fresh": "T0007"}
    links = Pair(before, after).summary[3].links
    origin = "5 of its 6 papers were in Name of T0001"
    assert (f"Name of T0007 (born; {origin})", "#T0007") in links
    scattered = move(before, *titles_in(before, "T0001")[:3], to="T0007")
    scattered |= {f"Fresh {number}": "T0007" for number in range(3)}
    links = Pair(before, scattered).summary[3].links
    assert ("Name of T0007 (born)", "#T0007") in links


def test_the_card_of_a_new_topic_says_where_most_of_its_papers_were() -> None:
    assert "Split from Name of T0001: 4 of its 5 papers were there." in split_pair().text
    before = make_topics(T0001=30, T0002=5)
    after = move(before, *titles_in(before, "T0001")[:5], to="T0007") | {"Fresh": "T0007"}
    assert "5 of its 6 papers were in Name of T0001." in Pair(before, after).text


def test_an_unstable_topic_is_called_so() -> None:
    before = make_topics(T0001=30)
    after = move(before, *titles_in(before, "T0001")[:5], to="T0007")
    pair = Pair(before, after, stability={"T0001": 0.6, "T0007": 0.26})
    origin = "5 of its 5 papers were in Name of T0001"
    links = pair.summary[2].links
    assert (f"Name of T0007 (born; {origin}; unstable (0.26))", "#T0007") in links
    assert "Name of T0007 T0007 born Unstable (0.26)" in pair.text
    assert "Fairly stable" not in pair.text


def test_sub_groups_whose_papers_are_mostly_new_are_named() -> None:
    before = make_topics(T0001=10, T0002=10)
    new = [f"Fresh {number}" for number in range(4)]
    subgroups = dict.fromkeys([*titles_in(before, "T0001")[:2], *new], "red kites")
    subgroups |= dict.fromkeys(titles_in(before, "T0002"), "blue kites")
    pair = Pair(before, before | dict.fromkeys(new, "T0001"), subgroups=subgroups)
    (line,) = [line for line in pair.summary if "sub-groups" in line.text]
    assert line.links == [("red kites in Name of T0001 (4 of its 6 papers are new)", "#T0001")]
    assert (
        "A sub-group is mostly new if it has at least 5 papers, and at least two thirds"
        in pair.text
    )
    subgroups.pop(new[0])
    fewer = Pair(before, before | dict.fromkeys(new, "T0001"), subgroups=subgroups)
    assert "sub-group" not in fewer.text


def test_a_topic_that_changed_much_is_called_so() -> None:
    outliers = [f"Outlier {number}" for number in range(6)]
    before = make_topics(T0001=10) | dict.fromkeys(outliers, "")
    after = move(before, *titles_in(before, "T0001")[:6], to="")
    text = Pair(before, move(after, *outliers, to="T0001")).text
    assert "Changed much (1) More of its papers joined or left than stayed: its overlap" in text
    assert "Name of T0001 T0001changed much" in text


def test_runs_without_differences_are_summarised() -> None:
    topics = make_topics(T0001=5)
    lines = Pair(topics, topics).summary
    assert [line.text for line in lines] == [
        "Since run 3 (1 February 2026, 07:05 UTC), no dump is new. 5 papers + 0 new = 5 now. "
        "Of the 5 in both runs, 0 changed topic and 5 did not.",
        "No new papers.",
        "1 topic, 1 before: 1 kept.",
        "No paper present in both runs changed topic.",
        "Every topic that both runs have is as large as before.",
    ]


def test_equal_content_gives_equal_pages() -> None:
    assert split_pair().html == split_pair().html


def test_the_page_of_a_first_run_shows_its_months() -> None:
    text = Pair(None, make_topics(T0001=5)).text
    assert "This is the first run of this clustering" in text
    assert "This is the only run so far." in text
    assert "2026-03 is unfinished" in text
    assert "2026-03 (unfinished)" in text


def test_a_page_without_papers_or_dates_has_no_charts() -> None:
    pair = Pair(None, {})
    assert "No paper has a year and a month, so there is no monthly trend." in pair.text
    assert pair.html.count("<script") == 1
    undated = Pair(None, make_topics(T0001=3), "2026")
    assert "so there is no monthly trend" in undated.text


def test_renamed_hidden_and_merged_topics_are_marked() -> None:
    before = make_topics(T0001=6, T0002=5)
    text = Pair(
        before,
        move(before, *titles_in(before, "T0002"), to="T0001"),
        identified=before,
        merge={"T0002": "T0001"},
        names={"T0001": "Another name"},
        hidden=["T0001"],
    ).text
    assert "Formerly Name of T0001." in text
    assert "; 1 renamed." in text
    assert "was Name of T0001" in text
    assert "Merged into another topic by curation.yaml." in text
    assert "hidden by curation.yaml" in text


def test_topics_of_the_earlier_run_have_their_names_of_that_time() -> None:
    before = make_topics(T0001=10, T0002=10)
    after = move(before, *titles_in(before, "T0001")[:2], to="T0002")
    pair = Pair(before, after, names={"T0001": "Boats"})
    moved = pair.html.split('<h2 id="moved">')[1].split('<h2 id="flow">')[0]
    assert moved.count("<bdi>Name of T0001</bdi></a> <small>(now <bdi>Boats</bdi>)</small>") == 2
    data = re.search(r'id="comparison"[^>]*>(.*?)</script>', pair.html)
    assert data is not None
    runs = json.loads(data[1])["clusterings"]
    assert [run["topics"] for run in runs] == [
        ["Name of T0001", "Name of T0002"],
        ["Name of T0002", "Boats"],
    ]


def test_the_numbers_of_papers_add_up_in_rows_and_columns() -> None:
    before = {**make_topics(T0001=20, T0002=20, T0003=10), "Outlier": "", "Gone": "T0001"}
    after = move(before, *titles_in(before, "T0001")[:8], to="T0007")
    after = move(after, "T0002 paper 1", to="") | {"Outlier": "T0002", "Fresh": "", "New": "T0002"}
    del after["Gone"]
    table = Pair(before, after).html.split('id="all-topics"')[1].split("</table>")[0]
    cells = [re.findall(r'number">([\d,]+)<', row) for row in table.split("<tr")[2:]]
    *rows, total = [[*map(int, row)] for row in cells]
    for was, stayed, left, gone, joined, new, now in (*rows, total):
        assert (was, now) == (stayed + left + gone, stayed + joined + new)
    assert total == [sum(column) for column in zip(*rows, strict=True)]
    assert total == [52, 41, 10, 1, 10, 2, 53]


def test_dumps_have_their_file_names_and_dates() -> None:
    topics = make_topics(T0001=5)
    text = Pair(topics, topics, dumps=["b.txt"]).text
    assert "1 dump is new: b.txt (8 March); 1 dump is gone: a.txt. The" in text
    names = [f"{letter}.txt" for letter in "bcdef"]
    text = Pair(topics, topics, dumps=["a.txt", *names]).text
    assert "5 dumps are new: b.txt (8 March), c.txt, d.txt, and 2 more. The" in text


def test_the_records_of_new_dumps_add_up() -> None:
    before = make_topics(T0001=2)
    after = before | {"Fresh": "T0001", "Newer": "T0001", "Elsewhere": ""}
    sources = [["a.txt"], ["a.txt", "b.txt"], ["b.txt", "c.txt"], ["b.txt"], ["a.txt"]]
    current = current_run(after, dumps=["a.txt", "b.txt", "c.txt"])
    papers = make_papers(after, dumps=sources)
    text = summarise(changes_content(before, current), papers, REPORTS)[0].text
    counts = (
        "2 new papers, 1 already known, 2 duplicates of these; 1 other new paper in other dumps"
    )
    assert f"c.txt. The new dumps have 5 records: {counts}. 2 papers + 3 new = 5 now." in text


def test_runs_of_one_day_differ_by_their_times() -> None:
    topics = make_topics(T0001=5)
    text = Pair(topics, topics).text
    assert "run 4 of 8 March 2026, 16:20 UTC" in text
    assert "run 31 February 2026, 07:05 UTC" in text


def test_markup_in_titles_and_names_is_text() -> None:
    html = hostile_pair().html
    assert html.count("</script>") == 2  # a block of data, our scripts
    assert "A &lt;Title&gt;" in html
    assert "<img src=x" not in html
    assert "default-src 'none'" in unescape(html)


def test_events_in_the_summary_and_in_the_headings_add_up() -> None:
    before = make_topics(T0001=20, T0002=20, T0003=10)
    after = move(before, *titles_in(before, "T0001")[:8], to="T0007")
    after |= {f"New {number}": "T0002" for number in range(9)}
    pair = Pair(before, after)
    line = pair.summary[3].text
    in_summary = {word: int(n) for n, word in re.findall(r"(\d+) (split|born|grown|kept)", line)}
    headings = re.findall(r'<h3 id="event-(\w+)">\w+ \((\d+)\)', pair.html)
    in_headings = {event: int(count) for event, count in headings}
    assert in_summary == {"split": 1, "born": 1, "grown": 1, "kept": 1}
    assert in_headings == {"split": 1, "born": 1, "grown": 1}  # those kept are in the table alone
    assert sum(in_summary.values()) == len(pair.content["changes"]["topics"])


def test_papers_link_to_their_details_and_to_their_source() -> None:
    before = make_topics(T0001=10, T0002=5)
    after = move(before, *titles_in(before, "T0001")[:4], to="T0007") | {"Fresh": "T0007"}
    urls = ["https://example.org/a?b=1&c"] * len(after)
    html = Pair(before, after, url=urls, abstract=["We show <b>this</b> & more of it."] * 16).html
    for title in ("Fresh", "T0001 paper 0"):
        link = f'href="report.html#paper-{title_hash(title)}"><bdi>{title}</bdi></a>'
        assert link in html
    assert html.count('href="https://example.org/a?b=1&amp;c"') == 1 + 4
    assert "We show &lt;b&gt;this&lt;/b&gt; &amp; more of it." in html


def test_the_page_says_what_marks_lack() -> None:
    before = make_topics(T0001=5)
    after = before | {"Fresh": "T0001"}
    assert "The dumps have no upvotes of these papers." in Pair(before, after).text
    assert "The dumps have no years or upvotes of these" in Pair(before, after, "").text
    extra = ['{"upvotes": "9"}'] * len(after)
    assert "The dumps have no" not in Pair(before, after, extra=extra).text


def test_moves_that_mean_little_are_folded() -> None:
    before = {**make_topics(T0001=10, T0002=10), "Outlier": ""}
    moved = move(before, "T0001 paper 0", "Outlier", to="T0002")
    text = Pair(before, moved).text
    assert "2 of the 21 papers in both runs (9.5%) changed topic, 1 of them clearly" in text
    assert "Reshuffling at the edges of topics: 1 more paper" in text
    unclear = Pair(before, move(before, "Outlier", to="T0001")).text
    assert "changed topic, 0 of them clearly. The other 1 only reshuffled" in unclear


def test_the_trend_of_a_new_or_unstable_topic_says_so() -> None:
    before = make_topics(T0001=300, T0002=3)
    new = {f"New {number}": "T0002" for number in range(30)}
    born = {f"Other {number}": "T0003" for number in range(30)}
    after = move(before, "T0001 paper 0", "T0001 paper 1", to="T0003") | new | born
    text = Pair(before, after, stability={"T0002": 0.2}).text
    assert "Name of T0002 (1.0% \u2192 50%; unstable (0.20))" in text
    assert "Name of T0003 (0.7% \u2192 50%; new topic)" in text
    assert "emerging unstable (0.20)" in text
    assert "emerging new topic" in text


def test_trends_by_date_are_tested_and_drawn() -> None:
    before = make_topics(T0001=300, T0002=30)
    fresh = {f"New {number}": "T0002" for number in range(60)}
    months = [f"2025-{1 + n % 9:02d}-20" for n in range(330)] + ["2025-10-02", "2025-11-30"] * 30
    pair = Pair(before, before | fresh, published=months)
    assert "Emerging in the new papers: Name of T0002 (9.1% \u2192 100%)" in pair.text
    assert "Emerging by date (2025-09 to 2025-11): Name of T0002" in pair.text
    assert "Holm\u2019s correction for the number of topics, 5% level" in pair.text
    assert pair.html.count('<svg class="shares"') == 2
    assert "Number of papers per month" in pair.text


def test_old_words_are_gone() -> None:
    text = split_pair().text
    for old in ("under the first event", "Its id stays reserved", "themselves shifted"):
        assert old not in text
    assert "Each topic is listed once, under its main change." in text
    assert "Its ID is reserved." in explain_events(split_pair().content["thresholds"])["retired"]


@pytest.mark.parametrize("dates", [["2025"] * 15, ["1200-01-01"] + ["2300-02"] * 14, [""] * 15])
def test_odd_dates_break_nothing(dates: list[str]) -> None:
    topics = make_topics(T0001=10, T0002=5)
    assert "Trends" in Pair(topics, topics, published=dates).text


@pytest.mark.browser
def test_the_page_draws_flows_and_filters_new_papers(tmp_path: Path, browser: Browser) -> None:
    opened = split_pair().open(tmp_path, browser)
    page = opened.page
    assert page.locator(".sankey-node").count() == 3 + 4  # with new papers and unassigned
    names = page.locator(".sankey-names span").all_inner_texts()
    assert {"new papers", "unassigned", "Name of T0007"} <= set(names)
    looks = page.locator(".sankey-node").evaluate_all(
        "nodes => nodes.map((node) => `${node.textContent.split(':')[0]} ${node.style.fill}`)"
    )
    assert len(set(looks)) == len(set(names))  # a topic has one colour
    assert page.locator("#flow-rows tr").count() == 3
    assert page.is_visible("#sibling-links")
    assert page.url.endswith("changes.html")
    page.select_option("[name=topic]", "T0007")
    page.wait_for_url(re.compile("new-topic=T0007$"))
    page.click("nav a[href='#moved']")  # a new entry of the history, with the same view
    page.go_back()
    page.reload()
    wait_until_ready(page)
    assert page.locator("#new-papers > li:visible h3").all_inner_texts() == ["Fresh"]
    assert page.inner_text("[data-filters='#new-papers > li'] output") == "1 of 2"
    page.select_option("[name=topic]", "")
    page.fill("[data-filters='#new-papers > li'] input", "unassigned")
    assert page.locator("#new-papers > li:visible").count() == 1
    assert opened.problems == []


@pytest.mark.browser
def test_moved_papers_are_filtered_by_words_and_reason(tmp_path: Path, browser: Browser) -> None:
    before = make_topics(T0001=10, T0002=10)
    after = move(before, *titles_in(before, "T0001")[:4], to="T0007")
    after["T0002 paper 0"] = "T0001"
    opened = Pair(before, after).open(tmp_path, browser)
    page = opened.page
    rows = page.locator("#clear-moves tbody tr:visible")
    assert rows.count() == 5
    page.select_option("[name=why]", "shifted")
    assert rows.locator("th").all_inner_texts() == ["T0002 paper 0"]
    form = "[data-filters='#clear-moves tbody tr']"
    assert page.inner_text(f"{form} output") == "1 of 5"
    page.select_option("[name=why]", "")
    page.fill(f"{form} input", "3T")  # a word of two cells
    assert rows.count() == 0
    page.fill(f"{form} input", "paper 3")
    assert rows.count() == 1
    rows.locator("td a").first.click()
    page.wait_for_function("location.hash.split('?')[0] === '#T0001'")
    assert opened.problems == []


@pytest.mark.browser
@pytest.mark.parametrize("options", [DARK, PHONE], ids=["dark", "phone"])
def test_the_page_works_in_the_dark_and_on_phones(
    tmp_path: Path, browser: Browser, options: dict
) -> None:
    opened = hostile_pair().open(tmp_path, browser, **options)
    page = opened.page
    assert not page.evaluate(IS_TOO_WIDE)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#scheme")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != background
    assert page.title() == "A <Title>, fine, run 4: what changed, 8 March 2026"
    assert page.locator("main img, main script, main b").count() == 0
    assert opened.problems == []


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_reports_no_violations(tmp_path: Path, browser: Browser, scheme: str) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed; `make test` installs it")
    page = split_pair().open(tmp_path, browser, color_scheme=scheme).page
    page.evaluate(AXE.read_text("utf-8"))
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [violation["id"] for violation in result["violations"]] == []


@pytest.mark.browser
def test_the_page_of_a_first_run_opens(finished: Workflow, browser: Browser) -> None:
    opened = open_page(browser, finished.folder / "results/fine/changes.html")
    assert "This is the first run" in opened.page.inner_text(".banner")
    assert opened.page.locator(".charts .shares").count() > 0
    assert opened.problems == []


def test_folded_lists_are_printed(tmp_path: Path, browser: Browser) -> None:
    before = make_topics(T0001=10)
    gone, *_ = titles_in(before, "T0001")
    pair = Pair(before, {title: topic for title, topic in before.items() if title != gone})
    page = pair.open(tmp_path, browser).page
    removed = page.locator(".listing", has_text=gone).get_by_role("listitem", include_hidden=True)
    assert removed.is_hidden()
    page.emulate_media(media="print")
    assert removed.is_visible()
