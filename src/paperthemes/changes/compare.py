"""Comparison of the current run of a clustering with an earlier one."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from paperthemes.changes.archive import RunInputs
from paperthemes.changes.events import GONE, NEW, TopicChange, find_topic_changes
from paperthemes.changes.moves import Move, find_moves
from paperthemes.curation.edits import Curation, find_pinned_topics
from paperthemes.history.papers import PaperIndex, match_rows
from paperthemes.history.run import Run
from paperthemes.tables import UNASSIGNED_NAME

Rows = list[dict[Any, Any]]
"""Rows of a table as JSON."""
PAPER_COLUMNS = ["paper_id", "title", "topic_id"]


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
    unassigned = UNASSIGNED_NAME
    return Changes(
        before=len(before),
        after=len(after),
        unassigned_before=before.count(""),
        unassigned_after=after.count(""),
        kept=len(before) - len(gone),
        new=papers.iloc[new][PAPER_COLUMNS].to_dict("records"),
        gone=baseline.papers.iloc[gone][PAPER_COLUMNS].to_dict("records"),
        topics=topics,
        moved=find_moves(baseline.papers[rows >= 0], papers.iloc[rows[rows >= 0]], topics, merged),
        flows=[
            {"before": old, "after": now, "papers": count}
            for old, now, count in sorted(
                (old or unassigned, now or unassigned, count) for (old, now), count in flows.items()
            )
        ],
        new_dumps=sorted({*current.about.dumps} - {*baseline.about.dumps}),
        gone_dumps=sorted({*baseline.about.dumps} - {*current.about.dumps}),
        notes=[*_notes(baseline, current.about.encoder, encoder_before)],
    )


def _notes(baseline: Run, encoder: str, encoder_before: str) -> Iterator[str]:
    """Yield warnings about encoders that make the two runs less comparable."""
    if not encoder:
        yield (
            "Vectors of this encoder cannot be compared between corpora, so topics were matched "
            "by their shared papers alone."
        )
        return
    if encoder != encoder_before:
        yield (
            "The encoder has changed since the previous run, so topics were matched by their "
            "shared papers alone."
        )
    if encoder != baseline.about.encoder:
        yield (
            f"The encoder has changed since run {baseline.about.number}. Papers may have changed "
            "topic for that reason alone."
        )
