"""Agreement of two clusterings as one number: Rand index and mutual information, adjusted."""

import itertools

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, xlogy


def count_common(left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many papers each topic of one clustering shares with each topic of another.

    Parameters
    ----------
    left, right
        Shape `(n,)`: the topic of each paper in both clusterings, from 0; `tables.UNASSIGNED` for
        none.

    Returns
    -------
    NDArray[np.int64]
        Shape `(k + 1, l + 1)`; the unassigned papers count as a topic, which comes first.
    """
    rows, columns = left.max(initial=-1) + 2, right.max(initial=-1) + 2
    cells = np.bincount((left + 1) * columns + right + 1, minlength=rows * columns)
    return cells.reshape(rows, columns)


def adjusted_rand_index(common: NDArray[np.int64]) -> float:
    """Return the adjusted Rand index of two clusterings (Hubert & Arabie 1985).

    It is the same as that of scikit-learn, whose import takes longer than this step.

    Parameters
    ----------
    common
        Shape `(k, l)`: the number of papers that each topic of one clustering shares with each
        topic of the other. Topics without papers do not count.
    """
    together, left, right, everything = (
        float((sizes * (sizes - 1.0)).sum())
        for sizes in (common, common.sum(axis=1), common.sum(axis=0), common.sum())
    )
    if left == right == together:  # equal clusterings, or no paper shares a topic with another
        return 1.0
    by_chance = left * right / everything
    return (together - by_chance) / ((left + right) / 2 - by_chance)


def adjusted_mutual_information(common: NDArray[np.int64]) -> float:
    """Return the adjusted mutual information of two clusterings, with the mean of the entropies.

    Vinh, Epps & Bailey, "Information theoretic measures for clusterings comparison", JMLR 11, 2010,
    equations 16 and 24. It is the same as that of scikit-learn.

    Parameters
    ----------
    common
        As for `adjusted_rand_index`.
    """
    common = common[common.any(axis=1)][:, common.any(axis=0)]
    left, right, n = common.sum(axis=1), common.sum(axis=0), int(common.sum())
    if np.count_nonzero(common) == len(left) == len(right):  # equal clusterings
        return 1.0
    entropies = [-xlogy(sizes / n, sizes / n).sum() for sizes in (left, right)]
    chance = np.outer(left, right) / n  # papers that topics of these sizes share on average
    information = xlogy(common / n, np.where(common, common / chance, 1)).sum()
    expected = 0.0
    logs = gammaln(np.arange(n + 1) + 1.0)  # of the factorials
    # Topics of equal sizes count together.
    counted = [
        zip(*map(np.ndarray.tolist, np.unique(sizes, return_counts=True)), strict=True)
        for sizes in (left, right)
    ]
    for (size, left_count), (other, right_count) in itertools.product(*counted):
        shared = np.arange(max(1, size + other - n), min(size, other) + 1)
        log_probabilities = (
            (logs[size] + logs[other] + logs[n - size] + logs[n - other] - logs[n])
            - (logs[shared] + logs[size - shared] + logs[other - shared])
            - logs[n - size - other + shared]
        )
        gains = shared / n * np.log(n * shared / (size * other))
        expected += left_count * right_count * float((gains * np.exp(log_probabilities)).sum())
    return float((information - expected) / (np.mean(entropies) - expected))
