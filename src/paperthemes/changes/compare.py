"""Comparison of the current run of a clustering with an earlier one."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes import tables
from paperthemes.changes.events import GONE, NEW, TopicChange, find_topic_changes
from paperthemes.changes.moves import Move, PaperTopic, move_reason
from paperthemes.curation.edits import Curation, find_pinned_topics
from paperthemes.history.papers import PaperIndex, match_rows
from paperthemes.history.run import Run
from paperthemes.tables import UNASSIGNED_NAME

Rows = list[dict[Any, Any]]
"""Rows of a table as JSON."""
PAPER_COLUMNS = ["paper_id", "title", "topic_id"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentRun:
    """The current run of n papers; all its parts are in the same order.

    Attributes
    ----------
    papers, assignments, topics
        A `tables.PAPERS`, `ASSIGNMENTS` and `TOPICS`.
    identified
        The topic_id of each paper before curation; empty if unassigned.
    topic_ids
        The topic_ids before curation, by topic number.
    encoder
        What made the vectors; empty if its vectors of different corpora cannot be compared.
    dumps
        The names of the dumps.
    encoder_before
        The encoder of the previous run, with which topics were matched.
    curation
        The user's edits of the topics.
    """

    papers: pd.DataFrame
    assignments: pd.DataFrame
    topics: pd.DataFrame
    identified: Sequence[str]
    topic_ids: Sequence[str]
    encoder: str = ""
    dumps: Sequence[str] = ()
    encoder_before: str = ""
    curation: Curation = field(default_factory=Curation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The differences between two runs.

    Attributes
    ----------
    before, after
        The number of papers in each run.
    unassigned_before, unassigned_after
        How many of them have no topic.
    kept
        The number of papers that both runs have.
    new, gone
        Papers that only the current, and only the earlier run has: `PAPER_COLUMNS`; topic_id is
        empty if unassigned.
    topics
        What happened to each topic.
    moved
        The papers of both runs that changed topic, largest margin first.
    flows
        Number of `papers` by topic `before` and `after`: topic_ids, `tables.UNASSIGNED_NAME`, `NEW`
        (before) or `GONE` (after).
    new_dumps, gone_dumps
        Names of the dumps that only one of the runs has.
    notes
        Warnings for the reader.
    """

    before: int
    after: int
    unassigned_before: int
    unassigned_after: int
    kept: int
    new: Rows
    gone: Rows
    topics: list[TopicChange]
    moved: list[Move]
    flows: Rows
    new_dumps: list[str]
    gone_dumps: list[str]
    notes: list[str]


def compare_runs(baseline: Run, current: CurrentRun) -> Changes:
    """Compare the current run with an earlier one, paper by paper and topic by topic.

    Papers are matched by `paper_id` and by their aliases. Topics are those after curation.
    """
    rows = match_rows(baseline.papers, PaperIndex(current.papers))
    before, after = baseline.papers.topic_id.tolist(), current.assignments.topic_id.tolist()
    new, gone = np.setdiff1d(np.arange(len(after)), rows), np.flatnonzero(rows < 0)
    pairs = zip(before, rows.tolist(), strict=True)
    flows = Counter((topic_id, after[row] if row >= 0 else GONE) for topic_id, row in pairs)
    flows.update((NEW, after[row]) for row in new.tolist())
    merge_targets, present = _merge_targets(current), {*current.topics.topic_id}
    topics = find_topic_changes(
        flows,
        names_before=dict(zip(baseline.topics.topic_id, baseline.topics.name, strict=True)),
        names_after=dict(zip(current.topics.topic_id, current.topics.name, strict=True)),
        merged={topic_id for topic_id, target in merge_targets.items() if target in present},
        hidden={*current.topics.topic_id[current.topics.hidden]},
    )
    return Changes(
        before=len(before),
        after=len(after),
        unassigned_before=before.count(""),
        unassigned_after=after.count(""),
        kept=len(before) - len(gone),
        new=current.assignments.iloc[new][PAPER_COLUMNS].to_dict("records"),
        gone=baseline.papers.iloc[gone][PAPER_COLUMNS].to_dict("records"),
        topics=topics,
        moved=_find_moves(baseline, current, rows, topics, merge_targets),
        flows=_flow_rows(flows),
        new_dumps=sorted({*current.dumps} - {*baseline.about.dumps}),
        gone_dumps=sorted({*baseline.about.dumps} - {*current.dumps}),
        notes=[*_notes(baseline, current)],
    )


def _merge_targets(current: CurrentRun) -> dict[str, str]:
    """Return the topic that each merged topic of the current run ends up in by curation."""
    topic_ids = {*current.topic_ids}
    targets = {topic_id: current.curation.target(topic_id, topic_ids) for topic_id in topic_ids}
    return {topic_id: target for topic_id, target in targets.items() if topic_id != target}


def _flow_rows(flows: Mapping[tuple[str, str], int]) -> Rows:
    unassigned = UNASSIGNED_NAME
    rows = sorted((old or unassigned, new or unassigned, n) for (old, new), n in flows.items())
    return [{"before": before, "after": after, "papers": n} for before, after, n in rows]


def _find_moves(
    baseline: Run,
    current: CurrentRun,
    rows: NDArray[np.int64],
    topics: Sequence[TopicChange],
    merge_targets: Mapping[str, str],
) -> list[Move]:
    """Return the papers that changed topic; `rows` are those of the earlier papers in `current`."""
    numbers = {topic_id: number for number, topic_id in enumerate(current.topic_ids)}
    pinned = find_pinned_topics(current.curation, current.papers, numbers)[0]
    changes = {change.topic_id: change for change in topics}
    current_rows = [*tables.rows(current.assignments)]
    moves = []
    for earlier, row in zip(tables.rows(baseline.papers), rows.tolist(), strict=True):
        if row < 0 or earlier.topic_id == current_rows[row].topic_id:
            continue
        now = current_rows[row]
        before = PaperTopic(earlier.identified, earlier.topic_id)
        after = PaperTopic(current.identified[row], now.topic_id, row in pinned)
        moves.append(
            Move(
                paper_id=now.paper_id,
                title=now.title,
                before=earlier.topic_id,
                after=now.topic_id,
                why=move_reason(before, after, now.margin, changes, merge_targets),
                margin=now.margin,
            )
        )
    return sorted(moves, key=lambda move: (-move.margin, move.paper_id))


def _notes(baseline: Run, current: CurrentRun) -> Iterator[str]:
    """Yield warnings about encoders that make the two runs less comparable."""
    if not current.encoder:
        yield (
            "Vectors of this encoder cannot be compared between corpora, so topics were matched "
            "by their shared papers alone."
        )
        return
    if current.encoder != current.encoder_before:
        yield (
            "The encoder has changed since the previous run, so topics were matched by their "
            "shared papers alone."
        )
    if current.encoder != baseline.about.encoder:
        yield (
            f"The encoder has changed since run {baseline.about.number}. Papers may have changed "
            "topic for that reason alone."
        )
