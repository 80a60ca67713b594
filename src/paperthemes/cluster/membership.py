"""Membership of papers in topics (confidence, runner-up, grade), and stability of topics."""

import itertools
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.metrics import adjusted_rand_score

from paperthemes import tables
from paperthemes.artifacts.clusters import CORE, FRINGE, Stability
from paperthemes.cluster.labels import MAX_DUPLICATE_DISTANCE, Grades, Labels, Mask, Reals
from paperthemes.tables import UNASSIGNED, UNASSIGNED_NAME

# docs/clustering.md, steps 8 and 9.
MIN_CORE_CONFIDENCE = 0.75  # a paper with a lower confidence is not core
MAX_UNASSIGNED_CONFIDENCE = 0.5  # only papers with a lower confidence may stay unassigned
# Robust z-scores of the distance to neighbours: closeness is 1 up to the first, 0 from the second.
CLOSE_DEVIATIONS, REMOTE_DEVIATIONS = 2.0, 4.0

# Standard deviation of normally distributed values, as a multiple of the median absolute deviation.
MAD_TO_SIGMA = 1.4826
# Smallest standard deviation of cosine distances: tiny differences in uniform corpora do not count.
MIN_SIGMA = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Memberships:
    """The membership of each of n papers in k topics.

    Attributes
    ----------
    topics
        Shape `(n,)`, int64, from 0: the paper's group or, for outliers, the best candidate;
        `UNASSIGNED` if there is none.
    confidences
        Shape `(n,)`, float64, 0 to 1.
    runners_up
        Shape `(n,)`, int64: the other topic to which most of the paper's edge weight leads;
        `UNASSIGNED` if no edge leads to another topic.
    margins
        Shape `(n,)`, float64, 0 to 1: share of the edge weight that leads to the topic, minus the
        share that leads to the runner-up; 0 if the runner-up has more.
    connected
        Shape `(n,)`, bool: whether any edge leads to a topic; otherwise, an outlier's topic is a
        guess.
    """

    topics: Labels
    confidences: Reals
    runners_up: Labels
    margins: Reals
    connected: Mask


def find_papers_without_topic(papers: pd.DataFrame) -> Mask:
    """Return which papers must stay unassigned, because step parse marked them in `extra`.

    `papers` is a table with the column `extra` of `tables.PAPERS`.
    """
    mark = json.dumps({tables.NO_TOPIC: tables.PART_OF_BOOK})[1:-1]  # without the braces
    return papers.extra.str.contains(mark, regex=False).to_numpy(np.bool_)


def compute_memberships(
    labels: Labels, edge_weights: csr_array, distances: NDArray[np.float32], guesses: Labels
) -> Memberships:
    """Compute the topic, confidence, runner-up and margin of each paper.

    A paper in a group has this group as its topic. An outlier gets the topic to which most of its
    edge weight leads or, if none leads to a topic, its guess. The confidence is the share of all
    its edge weight that leads to the topic, times its closeness to other papers
    (`compute_closeness`); so the confidence in a guess is 0.

    Parameters
    ----------
    labels
        Shape `(n,)`: the groups, from 0; `UNASSIGNED` for outliers.
    edge_weights
        Shape `(n, n)`: how strongly neighbouring papers belong together.
    distances
        Shape `(n, k)`: cosine distances to the nearest neighbours of each paper, itself first.
    guesses
        Shape `(n,)`: topics for outliers without edges to any group, `UNASSIGNED` for no guess.
        Entries for other papers are not used.
    """
    # At least one column, even if all papers are outliers.
    shares = edge_weight_shares(labels, edge_weights, int(labels.max(initial=0)) + 1)
    connected = shares.max(axis=1) > 0
    topics = np.where(labels >= 0, labels, np.where(connected, shares.argmax(axis=1), guesses))
    rows = np.arange(len(labels))
    # A topic -1 (no guess) picks the last column. That is harmless: all its shares are 0.
    topic_shares = shares[rows, topics]
    shares[rows, topics] = 0  # so that the largest remaining share is that of the runner-up
    runners_up = shares.argmax(axis=1)
    runner_up_shares = shares[rows, runners_up]
    return Memberships(
        topics=topics,
        confidences=topic_shares * compute_closeness(distances),
        runners_up=np.where(runner_up_shares > 0, runners_up, UNASSIGNED),
        margins=np.maximum(topic_shares - runner_up_shares, 0),
        connected=connected,
    )


