"""Communities of a weighted graph: as many as are asked for, and none too small."""

import heapq

import numpy as np
from graspologic_native import leiden_csr
from numpy.typing import NDArray
from scipy.sparse import csr_array

from paperthemes.cluster.labels import renumbered
from paperthemes.tables import UNASSIGNED

_LOWEST, _HIGHEST = 0.01, 100.0  # resolutions that are tried
_STEPS = 16
_ITERATIONS = 2
_MORE, _MORE_SHARE = 2, 0.25  # communities asked for beyond those needed, at most


def at_resolution(ties: csr_array, resolution: float, seed: int) -> NDArray[np.int64]:
    """Find the communities of a graph by the Leiden algorithm.

    Traag, Waltman & van Eck, "From Louvain to Leiden", Scientific Reports 9, 5233 (2019); it
    maximises modularity with a resolution (Reichardt & Bornholdt 2006).

    Parameters
    ----------
    ties
        Shape `(n, n)`, symmetric, weights above 0.
    resolution
        Higher finds more and smaller communities.
    seed
        Equal seeds give equal communities.

    Returns
    -------
    NDArray[np.int64]
        Shape `(n,)`, labels from 0; papers without a tie are each a community.
    """
    n = ties.shape[0]
    labels = np.full(n, UNASSIGNED)
    if ties.nnz:
        _, found = leiden_csr(
            ties.indptr.astype(np.int64),
            ties.indices.astype(np.int32),
            ties.data.astype(np.float64),
            n,
            resolution=resolution,
            iterations=_ITERATIONS,
            seed=seed,
        )
        labels[list(found)] = list(found.values())
    labels[np.diff(ties.indptr) == 0] = UNASSIGNED
    alone = np.flatnonzero(labels == UNASSIGNED)
    labels[alone] = labels.max(initial=-1) + 1 + np.arange(alone.size)
    return renumbered(labels)


def of_count(ties: csr_array, count: int, seed: int) -> tuple[NDArray[np.int64], float]:
    """Find `count` communities, or as near to it as a resolution gives, by bisection.

    Parameters
    ----------
    ties
        Shape `(n, n)`, symmetric, weights above 0.
    count
        How many; papers without a tie, each alone, do not count.
    seed
        Of the search.

    Returns
    -------
    labels : NDArray[np.int64]
        Shape `(n,)`, from 0.
    resolution : float
        The resolution they were found at.
    """
    tied = np.diff(ties.indptr) > 0
    low, high = _LOWEST, _HIGHEST
    best: tuple[int, NDArray[np.int64], float] | None = None
    for _ in range(_STEPS):
        resolution = float(np.sqrt(low * high))
        labels = at_resolution(ties, resolution, seed)
        found = np.unique(labels[tied]).size
        if best is None or abs(found - count) < best[0]:
            best = abs(found - count), labels, resolution
        if found == count:
            break
        low, high = (resolution, high) if found < count else (low, resolution)
    assert best is not None
    return best[1], best[2]


def of_count_and_size(ties: csr_array, count: int, smallest: int, seed: int) -> NDArray[np.int64]:
    """Find `count` communities of `smallest` papers or more, or as near to it as can be.

    Some more are asked for than needed, as long as too few are left when small ones are joined.

    Parameters
    ----------
    ties
        Shape `(n, n)`, symmetric, weights above 0.
    count, smallest
        How many, and how large at least.
    seed
        Of the search.

    Returns
    -------
    NDArray[np.int64]
        Shape `(n,)`, from 0; `UNASSIGNED` where `without_small` dissolves.
    """
    best, nearest = np.full(ties.shape[0], UNASSIGNED), count
    for asked in range(count, count + max(_MORE, round(_MORE_SHARE * count)) + 1):
        labels = without_small(of_count(ties, asked, seed)[0], ties, smallest)
        missed = abs(int(labels.max(initial=-1)) + 1 - count)
        if missed < nearest:
            best, nearest = labels, missed
        if missed == 0:
            break
    return best


def without_small(labels: NDArray[np.int64], ties: csr_array, smallest: int) -> NDArray[np.int64]:
    """Join each community of fewer than `smallest` papers with that it has the strongest ties to.

    The smallest is joined first. One without ties to any other is dissolved: its papers become
    `UNASSIGNED`.

    Parameters
    ----------
    labels
        Shape `(n,)`, from 0 without gaps.
    ties
        Shape `(n, n)`, symmetric, weights above 0.
    smallest
        Papers that a community has at least, in the end.

    Returns
    -------
    NDArray[np.int64]
        Shape `(n,)`, labels from 0.
    """
    sizes = np.bincount(labels).tolist()
    waiting = [(size, label) for label, size in enumerate(sizes) if size < smallest]
    if not waiting:
        return labels
    between = _between(labels, ties)
    into = list(range(len(sizes)))
    heapq.heapify(waiting)
    while waiting:
        size, label = heapq.heappop(waiting)
        if size != sizes[label] or into[label] != label:
            continue  # it has grown or gone since
        target = min(between[label], key=lambda other: (-between[label][other], other), default=-1)
        into[label] = target
        if target >= 0:
            _join(between, label, target)
            sizes[target] += size
            if sizes[target] < smallest:
                heapq.heappush(waiting, (sizes[target], target))
    return renumbered(np.array([_end(into, label) for label in range(len(sizes))])[labels])


def _between(labels: NDArray[np.int64], ties: csr_array) -> list[dict[int, float]]:
    """Sum the ties between every two communities."""
    n, count = labels.size, int(labels.max()) + 1
    members = csr_array((np.ones(n), (labels, np.arange(n))), shape=(count, n))
    sums = (members @ ties @ members.T).tocoo()
    between: list[dict[int, float]] = [{} for _ in range(count)]
    for one, other, weight in zip(
        sums.row.tolist(), sums.col.tolist(), sums.data.tolist(), strict=True
    ):
        if one != other:
            between[one][other] = weight
    return between


def _join(between: list[dict[int, float]], label: int, target: int) -> None:
    """Give the ties of one community to another."""
    for other, weight in between[label].items():
        del between[other][label]
        if other != target:
            between[target][other] = between[target].get(other, 0.0) + weight
            between[other][target] = between[target][other]


def _end(into: list[int], label: int) -> int:
    while label >= 0 and into[label] != label:
        label = into[label]
    return label
