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
from paperthemes.changes.growth import Growth, compare_shares
from paperthemes.changes.new_papers import NewPaper, describe_new_papers
from paperthemes.curation.edits import Curation, find_pinned_topics
from paperthemes.history.run import PaperIndex, Run, match_rows
from paperthemes.tables import UNASSIGNED_NAME

Rows = list[dict[Any, Any]]
"""Rows of a table as JSON."""
PAPER_COLUMNS = ["paper_id", "title", "topic_id"]
MIN_CLEAR_MARGIN = 0.2  # a paper with a smaller margin fits a second topic nearly as well

# A row of tables.KNOWN_PAPERS; a row of the current run also has `is_pinned`.
_Row = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A paper that changed topic.

    Attributes
    ----------
    paper_id, title
        The paper.
    before, after
        The topic_id in the earlier and in the current run; empty if unassigned.
    why
        Key of the reason, such as `"split"` or `"close_call"`.
    margin
        How much better the paper fits its topic than the next best one, 0 to 1; 1 if it is pinned.
        For an unassigned paper, the same for the topic that fits it best.
    is_clear
        Whether curation moved the paper, or it clearly fits a topic in both runs.
    """

    paper_id: str
    title: str
    before: str
    after: str
    why: str
    margin: float
    is_clear: bool


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
    new_rows = np.setdiff1d(np.arange(len(after)), rows)  # of papers that only the current run has
    # The topic_id that each earlier paper has now, or `GONE`.
    now = [after[row] if row >= 0 else GONE for row in rows.tolist()]
    flows = Counter(zip(before, now, strict=True))
    flows.update((NEW, after[row]) for row in new_rows.tolist())
    # For each current topic that curation merges into another, the id of that other topic.
    numbers = {topic_id: number for number, topic_id in enumerate(current.about.topic_ids)}
    targets = {topic_id: curation.find_merge_target(topic_id, numbers) for topic_id in numbers}
    merge_targets = {key: target for key, target in targets.items() if key != target}
    topics = find_topic_changes(flows, baseline.topics, results.topics, merge_targets)
    pinned, _ = find_pinned_topics(curation, results.papers, numbers)
    papers = current.papers.assign(is_pinned=[row in pinned for row in range(len(after))])
    is_new = np.isin(np.arange(len(after)), new_rows)
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
        growth=compare_shares(Counter(papers.topic_id[is_new]), Counter(papers.topic_id[~is_new])),
        topics=topics,
        moved=_find_moves(baseline.papers[kept], papers.iloc[rows[kept]], topics, merge_targets),
        flows=[{"before": old, "after": new, "papers": n} for old, new, n in flow_rows],
        new_dumps=sorted({*current.about.dumps} - {*baseline.about.dumps}),
        gone_dumps=sorted({*baseline.about.dumps} - {*current.about.dumps}),
        notes=[*_list_encoder_warnings(baseline, current.about.encoder, encoder_before)],
    )


def _find_moves(
    before: pd.DataFrame,
    after: pd.DataFrame,
    topics: Sequence[TopicChange],
    merge_targets: Mapping[str, str],
) -> list[Move]:
    """Return the papers that changed topic, each with the reason, the largest margin first.

    Parameters
    ----------
    before
        Papers of the earlier run, with the columns of `tables.KNOWN_PAPERS`.
    after
        The same papers in the current run, in the same order, with one more column: `is_pinned`,
        whether curation pins the paper.
    topics
        Changes of each topic.
    merge_targets
        For each topic of the current run that curation merges into another, the id of that other
        topic.
    """
    changes = {change.topic_id: change for change in topics}
    moves = []
    for old, new in zip(tables.rows(before), tables.rows(after), strict=True):
        if old.topic_id == new.topic_id:
            continue
        edit = _explain_by_curation(old, new, merge_targets)
        move = Move(
            paper_id=new.paper_id,
            title=new.title,
            before=old.topic_id,
            after=new.topic_id,
            why=edit or _explain_move(old, new, changes),
            margin=new.margin,
            is_clear=bool(edit) or (_fits_clearly(old) and _fits_clearly(new)),
        )
        moves.append(move)
    # Sorted by margin, descending; moves of equal margin by paper_id.
    return sorted(moves, key=lambda move: (-move.margin, move.paper_id))


def _fits_clearly(paper: _Row) -> bool:
    """Return whether a paper of a run has a topic and fits it much better than any other.

    If the run has no margins, because an early version archived it, the paper must be core.
    """
    is_clear = paper.grade == "core" if np.isnan(paper.margin) else paper.margin >= MIN_CLEAR_MARGIN
    return bool(paper.topic_id) and bool(is_clear)


def _explain_by_curation(before: _Row, after: _Row, merge_targets: Mapping[str, str]) -> str:
    """Return the key of the first reason in curation that explains a move; empty if none does.

    In both runs, a paper has a topic that was found for it (column `identified`), and a topic after
    curation (column `topic_id`). The latter has changed. "" (unassigned) counts as a topic here.
    The reasons are:

    - `merged_by_curation`: the found topic has not changed, and curation now merges the paper's
      earlier topic into its current one.
    - `pinned`: curation pins the paper to a topic that it would not have without the pin.
    - `curation_ended`: in the earlier run, curation had moved the paper out of the topic that was
      found for it. In the current run, the paper has this topic again, before or after curation.

    Parameters
    ----------
    before, after
        The paper in the earlier and in the current run.
    merge_targets
        For each topic of the current run that curation merges into another, the id of that other
        topic.
    """
    is_merged = merge_targets.get(before.topic_id) == after.topic_id
    if is_merged and before.identified == after.identified:
        return "merged_by_curation"
    # Without the pin, the paper is in its found topic or in the topic that this is merged into.
    topics_without_pin = {after.identified, merge_targets.get(after.identified)}
    if after.is_pinned and after.topic_id not in topics_without_pin:
        return "pinned"
    was_moved = before.topic_id != before.identified
    is_moved_back = before.identified in {after.identified, after.topic_id}
    return "curation_ended" if was_moved and is_moved_back else ""


def _explain_move(before: _Row, after: _Row, changes: Mapping[str, TopicChange]) -> str:
    """Return the key of the first reason, other than curation, that explains a move.

    - `unassigned_now`: the paper has no topic in the current run.
    - `unassigned_before`: the paper had no topic in the earlier run.
    - `split`: its earlier topic split, and its current topic is one of the parts.
    - `merged`: its earlier topic merged into its current topic.
    - `retired`: its earlier topic has no papers any more.
    - `close_call`: it fits another topic nearly as well: its margin is below `MIN_CLEAR_MARGIN`.
    - `shifted`: none of these.

    Parameters
    ----------
    before, after
        The paper in the earlier and in the current run.
    changes
        Changes of each topic, by topic_id.
    """
    if not after.topic_id:
        return "unassigned_now"
    if not before.topic_id:
        return "unassigned_before"
    earlier_topic = changes[before.topic_id]
    if after.topic_id in earlier_topic.split_into:
        return "split"
    if earlier_topic.merged_into == after.topic_id:
        return "merged"
    if earlier_topic.after == 0:  # papers in the current run
        return "retired"
    return "close_call" if after.margin < MIN_CLEAR_MARGIN else "shifted"


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
