"""Whether the same topics come back on other seeds."""

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from paperthemes.artifacts.clusters import Stability


def stability(
    topics: NDArray[np.int64], repeats: Sequence[Sequence[NDArray[np.int64]]]
) -> Stability:
    """Compare topics with repeats of the method that found them.

    A topic comes back as far as its best match does: the largest Jaccard index (papers in both,
    as a share of the papers in either) with a group of the repeat (Hennig, "Cluster-wise
    assessment of cluster stability", Computational Statistics & Data Analysis 52, 2007).

    Parameters
    ----------
    topics
        Shape `(n,)`: topics from 0 without gaps; below 0 is none.
    repeats
        Rounds of labels of the same n papers.
    """
    # It takes a second to import, and many only read stabilities.
    from sklearn.metrics import adjusted_rand_score

    pairs = [pair for one in repeats for pair in itertools.combinations(one, 2)]
    if not pairs:
        return Stability(None, ())
    scores = [adjusted_rand_score(*pair) for pair in pairs]
    matches = [_best_matches(topics, labels) for one in repeats for labels in one]
    return Stability(float(np.mean(scores)), tuple(np.mean(matches, axis=0).tolist()))


def _best_matches(topics: NDArray[np.int64], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the largest Jaccard index of each topic with any group."""
    count = int(topics.max(initial=-1)) + 1
    sizes = np.bincount(topics[topics >= 0], minlength=count)
    group_sizes = np.bincount(labels[labels >= 0], minlength=1)
    both = (topics >= 0) & (labels >= 0)
    common = csr_array(
        (np.ones(int(both.sum())), (topics[both], labels[both])), shape=(count, group_sizes.size)
    ).tocoo()
    common.sum_duplicates()
    either = sizes[common.row] + group_sizes[common.col] - common.data
    best = np.zeros(count)
    np.maximum.at(best, common.row, common.data / either)
    return best
