"""What changed since an earlier run: what is counted, and the page that shows it."""

import json
import re
from collections.abc import Mapping, Sequence
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from helpers.pages import AXE, DARK, HOSTILE, PHONE, open_page
from helpers.workflow import Workflow
from paperthemes import tables
from paperthemes.changes.compare import Changes, CurrentRun, compare_runs
from paperthemes.changes.events import TopicChange, split_into
from paperthemes.changes.stage import to_json
from paperthemes.changes.trends import compute_trends, is_over, month_of
from paperthemes.curation.edits import Curation, TopicEdit
from paperthemes.history.run import Run, RunMetadata
from paperthemes.history.store import RunSummary
from paperthemes.report.changes_data import Earlier, Told
from paperthemes.report.changes_page import changes_page
from paperthemes.report.changes_words import brief
from paperthemes.text.titles import title_hash

WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
Topics = Mapping[str, str]  # topic_id by title; empty for unassigned


def spread(**topics: int) -> dict[str, str]:
    """Name so many papers of each topic: `spread(T0001=2)` has two papers of T0001."""
    return {
        f"{topic} paper {number}": topic
        for topic, count in topics.items()
        for number in range(count)
    }


def earlier_run(
    topics: Topics,
    *,
    identified: Topics | None = None,
    retired: Sequence[str] = (),
    names: Topics | None = None,
    encoder: str = "toy",
    dumps: Sequence[str] = ("a.txt",),
) -> Run:
    """Make run 3, with these papers in these topics."""
    found = identified or topics
    papers = [
        (title_hash(title), title, [], found[title], topic, "core" if topic else "unassigned", 0, 0)
        for title, topic in topics.items()
    ]
    known = sorted({*topics.values(), *found.values(), *retired} - {""})
    own = {one: sorted(title_hash(t) for t in found if found[t] == one) for one in known}
    rows = [
        (
            *(one, (names or {}).get(one, f"Name of {one}"), ""),
            *([*topics.values()].count(one), 1, 1 if one in retired else 3),
            *(own[one], [], [1.0], encoder, ""),
        )
        for one in known
    ]
    return Run(
        RunMetadata(3, "0002-" + "0" * 12, encoder, "", tuple(dumps), "", (), "", 9),
        tables.make(tables.KNOWN_PAPERS, sorted(papers)),
        tables.make(tables.KNOWN_TOPICS, rows),
    )


def this_run(
    topics: Topics,
    *,
    identified: Topics | None = None,
    aliases: Mapping[str, list[str]] | None = None,
    margin: float = 0.5,
    hidden: Sequence[str] = (),
    names: Topics | None = None,
    encoder: str = "toy",
    encoder_before: str = "toy",
    merge: Topics | None = None,
    pin: Topics | None = None,
    dumps: Sequence[str] = ("a.txt",),
) -> CurrentRun:
    """Make the run after it."""
    found = topics if identified is None else {**topics, **identified}
    order = sorted(topics, key=title_hash)
    sizes = {one: [*topics.values()].count(one) for one in {*topics.values()} - {""}}
    ids = sorted(sizes, key=lambda one: (-sizes[one], one))
    numbers = {one: number for number, one in enumerate(ids)} | {"": -1}
    named = {one: (names or {}).get(one, f"Name of {one}") for one in ids} | {"": "unassigned"}
    papers, assignments = [], []
    for title in order:
        paper_id, topic = title_hash(title), topics[title]
        other = [title_hash(alias) for alias in (aliases or {}).get(title, [])]
        papers.append((paper_id, title, "", "", "", "", [], "", [], ["a.txt"], other, "{}"))
        grade = "core" if topic else "unassigned"
        place = (numbers[topic], named[topic], grade, 0.9, -1, margin, 0 if topic else -1)
        assignments.append((paper_id, title, *place, "Theme", [], [], topic))
    rows = [
        (number, named[one], sizes[one], [], [], 0.8, [], *(number % 3, "Theme", False), *more)
        for number, one in enumerate(ids)
        for more in [(one, one in hidden, "")]
    ]
    return CurrentRun(
        tables.make(tables.PAPERS, papers),
        tables.make(tables.ASSIGNMENTS, assignments),
        tables.make(tables.TOPICS, rows),
        [found[title] for title in order],
        sorted({*found.values()} - {""}),
        encoder,
        dumps,
        encoder_before,
        Curation({one: TopicEdit(merge_into=end) for one, end in (merge or {}).items()}, pin or {}),
    )


