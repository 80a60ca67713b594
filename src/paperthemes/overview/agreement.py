"""Two clusterings of the same papers: how far they agree, and which papers changed company."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from paperthemes.tables import UNASSIGNED

Topics = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Grouping:
    """The topics of n papers.

    Attributes
    ----------
    topics
        Shape `(n,)`: the topic of each paper, from 0; `tables.UNASSIGNED` for none.
    confidences
        Shape `(n,)`, 0 to 1: how sure that is.
    """

    topics: Topics
    confidences: NDArray[np.float64]

    @property
    def count(self) -> int:
        """How many topics there are."""
        return int(self.topics.max(initial=UNASSIGNED)) + 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two groupings of the same papers have to do with each other.

    Attributes
    ----------
    ami, ari
        Adjusted mutual information and adjusted Rand index over all papers, the unassigned taken
        as one more topic: 1 is equal, 0 is chance.
    only_left, only_right
        How many papers are unassigned in the one and have a topic in the other.
    flows
        How many papers (third) are in a topic of the left (first) and of the right (second), the
        unassigned included, where there are any; in order of the topics.
    left_is_finer
        Whether the left has more topics; with equally many the right counts as the finer.
    in_both
        How many papers have a topic in both.
    homes
        Shape `(topics of the finer,)`: see `homes`.
    moved
        Rows of the papers that changed company, the surest of both their topics first.
    """

    ami: float
    ari: float
    only_left: int
    only_right: int
    flows: list[tuple[int, int, int]]
    left_is_finer: bool
    in_both: int
    homes: Topics
    moved: Topics


def compare(left: Grouping, right: Grouping) -> Comparison:
    """Compare two groupings of the same papers."""
    finer, coarser = (left, right) if left.count > right.count else (right, left)
    unassigned_left, unassigned_right = left.topics < 0, right.topics < 0
    home = homes(finer.topics, coarser.topics)
    moved = changed_company(finer.topics, coarser.topics, home)
    sureness = np.minimum(left.confidences, right.confidences)[moved]
    return Comparison(
        float(adjusted_mutual_info_score(left.topics, right.topics)),
        float(adjusted_rand_score(left.topics, right.topics)),
        int((unassigned_left & ~unassigned_right).sum()),
        int((unassigned_right & ~unassigned_left).sum()),
        flows(left.topics, right.topics),
        finer is left,
        int((~unassigned_left & ~unassigned_right).sum()),
        home,
        moved[np.argsort(-sureness, kind="stable")],
    )


def flows(left: Topics, right: Topics) -> list[tuple[int, int, int]]:
    """Count the papers of each two topics that share any: left topic, right topic, papers.

    Parameters
    ----------
    left, right
        Shape `(n,)`: the topic of each paper; `tables.UNASSIGNED` counts as one.
    """
    pairs, counts = np.unique(np.stack([left, right]), axis=1, return_counts=True)
    return [(int(a), int(b), int(n)) for a, b, n in zip(*pairs, counts, strict=True)]


def homes(finer: Topics, coarser: Topics) -> Topics:
    """Return the home of each finer topic: the coarser topic that most of its papers are in.

    Papers that are unassigned in the coarser grouping have no say; where all are, the home is
    `tables.UNASSIGNED`. Of coarser topics with equally many papers, the larger (the first) is it.

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


def changed_company(finer: Topics, coarser: Topics, home: Topics) -> Topics:
    """Return the rows of the papers whose coarser topic is not the home of their finer one.

    Only papers that have a topic in both count. Where a topic is merely split, nobody has changed
    company.

    Parameters
    ----------
    finer, coarser
        Shape `(n,)`: the topic of each paper, `tables.UNASSIGNED` for none.
    home
        What `homes` returns for them.
    """
    rows = np.flatnonzero((finer >= 0) & (coarser >= 0))
    moved: Topics = rows[coarser[rows] != home[finer[rows]]]
    return moved
