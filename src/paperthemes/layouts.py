"""UMAP in two parts: a fuzzy graph, and any number of layouts of the same graph."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array, triu
from threadpoolctl import threadpool_limits

from paperthemes.artifacts.vectors import Matrix
from paperthemes.compiled import import_umap
from paperthemes.logs import ProgressLog

MIN_POINTS = 3  # UMAP cannot lay out fewer points
INITIAL_EXTENT = 10.0  # largest initial coordinate, much larger than the noise; UMAP rescales it
# A tenth of UMAP's default rate, so that points move only a little, for as many epochs as new
# points need to be among their neighbours (benchmarks/results/map_placement.md).
REFINE_LEARNING_RATE, REFINE_EPOCHS = 0.1, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutSettings:
    """Settings of a layout.

    All are UMAP's parameters of the same names, except `edge_sample`: the share of the edges, drawn
    at random, that a layout uses. If `n_epochs` is `None`, UMAP chooses it.
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
    distances: Matrix,
    set_op_mix_ratio: float = 1.0,
    local_connectivity: float = 1.0,
) -> csr_array:
    """Return UMAP's fuzzy graph of n points, in which near neighbours have edges of high weight.

    McInnes, Healy & Melville, "UMAP", arXiv:1802.03426, section 3.1.

    Parameters
    ----------
    indices, distances
        Shape `(n, k)`: row numbers of the nearest neighbours of each point, and their distances
        from it. The first neighbour is the point itself.
    set_op_mix_ratio, local_connectivity
        UMAP's parameters of these names.

    Returns
    -------
    csr_array
        Shape `(n, n)`, float32, symmetric, weights 0 to 1; without edges if n < `MIN_POINTS`.
    """
    n, k = indices.shape
    if n < MIN_POINTS:
        return csr_array(np.zeros((n, n), np.float32))
    graph, _, _ = import_umap().fuzzy_simplicial_set(
        np.empty((n, 1), np.float32),  # only its length is used when neighbours are given
        k,
        np.random.RandomState(0),
        "cosine",
        knn_indices=indices,
        knn_dists=distances,
        set_op_mix_ratio=set_op_mix_ratio,
        local_connectivity=local_connectivity,
    )
    return csr_array(graph, dtype=np.float32)


def initial_layout(points: Matrix, dimensions: int) -> Matrix:
    """Return the first principal components of the points, which exist for any graph.

    They are scaled so that the largest absolute value is `INITIAL_EXTENT`. If there are fewer
    components, the other coordinates are 0. If all points are equal, all coordinates are 0.

    Parameters
    ----------
    points
        Shape `(n, d)`.
    dimensions
        Number of components.

    Returns
    -------
    Matrix
        Shape `(n, dimensions)`; all zeros if n < `MIN_POINTS`.
    """
    from sklearn.decomposition import PCA  # lazy: takes half a second

    start = np.zeros((len(points), dimensions), np.float32)
    if len(points) < MIN_POINTS:
        return start
    rank = min(dimensions, len(points) - 1, points.shape[1])  # the points have no more components
    with threadpool_limits(1):  # the last bits depend on the number of threads
        start[:, :rank] = PCA(rank, random_state=0).fit_transform(points)
    start *= INITIAL_EXTENT / max(float(np.abs(start).max()), 1e-12)
    return start


