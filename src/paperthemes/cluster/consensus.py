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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array, triu

from paperthemes.artifacts.neighbours import Neighbours
from paperthemes.cluster.communities import (
    detect_communities,
    detect_large_communities,
    detect_n_communities,
)
from paperthemes.cluster.cores import find_cores, spread_labels
from paperthemes.cluster.engines import REPEATS, Groups
from paperthemes.cluster.labels import Labels, find_near_duplicates, merge_labels
from paperthemes.cluster.settings import ClusterSettings

# Evidence for the values and choices: docs/clustering.md, "Why so".
SIZE_FACTORS = (1.0, 1.4, 0.7)  # core sizes, in minimum topic sizes; the first gives the number
MIN_SAMPLES = 3  # of HDBSCAN, unless the settings say otherwise
AGREEMENT_POWER = 3  # makes strong agreement count more than weak
MIN_EDGE_WEIGHT = 1e-3  # of neighbours that never agree, so that small communities can be merged
DIVISIONS = 10  # of the layouts into subsets
LABEL_BLOCK = 100  # labels spread at a time: bounds the memory
EDGE_BLOCK = 100_000  # edges computed at a time: bounds the memory


def group_by_consensus(neighbours: Neighbours, settings: ClusterSettings) -> Groups:
    """Find the groups that the layouts agree on."""
    n, graph, seed = neighbours.paper_ids.size, neighbours.graph, neighbours.seed
    min_size = settings.min_size(n)
    edges = EdgeList.from_graph(graph)
    duplicates = find_near_duplicates(neighbours.indices, neighbours.distances)
    sizes = dict.fromkeys(max(2, round(factor * min_size)) for factor in SIZE_FACTORS)
    agreements, core_counts = [], []
    for layout in neighbours.layouts:
        cores = [
            find_cores(layout, size, settings.hdbscan, min_samples=MIN_SAMPLES, selection="leaf")
            for size in sizes
        ]
        cores = [merge_labels(labels, duplicates) for labels in cores]
        agreements.append(_mean(_agreement(edges, graph, labels) for labels in cores))
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
        labels[edges.first] == labels[edges.second] for labels in itertools.chain(*rounds)
    )
    connected = edges.to_graph(np.maximum(co_membership, MIN_EDGE_WEIGHT))
    labels = detect_large_communities(connected, count, min_size, seed)
    return Groups(labels=labels, ties=ties, repeats=rounds)


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeList:
    """The edges of a graph of n papers, each once.

    Attributes
    ----------
    papers
        n.
    first, second
        Shape `(m,)`, int32: the two papers of each edge, `first < second`.
    """

    papers: int
    first: NDArray[np.int32]
    second: NDArray[np.int32]

    @classmethod
    def from_graph(cls, graph: csr_array) -> "EdgeList":
        """Return the edges of a symmetric graph, in the order of its rows."""
        upper = triu(graph, k=1, format="coo")
        order = np.lexsort((upper.col, upper.row))
        first, second = upper.row[order].astype(np.int32), upper.col[order].astype(np.int32)
        return cls(papers=graph.shape[0], first=first, second=second)

    def inner_products(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the inner product of the two rows of each edge; `rows` has shape `(n, d)`."""
        products = np.empty(self.first.size, np.float32)
        for start in range(0, products.size, EDGE_BLOCK):
            block = slice(start, start + EDGE_BLOCK)
            products[block] = np.einsum(
                "ij,ij->i", rows[self.first[block]], rows[self.second[block]]
            )
        return products

    def to_graph(self, weights: NDArray[np.float32]) -> csr_array:
        """Return the symmetric graph, float32, with these weights; a weight of 0 is no edge."""
        nonzero = weights > 0
        first, second, weights = self.first[nonzero], self.second[nonzero], weights[nonzero]
        ends = np.concatenate([first, second]), np.concatenate([second, first])
        values = np.concatenate([weights, weights]).astype(np.float32)
        return csr_array(coo_array((values, ends), shape=(self.papers, self.papers)))


def _agreement(edges: EdgeList, graph: csr_array, cores: Labels) -> NDArray[np.float32]:
    """Return the cosine similarity of the label shares of the two papers of each edge."""
    count = int(cores.max(initial=-1)) + 1
    if count < 2:  # all papers are in one group
        return np.ones(edges.first.size, np.float32)
    products = np.zeros(edges.first.size, np.float32)
    squares = np.zeros(edges.papers, np.float32)
    for start in range(0, count, LABEL_BLOCK):
        shares = spread_labels(graph, cores, range(start, min(start + LABEL_BLOCK, count)))
        products += edges.inner_products(shares)
        squares += np.einsum("ij,ij->i", shares, shares)
    lengths = np.sqrt(squares[edges.first] * squares[edges.second])
    lengths[lengths == 0] = 1
    return np.asarray(products / lengths)


def _ties(edges: EdgeList, agreements: Sequence[NDArray[np.float32]]) -> csr_array:
    """Return the graph of the mean agreement, raised to `AGREEMENT_POWER`."""
    return edges.to_graph(_mean(agreements) ** AGREEMENT_POWER)


def _divide_layouts(layouts: int, seed: int) -> Iterator[list[NDArray[np.int64]]]:
    """Divide the layouts into `REPEATS` subsets, again and again; so few or fewer only once."""
    random = np.random.RandomState(seed)
    for _ in range(DIVISIONS if layouts > REPEATS else 1):
        yield np.array_split(random.permutation(layouts), min(REPEATS, layouts))


def _mean(arrays: Iterable[NDArray[np.float32] | NDArray[np.bool_]]) -> NDArray[np.float32]:
    """Return the mean of arrays without holding them all in memory."""
    remaining = iter(arrays)
    total, count = next(remaining).astype(np.float32), 1
    for array in remaining:
        total += array
        count += 1
    return total / np.float32(count)
