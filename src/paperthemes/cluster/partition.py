"""From neighbours to topics: dense cores first, then everyone else by the company they keep."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from hdbscan import HDBSCAN
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.metrics import pairwise_distances_argmin
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

from paperthemes.cluster.neighbours import Neighbours, NeighbourSettings
from paperthemes.tables import UNASSIGNED, UNASSIGNED_NAME

CORE, FRINGE = "core", "fringe"

# Smallest topic = factor * sqrt(number of papers).
_FACTORS = {"broad": 1.0, "medium": 0.7, "fine": 0.5}
_SMALLEST = 3
_ROUNDS = 50
_DOUBT = 0.5  # a paper with less of its neighbourhood in its topic may be left unassigned


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """One entry of `clusterings`; defaults and meaning as in the config schema."""

    granularity: Literal["broad", "medium", "fine"] = "medium"
    min_topic_size: int | None = None
    min_samples: int = 3
    max_unassigned: float = 0.10
    neighbours: NeighbourSettings = field(default_factory=NeighbourSettings)

    @classmethod
    def from_config(cls, settings: Mapping[str, Any]) -> "ClusterSettings":
        """Make it from the mapping that stands in the config."""
        neighbours = NeighbourSettings(**settings.get("neighbours", {}))
        return cls(**{**settings, "neighbours": neighbours})


@dataclass(frozen=True, slots=True)
class Partition:
    """The topic of each of n papers.

    Attributes
    ----------
    topics
        Shape `(n,)`, int64: 0 is the largest topic; `UNASSIGNED` is none.
    grades
        Shape `(n,)`, text: `CORE`, `FRINGE` or `UNASSIGNED_NAME`.
    confidences
        Shape `(n,)`, float64, 0 to 1: share of the paper's neighbourhood that is in the topic
        it has or, if unassigned, would have had.
    min_topic_size
        The smallest core that could become a topic.
    notes
        What a reader should know about how it went.
    """

    topics: NDArray[np.int64]
    grades: NDArray[np.str_]
    confidences: NDArray[np.float64]
    min_topic_size: int
    notes: tuple[str, ...] = ()


def min_topic_size(papers: int, settings: ClusterSettings) -> int:
    """Return the smallest topic for so many papers: the setting, or factor times their root."""
    if settings.min_topic_size is not None:
        return settings.min_topic_size
    return max(_SMALLEST, round(_FACTORS[settings.granularity] * math.sqrt(papers)))


def partition(neighbours: Neighbours, settings: ClusterSettings) -> Partition:
    """Find topics.

    Cores are the leaves of the HDBSCAN tree (Campello, Moulavi & Sander, PAKDD 2013; leaf
    selection: McInnes, Healy & Astels, JOSS 2017) of the layout. Their topics then spread over the
    neighbour graph with the cores held fixed (Zhu & Ghahramani, "Learning from Labeled and
    Unlabeled Data with Label Propagation", CMU-CALD-02-107, 2002). Of the papers whose
    neighbourhood is less than half in one topic, the least sure stay unassigned, up to
    `max_unassigned` of all.
    """
    n = neighbours.paper_ids.size
    size = min_topic_size(n, settings)
    if n < size:
        note = (
            f"too few papers ({n}) for the smallest topic ({size}): all stay unassigned; add "
            "papers or lower min_topic_size"
        )
        return _one_group(n, UNASSIGNED, UNASSIGNED_NAME, size, note)
    cores = _cores(neighbours.layouts[0], size, settings.min_samples)
    if cores.max() < 1:
        note = (
            f"no two separate groups of at least {size} among {n} papers: they are one topic; add "
            "papers or lower min_topic_size"
        )
        return _one_group(n, 0, FRINGE, size, note)
    with threadpool_limits(1):
        shares = _spread(neighbours.graph, cores)
        lost = np.flatnonzero((cores == UNASSIGNED) & (shares.sum(axis=1) == 0))
        nearest_topics = _nearest_core(neighbours.layouts[0], cores, lost)
    topics = np.where(cores >= 0, cores, shares.argmax(axis=1))
    topics[lost] = nearest_topics
    confidences = shares[np.arange(n), topics]
    doubtful = _most_doubtful(cores, confidences, math.floor(settings.max_unassigned * n))
    topics[doubtful] = UNASSIGNED
    grades = np.where(topics == UNASSIGNED, UNASSIGNED_NAME, np.where(cores >= 0, CORE, FRINGE))
    notes = _notes_on_lost(int((topics[lost] != UNASSIGNED).sum()))
    return Partition(_by_size(topics), grades, confidences, size, notes)


def _one_group(n: int, topic: int, grade: str, size: int, note: str) -> Partition:
    confidence = float(topic != UNASSIGNED)
    return Partition(
        np.full(n, topic), np.full(n, grade), np.full(n, confidence), size, (note,) if n else ()
    )


def _notes_on_lost(placed: int) -> tuple[str, ...]:
    if not placed:
        return ()
    what = "1 paper has" if placed == 1 else f"{placed} papers have"
    return (f"{what} no ties to any topic; max_unassigned let no more be unassigned",)


def _cores(layout: NDArray[np.float32], size: int, min_samples: int) -> NDArray[np.int64]:
    n = len(layout)
    if n < 2 * size:
        return np.full(n, UNASSIGNED)
    with threadpool_limits(1):
        tree = HDBSCAN(
            min_cluster_size=size,
            min_samples=min(min_samples, n - 1),
            cluster_selection_method="leaf",
            core_dist_n_jobs=1,
        )
        return np.asarray(tree.fit(layout.astype(np.float64)).labels_, np.int64)


def _spread(graph: csr_array, cores: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return each paper's share of neighbourhood per topic, shape `(n, topics)`.

    Rows sum to 1, or to less where the spreading has not reached the neighbourhood.
    """
    step = normalize(graph.astype(np.float64), norm="l1", axis=1)
    fixed = cores >= 0
    start = np.zeros((len(cores), int(cores.max()) + 1))
    start[fixed, cores[fixed]] = 1
    shares = start.copy()
    for _ in range(_ROUNDS):
        shares = step @ shares
        shares[fixed] = start[fixed]
    result: NDArray[np.float64] = step @ shares
    return result


def _nearest_core(
    layout: NDArray[np.float32], cores: NDArray[np.int64], lost: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return, for papers that no topic has spread to, the topic of the nearest core paper."""
    if lost.size == 0:
        return lost
    fixed = np.flatnonzero(cores >= 0)
    nearest: NDArray[np.int64] = pairwise_distances_argmin(layout[lost], layout[fixed])
    return cores[fixed[nearest]]


def _most_doubtful(
    cores: NDArray[np.int64], confidences: NDArray[np.float64], at_most: int
) -> NDArray[np.int64]:
    candidates = np.flatnonzero((cores == UNASSIGNED) & (confidences < _DOUBT))
    return candidates[np.argsort(confidences[candidates], kind="stable")][:at_most]


def _by_size(topics: NDArray[np.int64]) -> NDArray[np.int64]:
    """Renumber topics from the largest; of equals, the one with the first paper comes first."""
    names, first, counts = np.unique(topics[topics >= 0], return_index=True, return_counts=True)
    renumbered = np.full(names.max() + 1, UNASSIGNED)
    renumbered[names[np.lexsort((first, -counts))]] = np.arange(names.size)
    return np.where(topics >= 0, renumbered[topics], UNASSIGNED)
