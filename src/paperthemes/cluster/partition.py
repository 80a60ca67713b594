"""From neighbours to topics: an engine finds groups, and every paper is weighed and graded."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import pairwise_distances_argmin

from paperthemes.cluster.copies import alike, copies, united
from paperthemes.cluster.engines.centroids import kmeans
from paperthemes.cluster.engines.classic import bertopic_classic
from paperthemes.cluster.engines.consensus import consensus
from paperthemes.cluster.engines.engine import Engine
from paperthemes.cluster.engines.graph import leiden
from paperthemes.cluster.membership import grades, memberships
from paperthemes.cluster.neighbours import Neighbours
from paperthemes.cluster.settings import ClusterSettings, EngineName
from paperthemes.cluster.stability import Stability, stability
from paperthemes.tables import UNASSIGNED, UNASSIGNED_NAME

ENGINES: Mapping[EngineName, Engine] = {
    "consensus": consensus,
    "bertopic-classic": bertopic_classic,
    "leiden": leiden,
    "kmeans": kmeans,
}


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
        Shape `(n,)`, float64, 0 to 1: how surely the paper belongs to the topic it has or, if
        unassigned, would have had.
    runners_up
        Shape `(n,)`, int64: the topic that came next, or, if the paper is unassigned, the one that
        came first; `UNASSIGNED` where none did.
    margins
        Shape `(n,)`, float64, 0 to 1: how much more of the paper's ties lead to its topic than to
        the runner-up (if unassigned: to the topic it came nearest to than to the next).
    stability
        How well the topics come back on other seeds.
    smallest
        How many papers a group had to have to become a topic, if the engine looks at that.
    notes
        What a reader should know about how it went.
    """

    topics: NDArray[np.int64]
    grades: NDArray[np.str_]
    confidences: NDArray[np.float64]
    runners_up: NDArray[np.int64]
    margins: NDArray[np.float64]
    stability: Stability
    smallest: int
    notes: tuple[str, ...] = ()


def partition(neighbours: Neighbours, settings: ClusterSettings) -> Partition:
    """Find topics.

    The engine of `settings` finds groups; `memberships` weighs how surely each paper belongs to
    them, and `grades` leaves the least sure unassigned, up to `max_unassigned` of all.
    """
    n = neighbours.paper_ids.size
    smallest = settings.smallest(n)
    if n < max(3, smallest):
        return _no_topics(n, smallest)
    groups = ENGINES[settings.engine](neighbours, settings)
    same = copies(neighbours.indices, neighbours.distances)
    labels = united(groups.labels, same)
    repeats = [[united(repeat, same) for repeat in one] for one in groups.repeats]
    notes: tuple[str, ...] = ()
    if labels.max() < 0:  # every group was too small
        labels = np.zeros_like(labels)
    if labels.max() == 0 and (labels >= 0).all():
        notes = (_one_topic(n, smallest),)
    found = memberships(labels, groups.ties, neighbours.distances, _guesses(neighbours, labels))
    confidences = alike(found.confidences, same)
    graded = grades(labels, confidences, settings.max_unassigned)
    lost = int((~found.tied & (labels < 0) & (graded != UNASSIGNED_NAME)).sum())
    notes += (_guessed(lost),) if lost else ()
    topics = np.where(graded == UNASSIGNED_NAME, UNASSIGNED, found.topics)
    renumbered = _by_size(topics, int(labels.max()) + 1)
    return Partition(
        renumbered[topics],
        graded,
        confidences,
        renumbered[np.where(topics == UNASSIGNED, found.topics, found.runners_up)],
        found.margins,
        stability(renumbered[labels], repeats),
        smallest,
        notes,
    )


def _no_topics(n: int, smallest: int) -> Partition:
    note = (
        f"too few papers ({n}) for the smallest topic ({max(3, smallest)}): all stay unassigned; "
        "add papers or lower min_topic_size"
    )
    none, nothing = np.full(n, UNASSIGNED), np.zeros(n)
    unassigned = np.full(n, UNASSIGNED_NAME)
    return Partition(
        none, unassigned, nothing, none, nothing, Stability(None, ()), smallest, (note,)
    )


def _one_topic(n: int, smallest: int) -> str:
    return (
        f"{n} papers were not divided into groups of at least {smallest}: they are one topic; add "
        "papers, or ask for smaller topics (granularity, min_topic_size)"
    )


def _guessed(lost: int) -> str:
    what = "1 paper has" if lost == 1 else f"{lost} papers have"
    return (
        f"{what} no ties to any topic, and max_unassigned let no more be unassigned: placed in the "
        "topic that is nearest in the layout"
    )


def _guesses(neighbours: Neighbours, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return, for papers in no group, the group of the nearest paper that is in one."""
    guesses = labels.copy()
    lost, placed = np.flatnonzero(labels < 0), np.flatnonzero(labels >= 0)
    if lost.size:
        layout = neighbours.layouts[0]
        guesses[lost] = labels[placed[pairwise_distances_argmin(layout[lost], layout[placed])]]
    return guesses


def _by_size(topics: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return the new number of each of `count` topics: the largest, then that of the first paper.

    One that no paper has gets none; neither does the last entry, so that -1 stands for itself.
    """
    names, first, counts = np.unique(topics[topics >= 0], return_index=True, return_counts=True)
    renumbered = np.full(count + 1, UNASSIGNED)
    renumbered[names[np.lexsort((first, -counts))]] = np.arange(names.size)
    return renumbered