def compared(before: Topics, after: Topics, **said: object) -> dict[str, TopicChange]:
    """Compare two runs, and return what became of the topics by topic_id."""
    found = compare_runs(earlier_run(before), this_run(after, **said))
    return {one.topic_id: one for one in found.topics}


def whys(found: Changes) -> dict[str, str]:
    """Return why each paper moved, by title."""
    return {move.title: move.why for move in found.moved}


def moved_to(topics: Topics, *titles: str, topic: str) -> dict[str, str]:
    """Return topics after some papers went into one."""
    return {**topics, **dict.fromkeys(titles, topic)}


# ---- papers ----


def test_papers_are_new_gone_or_kept_and_counted_per_topic() -> None:
    before = spread(T0001=4, T0002=4)
    after = {**before, "A new one": "T0001", "Another": ""}
    del after["T0002 paper 0"]
    found = compare_runs(
        earlier_run(before, dumps=["a.txt", "old.txt"]),
        this_run(after, dumps=["a.txt", "b.txt"]),
    )
    assert (found.before, found.after, found.kept) == (8, 9, 7)
    assert {(paper.title, paper.topic_id) for paper in found.new} == {
        ("A new one", "T0001"),
        ("Another", ""),
    }
    assert [(paper.title, paper.topic_id) for paper in found.gone] == [("T0002 paper 0", "T0002")]
    assert [(one.new, one.gone) for one in found.topics] == [(1, 0), (0, 1)]
    assert (found.unassigned_before, found.unassigned_after) == (0, 1)
    assert (found.new_dumps, found.gone_dumps) == (("b.txt",), ("old.txt",))


def test_a_paper_is_followed_by_its_aliases() -> None:
    before = spread(T0001=4)
    after = {title: topic for title, topic in before.items() if title[-1] != "0"}
    after["Its better title"] = "T0001"
    current = this_run(after, aliases={"Its better title": ["T0001 paper 0"]})
    found = compare_runs(earlier_run(before), current)
    assert (found.kept, found.new, found.gone, found.moved) == (4, (), (), ())


def test_flows_count_every_paper_once() -> None:
    before = {**spread(T0001=4, T0002=4), "Lost": "T0001", "Stray": ""}
    after = {**moved_to(before, "T0001 paper 1", topic="T0002"), "Fresh": "T0002"}
    del after["Lost"]
    found = compare_runs(earlier_run(before), this_run(after))
    assert {(flow.before, flow.after, flow.papers) for flow in found.flows} == {
        ("T0001", "T0001", 3),
        ("T0001", "T0002", 1),
        ("T0001", "gone", 1),
        ("T0002", "T0002", 4),
        ("new", "T0002", 1),
        ("unassigned", "unassigned", 1),
    }


# ---- topics ----


def test_nothing_changed() -> None:
    topics = {**spread(T0001=5, T0002=4), "Stray": ""}
    found = compare_runs(earlier_run(topics), this_run(topics))
    assert all(one.events == ("same",) and one.jaccard == 1.0 for one in found.topics)
    assert found.moved == ()
    assert found.notes == ()


def test_a_topic_splits() -> None:
    before = spread(T0001=10, T0002=5)
    part = [f"T0001 paper {number}" for number in range(4)]
    found = compared(before, moved_to(before, *part, topic="T0007"))
    assert found["T0001"].events == ("split", "shrunk")
    assert found["T0001"].split_into == ("T0001", "T0007")
    assert (found["T0001"].stayed, found["T0001"].left) == (6, 4)
    assert found["T0001"].jaccard == 0.6
    assert found["T0007"].events == ("born",)
    assert found["T0007"].split_from == "T0001"


