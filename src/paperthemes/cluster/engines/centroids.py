"""k-means in the space of the layout: every paper in one of k groups, outliers too."""

import numpy as np
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from paperthemes.artifacts.neighbours import Neighbours
from paperthemes.cluster.engines.engine import REPEATS, Groups
from paperthemes.cluster.settings import ClusterSettings

_STARTS = 10


def kmeans(neighbours: Neighbours, settings: ClusterSettings) -> Groups:
    """Find groups by k-means (Lloyd 1982, k-means++ starts), as many as are usual."""
    count = min(settings.usual_count(neighbours.paper_ids.size), neighbours.paper_ids.size)
    with threadpool_limits(1):
        found = [
            KMeans(count, n_init=_STARTS, random_state=settings.neighbours.seed)
            .fit_predict(layout)
            .astype(np.int64)
            for layout in neighbours.layouts[: 1 + REPEATS]
        ]
    return Groups(found[0], neighbours.graph, [found[1:]])
