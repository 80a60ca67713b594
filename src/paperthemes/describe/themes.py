"""Themes: groups of similar topics."""

import numpy as np
from numpy.typing import NDArray

MIN_THEMES, MAX_THEMES = 3, 12  # as many as a reader can survey, for any number of topics
TOPICS_PER_THEME = 2.5


def default_theme_count(topics: int) -> int:
    """Return the number of themes for a number of topics, if the settings do not fix it."""
    return min(topics, max(MIN_THEMES, min(MAX_THEMES, round(topics / TOPICS_PER_THEME))))


def merge_topics(
    centres: NDArray[np.float32], sizes: NDArray[np.int64], count: int
) -> NDArray[np.int64]:
    """Merge topics into `count` themes by Ward's method.

    Each step merges the pair that adds least to the sum of squared distances from the centres
    (Ward, "Hierarchical grouping to optimize an objective function", JASA 58, 1963). A topic
    counts by the root of its size: by the size itself, all small topics would form one theme; with
    equal weights, they would form themes of their own.

    Parameters
    ----------
    centres
        Shape `(k, d)`: the mean of each topic's papers.
    sizes
        Shape `(k,)`: number of papers of each topic, 1 or more.
    count
        Number of themes; at most one per topic.

    Returns
    -------
    NDArray[np.int64]
        Shape `(k,)`: the theme of each topic. Theme 0 has most papers; on ties, the first topic.
    """
    means, weights = centres.astype(np.float64), np.sqrt(sizes)
    parents = np.arange(weights.size)
    roots = list(range(weights.size))
    while len(roots) > max(1, count):
        first, second = _find_cheapest_merge(means[roots], weights[roots])
        kept, merged = roots[first], roots.pop(second)
        total = weights[kept] + weights[merged]
        means[kept] = (weights[kept] * means[kept] + weights[merged] * means[merged]) / total
        weights[kept] = total
        parents[parents == merged] = kept
    papers = np.bincount(parents, sizes, minlength=weights.size)
    roots.sort(key=lambda root: (-papers[root], root))
    return np.array([roots.index(parent) for parent in parents.tolist()], np.int64)


def _find_cheapest_merge(
    means: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[int, int]:
    """Return the pair whose merge adds least to the squared distances, the smaller place first."""
    squares = np.einsum("ij,ij->i", means, means)
    distances = squares[:, None] + squares[None, :] - 2 * means @ means.T
    costs = distances * np.outer(weights, weights) / np.add.outer(weights, weights)
    costs[np.tril_indices(len(means))] = np.inf
    first, second = np.unravel_index(int(np.argmin(costs)), costs.shape)
    return int(first), int(second)
