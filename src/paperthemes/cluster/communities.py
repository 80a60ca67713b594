"""Detection of communities in a weighted graph, with a given number and minimum size."""

from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np
from graspologic_native import leiden_csr
from scipy.sparse import csr_array

from paperthemes.cluster.labels import Labels, renumber_labels
from paperthemes.tables import UNASSIGNED

LEIDEN_ITERATIONS = 2  # leidenalg's default
MIN_RESOLUTION, MAX_RESOLUTION = 0.01, 100.0  # limits of the bisection
BISECTION_STEPS = 16
# Merging small communities leaves too few. Therefore more communities than requested are detected:
# up to this share more, or MIN_EXTRA more if that is larger.
MIN_EXTRA, EXTRA_SHARE = 2, 0.25
# Results that repeated searches in a graph keep. Most searches begin with the same resolutions.
KEPT_RESULTS = 2 * BISECTION_STEPS


def detect_communities(graph: csr_array, resolution: float, seed: int) -> Labels:
    """Detect communities with the Leiden algorithm.

    Traag, Waltman & van Eck, "From Louvain to Leiden", Scientific Reports 9, 5233 (2019). The
    algorithm maximises modularity with a resolution (Reichardt & Bornholdt 2006).

    Parameters
    ----------
    graph
        Shape `(n, n)`, symmetric, weights above 0.
    resolution
        A higher resolution gives more and smaller communities.
    seed
        Equal seeds give equal communities.

    Returns
    -------
    NDArray[np.int64]
        Shape `(n,)`, labels from 0; each paper without edges is a community of its own.
    """
    n = graph.shape[0]
    labels = np.full(n, UNASSIGNED)
    if graph.nnz:
        _, communities = leiden_csr(
            graph.indptr.astype(np.int64),
            graph.indices.astype(np.int32),
            graph.data.astype(np.float64),
            n,
            resolution=resolution,
            iterations=LEIDEN_ITERATIONS,
            seed=seed,
        )
        labels[list(communities)] = list(communities.values())  # a mapping from row to community
    labels[np.diff(graph.indptr) == 0] = UNASSIGNED  # rows of the sparse matrix without entries
    # Papers without edges get labels of their own, after those of the communities.
    isolated = np.flatnonzero(labels == UNASSIGNED)
    labels[isolated] = labels.max(initial=-1) + 1 + np.arange(isolated.size)
    return renumber_labels(labels)


def detect_n_communities(graph: csr_array, n_communities: int, seed: int) -> tuple[Labels, float]:
    """Detect `n_communities` communities, or a number close to it (see `_search_resolution`).

    Parameters
    ----------
    graph
        Shape `(n, n)`, symmetric, weights above 0.
    n_communities
        Number of communities, not counting papers without edges.
    seed
        Seed of the Leiden algorithm.

    Returns
    -------
    labels : NDArray[np.int64]
        Shape `(n,)`, from 0; each paper without edges is a further community of its own.
    resolution : float
        The resolution with which the communities were detected.
    """
    return _search_resolution(partial(detect_communities, graph, seed=seed), graph, n_communities)


def _search_resolution(
    detect: Callable[[float], Labels], graph: csr_array, n_communities: int
) -> tuple[Labels, float]:
    """Search by bisection, on a logarithmic scale, the resolution that gives `n_communities`.

    `detect` returns the communities of `graph` for a resolution. The results are those of
    `detect_n_communities`. If none of `BISECTION_STEPS` resolutions gives the number, they are the
    first with the closest number.
    """
    has_edges = np.diff(graph.indptr) > 0
    low, high = MIN_RESOLUTION, MAX_RESOLUTION
    candidates = []
    for _ in range(BISECTION_STEPS):
        resolution = float(np.sqrt(low * high))  # the middle on a logarithmic scale
        labels = detect(resolution)
        excess = np.unique(labels[has_edges]).size - n_communities
        candidates.append((abs(excess), labels, resolution))
        if excess == 0:
            break
        # With too few communities, continue in the upper half: a higher resolution gives more.
        low, high = (resolution, high) if excess < 0 else (low, resolution)
    _, labels, resolution = min(candidates, key=lambda candidate: candidate[0])  # closest number
    return labels, resolution


