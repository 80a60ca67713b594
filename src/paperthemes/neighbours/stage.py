"""Step neighbours: the nearest papers of each paper, the neighbour graph, and its layouts.

All clusterings with the same neighbour settings share them.
"""

import logging
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from threadpoolctl import threadpool_limits

from paperthemes import tables
from paperthemes.artifacts.vectors import Matrix, Neighbours, Vectors, unit_rows
from paperthemes.compiled import set_numba_cache
from paperthemes.encoders.lsa import lsa_vectors
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.text.paper_text import texts_of

logger = logging.getLogger(__name__)

IndicesAndDistances = tuple[NDArray[np.int32], Matrix]

# In small corpora each paper has fewer neighbours than requested: at most 1.5 times the square root
# of the number of papers, or 5 if that is more.
MIN_NEIGHBORS = 5
NEIGHBORS_PER_ROOT = 1.5
# With more than 1,000 papers, 24 layouts are enough for a stable consensus; smaller corpora need
# twice as many (docs/clustering.md, "Half the edges of a wider graph").
DEFAULT_LAYOUTS = 24
SMALL_CORPUS = 1000

MAX_EXACT_POINTS = 60_000  # the time of an exact search grows with the square of the points
BLOCK_ENTRIES = 2**24  # distances computed at a time: 64 MB


def run(
    inputs: Mapping[str, str],
    neighbours_path: str | Path,
    settings: NeighbourSettings,
    threads: int,
) -> None:
    """Read `papers` and `vectors` of `inputs`, find neighbours, and write them with the layouts."""
    papers = tables.read(tables.PAPERS, inputs["papers"])
    vectors = Vectors.read(inputs["vectors"])
    find_neighbours(papers, vectors, settings, threads).write(neighbours_path)


def find_neighbours(
    papers: pd.DataFrame, vectors: Vectors, settings: NeighbourSettings, threads: int = 1
) -> Neighbours:
    """Find the neighbours of each paper, and make the neighbour graph and its layouts.

    Each numeric library runs on one thread, so that the result does not depend on `threads`.

    Parameters
    ----------
    papers
        A table with the columns of `tables.PAPERS`.
    vectors
        The vectors of the papers, in the same order.
    settings
        Settings of the graph and the layouts. With 0 layouts (`mode: assign`), edge weights are
        cosine similarities (see `_make_cosine_graph`), and the map is all zeros.
    threads
        Number of layouts made in parallel.

    Raises
    ------
    ValueError
        If the papers and the vectors do not have the same ids in the same order, or if a vector is
        not finite.
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
        graph = _make_cosine_graph(indices, distances)
        layouts = np.empty((0, len(points), 2), np.float32)  # none
        map_layout = np.zeros((len(points), 2), np.float32)
    else:
        graph, layouts, map_layout = _make_layouts(points, (indices, distances), settings, threads)
    counts = (*indices.shape, graph.nnz // 2, len(layouts))  # the graph has each edge twice
    logger.info("papers: %d, neighbours of each: %d, edges: %d, layouts: %d", *counts)
    return Neighbours(
        paper_ids=vectors.paper_ids,
        indices=indices,
        distances=distances,
        graph=graph,
        layouts=layouts,
        map=map_layout,
        seed=settings.seed,
    )


def hybrid_vectors(texts: Sequence[str], vectors: Matrix, weight: float, dimensions: int) -> Matrix:
    """Concatenate the semantic vector of each text with its weighted lexical vector (LSA).

    The two vectors make different errors, so together they are better. On labelled abstracts, the
    share of the ten nearest neighbours in the same field is one to two points higher than with
    either vector alone.

    Parameters
    ----------
    texts
        The n texts.
    vectors
        Shape `(n, d)`: the semantic vectors of the texts, which are scaled to length 1 first.
    weight
        Length to which lexical vectors are scaled, 0 or more. That of a text without terms stays 0.
    dimensions
        Maximum number of dimensions of the lexical vectors; fewer if there are few texts or terms.

    Returns
    -------
    Matrix
        Shape `(n, d + e)` with e at most `dimensions`.
    """
    lexical = unit_rows(lsa_vectors(texts, dimensions))
    return np.hstack([unit_rows(vectors), np.float32(weight) * lexical])


def neighbour_count(settings: NeighbourSettings, paper_count: int) -> int:
    """Return the number of neighbours per paper: `n_neighbors`, or fewer in small corpora.

    It is at most `NEIGHBORS_PER_ROOT` times the square root of the number of papers (or
    `MIN_NEIGHBORS`, if that is more), and at most the number of papers. Each paper counts as one of
    its own neighbours.
    """
    limit = max(MIN_NEIGHBORS, round(NEIGHBORS_PER_ROOT * math.sqrt(paper_count)))
    return min(settings.n_neighbors, limit, paper_count)


def find_nearest(points: NDArray[np.float32], k: int) -> IndicesAndDistances:
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

    Returns
    -------
    indices : NDArray[np.int32]
        Shape `(n, k)`: row numbers of the neighbours. The point itself comes first, although others
        may be at distance 0, too. Others follow by distance, and at equal distances by row number.
    distances : NDArray[np.float32]
        Shape `(n, k)`: their cosine distances, from 0 to 2.
    """
    unit = unit_rows(points)
    search = _search_exactly if len(unit) <= MAX_EXACT_POINTS else _search_by_descent
    return search(unit, k)


