"""Membership of each paper in a topic: confidence, runner-up, grade. Stability of the topics."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.metrics import adjusted_rand_score

from paperthemes.artifacts.clusters import CORE, FRINGE, Stability
from paperthemes.cluster.labels import MAX_DUPLICATE_DISTANCE, Grades, Labels, Mask, Reals
from paperthemes.tables import UNASSIGNED, UNASSIGNED_NAME

# docs/clustering.md, steps 8 and 9.
MIN_CORE_CONFIDENCE = 0.75  # of core papers
MAX_UNASSIGNED_CONFIDENCE = 0.5  # only papers below it may stay unassigned
CLOSE_DEVIATIONS, REMOTE_DEVIATIONS = 2.0, 4.0  # robust z-scores where closeness is 1, and 0

MAD_TO_SIGMA = 1.4826  # from median absolute deviation to standard deviation, if normal
MIN_SIGMA = 0.02  # cosine distance: in very uniform corpora, tiny differences must not count


@dataclass(frozen=True, slots=True, kw_only=True)
class Memberships:
    """The membership of each of n papers in k topics.

    Attributes
    ----------
    topics
        Shape `(n,)`, int64, from 0: the paper's group or, for outliers, the best candidate.
    confidences
        Shape `(n,)`, float64, 0 to 1.
    runners_up
        Shape `(n,)`, int64: the other topic with the most ties; `UNASSIGNED` if none has any.
    margins
        Shape `(n,)`, float64, 0 to 1: difference between the shares of the ties that lead to the
        topic and to the runner-up; 0 if the runner-up has more.
    tied
        Shape `(n,)`, bool: whether any tie leads to a topic; if not, the topic is a guess.
    """

    topics: Labels
    confidences: Reals
    runners_up: Labels
    margins: Reals
    tied: Mask


def compute_memberships(
    labels: Labels, ties: csr_array, distances: NDArray[np.float32], guesses: Labels
) -> Memberships:
    """Compute memberships from the ties of each paper.

    The confidence is the share of a paper's ties that lead to its topic, times its closeness to
    other papers. An outlier gets the topic with the largest share.

    Parameters
    ----------
    labels
        Shape `(n,)`: the groups, from 0; `UNASSIGNED` for outliers.
    ties
        Shape `(n, n)`: how strongly neighbouring papers are tied.
    distances
        Shape `(n, k)`: cosine distances to the nearest neighbours of each paper, itself first.
    guesses
        Shape `(n,)`: topics for papers without ties to any group.
    """
    shares = tie_shares(labels, ties, int(labels.max(initial=0)) + 1)
    tied = shares.max(axis=1) > 0
    topics = np.where(labels >= 0, labels, np.where(tied, shares.argmax(axis=1), guesses))
    rows = np.arange(len(labels))
    share = shares[rows, topics]
    shares[rows, topics] = 0
    runners_up = shares.argmax(axis=1)
    other_share = shares[rows, runners_up]
    return Memberships(
        topics=topics,
        confidences=share * compute_closeness(distances),
        runners_up=np.where(other_share > 0, runners_up, UNASSIGNED),
        margins=np.maximum(share - other_share, 0),
        tied=tied,
    )


def tie_shares(labels: Labels, ties: csr_array, count: int) -> Reals:
    """Return the share of each paper's ties that lead to each of `count` groups.

    Parameters
    ----------
    labels
        Shape `(n,)`: the groups, from 0; negative for outliers.
    ties
        Shape `(n, n)`, weights above 0.
    count
        Number of groups.

    Returns
    -------
    NDArray[np.float64]
        Shape `(n, count)`; rows of papers without ties are zero.
    """
    grouped = np.flatnonzero(labels >= 0)
    members = csr_array(
        (np.ones(grouped.size), (grouped, labels[grouped])), shape=(labels.size, count)
    )
    weights = ties.astype(np.float64)
    totals = np.asarray(weights.sum(axis=1))[:, np.newaxis]
    return np.asarray((weights @ members).toarray() / np.where(totals == 0, 1, totals))


def compute_closeness(distances: NDArray[np.float32]) -> Reals:
    """Return how close each paper is to its neighbours: 0 for papers far from everything.

    The mean distance of a paper to its neighbours is compared with that of all papers, except
    near-duplicates, in robust standard deviations (median and median absolute deviation: Iglewicz
    & Hoaglin, "How to Detect and Handle Outliers", 1993).

    Parameters
    ----------
    distances
        Shape `(n, k)`: cosine distances to the nearest neighbours of each paper, itself first.

    Returns
    -------
    NDArray[np.float64]
        Shape `(n,)`: 1 up to `CLOSE_DEVIATIONS` above the median, falling to 0 at
        `REMOTE_DEVIATIONS`.
    """
    if distances.shape[1] < 2:
        return np.ones(len(distances))
    mean = distances[:, 1:].mean(axis=1, dtype=np.float64)
    typical = mean[mean > MAX_DUPLICATE_DISTANCE]  # exclude near-duplicates from the baseline
    if typical.size == 0:
        return np.ones(len(distances))
    median = float(np.median(typical))
    deviations = (mean - median) / robust_sigma(typical - median)
    return np.asarray(np.interp(deviations, (CLOSE_DEVIATIONS, REMOTE_DEVIATIONS), (1.0, 0.0)))


def robust_sigma(deviations: Reals) -> float:
    """Estimate the standard deviation from deviations from the median; at least `MIN_SIGMA`."""
    return max(MIN_SIGMA, MAD_TO_SIGMA * float(np.median(np.abs(deviations))))


def assign_grades(labels: Labels, confidences: Reals, max_unassigned: float) -> Grades:
    """Grade papers by confidence: core, fringe, or unassigned.

    Outliers and papers below `MAX_UNASSIGNED_CONFIDENCE` stay unassigned, the least confident
    first, up to the share `max_unassigned` of all papers. The others of them are fringe.

    Parameters
    ----------
    labels
        Shape `(n,)`: the groups; `UNASSIGNED` for outliers.
    confidences
        Shape `(n,)`, 0 to 1.
    max_unassigned
        Share of all papers, 0 to 1.

    Returns
    -------
    NDArray[np.str_]
        Shape `(n,)`: `CORE`, `FRINGE` or `UNASSIGNED_NAME`.
    """
    core = (confidences >= MIN_CORE_CONFIDENCE) & (labels != UNASSIGNED)
    grades = np.where(core, CORE, FRINGE).astype(f"<U{len(UNASSIGNED_NAME)}")
    doubtful = np.flatnonzero((labels == UNASSIGNED) | (confidences < MAX_UNASSIGNED_CONFIDENCE))
    by_confidence = doubtful[np.argsort(confidences[doubtful], kind="stable")]
    limit = math.floor(max_unassigned * len(labels) + 1e-9)  # 0.29 * 100 is 28.999…
    grades[by_confidence[:limit]] = UNASSIGNED_NAME
    return grades


def measure_stability(topics: Labels, repeats: Sequence[Sequence[Labels]]) -> Stability:
    """Compare topics with repeats of the method that found them.

    The stability of a topic is the Jaccard index (papers in both as a share of the papers in
    either) of the topic and the most similar group of a repeat, averaged over the repeats (Hennig,
    "Cluster-wise assessment of cluster stability", Computational Statistics & Data Analysis 52,
    2007).

    Parameters
    ----------
    topics
        Shape `(n,)`: topics from 0 without gaps; negative means none.
    repeats
        Rounds of labels of the same n papers; only labels of the same round are compared with each
        other.
    """
    pairs = [pair for labels in repeats for pair in itertools.combinations(labels, 2)]
    if not pairs:
        return Stability(None, ())
    agreement = float(np.mean([adjusted_rand_score(*pair) for pair in pairs]))
    best_matches = [_best_matches(topics, labels) for labels in itertools.chain(*repeats)]
    return Stability(agreement, tuple(np.mean(best_matches, axis=0).tolist()))


def _best_matches(topics: Labels, labels: Labels) -> Reals:
    """Return the largest Jaccard index of each topic with any group."""
    count = int(topics.max(initial=-1)) + 1
    sizes = np.bincount(topics[topics >= 0], minlength=count)
    group_sizes = np.bincount(labels[labels >= 0], minlength=1)
    both = (topics >= 0) & (labels >= 0)
    common = np.zeros((count, group_sizes.size))
    np.add.at(common, (topics[both], labels[both]), 1)
    return np.asarray((common / (sizes[:, np.newaxis] + group_sizes - common)).max(axis=1))
