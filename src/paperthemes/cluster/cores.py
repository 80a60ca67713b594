"""Dense cores of a layout, and how their labels spread to everyone else."""

import numpy as np
from hdbscan import HDBSCAN
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

from paperthemes.cluster.settings import HdbscanSettings
from paperthemes.tables import UNASSIGNED

_ROUNDS = 20


def dense_cores(
    layout: NDArray[np.float32], size: int, settings: HdbscanSettings
) -> NDArray[np.int64]:
    """Find groups of at least `size` points that are denser than what is between them.

    HDBSCAN: Campello, Moulavi & Sander, PAKDD 2013; selection of leaves: McInnes, Healy & Astels,
    JOSS 2017.

    Parameters
    ----------
    layout
        Shape `(n, d)`: the points.
    size
        HDBSCAN's min_cluster_size, 2 or more.
    settings
        Its other parameters; `min_samples` and `cluster_selection_method` of `None` are HDBSCAN's
        own (`size` and `"eom"`).

    Returns
    -------
    NDArray[np.int64]
        Shape `(n,)`: labels from 0; `UNASSIGNED` for points in no core.
    """
    n = len(layout)
    if n < max(size, 3) or (n < 2 * size and not settings.allow_single_cluster):
        return np.full(n, UNASSIGNED)
    with threadpool_limits(1):
        tree = HDBSCAN(
            min_cluster_size=size,
            min_samples=min(settings.min_samples or size, n - 1),
            cluster_selection_method=settings.cluster_selection_method or "eom",
            cluster_selection_epsilon=settings.cluster_selection_epsilon,
            max_cluster_size=settings.max_cluster_size,
            allow_single_cluster=settings.allow_single_cluster,
            metric=settings.metric,
            core_dist_n_jobs=1,
        )
        return np.asarray(tree.fit(layout.astype(np.float64)).labels_, np.int64)


def spread(graph: csr_array, cores: NDArray[np.int64], labels: range) -> NDArray[np.float32]:
    """Spread labels of cores over a graph, all cores held fixed.

    Zhu & Ghahramani, "Learning from Labeled and Unlabeled Data with Label Propagation",
    CMU-CALD-02-107, 2002, cut off after 20 rounds: more did not change what is found.

    Parameters
    ----------
    graph
        Shape `(n, n)`, symmetric, weights 0 to 1.
    cores
        Shape `(n,)`: labels from 0; `UNASSIGNED` for points in no core.
    labels
        Those to spread. What one gets does not depend on which others are spread beside it.

    Returns
    -------
    NDArray[np.float32]
        Shape `(n, len(labels))`: the share of each point's neighbourhood that each label has. Over
        all labels a row sums to 1, or to less where none has come in 20 rounds.
    """
    step = normalize(graph.astype(np.float32), norm="l1", axis=1)
    fixed = cores >= 0
    start = (cores[:, np.newaxis] == np.array(labels)).astype(np.float32)
    shares = start
    for _ in range(_ROUNDS):
        shares = step @ shares
        shares[fixed] = start[fixed]
    result: NDArray[np.float32] = step @ shares
    return result
