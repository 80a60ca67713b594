"""Which papers are near which, and layouts of them: made once, used by many clusterings."""

import logging
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.decomposition import PCA
from threadpoolctl import threadpool_limits
from umap.umap_ import find_ab_params, fuzzy_simplicial_set, simplicial_set_embedding

from paperthemes import tables
from paperthemes.cluster.hybrid import hybrid_vectors
from paperthemes.embed.vectors import Vectors, unit_rows
from paperthemes.files import read_arrays, write_arrays
from paperthemes.texts import texts_of

logger = logging.getLogger(__name__)

_BLOCK = 1024
_FEWEST = 3  # papers that can be laid out
_INITIAL_WIDTH = 10.0
_MAP_MIN_DIST = 0.1
_LARGE = 10_000


@dataclass(frozen=True, slots=True)
class NeighbourSettings:
    """The key `neighbours` of a clustering; defaults and meaning as in the config schema."""

    lexical_weight: float = 0.6
    lexical_dimensions: int = 100
    n_neighbors: int = 15
    n_components: int = 5
    min_dist: float = 0.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The neighbourhood of n papers.

    Attributes
    ----------
    paper_ids
        Shape `(n,)`, text, sorted.
    indices, distances
        Shape `(n, k)`, int32 and float32: each paper's nearest papers by cosine distance of the
        hybrid vectors (0 to 2), nearest first, itself included.
    graph
        Shape `(n, n)`, float32: UMAP's fuzzy neighbour graph, symmetric, weights 0 to 1.
    layouts
        Shape `(r, n, n_components)`, float32: UMAP layouts to find topics in, one per seed.
    map
        Shape `(n, 2)`, float32: UMAP layout to look at.
    """

    paper_ids: NDArray[np.str_]
    indices: NDArray[np.int32]
    distances: NDArray[np.float32]
    graph: csr_array
    layouts: NDArray[np.float32]
    map: NDArray[np.float32]

    def write(self, path: str | Path) -> None:
        """Write to a `.npz`; the graph as `graph_data`, `graph_indices`, `graph_indptr` (CSR)."""
        write_arrays(
            path,
            paper_id=self.paper_ids,
            indices=self.indices,
            distances=self.distances,
            graph_data=self.graph.data,
            graph_indices=self.graph.indices,
            graph_indptr=self.graph.indptr,
            layouts=self.layouts,
            map=self.map,
        )

    @classmethod
    def read(cls, path: str | Path) -> "Neighbours":
        """Read what `write` wrote."""
        arrays = read_arrays(path)
        n = arrays["paper_id"].size
        graph = csr_array(
            (arrays["graph_data"], arrays["graph_indices"], arrays["graph_indptr"]), shape=(n, n)
        )
        names = ("indices", "distances", "layouts", "map")
        return cls(arrays["paper_id"], graph=graph, **{name: arrays[name] for name in names})


def find_neighbours(
    papers: pd.DataFrame, vectors: Vectors, settings: NeighbourSettings
) -> Neighbours:
    """Make the neighbour graph and the layouts of `papers`.

    UMAP: McInnes, Healy & Melville, arXiv:1802.03426, section 3; it starts from principal
    components, which exist for any graph. Numeric libraries run on one thread here, so that the
    result does not depend on how many there are.

    Parameters
    ----------
    papers
        A `tables.PAPERS`.
    vectors
        Their vectors, in the same order.
    settings
        How to make the graph and the layouts.

    Raises
    ------
    ValueError
        If the ids of papers and vectors differ, or a vector is not finite.
    """
    tables.check_same_ids(papers.paper_id, vectors.paper_ids, "the vectors")
    if not np.isfinite(vectors.matrix).all():
        bad = vectors.paper_ids[~np.isfinite(vectors.matrix).all(axis=1)][:3]
        raise ValueError(f"vectors that are not finite numbers, of papers {list(bad)}")
    with threadpool_limits(1):
        points = hybrid_vectors(
            texts_of(papers),
            vectors.matrix.astype(np.float32),
            settings.lexical_weight,
            settings.lexical_dimensions,
        )
        indices, distances = nearest(points, min(settings.n_neighbors, len(points)))
        graph = _fuzzy_graph(points, indices, distances)
        layout = _layout(points, graph, settings.n_components, settings.min_dist, settings.seed)
        flat = _layout(points, graph, 2, _MAP_MIN_DIST, settings.seed)
    logger.info("%d papers, %d neighbours each, %d edges", *indices.shape, graph.nnz // 2)
    return Neighbours(vectors.paper_ids, indices, distances, graph, layout[np.newaxis], flat)


def run(
    papers_path: str | Path,
    vectors_path: str | Path,
    neighbours_path: str | Path,
    settings: NeighbourSettings,
) -> None:
    """Read papers and vectors, find neighbours, and write them."""
    papers = tables.read(tables.PAPERS, papers_path)
    find_neighbours(papers, Vectors.read(vectors_path), settings).write(neighbours_path)


def nearest(points: NDArray[np.float32], k: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Find each point's k nearest by cosine distance: exact, block by block, itself first.

    Returns
    -------
    indices : NDArray[np.int32]
        Shape `(n, k)`; among equally near points the one with the smaller index comes first.
    distances : NDArray[np.float32]
        Shape `(n, k)`, 0 to 2.
    """
    n = len(points)
    unit = unit_rows(points)
    indices, distances = np.empty((n, k), np.int32), np.empty((n, k), np.float32)
    for start in range(0, n, _BLOCK):
        rows = np.arange(start, min(start + _BLOCK, n))
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


def _fuzzy_graph(
    points: NDArray[np.float32], indices: NDArray[np.int32], distances: NDArray[np.float32]
) -> csr_array:
    n = len(points)
    if n < _FEWEST:
        return csr_array(np.zeros((n, n), np.float32))
    graph, _, _ = fuzzy_simplicial_set(
        points,
        indices.shape[1],
        np.random.RandomState(0),
        "cosine",
        knn_indices=indices,
        knn_dists=distances,
    )
    return csr_array(graph, dtype=np.float32)


def _layout(
    points: NDArray[np.float32], graph: csr_array, dimensions: int, min_dist: float, seed: int
) -> NDArray[np.float32]:
    start = np.zeros((len(points), dimensions), np.float32)
    if len(points) < _FEWEST:
        return start
    random = np.random.RandomState(seed)
    rank = min(dimensions, len(points) - 1, points.shape[1])
    start[:, :rank] = PCA(rank, random_state=0).fit_transform(points)
    start *= _INITIAL_WIDTH / max(float(np.abs(start).max()), 1e-12)
    start += random.normal(scale=1e-4, size=start.shape).astype(np.float32)
    a, b = find_ab_params(1.0, min_dist)
    places, _ = simplicial_set_embedding(
        data=points,
        graph=graph.tocoo(),
        n_components=dimensions,
        initial_alpha=1.0,
        a=a,
        b=b,
        gamma=1.0,
        negative_sample_rate=5,
        n_epochs=500 if len(points) <= _LARGE else 200,
        init=start,
        random_state=random,
        metric="cosine",
        metric_kwds={},
        densmap=False,
        densmap_kwds={},
        output_dens=False,
    )
    return np.asarray(places, np.float32)
