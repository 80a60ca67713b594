"""Clustering engines: their interface, HDBSCAN cores, and all engines except `consensus`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from hdbscan import HDBSCAN
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.cluster import KMeans
from sklearn.preprocessing import normalize

from paperthemes.artifacts.vectors import Neighbours
from paperthemes.cluster.communities import detect_large_communities, merge_small_communities
from paperthemes.cluster.labels import Labels
from paperthemes.cluster.settings import ClusterSettings, HdbscanSettings
from paperthemes.tables import UNASSIGNED

SPREAD_ROUNDS = 20  # more rounds did not change the topics
REPEATS = 4  # additional clusterings with other seeds, to measure stability


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """The groups that an engine finds among n papers.

    Attributes
    ----------
    labels
        Shape `(n,)`, int64: the group of each paper, from 0; `UNASSIGNED` for outliers.
    edge_weights
        Shape `(n, n)`, symmetric, above 0: how strongly neighbouring papers belong together.
    repeats
        Rounds of arrays like `labels`: groups found by the same method with other layouts or seeds.
        No two arrays of a round share a layout or seed, so comparing them measures stability. If
        the method could not be repeated, no round has two arrays.
    """

    labels: Labels
    edge_weights: csr_array
    repeats: Sequence[Sequence[Labels]]


# Engines get at least three papers, and no fewer than the minimum topic size.
Engine = Callable[[Neighbours, ClusterSettings], Groups]


def group_by_hdbscan(neighbours: Neighbours, settings: ClusterSettings) -> Groups:
    """Find groups with HDBSCAN in the first UMAP layout, like BERTopic; there can be outliers.

    If HDBSCAN finds no group, all papers form one. Up to `REPEATS` other layouts give the repeats.

    Grootendorst, "BERTopic", arXiv:2203.05794, section 3.2.
    """
    min_size = settings.min_size(neighbours.paper_ids.size)
    labels, *repeats = [
        find_cores(layout, min_size, settings.hdbscan)
        for layout in neighbours.layouts[: 1 + REPEATS]
    ]
    if labels.max(initial=-1) < 0:
        labels = np.zeros_like(labels)
    return Groups(labels=labels, edge_weights=neighbours.graph, repeats=[repeats])


def group_by_leiden(neighbours: Neighbours, settings: ClusterSettings) -> Groups:
    """Find communities in UMAP's neighbour graph with the Leiden algorithm.

    It works directly on the graph, not in a low-dimensional layout. The number of communities to
    aim at and their minimum size are those of the settings (see `detect_large_communities`).
    `REPEATS` other seeds give the repeats.
    """
    n, graph = neighbours.paper_ids.size, neighbours.graph
    n_topics, min_size = settings.expected_topics(n), settings.min_size(n)
    labels, *repeats = [
        detect_large_communities(graph, n_topics, min_size, seed)
        for seed in range(neighbours.seed, neighbours.seed + 1 + REPEATS)
    ]
    # One round, because all repeats are found in the same way, in the same graph.
    return Groups(labels=labels, edge_weights=graph, repeats=[repeats])


def group_by_kmeans(neighbours: Neighbours, settings: ClusterSettings) -> Groups:
    """Find groups with k-means in the first layout (Lloyd 1982, k-means++ starts).

    The number of groups is `expected_topics` of the settings, or the number of papers if that is
    lower. Groups below the minimum size of the settings are merged, or dissolved if their papers
    have no neighbours in others. Up to `REPEATS` other layouts give the repeats.
    """
    n, graph = neighbours.paper_ids.size, neighbours.graph
    n_topics, min_size = min(settings.expected_topics(n), n), settings.min_size(n)
    kmeans = KMeans(n_topics, n_init=10, random_state=neighbours.seed)
    labels, *repeats = [
        merge_small_communities(kmeans.fit_predict(layout).astype(np.int64), graph, min_size)
        for layout in neighbours.layouts[: 1 + REPEATS]
    ]
    return Groups(labels=labels, edge_weights=graph, repeats=[repeats])


class KeptTree:
    """HDBSCAN's tree of some points, kept for further calls with the same points and `min_samples`.

    It takes the place of `joblib.Memory`, whose files take as long as HDBSCAN in small corpora.
    """

    _tree: Any = None

    def cache(self, make_tree: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that makes the tree when it is first called."""

        def get_tree(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - untyped library
            if self._tree is None:
                self._tree = make_tree(*arguments, **options)
            return self._tree

        return get_tree


def find_cores(
    layout: NDArray[np.float32],
    size: int,
    settings: HdbscanSettings,
    *,
    min_samples: int | None = None,
    selection: Literal["leaf", "eom"] = "eom",
    tree: KeptTree | None = None,
) -> Labels:
    """Find cores with HDBSCAN: groups of at least `size` points, denser than their surroundings.

    No point is in a core if there are too few points: fewer than three, too few for one core, or
    too few for two cores if `settings` do not allow a single one.

    HDBSCAN: Campello, Moulavi & Sander, PAKDD 2013; leaf selection: McInnes, Healy & Astels,
    JOSS 2017.

    Parameters
    ----------
    layout
        Shape `(n, d)`: the points.
    size
        HDBSCAN's `min_cluster_size`, 2 or more.
    settings
        HDBSCAN's other parameters.
    min_samples
        Value of `min_samples` if the settings have none; `None` means `size`. Larger values than
        n - 1, the number of other points, count as n - 1.
    selection
        Value of `cluster_selection_method` if the settings have none.
    tree
        Keeps HDBSCAN's tree of the points for calls with other sizes and equal `min_samples`.

    Returns
    -------
    NDArray[np.int64]
        Shape `(n,)`: labels from 0; `UNASSIGNED` for points in no core.
    """
    n = len(layout)
    if n < max(size, 3) or (n < 2 * size and not settings.allow_single_cluster):
        return np.full(n, UNASSIGNED)
    hdbscan = HDBSCAN(
        min_cluster_size=size,
        # Each point has only n - 1 others.
        min_samples=min(settings.min_samples or min_samples or size, n - 1),
        cluster_selection_method=settings.cluster_selection_method or selection,
        cluster_selection_epsilon=settings.cluster_selection_epsilon,
        max_cluster_size=settings.max_cluster_size,
        allow_single_cluster=settings.allow_single_cluster,
        metric=settings.metric,
        core_dist_n_jobs=1,
        memory=tree or KeptTree(),
    )
    return np.asarray(hdbscan.fit_predict(layout.astype(np.float64)), np.int64)


def spread_labels(graph: csr_array, cores: Labels) -> NDArray[np.float32]:
    """Spread the labels of cores over a graph, and return the share of each label near each point.

    In each of `SPREAD_ROUNDS` rounds, each point takes the weighted mean of its neighbours, except
    that points in cores keep their labels. This is label propagation (Zhu & Ghahramani, "Learning
    from Labeled and Unlabeled Data with Label Propagation", CMU-CALD-02-107, 2002). At the end, all
    points, also those in cores, take the mean of their neighbours once more.

    Parameters
    ----------
    graph
        Shape `(n, n)`, symmetric, weights 0 to 1.
    cores
        Shape `(n,)`: labels from 0; `UNASSIGNED` for points in no core.

    Returns
    -------
    NDArray[np.float32]
        Shape `(n, k)` for k labels. A row sums to 1, or to less if parts of the neighbourhood get
        no label.
    """
    transition = normalize(graph.astype(np.float32), norm="l1", axis=1)  # rows sum to 1
    # One-hot rows: 1 for the point's label, all 0 for a point in no core.
    shares = (cores[:, np.newaxis] == np.arange(cores.max() + 1)).astype(np.float32)
    outside = np.flatnonzero(cores < 0)
    transition_outside = transition[outside]
    for _ in range(SPREAD_ROUNDS):
        shares[outside] = transition_outside @ shares
    return np.asarray(transition @ shares)  # means of neighbours also for points in cores
