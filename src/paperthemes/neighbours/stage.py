"""Which papers are near which, and layouts of them: made once, used by many clusterings."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from threadpoolctl import threadpool_limits

from paperthemes import tables
from paperthemes.artifacts.neighbours import Neighbours
from paperthemes.artifacts.vectors import Vectors
from paperthemes.neighbours.knn import nearest
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.text.paper_text import texts_of

if TYPE_CHECKING:
    pass

logger = logging.getLogger(__name__)


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
    from paperthemes.neighbours.hybrid import hybrid_vectors

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
    from paperthemes.layouts import LayoutSettings, fuzzy_graph, make_layouts  # imports UMAP

    with threadpool_limits(1):
        graph = fuzzy_graph(
            indices, distances, settings.set_op_mix_ratio, settings.local_connectivity
        )
    layouts = make_layouts(points, graph, settings.layout(), settings.seeds(len(points)), threads)
    flat = make_layouts(points, graph, LayoutSettings(2, settings.map_min_dist), [settings.seed])[0]
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
