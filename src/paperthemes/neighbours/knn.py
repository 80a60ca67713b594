"""Each point's nearest points by cosine distance."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from paperthemes.artifacts.vectors import unit_rows

_ENTRIES = 2**24  # distances that are held at a time
_MOST_EXACT = 60_000  # points; the time of an exact search grows with their square


def nearest(points: NDArray[np.float32], k: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Find each point's k nearest, itself first.

    Exact up to 60,000 points. Above, by NN-descent (Dong, Moses & Li, WWW 2011), seeded and on
    one thread: on several, what it finds depends on their number.

    Parameters
    ----------
    points
        Shape `(n, d)`, of any length; they are compared by direction.
    k
        How many, itself included, at most n.

    Returns
    -------
    indices : NDArray[np.int32]
        Shape `(n, k)`; among equally near points the one with the smaller index comes first.
    distances : NDArray[np.float32]
        Shape `(n, k)`, cosine distances from 0 to 2.
    """
    unit = unit_rows(points)
    return _exact(unit, k) if len(unit) <= _MOST_EXACT else _descent(unit, k)


def _exact(unit: NDArray[np.float32], k: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    n = len(unit)
    indices, distances = np.empty((n, k), np.int32), np.empty((n, k), np.float32)
    for rows in _blocks(n, n):
        start = rows[0]
        block = np.clip(1 - unit[rows] @ unit.T, 0, 2)
        # Distances are not negative, so their bits are in their order; with the index behind them
        # no two keys are equal, and the choice among equally near points is not left to chance.
        keys = block.view(np.int32).astype(np.int64) << 32 | np.arange(n)
        keys[rows - start, rows] = -1
        near = np.argpartition(keys, k - 1, axis=1)[:, :k]
        order = np.argsort(np.take_along_axis(keys, near, axis=1), axis=1)
        indices[rows] = np.take_along_axis(near, order, axis=1)
        distances[rows] = np.take_along_axis(block, indices[rows], axis=1)
        distances[rows, 0] = 0
    return indices, distances


def _descent(unit: NDArray[np.float32], k: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Search among twice as many candidates as are asked for: only then are nearly all found."""
    from pynndescent import NNDescent  # takes a second, and few corpora need it

    index = NNDescent(
        unit, metric="cosine", n_neighbors=2 * k, random_state=0, n_jobs=1, compressed=False
    )
    found, _ = index.neighbor_graph
    n = len(unit)
    itself = np.arange(n)[:, np.newaxis]
    others = np.where(found == itself, -1, found)
    distances = np.empty(others.shape, np.float32)
    for rows in _blocks(n, others.shape[1] * unit.shape[1]):
        distances[rows] = 1 - np.einsum("ij,ikj->ik", unit[rows], unit[others[rows]])
    distances = np.clip(distances, 0, 2)
    distances[others < 0] = np.inf
    order = np.lexsort((others, distances), axis=1)[:, : k - 1]
    indices = np.hstack([itself, np.take_along_axis(others, order, axis=1)])
    near = np.hstack([np.zeros((n, 1)), np.take_along_axis(distances, order, axis=1)])
    return indices.astype(np.int32), near.astype(np.float32)


def _blocks(n: int, entries: int) -> Iterator[NDArray[np.int64]]:
    """Divide n rows, each of which needs so many entries in memory."""
    size = max(1, _ENTRIES // max(1, entries))
    for start in range(0, n, size):
        yield np.arange(start, min(start + size, n))
