"""Size and number of topics, from the settings and the number of papers."""

import math
from collections.abc import Mapping

from paperthemes.cluster.settings import ClusterSettings, Granularity

# The minimum topic size of n papers is factor * n^(2/3), but no less than the floor: eight times
# the papers have about twice the topics (docs/clustering.md, "Granularity").
SIZE_FACTORS: Mapping[Granularity, float] = {"broad": 0.27, "medium": 0.2, "fine": 0.15}
SIZE_FLOORS: Mapping[Granularity, int] = {"broad": 4, "medium": 3, "fine": 2}
TYPICAL_SIZE_RATIO = 3  # size of a typical topic, in minimum sizes


def min_topic_size(settings: ClusterSettings, papers: int) -> int:
    """Return the minimum size of a topic of so many papers, 2 or more."""
    if settings.min_topic_size is not None:
        return settings.min_topic_size
    if settings.n_topics is not None:
        return max(2, round(papers / (TYPICAL_SIZE_RATIO * settings.n_topics)))
    size = SIZE_FACTORS[settings.granularity] * math.cbrt(papers) ** 2
    return max(SIZE_FLOORS[settings.granularity], round(size))


def typical_topic_count(settings: ClusterSettings, papers: int) -> int:
    """Return the number of topics for engines that cannot find it in the data, 1 or more."""
    if settings.n_topics is not None:
        return settings.n_topics
    return max(1, round(papers / (TYPICAL_SIZE_RATIO * min_topic_size(settings, papers))))