def test_a_few_papers_elsewhere_are_no_split() -> None:
    before = spread(T0001=20, T0002=5)
    part = [f"T0001 paper {number}" for number in range(3)]  # 15 % of it
    assert compared(before, moved_to(before, *part, topic="T0007"))["T0001"].split_into == ()
    small = spread(T0001=6)
    two = ["T0001 paper 0", "T0001 paper 1"]  # a third, but two papers
    assert compared(small, moved_to(small, *two, topic="T0007"))["T0001"].split_into == ()


def test_a_topic_that_takes_part_of_another_is_no_part_of_it() -> None:
    before = spread(T0001=10, T0002=10)
    part = [f"T0001 paper {number}" for number in range(4)]
    found = compared(before, moved_to(before, *part, topic="T0002"))
    assert found["T0001"].events == ("shrunk",)
    assert found["T0002"].events == ("grown",)


def test_topics_merge() -> None:
    before = spread(T0001=6, T0002=5, T0003=4)
    own = [title for title, topic in before.items() if topic == "T0002"]
    found = compared(before, moved_to(before, *own, topic="T0001"))
    assert found["T0001"].events == ("merged", "grown")
    assert found["T0001"].merged_from == ("T0001", "T0002")
    assert found["T0002"].events == ("retired",)
    assert found["T0002"].merged_into == "T0001"
    assert (found["T0001"].before, found["T0001"].after) == (6, 11)
    assert not found["T0002"].by_curation


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from("XYZ")), max_size=40))
def test_no_two_topics_share_a_part(papers: list[tuple[str, str]]) -> None:
    shared = {pair: papers.count(pair) for pair in set(papers)}
    parts = [part for some in split_into(shared).values() for part in some]
    assert len(parts) == len(set(parts))
    assert all(len(some) > 1 for some in split_into(shared).values())


def test_born_retired_and_back() -> None:
    before = spread(T0002=5)
    after = {**spread(T0001=5, T0009=5)}
    found = compare_runs(earlier_run(before, retired=["T0001"]), this_run(after))
    events = {one.topic_id: one.events for one in found.topics}
    assert events == {"T0001": ("back",), "T0002": ("retired",), "T0009": ("born",)}
    assert found.topics[0].jaccard is None


@pytest.mark.parametrize(
    ("more", "elsewhere", "event"),
    [
        (3, 0, "grown"),
        (2, 0, "same"),  # too few
        (3, 30, "same"),  # but its share is smaller than it was
    ],
)
def test_growth_counts_in_number_and_share(more: int, elsewhere: int, event: str) -> None:
    before = spread(T0001=10, T0002=20)
    after = before | {f"New {number}": "T0001" for number in range(more)}
    after |= {f"Other {number}": "T0002" for number in range(elsewhere)}
    assert compared(before, after)["T0001"].events == (event,)


def test_hidden_topics_are_counted_and_marked() -> None:
    topics = spread(T0001=5, T0002=4)
    found = compared(topics, topics, hidden=["T0002"])
    assert (found["T0002"].hidden, found["T0002"].after) == (True, 4)
    assert not found["T0001"].hidden


def test_what_curation_merged_is_said_to_be_by_curation() -> None:
    before = spread(T0001=6, T0002=5)
    own = [title for title, topic in before.items() if topic == "T0002"]
    after = moved_to(before, *own, topic="T0001")
    found = compare_runs(
        earlier_run(before), this_run(after, identified=before, merge={"T0002": "T0001"})
    )
    assert found.topics[1].by_curation
    assert set(whys(found).values()) == {"merged_by_curation"}


def test_a_topic_that_pins_emptied_was_not_merged() -> None:
    before = spread(T0001=6, T0002=1)
    after = moved_to(before, "T0002 paper 0", topic="T0001")
    current = this_run(after, identified=before, pin={"T0002 paper 0": "T0001"})
    found = compare_runs(earlier_run(before), current)
    assert [one.by_curation for one in found.topics] == [False, False]
    assert whys(found) == {"T0002 paper 0": "pinned"}


