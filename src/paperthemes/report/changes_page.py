"""The changes page: `changes.json` as one HTML file."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from paperthemes import tables
from paperthemes.pages.html import BASE_SCRIPTS, FLOW_SCRIPTS, render
from paperthemes.pages.palette import COLOURS, UNASSIGNED, look
from paperthemes.pages.stability import STABLE_FROM
from paperthemes.report import changes_summary
from paperthemes.tables import UNASSIGNED_NAME

# Limits that keep the page readable and quick to open; `changes.json` holds everything.
MAX_LISTED = 1_000  # papers in a list
MAX_COLUMNS = 12  # periods in a table
MAX_RELATED = 5  # other topics on a card
MAX_DRAWN = 30  # topics of a run in the flow diagram; smaller ones are combined
MAX_RUNS, MAX_MONTHS = 50, 60  # in the charts of trends

NEW, GONE = "new", "gone"  # in `changes.json`, in place of the topic of a paper not in that run
ABSENT = -2  # the same for the scripts

STYLES = ("base", "forms", "cards", "table", "compare", "changes", "print")
SCRIPTS = (*BASE_SCRIPTS, *FLOW_SCRIPTS, "moved_papers", "line_chart", "trends", "changes")

Json = Mapping[str, Any]
"""An object of `changes.json`, whose keys results/README.md lists."""


def changes_page(content: Json, topics: pd.DataFrame, *, title: str) -> str:
    """Return the changes page as self-contained HTML.

    Parameters
    ----------
    content
        The content of `changes.json`.
    topics
        The `tables.TOPICS` of the current run.
    title
        The heading of the page.
    """
    changes, trends = content["changes"], content["trends"]
    months = _fill_months(trends["months"])
    values = {
        **content,
        "title": title,
        "runs": _trend_table(trends, trends["runs"]),
        "months": _trend_table(trends, months),
        "has_charts": bool(trends["months"] or (changes and changes["flows"])),
        "names": trends["names"] | dict.fromkeys(("", UNASSIGNED_NAME), UNASSIGNED_NAME),
        "max_drawn": MAX_DRAWN,
        "max_listed": MAX_LISTED,
        "min_overlap": STABLE_FROM,
    }
    flow_data: Json = {"clusterings": [], "pairs": [], "titles": [], "colours": {}}
    if changes:
        baseline = content["baseline"]["number"]
        colours = _topic_colours(changes, topics)
        values["names"] |= {topic["topic_id"]: topic["name"] for topic in changes["topics"]}
        values |= {
            "summary": changes_summary.summarise(baseline, changes),
            "cards": _cards_by_event(changes, colours),
            "explanations": changes_summary.explain_events(content["thresholds"]),
            "new_papers": _group_by_topic(changes["new"]),
            "reasons": changes_summary.MOVE_REASONS,
            "reason_counts": changes_summary.count_move_reasons(changes["moved"]),
        }
        flow_data = _flow_data(changes, baseline, colours, {*topics.topic_id})
    if not values["has_charts"]:
        return render("changes.html.j2", values, styles=STYLES, scripts=BASE_SCRIPTS)
    runs = trends["runs"][-MAX_RUNS:] if len(trends["runs"]) > 1 else []
    periods = {"runs": _lines(trends, runs), "months": _lines(trends, months)}
    data = {"comparison": flow_data, "periods": {"colours": COLOURS, **periods}}
    return render("changes.html.j2", values, styles=STYLES, scripts=SCRIPTS, data=data, plotly=True)


def _topic_colours(changes: Json, topics: pd.DataFrame) -> dict[str, int]:
    """Return the colour of each topic's theme; retired topics get that of most of their papers."""
    colours = {row.topic_id: look(row.theme).colour for row in tables.rows(topics)}
    present = set(colours)
    for flow in sorted(changes["flows"], key=lambda flow: flow["papers"]):
        if flow["before"] not in present and flow["after"] in present:
            colours[flow["before"]] = colours[flow["after"]]
    return {topic["topic_id"]: colours.get(topic["topic_id"], -1) for topic in changes["topics"]}


def _cards_by_event(changes: Json, colours: Mapping[str, int]) -> dict[str, list[Json]]:
    """Return cards of all topics by the first of their events, the largest topics first.

    Each card lists up to `MAX_RELATED` topics its papers come from and went to, with their number.
    """
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
    return {event: listed for event, listed in cards.items() if listed}


