"""UMAP, in the parts that can be shared: one graph, and as many layouts of it as are wanted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array, triu
from sklearn.decomposition import PCA
from threadpoolctl import threadpool_limits
from umap.layouts import optimize_layout_euclidean
from umap.umap_ import (
    find_ab_params,
    fuzzy_simplicial_set,
    make_epochs_per_sample,
    simplicial_set_embedding,
)

_FEWEST = 3  # points that can be laid out
_WIDTH = 10.0  # of the start, next to which the noise is small; UMAP scales it once more
_SEEDS = np.iinfo(np.int32).min + 1, np.iinfo(np.int32).max  # as UMAP draws them
_GENTLE = 0.1  # learning rate of places that shall stay about where they are
_ALONE = 1000  # points that are laid out sooner than processes can be started


@dataclass(frozen=True, slots=True)
class LayoutSettings:
    """UMAP's parameters of the same names; `n_epochs` of `None` is UMAP's own choice.

    `edge_sample` is ours: the share of the edges, drawn by lot, that a layout is made of.
    """

    n_components: int
    min_dist: float
    spread: float = 1.0
    n_epochs: int | None = None
    learning_rate: float = 1.0
    repulsion_strength: float = 1.0
    negative_sample_rate: int = 5
    edge_sample: float = 1.0


def fuzzy_graph(
    indices: NDArray[np.int32],
    distances: NDArray[np.float32],
    set_op_mix_ratio: float = 1.0,
    local_connectivity: float = 1.0,
) -> csr_array:
    """Return UMAP's fuzzy graph of n points.

    McInnes, Healy & Melville, "UMAP", arXiv:1802.03426, section 3.1.

    Parameters
    ----------
    indices, distances
        Shape `(n, k)`: each point's nearest, itself first.
    set_op_mix_ratio, local_connectivity
        UMAP's parameters of these names.

    Returns
    -------
    csr_array
        Shape `(n, n)`, float32, symmetric, weights 0 to 1; empty where n < 3.
    """
    n, k = indices.shape
    if n < _FEWEST:
        return csr_array(np.zeros((n, n), np.float32))
    graph, _, _ = fuzzy_simplicial_set(
        np.empty((n, 1), np.float32),  # only its length is looked at when neighbours are given
        k,
        np.random.RandomState(0),
        "cosine",
        knn_indices=indices,
        knn_dists=distances,
        set_op_mix_ratio=set_op_mix_ratio,
        local_connectivity=local_connectivity,
    )
    return csr_array(graph, dtype=np.float32)


def make_layouts(
    points: NDArray[np.float32],
    graph: csr_array,
    settings: LayoutSettings,
    seeds: Sequence[int],
    threads: int = 1,
) -> NDArray[np.float32]:
    """Lay the points out once per seed.

    Every layout starts from the principal components, which exist for any graph, and runs on one
    thread: the result depends on the seed alone, not on `threads`.

    Parameters
    ----------
    points
        Shape `(n, d)`: what the graph was made from.
    graph
        Their fuzzy graph.
    settings
        How to lay out.
    seeds
        One per layout.
    threads
        Layouts made at a time, in as many processes.

    Returns
    -------
    NDArray[np.float32]
        Shape `(len(seeds), n, n_components)`; all zero where n < 3.
    """
    n = len(points)
    if n < _FEWEST:
        return np.zeros((len(seeds), n, settings.n_components), np.float32)
    start = _principal(points, settings.n_components)
    # A graph that arrives as a read-only memory map could not be pruned, hence no max_nbytes.
    parallel = Parallel(threads if n > _ALONE else 1, max_nbytes=None)
    return np.stack(parallel(delayed(_one)(graph, start, settings, seed) for seed in seeds))


def refine_layout(
    start: NDArray[np.float64], graph: csr_array, min_dist: float, n_epochs: int = 30
) -> NDArray[np.float32]:
    """Move places on a map a little, so that near papers come nearer.

    Parameters
    ----------
    start
        Shape `(n, 2)`.
    graph
        Their fuzzy graph.
    min_dist, n_epochs
        UMAP's parameters of these names.
    """
    a, b = find_ab_params(1.0, min_dist)
    edges = graph.tocoo(copy=True)
    held = edges.data >= edges.data.max(initial=0) / n_epochs
    ends = edges.row[held].astype(np.int32), edges.col[held].astype(np.int32)
    places = start.astype(np.float32)
    with threadpool_limits(1):
        settled: NDArray[np.float32] = optimize_layout_euclidean(
            places,
            places,
            *ends,
            n_epochs,
            len(places),
            make_epochs_per_sample(edges.data[held], n_epochs),
            a,
            b,
            np.random.RandomState(0).randint(*_SEEDS, 3).astype(np.int64),
            initial_alpha=_GENTLE,
        )
    return settled


def _principal(points: NDArray[np.float32], dimensions: int) -> NDArray[np.float32]:
    start = np.zeros((len(points), dimensions), np.float32)
    rank = min(dimensions, len(points) - 1, points.shape[1])
    start[:, :rank] = PCA(rank, random_state=0).fit_transform(points)
    start *= _WIDTH / max(float(np.abs(start).max()), 1e-12)
    return start


def _one(
    graph: csr_array, start: NDArray[np.float32], settings: LayoutSettings, seed: int
) -> NDArray[np.float32]:
    random = np.random.RandomState(seed)
    a, b = find_ab_params(settings.spread, settings.min_dist)
    with threadpool_limits(1):
        places, _ = simplicial_set_embedding(
            data=start,
            graph=_sample(graph, settings.edge_sample, random),
            n_components=settings.n_components,
            initial_alpha=settings.learning_rate,
            a=a,
            b=b,
            gamma=settings.repulsion_strength,
            negative_sample_rate=settings.negative_sample_rate,
            n_epochs=settings.n_epochs,
            init=start + random.normal(scale=1e-4, size=start.shape).astype(np.float32),
            random_state=random,
            metric="euclidean",
            metric_kwds={},
            densmap=False,
            densmap_kwds={},
            output_dens=False,
        )
    return np.asarray(places, np.float32)


def _sample(graph: csr_array, share: float, random: np.random.RandomState) -> coo_array:
    """Return a copy, as UMAP sets weak edges to 0 in place, with this share of the edges."""
    upper = triu(graph, k=1, format="coo")
    held = random.uniform(size=upper.nnz) < share
    if share >= 1 or not held.any():
        return graph.tocoo(copy=True)
    ends, weights = (upper.row[held], upper.col[held]), upper.data[held]
    half = csr_array(coo_array((weights, ends), shape=graph.shape))
    both: coo_array = (half + half.T).tocoo()
    return both
