"""Consensus clustering of many layouts.

Clusterings of single layouts differ with the seed; what they have in common hardly does (Fred &
Jain, "Combining multiple clusterings using evidence accumulation", IEEE PAMI 27(6), 2005):

1. *Cores.* HDBSCAN finds dense cores in every layout, at three sizes around the minimum topic size,
   and their labels spread over the neighbour graph.
2. *Agreement* of two neighbouring papers: the cosine similarity of their label shares, averaged
   over layouts and sizes. Only neighbours are compared, so memory is linear in the papers.
3. *Subsets.* The layouts are divided into four random subsets, ten times. Communities are detected
   in the agreement of each subset (Lancichinetti & Fortunato, "Consensus clustering in complex
   networks", Scientific Reports 2, 336, 2012). The groups are the communities of neighbours that
   share a community in most of these forty, as many as a layout has cores on average.
"""

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array, triu

from paperthemes.artifacts.vectors import Neighbours
from paperthemes.cluster.communities import (
    detect_communities,
    detect_large_communities,
    detect_n_communities,
)
from paperthemes.cluster.engines import REPEATS, Groups, find_cores, spread_labels
from paperthemes.cluster.labels import Labels, find_near_duplicates, merge_labels
from paperthemes.cluster.settings import ClusterSettings

# Evidence for the values and choices: docs/clustering.md, "Why so".
SIZE_FACTORS = (1.0, 1.4, 0.7)  # core sizes, in minimum topic sizes; the first gives the number
MIN_SAMPLES = 3  # of HDBSCAN, unless the settings say otherwise
AGREEMENT_POWER = 3  # makes strong agreement count more than weak
MIN_EDGE_WEIGHT = 1e-3  # of neighbours that never agree, so that small communities can be merged
DIVISIONS = 10  # of the layouts into subsets
EDGE_BLOCK = 100_000  # edges computed at a time: bounds the memory


def group_by_consensus(neighbours: Neighbours, settings: ClusterSettings) -> Groups:
    """Find the groups that the layouts agree on."""
    n, graph, seed = neighbours.paper_ids.size, neighbours.graph, neighbours.seed
    min_size = settings.min_size(n)
    edges = list_edges(graph)
    duplicates = find_near_duplicates(neighbours.indices, neighbours.distances)
    sizes = dict.fromkeys(max(2, round(factor * min_size)) for factor in SIZE_FACTORS)
    agreements, core_counts = [], []
    for layout in neighbours.layouts:
        cores = [
            find_cores(layout, size, settings.hdbscan, min_samples=MIN_SAMPLES, selection="leaf")
            for size in sizes
        ]
        cores = [merge_labels(labels, duplicates) for labels in cores]
        agreements.append(_mean([_agreement(edges, graph, labels) for labels in cores]))
        core_counts.append(max(1, int(cores[0].max(initial=-1)) + 1))
    ties = _ties(edges, agreements)
    count = settings.n_topics or round(float(np.mean(core_counts)))
    if count < 2:
        return Groups(labels=np.zeros(n, np.int64), ties=ties, repeats=())
    _, resolution = detect_n_communities(ties, count, seed)
    rounds = [
        [
            detect_communities(_ties(edges, [agreements[i] for i in subset]), resolution, seed)
            for subset in subsets
        ]
        for subsets in _divide_layouts(len(agreements), seed)
    ]
    co_membership = _mean(
        [labels[edges.row] == labels[edges.col] for labels in itertools.chain(*rounds)]
    )
    connected = weigh_edges(edges, np.maximum(co_membership, MIN_EDGE_WEIGHT))
    labels = detect_large_communities(connected, count, min_size, seed)
    return Groups(labels=labels, ties=ties, repeats=rounds)


def list_edges(graph: csr_array) -> coo_array:
    """Return each edge of a symmetric graph once, in the order of the graph's rows."""
    return coo_array(triu(graph.sorted_indices(), k=1, format="coo"))


def weigh_edges(edges: coo_array, weights: NDArray[np.float32]) -> csr_array:
    """Return the symmetric graph of `edges` with these weights; a weight of 0 is no edge."""
    half = csr_array(coo_array((weights, edges.coords), shape=edges.shape))
    half.eliminate_zeros()
    return csr_array(half + half.T)


def _agreement(edges: coo_array, graph: csr_array, cores: Labels) -> NDArray[np.float32]:
    """Return the cosine similarity of the label shares of the two papers of each edge."""
    if cores.max(initial=-1) < 1:  # all papers are in one group
        return np.ones(edges.nnz, np.float32)
    shares = spread_labels(graph, cores)
    products = np.empty(edges.nnz, np.float32)
    for start in range(0, edges.nnz, EDGE_BLOCK):
        block = slice(start, start + EDGE_BLOCK)
        products[block] = np.einsum("ij,ij->i", shares[edges.row[block]], shares[edges.col[block]])
    squares = np.einsum("ij,ij->i", shares, shares)
    lengths = np.sqrt(squares[edges.row] * squares[edges.col])
    return np.asarray(products / np.where(lengths == 0, 1, lengths), np.float32)


def _ties(edges: coo_array, agreements: Sequence[NDArray[np.float32]]) -> csr_array:
    """Return the graph of the mean agreement, raised to `AGREEMENT_POWER`."""
    return weigh_edges(edges, _mean(agreements) ** AGREEMENT_POWER)


def _divide_layouts(layouts: int, seed: int) -> Iterator[list[NDArray[np.int64]]]:
    """Divide the layouts into `REPEATS` subsets, again and again; so few or fewer only once."""
    random = np.random.RandomState(seed)
    for _ in range(DIVISIONS if layouts > REPEATS else 1):
        yield np.array_split(random.permutation(layouts), min(REPEATS, layouts))


def _mean(arrays: Sequence[NDArray[np.float32] | NDArray[np.bool_]]) -> NDArray[np.float32]:
    return np.asarray(sum(arrays) / len(arrays), np.float32)