def test_a_merge_that_has_long_been_is_no_reason() -> None:
    before = spread(T0001=10, T0005=10)
    paper = "T0005 paper 0"  # found in a topic now that is merged, and was in another
    current = this_run(
        moved_to(before, paper, topic="T0001"),
        identified={paper: "T0007"},
        merge={"T0007": "T0001"},
    )
    found = compare_runs(earlier_run(before), current)
    assert whys(found) == {paper: "shifted"}
    assert not any(one.by_curation for one in found.topics)


# ---- papers that moved ----


def test_why_papers_moved() -> None:
    before = {**spread(T0001=10, T0002=10, T0003=10, T0004=10), "Stray": ""}
    after = moved_to(before, *(f"T0001 paper {n}" for n in range(4)), topic="T0007")  # a split
    after = moved_to(after, *(f"T0003 paper {n}" for n in range(9)), topic="T0002")  # a merge
    after["T0003 paper 9"] = "T0004"
    after["T0002 paper 0"] = ""
    after["T0002 paper 1"] = "T0004"
    after["Stray"] = "T0004"
    found = whys(compare_runs(earlier_run(before), this_run(after)))
    assert found["T0001 paper 0"] == "split"
    assert found["T0003 paper 0"] == "merged"
    assert found["T0003 paper 9"] == "retired"
    assert found["T0002 paper 0"] == "unassigned_now"
    assert found["T0002 paper 1"] == "shifted"
    assert found["Stray"] == "unassigned_before"
    assert len(found) == 4 + 10 + 3
    close = whys(compare_runs(earlier_run(before), this_run(after, margin=0.1)))
    assert close["T0002 paper 1"] == "close_call"


def test_curation_is_the_reason_where_it_is() -> None:
    before = spread(T0001=10, T0002=10)
    paper = "T0001 paper 0"
    pinned = moved_to(before, paper, topic="T0002")
    pin = {paper: "T0002"}
    for identified in ("T0001", ""):
        current = this_run(pinned, identified={paper: identified}, pin=pin)
        assert whys(compare_runs(earlier_run(before), current)) == {paper: "pinned"}
    found_there = compare_runs(earlier_run(before), this_run(pinned, pin=pin))
    assert whys(found_there) == {paper: "shifted"}
    ended = compare_runs(earlier_run(pinned, identified=before), this_run(before))
    assert whys(ended) == {paper: "curation_ended"}
    own = [title for title, topic in before.items() if topic == "T0001"]
    merged = this_run(
        moved_to(before, *own, topic="T0009") | {"Other": "T0009"},
        identified=before,
        merge={"T0001": "T0009"},
    )
    reasons = whys(compare_runs(earlier_run(pinned, identified=before), merged))
    assert reasons.pop(paper) == "curation_ended"
    assert set(reasons.values()) == {"merged_by_curation"}


@pytest.mark.parametrize(
    ("compared_with", "before", "now", "said"),
    [
        ("toy", "toy", "toy", []),
        ("other", "other", "toy", ["since the run before", "since run 3"]),
        ("other", "toy", "toy", ["since run 3"]),  # an older run is compared with
        ("toy", "other", "toy", ["since the run before"]),  # there and back
        ("", "", "", ["cannot be compared"]),
    ],
)
def test_a_changed_encoder_is_noted_where_it_matters(
    compared_with: str, before: str, now: str, said: list[str]
) -> None:
    topics = spread(T0001=5)
    current = this_run(topics, encoder=now, encoder_before=before)
    notes = compare_runs(earlier_run(topics, encoder=compared_with), current).notes
    assert len(notes) == len(said)
    assert all(words in note for words, note in zip(said, notes, strict=True))


# ---- trends ----


