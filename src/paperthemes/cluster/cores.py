"""Dense cores of a layout, and the spread of their labels to the other papers."""

from typing import Literal

import numpy as np
from hdbscan import HDBSCAN
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.preprocessing import normalize

from paperthemes.cluster.labels import Labels
from paperthemes.cluster.settings import HdbscanSettings
from paperthemes.tables import UNASSIGNED

SPREAD_ROUNDS = 20  # more rounds did not change the topics


def find_cores(
    layout: NDArray[np.float32],
    size: int,
    settings: HdbscanSettings,
    *,
    min_samples: int | None = None,
    selection: Literal["leaf", "eom"] = "eom",
) -> Labels:
    """Find groups of at least `size` points that are denser than their surroundings.

    HDBSCAN: Campello, Moulavi & Sander, PAKDD 2013; leaf selection: McInnes, Healy & Astels,
    JOSS 2017.

    Parameters
    ----------
    layout
        Shape `(n, d)`: the points.
    size
        HDBSCAN's `min_cluster_size`, 2 or more.
    settings
        Its other parameters.
    min_samples, selection
        Defaults for parameters that the settings leave open; `min_samples` of `None` is `size`.

    Returns
    -------
    NDArray[np.int64]
        Shape `(n,)`: labels from 0; `UNASSIGNED` for points in no core.
    """
    n = len(layout)
    if n < max(size, 3) or (n < 2 * size and not settings.allow_single_cluster):
        return np.full(n, UNASSIGNED)
    hdbscan = HDBSCAN(
        min_cluster_size=size,
        min_samples=min(settings.min_samples or min_samples or size, n - 1),
        cluster_selection_method=settings.cluster_selection_method or selection,
        cluster_selection_epsilon=settings.cluster_selection_epsilon,
        max_cluster_size=settings.max_cluster_size,
        allow_single_cluster=settings.allow_single_cluster,
        metric=settings.metric,
        core_dist_n_jobs=1,
    )
    return np.asarray(hdbscan.fit_predict(layout.astype(np.float64)), np.int64)


def spread_labels(graph: csr_array, cores: Labels, labels: range) -> NDArray[np.float32]:
    """Spread labels of cores over a graph, keeping the cores fixed.

    Zhu & Ghahramani, "Learning from Labeled and Unlabeled Data with Label Propagation",
    CMU-CALD-02-107, 2002, with a fixed number of rounds.

    Parameters
    ----------
    graph
        Shape `(n, n)`, symmetric, weights 0 to 1.
    cores
        Shape `(n,)`: labels from 0; `UNASSIGNED` for points in no core.
    labels
        The labels to spread; each spreads independently of the others.

    Returns
    -------
    NDArray[np.float32]
        Shape `(n, len(labels))`: the share of each point's neighbourhood that each label has. Over
        all labels a row sums to 1, or to less where no label arrives.
    """
    step = normalize(graph.astype(np.float32), norm="l1", axis=1)
    fixed = cores >= 0
    start = (cores[:, np.newaxis] == np.array(labels)).astype(np.float32)
    shares = start
    for _ in range(SPREAD_ROUNDS):
        shares = step @ shares
        shares[fixed] = start[fixed]
    return np.asarray(step @ shares)
