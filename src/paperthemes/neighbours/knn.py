"""k nearest neighbours by cosine distance."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from paperthemes.artifacts.vectors import unit_rows

IndicesAndDistances = tuple[NDArray[np.int32], NDArray[np.float32]]

MAX_EXACT_POINTS = 60_000  # the time of an exact search grows with the square of the points
BLOCK_ENTRIES = 2**24  # numbers computed at a time: 64 MB of distances


def find_nearest(points: NDArray[np.float32], k: int) -> IndicesAndDistances:
    """Find the k nearest points of each point, itself first.

    The search is exact up to `MAX_EXACT_POINTS`. Above, it uses NN-descent (Dong, Moses & Li,
    WWW 2011) with a fixed seed and one thread, because its result depends on the number of threads.

    Parameters
    ----------
    points
        Shape `(n, d)`; only their directions matter.
    k
        Number of neighbours, including the point itself; at most n.

    Returns
    -------
    indices : NDArray[np.int32]
        Shape `(n, k)`; points at equal distances are ordered by index.
    distances : NDArray[np.float32]
        Shape `(n, k)`, cosine distances from 0 to 2.
    """
    unit = unit_rows(points)
    search = _search_exactly if len(unit) <= MAX_EXACT_POINTS else _search_by_descent
    return search(unit, k)


def _search_exactly(unit: NDArray[np.float32], k: int) -> IndicesAndDistances:
    n = len(unit)
    indices, distances = np.empty((n, k), np.int32), np.empty((n, k), np.float32)
    for rows in _blocks(n, n):
        block = np.clip(1 - unit[rows] @ unit.T, 0, 2)
        # Sort by distance, then by index: the bits of non-negative floats sort like the floats, so
        # both fit into one integer, and ties are not left to chance.
        keys = block.view(np.int32).astype(np.int64) << 32 | np.arange(n)
        keys[rows - rows[0], rows] = -1
        nearest = np.argpartition(keys, k - 1, axis=1)[:, :k]
        order = np.argsort(np.take_along_axis(keys, nearest, axis=1), axis=1)
        indices[rows] = np.take_along_axis(nearest, order, axis=1)
        distances[rows] = np.take_along_axis(block, indices[rows], axis=1)
        distances[rows, 0] = 0
    return indices, distances


def _search_by_descent(unit: NDArray[np.float32], k: int) -> IndicesAndDistances:
    from pynndescent import NNDescent  # takes a second to import, and only large corpora need it

    # With twice as many candidates as needed, nearly all true neighbours are found.
    index = NNDescent(
        unit, metric="cosine", n_neighbors=2 * k, random_state=0, n_jobs=1, compressed=False
    )
    candidates, _ = index.neighbor_graph
    n = len(unit)
    itself = np.arange(n)[:, np.newaxis]
    others = np.where(candidates == itself, -1, candidates)
    distances = np.empty(others.shape, np.float32)
    for rows in _blocks(n, others.shape[1] * unit.shape[1]):
        distances[rows] = 1 - np.einsum("ij,ikj->ik", unit[rows], unit[others[rows]])
    distances = np.clip(distances, 0, 2)
    distances[others < 0] = np.inf
    order = np.lexsort((others, distances), axis=1)[:, : k - 1]
    indices = np.hstack([itself, np.take_along_axis(others, order, axis=1)])
    nearest = np.hstack([np.zeros((n, 1)), np.take_along_axis(distances, order, axis=1)])
    return indices.astype(np.int32), nearest.astype(np.float32)


def _blocks(n: int, entries: int) -> Iterator[NDArray[np.int64]]:
    """Divide n rows that take `entries` numbers each into blocks of `BLOCK_ENTRIES` at most."""
    size = max(1, BLOCK_ENTRIES // max(1, entries))
    for start in range(0, n, size):
        yield np.arange(start, min(start + size, n))
