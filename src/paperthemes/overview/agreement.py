"""Agreement of two clusterings of the same papers, and the papers they group differently."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from paperthemes.tables import UNASSIGNED

Topics = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The agreement of two clusterings of the same papers.

    Attributes
    ----------
    ami, ari
        Adjusted mutual information and adjusted Rand index over all papers, with the unassigned as
        one more topic: 1 is equal, 0 is chance.
    only_left, only_right
        Number of papers that are unassigned on this side and have a topic on the other.
    flows
        Left topic, right topic, number of papers in both, for all pairs that share papers; the
        unassigned count as a topic. In order of the topics.
    left_is_finer
        Whether the left has more topics; with equally many the right counts as the finer.
    in_both
        Number of papers that have a topic in both.
    matches
        Shape `(topics of the finer,)`: see `match_topics`.
    regrouped
        Row numbers of the papers that are grouped differently, see `find_regrouped`; those that
        are sure of both their topics first.
    """

    ami: float
    ari: float
    only_left: int
    only_right: int
    flows: list[tuple[int, int, int]]
    left_is_finer: bool
    in_both: int
    matches: Topics
    regrouped: Topics


def compare(left: pd.DataFrame, right: pd.DataFrame) -> Comparison:
    """Compare two clusterings of the same papers, given columns `topic` and `confidence`."""
    left_topics, right_topics = left.topic.to_numpy(), right.topic.to_numpy()
    left_is_finer = bool(left_topics.max(initial=-1) > right_topics.max(initial=-1))
    finer, coarser = (left_topics, right_topics) if left_is_finer else (right_topics, left_topics)
    matches = match_topics(finer, coarser)
    regrouped = find_regrouped(finer, coarser, matches)
    confidence = np.minimum(left.confidence.to_numpy(), right.confidence.to_numpy())[regrouped]
    return Comparison(
        ami=float(adjusted_mutual_info_score(left_topics, right_topics)),
        ari=float(adjusted_rand_score(left_topics, right_topics)),
        only_left=int(((left_topics < 0) & (right_topics >= 0)).sum()),
        only_right=int(((right_topics < 0) & (left_topics >= 0)).sum()),
        flows=count_flows(left_topics, right_topics),
        left_is_finer=left_is_finer,
        in_both=int(((left_topics >= 0) & (right_topics >= 0)).sum()),
        matches=matches,
        regrouped=regrouped[np.argsort(-confidence, kind="stable")],
    )


def count_flows(left: Topics, right: Topics) -> list[tuple[int, int, int]]:
    """Count the papers that each left topic shares with each right topic.

    Parameters
    ----------
    left, right
        Shape `(n,)`: the topic of each paper; `tables.UNASSIGNED` counts as a topic.
    """
    pairs, counts = np.unique(np.stack([left, right]), axis=1, return_counts=True)
    return [(int(a), int(b), int(n)) for a, b, n in zip(*pairs, counts, strict=True)]


def match_topics(finer: Topics, coarser: Topics) -> Topics:
    """Return the match of each finer topic: the coarser topic that holds most of its papers.

    Papers unassigned in the coarser clustering do not count; a topic without others matches
    `tables.UNASSIGNED`. Of equally good matches the larger topic (the first) wins.

    Parameters
    ----------
    finer, coarser
        Shape `(n,)`: the topic of each paper, `tables.UNASSIGNED` for none.
    """
    both = (finer >= 0) & (coarser >= 0)
    shape = finer.max(initial=UNASSIGNED) + 1, coarser.max(initial=UNASSIGNED) + 1
    shared = np.zeros(shape, np.int64)
    np.add.at(shared, (finer[both], coarser[both]), 1)
    if shared.size == 0:
        return np.full(shape[0], UNASSIGNED)
    return np.where(shared.any(axis=1), shared.argmax(axis=1), UNASSIGNED)


def find_regrouped(finer: Topics, coarser: Topics, matches: Topics) -> Topics:
    """Return the rows of papers whose coarser topic is not the match of their finer topic.

    Only papers with a topic in both count. If a coarser topic is merely split, none of its papers
    are regrouped.

    Parameters
    ----------
    finer, coarser
        Shape `(n,)`: the topic of each paper, `tables.UNASSIGNED` for none.
    matches
        The result of `match_topics` for them.
    """
    rows = np.flatnonzero((finer >= 0) & (coarser >= 0))
    regrouped: Topics = rows[coarser[rows] != matches[finer[rows]]]
    return regrouped
