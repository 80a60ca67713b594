"""From neighbours to topics: run an engine, add seeded topics, compute memberships and grades."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import pairwise_distances_argmin

from paperthemes.artifacts.clusters import Clusters, Stability, numbers_by_size
from paperthemes.artifacts.neighbours import Neighbours
from paperthemes.cluster.consensus import group_by_consensus
from paperthemes.cluster.engines import (
    Engine,
    Groups,
    group_by_hdbscan,
    group_by_kmeans,
    group_by_leiden,
)
from paperthemes.cluster.labels import (
    Labels,
    assign_majority_labels,
    average_in_groups,
    find_near_duplicates,
)
from paperthemes.cluster.membership import (
    MAX_UNASSIGNED_CONFIDENCE,
    assign_grades,
    compute_memberships,
)
from paperthemes.cluster.seeded import SeedEvidence, add_seeded_topics
from paperthemes.cluster.settings import ClusterSettings, EngineName
from paperthemes.cluster.stability import measure_stability
from paperthemes.tables import UNASSIGNED, UNASSIGNED_NAME
from paperthemes.text.plurals import count_of

ENGINES: Mapping[EngineName, Engine] = {
    "consensus": group_by_consensus,
    "bertopic-classic": group_by_hdbscan,
    "leiden": group_by_leiden,
    "kmeans": group_by_kmeans,
}
MIN_PAPERS = 3  # the engines need at least three

_REMEDY = "ask for smaller topics (granularity, min_topic_size)"


def find_topics(
    neighbours: Neighbours, settings: ClusterSettings, evidence: Sequence[SeedEvidence] = ()
) -> Clusters:
    """Find topics with the engine of the settings, and number them by size.

    Parameters
    ----------
    neighbours
        The neighbourhood of the papers.
    settings
        How to find topics.
    evidence
        The papers that support each seeded topic.
    """
    n = neighbours.paper_ids.size
    min_size = settings.min_size(n)
    seed_notes = [note for seed in evidence for note in _seed_notes(seed, min_size)]
    if n < max(MIN_PAPERS, min_size):
        return _no_topics(neighbours.paper_ids, settings, min_size, seed_notes)
    seeds = [seed for seed in evidence if seed.papers.size >= min_size]
    duplicates = find_near_duplicates(neighbours.indices, neighbours.distances)
    groups = _find_groups(neighbours, settings, duplicates)
    labels = add_seeded_topics(groups.labels, neighbours.graph, seeds, min_size)
    memberships = compute_memberships(
        labels, groups.ties, neighbours.distances, _guess_topics(neighbours, labels)
    )
    confidences = average_in_groups(memberships.confidences, duplicates)
    for seed in seeds:  # papers that support a seeded topic are never outliers
        confidences[seed.papers] = np.maximum(confidences[seed.papers], MAX_UNASSIGNED_CONFIDENCE)
    grades = assign_grades(labels, confidences, settings.max_unassigned)
    unassigned = grades == UNASSIGNED_NAME
    topics = np.where(unassigned, UNASSIGNED, memberships.topics)
    numbers = numbers_by_size(topics, int(labels.max()) + 1)
    first_seeded = int(groups.labels.max()) + 1
    names = dict(zip(numbers[first_seeded:-1].tolist(), (seed.name for seed in seeds), strict=True))
    guessed = ~memberships.tied & (labels < 0) & ~unassigned
    return Clusters(
        paper_ids=neighbours.paper_ids,
        topics=numbers[topics],
        grades=grades,
        confidences=confidences,
        runners_up=numbers[np.where(unassigned, memberships.topics, memberships.runners_up)],
        margins=memberships.margins,
        stability=measure_stability(numbers[labels], groups.repeats),
        min_topic_size=min_size,
        engine=settings.engine,
        seeded=tuple(names.get(topic, "") for topic in range(int(numbers.max()) + 1)),
        notes=(*seed_notes, *_result_notes(labels, min_size, int(guessed.sum()))),
    )


def _find_groups(neighbours: Neighbours, settings: ClusterSettings, duplicates: Labels) -> Groups:
    """Run the engine, and give near-duplicates the same label."""
    groups = ENGINES[settings.engine](neighbours, settings)
    labels = assign_majority_labels(groups.labels, duplicates)
    if labels.max() < 0:  # every group is too small
        labels = np.zeros_like(labels)
    repeats = [
        [assign_majority_labels(repeat, duplicates) for repeat in repeats]
        for repeats in groups.repeats
    ]
    return Groups(labels=labels, ties=groups.ties, repeats=repeats)


def _no_topics(
    paper_ids: NDArray[np.str_], settings: ClusterSettings, min_size: int, notes: Sequence[str]
) -> Clusters:
    n = paper_ids.size
    note = (
        f"{n} papers are too few for a topic of at least {max(MIN_PAPERS, min_size)}: all stay "
        "unassigned; add papers or lower min_topic_size"
    )
    return Clusters(
        paper_ids=paper_ids,
        topics=np.full(n, UNASSIGNED),
        grades=np.full(n, UNASSIGNED_NAME),
        confidences=np.zeros(n),
        runners_up=np.full(n, UNASSIGNED),
        margins=np.zeros(n),
        stability=Stability(None, ()),
        min_topic_size=min_size,
        engine=settings.engine,
        notes=(note, *notes),
    )


def _guess_topics(neighbours: Neighbours, labels: Labels) -> Labels:
    """Return the labels, with that of the nearest grouped paper in the layout for outliers."""
    guesses = labels.copy()
    outliers, grouped = np.flatnonzero(labels < 0), np.flatnonzero(labels >= 0)
    if outliers.size:
        layout = neighbours.layouts[0]
        nearest = pairwise_distances_argmin(layout[outliers], layout[grouped])
        guesses[outliers] = labels[grouped[nearest]]
    return guesses


def _seed_notes(seed: SeedEvidence, min_size: int) -> Iterator[str]:
    """Yield notes on unknown ids and missing evidence."""
    if seed.unknown:
        yield f"seeded topic {seed.name!r}: unknown paper ids {', '.join(seed.unknown)}"
    if seed.papers.size < min_size:
        yield (
            f"seeded topic {seed.name!r} was not created: supported by "
            f"{count_of(seed.papers.size, 'paper')}, but a topic needs {min_size}; give it more "
            f"words or papers, or {_REMEDY}"
        )


def _result_notes(labels: Labels, min_size: int, guessed: int) -> Iterator[str]:
    """Yield notes on an undivided corpus, and on papers whose topic is a guess."""
    if not labels.any():
        yield (
            f"{len(labels)} papers could not be divided into groups of at least {min_size}: they "
            f"are one topic; add papers, or {_REMEDY}"
        )
    if guessed:
        yield (
            f"{count_of(guessed, 'paper')} without ties to any topic: placed in the nearest topic "
            "of the layout, because max_unassigned does not allow more unassigned papers"
        )
