"""From neighbours to topics: an engine finds groups, and every paper is weighed and graded."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import pairwise_distances_argmin

from paperthemes.artifacts.clusters import Clusters, Stability, numbers_by_size
from paperthemes.artifacts.neighbours import Neighbours
from paperthemes.cluster.engines.centroids import kmeans
from paperthemes.cluster.engines.classic import bertopic_classic
from paperthemes.cluster.engines.consensus import consensus
from paperthemes.cluster.engines.engine import Engine
from paperthemes.cluster.engines.graph import leiden
from paperthemes.cluster.membership import MAX_UNASSIGNED_CONFIDENCE, grades, weigh_memberships
from paperthemes.cluster.near_duplicates import alike, copies, united
from paperthemes.cluster.seeded import Support, plant, without_remains
from paperthemes.cluster.settings import ClusterSettings, EngineName
from paperthemes.cluster.stability import stability
from paperthemes.tables import UNASSIGNED, UNASSIGNED_NAME

ENGINES: Mapping[EngineName, Engine] = {
    "consensus": consensus,
    "bertopic-classic": bertopic_classic,
    "leiden": leiden,
    "kmeans": kmeans,
}


def partition(
    neighbours: Neighbours, settings: ClusterSettings, supported: Sequence[Support] = ()
) -> Clusters:
    """Find topics.

    The engine of `settings` finds groups, and those of `supported` that have enough papers are
    made beside them; `weigh_memberships` weighs how surely each paper belongs, and `grades` leaves the
    least sure unassigned, up to `max_unassigned` of all.

    Parameters
    ----------
    neighbours
        The neighbourhood of the papers.
    settings
        How to find topics.
    supported
        What speaks for the topics that the config asks for.
    """
    n = neighbours.paper_ids.size
    smallest = settings.smallest(n)
    notes = tuple(note for one in supported for note in _of_support(one, smallest))
    if n < max(3, smallest):
        return _no_topics(neighbours.paper_ids, smallest, notes)
    groups = ENGINES[settings.engine](neighbours, settings)
    same = copies(neighbours.indices, neighbours.distances)
    labels = united(groups.labels, same)
    repeats = [[united(repeat, same) for repeat in one] for one in groups.repeats]
    if labels.max() < 0:  # every group was too small
        labels = np.zeros_like(labels)
    made = [one for one in supported if one.papers.size >= smallest]
    first_made = int(labels.max()) + 1
    labels = _with_seeded(labels, neighbours, made, smallest)
    if labels.max() == 0 and (labels >= 0).all():
        notes += (_one_topic(n, smallest),)
    found = weigh_memberships(
        labels, groups.ties, neighbours.distances, _guesses(neighbours, labels)
    )
    confidences = alike(found.confidences, same)
    for one in made:  # who supports a topic is no stray
        confidences[one.papers] = np.maximum(confidences[one.papers], MAX_UNASSIGNED_CONFIDENCE)
    graded = grades(labels, confidences, settings.max_unassigned)
    lost = int((~found.tied & (labels < 0) & (graded != UNASSIGNED_NAME)).sum())
    notes += (_guessed(lost),) if lost else ()
    topics = np.where(graded == UNASSIGNED_NAME, UNASSIGNED, found.topics)
    renumbered = numbers_by_size(topics, int(labels.max()) + 1)
    asked_for = dict(zip(renumbered[first_made:-1].tolist(), made, strict=True))
    return Clusters(
        neighbours.paper_ids,
        renumbered[topics],
        graded,
        confidences,
        renumbered[np.where(topics == UNASSIGNED, found.topics, found.runners_up)],
        found.margins,
        stability(renumbered[labels], repeats),
        smallest,
        tuple(
            asked_for[topic].name if topic in asked_for else ""
            for topic in range(int(renumbered.max()) + 1)
        ),
        notes,
    )


def _with_seeded(
    labels: NDArray[np.int64], neighbours: Neighbours, made: Sequence[Support], smallest: int
) -> NDArray[np.int64]:
    """Make a group of each seeded topic, and leave none too small by that."""
    if not made:
        return labels
    planted = plant(labels, neighbours.graph, [one.papers for one in made])
    return without_remains(planted, labels, neighbours.graph, smallest)


def _no_topics(paper_ids: NDArray[np.str_], smallest: int, notes: tuple[str, ...]) -> Clusters:
    n = paper_ids.size
    note = (
        f"too few papers ({n}) for the smallest topic ({max(3, smallest)}): all stay unassigned; "
        "add papers or lower min_topic_size"
    )
    none, nothing = np.full(n, UNASSIGNED), np.zeros(n)
    unassigned = np.full(n, UNASSIGNED_NAME)
    return Clusters(
        paper_ids,
        *(none, unassigned, nothing, none, nothing, Stability(None, ()), smallest),
        notes=(note, *notes),
    )


def _of_support(support: Support, smallest: int) -> Iterator[str]:
    """Yield what a reader should know of a topic that was asked for."""
    asked = f"seeded topic {support.name!r}"
    if support.unknown:
        yield f"{asked}: no papers of the dumps have the ids {', '.join(support.unknown)}"
    if (count := support.papers.size) < smallest:
        supporters = "1 paper supports" if count == 1 else f"{count} papers support"
        yield (
            f"{asked} was not made: {supporters} it, and a topic needs {smallest}; give it more "
            "words or papers, or ask for smaller topics (granularity, min_topic_size)"
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
