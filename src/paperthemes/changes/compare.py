"""Comparison of the current run of a clustering with an earlier one."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from paperthemes.changes.archive import RunInputs
from paperthemes.changes.events import GONE, NEW, TopicChange, find_topic_changes
from paperthemes.changes.growth import Growth, compare_shares
from paperthemes.changes.moves import Move, find_moves
from paperthemes.changes.new_papers import (
    NewPaper,
    NewSubgroup,
    describe_new_papers,
    find_new_subgroups,
)
from paperthemes.curation.edits import Curation, find_pinned_topics
from paperthemes.history.run import PaperIndex, Run, match_rows
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
        Number of papers in the earlier and in the current run.
    unassigned_before, unassigned_after
        Number of papers without a topic in each run.
    kept
        Number of papers that both runs have.
    new
        Papers that only the current run has.
    gone
        Papers that only the earlier run has, with `PAPER_COLUMNS`; topic_id is empty if unassigned.
    new_subgroups
        Sub-groups of the current topics whose papers are mostly new.
    growth
        Shares of the current topics in the new papers, compared with those in papers of both runs.
    topics
        Changes of each topic.
    moved
        Papers of both runs that changed topic, the largest margin first.
    flows
        Number of `papers` for each pair of topics, `before` and `after`. A topic is given by its
        topic_id, or is `tables.UNASSIGNED_NAME`, `NEW` (only before) or `GONE` (only after).
    new_dumps, gone_dumps
        Names of the dumps that only the current run has, and that only the earlier run has.
    notes
        Warnings for the reader.
    """

    before: int
    after: int
    unassigned_before: int
    unassigned_after: int
    kept: int
    new: list[NewPaper]
    gone: Rows
    new_subgroups: list[NewSubgroup]
    growth: Growth | None
    topics: list[TopicChange]
    moved: list[Move]
    flows: Rows
    new_dumps: list[str]
    gone_dumps: list[str]
    notes: list[str]


def compare_runs(
    baseline: Run, current: Run, results: RunInputs, curation: Curation, encoder_before: str
) -> Changes:
    """Return the differences between the current run and an earlier one, in papers and in topics.

    Papers of the two runs are matched by `paper_id` and by their aliases. Topics are those after
    curation, and are matched by their permanent ids.

    Parameters
    ----------
    baseline
        The earlier run.
    current
        The current run as it is archived.
    results
        The results of the current run.
    curation
        The user's edits of the current topics.
    encoder_before
        Digest of the encoder of the run right before the current one; empty if its vectors cannot
        be compared with others. The current topics were matched with the topics of that run, but
        `baseline` may be an older run.
    """
    # For each earlier paper, its row in the current run; -1 if the current run does not have it.
    rows = match_rows(baseline.papers, PaperIndex(results.papers))
    # The topic_id of each earlier and of each current paper; "" if it is unassigned.
    before, after = baseline.papers.topic_id.tolist(), current.papers.topic_id.tolist()
    kept = rows >= 0  # whether the current run has the earlier paper, too
    is_new = np.isin(np.arange(len(after)), rows, invert=True)  # only the current run has it
    # The topic_id that each earlier paper has now, or `GONE`.
    now = [after[row] if row >= 0 else GONE for row in rows.tolist()]
    flows = Counter(zip(before, now, strict=True))
    flows.update((NEW, after[row]) for row in np.flatnonzero(is_new).tolist())
    # For each current topic that curation merges into another, the id of that other topic.
    numbers = {topic_id: number for number, topic_id in enumerate(current.about.topic_ids)}
    targets = {topic_id: curation.find_merge_target(topic_id, numbers) for topic_id in numbers}
    merge_targets = {key: target for key, target in targets.items() if key != target}
    topics = find_topic_changes(flows, baseline.topics, results.topics, merge_targets)
    pinned, _ = find_pinned_topics(curation, results.papers, numbers)
    papers = current.papers.assign(is_pinned=[row in pinned for row in range(len(after))])
    flow_rows = sorted(
        (old or UNASSIGNED_NAME, new or UNASSIGNED_NAME, n) for (old, new), n in flows.items()
    )
    return Changes(
        before=len(before),
        after=len(after),
        unassigned_before=before.count(""),
        unassigned_after=after.count(""),
        kept=int(kept.sum()),
        new=describe_new_papers(results, is_new),
        gone=baseline.papers[~kept][PAPER_COLUMNS].to_dict("records"),
        new_subgroups=find_new_subgroups(results.assignments, is_new),
        growth=compare_shares(Counter(papers.topic_id[is_new]), Counter(papers.topic_id[~is_new])),
        topics=topics,
        moved=find_moves(baseline.papers[kept], papers.iloc[rows[kept]], topics, merge_targets),
        flows=[{"before": old, "after": new, "papers": n} for old, new, n in flow_rows],
        new_dumps=sorted({*current.about.dumps} - {*baseline.about.dumps}),
        gone_dumps=sorted({*baseline.about.dumps} - {*current.about.dumps}),
        notes=[*_list_encoder_warnings(baseline, current.about.encoder, encoder_before)],
    )


def _list_encoder_warnings(baseline: Run, encoder: str, encoder_before: str) -> Iterator[str]:
    """Yield warnings if the encoder makes the comparison with `baseline` less reliable.

    Parameters
    ----------
    baseline
        The run that the current one is compared with.
    encoder
        Digest of the encoder of the current run; empty if its vectors cannot be compared between
        corpora.
    encoder_before
        The same for the run right before the current one. `baseline` may be an older run.
    """
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
