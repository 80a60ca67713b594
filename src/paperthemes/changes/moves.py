"""Papers that changed topic between two runs, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from paperthemes import tables
from paperthemes.changes.events import TopicChange

CLOSE_CALL_MARGIN = 0.2  # a paper with a smaller margin fits two topics nearly as well

_Row = Any  # a row of tables.KNOWN_PAPERS; of the later run, with `margin` and `is_pinned`


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


def find_moves(
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
