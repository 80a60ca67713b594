"""What the stability of a topic, and of a whole clustering, means in words."""

from dataclasses import dataclass

# Of a topic, as a Jaccard index (Hennig 2007, "Cluster-wise assessment of cluster stability").
STEADY, SHAKY = 0.75, 0.5
# Of a clustering, as an adjusted Rand index; the lower one is that of its reading in the metrics.
_STEADY_CLUSTERING, _SHAKY_CLUSTERING = 0.75, 0.6


@dataclass(frozen=True, slots=True)
class Level:
    """A range of stability: its name, and what it means for a reader."""

    name: str
    meaning: str


_STEADY = Level("steady", "comes back almost the same on other seeds")
_FAIR = Level("fair", "most of it comes back on other seeds, its edges do not")
_SHAKY = Level("shaky", "often comes apart on other seeds: do not lean on it")
_INCONCLUSIVE = Level("shaky", "draw no conclusions from single topics")
_UNKNOWN = Level("unknown", "could not be repeated, so nothing is known")

LEVELS = (_STEADY, _FAIR, _SHAKY, _UNKNOWN)
"""Those of topics, the best first."""


def level_of(stability: float | None) -> Level:
    """Return the level of a topic's stability from 0 to 1, `None` where it is not known."""
    return _level(stability, STEADY, SHAKY, _SHAKY)


def level_of_clustering(stability: float | None) -> Level:
    """Return the level of a clustering's stability, 1 at most; `None` where it is not known."""
    return _level(stability, _STEADY_CLUSTERING, _SHAKY_CLUSTERING, _INCONCLUSIVE)


def _level(stability: float | None, steady: float, shaky: float, worst: Level) -> Level:
    if stability is None:
        return _UNKNOWN
    if stability >= steady:
        return _STEADY
    return worst if stability < shaky else _FAIR