def make_layouts(
    graph: csr_array, layouts: Sequence[tuple[Matrix, LayoutSettings, int]], threads: int = 1
) -> list[Matrix]:
    """Return UMAP layouts of n points.

    Each layout runs on one thread, so its result does not depend on `threads`.

    Parameters
    ----------
    graph
        The fuzzy graph of the points.
    layouts
        For each layout: the layout to start from, as from `initial_layout`, to which a little noise
        is added; its settings; its random seed.
    threads
        Number of layouts that are made in parallel.

    Returns
    -------
    list[Matrix]
        Of each layout: shape `(n, n_components)`; all zeros if n < `MIN_POINTS`.
    """
    if graph.shape[0] < MIN_POINTS:
        return [np.zeros_like(start) for start, _, _ in layouts]
    umap_ = import_umap()
    upper = triu(graph, k=1, format="coo")  # each edge once

    def make(start: Matrix, settings: LayoutSettings, seed: int) -> Matrix:
        """Make one layout."""
        random = np.random.RandomState(seed)
        edges = _sample_edges(graph, upper, settings.edge_sample, random)
        curve = umap_.find_ab_params(settings.spread, settings.min_dist)
        return _make_layout(edges, start, settings, curve, random)

    # UMAP's compiled code does not hold Python's lock, so threads are as fast as processes.
    parallel = Parallel(threads, prefer="threads", return_as="generator")
    progress, made = ProgressLog(len(layouts), "layouts"), []
    with threadpool_limits(1):
        for layout in parallel(delayed(make)(*layout) for layout in layouts):
            made.append(layout)
            progress.add()
    return made


def refine_layout(start: NDArray[np.float64], graph: csr_array, min_dist: float) -> Matrix:
    """Return the points of a 2-D map moved a little, so that neighbours come closer.

    UMAP's optimisation moves them, with a low learning rate and a fixed seed.

    Parameters
    ----------
    start
        Shape `(n, 2)`: coordinates of the points before they are moved.
    graph
        The fuzzy graph of the points.
    min_dist
        UMAP's parameter of this name.
    """
    umap_ = import_umap()
    a, b = umap_.find_ab_params(1.0, min_dist)  # 1.0: UMAP's default spread
    edges = graph.tocoo(copy=True)
    # As in UMAP, edges too weak to be used once in all epochs are left out.
    strong = edges.data >= edges.data.max(initial=0) / REFINE_EPOCHS
    points = start.astype(np.float32)
    seed_range = np.iinfo(np.int32).min + 1, np.iinfo(np.int32).max  # the range UMAP draws from
    with threadpool_limits(1):
        refined: Matrix = umap_.optimize_layout_euclidean(
            head_embedding=points,
            tail_embedding=points,
            head=edges.row[strong].astype(np.int32),
            tail=edges.col[strong].astype(np.int32),
            n_epochs=REFINE_EPOCHS,
            n_vertices=len(points),
            epochs_per_sample=umap_.make_epochs_per_sample(edges.data[strong], REFINE_EPOCHS),
            a=a,
            b=b,
            rng_state=np.random.RandomState(0).randint(*seed_range, 3).astype(np.int64),
            initial_alpha=REFINE_LEARNING_RATE,
            move_other=True,  # both ends of an edge, as in a layout made from scratch
        )
    return refined


def _make_layout(
    edges: coo_array,
    start: Matrix,
    settings: LayoutSettings,
    curve: tuple[float, float],
    random: np.random.RandomState,
) -> Matrix:
    """Return UMAP's layout of a graph, starting from positions `start` plus a little noise.

    `curve` has UMAP's parameters a and b, which follow from `spread` and `min_dist`. UMAP removes
    some of the `edges`.
    """
    layout, _ = import_umap().simplicial_set_embedding(
        data=start,  # not used, because `init` is an array
        graph=edges,
        n_components=settings.n_components,
        initial_alpha=settings.learning_rate,
        a=curve[0],
        b=curve[1],
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
    return np.asarray(layout, np.float32)


def _sample_edges(
    graph: csr_array, upper: coo_array, share: float, random: np.random.RandomState
) -> coo_array:
    """Return a copy of a symmetric graph with a random sample of its edges.

    Each edge is drawn with the probability `share`. All edges are kept if the share is 1, or if no
    edge was drawn. The result is always a copy, because UMAP removes edges in place. `upper` is the
    part of the graph above its diagonal, so that both directions of an edge are kept or removed.
    """
    sampled = random.uniform(size=upper.nnz) < share
    if share >= 1 or not sampled.any():
        return graph.tocoo(copy=True)
    ends, weights = (upper.row[sampled], upper.col[sampled]), upper.data[sampled]
    half = csr_array(coo_array((weights, ends), shape=graph.shape))
    sample: coo_array = (half + half.T).tocoo()
    return sample
