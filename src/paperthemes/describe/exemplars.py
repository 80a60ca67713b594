"""Exemplars of topics and themes, and those nearest to each paper."""

import numpy as np
from numpy.typing import NDArray

from paperthemes.describe.ranking import Groups

MAX_EXEMPLARS = 5  # of a topic or theme: its most typical papers
MAX_NEAREST = 2  # exemplars shown with each paper


def choose_exemplars(vectors: NDArray[np.float32], groups: Groups) -> list[NDArray[np.int64]]:
    """Return the row numbers of the `MAX_EXEMPLARS` most typical papers of each group.

    Parameters
    ----------
    vectors
        Shape `(n, d)`: unit vectors of the papers.
    groups
        Groups of these papers.
    """
    count = len(groups.centres)
    return [groups.sort_members(group, vectors)[:MAX_EXEMPLARS] for group in range(count)]


def find_nearest_exemplars(
    vectors: NDArray[np.float32], groups: Groups, exemplars: list[NDArray[np.int64]]
) -> list[list[int]]:
    """Return, for each paper, the exemplars of its group that are most similar to it.

    These are row numbers of `vectors`, up to `MAX_NEAREST` per paper, the most similar first. An
    exemplar is not its own nearest exemplar.

    Parameters
    ----------
    vectors
        Shape `(n, d)`: unit vectors of the papers.
    groups
        Groups of these papers; a paper without a group has no nearest exemplars.
    exemplars
        Row numbers of the exemplars of each group.
    """
    # One empty list for all papers; lists are replaced, but never changed.
    nearest: list[list[int]] = [[]] * groups.labels.size
    for group, candidates in enumerate(exemplars):
        for paper in groups.members[group].tolist():
            others = candidates[candidates != paper]
            order = np.argsort(-(vectors[others] @ vectors[paper]), kind="stable")
            nearest[paper] = others[order[:MAX_NEAREST]].tolist()
    return nearest