def detect_large_communities(
    graph: csr_array, n_communities: int, min_size: int, seed: int
) -> Labels:
    """Detect about `n_communities` communities of at least `min_size` papers each.

    Smaller communities are merged into others, so too few may be left. Therefore detection is
    repeated with one more community each time, until the number is right. The largest number tried
    is higher than `n_communities` by the share `EXTRA_SHARE`, or by `MIN_EXTRA` if that is more.
    The first result with the closest number is returned. If no result is closer to the number than
    0 communities would be, all papers are `UNASSIGNED`.

    Parameters
    ----------
    graph
        Shape `(n, n)`, symmetric, weights above 0.
    n_communities
        Number of communities to aim at.
    min_size
        Minimum number of papers of a community.
    seed
        Seed of the Leiden algorithm.

    Returns
    -------
    NDArray[np.int64]
        Shape `(n,)`, labels from 0; `UNASSIGNED` for papers of dissolved communities, see
        `merge_small_communities`.
    """
    # The result without communities; its error is n_communities.
    best, smallest_error = np.full(graph.shape[0], UNASSIGNED), n_communities
    max_extra = max(MIN_EXTRA, round(EXTRA_SHARE * n_communities))
    detect = lru_cache(KEPT_RESULTS)(partial(detect_communities, graph, seed=seed))
    for target in range(n_communities, n_communities + max_extra + 1):
        communities, _ = _search_resolution(detect, graph, target)
        labels = merge_small_communities(communities, graph, min_size)
        error = abs(int(labels.max(initial=-1)) + 1 - n_communities)
        if error < smallest_error:
            best, smallest_error = labels, error
        if error == 0:
            break
    return best


def merge_small_communities(labels: Labels, graph: csr_array, min_size: int) -> Labels:
    """Merge each community of fewer than `min_size` papers into another one.

    The smallest community is merged first. Each goes to the community to which its edges have the
    largest total weight. A small community without edges to others is dissolved: its papers become
    `UNASSIGNED`.

    Parameters
    ----------
    labels
        Shape `(n,)`, from 0 without gaps.
    graph
        Shape `(n, n)`, symmetric, weights above 0.
    min_size
        Minimum number of papers of a community in the result.

    Returns
    -------
    NDArray[np.int64]
        Shape `(n,)`, labels from 0 without gaps; `UNASSIGNED` for papers of dissolved communities.
    """
    sizes = np.bincount(labels)
    weights = _sum_edge_weights(graph, labels, sizes.size)
    # The label that replaces each label. The extra last entry keeps UNASSIGNED (-1) as it is.
    merged = np.append(np.arange(sizes.size), UNASSIGNED)
    while (small := np.flatnonzero((sizes > 0) & (sizes < min_size))).size:
        label = small[np.argmin(sizes[small])]
        weights_to_others = weights[[label]].toarray().ravel()  # one row of the sparse matrix
        weights_to_others[label] = 0
        target = int(weights_to_others.argmax()) if weights_to_others.any() else UNASSIGNED
        merged[merged == label] = target
        if target != UNASSIGNED:
            sizes[target] += sizes[label]
            relabelled = np.arange(sizes.size)
            relabelled[label] = target
            weights = _sum_edge_weights(weights, relabelled, sizes.size)
        sizes[label] = 0  # merged or dissolved
    return renumber_labels(merged[labels])


def _sum_edge_weights(graph: csr_array, labels: Labels, n_communities: int) -> csr_array:
    """Return the total weight of the edges between each pair of communities: shape `(k, k)`.

    `n_communities` is k, and `labels` has the community of each row of `graph`. The graph can be a
    result of this function, to merge communities. The diagonal has twice the weight of the edges
    inside a community, because the graph has each edge in both directions.
    """
    n = labels.size
    members = csr_array((np.ones(n), (labels, np.arange(n))), shape=(n_communities, n))
    return csr_array(members @ graph @ members.T)
