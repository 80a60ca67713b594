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
MAX_RELATED = 5  # sources on a card, and targets: topics from which or to which papers moved
MAX_DRAWN = 30  # topics of a run in the flow diagram; smaller ones are combined
MAX_RUNS, MAX_MONTHS = 50, 60  # in the charts of trends

# `changes.json` has these in place of a topic_id: NEW for papers that are not in the earlier run,
# GONE for papers that are not in this run.
NEW, GONE = "new", "gone"
ABSENT = -2  # topic number that the scripts use for both

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
        A table with the columns of `tables.TOPICS`: the topics of the current run.
    title
        Heading of the page.
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
    # One run makes no line.
    runs = trends["runs"][-MAX_RUNS:] if len(trends["runs"]) > 1 else []
    periods = {"runs": _lines(trends, runs), "months": _lines(trends, months)}
    data = {"comparison": flow_data, "periods": {"colours": COLOURS, **periods}}
    return render("changes.html.j2", values, styles=STYLES, scripts=SCRIPTS, data=data, plotly=True)


def _topic_colours(changes: Json, topics: pd.DataFrame) -> dict[str, int]:
    """Return the colour of each topic, as an index into `COLOURS`: the colour of its theme.

    A retired topic has no theme now. It gets the colour of the topic to which most of its papers
    went, or -1 if they went to no topic.
    """
    colours = {row.topic_id: look(row.theme).colour for row in tables.rows(topics)}
    current_ids = set(colours)
    for flow in sorted(changes["flows"], key=lambda flow: flow["papers"]):  # the largest wins
        if flow["before"] not in current_ids and flow["after"] in current_ids:
            colours[flow["before"]] = colours[flow["after"]]
    return {topic["topic_id"]: colours.get(topic["topic_id"], -1) for topic in changes["topics"]}


def _cards_by_event(changes: Json, colours: Mapping[str, int]) -> dict[str, list[Json]]:
    """Return the cards of all topics, grouped by the first event of the topic.

    Within an event, the largest topics come first. A card lists `sources`, from which papers of the
    topic came, and `targets`, to which they went: pairs of topic_id and number of papers.
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
    return {event: event_cards for event, event_cards in cards.items() if event_cards}


def _group_by_topic(papers: Sequence[Json]) -> list[tuple[str, int, list[Json]]]:
    """Group papers by topic, the largest group first.

    A group is a topic_id ("" for unassigned papers), its number of papers, and the papers to list.
    All groups together list at most `MAX_LISTED` papers, so the last groups may list none.
    """
    sizes = Counter(paper["topic_id"] for paper in papers)
    remaining = MAX_LISTED
    groups = []
    for topic_id, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        listed = [paper for paper in papers if paper["topic_id"] == topic_id][:remaining]
        groups.append((topic_id, size, listed))
        remaining -= len(listed)
    return groups


def _flow_data(
    changes: Json, baseline: int, colours: Mapping[str, int], current_ids: set[str]
) -> dict[str, Any]:
    """Return the data of the flow diagram, in which the two runs stand as two clusterings.

    Its form is that of the comparison page, because both pages use the same scripts.

    Parameters
    ----------
    changes
        The differences between the runs.
    baseline
        Number of the earlier run.
    colours
        Colour of each topic, as an index into `COLOURS`.
    current_ids
        The topic_id of each topic of the current run; only these have a card in the report.
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
            "addresses": [f"report.html#{id_}" if id_ in current_ids else None for id_ in ids],
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
    """Return a table of the latest `MAX_COLUMNS` periods, and the number of `omitted` ones.

    A row is the name of a topic and its size in each period. The last row is for unassigned
    papers, if a period has any.
    """
    columns = periods[-MAX_COLUMNS:]
    rows = _sizes_by_topic(trends, columns)
    # "" stands for the topic_id of unassigned papers.
    unassigned = [period["sizes"].get("", 0) for period in columns]
    if any(unassigned):
        rows.append((UNASSIGNED_NAME, unassigned))
    return {"columns": columns, "rows": rows, "omitted": len(periods) - len(columns)}


def _lines(trends: Json, periods: Sequence[Json]) -> Json:
    """Return periods, and the sizes of topics in them, in the form that `trends.js` reads."""
    fields = ("name", "papers", "recorded", "unfinished")
    return {
        "periods": [[period[field] for field in fields] for period in periods],
        "topics": _sizes_by_topic(trends, periods),
    }


def _sizes_by_topic(trends: Json, periods: Sequence[Json]) -> list[tuple[str, list[int]]]:
    """Return the name of each topic and its size in each period.

    The topics that are largest in the current run come first. Unassigned papers are left out.
    """
    topic_ids = {topic_id for period in periods for topic_id in period["sizes"]} - {""}
    current_sizes = Counter(trends["runs"][-1]["sizes"])
    return [
        (trends["names"][topic_id], [period["sizes"].get(topic_id, 0) for period in periods])
        for topic_id in sorted(topic_ids, key=lambda topic_id: (-current_sizes[topic_id], topic_id))
    ]


def _fill_months(months: Sequence[Json]) -> list[Json]:
    """Return the latest `MAX_MONTHS` months, with the months that have no papers filled in."""
    if not months:
        return []
    empty = {"papers": 0, "sizes": {}, "recorded": "", "unfinished": False}
    by_name = {month["name"]: month for month in months}
    names = pd.period_range(months[0]["name"], months[-1]["name"], freq="M").astype(str)
    return [by_name.get(name, {"name": name, **empty}) for name in names[-MAX_MONTHS:]]
