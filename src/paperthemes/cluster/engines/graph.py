"""Leiden: communities of UMAP's neighbour graph, without any layout."""

from paperthemes.artifacts.neighbours import Neighbours
from paperthemes.cluster.communities import of_count_and_size
from paperthemes.cluster.engines.engine import REPEATS, Groups
from paperthemes.cluster.settings import ClusterSettings


def leiden(neighbours: Neighbours, settings: ClusterSettings) -> Groups:
    """Find communities by the Leiden algorithm, as many as are usual for so many papers."""
    n, graph = neighbours.paper_ids.size, neighbours.graph
    seeds = range(settings.neighbours.seed, settings.neighbours.seed + 1 + REPEATS)
    count, smallest = settings.usual_count(n), settings.smallest(n)
    found = [of_count_and_size(graph, count, smallest, seed) for seed in seeds]
    return Groups(found[0], graph, [found[1:]])
