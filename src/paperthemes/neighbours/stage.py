"""Step neighbours: the nearest papers of each paper, the neighbour graph, and its layouts.

All clusterings with the same neighbour settings share them.
"""

import logging
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from hashlib import blake2b
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from threadpoolctl import threadpool_limits

from paperthemes import tables
from paperthemes.artifacts.vectors import Matrix, Neighbours, Vectors, unit_rows
from paperthemes.encoders.lsa import lsa_vectors
from paperthemes.layouts import LayoutSettings, fuzzy_graph, initial_layout, make_layouts
from paperthemes.neighbours.nearest import IndicesAndDistances, find_nearest
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.table import read_batches
from paperthemes.text.paper_text import text_of

logger = logging.getLogger(__name__)

# In small corpora each paper has fewer neighbours than requested: at most 1.5 times the square root
# of the number of papers, or 5 if that is more.
MIN_NEIGHBORS = 5
NEIGHBORS_PER_ROOT = 1.5
# With more than 1,000 papers, 24 layouts are enough for a stable consensus; smaller corpora need
# twice as many (docs/clustering.md, "Half the edges of a wider graph").
DEFAULT_LAYOUTS = 24
SMALL_CORPUS = 1000

BATCH = 1_000  # papers read at a time
MIN_ABSTRACT = 100  # characters; shorter texts, such as "No abstract available", are filler


def run(
    inputs: Mapping[str, str],
    neighbours_path: str | Path,
    settings: NeighbourSettings,
    threads: int,
) -> None:
    """Read `papers` and `vectors` of `inputs`, find neighbours, and write them with the layouts."""
    vectors = Vectors.read(inputs["vectors"])
    paper_ids = tables.read(tables.PAPERS, inputs["papers"], ["paper_id"]).paper_id
    tables.check_same_ids(paper_ids, vectors.paper_ids, "the vectors")
    texts = _read_texts(inputs["papers"])
    neighbours = find_neighbours(texts, vectors, settings, threads)
    batches = read_batches(tables.PAPERS, inputs["papers"], ["abstract"], BATCH)
    abstracts = number_abstracts(chain.from_iterable(batch.abstract for batch in batches))
    replace(neighbours, abstracts=abstracts).write(neighbours_path)


def find_neighbours(
    texts: Iterable[str], vectors: Vectors, settings: NeighbourSettings, threads: int = 1
) -> Neighbours:
    """Find the neighbours of each paper, and make the neighbour graph and its layouts.

    Each numeric library runs on one thread, so that the result does not depend on `threads`.

    Parameters
    ----------
    texts
        The texts of the papers, which are read once.
    vectors
        The vectors of the papers, in the same order.
    settings
        Settings of the graph and the layouts. With 0 layouts (`mode: assign`), edge weights are
        cosine similarities (see `_make_cosine_graph`), and the map is all zeros.
    threads
        Number of blocks of papers whose neighbours are found in parallel, and of layouts made in
        parallel.

    Raises
    ------
    ValueError
        If a vector is not finite.
    """
    if not (finite := np.isfinite(vectors.matrix).all(axis=1)).all():
        raise ValueError(
            f"the vectors of papers {list(vectors.paper_ids[~finite][:3])} are not finite numbers"
        )
    with threadpool_limits(1):
        weight, dimensions = settings.lexical_weight, settings.lexical_dimensions
        points = hybrid_vectors(texts, vectors.matrix, weight, dimensions)
    count = neighbour_count(settings, len(points))
    indices, distances = find_nearest(points, count, threads)
    if settings.layouts == 0:
        graph = _make_cosine_graph(indices, distances)
        layouts = np.empty((0, len(points), 2), np.float32)  # none
        map_layout = np.zeros((len(points), 2), np.float32)
    else:
        starts = [initial_layout(points, size) for size in (settings.n_components, 2)]
        del points  # two thirds of all that is in memory
        graph, layouts, map_layout = _make_layouts(starts, (indices, distances), settings, threads)
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