def layout_seeds(settings: NeighbourSettings, paper_count: int) -> range:
    """Return one seed per layout: consecutive numbers, starting from the seed of the settings.

    If the settings have no number of layouts, there are `DEFAULT_LAYOUTS` layouts, or twice as many
    in corpora of at most `SMALL_CORPUS` papers.
    """
    default_count = DEFAULT_LAYOUTS if paper_count > SMALL_CORPUS else 2 * DEFAULT_LAYOUTS
    layout_count = default_count if settings.layouts is None else settings.layouts
    return range(settings.seed, settings.seed + layout_count)


def _make_layouts(
    points: Matrix, nearest: IndicesAndDistances, settings: NeighbourSettings, threads: int
) -> tuple[csr_array, Matrix, Matrix]:
    """Return UMAP's fuzzy graph, its layouts for clustering, and its 2-D layout for the map.

    `nearest` has the neighbours of each point and their distances, as from `find_nearest`.
    """
    from paperthemes.layouts import LayoutSettings, fuzzy_graph, make_layouts  # imports UMAP

    with threadpool_limits(1):
        graph = fuzzy_graph(*nearest, settings.set_op_mix_ratio, settings.local_connectivity)
    # Fields of both classes with the same name have the same meaning.
    values = {field.name: getattr(settings, field.name) for field in fields(LayoutSettings)}
    seeds = layout_seeds(settings, len(points))
    layouts = make_layouts(points, graph, LayoutSettings(**values), seeds, threads)
    map_settings = LayoutSettings(n_components=2, min_dist=settings.map_min_dist)
    return graph, layouts, make_layouts(points, graph, map_settings, [settings.seed])[0]


def _make_cosine_graph(indices: NDArray[np.int32], distances: Matrix) -> csr_array:
    """Return the symmetric graph whose edge weights are cosine similarities of neighbours.

    Two papers have an edge if one is a neighbour of the other and their similarity is above 0.
    `indices` and `distances` are those of the neighbours, as from `find_nearest`.
    """
    n, k = indices.shape  # the first of the k neighbours is the paper itself, and gets no edge
    ends = np.repeat(np.arange(n), k - 1), indices[:, 1:].ravel()
    similarities = np.maximum(1 - distances[:, 1:], 0).ravel()
    directed = csr_array((similarities, ends), shape=(n, n))
    # `maximum` also drops the edges of weight 0.
    return csr_array(directed.maximum(directed.T))


def _search_exactly(unit: NDArray[np.float32], k: int) -> IndicesAndDistances:
    """Find the k nearest neighbours of each unit vector, by computing all distances.

    Each vector is its own first neighbour. The others follow by distance, and at equal distances by
    index. Distances are computed in blocks, to limit memory.
    """
    n = len(unit)
    indices, distances = np.empty((n, k), np.int32), np.empty((n, k), np.float32)
    for rows in _iter_blocks(n, n):
        block = np.clip(1 - unit[rows] @ unit.T, 0, 2)
        # Sort by distance, then by index, so that the order of equal distances is not arbitrary.
        # Both fit into one integer, because the bits of non-negative floats sort like the floats.
        keys = block.view(np.int32).astype(np.int64) << 32 | np.arange(n)
        keys[rows - rows[0], rows] = -1  # each point itself comes first
        nearest = np.argpartition(keys, k - 1, axis=1)[:, :k]  # the k lowest keys, in any order
        order = np.argsort(np.take_along_axis(keys, nearest, axis=1), axis=1)
        indices[rows] = np.take_along_axis(nearest, order, axis=1)
        distances[rows] = np.take_along_axis(block, indices[rows], axis=1)
        distances[rows, 0] = 0
    return indices, distances


def _search_by_descent(unit: NDArray[np.float32], k: int) -> IndicesAndDistances:
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
