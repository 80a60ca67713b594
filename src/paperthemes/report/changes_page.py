"""What changed since an earlier run, as one HTML page."""

import heapq
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from paperthemes import tables
from paperthemes.changes.compare import GONE, NEW, ChangedPaper, Changes
from paperthemes.changes.events import (
    CHANGED,
    EVENTS,
    MIN_PART_SHARE,
    MIN_SHARED_PAPERS,
    TopicChange,
)
from paperthemes.changes.moves import CLOSE_CALL_MARGIN, MOVE_REASONS
from paperthemes.changes.trends import Period, Trends
from paperthemes.pages.html import BASE_SCRIPTS, FLOW_SCRIPTS, render
from paperthemes.pages.stability import STABLE_FROM
from paperthemes.report.changes_data import (
    MOST_DRAWN,
    NO_SIDES,
    Told,
    colours_of,
    filled,
    in_order,
    lines_of,
    sides_of,
)
from paperthemes.report.changes_words import EXPLAINED, brief, moves_in_words

MOST_LISTED = 1_000  # papers in a list
_COLUMNS = 12  # periods in a table
_RELATED = 5  # other topics that a card names
STYLES = ("base", "forms", "cards", "table", "compare", "changes", "print")
SCRIPTS = (*BASE_SCRIPTS, *FLOW_SCRIPTS, "moved", "lines", "trends", "changes")


@dataclass(frozen=True, slots=True)
class Related:
    """Another topic that a card names: topic_id (empty for none), name, papers in both."""

    topic_id: str
    name: str
    papers: int


@dataclass(frozen=True, slots=True)
class Card:
    """What became of a topic, its colour, and where its papers come from and went."""

    change: TopicChange
    colour: int
    sources: Sequence[Related]
    targets: Sequence[Related]


def changes_page(told: Told) -> str:
    """Return what changed as one HTML text that needs nothing else."""
    found = told.changes
    drawn = bool(told.trends.months or (found and found.flows))
    values = {
        "told": told,
        "lines": brief(told.baseline.number, found) if told.baseline and found else [],
        "groups": _groups(told, found) if found else [],
        "explained": EXPLAINED,
        "new": _by_topic(found.new, told.trends.names) if found else [],
        "gone": found.gone[:MOST_LISTED] if found else [],
        "moved": found.moved[:MOST_LISTED] if found else [],
        "whys": moves_in_words(found) if found else [],
        "why": MOVE_REASONS,
        "names": _names(told),
        "runs": _table(told.trends, told.trends.runs),
        "months": _table(told.trends, filled(told.trends.months)),
        "drawn": drawn,
        "most_drawn": MOST_DRAWN,
        "most_listed": MOST_LISTED,
        "limits": {
            "part": MIN_PART_SHARE,
            "fewest": MIN_SHARED_PAPERS,
            "changed": CHANGED,
            "close": CLOSE_CALL_MARGIN,
        },
        "same": STABLE_FROM,
    }
    if not drawn:
        return render("changes.html.j2", values, styles=STYLES, scripts=BASE_SCRIPTS)
    both = sides_of(told, told.baseline.number, found) if told.baseline and found else NO_SIDES
    data = {"comparison": both, "periods": lines_of(told)}
    return render("changes.html.j2", values, styles=STYLES, scripts=SCRIPTS, data=data, plotly=True)


def _names(told: Told) -> dict[str, str]:
    """Return the names of all topics that the page speaks of, by topic_id."""
    ours = {} if told.changes is None else {one.topic_id: one.name for one in told.changes.topics}
    return {**told.trends.names, **ours, "": tables.UNASSIGNED_NAME}


def _groups(told: Told, found: Changes) -> list[tuple[str, list[Card]]]:
    """Return the topics by the first of their events, the largest first."""
    colours, names = colours_of(told, found), _names(told)
    groups: dict[str, list[Card]] = defaultdict(list)
    sources: dict[str, list[tuple[int, str]]] = defaultdict(list)
    targets: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for flow in found.flows:
        if flow.before != NEW and flow.after != GONE:
            sources[flow.after].append((-flow.papers, flow.before))
            targets[flow.before].append((-flow.papers, flow.after))
    for one in sorted(found.topics, key=lambda one: (-max(one.before, one.after), one.topic_id)):
        came, went = (_related(some[one.topic_id], names) for some in (sources, targets))
        groups[one.events[0]].append(Card(one, colours[one.topic_id], came, went))
    return [(event, groups[event]) for event in EVENTS if groups[event]]


def _related(others: Sequence[tuple[int, str]], names: Mapping[str, str]) -> list[Related]:
    """Name the topics with most of some papers, given their topic_ids and negative counts."""
    return [
        Related(topic_id if topic_id in names else "", names.get(topic_id, topic_id), -papers)
        for papers, topic_id in heapq.nsmallest(_RELATED, others)
    ]


def _by_topic(
    papers: Sequence[ChangedPaper], names: Mapping[str, str]
) -> list[tuple[Related, Sequence[ChangedPaper]]]:
    """Group papers by topic, the topic with most of them first, and list some of each."""
    groups: dict[str, list[ChangedPaper]] = defaultdict(list)
    for paper in papers:
        groups[paper.topic_id].append(paper)
    room = MOST_LISTED
    listed: list[tuple[Related, Sequence[ChangedPaper]]] = []
    for topic_id, own in sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])):
        name = names[topic_id] if topic_id else tables.UNASSIGNED_NAME
        listed.append((Related(topic_id, name, len(own)), own[:room]))
        room = max(0, room - len(own))
    return listed


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of periods: their columns, and a name and its papers in each for each topic."""

    columns: Sequence[Period]
    rows: Sequence[tuple[str, Sequence[int]]]
    more: int


def _table(trends: Trends, periods: Sequence[Period]) -> Grid:
    """Put the latest periods into a table."""
    shown = periods[-_COLUMNS:]
    rows = [
        (trends.names[topic_id], [one.sizes.get(topic_id, 0) for one in shown])
        for topic_id in in_order(trends, shown)
    ]
    unassigned = [one.sizes.get("", 0) for one in shown]
    if any(unassigned):
        rows.append((tables.UNASSIGNED_NAME, unassigned))
    return Grid(shown, rows, len(periods) - len(shown))
