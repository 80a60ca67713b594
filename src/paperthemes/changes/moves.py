"""Papers that changed topic between two runs, with the reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from paperthemes import tables
from paperthemes.changes.events import TopicChange

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
        How much better the paper fits its topic than the next best one, 0 to 1, in the run in which
        that is less; 1 in a run that pins it. For an unassigned paper, the same for the topic that
        fits it best. Only the current run counts if the earlier one has no margins.
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


def find_moves(
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
        moves.append(
            Move(
                paper_id=new.paper_id,
                title=new.title,
                before=old.topic_id,
                after=new.topic_id,
                why=edit or _explain_move(old, new, changes),
                margin=_smaller_margin(old, new),
                is_clear=bool(edit) or (_fits_clearly(old) and _fits_clearly(new)),
            )
        )
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
    - `close_call`: it fits another topic nearly as well in one of the runs: its margin is below
      `MIN_CLEAR_MARGIN`.
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
    return "close_call" if _smaller_margin(before, after) < MIN_CLEAR_MARGIN else "shifted"


def _smaller_margin(before: _Row, after: _Row) -> float:
    """Return the margin of a paper in the run in which it is smaller, if both have margins."""
    return float(np.fmin(before.margin, after.margin))
