"""The flow of papers between the topics of two runs, as data for the scripts of a page."""

from collections.abc import Mapping
from typing import Any

from paperthemes import tables
from paperthemes.pages.stability import STABLE_FROM
from paperthemes.report.sparkline import Json
from paperthemes.tables import UNASSIGNED_NAME

MAX_DRAWN = 30  # topics of a run in the flow diagram; smaller ones are combined
# `changes.json` has these in place of a topic_id: NEW for papers that are not in the earlier run,
# GONE for papers that are not in this run.
NEW, GONE = "new", "gone"
ABSENT = -2  # topic number that the scripts use for both


def make_flow_data(
    changes: Json, baseline: int, colours: Mapping[str, int], current_ids: set[str]
) -> dict[str, Any]:
    """Return the data of the flow diagram: how papers moved between the topics of two runs.

    The data has the form of the page that compares two clusterings, because both pages use the same
    scripts. So each run stands in the place of a clustering. Its topics are numbered from 0, the
    largest first. A flow is the number of a topic in the earlier run, the number of a topic in the
    current run, and the number of papers that were in the first and are now in the second. In place
    of a topic, `tables.UNASSIGNED` (-1) stands for papers without a topic, and `ABSENT` for papers
    that are not in the run. Each run has the names of its time. `same_topics` says that a topic has
    the same colour on both sides.

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
    # For each run: key of its sizes; key of the names of its topics; its name; key and name of the
    # papers only in the other run.
    sides = (
        ("before", "name_before", f"run {baseline}", NEW, "new"),
        ("after", "name", "this run", GONE, "removed"),
    )
    for when, name_key, name, absent_key, absent_name in sides:
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
            "topics": [topic[name_key] for topic in topics],
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
        # `only` and `finer` are of use only for two clusterings.
        "pairs": [{"left": 0, "right": 1, "flows": flows, "only": [0, 0], "finer": 0}],
        "max_drawn": MAX_DRAWN,
        "min_overlap": STABLE_FROM,
        "same_topics": True,
    }
