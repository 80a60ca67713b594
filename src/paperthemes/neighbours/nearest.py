"""Search for the nearest neighbours of each point, by cosine distance."""

from collections.abc import Iterator

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from paperthemes.artifacts.vectors import Matrix, unit_rows
from paperthemes.compiled import set_numba_cache
from paperthemes.logs import ProgressLog

IndicesAndDistances = tuple[NDArray[np.int32], Matrix]

MAX_EXACT_POINTS = 250_000  # the time of an exact search grows with the square of the points
BLOCK_ENTRIES = 2**24  # similarities computed at a time by each thread: 64 MB
MIN_COLUMNS = 1024  # that each row of similarities is reduced to before the k-th largest is found
ROUNDING = 1e-6  # similarities closer than this can have equal distances


def find_nearest(points: Matrix, k: int, threads: int = 1) -> IndicesAndDistances:
    """Find the k nearest points of each point by cosine distance; the first is the point itself.

    The search is exact up to `MAX_EXACT_POINTS` points. For more points, it uses NN-descent (Dong,
    Moses & Li, WWW 2011), which may miss a few of the nearest. Its result depends on the seed and
    the number of threads, so the seed is fixed and there is one thread.

    Parameters
    ----------
    points
        Shape `(n, d)`; only their directions matter.
    k
        Number of neighbours, including the point itself; at most n.
    threads
        Number of blocks of points whose neighbours are searched for at a time. The result does not
        depend on it.

    Returns
    -------
    indices : NDArray[np.int32]
        Shape `(n, k)`: row numbers of the neighbours. The point itself comes first, although others
        may be at distance 0, too. Others follow by distance, and at equal distances by row number.
    distances : NDArray[np.float32]
        Shape `(n, k)`: their cosine distances, from 0 to 2.
    """
    unit = unit_rows(points)
    if len(unit) > MAX_EXACT_POINTS:
        return search_by_descent(unit, k)
    return search_exactly(unit, k, threads)


def search_exactly(unit: Matrix, k: int, threads: int) -> IndicesAndDistances:
    """Find the k nearest neighbours of each unit vector, by computing all distances.

    Each vector is its own first neighbour. The others follow by distance, and at equal distances by
    index. Distances are computed in blocks, to limit memory.
    """
    n = len(unit)
    indices, distances = np.empty((n, k), np.int32), np.empty((n, k), np.float32)

    def search(rows: NDArray[np.int64]) -> int:
        """Fill in the neighbours of the vectors with these row numbers; return their number."""
        similarities = unit[rows] @ unit.T
        similarities[rows - rows[0], rows] = np.inf  # so that each point is its own candidate
        lowest = _bound_kth_largest(similarities, k) - np.float32(ROUNDING)
        for row, similarity, bound in zip(rows.tolist(), similarities, lowest, strict=True):
            candidates = np.flatnonzero(similarity >= bound)
            nearest = np.clip(1 - similarity[candidates], 0, 2)
            nearest[candidates == row] = -1  # each point itself comes first
            # The sort is stable, so candidates at equal distances stay in the order of rows.
            order = np.argsort(nearest, kind="stable")[:k]
            indices[row], distances[row] = candidates[order], nearest[order]
            distances[row, 0] = 0
        return len(rows)

    # NumPy does not hold Python's lock, so threads are as fast as processes. Linear algebra has one
    # thread in each, because more would add in another order.
    parallel = Parallel(threads, require="sharedmem", return_as="generator")
    progress = ProgressLog(n, "papers")
    with threadpool_limits(1):
        for count in parallel(map(delayed(search), _iter_blocks(n, n))):
            progress.add(count)
    return indices, distances


def _bound_kth_largest(similarities: Matrix, k: int) -> Matrix:
    """Return a lower bound of the k-th largest value in each row, shape `(b,)`.

    It is the k-th largest of the maxima of disjoint groups of columns, or the value itself if there
    are few columns. The bound is close if large values are in random columns. It is much faster to
    compute than the value itself.
    """
    size, n = similarities.shape
    groups = n // max(1, n // max(k, MIN_COLUMNS))
    grouped = similarities[:, : n // groups * groups].reshape(size, -1, groups)
    return np.asarray(np.partition(grouped.max(axis=1), -k, axis=1)[:, -k])


def search_by_descent(unit: NDArray[np.float32], k: int) -> IndicesAndDistances:
    """Find k neighbours of each unit vector, nearly always the nearest ones, by NN-descent.

    Each vector is its own first neighbour. NN-descent finds candidates; their exact distances
    decide which of them are nearest. So a true neighbour is missed only if it is no candidate.
    """
    set_numba_cache()
    from pynndescent import NNDescent  # takes a second to import, and only large corpora need it

    # With twice as many candidates as needed, nearly all true neighbours are found.
    index = NNDescent(
        unit, metric="cosine", n_neighbors=2 * k, random_state=0, n_jobs=1, compressed=False
    )
    candidates, _ = index.neighbor_graph
    n = len(unit)
    itself = np.arange(n)[:, np.newaxis]
    # -1 means no point, also in the result of NN-descent. The point itself is added at the end.
    others = np.where(candidates == itself, -1, candidates)
    distances = np.empty(others.shape, np.float32)
    # 1 minus the dot product of each vector with each of its candidates.
    for rows in _iter_blocks(n, others.shape[1] * unit.shape[1]):
        distances[rows] = 1 - np.einsum("ij,ikj->ik", unit[rows], unit[others[rows]])
    distances = np.clip(distances, 0, 2)
    distances[others < 0] = np.inf
    # By distance, then by index.
    order = np.lexsort((others, distances), axis=1)[:, : k - 1]
    indices = np.hstack([itself, np.take_along_axis(others, order, axis=1)])
    nearest = np.hstack([np.zeros((n, 1)), np.take_along_axis(distances, order, axis=1)])
    return indices.astype(np.int32), nearest.astype(np.float32)


def _iter_blocks(n: int, row_length: int) -> Iterator[NDArray[np.int64]]:
    """Yield the row numbers 0 to n - 1 in blocks: one array of consecutive numbers per block.

    A row has `row_length` entries. The rows of a block have at most `BLOCK_ENTRIES` entries in all,
    but if a single row has more, each block is a single row.
    """
    size = max(1, BLOCK_ENTRIES // max(1, row_length))  # rows per block
    for start in range(0, n, size):
        yield np.arange(start, min(start + size, n))