def test_sizes_per_run_end_with_this_one() -> None:
    earlier = [RunSummary(1, "0001-x", "2026-01-05", 5, 1, {"T0001": 3, "T0002": 1})]
    found = compute_trends(earlier, 2, ["T0001", "", "T0003"], ["", "", ""], {"T0001": "One"})
    assert [(one.name, one.recorded, one.papers) for one in found.runs] == [
        ("1", "2026-01-05", 5),
        ("2", "", 3),
    ]
    assert found.runs[0].sizes == {"T0001": 3, "T0002": 1, "": 1}
    assert found.runs[1].sizes == {"T0001": 1, "": 1, "T0003": 1}
    assert found.names == {"T0001": "One", "T0002": "T0002", "T0003": "T0003"}
    rows = found.table()
    assert rows.papers.tolist() == [1, 3, 1, 1, 1, 1, 1, 1, 1]
    assert rows[rows.by == "run"].groupby("period").papers.sum().to_dict() == {"1": 5, "2": 3}
    assert rows[rows.by == "month"].period.tolist() == ["undated"] * 3


def test_months_need_a_year_and_a_month() -> None:
    dates = ["2026-03-31", "2026-03", "2026", "--03-11", "", "2026-13-01", "2026-05-02"]
    found = compute_trends([], 1, ["T0001"] * 7, dates, {})
    assert [(one.name, one.papers, one.unfinished) for one in found.months] == [
        ("2026-03", 2, False),
        ("2026-05", 1, True),
    ]
    assert found.undated.papers == 4
    assert month_of("2026-13-01") == "undated"


@pytest.mark.parametrize(
    ("days", "over"),
    [
        (["2026-02-27"], False),
        (["2026-02"], False),
        (["2026"], False),
        (["2026-02-28"], True),
        (["2026-03-01"], True),
        (["2026-03"], True),
        (["2027"], True),
        (["--12-31", ""], False),
    ],
)
def test_a_month_is_over_when_something_is_later(days: list[str], over: bool) -> None:
    assert is_over("2026-02", days) == over


def test_a_run_in_a_later_month_tells_that_a_month_is_over() -> None:
    def last(day: str) -> bool:
        earlier = [RunSummary(1, "0001-x", day, 1, 0, {"T0001": 1})]
        return compute_trends(earlier, 2, ["T0001"], ["2026-02-03"], {}).months[-1].unfinished

    assert last("2026-02-10")
    assert not last("2026-03-01")


# ---- the page, without a browser ----


def told(before: Topics | None, current: CurrentRun, published: str = "2026-03-02") -> Told:
    """Gather what the page tells of two runs made by hand, or of a first one."""
    names = dict(zip(current.topics.topic_id, current.topics.name, strict=True))
    dates = [published] * len(current.papers)
    sizes = [RunSummary(3, "0003-x", "2026-02-01", 15, 0, {"T0001": 10, "T0002": 5})]
    found = compute_trends(
        sizes if before else [], 4, current.assignments.topic_id.tolist(), dates, names
    )
    run = earlier_run(before) if before else None
    return Told(
        "fine",
        "A <Title>",
        4 if before else 1,
        Earlier(3, "0003-" + "0" * 12, "2026-02-01") if before else None,
        compare_runs(run, current) if run else None,
        found,
        current.topics,
    )


def split_page() -> Told:
    """Gather what is told of a topic that splits, with two new papers."""
    before = spread(T0001=10, T0002=5)
    part = [f"T0001 paper {number}" for number in range(4)]
    after = moved_to(before, *part, topic="T0007") | {"Fresh": "T0007", "Newer": ""}
    return told(before, this_run(after))


