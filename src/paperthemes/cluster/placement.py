"""Placement of new papers into existing topics, and detection of papers that fit none."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from paperthemes.artifacts.clusters import CORE, FRINGE
from paperthemes.artifacts.vectors import Neighbours
from paperthemes.cluster.labels import Grades, Labels, Mask, Reals
from paperthemes.cluster.membership import (
    MIN_CORE_CONFIDENCE,
    Memberships,
    compute_memberships,
    robust_sigma,
)
from paperthemes.tables import UNASSIGNED, UNASSIGNED_NAME

# docs/reruns.md, "Placing new papers only"; measured in benchmarks/results/reruns_assign.md.
MAX_DEVIATIONS = 3.0  # robust standard deviations above the typical gap; beyond, a paper is far
MIN_CONFIDENCE = 0.45  # below, a new paper is between topics

MAX_VOTERS = 20  # nearest neighbours with a topic
GAP_NEIGHBOURS = 3  # nearest papers of a topic that the gap to it is averaged over


@dataclass(frozen=True, slots=True, kw_only=True)
class Placements:
    """The topics of n papers after placing the new ones.

    Attributes
    ----------
    topics
        Shape `(n,)`, int64: `UNASSIGNED` means none.
    grades
        Shape `(n,)`, text: `CORE`, `FRINGE` or `UNASSIGNED_NAME`.
    votes
        The votes of the neighbours: topics, confidences, runners-up, margins.
    far, between
        Shape `(n,)`, bool: new papers that do not fit, because they are too far from their topic,
        or between topics.
    """

    topics: Labels
    grades: Grades
    votes: Memberships
    far: Mask
    between: Mask


def place_papers(neighbours: Neighbours, topics: Labels, grades: Grades, new: Mask) -> Placements:
    """Place new papers; the others keep their topics and grades.

    Of the neighbours of a new paper, the nearest `MAX_VOTERS` that have a topic vote for it, with
    their cosine similarity as weight (weighted k nearest neighbours: Dudani, "The
    distance-weighted k-nearest-neighbor rule", IEEE Transactions on Systems, Man, and Cybernetics
    6, 1976). The topic with most votes gets the paper, unless the paper is far from it
    (`_find_far`) or the confidence is below `MIN_CONFIDENCE`. Confidences are shares of the votes,
    reduced for papers far from all others as in `compute_memberships`.

    Parameters
    ----------
    neighbours
        The neighbourhood of the n papers.
    topics, grades
        Shape `(n,)`: those of the earlier papers; ignored for new papers.
    new
        Shape `(n,)`: which papers are new.
    """
    earlier = np.where(new, UNASSIGNED, topics)
    ties = _voting_ties(neighbours, earlier)
    votes = compute_memberships(earlier, ties, neighbours.distances, guesses=earlier)
    far = new & _find_far(neighbours, earlier, votes.topics)
    between = new & ~far & (votes.confidences < MIN_CONFIDENCE)
    fits = new & ~far & ~between
    new_grades = np.where(votes.confidences >= MIN_CORE_CONFIDENCE, CORE, FRINGE)
    return Placements(
        topics=np.where(fits, votes.topics, earlier),
        grades=np.where(fits, new_grades, np.where(new, UNASSIGNED_NAME, grades)),
        votes=votes,
        far=far,
        between=between,
    )


def _voting_ties(neighbours: Neighbours, earlier: Labels) -> csr_array:
    """Return the cosine similarities of each paper and the neighbours that vote on its topic."""
    n, k = neighbours.indices.shape
    rows, columns = np.repeat(np.arange(n), k - 1), neighbours.indices[:, 1:].ravel()
    similarities = np.maximum(1 - neighbours.distances[:, 1:].astype(np.float64), 0).ravel()
    has_topic = earlier[neighbours.indices[:, 1:]] >= 0
    voting = (has_topic & (np.cumsum(has_topic, axis=1) <= MAX_VOTERS)).ravel() & (similarities > 0)
    return csr_array((similarities[voting], (rows[voting], columns[voting])), shape=(n, n))


def _find_far(neighbours: Neighbours, earlier: Labels, topics: Labels) -> Mask:
    """Return whether each paper is farther from a topic than the topic's own papers usually are.

    The gap between a paper and a topic is its mean distance to the nearest papers of the topic, at
    most `GAP_NEIGHBOURS`, among its neighbours. A paper is far if its gap exceeds the median gap
    of the topic's own papers by more than `MAX_DEVIATIONS` robust standard deviations (of the gaps
    of all papers from the medians of their topics), or if no neighbour has the topic.

    Parameters
    ----------
    neighbours
        The neighbourhood of the n papers.
    earlier
        Shape `(n,)`: the topics of the earlier papers; `UNASSIGNED` for new papers.
    topics
        Shape `(n,)`: the topic to compare each paper with.
    """
    gaps = _gaps_to_topics(neighbours, earlier, topics)
    members = (earlier >= 0) & np.isfinite(gaps)
    if not members.any():
        return np.full(len(topics), True)
    medians = pd.Series(gaps[members]).groupby(earlier[members]).median()
    excess = gaps - medians.reindex(topics, fill_value=np.median(gaps[members])).to_numpy()
    return np.asarray(excess > MAX_DEVIATIONS * robust_sigma(excess[members]))


def _gaps_to_topics(neighbours: Neighbours, earlier: Labels, topics: Labels) -> Reals:
    """Return the gap between each paper and its topic; inf if no neighbour has the topic."""
    neighbour_topics = earlier[neighbours.indices[:, 1:]]
    in_topic = (neighbour_topics >= 0) & (neighbour_topics == topics[:, np.newaxis])
    nearest = in_topic & (np.cumsum(in_topic, axis=1) <= GAP_NEIGHBOURS)
    sums = np.where(nearest, neighbours.distances[:, 1:], 0).sum(axis=1, dtype=np.float64)
    counts = nearest.sum(axis=1)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.inf)
