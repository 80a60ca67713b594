"""What changed between an earlier run of a clustering and this one."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes import tables
from paperthemes.identify.events import Side, TopicChange, topic_changes
from paperthemes.identify.moves import Move, Place, why_moved
from paperthemes.identify.papers import PaperIndex, rows_of
from paperthemes.identify.run import Run

NEW, GONE = "new", "gone"  # what stands for a topic where the other run does not have the paper


@dataclass(frozen=True, slots=True)
class Current:
    """A run of n papers, to be compared with an earlier one; the rows of all are in the same order.

    Attributes
    ----------
    papers, assignments, topics
        A `tables.PAPERS`, `ASSIGNMENTS` and `TOPICS`.
    identified
        The topic_id of each paper before curation; empty if unassigned.
    found
        The topic_ids before curation.
    encoder
        What the vectors were made with; empty if those of two corpora cannot be compared.
    dumps
        The names of the dumps.
    """

    papers: pd.DataFrame
    assignments: pd.DataFrame
    topics: pd.DataFrame
    identified: Sequence[str]
    found: Sequence[str]
    encoder: str = ""
    dumps: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that only one of the runs has, and its topic there; empty if unassigned."""

    paper_id: str
    title: str
    topic_id: str


@dataclass(frozen=True, slots=True)
class Flow:
    """How many papers are in a topic before and in one after.

    Both are topic_ids, `tables.UNASSIGNED_NAME`, `NEW` (before) or `GONE` (after).
    """

    before: str
    after: str
    papers: int


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changed.

    Attributes
    ----------
    before, after
        How many papers there were and are.
    unassigned_before, unassigned_after
        How many of them without a topic.
    kept
        How many papers both runs have.
    new, gone
        The papers that only this run, and only the earlier one has.
    topics
        What became of each topic.
    moved
        The papers that both have, in other topics.
    flows
        How many papers are in each two topics.
    new_dumps, gone_dumps
        Names of the dumps that only one of the runs has.
    notes
        What a reader should know.
    """

    before: int
    after: int
    unassigned_before: int
    unassigned_after: int
    kept: int
    new: tuple[Paper, ...]
    gone: tuple[Paper, ...]
    topics: tuple[TopicChange, ...]
    moved: tuple[Move, ...]
    flows: tuple[Flow, ...]
    new_dumps: tuple[str, ...] = ()
    gone_dumps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def changes(baseline: Run, current: Current) -> Changes:
    """Compare this run with an earlier one, paper by paper and topic by topic.

    Papers are followed by `paper_id` and by their aliases; topics are those after curation.

    Parameters
    ----------
    baseline
        The earlier run.
    current
        This one.
    """
    rows = rows_of(baseline.papers, PaperIndex(current.papers))
    then, now = baseline.papers.topic_id.tolist(), current.assignments.topic_id.tolist()
    fresh = np.ones(len(now), bool)
    fresh[rows[rows >= 0]] = False
    shared = Counter((then[row], now[rows[row]]) for row in np.flatnonzero(rows >= 0))
    before = _before(baseline, np.flatnonzero(rows < 0))
    after = _after(current, np.flatnonzero(fresh))
    topics = topic_changes(
        before,
        after,
        shared,
        known=baseline.topics.topic_id,
        found=current.found,
        hidden=current.topics.topic_id[current.topics.hidden],
    )
    return Changes(
        before.papers,
        after.papers,
        then.count(""),
        now.count(""),
        int((rows >= 0).sum()),
        tuple(_papers(current.papers, now, np.flatnonzero(fresh))),
        tuple(_papers(baseline.papers, then, np.flatnonzero(rows < 0))),
        tuple(topics),
        tuple(_moved(baseline, current, rows, {one.topic_id: one for one in topics})),
        _flows(shared, before.lone, after.lone),
        tuple(sorted({*current.dumps} - {*baseline.about.dumps})),
        tuple(sorted({*baseline.about.dumps} - {*current.dumps})),
        tuple(_notes(baseline, current)),
    )


def _before(baseline: Run, gone: NDArray[np.intp]) -> Side:
    names = dict(zip(baseline.topics.topic_id, baseline.topics.name, strict=True))
    topic_ids = baseline.papers.topic_id
    return _side(topic_ids, gone, names)


def _after(current: Current, new: NDArray[np.intp]) -> Side:
    names = dict(zip(current.topics.topic_id, current.topics.name, strict=True))
    return _side(current.assignments.topic_id, new, names)


def _side(topic_ids: pd.Series, lone: NDArray[np.intp], names: Mapping[str, str]) -> Side:
    sizes = Counter(topic_ids)
    del sizes[""]
    return Side(len(topic_ids), sizes, names, Counter(topic_ids.iloc[lone]))


def _papers(
    papers: pd.DataFrame, topic_ids: Sequence[str], rows: NDArray[np.intp]
) -> Iterator[Paper]:
    for row in rows:
        paper = papers.iloc[row]
        yield Paper(paper.paper_id, paper.title, topic_ids[row])


def _moved(
    baseline: Run, current: Current, rows: NDArray[np.int64], topics: Mapping[str, TopicChange]
) -> Iterator[Move]:
    """Yield the papers that moved, those that fit their topic best first."""
    present = set(current.topics.topic_id)
    found = []
    for paper, row in zip(tables.rows(baseline.papers), rows.tolist(), strict=True):
        if row < 0 or paper.topic_id == (own := current.assignments.topic_id.iloc[row]):
            continue
        margin = float(current.assignments.margin.iloc[row])
        was, is_now = Place(paper.identified, paper.topic_id), Place(current.identified[row], own)
        why = why_moved(was, is_now, margin, topics, present)
        name = current.papers.iloc[row]
        found.append(Move(name.paper_id, name.title, was.topic_id, own, why, margin))
    yield from sorted(found, key=lambda move: (-move.margin, move.paper_id))


def _flows(
    shared: Mapping[tuple[str, str], int], gone: Mapping[str, int], new: Mapping[str, int]
) -> tuple[Flow, ...]:
    none = tables.UNASSIGNED_NAME
    found = [(then or none, now or none, papers) for (then, now), papers in shared.items()]
    found += [(then or none, GONE, papers) for then, papers in gone.items()]
    found += [(NEW, now or none, papers) for now, papers in new.items()]
    return tuple(Flow(*flow) for flow in sorted(found))


def _notes(baseline: Run, current: Current) -> Iterator[str]:
    number = baseline.about.number
    if not current.encoder:
        yield (
            "The vectors of two corpora cannot be compared with this encoder: topics were "
            "recognised by the papers they share alone."
        )
    elif current.encoder != baseline.about.encoder:
        yield (
            f"The encoder has changed since run {number}: topics were recognised by the papers "
            "they share alone, and papers may have moved for that reason only."
        )
