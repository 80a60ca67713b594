"""Themes: groups of similar topics."""

import numpy as np
from numpy.typing import NDArray

MIN_THEMES, MAX_THEMES = 3, 12  # as many as a reader can survey
TOPICS_PER_THEME = 2.5  # on average, within these bounds


def default_theme_count(topic_count: int) -> int:
    """Return the number of themes that is used if the settings do not give one.

    There is one theme for every `TOPICS_PER_THEME` topics, but at least `MIN_THEMES` and at most
    `MAX_THEMES`. With fewer topics than `MIN_THEMES`, there is one theme for each topic.
    """
    return min(topic_count, max(MIN_THEMES, min(MAX_THEMES, round(topic_count / TOPICS_PER_THEME))))


def merge_topics(
    centres: NDArray[np.float32], sizes: NDArray[np.int64], n_themes: int
) -> NDArray[np.int64]:
    """Merge topics into themes by Ward's method.

    Each round merges the pair of groups that adds least to the sum of squared distances from the
    centres (Ward, "Hierarchical grouping to optimize an objective function", JASA 58, 1963). The
    weight of a topic is the square root of its size. If it were the size, all small topics would
    form one theme; if all weights were equal, small topics would form themes of their own.

    Parameters
    ----------
    centres
        Shape `(k, d)`: the mean of each topic's papers.
    sizes
        Shape `(k,)`: number of papers of each topic, 1 or more.
    n_themes
        Number of themes; if there are fewer topics, each is a theme of its own.

    Returns
    -------
    NDArray[np.int64]
        Shape `(k,)`: theme of each topic. Themes are numbered by their number of papers, theme 0
        having the most; themes with equally many papers by their first topic.
    """
    weights = np.sqrt(sizes)
    costs = _compute_merge_costs(centres.astype(np.float64), weights)
    # Of each group: the other one with which its merge costs least, and that cost.
    nearest = costs.argmin(axis=1) if weights.size else np.zeros(0, np.int64)
    lowest = costs[np.arange(weights.size), nearest]
    # A group of topics has the number of its first topic; at the start each topic is a group.
    parents = np.arange(weights.size)
    for _ in range(weights.size - max(1, n_themes)):
        kept = int(lowest.argmin())  # before its nearest, whose lowest cost is the same
        merged = int(nearest[kept])
        _merge_costs(costs, weights, kept, merged)
        weights[kept] += weights[merged]
        parents[parents == merged] = kept
        nearest[costs[kept] < lowest] = kept  # costs fall only by rounding
        changed = np.flatnonzero((nearest == kept) | (nearest == merged))
        nearest[changed] = costs[changed].argmin(axis=1)
        lowest[changed] = costs[changed, nearest[changed]]
        lowest[merged] = np.inf  # its nearest group may be a third one, if costs are equal
    theme_sizes = np.bincount(parents, sizes, minlength=weights.size)
    roots = sorted({*parents.tolist()}, key=lambda root: (-theme_sizes[root], root))
    numbers = {root: number for number, root in enumerate(roots)}
    return np.array([numbers[parent] for parent in parents.tolist()], np.int64)


def _compute_merge_costs(
    means: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return what it costs to merge each pair of groups by Ward's method.

    It is the squared distance of the two means, times the product of the two weights, divided by
    the sum of the weights; infinite for a group with itself.

    Parameters
    ----------
    means
        Shape `(k, d)`: mean of each group.
    weights
        Shape `(k,)`: weight of each group.

    Returns
    -------
    NDArray[np.float64]
        Shape `(k, k)`, symmetric.
    """
    squares = np.einsum("ij,ij->i", means, means)
    costs = np.add.outer(squares, squares) - 2 * (means @ means.T)
    costs *= np.multiply.outer(weights, weights)
    costs /= np.add.outer(weights, weights)
    np.fill_diagonal(costs, np.inf)
    return np.asarray(costs)


def _merge_costs(
    costs: NDArray[np.float64], weights: NDArray[np.float64], kept: int, merged: int
) -> None:
    """Change `costs` to those after two groups have become one, which takes the number `kept`.

    But for rounding, costs of other merges do not fall by this, so the group that is nearest to a
    third one stays the nearest, unless it is one of the two (Lance & Williams, "A general theory of
    classificatory sorting strategies", Computer Journal 9, 1967). Costs of merges with `merged`
    become infinite.

    Parameters
    ----------
    costs
        Shape `(k, k)`: as from `_compute_merge_costs`.
    weights
        Shape `(k,)`: weights of the groups before the merge.
    kept, merged
        The numbers of the two groups.
    """
    first, second = weights[kept], weights[merged]
    joint = (weights + first) * costs[kept] + (weights + second) * costs[merged]
    joint = (joint - weights * costs[kept, merged]) / (weights + first + second)
    joint[[kept, merged]] = np.inf
    costs[kept], costs[:, kept] = joint, joint
    costs[merged], costs[:, merged] = np.inf, np.inf
