"""How surely each paper belongs: its topic, the runner-up, and what is left unassigned."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from paperthemes.artifacts.clusters import CORE, FRINGE
from paperthemes.cluster.near_duplicates import COPY
from paperthemes.tables import UNASSIGNED, UNASSIGNED_NAME

MIN_CORE_CONFIDENCE = 0.75  # confidence of a core paper, at least
MAX_UNASSIGNED_CONFIDENCE = 0.5  # a paper of less may be left unassigned

_NEAR, _REMOTE = 2.0, 4.0  # deviations from the usual distance where closeness is 1, and 0
_LEAST_SCALE = 0.02
_ROUNDING = 1e-9  # 0.29 * 100 is 28.999...


@dataclass(frozen=True, slots=True)
class Memberships:
    """How each of n papers belongs to k topics.

    Attributes
    ----------
    topics
        Shape `(n,)`, int64, from 0: the group that was found or, where none was, the nearest.
    confidences
        Shape `(n,)`, float64, 0 to 1.
    runners_up
        Shape `(n,)`, int64: the other topic with most ties; `UNASSIGNED` where none has any.
    margins
        Shape `(n,)`, float64, 0 to 1: how much more of its ties the topic has than the runner-up; 0
        where it has no more.
    tied
        Shape `(n,)`, bool: whether any tie leads to a topic; where not, the topic is a guess.
    """

    topics: NDArray[np.int64]
    confidences: NDArray[np.float64]
    runners_up: NDArray[np.int64]
    margins: NDArray[np.float64]
    tied: NDArray[np.bool_]


def weigh_memberships(
    labels: NDArray[np.int64],
    ties: csr_array,
    distances: NDArray[np.float32],
    guesses: NDArray[np.int64],
) -> Memberships:
    """Weigh each paper's ties.

    The share of its ties that lead to its topic, times `closeness`, is a paper's confidence. One
    that is in no group gets the topic that has the largest share.

    Parameters
    ----------
    labels
        Shape `(n,)`: the groups found, from 0; `UNASSIGNED` where there is none.
    ties
        Shape `(n, n)`: how firmly near papers belong together.
    distances
        Shape `(n, k)`: cosine distances to each paper's nearest, itself first.
    guesses
        Shape `(n,)`: the topic of a paper without ties to any group.
    """
    count = int(labels.max()) + 1
    shares = _shares(labels, ties, count)
    first, second = _best_two(shares)
    tied = first.share > 0
    topics = np.where(labels >= 0, labels, np.where(tied, first.topic, guesses))
    leads = first.topic == topics
    own = np.where(leads, first.share, _at(shares, topics))
    other = np.where(leads, second.share, first.share)
    return Memberships(
        topics,
        own * closeness(distances),
        np.where(other > 0, np.where(leads, second.topic, first.topic), UNASSIGNED),
        np.maximum(own - other, 0),
        tied,
    )


def closeness(distances: NDArray[np.float32]) -> NDArray[np.float64]:
    """Tell papers that are near others from those that are far from everything.

    A paper's mean distance to its nearest is compared with that of all papers but near-copies, in
    robust standard deviations of 0.02 at least (median and median absolute deviation: Iglewicz &
    Hoaglin, "How to Detect and Handle Outliers", 1993).

    Parameters
    ----------
    distances
        Shape `(n, k)`: cosine distances to each paper's nearest, itself first.

    Returns
    -------
    NDArray[np.float64]
        Shape `(n,)`: 1 up to two deviations above the median, 0 from four on.
    """
    if distances.shape[1] < 2:
        return np.ones(len(distances))
    mean = distances[:, 1:].mean(axis=1, dtype=np.float64)
    usual = mean[mean > COPY]  # near-copies tell nothing of what is usual
    if usual.size == 0:
        return np.ones(len(distances))
    middle = float(np.median(usual))
    scale = max(_LEAST_SCALE, 1.4826 * float(np.median(np.abs(usual - middle))))
    result: NDArray[np.float64] = np.interp((mean - middle) / scale, (_NEAR, _REMOTE), (1.0, 0.0))
    return result


def grades(
    labels: NDArray[np.int64], confidences: NDArray[np.float64], max_unassigned: float
) -> NDArray[np.str_]:
    """Grade papers by confidence: core, fringe, or unassigned.

    Unassigned are, least sure first, those below `MAX_UNASSIGNED_CONFIDENCE` and those in no group, but no more than
    `max_unassigned` of all. The others of these are fringe.

    Parameters
    ----------
    labels
        Shape `(n,)`: the groups found; `UNASSIGNED` where there is none.
    confidences
        Shape `(n,)`, 0 to 1.
    max_unassigned
        Share of all papers, 0 to 1.

    Returns
    -------
    NDArray[np.str_]
        Shape `(n,)`: `CORE`, `FRINGE` or `UNASSIGNED_NAME`.
    """
    doubtful = np.flatnonzero((labels == UNASSIGNED) | (confidences < MAX_UNASSIGNED_CONFIDENCE))
    order = doubtful[np.argsort(confidences[doubtful], kind="stable")]
    result = np.where(confidences >= MIN_CORE_CONFIDENCE, CORE, FRINGE).astype(
        f"<U{len(UNASSIGNED_NAME)}"
    )
    result[labels == UNASSIGNED] = FRINGE
    most = math.floor(max_unassigned * len(labels) + _ROUNDING)
    result[order[:most]] = UNASSIGNED_NAME
    return result


@dataclass(frozen=True, slots=True)
class _Place:
    topic: NDArray[np.int64]
    share: NDArray[np.float64]


def _shares(labels: NDArray[np.int64], ties: csr_array, count: int) -> csr_array:
    """Return the share of each paper's ties that each topic has; a row without ties is empty."""
    placed = np.flatnonzero(labels >= 0)
    columns = (np.ones(placed.size), (placed, labels[placed]))
    exact = ties.astype(np.float64)
    sums = exact @ csr_array(columns, shape=(labels.size, count))
    totals = np.asarray(exact.sum(axis=1))
    sums.data /= np.repeat(totals, np.diff(sums.indptr))
    return sums


def _at(shares: csr_array, topics: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the share that each row's topic has."""
    rows = np.repeat(np.arange(shares.shape[0]), np.diff(shares.indptr))
    held = shares.indices == topics[rows]
    result = np.zeros(shares.shape[0])
    result[rows[held]] = shares.data[held]
    return result


def _best_two(shares: csr_array) -> tuple[_Place, _Place]:
    """Return the topics with the largest and second largest share of each row."""
    rows = np.repeat(np.arange(shares.shape[0]), np.diff(shares.indptr))
    order = np.lexsort((shares.indices, -shares.data, rows))
    rank = np.arange(order.size) - shares.indptr[rows]
    best = []
    for place in range(2):
        chosen = order[rank == place]
        topic = np.full(shares.shape[0], UNASSIGNED)
        share = np.zeros(shares.shape[0])
        topic[rows[chosen]], share[rows[chosen]] = shares.indices[chosen], shares.data[chosen]
        best.append(_Place(topic, share))
    return best[0], best[1]
