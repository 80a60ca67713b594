"""Consensus clustering of many layouts.

The clusters of a single layout depend on its seed. The clusters that many layouts have in common
hardly do (Fred & Jain, "Combining multiple clusterings using evidence accumulation", IEEE PAMI
27(6), 2005). They are found in three steps:

1. *Cores.* HDBSCAN finds dense cores in every layout, at three sizes around the minimum topic size.
   The labels of the cores spread over the neighbour graph, so each paper gets shares of labels.
2. *Agreement.* The agreement of two neighbouring papers is the cosine similarity of their label
   shares, averaged over layouts and sizes. Only neighbours are compared, so memory grows linearly
   with the number of papers.
3. *Subsets.* The layouts are divided into four random subsets, ten times. Communities are detected
   in the agreement of each of these forty subsets (Lancichinetti & Fortunato, "Consensus clustering
   in complex networks", Scientific Reports 2, 336, 2012). The final groups are communities in a
   graph whose weights say in how many subsets two neighbours share a community. The number of
   groups to aim at is the mean number of cores in a layout, or is set by the user.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array, triu

from paperthemes.artifacts.vectors import Neighbours
from paperthemes.cluster import communities
from paperthemes.cluster.engines import REPEATS, Groups, KeptTree, find_cores, spread_labels
from paperthemes.cluster.labels import Labels, find_near_duplicates, merge_labels
from paperthemes.cluster.settings import ClusterSettings, HdbscanSettings
from paperthemes.logs import ProgressLog

# Evidence for the values and choices: docs/clustering.md, "Evidence".
# Minimum core sizes as multiples of the minimum topic size. Cores of the first size are counted.
SIZE_FACTORS = (1.0, 1.4, 0.7)
MIN_SAMPLES = 3  # HDBSCAN's min_samples, unless the settings have a value
AGREEMENT_POWER = 3  # makes strong agreement count more than weak
MIN_EDGE_WEIGHT = 1e-3  # of neighbours that never agree, so that small communities can be merged
DIVISIONS = 10  # number of times that the layouts are divided into subsets
EDGE_BLOCK = 100_000  # edges whose agreement is computed at a time, to limit memory


def group_by_consensus(neighbours: Neighbours, settings: ClusterSettings) -> Groups:
    """Find the groups on which many layouts agree.

    The dense cores of a layout say how much neighbouring papers agree. Communities are detected in
    the agreement of each of many subsets of the layouts. The groups are communities of a graph
    whose edge weights say in how many subsets two papers are together. The module docstring has the
    details. The papers of a small community without edges to others are outliers.

    The number of groups to aim at is `n_topics` of the settings or, without this setting, the mean
    number of cores in a layout. If it is 1, the only group has all papers, and there are no
    repeats. Otherwise, there can be more or fewer groups, or even none.
    """
    n, seed = neighbours.paper_ids.size, neighbours.seed
    min_size = settings.min_size(n)
    edges = list_edges(neighbours.graph)
    agreements, core_counts = zip(*_measure_layouts(neighbours, settings, edges), strict=True)
    edge_weights = _weigh_by_agreement(edges, agreements)
    n_groups = settings.n_topics or round(float(np.mean(core_counts)))
    if n_groups < 2:
        return Groups(labels=np.zeros(n, np.int64), edge_weights=edge_weights, repeats=())
    # The resolution that gives `n_groups` for all layouts together serves for each subset.
    _, resolution = communities.detect_n_communities(edge_weights, n_groups, seed)

    def group_by_subset(subset: NDArray[np.int64]) -> Labels:
        """Return the communities in the agreement of a subset of the layouts."""
        subgraph = _weigh_by_agreement(edges, [agreements[i] for i in subset])
        return communities.detect_communities(subgraph, resolution, seed)

    # For each division, the labels found in each subset.
    rounds = [
        [*map(group_by_subset, subsets)] for subsets in _divide_layouts(len(agreements), seed)
    ]
    # For each subset of layouts, whether the two papers of each edge have the same label.
    is_together = [labels[edges.row] == labels[edges.col] for labels in itertools.chain(*rounds)]
    consensus_graph = weigh_edges(edges, np.maximum(_average(is_together), MIN_EDGE_WEIGHT))
    labels = communities.detect_large_communities(consensus_graph, n_groups, min_size, seed)
    return Groups(labels=labels, edge_weights=edge_weights, repeats=rounds)


def _measure_layouts(
    neighbours: Neighbours, settings: ClusterSettings, edges: coo_array
) -> list[tuple[NDArray[np.float32], int]]:
    """Return, for each layout, the agreement of the papers of each edge, and the number of cores.

    The number is that of the cores of the first size, but at least 1. Layouts are measured in
    threads, as many at a time as the caller's `joblib.parallel_config` says.
    """
    min_size = settings.min_size(neighbours.paper_ids.size)
    duplicates = find_near_duplicates(neighbours)
    # Keys of a dict, because a dict drops equal sizes and keeps the order.
    sizes = dict.fromkeys(max(2, round(factor * min_size)) for factor in SIZE_FACTORS)

    def measure(layout: NDArray[np.float32]) -> tuple[NDArray[np.float32], int]:
        """Return the agreements and the number of cores of one layout."""
        cores = [
            merge_labels(labels, duplicates)
            for labels in _find_cores_of_sizes(layout, sizes, settings.hdbscan)
        ]
        agreements = [_measure_agreement(edges, neighbours.graph, labels) for labels in cores]
        return _average(agreements), max(1, int(cores[0].max(initial=-1)) + 1)

    parallel = Parallel(prefer="threads", return_as="generator")
    progress, measured = ProgressLog(len(neighbours.layouts), "layouts"), []
    for measurement in parallel(map(delayed(measure), neighbours.layouts)):
        measured.append(measurement)
        progress.add()
    return measured


def _find_cores_of_sizes(
    layout: NDArray[np.float32], sizes: Iterable[int], settings: HdbscanSettings
) -> list[Labels]:
    """Return the labels of the cores of a layout, for each of several minimum core sizes."""
    find = partial(find_cores, min_samples=MIN_SAMPLES, selection="leaf", tree=KeptTree())
    return [find(layout, size, settings) for size in sizes]


def list_edges(graph: csr_array) -> coo_array:
    """Return the edges of a symmetric graph, each once (row < column), sorted by row."""
    return coo_array(triu(graph.sorted_indices(), k=1, format="coo"))


def weigh_edges(edges: coo_array, weights: NDArray[np.float32]) -> csr_array:
    """Return the symmetric graph of `edges` with these `weights`, without edges of weight 0."""
    half = csr_array(coo_array((weights, edges.coords), shape=edges.shape))
    half.eliminate_zeros()
    return csr_array(half + half.T)


def _measure_agreement(edges: coo_array, graph: csr_array, cores: Labels) -> NDArray[np.float32]:
    """Return how much the two papers of each edge agree in one layout, 0 to 1.

    `cores` has the labels of the dense cores of the layout. They are spread over `graph`, so that
    each paper gets shares of labels. The agreement of two papers is the cosine similarity of their
    shares: 0 if a paper gets no shares. With fewer than two cores, nothing separates papers, so all
    agree fully.
    """
    if cores.max(initial=-1) < 1:
        return np.ones(edges.nnz, np.float32)
    shares = spread_labels(graph, cores)
    dot_products = np.empty(edges.nnz, np.float32)
    for start in range(0, edges.nnz, EDGE_BLOCK):
        block = slice(start, start + EDGE_BLOCK)
        left, right = shares[edges.row[block]], shares[edges.col[block]]
        dot_products[block] = np.einsum("ij,ij->i", left, right)  # of the two rows of each edge
    squares = np.einsum("ij,ij->i", shares, shares)
    norms = np.sqrt(squares[edges.row] * squares[edges.col])  # products of the two norms
    return np.asarray(dot_products / np.where(norms == 0, 1, norms), np.float32)


def _weigh_by_agreement(edges: coo_array, agreements: Sequence[NDArray[np.float32]]) -> csr_array:
    """Return the graph of `edges`, weighted by mean agreement to the power `AGREEMENT_POWER`.

    `agreements` has one array for each layout, with the agreement of each edge.
    """
    return weigh_edges(edges, _average(agreements) ** AGREEMENT_POWER)


def _divide_layouts(layout_count: int, seed: int) -> Iterator[list[NDArray[np.int64]]]:
    """Yield `DIVISIONS` random divisions of the layouts into `REPEATS` subsets.

    A subset is an array of indices of layouts. If there are at most `REPEATS` layouts, each is a
    subset of its own. Then all divisions would be the same, so there is only one.
    """
    random = np.random.RandomState(seed)
    for _ in range(DIVISIONS if layout_count > REPEATS else 1):
        yield np.array_split(random.permutation(layout_count), min(REPEATS, layout_count))


def _average(arrays: Sequence[NDArray[np.float32] | NDArray[np.bool_]]) -> NDArray[np.float32]:
    """Return the mean of arrays of the same shape, element by element."""
    return np.asarray(sum(arrays) / len(arrays), np.float32)
