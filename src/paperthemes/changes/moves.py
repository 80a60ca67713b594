"""Papers that changed topic between two runs, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from paperthemes.changes.events import TopicChange

CLOSE_CALL_MARGIN = 0.2  # a paper with a smaller margin fits two topics nearly as well

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


@dataclass(frozen=True, slots=True)
class PaperTopic:
    """The topic_id of a paper in one run, before and after curation; empty for unassigned.

    `pinned`: curation pins the paper (not known of the earlier run).
    """

    identified: str
    topic_id: str
    pinned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A paper that changed topic.

    `before` and `after` are topic_ids, empty for unassigned; `margin` is that of the assignments.
    """

    paper_id: str
    title: str
    before: str
    after: str
    why: MoveReason
    margin: float


def move_reason(
    before: PaperTopic,
    after: PaperTopic,
    margin: float,
    topics: Mapping[str, TopicChange],
    merge_targets: Mapping[str, str],
) -> MoveReason:
    """Return why a paper changed topic: the first reason that holds, curation first.

    Parameters
    ----------
    before, after
        Its topic in the two runs.
    margin
        How much better it fits its topic than the next best one, 0 to 1.
    topics
        What happened to the topics, by topic_id.
    merge_targets
        The topic that each merged topic of the later run ends up in by curation, by topic_id.
    """
    if (
        before.identified == after.identified
        and merge_targets.get(before.topic_id, before.topic_id) == after.topic_id
        and before.topic_id != after.topic_id
    ):
        return "merged_by_curation"
    unpinned = merge_targets.get(after.identified, after.identified)
    if after.pinned and after.topic_id not in {after.identified, unpinned}:
        return "pinned"
    if before.topic_id != before.identified in {after.identified, after.topic_id}:
        return "curation_ended"
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
    return "close_call" if margin < CLOSE_CALL_MARGIN else "shifted"