def text_of(page: str) -> str:
    """Return what a page says, without its scripts."""
    body = re.sub(r"<script.*?</script>", " ", page.split("</style>", 1)[1], flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", "", body)).split())


def test_it_sums_up_in_five_lines() -> None:
    found = split_page()
    lines = [line.text for line in brief(3, found.changes)]
    assert lines[0] == "17 papers, 15 in run 3: 2 new, 0 gone, 15 in both."
    assert lines[1] == "2 new papers in 1 topic; 1 fit none well enough; most in"
    assert lines[2] == "3 topics, 2 before: 1 split, 1 born, 1 shrunk, 1 same. These are"
    assert lines[3] == "4 of the 15 papers in both runs (27\u00a0%) moved: its topic split (4)."
    assert lines[4] == "Shrank most:"
    page = changes_page(found)
    for line in brief(3, found.changes):
        assert all(f'id="{address[1:]}"' in page for _, address in line.links)


def test_page_and_json_are_the_same_each_time() -> None:
    assert changes_page(split_page()) == changes_page(split_page())
    content = json.dumps(to_json(split_page()))
    assert content == json.dumps(to_json(split_page()))
    assert json.loads(content)["changes"]["topics"][0]["split_into"] == ["T0001", "T0007"]
    assert json.loads(content)["baseline"]["number"] == 3


def test_a_first_run_says_so_and_shows_its_months() -> None:
    found = told(None, this_run(spread(T0001=5)))
    page = changes_page(found)
    said = text_of(page)
    assert "This is the first run of this clustering" in said
    assert "This is the only run so far." in said
    assert "March 2026 is unfinished" in said
    assert "2026-03 (unfinished)" in said
    assert to_json(found)["changes"] is None


def test_without_dates_and_papers_there_is_a_page() -> None:
    page = changes_page(told(None, this_run({})))
    assert "Of no paper a month with a year is known, so" in text_of(page)
    assert page.count("<script") == 1
    dated = text_of(changes_page(told(None, this_run(spread(T0001=3)), "--03-02")))
    assert "known (3 papers), so there is nothing to show" in dated


def test_renamed_hidden_and_merged_topics_are_told() -> None:
    before = spread(T0001=6, T0002=5)
    own = [title for title, topic in before.items() if topic == "T0002"]
    current = this_run(
        moved_to(before, *own, topic="T0001"),
        identified=before,
        merge={"T0002": "T0001"},
        names={"T0001": "Another name"},
        hidden=["T0001"],
    )
    said = text_of(changes_page(told(before, current)))
    assert "It was called Name of T0001." in said
    assert "Curation merged it into another." in said
    assert "hidden by curation" in said


def test_markup_in_titles_and_names_is_text() -> None:
    page = changes_page(hostile())
    assert page.count("</script>") == 4  # two blocks of data, our scripts, Plotly
    assert "A &lt;Title&gt;" in page
    assert "<img src=x" not in page
    assert "default-src 'none'" in unescape(page)


def hostile() -> Told:
    """Gather what is told of papers and topics whose names want to be more than text."""
    ids = [f"T{number + 1:04d}" for number in range(len(HOSTILE))]
    before = dict(zip(HOSTILE, ids, strict=True)) | {f"{t} again": "T0001" for t in HOSTILE}
    after = before | {f"{t} again": "T0002" for t in HOSTILE[1:]}
    return told(before, this_run(after, names=dict(zip(ids, HOSTILE, strict=True))))


# ---- in a browser ----


def written(folder: Path, page: str) -> Path:
    """Write a page where a browser can open it, among other results."""
    path = folder / "results/fine/changes.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, "utf-8")
    return path


@pytest.mark.browser
def test_page_draws_flows_and_trends(tmp_path: Path, browser: Browser) -> None:
    watched = open_page(browser, written(tmp_path, changes_page(split_page())))
    page = watched.page
    assert page.locator(".sankey-node").count() == 3 + 4  # with new papers and unassigned
    drawn = page.evaluate("document.getElementById('sankey').data[0].link.value")
    assert sum(drawn) == 17
    names = page.locator(".sankey-node .node-label").all_text_contents()
    assert {"new papers", "unassigned", "Name of T0007"} <= set(names)
    assert page.locator("#flow-rows tr").count() == 3
    assert page.locator("#trend-runs .scatterlayer .trace").count() == 3
    assert page.locator("#trend-months .scatterlayer .trace").count() > 0
    assert page.is_visible("#elsewhere")
    page.select_option("#trend-measure", "share")
    page.wait_for_function("document.getElementById('trend-runs').layout.yaxis.ticksuffix === ' %'")
    page.select_option("#trend-topics", "Name of T0007")
    page.wait_for_function("document.getElementById('trend-runs').data.length === 1")
    assert watched.trouble == []


@pytest.mark.browser
def test_papers_that_moved_are_found_by_words_and_reason(tmp_path: Path, browser: Browser) -> None:
    before = spread(T0001=10, T0002=10)
    after = moved_to(before, *(f"T0001 paper {n}" for n in range(4)), topic="T0007")
    after["T0002 paper 0"] = ""
    page = changes_page(told(before, this_run(after)))
    watched = open_page(browser, written(tmp_path, page))
    page = watched.page
    rows = page.locator("#moved-rows tr:visible")
    assert rows.count() == 5
    page.select_option("#moved-why", "unassigned_now")
    assert rows.locator("th").all_inner_texts() == ["T0002 paper 0"]
    assert page.inner_text("#moved-count") == "1 of 5 listed"
    page.select_option("#moved-why", "")
    page.fill("#moved-query", "paper 3")
    assert rows.count() == 1
    rows.locator("a").first.click()
    assert page.evaluate("location.hash") == "#T0001"
    assert watched.trouble == []


@pytest.mark.browser
@pytest.mark.parametrize("options", [DARK, PHONE], ids=["dark", "phone"])
def test_dark_and_phone(tmp_path: Path, browser: Browser, options: dict) -> None:
    watched = open_page(browser, written(tmp_path, changes_page(hostile())), **options)
    page = watched.page
    assert not page.evaluate(WIDE)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    for plot in ("sankey", "trend-runs", "trend-months"):
        drawn = page.evaluate(f"document.getElementById('{plot}').layout.paper_bgcolor")
        assert drawn == ground
    page.click("#scheme")
    page.wait_for_function(
        "ground => document.getElementById('trend-months').layout.paper_bgcolor !== ground",
        arg=ground,
    )
    assert page.title() == "A <Title>: what changed in fine"
    assert page.locator("#moved-rows img, #sankey img, .trend img, .trend a").count() == 0
    assert watched.trouble == []


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(tmp_path: Path, browser: Browser, scheme: str) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed; `make test` does")
    path = written(tmp_path, changes_page(split_page()))
    page = open_page(browser, path, color_scheme=scheme).page
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [one["id"] for one in found["violations"]] == []


@pytest.mark.browser
def test_a_first_run_opens(finished: Workflow, browser: Browser) -> None:
    watched = open_page(browser, finished.folder / "results/fine/changes.html")
    assert "This is the first run" in watched.page.inner_text(".banner")
    assert watched.page.locator("#trend-months .scatterlayer .trace").count() > 0
    assert watched.trouble == []


# ---- the rule ----


def test_a_forced_rerun_says_the_same(copy_of_finished: Workflow) -> None:
    workflow = copy_of_finished
    (workflow.folder / "dumps/new.csv").write_text("title,abstract\nA New Paper,It is new.\n")
    fine = "results/fine/changes.html"
    workflow.run(fine)
    names = ("changes.html", "changes.json", "trends.csv")
    before = {name: (workflow.folder / "results/fine" / name).read_bytes() for name in names}
    found = json.loads(before["changes.json"])
    assert (found["run"], found["baseline"]["number"]) == (2, 1)
    assert [paper["title"] for paper in found["changes"]["new"]] == ["A New Paper"]
    assert found["changes"]["new_dumps"] == ["new.csv"]
    workflow.run("--forcerun", "changes", "--", fine)
    for name, content in before.items():
        assert (workflow.folder / "results/fine" / name).read_bytes() == content

    workflow.write_config("dumps: [dumps/*]\nbaseline: 1\nkeep_runs: 2\n")
    (workflow.folder / "dumps/newer.csv").write_text("title,abstract\nOne More,It is newer.\n")
    workflow.run(fine)
    found = json.loads((workflow.folder / "results/fine/changes.json").read_text("utf-8"))
    assert (found["run"], found["baseline"]["number"]) == (3, 1)
    assert found["changes"]["new_dumps"] == ["new.csv", "newer.csv"]
