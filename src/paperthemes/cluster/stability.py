"""Stability of topics when the method is repeated with other seeds."""

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from sklearn.metrics import adjusted_rand_score

from paperthemes.artifacts.clusters import Stability
from paperthemes.cluster.labels import Labels


def measure_stability(topics: Labels, repeats: Sequence[Sequence[Labels]]) -> Stability:
    """Compare topics with repeats of the method that found them.

    The stability of a topic is the Jaccard index (papers in both as a share of the papers in
    either) of the topic and the most similar group of a repeat, averaged over the repeats (Hennig,
    "Cluster-wise assessment of cluster stability", Computational Statistics & Data Analysis 52,
    2007).

    Parameters
    ----------
    topics
        Shape `(n,)`: topics from 0 without gaps; negative means none.
    repeats
        Rounds of labels of the same n papers; only labels of the same round are compared with each
        other.
    """
    pairs = [pair for labels in repeats for pair in itertools.combinations(labels, 2)]
    if not pairs:
        return Stability(None, ())
    agreement = float(np.mean([adjusted_rand_score(*pair) for pair in pairs]))
    best_matches = [_best_matches(topics, labels) for labels in itertools.chain(*repeats)]
    return Stability(agreement, tuple(np.mean(best_matches, axis=0).tolist()))


def _best_matches(topics: Labels, labels: Labels) -> NDArray[np.float64]:
    """Return the largest Jaccard index of each topic with any group."""
    count = int(topics.max(initial=-1)) + 1
    sizes = np.bincount(topics[topics >= 0], minlength=count)
    group_sizes = np.bincount(labels[labels >= 0], minlength=1)
    both = (topics >= 0) & (labels >= 0)
    common = coo_array(
        (np.ones(int(both.sum())), (topics[both], labels[both])), shape=(count, group_sizes.size)
    )
    common.sum_duplicates()
    either = sizes[common.row] + group_sizes[common.col] - common.data
    best = np.zeros(count)
    np.maximum.at(best, common.row, common.data / either)
    return best
