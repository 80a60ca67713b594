"""Clustering engines: their interface, and the simple ones; `consensus` has its own module."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from paperthemes.artifacts.neighbours import Neighbours
from paperthemes.cluster.communities import detect_large_communities
from paperthemes.cluster.cores import find_cores
from paperthemes.cluster.labels import Labels
from paperthemes.cluster.settings import ClusterSettings

REPEATS = 4  # additional runs with other seeds, to measure stability


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """The groups that an engine finds among n papers.

    Attributes
    ----------
    labels
        Shape `(n,)`, int64: the group of each paper, from 0; `UNASSIGNED` for outliers.
    ties
        Shape `(n, n)`, symmetric, weights above 0: how strongly neighbouring papers are tied.
    repeats
        Rounds of labels like `labels`, found by the same method with other seeds. Labels of one
        round share no layout. If nothing can be repeated, a round has fewer than two.
    """

    labels: Labels
    ties: csr_array
    repeats: Sequence[Sequence[Labels]]


# Engines get at least three papers, and no fewer than the minimum topic size.
Engine = Callable[[Neighbours, ClusterSettings], Groups]


def group_by_hdbscan(neighbours: Neighbours, settings: ClusterSettings) -> Groups:
    """Find groups like BERTopic: HDBSCAN in one UMAP layout, with outliers.

    Grootendorst, arXiv:2203.05794, section 3.2.
    """
    min_size = settings.min_size(neighbours.paper_ids.size)
    labels, *repeats = [
        find_cores(layout, min_size, settings.hdbscan)
        for layout in neighbours.layouts[: 1 + REPEATS]
    ]
    if labels.max(initial=-1) < 0:
        labels = np.zeros_like(labels)
    return Groups(labels=labels, ties=neighbours.graph, repeats=[repeats])


def group_by_leiden(neighbours: Neighbours, settings: ClusterSettings) -> Groups:
    """Find communities of UMAP's neighbour graph by the Leiden algorithm, without any layout."""
    n, graph = neighbours.paper_ids.size, neighbours.graph
    count, min_size = settings.expected_topics(n), settings.min_size(n)
    labels, *repeats = [
        detect_large_communities(graph, count, min_size, seed)
        for seed in range(neighbours.seed, neighbours.seed + 1 + REPEATS)
    ]
    return Groups(labels=labels, ties=graph, repeats=[repeats])


def group_by_kmeans(neighbours: Neighbours, settings: ClusterSettings) -> Groups:
    """Find groups by k-means in one layout (Lloyd 1982, k-means++ starts), without outliers."""
    n = neighbours.paper_ids.size
    count = min(settings.expected_topics(n), n)
    kmeans = KMeans(count, n_init=10, random_state=neighbours.seed)
    layouts = neighbours.layouts[: 1 + REPEATS]
    with threadpool_limits(1):
        labels, *repeats = [kmeans.fit_predict(layout).astype(np.int64) for layout in layouts]
    return Groups(labels=labels, ties=neighbours.graph, repeats=[repeats])
