"""Comparison of the current run of a clustering with an earlier one."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from paperthemes import tables
from paperthemes.changes.archive import RunInputs
from paperthemes.changes.events import GONE, NEW, TopicChange, find_topic_changes
from paperthemes.curation.edits import Curation, find_pinned_topics
from paperthemes.history.run import PaperIndex, Run, match_rows
from paperthemes.tables import UNASSIGNED_NAME

Rows = list[dict[Any, Any]]
"""Rows of a table as JSON."""
PAPER_COLUMNS = ["paper_id", "title", "topic_id"]
CLOSE_CALL_MARGIN = 0.2  # a paper with a smaller margin fits two topics nearly as well

_Row = Any  # a row of tables.KNOWN_PAPERS; of the current run, with `margin` and `is_pinned`


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A paper that changed topic.

    `before` and `after` are topic_ids, empty for unassigned; `margin` is that of the assignments.
    """

    paper_id: str
    title: str
    before: str
    after: str
    why: str
    margin: float


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


def compare_runs(
    baseline: Run, current: Run, results: RunInputs, curation: Curation, encoder_before: str
) -> Changes:
    """Compare the current run with an earlier one, paper by paper and topic by topic.

    Papers are matched by `paper_id` and by their aliases. Topics are those after curation.

    Parameters
    ----------
    baseline
        The earlier run.
    current, results
        The current run as it is archived, and its results.
    curation
        The user's edits of its topics.
    encoder_before
        The encoder of the previous run, with which topics were matched.
    """
    rows = match_rows(baseline.papers, PaperIndex(results.papers))
    before, after = baseline.papers.topic_id.tolist(), current.papers.topic_id.tolist()
    new, gone = np.setdiff1d(np.arange(len(after)), rows), np.flatnonzero(rows < 0)
    pairs = zip(before, rows.tolist(), strict=True)
    flows = Counter((topic_id, after[row] if row >= 0 else GONE) for topic_id, row in pairs)
    flows.update((NEW, after[row]) for row in new.tolist())
    numbers = {topic_id: number for number, topic_id in enumerate(current.about.topic_ids)}
    targets = {topic_id: curation.target(topic_id, numbers) for topic_id in numbers}
    merged = {topic_id: target for topic_id, target in targets.items() if topic_id != target}
    topics = find_topic_changes(flows, baseline.topics, results.topics, merged)
    pinned = find_pinned_topics(curation, results.papers, numbers)[0]
    papers = current.papers.assign(
        margin=results.assignments.margin, is_pinned=[row in pinned for row in range(len(after))]
    )
    flow_rows = sorted(
        (old or UNASSIGNED_NAME, now or UNASSIGNED_NAME, n) for (old, now), n in flows.items()
    )
    return Changes(
        before=len(before),
        after=len(after),
        unassigned_before=before.count(""),
        unassigned_after=after.count(""),
        kept=len(before) - len(gone),
        new=papers.iloc[new][PAPER_COLUMNS].to_dict("records"),
        gone=baseline.papers.iloc[gone][PAPER_COLUMNS].to_dict("records"),
        topics=topics,
        moved=_find_moves(baseline.papers[rows >= 0], papers.iloc[rows[rows >= 0]], topics, merged),
        flows=[dict(zip(("before", "after", "papers"), row, strict=True)) for row in flow_rows],
        new_dumps=sorted({*current.about.dumps} - {*baseline.about.dumps}),
        gone_dumps=sorted({*baseline.about.dumps} - {*current.about.dumps}),
        notes=[*_notes(baseline, current.about.encoder, encoder_before)],
    )


def _find_moves(
    before: pd.DataFrame,
    after: pd.DataFrame,
    topics: Sequence[TopicChange],
    merge_targets: Mapping[str, str],
) -> list[Move]:
    """Return the papers that changed topic, the largest margin first.

    Parameters
    ----------
    before
        Papers of the earlier run, a `tables.KNOWN_PAPERS`.
    after
        The same papers in the later run, in the same order, with two more columns: `margin`, how
        much better a paper fits its topic than the next best one, 0 to 1; and `is_pinned`, whether
        curation pins it.
    topics
        What happened to the topics.
    merge_targets
        The topic that each merged topic of the later run ends up in by curation, by topic_id.
    """
    changes = {change.topic_id: change for change in topics}
    moves = [
        Move(
            paper_id=now.paper_id,
            title=now.title,
            before=earlier.topic_id,
            after=now.topic_id,
            why=_curation_reason(earlier, now, merge_targets) or _reason(earlier, now, changes),
            margin=now.margin,
        )
        for earlier, now in zip(tables.rows(before), tables.rows(after), strict=True)
        if earlier.topic_id != now.topic_id
    ]
    return sorted(moves, key=lambda move: (-move.margin, move.paper_id))


def _curation_reason(before: _Row, after: _Row, merge_targets: Mapping[str, str]) -> str:
    """Return how curation moved a paper; empty if it did not."""
    is_merged = merge_targets.get(before.topic_id) == after.topic_id
    if is_merged and before.identified == after.identified:
        return "merged_by_curation"
    without_pin = {after.identified, merge_targets.get(after.identified)}
    if after.is_pinned and after.topic_id not in without_pin:
        return "pinned"
    is_edit_gone = before.topic_id != before.identified in {after.identified, after.topic_id}
    return "curation_ended" if is_edit_gone else ""


def _reason(before: _Row, after: _Row, topics: Mapping[str, TopicChange]) -> str:
    """Return the first reason that explains a move without curation."""
    if not after.topic_id:
        return "unassigned_now"
    if not before.topic_id:
        return "unassigned_before"
    old_topic = topics[before.topic_id]
    if after.topic_id in old_topic.split_into:
        return "split"
    if old_topic.merged_into == after.topic_id:
        return "merged"
    if not old_topic.after:
        return "retired"
    return "close_call" if after.margin < CLOSE_CALL_MARGIN else "shifted"


def _notes(baseline: Run, encoder: str, encoder_before: str) -> Iterator[str]:
    """Yield warnings about encoders that make the two runs less comparable."""
    consequence = "so topics were matched by their shared papers alone."
    if not encoder:
        yield f"Vectors of this encoder cannot be compared between corpora, {consequence}"
        return
    if encoder != encoder_before:
        yield f"The encoder has changed since the previous run, {consequence}"
    if encoder != baseline.about.encoder:
        yield (
            f"The encoder has changed since run {baseline.about.number}. Papers may have changed "
            "topic for that reason alone."
        )
