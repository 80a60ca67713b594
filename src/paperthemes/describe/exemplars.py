"""Exemplars: the most typical papers of a group, and how the others relate to them."""

import numpy as np
from numpy.typing import NDArray

from paperthemes.describe.ranking import Groups, Ranking

MAX_EXEMPLARS = 5
MAX_SHARED_TERMS = 5
MAX_NEAREST = 2


def choose_exemplars(vectors: NDArray[np.float32], groups: Groups) -> list[NDArray[np.int64]]:
    """Return up to `MAX_EXEMPLARS` papers of each group: core first, then nearest to its centre.

    Parameters
    ----------
    vectors
        Shape `(n, d)`: unit vectors of the papers.
    groups
        Their groups.
    """
    exemplars = []
    for group, centre in enumerate(groups.centres):
        members = groups.members(group)
        order = np.lexsort((-(vectors[members] @ centre), ~groups.is_core[members]))
        exemplars.append(members[order[:MAX_EXEMPLARS]])
    return exemplars


def find_nearest_exemplars(
    vectors: NDArray[np.float32], groups: Groups, exemplars: list[NDArray[np.int64]]
) -> list[list[int]]:
    """Return the exemplars of its group that each paper is most similar to, except itself.

    Parameters
    ----------
    vectors
        Shape `(n, d)`: unit vectors of the papers.
    groups
        Their groups; a paper without a group has no exemplars.
    exemplars
        The exemplars of each group.
    """
    nearest: list[list[int]] = [[]] * groups.labels.size
    for group, candidates in enumerate(exemplars):
        for paper in groups.members(group).tolist():
            others = candidates[candidates != paper]
            order = np.argsort(-(vectors[others] @ vectors[paper]), kind="stable")
            nearest[paper] = others[order[:MAX_NEAREST]].tolist()
    return nearest


def find_shared_terms(groups: Groups, rankings: list[Ranking]) -> list[list[int]]:
    """Return, for each paper, the best terms of its group that it uses, as numbers of terms."""
    shared: list[list[int]] = [[]] * groups.labels.size
    for group, ranking in enumerate(rankings):
        for paper, uses in zip(groups.members(group).tolist(), ranking.presence, strict=True):
            shared[paper] = ranking.terms[uses][:MAX_SHARED_TERMS].tolist()
    return shared
