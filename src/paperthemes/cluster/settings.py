"""How one clustering is made: the settings of the config, and the sizes that follow from them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from paperthemes.cluster.seeded import Seed
from paperthemes.neighbours.settings import NeighbourSettings

EngineName = Literal["consensus", "bertopic-classic", "leiden", "kmeans"]
Granularity = Literal["broad", "medium", "fine"]

# Smallest topic of n papers = factor * n^(2/3), and never less than the floor: eight times the
# papers then make about twice the topics.
_FACTORS: dict[Granularity, float] = {"broad": 0.27, "medium": 0.2, "fine": 0.15}
_FLOORS: dict[Granularity, int] = {"broad": 4, "medium": 3, "fine": 2}
_USUAL = 3  # times as large as the smallest topic is the usual one


@dataclass(frozen=True, slots=True)
class HdbscanSettings:
    """The key `hdbscan` of a clustering: HDBSCAN's parameters of the same names."""

    min_samples: int | None = None
    cluster_selection_method: Literal["leaf", "eom"] | None = None
    cluster_selection_epsilon: float = 0.0
    max_cluster_size: int = 0
    allow_single_cluster: bool = False
    metric: Literal["euclidean", "manhattan", "chebyshev"] = "euclidean"


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """One entry of `clusterings`; defaults and meaning as in the config schema."""

    engine: EngineName = "consensus"
    granularity: Granularity = "medium"
    min_topic_size: int | None = None
    n_topics: int | None = None
    max_unassigned: float = 0.10
    seeded_topics: tuple[Seed, ...] = ()
    hdbscan: HdbscanSettings = field(default_factory=HdbscanSettings)
    neighbours: NeighbourSettings = field(default_factory=NeighbourSettings)

    @classmethod
    def from_config(cls, settings: Mapping[str, Any]) -> "ClusterSettings":
        """Make it from the mapping that stands in the config."""
        below = {
            "hdbscan": HdbscanSettings(**settings.get("hdbscan", {})),
            "neighbours": NeighbourSettings(**settings.get("neighbours", {})),
            "seeded_topics": Seed.all_of(settings.get("seeded_topics", {})),
        }
        return cls(**{**settings, **below})

    def smallest(self, papers: int) -> int:
        """Return how many of so many papers the smallest topic holds, 2 or more."""
        if self.min_topic_size is not None:
            return self.min_topic_size
        if self.n_topics is not None:
            return max(2, round(papers / (_USUAL * self.n_topics)))
        formula = _FACTORS[self.granularity] * math.cbrt(papers) ** 2
        return max(_FLOORS[self.granularity], round(formula))

    def usual_count(self, papers: int) -> int:
        """Return how many topics are made where the data do not say, 1 or more."""
        if self.n_topics is not None:
            return self.n_topics
        return max(1, round(papers / (_USUAL * self.smallest(papers))))
