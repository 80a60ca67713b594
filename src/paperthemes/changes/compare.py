"""What changed between an earlier run of a clustering and this one."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes import tables
from paperthemes.changes.events import RunSnapshot, TopicChange, topic_changes
from paperthemes.changes.moves import Move, Place, move_reason
from paperthemes.curation.edits import Curation, pins
from paperthemes.history.papers import PaperIndex, match_rows
from paperthemes.history.run import Run

NEW, GONE = "new", "gone"  # what stands for a topic where the other run does not have the paper


@dataclass(frozen=True, slots=True)
class CurrentRun:
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
    encoder_before
        The encoder of the run before, by which topics were recognised.
    curation
        What was done to the topics that were found.
    """

    papers: pd.DataFrame
    assignments: pd.DataFrame
    topics: pd.DataFrame
    identified: Sequence[str]
    found: Sequence[str]
    encoder: str = ""
    dumps: Sequence[str] = ()
    encoder_before: str = ""
    curation: Curation = field(default_factory=Curation)

    @property
    def ends(self) -> dict[str, str]:
        """The topic that each one ends up in that was found: by its merges, or itself."""
        found = {*self.found}
        return {one: self.curation.target(one, found) for one in self.found}

    @property
    def merged(self) -> set[str]:
        """The topic_ids that curation merged into another that is there."""
        present = {*self.topics.topic_id}
        return {one for one, end in self.ends.items() if end != one and end in present}


@dataclass(frozen=True, slots=True)
class ChangedPaper:
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
    new: tuple[ChangedPaper, ...]
    gone: tuple[ChangedPaper, ...]
    topics: tuple[TopicChange, ...]
    moved: tuple[Move, ...]
    flows: tuple[Flow, ...]
    new_dumps: tuple[str, ...] = ()
    gone_dumps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def compare_runs(baseline: Run, current: CurrentRun) -> Changes:
    """Compare this run with an earlier one, paper by paper and topic by topic.

    Papers are followed by `paper_id` and by their aliases; topics are those after curation.

    Parameters
    ----------
    baseline
        The earlier run.
    current
        This one.
    """
    rows = match_rows(baseline.papers, PaperIndex(current.papers))
    then, now = baseline.papers.topic_id.tolist(), current.assignments.topic_id.tolist()
    fresh = np.ones(len(now), bool)
    fresh[rows[rows >= 0]] = False
    both = zip(then, rows.tolist(), strict=True)
    shared = Counter((topic_id, now[row]) for topic_id, row in both if row >= 0)
    before = _before(baseline, np.flatnonzero(rows < 0))
    after = _after(current, np.flatnonzero(fresh))
    topics = tuple(
        topic_changes(
            before,
            after,
            shared,
            known={*baseline.topics.topic_id},
            merged=current.merged,
            hidden={*current.topics.topic_id[current.topics.hidden]},
        )
    )
    return Changes(
        before.papers,
        after.papers,
        then.count(""),
        now.count(""),
        int((rows >= 0).sum()),
        tuple(_papers(current.papers, now, np.flatnonzero(fresh))),
        tuple(_papers(baseline.papers, then, np.flatnonzero(rows < 0))),
        topics,
        tuple(_moved(baseline, current, rows, {one.topic_id: one for one in topics})),
        _flows(shared, before.lone, after.lone),
        tuple(sorted({*current.dumps} - {*baseline.about.dumps})),
        tuple(sorted({*baseline.about.dumps} - {*current.dumps})),
        tuple(_notes(baseline, current)),
    )


def _before(baseline: Run, gone: NDArray[np.intp]) -> RunSnapshot:
    names = dict(zip(baseline.topics.topic_id, baseline.topics.name, strict=True))
    topic_ids = baseline.papers.topic_id
    return _side(topic_ids, gone, names)


def _after(current: CurrentRun, new: NDArray[np.intp]) -> RunSnapshot:
    names = dict(zip(current.topics.topic_id, current.topics.name, strict=True))
    return _side(current.assignments.topic_id, new, names)


def _side(topic_ids: pd.Series, lone: NDArray[np.intp], names: Mapping[str, str]) -> RunSnapshot:
    sizes = Counter(topic_ids)
    del sizes[""]
    return RunSnapshot(len(topic_ids), sizes, names, Counter(topic_ids.iloc[lone]))


def _papers(
    papers: pd.DataFrame, topic_ids: Sequence[str], rows: NDArray[np.intp]
) -> Iterator[ChangedPaper]:
    own = (topic_ids[row] for row in rows.tolist())
    some = papers.iloc[rows]
    return map(ChangedPaper, some.paper_id, some.title, own)


def _moved(
    baseline: Run, current: CurrentRun, rows: NDArray[np.int64], topics: Mapping[str, TopicChange]
) -> list[Move]:
    """Return the papers that moved, those that fit their topic best first."""
    numbers = {topic_id: number for number, topic_id in enumerate(current.found)}
    pinned, ends = pins(current.curation, current.papers, numbers)[0], current.ends
    ids, titles = current.papers.paper_id.tolist(), current.papers.title.tolist()
    now, margins = current.assignments.topic_id.tolist(), current.assignments.margin.tolist()
    found = []
    earlier = zip(baseline.papers.identified, baseline.papers.topic_id, rows.tolist(), strict=True)
    for identified, topic_id, row in earlier:
        if row < 0 or topic_id == now[row]:
            continue
        was = Place(identified, topic_id)
        is_now = Place(current.identified[row], now[row], row in pinned)
        why = move_reason(was, is_now, margins[row], topics, ends)
        found.append(Move(ids[row], titles[row], topic_id, now[row], why, margins[row]))
    return sorted(found, key=lambda move: (-move.margin, move.paper_id))


def _flows(
    shared: Mapping[tuple[str, str], int], gone: Mapping[str, int], new: Mapping[str, int]
) -> tuple[Flow, ...]:
    none = tables.UNASSIGNED_NAME
    found = [(then or none, now or none, papers) for (then, now), papers in shared.items()]
    found += [(then or none, GONE, papers) for then, papers in gone.items()]
    found += [(NEW, now or none, papers) for now, papers in new.items()]
    return tuple(Flow(*flow) for flow in sorted(found))


def _notes(baseline: Run, current: CurrentRun) -> Iterator[str]:
    if not current.encoder:
        yield (
            "The vectors of two corpora cannot be compared with this encoder: topics were "
            "recognised by the papers they share alone."
        )
        return
    if current.encoder != current.encoder_before:
        yield (
            "The encoder has changed since the run before: topics were recognised by the papers "
            "they share with those of that run alone."
        )
    if current.encoder != baseline.about.encoder:
        yield (
            f"The encoder has changed since run {baseline.about.number}: papers may have moved for "
            "that reason only."
        )
