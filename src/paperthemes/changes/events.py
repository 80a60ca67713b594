"""What became of each topic between two runs: born, back, split, merged, grown, shrunk, retired."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

MIN_PART_SHARE = 0.2  # of a topic's surviving papers, that a part of it has at least
MIN_SHARED_PAPERS = 3  # papers, for a part, and for a topic to have grown or shrunk
CHANGED = 0.1  # of the number of papers, and of their share of all, for the same

Event = Literal["split", "merged", "born", "back", "retired", "grown", "shrunk", "same"]
EVENTS: tuple[Event, ...] = (
    *("split", "merged", "born", "back", "retired", "grown", "shrunk", "same"),
)
"""All of them; a topic is listed under the first that it has."""

Shared = Mapping[tuple[str, str], int]
"""Shared papers of each two topics: topic_id before and after, empty for unassigned."""


@dataclass(frozen=True, slots=True)
class RunSnapshot:
    """Topics on one side of a comparison.

    Attributes
    ----------
    papers
        How many papers there are, the unassigned included.
    sizes
        Papers of each topic, by topic_id.
    names
        Names of these, and of earlier ones.
    lone
        Papers of each topic, by topic_id, that the other side does not have.
    """

    papers: int
    sizes: Mapping[str, int]
    names: Mapping[str, str]
    lone: Mapping[str, int]

    def share(self, topic_id: str) -> float:
        """Return the share of all papers that a topic has."""
        return self.sizes.get(topic_id, 0) / max(1, self.papers)


@dataclass(frozen=True, slots=True)
class TopicChange:
    """What became of a topic.

    Attributes
    ----------
    topic_id, name
        The topic; its latest name.
    name_before
        Its name in the earlier run; empty if that did not have it.
    events
        What happened, the most telling first.
    before, after
        How many papers it had and has; 0 where it is not there.
    share_before, share_after
        The same as shares of all papers, 0 to 1.
    stayed, joined, left
        Of the papers that both runs have: those in it before and after, after only, before only.
    new, gone
        Its papers that only the later, and only the earlier run has.
    jaccard
        `stayed` as a share of the three together; `None` where all are 0.
    split_into, merged_from
        topic_ids of its parts, and of what it is made of.
    split_from, merged_into
        topic_id of what it is a part of, and of what it went into; empty for none.
    by_curation
        Whether curation merged it into another, so that it is not there.
    hidden
        Whether curation hides it in the report.
    """

    topic_id: str
    name: str
    name_before: str
    events: tuple[Event, ...]
    before: int
    after: int
    share_before: float
    share_after: float
    stayed: int
    joined: int
    left: int
    new: int
    gone: int
    jaccard: float | None
    split_into: tuple[str, ...] = ()
    merged_from: tuple[str, ...] = ()
    split_from: str = ""
    merged_into: str = ""
    by_curation: bool = False
    hidden: bool = False


def split_into(shared: Shared) -> dict[str, tuple[str, ...]]:
    """Return the topics that came apart, and their parts, the largest first.

    A part has at least `MIN_PART_SHARE` of the surviving papers of the topic, and `MIN_SHARED_PAPERS`, and more papers
    of it than of any other. A topic has come apart if it has two parts or more. For what was
    merged, give the pairs the other way round.
    """
    surviving: Counter[str] = Counter()
    main: dict[str, tuple[int, bool, str]] = {}
    for (before, after), papers in sorted(shared.items()):
        surviving[before] += papers
        found = (papers, before == after, before)
        if before and after and found[:2] > main.get(after, (0, False, ""))[:2]:
            main[after] = found
    parts: dict[str, list[tuple[int, str]]] = {}
    for after, (papers, _, before) in main.items():
        if papers >= max(MIN_SHARED_PAPERS, MIN_PART_SHARE * surviving[before]):
            parts.setdefault(before, []).append((-papers, after))
    return {
        before: tuple(after for _, after in sorted(found))
        for before, found in sorted(parts.items())
        if len(found) > 1
    }


def topic_changes(
    before: RunSnapshot,
    after: RunSnapshot,
    shared: Shared,
    *,
    known: Collection[str],
    merged: Collection[str],
    hidden: Collection[str],
) -> Iterator[TopicChange]:
    """Tell what became of every topic of either side.

    Parameters
    ----------
    before, after
        The two sides.
    shared
        How many papers of both sides are in each two topics.
    known
        The topic_ids that the earlier run knew, the retired included.
    merged
        Those that curation merged into another in the later run.
    hidden
        Those that curation hides there.

    Yields
    ------
    TopicChange
        In the order of the topic_ids.
    """
    parts = split_into(shared)
    sources = split_into({(now, then): papers for (then, now), papers in shared.items()})
    part_of, goes_into = _wholes(parts), _wholes(sources)
    then, now = _totals(shared)
    for topic_id in sorted({*before.sizes, *after.sizes}):
        stayed = shared.get((topic_id, topic_id), 0)
        either = then[topic_id] + now[topic_id] - stayed
        yield TopicChange(
            topic_id,
            after.names.get(topic_id) or before.names[topic_id],
            before.names[topic_id] if topic_id in before.sizes else "",
            _events(topic_id, before, after, parts, sources, known),
            before.sizes.get(topic_id, 0),
            after.sizes.get(topic_id, 0),
            round(before.share(topic_id), 4),
            round(after.share(topic_id), 4),
            stayed,
            now[topic_id] - stayed,
            then[topic_id] - stayed,
            after.lone.get(topic_id, 0),
            before.lone.get(topic_id, 0),
            round(stayed / either, 4) if either else None,
            parts.get(topic_id, ()),
            sources.get(topic_id, ()),
            part_of.get(topic_id, ""),
            goes_into.get(topic_id, ""),
            topic_id in merged and topic_id not in after.sizes,
            topic_id in hidden,
        )


def _wholes(parts: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return what each part is a part of, if that is another topic."""
    return {part: whole for whole, some in parts.items() for part in some if part != whole}


def _totals(shared: Shared) -> tuple[Counter[str], Counter[str]]:
    """Count the shared papers of each topic before and after."""
    totals: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for pair, papers in shared.items():
        for total, topic_id in zip(totals, pair, strict=True):
            total[topic_id] += papers
    return totals


def _events(
    topic_id: str,
    before: RunSnapshot,
    after: RunSnapshot,
    parts: Collection[str],
    sources: Collection[str],
    known: Collection[str],
) -> tuple[Event, ...]:
    happened: set[Event] = set()
    if topic_id in parts:
        happened.add("split")
    if topic_id in sources:
        happened.add("merged")
    if topic_id not in after.sizes:
        happened.add("retired")
    elif topic_id not in before.sizes:
        happened.add("back" if topic_id in known else "born")
    elif size := _size_event(topic_id, before, after):
        happened.add(size)
    return tuple(event for event in EVENTS if event in happened) or ("same",)


def _size_event(topic_id: str, before: RunSnapshot, after: RunSnapshot) -> Event | None:
    """Tell whether a topic grew or shrank, in number and as a share of all papers."""
    number = after.sizes[topic_id] - before.sizes[topic_id]
    share = after.share(topic_id) / before.share(topic_id) - 1
    least = max(MIN_SHARED_PAPERS, CHANGED * before.sizes[topic_id])
    if number >= least and share >= CHANGED:
        return "grown"
    if -number >= least and -share >= CHANGED:
        return "shrunk"
    return None
