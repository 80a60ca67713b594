"""The changes page: `changes.json` as one HTML file."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from paperthemes import tables
from paperthemes.pages.html import BASE_SCRIPTS, FLOW_SCRIPTS, PACKED_SCRIPTS, render
from paperthemes.pages.palette import COLOURS, look
from paperthemes.pages.stability import STABLE_FROM
from paperthemes.pages.subjects import number_subjects
from paperthemes.report import changes_summary
from paperthemes.tables import UNASSIGNED_NAME

# Limits that keep the page readable and quick to open; `changes.json` holds everything.
MAX_LISTED = 1_000  # papers in a list
MAX_COLUMNS = 12  # periods in a table
MAX_RELATED = 5  # sources on a card, and targets: topics from which or to which papers moved
MAX_DRAWN = 30  # topics of a run in the flow diagram; smaller ones are combined
MAX_RUNS, MAX_MONTHS = 50, 60  # in the charts of trends

# `changes.json` has these in place of a topic_id: NEW for papers that are not in the earlier run,
# GONE for papers that are not in this run.
NEW, GONE = "new", "gone"
ABSENT = -2  # topic number that the scripts use for both

STYLES = ("base", "forms", "cards", "table", "compare", "changes", "print")
SCRIPTS = (
    *(*BASE_SCRIPTS, *PACKED_SCRIPTS, *FLOW_SCRIPTS, "moved_papers"),
    *("plotly_text", "line_chart", "trends", "changes"),
)

Json = Mapping[str, Any]
"""An object of `changes.json`, whose keys results/README.md lists."""


def render_changes_page(
    content: Json, topics: pd.DataFrame, *, title: str, own_dumps: str = ""
) -> str:
    """Return the page on the changes since an earlier run, as self-contained HTML.

    For a first run, the page has only the trends, because there is nothing to compare with.

    Parameters
    ----------
    content
        The content of `changes.json`.
    topics
        A table with the columns of `tables.TOPICS`: the topics of the current run.
    title
        Heading of the page.
    own_dumps
        Where the user's dumps belong, if the page shows the sample data; otherwise "".
    """
    changes, trends = content["changes"], content["trends"]
    months = _fill_months(trends["months"])
    values = {
        **content,
        "title": title,
        "own_dumps": own_dumps,
        "runs": _make_trend_table(trends, trends["runs"]),
        "months": _make_trend_table(trends, months),
        "has_charts": bool(trends["months"] or (changes and changes["flows"])),
        # Names by topic_id. "" and "unassigned" both stand for unassigned papers.
        "names": trends["names"] | dict.fromkeys(("", UNASSIGNED_NAME), UNASSIGNED_NAME),
        "max_drawn": MAX_DRAWN,
        "max_listed": MAX_LISTED,
        "min_overlap": STABLE_FROM,
    }
    flow_data: Json = {"clusterings": [], "pairs": [], "titles": []}
    if changes:  # null for a first run
        baseline = content["baseline"]["number"]
        colours = _choose_topic_colours(changes, topics)
        values["names"] |= {topic["topic_id"]: topic["name"] for topic in changes["topics"]}
        values |= {
            "summary": changes_summary.summarise(baseline, changes),
            "cards": _make_cards_by_event(changes, colours),
            "explanations": changes_summary.explain_events(content["thresholds"]),
            "new_papers": _group_by_topic(changes["new"]),
            "reasons": changes_summary.MOVE_REASONS,
            "reason_counts": changes_summary.count_move_reasons(changes["moved"]),
        }
        flow_data = _make_flow_data(changes, baseline, colours, {*topics.topic_id})
    if not values["has_charts"]:
        return render("changes.html.j2", values, styles=STYLES, scripts=BASE_SCRIPTS)
    # The chart of runs has a line per topic, and a line needs two runs.
    runs = trends["runs"][-MAX_RUNS:] if len(trends["runs"]) > 1 else []
    periods = {"runs": _make_chart_data(trends, runs), "months": _make_chart_data(trends, months)}
    data = {"comparison": flow_data, "periods": {"colours": COLOURS, **periods}}
    return render("changes.html.j2", values, styles=STYLES, scripts=SCRIPTS, data=data, plotly=True)


def _choose_topic_colours(changes: Json, topics: pd.DataFrame) -> dict[str, int]:
    """Return the colour of each topic of either run, as an index into `COLOURS`, by topic_id.

    A current topic has the colour of its theme, or its own if it stands alone. A retired topic has
    the colour of the current topic that took most of its papers. If no current topic took any, its
    colour is -1, which stands for the colour of unassigned papers.

    Parameters
    ----------
    changes
        The object `changes` of `changes.json`.
    topics
        A table with the columns of `tables.TOPICS`: the topics of the current run.
    """
    subjects = zip(topics.topic_id, number_subjects(topics), strict=True)
    colours = {topic_id: look(subject).colour for topic_id, subject in subjects}
    current_ids = set(colours)
    # A flow is the number of papers that went from one topic to another. The largest flow from a
    # topic comes last, so it replaces the colours that smaller flows gave.
    for flow in sorted(changes["flows"], key=lambda flow: flow["papers"]):
        if flow["before"] not in current_ids and flow["after"] in current_ids:
            colours[flow["before"]] = colours[flow["after"]]
    return {topic["topic_id"]: colours.get(topic["topic_id"], -1) for topic in changes["topics"]}


def _make_cards_by_event(changes: Json, colours: Mapping[str, int]) -> dict[str, list[Json]]:
    """Return the cards of all topics, by the first event of the topic, such as "split".

    Events without topics are left out. The topics of an event are sorted by size, the largest
    first; the size is the number of papers in the earlier or in the current run, whichever is
    larger. `colours` has the colour of each topic by topic_id.

    Each card has the `topic` as in `changes.json`, its `colour`, and two lists. `sources` has the
    topics in which its current papers were, and `targets` those in which its earlier papers are
    now. The topic itself can be among them. An entry is a pair of topic_id (or `UNASSIGNED_NAME`)
    and number of papers. A list has the largest `MAX_RELATED` entries, the largest first.
    """
    # New papers came from no topic, and papers that are gone went to none.
    flows = [flow for flow in changes["flows"] if flow["before"] != NEW and flow["after"] != GONE]
    flows.sort(key=lambda flow: -flow["papers"])
    cards: dict[str, list[Json]] = {event: [] for event in changes_summary.EVENTS}
    for topic in sorted(changes["topics"], key=lambda topic: -max(topic["before"], topic["after"])):
        topic_id = topic["topic_id"]
        sources = [(flow["before"], flow["papers"]) for flow in flows if flow["after"] == topic_id]
        targets = [(flow["after"], flow["papers"]) for flow in flows if flow["before"] == topic_id]
        card = {
            "topic": topic,
            "colour": colours[topic_id],
            "sources": sources[:MAX_RELATED],
            "targets": targets[:MAX_RELATED],
        }
        cards[topic["events"][0]].append(card)
    return {event: event_cards for event, event_cards in cards.items() if event_cards}


def _group_by_topic(papers: Sequence[Json]) -> list[tuple[str, int, list[Json]]]:
    """Group papers by topic, the largest group first.

    A group is a topic_id ("" for unassigned papers), its number of papers, and the papers to list.
    All groups together list at most `MAX_LISTED` papers, so the last groups may list none.
    """
    sizes = Counter(paper["topic_id"] for paper in papers)
    remaining_count = MAX_LISTED
    groups = []
    # Sorted by size, the largest first, then by topic_id.
    for topic_id, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        listed = [paper for paper in papers if paper["topic_id"] == topic_id][:remaining_count]
        groups.append((topic_id, size, listed))
        remaining_count -= len(listed)
    return groups


def _make_flow_data(
    changes: Json, baseline: int, colours: Mapping[str, int], current_ids: set[str]
) -> dict[str, Any]:
    """Return the data of the flow diagram: how papers moved between the topics of two runs.

    The data has the form of the page that compares two clusterings, because both pages use the same
    scripts. So each run stands in the place of a clustering. Its topics are numbered from 0, the
    largest first. A flow is the number of a topic in the earlier run, the number of a topic in the
    current run, and the number of papers that were in the first and are now in the second. In place
    of a topic, `tables.UNASSIGNED` (-1) stands for papers without a topic, and `ABSENT` for papers
    that are not in the run.

    Parameters
    ----------
    changes
        The object `changes` of `changes.json`: the differences between the runs.
    baseline
        Number of the earlier run.
    colours
        Colour of each topic of either run, as an index into `COLOURS`, by topic_id.
    current_ids
        The topic_id of each topic of the current run; only these have a card in the report.
    """
    # `numbers` has one mapping per run: from the topic_id of each topic to its number in the data.
    runs, numbers = [], []
    # For each run: key of its sizes; its name; key and name of the papers only in the other run.
    sides = (("before", f"run {baseline}", NEW, "new"), ("after", "this run", GONE, "removed"))
    for when, name, absent_key, absent_name in sides:
        topics = [topic for topic in changes["topics"] if topic[when]]
        topics.sort(key=lambda topic: (-topic[when], topic["topic_id"]))  # the largest first
        ids = [topic["topic_id"] for topic in topics]
        # `changes.json` has these two in place of a topic_id.
        special = {UNASSIGNED_NAME: tables.UNASSIGNED, absent_key: ABSENT}
        numbers.append({topic_id: number for number, topic_id in enumerate(ids)} | special)
        run = {
            "name": name,
            "sizes": [topic[when] for topic in topics],
            "unassigned": changes[f"unassigned_{when}"],
            "absent": {"name": f"{absent_name} papers", "papers": len(changes[absent_key])},
            "topics": [topic["name"] for topic in topics],
            "colours": [colours[topic_id] for topic_id in ids],
            "addresses": [f"report.html#{id_}" if id_ in current_ids else None for id_ in ids],
        }
        runs.append(run)
    flows = sorted(
        (numbers[0][flow["before"]], numbers[1][flow["after"]], flow["papers"])
        for flow in changes["flows"]
    )
    return {
        "clusterings": runs,
        # Titles, `only` and `finer` are of use only for two clusterings.
        "titles": [],
        "pairs": [{"left": 0, "right": 1, "flows": flows, "only": [0, 0], "finer": 0}],
        "max_drawn": MAX_DRAWN,
        "min_overlap": STABLE_FROM,
    }


def _make_trend_table(trends: Json, periods: Sequence[Json]) -> Json:
    """Return a table of the sizes of topics in the latest `MAX_COLUMNS` periods.

    A period is a run or a month of `trends`. The result has these latest periods as `columns`, the
    `rows`, and the number of earlier periods that were `omitted`. A row is the name of a topic and
    a list of its sizes, one for each column. The last row is for unassigned papers, if there are
    any in these periods.
    """
    columns = periods[-MAX_COLUMNS:]
    rows = _list_sizes_by_topic(trends, columns)
    # "" stands for the topic_id of unassigned papers.
    unassigned = [period["sizes"].get("", 0) for period in columns]
    if any(unassigned):
        rows.append((UNASSIGNED_NAME, unassigned))
    return {"columns": columns, "rows": rows, "omitted": len(periods) - len(columns)}


def _make_chart_data(trends: Json, periods: Sequence[Json]) -> Json:
    """Return the data of a chart with a line per topic, in the form that `trends.js` reads.

    A period is a run or a month of `trends`. In the result, `periods` has a list of four values for
    each: name, number of papers, day when the run was recorded, and whether it is unfinished.
    `topics` has the name and the sizes of each topic (see `_list_sizes_by_topic`).
    """
    fields = ("name", "papers", "recorded", "unfinished")
    return {
        "periods": [[period[field] for field in fields] for period in periods],
        "topics": _list_sizes_by_topic(trends, periods),
    }


def _list_sizes_by_topic(trends: Json, periods: Sequence[Json]) -> list[tuple[str, list[int]]]:
    """Return the name of each topic that has papers in any of `periods`, and its sizes.

    A period is a run or a month. The sizes are the topic's numbers of papers, one for each period.
    The topics that are largest in the current run, the last of `trends["runs"]`, come first.
    Unassigned papers, whose topic_id is "", are left out.
    """
    topic_ids = {topic_id for period in periods for topic_id in period["sizes"]} - {""}
    current_sizes = Counter(trends["runs"][-1]["sizes"])
    return [
        (trends["names"][topic_id], [period["sizes"].get(topic_id, 0) for period in periods])
        for topic_id in sorted(topic_ids, key=lambda topic_id: (-current_sizes[topic_id], topic_id))
    ]


def _fill_months(months: Sequence[Json]) -> list[Json]:
    """Return all months from the first to the last of `months`, but only the latest `MAX_MONTHS`.

    `months` lists only months with papers, in order of time; those between them are added with 0
    papers. The `name` of a month has the form "2026-03". Without `months`, the result is empty.
    """
    if not months:
        return []
    empty = {"papers": 0, "sizes": {}, "recorded": "", "unfinished": False}
    by_name = {month["name"]: month for month in months}
    names = pd.period_range(months[0]["name"], months[-1]["name"], freq="M").astype(str)
    return [by_name.get(name, {"name": name, **empty}) for name in names[-MAX_MONTHS:]]
