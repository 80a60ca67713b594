"""Exemplars: the papers that show what a topic is, and what ties the others to them."""

import numpy as np
from numpy.typing import NDArray

from paperthemes.describe.weights import Groups, Ranking

EXEMPLARS = 5
_SHARED = 5
_NEAREST = 2


def exemplars_of(vectors: NDArray[np.float32], groups: Groups) -> list[NDArray[np.int64]]:
    """Return up to `EXEMPLARS` papers of each group that are nearest to its centre, nearest first.

    Those that surely belong come before the others.

    Parameters
    ----------
    vectors
        Shape `(n, d)`: unit vectors of the papers.
    groups
        Their groups.
    """
    found = []
    for group, centre in enumerate(groups.centres):
        members = np.flatnonzero(groups.labels == group)
        order = np.lexsort((-(vectors[members] @ centre), ~groups.sure[members]))
        found.append(members[order[:EXEMPLARS]])
    return found


def nearest_exemplars(
    vectors: NDArray[np.float32], labels: NDArray[np.int64], exemplars: list[NDArray[np.int64]]
) -> list[NDArray[np.int64]]:
    """Return, for each paper, the exemplars of its group that it is most like, but itself.

    Parameters
    ----------
    vectors
        Shape `(n, d)`: unit vectors of the papers.
    labels
        Shape `(n,)`: their groups; -1 is none, and has no exemplars.
    exemplars
        The exemplars of each group.
    """
    nearest = [np.empty(0, np.int64)] * labels.size
    for group, models in enumerate(exemplars):
        for paper in np.flatnonzero(labels == group).tolist():
            others = models[models != paper]
            order = np.argsort(-(vectors[others] @ vectors[paper]), kind="stable")
            nearest[paper] = others[order[:_NEAREST]]
    return nearest


def shared_terms(labels: NDArray[np.int64], ranked: list[Ranking]) -> list[list[int]]:
    """Return, for each paper, its group's best terms that it has: places in the vocabulary.

    Parameters
    ----------
    labels
        Shape `(n,)`: the groups of papers; -1 is none.
    ranked
        The terms of each group.
    """
    shared: list[list[int]] = [[]] * labels.size
    for group, ranking in enumerate(ranked):
        papers = np.flatnonzero(labels == group).tolist()
        for paper, held in zip(papers, ranking.held, strict=True):
            shared[paper] = ranking.terms[held][:_SHARED].tolist()
    return shared