def edge_weight_shares(labels: Labels, edge_weights: csr_array, n_groups: int) -> Reals:
    """Return the share of each paper's edge weight that leads to each group.

    Parameters
    ----------
    labels
        Shape `(n,)`: the groups, from 0; negative for outliers.
    edge_weights
        Shape `(n, n)`, weights above 0.
    n_groups
        Number of groups.

    Returns
    -------
    NDArray[np.float64]
        Shape `(n, n_groups)`. A row sums to 1, to less if edges lead to outliers, and to 0 if the
        paper has no edges.
    """
    grouped = np.flatnonzero(labels >= 0)
    # A row per paper, with 1 in the column of its group.
    members = csr_array(
        (np.ones(grouped.size), (grouped, labels[grouped])), shape=(labels.size, n_groups)
    )
    weights = edge_weights.astype(np.float64)
    totals = np.asarray(weights.sum(axis=1))[:, np.newaxis]
    return np.asarray((weights @ members).toarray() / np.where(totals == 0, 1, totals))


def compute_closeness(distances: NDArray[np.float32]) -> Reals:
    """Return how close each paper is to its neighbours, from 1 (close) to 0 (far from all papers).

    The mean distance of a paper to its neighbours is compared with the median of such means. The
    difference is measured in robust standard deviations (Iglewicz & Hoaglin, "How to Detect and
    Handle Outliers", 1993). Means up to `MAX_DUPLICATE_DISTANCE` are left out of the median and the
    standard deviation: they belong to near-duplicates. If no means remain, or papers have no
    neighbours, all papers are close.

    Parameters
    ----------
    distances
        Shape `(n, k)`: cosine distances to the nearest neighbours of each paper, itself first.

    Returns
    -------
    NDArray[np.float64]
        Shape `(n,)`: 1 up to `CLOSE_DEVIATIONS` above the median, then falling linearly to 0 at
        `REMOTE_DEVIATIONS`.
    """
    if distances.shape[1] < 2:  # the only neighbour is the paper itself
        return np.ones(len(distances))
    means = distances[:, 1:].mean(axis=1, dtype=np.float64)
    typical = means[means > MAX_DUPLICATE_DISTANCE]
    if typical.size == 0:
        return np.ones(len(distances))
    median = float(np.median(typical))
    deviations = (means - median) / robust_sigma(typical - median)
    return np.asarray(np.interp(deviations, (CLOSE_DEVIATIONS, REMOTE_DEVIATIONS), (1.0, 0.0)))


def robust_sigma(deviations: Reals) -> float:
    """Return a robust estimate of the standard deviation of distances, at least `MIN_SIGMA`.

    `deviations` are the differences between distances and their median, or between the distances of
    several groups and the median of each group.
    """
    return max(MIN_SIGMA, MAD_TO_SIGMA * float(np.median(np.abs(deviations))))


