"""Near-copies: papers that hardly differ must not be told apart.

A block of them (templates, volumes of proceedings, versions) lies so densely in a layout that
HDBSCAN finds cores in what is only chance.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from paperthemes.cluster.labels import renumbered
from paperthemes.tables import UNASSIGNED

COPY = 0.05  # cosine distance below which two papers are near-copies


def copies(indices: NDArray[np.int32], distances: NDArray[np.float32]) -> NDArray[np.int64]:
    """Find the groups of near-copies.

    Parameters
    ----------
    indices, distances
        Shape `(n, k)`: each paper's nearest, itself first.

    Returns
    -------
    NDArray[np.int64]
        Shape `(n,)`: papers with equal numbers are linked by distances below `COPY`.
    """
    n = len(indices)
    rows, places = np.nonzero(distances < COPY)
    links = csr_array((np.ones(rows.size), (rows, indices[rows, places])), shape=(n, n))
    groups: NDArray[np.int64] = connected_components(links, directed=False)[1].astype(np.int64)
    return groups


def joined(labels: NDArray[np.int64], groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Make one label of those that meet in a group of copies.

    Parameters
    ----------
    labels
        Shape `(n,)`, from 0; `UNASSIGNED` stays.
    groups
        Shape `(n,)`, as `copies` tells them.
    """
    held = np.flatnonzero(labels >= 0)
    count, total = int(labels.max(initial=-1)) + 1, int(groups.max(initial=-1)) + 1
    ends = labels[held], count + groups[held]
    links = csr_array((np.ones(held.size), ends), shape=(count + total, count + total))
    parts = connected_components(links, directed=False)[1]
    result = np.full(labels.size, UNASSIGNED)
    result[held] = parts[labels[held]]
    return renumbered(result)


def alike(values: NDArray[np.float64], groups: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give each group of copies the mean of its values; both have shape `(n,)`."""
    means = np.bincount(groups, values) / np.maximum(np.bincount(groups), 1)
    result: NDArray[np.float64] = means[groups]
    return result


def united(labels: NDArray[np.int64], groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give each group of copies its commonest label; of equals, the smallest.

    `UNASSIGNED` is taken only where no copy has a label.
    """
    held = np.flatnonzero(labels >= 0)
    pairs, counts = np.unique(np.stack([groups[held], labels[held]]), axis=1, return_counts=True)
    order = np.lexsort((-pairs[1], counts))  # the best comes last, and stays
    best = np.full(int(groups.max(initial=-1)) + 1, UNASSIGNED)
    best[pairs[0, order]] = pairs[1, order]
    return renumbered(best[groups])
