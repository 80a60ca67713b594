"""Step neighbours: the nearest papers of each paper, their graph, and layouts of it.

They are made once and shared by all clusterings with the same neighbour settings.
"""

import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from threadpoolctl import threadpool_limits

from paperthemes import tables
from paperthemes.artifacts.vectors import Matrix, Neighbours, Vectors, unit_rows
from paperthemes.encoders.lsa import lsa_vectors
from paperthemes.neighbours.knn import IndicesAndDistances, find_nearest
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.text.paper_text import texts_of

logger = logging.getLogger(__name__)

# Few papers have few neighbours: 1.5 times the square root of their number, at least 5.
MIN_NEIGHBORS = 5
NEIGHBORS_PER_ROOT = 1.5
# Above 1,000 papers the consensus of 24 layouts is steady; smaller corpora need twice as many
# (docs/clustering.md, "Half the edges of a wider graph").
DEFAULT_LAYOUTS = 24
SMALL_CORPUS = 1000


def run(
    inputs: Mapping[str, str],
    neighbours_path: str | Path,
    settings: NeighbourSettings,
    threads: int,
) -> None:
    """Read `papers` and `vectors` of `inputs`, find neighbours, and write them."""
    papers = tables.read(tables.PAPERS, inputs["papers"])
    vectors = Vectors.read(inputs["vectors"])
    find_neighbours(papers, vectors, settings, threads).write(neighbours_path)


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
        How to make the graph and the layouts; 0 layouts (`mode: assign`) also means no map.
    threads
        Number of layouts made in parallel.

    Raises
    ------
    ValueError
        If the ids of papers and vectors differ, or a vector is not finite.
    """
    tables.check_same_ids(papers.paper_id, vectors.paper_ids, "the vectors")
    if not (finite := np.isfinite(vectors.matrix).all(axis=1)).all():
        raise ValueError(
            f"the vectors of papers {list(vectors.paper_ids[~finite][:3])} are not finite numbers"
        )
    with threadpool_limits(1):
        matrix = vectors.matrix.astype(np.float32)
        weight, dimensions = settings.lexical_weight, settings.lexical_dimensions
        points = hybrid_vectors(texts_of(papers), matrix, weight, dimensions)
        indices, distances = find_nearest(points, neighbour_count(settings, len(points)))
    if settings.layouts == 0:
        graph = _cosine_graph(indices, distances)
        layouts = np.empty((0, len(points), 2), np.float32)
        flat = np.zeros((len(points), 2), np.float32)
    else:
        graph, layouts, flat = _make_layouts(points, (indices, distances), settings, threads)
    counts = (*indices.shape, graph.nnz // 2, len(layouts))
    logger.info("papers: %d, neighbours of each: %d, edges: %d, layouts: %d", *counts)
    return Neighbours(
        paper_ids=vectors.paper_ids,
        indices=indices,
        distances=distances,
        graph=graph,
        layouts=layouts,
        map=flat,
        seed=settings.seed,
    )


def hybrid_vectors(texts: Sequence[str], vectors: Matrix, weight: float, dimensions: int) -> Matrix:
    """Concatenate the semantic vector of each text and `weight` times its lexical vector.

    The two make different errors: on labelled abstracts, one to two points more of the ten nearest
    neighbours share a paper's field than with either half alone.

    Parameters
    ----------
    texts
        The n texts.
    vectors
        Shape `(n, d)`: their semantic vectors, scaled to unit length here.
    weight
        Weight of the lexical half, 0 or more.
    dimensions
        Its maximum length; shorter if there are fewer texts or terms.

    Returns
    -------
    Matrix
        Shape `(n, d + e)` with e at most `dimensions`.
    """
    lexical = unit_rows(lsa_vectors(texts, dimensions))
    return np.hstack([unit_rows(vectors), np.float32(weight) * lexical])


def neighbour_count(settings: NeighbourSettings, papers: int) -> int:
    """Return the number of neighbours of each of so many papers: `n_neighbors`, or fewer."""
    limit = max(MIN_NEIGHBORS, round(NEIGHBORS_PER_ROOT * math.sqrt(papers)))
    return min(settings.n_neighbors, limit, papers)


def layout_seeds(settings: NeighbourSettings, papers: int) -> range:
    """Return one seed per layout; small corpora have more layouts by default."""
    default = DEFAULT_LAYOUTS if papers > SMALL_CORPUS else 2 * DEFAULT_LAYOUTS
    count = default if settings.layouts is None else settings.layouts
    return range(settings.seed, settings.seed + count)


def _make_layouts(
    points: Matrix, nearest: IndicesAndDistances, settings: NeighbourSettings, threads: int
) -> tuple[csr_array, Matrix, Matrix]:
    """Return the fuzzy graph, its layouts for clustering, and the map."""
    from paperthemes.layouts import LayoutSettings, fuzzy_graph, make_layouts  # imports UMAP

    with threadpool_limits(1):
        graph = fuzzy_graph(*nearest, settings.set_op_mix_ratio, settings.local_connectivity)
    shared = {field.name: getattr(settings, field.name) for field in fields(LayoutSettings)}
    seeds = layout_seeds(settings, len(points))
    layouts = make_layouts(points, graph, LayoutSettings(**shared), seeds, threads)
    for_display = LayoutSettings(n_components=2, min_dist=settings.map_min_dist)
    return graph, layouts, make_layouts(points, graph, for_display, [settings.seed])[0]


def _cosine_graph(indices: NDArray[np.int32], distances: Matrix) -> csr_array:
    """Return the symmetric graph of cosine similarities between neighbours."""
    n, k = indices.shape
    ends = np.repeat(np.arange(n), k - 1), indices[:, 1:].ravel()
    similarities = np.maximum(1 - distances[:, 1:], 0).ravel()
    directed = csr_array((similarities, ends), shape=(n, n))
    return csr_array(directed.maximum(directed.T))
