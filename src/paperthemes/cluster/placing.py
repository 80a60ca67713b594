"""Where new papers belong among topics that are there already, and which belong nowhere."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from paperthemes.artifacts.clusters import CORE, FRINGE
from paperthemes.cluster.membership import MIN_CORE_CONFIDENCE, Memberships, weigh_memberships
from paperthemes.tables import UNASSIGNED, UNASSIGNED_NAME

DEVIATIONS = 3.0  # above the usual gap, from which on a paper is far from its topic
LEAST = 0.45  # confidence; a new paper of less is between topics

_VOTERS = 20  # at most, the nearest
_CLOSEST = 3  # papers of a topic that its gap is measured to
_LEAST_SCALE = 0.02
_TO_SIGMA = 1.4826  # median absolute deviations to standard deviations of a normal distribution


@dataclass(frozen=True, slots=True)
class Placed:
    """Where n papers are.

    Attributes
    ----------
    topics
        Shape `(n,)`, int64: `UNASSIGNED` is none.
    grades
        Shape `(n,)`, text: `CORE`, `FRINGE` or `UNASSIGNED_NAME`.
    votes
        How the papers near each one vote: shares, margins, runners-up.
    far, between
        Shape `(n,)`, bool: the new papers that do not fit: those further from their topic than is
        usual, and those that are between topics.
    """

    topics: NDArray[np.int64]
    grades: NDArray[np.str_]
    votes: Memberships
    far: NDArray[np.bool_]
    between: NDArray[np.bool_]


def place(
    indices: NDArray[np.int32],
    distances: NDArray[np.float32],
    topics: NDArray[np.int64],
    grades: NDArray[np.str_],
    new: NDArray[np.bool_],
) -> Placed:
    """Place new papers; the others keep their topics and grades.

    Of the papers near a new one, the nearest twenty that have a topic vote, each with its cosine
    (weighted k nearest neighbours: Dudani, "The distance-weighted k-nearest-neighbor rule", IEEE
    Transactions on Systems, Man, and Cybernetics 6, 1976). The topic with most votes is its own,
    unless it does not fit: it is further from the topic than the topic's papers are (`_far`), or
    the topic has too few of the votes (`LEAST`). Confidences are shares of votes, less if a paper
    is far from all others, as in `weigh_memberships`.

    Parameters
    ----------
    indices, distances
        Shape `(n, k)`: each paper's nearest by cosine distance, itself first.
    topics, grades
        Shape `(n,)`: those that papers have; nothing is read where they are new.
    new
        Shape `(n,)`: which papers are new.
    """
    known = np.where(new, UNASSIGNED, topics)
    votes = weigh_memberships(known, _ties(indices, distances, known), distances, known)
    far = new & _far(indices, distances, known, votes.topics)
    between = new & ~far & (votes.confidences < LEAST)
    fits = new & ~far & ~between
    sure = np.where(votes.confidences >= MIN_CORE_CONFIDENCE, CORE, FRINGE)
    grade = np.where(fits, sure, np.where(new, UNASSIGNED_NAME, grades))
    return Placed(np.where(fits, votes.topics, known), grade, votes, far, between)


def _ties(
    indices: NDArray[np.int32], distances: NDArray[np.float32], known: NDArray[np.int64]
) -> csr_array:
    """Return the votes: cosines of papers and those near them that have a topic."""
    n, k = indices.shape
    rows, near = np.repeat(np.arange(n), k - 1), indices[:, 1:].ravel()
    cosines = np.maximum(1 - distances[:, 1:].astype(np.float64), 0).ravel()
    placed = known[indices[:, 1:]] >= 0
    voting = (placed & (np.cumsum(placed, axis=1) <= _VOTERS)).ravel() & (cosines > 0)
    return csr_array((cosines[voting], (rows[voting], near[voting])), shape=(n, n))


def _far(
    indices: NDArray[np.int32],
    distances: NDArray[np.float32],
    known: NDArray[np.int64],
    topics: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Tell which papers are further from a topic than its own papers usually are.

    A paper's gap is its mean distance to the nearest, up to three, of the topic's papers among
    those near it. Usual is the median gap of the topic's papers; a paper is far if its gap is more
    than three robust standard deviations (of all papers' gaps from the median of their topic, 0.02
    at least) above it, or if no paper near it has a topic.

    Parameters
    ----------
    indices, distances, known
        As for `place`.
    topics
        Shape `(n,)`: the topic that each paper is measured against.
    """
    gaps = _gaps(indices, distances, known, topics)
    usual = np.full(int(topics.max(initial=-1)) + 2, np.nan)  # the last is that of no topic
    members = (known >= 0) & np.isfinite(gaps)
    for topic in np.unique(known[members]):
        usual[topic] = np.median(gaps[members & (known == topic)])
    beyond = gaps - usual[topics]
    scale = _LEAST_SCALE
    if members.any():
        usual[:-1][np.isnan(usual[:-1])] = np.median(gaps[members])
        beyond = gaps - usual[topics]
        scale = max(scale, _TO_SIGMA * float(np.median(np.abs(beyond[members]))))
    far: NDArray[np.bool_] = ~(beyond <= DEVIATIONS * scale)
    return far


def _gaps(
    indices: NDArray[np.int32],
    distances: NDArray[np.float32],
    known: NDArray[np.int64],
    topics: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return each paper's gap to its topic; inf where none of that is near it."""
    own = (known[indices[:, 1:]] == topics[:, np.newaxis]) & (topics >= 0)[:, np.newaxis]
    within = own & (np.cumsum(own, axis=1) <= _CLOSEST)
    sums = np.where(within, distances[:, 1:], 0).sum(axis=1, dtype=np.float64)
    counts = within.sum(axis=1)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.inf)
