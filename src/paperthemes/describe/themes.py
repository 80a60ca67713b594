"""Themes: topics that belong together."""

import numpy as np
from numpy.typing import NDArray

FEWEST, MOST = 3, 12
_TOPICS_OF_ONE = 2.5  # are usual


def usual_count(topics: int) -> int:
    """Return how many themes so many topics make, where the settings do not say."""
    return min(topics, max(FEWEST, min(MOST, round(topics / _TOPICS_OF_ONE))))


def themes_of(
    centres: NDArray[np.float32], sizes: NDArray[np.int64], count: int
) -> NDArray[np.int64]:
    """Join topics into `count` themes, the two at a time that lose least.

    What is lost is the sum of squared distances from their centre: Ward, "Hierarchical grouping to
    optimize an objective function", JASA 58, 1963. Topics count by the root of their size: by the
    size itself, the small ones would all end up in one theme; equally, in themes of their own.

    Parameters
    ----------
    centres
        Shape `(k, d)`: the mean of each topic's papers.
    sizes
        Shape `(k,)`: how many papers each has, 1 or more.
    count
        How many themes to make; no more than topics.

    Returns
    -------
    NDArray[np.int64]
        Shape `(k,)`: the theme of each topic; 0 has most papers, of equals the first topic's.
    """
    means, weights = centres.astype(np.float64), np.sqrt(sizes)
    parents = np.arange(weights.size)
    alive = list(range(weights.size))
    while len(alive) > max(1, count):
        one, other = _nearest(means[alive], weights[alive])
        one, other = alive[one], alive[other]
        together = weights[one] + weights[other]
        means[one] = (weights[one] * means[one] + weights[other] * means[other]) / together
        weights[one] = together
        parents[parents == other] = one
        alive.remove(other)
    papers = np.bincount(parents, sizes, minlength=weights.size)
    order = sorted(alive, key=lambda theme: (-papers[theme], theme))
    numbers = {theme: number for number, theme in enumerate(order)}
    return np.array([numbers[parent] for parent in parents.tolist()], np.int64)


def _nearest(means: NDArray[np.float64], weights: NDArray[np.float64]) -> tuple[int, int]:
    """Return the two that lose least when joined, the smaller place first."""
    squares = np.einsum("ij,ij->i", means, means)
    apart = squares[:, None] + squares[None, :] - 2 * means @ means.T
    lost = apart * np.outer(weights, weights) / np.add.outer(weights, weights)
    lost[np.tril_indices(len(means))] = np.inf
    one, other = np.unravel_index(int(np.argmin(lost)), lost.shape)
    return int(one), int(other)