def hybrid_vectors(
    texts: Iterable[str], vectors: Matrix | NDArray[np.float16], weight: float, dimensions: int
) -> Matrix:
    """Concatenate the semantic vector of each text with its weighted lexical vector (LSA).

    The two vectors make different errors, so together they are better. On labelled abstracts, the
    share of the ten nearest neighbours in the same field is one to two points higher than with
    either vector alone.

    Parameters
    ----------
    texts
        The n texts, which are read once.
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
    semantic = unit_rows(vectors.astype(np.float32, copy=False))
    return np.hstack([semantic, np.float32(weight) * lexical])


def number_abstracts(abstracts: Iterable[str]) -> NDArray[np.int32]:
    """Return a number for each of n abstracts: shape `(n,)`, equal for equal abstracts.

    Capitals make no difference. An abstract of fewer than `MIN_ABSTRACT` characters, also an empty
    one, has a number of its own.
    """
    numbers: dict[bytes | int, int] = {}
    keys = (
        blake2b(abstract.casefold().encode(), digest_size=16).digest()
        if len(abstract) >= MIN_ABSTRACT
        else row
        for row, abstract in enumerate(abstracts)
    )
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], np.int32)


def neighbour_count(settings: NeighbourSettings, paper_count: int) -> int:
    """Return the number of neighbours per paper: `n_neighbors`, or fewer in small corpora.

    It is at most `NEIGHBORS_PER_ROOT` times the square root of the number of papers (or
    `MIN_NEIGHBORS`, if that is more), and at most the number of papers. Each paper counts as one of
    its own neighbours.
    """
    limit = max(MIN_NEIGHBORS, round(NEIGHBORS_PER_ROOT * math.sqrt(paper_count)))
    return min(settings.n_neighbors, limit, paper_count)


def _read_texts(papers_path: str) -> Iterator[str]:
    """Yield the text of each paper in a file, of which only a part is in memory."""
    for batch in read_batches(tables.PAPERS, papers_path, ["title", "abstract"], BATCH):
        yield from map(text_of, batch.title, batch.abstract)


def layout_seeds(settings: NeighbourSettings, paper_count: int) -> range:
    """Return one seed per layout: consecutive numbers, starting from the seed of the settings.

    If the settings have no number of layouts, there are `DEFAULT_LAYOUTS` layouts, or twice as many
    in corpora of at most `SMALL_CORPUS` papers.
    """
    default_count = DEFAULT_LAYOUTS if paper_count > SMALL_CORPUS else 2 * DEFAULT_LAYOUTS
    layout_count = default_count if settings.layouts is None else settings.layouts
    return range(settings.seed, settings.seed + layout_count)


def _make_layouts(
    starts: Sequence[Matrix],
    nearest: IndicesAndDistances,
    settings: NeighbourSettings,
    threads: int,
) -> tuple[csr_array, Matrix, Matrix]:
    """Return UMAP's fuzzy graph, its layouts for clustering, and its 2-D layout for the map.

    `starts` are the positions from which the layouts for clustering and the map start. `nearest`
    has the neighbours of each point and their distances, as from `find_nearest`.
    """
    with threadpool_limits(1):
        graph = fuzzy_graph(*nearest, settings.set_op_mix_ratio, settings.local_connectivity)
    # Fields of both classes with the same name have the same meaning.
    values = {field.name: getattr(settings, field.name) for field in fields(LayoutSettings)}
    layout_settings = LayoutSettings(**values)
    map_settings = LayoutSettings(n_components=2, min_dist=settings.map_min_dist)
    seeds = layout_seeds(settings, len(starts[0]))
    # The map comes first, because it takes longest.
    map_layout, *layouts = make_layouts(
        graph,
        [
            (starts[1], map_settings, settings.seed),
            *((starts[0], layout_settings, seed) for seed in seeds),
        ],
        threads,
    )
    return graph, np.stack(layouts), map_layout


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
