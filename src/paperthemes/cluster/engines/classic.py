"""BERTopic's way: HDBSCAN in one UMAP layout; what is in no dense cluster is an outlier."""

import numpy as np

from paperthemes.artifacts.neighbours import Neighbours
from paperthemes.cluster.cores import dense_cores
from paperthemes.cluster.engines.engine import REPEATS, Groups
from paperthemes.cluster.settings import ClusterSettings


def bertopic_classic(neighbours: Neighbours, settings: ClusterSettings) -> Groups:
    """Find clusters as BERTopic does (Grootendorst, arXiv:2203.05794, section 3.2)."""
    smallest = settings.smallest(neighbours.paper_ids.size)
    found = [
        dense_cores(layout, smallest, settings.hdbscan)
        for layout in neighbours.layouts[: 1 + REPEATS]
    ]
    labels = found[0]
    if labels.max(initial=-1) < 0:
        labels = np.zeros_like(labels)
    return Groups(labels, neighbours.graph, [found[1:]])
