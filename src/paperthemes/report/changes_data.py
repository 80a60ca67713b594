"""What the scripts of the page of changes read: both runs side by side, and sizes over time."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from paperthemes import tables
from paperthemes.changes.compare import GONE, NEW, Changes
from paperthemes.changes.events import TopicChange
from paperthemes.changes.trends import Period, Trends
from paperthemes.pages.palette import COLOURS, UNASSIGNED, look
from paperthemes.pages.stability import STABLE_FROM

MOST_DRAWN = 30  # topics of a side in the flow diagram; the others are drawn as one
MOST_RUNS = 50  # in the lines; all stand in trends.csv
MOST_MONTHS = 60
NO_SIDES: Mapping[str, Any] = {"clusterings": [], "pairs": [], "titles": [], "colours": {}}
_NOWHERE = -2  # what stands for a topic where one run does not have the paper


@dataclass(frozen=True, slots=True)
class Earlier:
    """The run that this one is compared with; `recorded` is its day, empty if not known."""

    number: int
    name: str
    recorded: str


@dataclass(frozen=True, slots=True)
class Told:
    """All that the page tells.

    Attributes
    ----------
    clustering, title
        The name of the clustering, and the heading of the page.
    number
        Of this run.
    baseline, changes
        The earlier run, and what changed since; `None` where there is none.
    trends
        How large topics were over time.
    topics
        A `tables.TOPICS` of this run.
    """

    clustering: str
    title: str
    number: int
    baseline: Earlier | None
    changes: Changes | None
    trends: Trends
    topics: pd.DataFrame


def colours_of(told: Told, found: Changes) -> dict[str, int]:
    """Give each topic the colour of its theme; what is retired, that of where most of it went."""
    colours = {row.topic_id: look(row.theme).colour for row in tables.rows(told.topics)}
    here = set(colours)
    for flow in sorted(found.flows, key=lambda flow: flow.papers):
        if flow.before not in here and flow.after in here:
            colours[flow.before] = colours[flow.after]
    return {one.topic_id: colours.get(one.topic_id, -1) for one in found.topics}


def sides_of(told: Told, number: int, found: Changes) -> dict[str, Any]:
    """Return both runs as two clusterings, for the scripts that draw how one passes into another.

    Where a run does not have a paper, `_NOWHERE` stands for its topic.

    Parameters
    ----------
    told
        What the page tells.
    number
        Of the earlier run.
    found
        What changed since.
    """
    before, after = _ordered(found, "before"), _ordered(found, "after")
    places = [
        {one.topic_id: place for place, one in enumerate(side)}
        | {tables.UNASSIGNED_NAME: tables.UNASSIGNED, lone: _NOWHERE}
        for side, lone in ((before, NEW), (after, GONE))
    ]
    flows = sorted(
        (places[0][flow.before], places[1][flow.after], flow.papers) for flow in found.flows
    )
    left = {
        "name": f"run {number}",
        "sizes": [one.before for one in before],
        "unassigned": found.unassigned_before,
        "absent": {"name": "new papers", "papers": len(found.new)},
    }
    right = {
        "name": "this run",
        "sizes": [one.after for one in after],
        "unassigned": found.unassigned_after,
        "absent": {"name": "gone papers", "papers": len(found.gone)},
    }
    return {
        "clusterings": [left | _looks(told, found, before), right | _looks(told, found, after)],
        "titles": [],
        "pairs": [{"left": 0, "right": 1, "flows": flows, "only": [0, 0], "finer": 0}],
        "colours": {"groups": COLOURS, "unassigned": UNASSIGNED},
        "max_drawn": MOST_DRAWN,
        "min_overlap": STABLE_FROM,
    }


def _looks(told: Told, found: Changes, topics: Sequence[TopicChange]) -> dict[str, Any]:
    """Return names and colours of topics, and where the report tells of them."""
    colours, here = colours_of(told, found), set(told.topics.topic_id)
    ids = [one.topic_id for one in topics]
    return {
        "topics": [one.name for one in topics],
        "colours": [colours[one] for one in ids],
        "addresses": [f"report.html#{one}" if one in here else None for one in ids],
    }


def _ordered(found: Changes, when: str) -> list[TopicChange]:
    """Return the topics of one of the two runs, the largest first."""
    own = [one for one in found.topics if getattr(one, when)]
    return sorted(own, key=lambda one: (-getattr(one, when), one.topic_id))


def lines_of(told: Told) -> dict[str, Any]:
    """Return the periods, and the papers of each topic in them, those largest in the end first."""
    runs = told.trends.runs[-MOST_RUNS:] if len(told.trends.runs) > 1 else ()
    kinds = {"runs": runs, "months": filled(told.trends.months)}
    return {
        "colours": COLOURS,
        **{
            kind: {
                "periods": [
                    [one.name, one.papers, one.recorded, one.unfinished] for one in periods
                ],
                "topics": [
                    [told.trends.names[topic_id], [one.sizes.get(topic_id, 0) for one in periods]]
                    for topic_id in in_order(told.trends, periods)
                ],
            }
            for kind, periods in kinds.items()
        },
    }


def in_order(trends: Trends, periods: Sequence[Period]) -> list[str]:
    """Return the topics of some periods, those with most papers in this run first."""
    totals: Counter[str] = Counter()
    for one in periods:
        totals.update({topic_id: papers for topic_id, papers in one.sizes.items() if topic_id})
    now = trends.runs[-1].sizes
    return sorted(totals, key=lambda topic_id: (-now.get(topic_id, 0), topic_id))


def filled(months: Sequence[Period]) -> list[Period]:
    """Return the latest months, those without papers too."""
    if not months:
        return []
    of = {one.name: one for one in months}
    year, month = map(int, months[-1].name.split("-"))
    filled: list[Period] = []
    while len(filled) < MOST_MONTHS and (name := f"{year:04d}-{month:02d}") >= months[0].name:
        filled.append(of.get(name, Period(name, 0, {})))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return filled[::-1]
