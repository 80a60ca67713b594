"""Stability of topics and clusterings in words."""

from math import isnan
from typing import NamedTuple

# For a topic, stability is a Jaccard index (Hennig 2007, "Cluster-wise assessment of cluster
# stability").
STABLE_FROM, UNSTABLE_BELOW = 0.75, 0.5
# For a clustering, stability is an adjusted Rand index. The explanation of the metric on the pages
# names the lower limit too.
_CLUSTERING_STABLE_FROM, _CLUSTERING_UNSTABLE_BELOW = 0.75, 0.6
NOISE = {
    **{"topics": 1, "unassigned_share": 0.02, "core_share": 0.11},
    **{"stability": 0.07, "knn_purity": 0.05, "npmi": 0.08},
}
"""Differences of metrics up to which two clusterings count as equal.

The largest differences between random seeds (`neighbours.seed`) that were measured: two series of
four seeds, broad and fine, on 432 papers.
"""


class Level(NamedTuple):
    """A range of stability: its name in code and styles, the same in words, and its meaning."""

    name: str
    label: str
    meaning: str


_UNKNOWN = Level("unknown", "Stability unknown", "the clustering could not be repeated")
LEVELS = (
    Level("stable", "Stable", "almost unchanged when the clustering is repeated"),
    Level("fair", "Fairly stable", "its centre recurs, its edges vary"),
    Level("unstable", "Unstable", "often breaks up when repeated; use with caution"),
    _UNKNOWN,
)
"""The levels of topics, best first."""
_CLUSTERING_LEVELS = (
    Level("stable", "Stable", "repeats give almost the same topics"),
    Level("fair", "Fairly stable", "repeats give mostly the same topics"),
    Level("unstable", "Unstable", "do not rely on single topics"),
    _UNKNOWN,
)


def topic_level(stability: float | None) -> Level:
    """Return the level of a topic, given its stability: a Jaccard index, 0 to 1.

    An unknown stability is `None` or NaN.
    """
    return LEVELS[_rank_stability(stability, STABLE_FROM, UNSTABLE_BELOW)]


def clustering_level(stability: float | None) -> Level:
    """Return the level of a clustering, given its stability: an adjusted Rand index.

    An unknown stability is `None` or NaN.
    """
    rank = _rank_stability(stability, _CLUSTERING_STABLE_FROM, _CLUSTERING_UNSTABLE_BELOW)
    return _CLUSTERING_LEVELS[rank]


def _rank_stability(stability: float | None, stable_from: float, unstable_below: float) -> int:
    """Return the index of a level: 0 stable, 1 fair, 2 unstable, 3 unknown (`None` or NaN).

    It is an index into `LEVELS` or `_CLUSTERING_LEVELS`, which have the same order.
    """
    if stability is None or isnan(stability):
        return 3
    # Each condition that is true counts 1. `unstable_below` is the smaller limit of the two.
    return (stability < stable_from) + (stability < unstable_below)
