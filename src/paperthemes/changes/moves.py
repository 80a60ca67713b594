"""Why a paper is in another topic than it was."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from paperthemes.changes.events import TopicChange

CLOSE_CALL_MARGIN = 0.2  # margin below which it was a close call which topic a paper is in

MoveReason = Literal[
    "pinned",
    "merged_by_curation",
    "curation_ended",
    "unassigned_now",
    "unassigned_before",
    "split",
    "merged",
    "retired",
    "close_call",
    "shifted",
]
MOVE_REASONS: Mapping[MoveReason, str] = {
    "pinned": "curation pins it there",
    "merged_by_curation": "curation merged its topic into this one",
    "curation_ended": "curation no longer keeps it in the other topic",
    "unassigned_now": "it fits no topic well enough now",
    "unassigned_before": "it had no topic before",
    "split": "its topic split",
    "merged": "its topic merged into this one",
    "retired": "its topic retired",
    "close_call": "it fits two topics nearly as well, a close call",
    "shifted": "the topics themselves shifted",
}
"""In words; the first that holds is given."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paper is in one run: topic_id before and after curation, empty for unassigned.

    `pinned` tells whether curation pins it; it is not known of the earlier run.
    """

    identified: str
    topic_id: str
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """A paper in another topic than before; topic_ids are empty for unassigned.

    `margin` is that of the assignments.
    """

    paper_id: str
    title: str
    before: str
    after: str
    why: MoveReason
    margin: float


def move_reason(
    before: Place,
    after: Place,
    margin: float,
    topics: Mapping[str, TopicChange],
    ends: Mapping[str, str],
) -> MoveReason:
    """Tell why a paper is in another topic than it was.

    Parameters
    ----------
    before, after
        Where it was and is.
    margin
        How much better it fits its topic than the next, 0 to 1.
    topics
        What became of the topics, by topic_id.
    ends
        The topic that each one of the later run ends up in by curation, by topic_id.
    """
    if (
        before.identified == after.identified
        and ends.get(before.topic_id, before.topic_id) == after.topic_id
        and before.topic_id != after.topic_id
    ):
        return "merged_by_curation"
    unpinned = ends.get(after.identified, after.identified)
    if after.pinned and after.topic_id not in {after.identified, unpinned}:
        return "pinned"
    if before.topic_id != before.identified in {after.identified, after.topic_id}:
        return "curation_ended"
    if not after.topic_id:
        return "unassigned_now"
    if not before.topic_id:
        return "unassigned_before"
    was = topics[before.topic_id]
    if after.topic_id in was.split_into:
        return "split"
    if was.merged_into == after.topic_id:
        return "merged"
    if not was.after:
        return "retired"
    return "close_call" if margin < CLOSE_CALL_MARGIN else "shifted"
