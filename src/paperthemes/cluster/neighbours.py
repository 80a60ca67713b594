"""Which papers are near which, and layouts of them: made once, used by many clusterings."""

import logging
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from threadpoolctl import threadpool_limits

from paperthemes import tables
from paperthemes.cluster.knn import nearest
from paperthemes.embed.vectors import Vectors
from paperthemes.files import read_arrays, write_arrays
from paperthemes.texts import texts_of

if TYPE_CHECKING:
    from paperthemes.cluster.layouts import LayoutSettings

logger = logging.getLogger(__name__)

_FEWEST_NEAR = 5  # neighbours, itself included, however small the corpus
_NEAR_ROOTS = 1.5  # neighbours at most, as roots of the papers
_LAYOUTS, _FEW_PAPERS = 24, 1000


@dataclass(frozen=True, slots=True)
class NeighbourSettings:
    """The key `neighbours` of a clustering; defaults and meaning as in the config schema.

    `layouts` of 0, which no config gives, is for `mode: assign`: no layouts, and no map.
    """

    lexical_weight: float = 0.6
    lexical_dimensions: int = 100
    n_neighbors: int = 40
    n_components: int = 5
    min_dist: float = 0.0
    spread: float = 1.0
    n_epochs: int = 200
    learning_rate: float = 1.0
    repulsion_strength: float = 1.0
    negative_sample_rate: int = 5
    set_op_mix_ratio: float = 1.0
    local_connectivity: float = 1.0
    layouts: int | None = None
    edge_sample: float = 0.5
    map_min_dist: float = 0.1
    seed: int = 0

    def near(self, papers: int) -> int:
        """Return how many of so many papers are near one: `n_neighbors`, fewer among few."""
        most = max(_FEWEST_NEAR, round(_NEAR_ROOTS * math.sqrt(papers)))
        return min(self.n_neighbors, most, papers)

    def seeds(self, papers: int) -> range:
        """Return the seed of each layout of so many papers: more layouts where they cost little."""
        usual = _LAYOUTS if papers > _FEW_PAPERS else 2 * _LAYOUTS
        return range(self.seed, self.seed + (usual if self.layouts is None else self.layouts))

    def layout(self) -> "LayoutSettings":
        """Return how the layouts to find topics in are made."""
        from paperthemes.cluster.layouts import LayoutSettings

        return LayoutSettings(
            self.n_components,
            self.min_dist,
            self.spread,
            self.n_epochs,
            self.learning_rate,
            self.repulsion_strength,
            self.negative_sample_rate,
            self.edge_sample,
        )


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
        Shape `(n, n)`, float32: UMAP's fuzzy neighbour graph, symmetric, weights 0 to 1; without
        layouts, the larger cosine of any two papers one of which is near the other.
    layouts
        Shape `(r, n, n_components)`, float32: UMAP layouts to find topics in, one per seed.
    map
        Shape `(n, 2)`, float32: UMAP layout to look at; all 0 without layouts.
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
    papers: pd.DataFrame, vectors: Vectors, settings: NeighbourSettings, threads: int = 1
) -> Neighbours:
    """Make the neighbour graph and the layouts of `papers`.

    Numeric libraries run on one thread each, so that the result does not depend on `threads`.

    Parameters
    ----------
    papers
        A `tables.PAPERS`.
    vectors
        Their vectors, in the same order.
    settings
        How to make the graph and the layouts.
    threads
        Layouts made at a time.

    Raises
    ------
    ValueError
        If the ids of papers and vectors differ, or a vector is not finite.
    """
    # scikit-learn takes a second to import, for which who only reads neighbours need not wait.
    from paperthemes.cluster.hybrid import hybrid_vectors

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
        indices, distances = nearest(points, settings.near(len(points)))
    if settings.layouts == 0:
        found = _without_layouts(vectors.paper_ids, indices, distances)
    else:
        found = _with_layouts(vectors.paper_ids, points, indices, distances, settings, threads)
    logger.info(
        "%d papers, %d neighbours each, %d edges, %d layouts",
        *indices.shape,
        found.graph.nnz // 2,
        len(found.layouts),
    )
    return found


def run(
    papers_path: str | Path,
    vectors_path: str | Path,
    neighbours_path: str | Path,
    settings: NeighbourSettings,
    threads: int,
) -> None:
    """Read papers and vectors, find neighbours, and write them."""
    papers, vectors = tables.read(tables.PAPERS, papers_path), Vectors.read(vectors_path)
    find_neighbours(papers, vectors, settings, threads).write(neighbours_path)


def _with_layouts(
    paper_ids: NDArray[np.str_],
    points: NDArray[np.float32],
    indices: NDArray[np.int32],
    distances: NDArray[np.float32],
    settings: NeighbourSettings,
    threads: int,
) -> Neighbours:
    from paperthemes.cluster.layouts import LayoutSettings, fuzzy_graph, lay_out  # imports UMAP

    with threadpool_limits(1):
        graph = fuzzy_graph(
            indices, distances, settings.set_op_mix_ratio, settings.local_connectivity
        )
    layouts = lay_out(points, graph, settings.layout(), settings.seeds(len(points)), threads)
    flat = lay_out(points, graph, LayoutSettings(2, settings.map_min_dist), [settings.seed])[0]
    return Neighbours(paper_ids, indices, distances, graph, layouts, flat)


def _without_layouts(
    paper_ids: NDArray[np.str_], indices: NDArray[np.int32], distances: NDArray[np.float32]
) -> Neighbours:
    n, k = indices.shape
    ends = np.repeat(np.arange(n), k - 1), indices[:, 1:].ravel()
    cosines = np.maximum(1 - distances[:, 1:], 0).ravel()
    one_way = csr_array((cosines, ends), shape=(n, n))
    nowhere = np.zeros((n, 2), np.float32)
    return Neighbours(
        paper_ids,
        indices,
        distances,
        csr_array(one_way.maximum(one_way.T)),
        np.empty((0, n, 2), np.float32),
        nowhere,
    )
