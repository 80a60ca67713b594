"""Communities of a weighted graph, by number and minimum size."""

import numpy as np
from graspologic_native import leiden_csr
from scipy.sparse import csr_array

from paperthemes.cluster.labels import Labels, renumber_labels
from paperthemes.tables import UNASSIGNED

LEIDEN_ITERATIONS = 2  # leidenalg's default
MIN_RESOLUTION, MAX_RESOLUTION = 0.01, 100.0  # limits of the bisection
BISECTION_STEPS = 16
# Merging small communities leaves too few: up to so many more are tried, at least MIN_EXTRA.
MIN_EXTRA, EXTRA_SHARE = 2, 0.25


def detect_communities(ties: csr_array, resolution: float, seed: int) -> Labels:
    """Detect communities by the Leiden algorithm.

    Traag, Waltman & van Eck, "From Louvain to Leiden", Scientific Reports 9, 5233 (2019). It
    maximises modularity with a resolution (Reichardt & Bornholdt 2006).

    Parameters
    ----------
    ties
        Shape `(n, n)`, symmetric, weights above 0.
    resolution
        A higher resolution gives more and smaller communities.
    seed
        Equal seeds give equal communities.

    Returns
    -------
    NDArray[np.int64]
        Shape `(n,)`, labels from 0; each paper without ties is a community.
    """
    n = ties.shape[0]
    labels = np.full(n, UNASSIGNED)
    if ties.nnz:
        _, communities = leiden_csr(
            ties.indptr.astype(np.int64),
            ties.indices.astype(np.int32),
            ties.data.astype(np.float64),
            n,
            resolution=resolution,
            iterations=LEIDEN_ITERATIONS,
            seed=seed,
        )
        labels[list(communities)] = list(communities.values())
    labels[np.diff(ties.indptr) == 0] = UNASSIGNED
    single = np.flatnonzero(labels == UNASSIGNED)
    labels[single] = labels.max(initial=-1) + 1 + np.arange(single.size)
    return renumber_labels(labels)


def detect_n_communities(ties: csr_array, count: int, seed: int) -> tuple[Labels, float]:
    """Detect `count` communities, or as close to it as possible, by bisection of the resolution.

    Parameters
    ----------
    ties
        Shape `(n, n)`, symmetric, weights above 0.
    count
        Number of communities, not counting single papers without ties.
    seed
        Seed of the Leiden algorithm.

    Returns
    -------
    labels : NDArray[np.int64]
        Shape `(n,)`, from 0.
    resolution : float
        The resolution of these communities.
    """
    tied = np.diff(ties.indptr) > 0
    low, high = MIN_RESOLUTION, MAX_RESOLUTION
    candidates = []
    for _ in range(BISECTION_STEPS):
        resolution = float(np.sqrt(low * high))
        labels = detect_communities(ties, resolution, seed)
        excess = np.unique(labels[tied]).size - count
        candidates.append((abs(excess), labels, resolution))
        if excess == 0:
            break
        low, high = (resolution, high) if excess < 0 else (low, resolution)
    _, labels, resolution = min(candidates, key=lambda candidate: candidate[0])
    return labels, resolution


def detect_large_communities(ties: csr_array, count: int, min_size: int, seed: int) -> Labels:
    """Detect `count` communities of at least `min_size` papers, or as close to it as possible.

    Parameters
    ----------
    ties
        Shape `(n, n)`, symmetric, weights above 0.
    count, min_size
        Number of communities, and their minimum size.
    seed
        Seed of the Leiden algorithm.

    Returns
    -------
    NDArray[np.int64]
        Shape `(n,)`, from 0; `UNASSIGNED` as in `merge_small_communities`.
    """
    best, smallest_error = np.full(ties.shape[0], UNASSIGNED), count
    for target in range(count, count + max(MIN_EXTRA, round(EXTRA_SHARE * count)) + 1):
        communities, _ = detect_n_communities(ties, target, seed)
        labels = merge_small_communities(communities, ties, min_size)
        error = abs(int(labels.max(initial=-1)) + 1 - count)
        if error < smallest_error:
            best, smallest_error = labels, error
        if error == 0:
            break
    return best


def merge_small_communities(labels: Labels, ties: csr_array, min_size: int) -> Labels:
    """Merge each community of fewer than `min_size` papers into the one it is most tied to.

    The smallest is merged first. A small community without ties to any other is dissolved: its
    papers become `UNASSIGNED`.

    Parameters
    ----------
    labels
        Shape `(n,)`, from 0 without gaps.
    ties
        Shape `(n, n)`, symmetric, weights above 0.
    min_size
        Minimum number of papers of a community in the result.

    Returns
    -------
    NDArray[np.int64]
        Shape `(n,)`, labels from 0.
    """
    sizes = np.bincount(labels)
    weights = _sum_ties(ties, labels, sizes.size)
    merged = np.append(np.arange(sizes.size), UNASSIGNED)  # the last is where label -1 points
    while (small := np.flatnonzero((sizes > 0) & (sizes < min_size))).size:
        label = small[np.argmin(sizes[small])]
        ties_to_others = weights[[label]].toarray().ravel()
        ties_to_others[label] = 0
        target = int(ties_to_others.argmax()) if ties_to_others.any() else UNASSIGNED
        merged[merged == label] = target
        if target != UNASSIGNED:
            sizes[target] += sizes[label]
            renamed = np.arange(sizes.size)
            renamed[label] = target
            weights = _sum_ties(weights, renamed, sizes.size)
        sizes[label] = 0
    return renumber_labels(merged[labels])


def _sum_ties(ties: csr_array, labels: Labels, count: int) -> csr_array:
    """Return the total weight of the ties between each two of `count` communities."""
    n = labels.size
    members = csr_array((np.ones(n), (labels, np.arange(n))), shape=(count, n))
    return csr_array(members @ ties @ members.T)