def _group_by_topic(papers: Sequence[Json]) -> list[tuple[str, int, list[Json]]]:
    """Return topic_id, number of papers and papers of each topic, the largest group first.

    At most `MAX_LISTED` papers are returned in all.
    """
    sizes = Counter(paper["topic_id"] for paper in papers)
    room = MAX_LISTED
    groups = []
    for topic_id, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        listed = [paper for paper in papers if paper["topic_id"] == topic_id][:room]
        groups.append((topic_id, size, listed))
        room -= len(listed)
    return groups


def _flow_data(
    changes: Json, baseline: int, colours: Mapping[str, int], present: set[str]
) -> dict[str, Any]:
    """Return both runs as two clusterings, in the form of the scripts of the comparison page.

    Parameters
    ----------
    changes
        The differences between the runs.
    baseline
        The number of the earlier run.
    colours
        The colour of each topic.
    present
        topic_ids that the report of the current run has cards of.
    """
    runs, numbers = [], []
    sides = (("before", f"run {baseline}", NEW, "new"), ("after", "this run", GONE, "removed"))
    for when, name, absent, what in sides:
        topics = [topic for topic in changes["topics"] if topic[when]]
        topics.sort(key=lambda topic: (-topic[when], topic["topic_id"]))
        ids = [topic["topic_id"] for topic in topics]
        special = {UNASSIGNED_NAME: tables.UNASSIGNED, absent: ABSENT}
        numbers.append({topic_id: number for number, topic_id in enumerate(ids)} | special)
        run = {
            "name": name,
            "sizes": [topic[when] for topic in topics],
            "unassigned": changes[f"unassigned_{when}"],
            "absent": {"name": f"{what} papers", "papers": len(changes[absent])},
            "topics": [topic["name"] for topic in topics],
            "colours": [colours[topic_id] for topic_id in ids],
            "addresses": [f"report.html#{id_}" if id_ in present else None for id_ in ids],
        }
        runs.append(run)
    flows = sorted(
        (numbers[0][flow["before"]], numbers[1][flow["after"]], flow["papers"])
        for flow in changes["flows"]
    )
    return {
        "clusterings": runs,
        "titles": [],
        "pairs": [{"left": 0, "right": 1, "flows": flows, "only": [0, 0], "finer": 0}],
        "colours": {"groups": COLOURS, "unassigned": UNASSIGNED},
        "max_drawn": MAX_DRAWN,
        "min_overlap": STABLE_FROM,
    }


def _trend_table(trends: Json, periods: Sequence[Json]) -> Json:
    """Return the latest periods as a table, and how many periods are omitted."""
    columns = periods[-MAX_COLUMNS:]
    rows = _sizes_by_topic(trends, columns)
    unassigned = [period["sizes"].get("", 0) for period in columns]
    if any(unassigned):
        rows.append((UNASSIGNED_NAME, unassigned))
    return {"columns": columns, "rows": rows, "omitted": len(periods) - len(columns)}


def _lines(trends: Json, periods: Sequence[Json]) -> Json:
    """Return periods and sizes of topics in the form of the script that draws them."""
    fields = ("name", "papers", "recorded", "unfinished")
    return {
        "periods": [[period[field] for field in fields] for period in periods],
        "topics": _sizes_by_topic(trends, periods),
    }


def _sizes_by_topic(trends: Json, periods: Sequence[Json]) -> list[tuple[str, list[int]]]:
    """Return name and sizes of the topics of some periods, those largest in this run first."""
    topic_ids = {topic_id for period in periods for topic_id in period["sizes"]} - {""}
    current = Counter(trends["runs"][-1]["sizes"])
    return [
        (trends["names"][topic_id], [period["sizes"].get(topic_id, 0) for period in periods])
        for topic_id in sorted(topic_ids, key=lambda topic_id: (-current[topic_id], topic_id))
    ]


def _fill_months(months: Sequence[Json]) -> list[Json]:
    """Return the latest `MAX_MONTHS` months, including those without papers."""
    if not months:
        return []
    empty = {"papers": 0, "sizes": {}, "recorded": "", "unfinished": False}
    by_name = {month["name"]: month for month in months}
    names = pd.period_range(months[0]["name"], months[-1]["name"], freq="M").astype(str)
    return [by_name.get(name, {"name": name, **empty}) for name in names[-MAX_MONTHS:]]