def assign_grades(
    labels: Labels,
    confidences: Reals,
    max_unassigned: float,
    min_size: int = 0,
    duplicates: Labels | None = None,
) -> Grades:
    """Grade papers by confidence: core, fringe, or unassigned.

    Papers of a group with a confidence of at least `MIN_CORE_CONFIDENCE` are core. Outliers and
    papers with a confidence below `MAX_UNASSIGNED_CONFIDENCE` are doubtful. Doubtful papers stay
    unassigned, those with the lowest confidence first, up to the share `max_unassigned` of all
    papers. All other papers are fringe. So are the doubtful papers that a group needs to keep
    `min_size` papers, the most confident first, and those with assigned near-duplicates.

    Parameters
    ----------
    labels
        Shape `(n,)`: the groups; `UNASSIGNED` for outliers.
    confidences
        Shape `(n,)`, 0 to 1.
    max_unassigned
        Share of all papers, 0 to 1.
    min_size
        Number of papers that stay in each group; all papers of a smaller group stay.
    duplicates
        Shape `(n,)`: groups of near-duplicates, from `find_near_duplicates`; `None` for none.

    Returns
    -------
    NDArray[np.str_]
        Shape `(n,)`: `CORE`, `FRINGE` or `UNASSIGNED_NAME`.
    """
    core = (confidences >= MIN_CORE_CONFIDENCE) & (labels != UNASSIGNED)
    grades = np.where(core, CORE, FRINGE)
    is_doubtful = (labels == UNASSIGNED) | (confidences < MAX_UNASSIGNED_CONFIDENCE)
    by_confidence = np.argsort(confidences, kind="stable")
    limit = math.floor(max_unassigned * len(labels) + 1e-9)  # 1e-9: 0.29 * 100 is 28.999…
    unassigned = by_confidence[is_doubtful[by_confidence]][:limit]
    # For each paper, the number of more confident papers in its group.
    groups = pd.Series(labels[by_confidence], by_confidence)
    ranks = groups.groupby(groups).cumcount(ascending=False).sort_index().to_numpy()
    is_needed = (labels != UNASSIGNED) & (ranks < min_size)
    is_unassigned = np.full(len(labels), False)
    is_unassigned[unassigned] = ~is_needed[unassigned]
    if duplicates is not None:
        is_unassigned &= np.bincount(duplicates, ~is_unassigned)[duplicates] == 0
    return np.where(is_unassigned, UNASSIGNED_NAME, grades)


def measure_stability(topics: Labels, repeats: Sequence[Sequence[Labels]]) -> Stability:
    """Measure how well repeats of a clustering reproduce its topics, and how similar repeats are.

    The overall stability is the mean adjusted Rand index of all pairs of repeats of a round. If no
    round has a pair, the result is `Stability(None, ())`.

    The stability of a topic is the Jaccard index of the topic and the most similar group of a
    repeat, averaged over the repeats (Hennig, "Cluster-wise assessment of cluster stability",
    Computational Statistics & Data Analysis 52, 2007). The Jaccard index is the number of papers in
    both, as a share of the papers in either. `Stability.mixing` says with what a topic is mixed.

    Parameters
    ----------
    topics
        Shape `(n,)`: topics from 0 without gaps; negative means none.
    repeats
        Rounds of repeats; each repeat has the labels of the same n papers. For the overall
        stability, repeats are compared only with repeats of the same round.
    """
    pairs = [pair for labels in repeats for pair in itertools.combinations(labels, 2)]
    if not pairs:
        return Stability(None, ())
    agreement = float(np.mean([adjusted_rand_score(*pair) for pair in pairs]))
    measured = [_compare_with_repeat(topics, labels) for labels in itertools.chain(*repeats)]
    best_matches = np.mean([matches for matches, _ in measured], axis=0)
    mixing = np.mean([shares for _, shares in measured], axis=0)
    return Stability(agreement, tuple(best_matches.tolist()), tuple(map(tuple, mixing.tolist())))


def _compare_with_repeat(topics: Labels, labels: Labels) -> tuple[Reals, Reals]:
    """Compare k topics with the groups of a repeat.

    Parameters
    ----------
    topics, labels
        Topic and group of each paper, from 0; negative means none.

    Returns
    -------
    best_matches
        Shape `(k,)`: Jaccard index of each topic with the most similar group.
    mixing
        Shape `(k, k)`: the mean share of papers of each topic (columns) in the group of a paper of
        each topic (rows).
    """
    n_topics = int(topics.max(initial=-1)) + 1
    topic_sizes = np.bincount(topics[topics >= 0], minlength=n_topics)
    group_sizes = np.bincount(labels[labels >= 0], minlength=1)
    in_both = (topics >= 0) & (labels >= 0)
    common = np.zeros((n_topics, group_sizes.size))  # papers of each topic in each group
    np.add.at(common, (topics[in_both], labels[in_both]), 1)
    jaccard = common / (topic_sizes[:, np.newaxis] + group_sizes - common)
    shares_of_topics = common / np.maximum(topic_sizes, 1)[:, np.newaxis]
    shares_of_groups = common / np.maximum(group_sizes, 1)
    return jaccard.max(axis=1), shares_of_topics @ shares_of_groups.T
