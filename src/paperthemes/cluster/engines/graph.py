"""Leiden: communities of UMAP's neighbour graph, without any layout."""

from paperthemes.cluster.communities import of_count, without_small
from paperthemes.cluster.engines.engine import REPEATS, Groups
from paperthemes.cluster.neighbours import Neighbours
from paperthemes.cluster.settings import ClusterSettings


def leiden(neighbours: Neighbours, settings: ClusterSettings) -> Groups:
    """Find communities by the Leiden algorithm, as many as are usual for so many papers."""
    n, graph = neighbours.paper_ids.size, neighbours.graph
    seeds = range(settings.neighbours.seed, settings.neighbours.seed + 1 + REPEATS)
    rough = [of_count(graph, settings.usual_count(n), seed)[0] for seed in seeds]
    found = [without_small(labels, graph, settings.smallest(n)) for labels in rough]
    return Groups(found[0], graph, [found[1:]])
