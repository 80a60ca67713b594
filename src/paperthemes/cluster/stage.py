"""Step cluster: find the topics of one clustering.

An engine groups the papers. Then seeded topics are added, and memberships and grades are computed.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from joblib import parallel_config
from sklearn.metrics import pairwise_distances_argmin
from threadpoolctl import threadpool_limits

from paperthemes import tables
from paperthemes.artifacts.clusters import Clusters, numbers_by_size
from paperthemes.artifacts.vectors import Neighbours
from paperthemes.cluster import engines, membership
from paperthemes.cluster.consensus import group_by_consensus
from paperthemes.cluster.labels import (
    Labels,
    assign_majority_labels,
    average_in_groups,
    find_near_duplicates,
)
from paperthemes.cluster.seeded import SeedEvidence, add_seeded_topics, find_seed_evidence
from paperthemes.cluster.settings import ClusterSettings, EngineName
from paperthemes.tables import UNASSIGNED, UNASSIGNED_NAME
from paperthemes.text.plurals import count_of

logger = logging.getLogger(__name__)

ENGINES: Mapping[EngineName, engines.Engine] = {
    "consensus": group_by_consensus,
    "bertopic-classic": engines.group_by_hdbscan,
    "leiden": engines.group_by_leiden,
    "kmeans": engines.group_by_kmeans,
}
MIN_PAPERS = 3  # engines cannot group fewer papers

_REMEDY = "ask for smaller topics (granularity, min_topic_size)"


def run(
    inputs: Mapping[str, str],
    clusters_path: str | Path,
    settings: ClusterSettings,
    threads: int = 1,
) -> None:
    """Read `papers` and `neighbours` of `inputs`, find topics, and write the clusters.

    The engine consensus uses `threads` threads, which do not change the result.
    """
    for_seeds = ["title", "abstract", "aliases"] if settings.seeded_topics else []
    columns = ["paper_id", *for_seeds, "extra"]
    papers = tables.read(tables.PAPERS, inputs["papers"], columns)
    neighbours = Neighbours.read(inputs["neighbours"])
    with parallel_config("threading", n_jobs=threads):
        cluster(papers, neighbours, settings).write(clusters_path)


def cluster(papers: pd.DataFrame, neighbours: Neighbours, settings: ClusterSettings) -> Clusters:
    """Find the topics of `papers`, and log notes about them.

    Papers without a topic (see `membership.find_papers_without_topic`) do not influence topics.

    Raises
    ------
    ValueError
        If the ids of papers and neighbours differ, or their order.
    """
    (clusters,) = cluster_each(papers, neighbours, [settings])
    for note in clusters.notes:
        logger.warning("%s", note)
    return clusters


def cluster_each(
    papers: pd.DataFrame, neighbours: Neighbours, variants: Sequence[ClusterSettings]
) -> list[Clusters]:
    """Find the topics of `papers` with each of several settings, without logging notes.

    The settings differ only in `max_unassigned`, so they share the groups behind the topics, whose
    search takes longest.
    """
    tables.check_same_ids(papers.paper_id, neighbours.paper_ids, "the neighbours")
    rows = np.flatnonzero(~membership.find_papers_without_topic(papers))
    results = []
    # One thread, because the order of summation can change which of two almost equal values wins.
    with threadpool_limits(1):
        evidence = find_seed_evidence(papers.iloc[rows], variants[0].seeded_topics)
        selected = neighbours if rows.size == len(papers) else neighbours.select(rows)
        groups = find_groups(selected, variants[0])
        for settings in variants:
            clusters = find_topics(selected, settings, evidence, groups)
            results.append(clusters.extend(neighbours.paper_ids))
            topics = count_of(clusters.topic_count, "topic")
            logger.info("%s, %s (%s)", topics, count_of(len(papers), "paper"), settings.engine)
    return results


def find_topics(
    neighbours: Neighbours,
    settings: ClusterSettings,
    evidence: Sequence[SeedEvidence] = (),
    groups: engines.Groups | None = None,
) -> Clusters:
    """Find topics with the engine of the settings, and number them by size, the largest as 0.

    The engine groups the papers, and seeded topics are added. Each paper gets its topic, a
    confidence and a grade; papers with low confidence may stay unassigned (`max_unassigned`),
    unless their topic would become smaller than the minimum size. Near-duplicates stay together.

    If there are too few papers for a topic, all stay unassigned. A seeded topic that too few papers
    support is not made.

    Parameters
    ----------
    neighbours
        The neighbourhood of the papers.
    settings
        Settings of the clustering.
    evidence
        The papers that support each seeded topic.
    groups
        What `find_groups` returned, if it was called already; `max_unassigned` has no influence on
        it.
    """
    n, graph = neighbours.paper_ids.size, neighbours.graph
    min_size = settings.min_size(n)
    enough_papers = n >= max(MIN_PAPERS, min_size)
    seeds = [seed for seed in evidence if enough_papers and seed.papers.size >= min_size]
    duplicates = find_near_duplicates(neighbours)
    groups = groups or find_groups(neighbours, settings)
    labels = add_seeded_topics(groups.labels, graph, seeds, min_size)
    memberships = membership.compute_memberships(
        labels, groups.edge_weights, neighbours.distances, _guess_topics(neighbours, labels)
    )
    confidences = average_in_groups(memberships.confidences, duplicates)
    min_confidence = membership.MAX_UNASSIGNED_CONFIDENCE
    for seed in seeds:  # papers that support a seeded topic must not stay unassigned
        confidences[seed.papers] = np.maximum(confidences[seed.papers], min_confidence)
    max_unassigned = settings.max_unassigned if enough_papers else 1.0  # 1.0: all stay unassigned
    grades = membership.assign_grades(labels, confidences, max_unassigned, min_size, duplicates)
    unassigned = grades == UNASSIGNED_NAME
    topics = np.where(unassigned, UNASSIGNED, memberships.topics)
    numbers = numbers_by_size(topics, int(labels.max(initial=-1)) + 1)
    first_seeded = int(groups.labels.max(initial=-1)) + 1
    # Names by new number: seeded topics have the last labels, then comes the entry for unassigned.
    names = dict(zip(numbers[first_seeded:-1].tolist(), (seed.name for seed in seeds), strict=True))
    # Outliers that got a topic although no edge leads to any.
    guessed = ~memberships.connected & (labels < 0) & ~unassigned
    return Clusters(
        paper_ids=neighbours.paper_ids,
        topics=numbers[topics],
        grades=grades,
        confidences=confidences,
        # The best candidate of an unassigned paper is its runner-up.
        runners_up=numbers[np.where(unassigned, memberships.topics, memberships.runners_up)],
        margins=np.minimum(memberships.margins, confidences),
        stability=membership.measure_stability(numbers[labels], groups.repeats),
        min_topic_size=min_size,
        engine=settings.engine,
        seeded_names=tuple(names.get(topic, "") for topic in range(int(numbers.max()) + 1)),
        notes=tuple(_make_notes(labels, evidence, settings, int(guessed.sum()))),
    )


def find_groups(neighbours: Neighbours, settings: ClusterSettings) -> engines.Groups:
    """Find groups with the engine of the settings, then give near-duplicates the same label.

    Near-duplicates get the same label in the repeats, too. If no paper is in a group, all papers
    become one group; the repeats stay as they are then. If there are too few papers for a group,
    all are outliers.
    """
    n = neighbours.paper_ids.size
    if n < max(MIN_PAPERS, settings.min_size(n)):
        outliers = np.full(n, UNASSIGNED)
        return engines.Groups(labels=outliers, edge_weights=neighbours.graph, repeats=())
    duplicates = find_near_duplicates(neighbours)
    groups = ENGINES[settings.engine](neighbours, settings)
    labels = assign_majority_labels(groups.labels, duplicates)
    if labels.max() < 0:
        labels = np.zeros_like(labels)
    repeats = [
        [assign_majority_labels(repeat, duplicates) for repeat in round_labels]
        for round_labels in groups.repeats
    ]
    return engines.Groups(labels=labels, edge_weights=groups.edge_weights, repeats=repeats)


def _guess_topics(neighbours: Neighbours, labels: Labels) -> Labels:
    """Return the labels, but give each outlier the label of the nearest paper that has one.

    Distances are those in the first layout. If no paper has a label, all stay without one.
    """
    guesses = labels.copy()
    outliers, grouped = np.flatnonzero(labels < 0), np.flatnonzero(labels >= 0)
    if outliers.size and grouped.size:
        layout = neighbours.layouts[0]
        nearest = pairwise_distances_argmin(layout[outliers], layout[grouped])
        guesses[outliers] = labels[grouped[nearest]]
    return guesses


def _make_notes(
    labels: Labels,
    evidence: Sequence[SeedEvidence],
    settings: ClusterSettings,
    guessed_count: int,
) -> Iterator[str]:
    """Yield notes on too few papers, seeded topics, an undivided corpus, and guessed topics.

    Parameters
    ----------
    labels
        Group of each paper, from 0; `UNASSIGNED` for outliers.
    evidence
        The papers that support each seeded topic.
    settings
        Settings of the clustering.
    guessed_count
        Number of papers whose topic is a guess (`_guess_topics`).
    """
    n, wanted = len(labels), settings.n_topics or 0
    min_size = settings.min_size(n)
    too_few = n < max(MIN_PAPERS, min_size)
    if too_few:
        yield (
            f"{count_of(n, 'paper')} {'is' if n == 1 else 'are'} too few for a topic of at least "
            f"{max(MIN_PAPERS, min_size)}: all stay unassigned; add papers or lower min_topic_size"
        )
    elif wanted * min_size > n:
        yield (
            f"n_topics: {wanted} topics of at least {min_size} papers need {wanted * min_size} "
            f"papers, but there are {n}; ask for fewer topics, or lower min_topic_size if it is set"
        )
    for seed in evidence:
        if seed.unknown:
            yield f"seeded topic {seed.name!r}: unknown paper ids {', '.join(seed.unknown)}"
        if seed.papers.size < min_size:
            yield (
                f"seeded topic {seed.name!r} was not created: supported by "
                f"{count_of(seed.papers.size, 'paper')}, but a topic needs {min_size}; give it "
                f"more words or papers, or {_REMEDY}"
            )
    if not too_few and not labels.any():  # all labels are 0
        yield (
            f"{n} papers could not be divided into groups of at least {min_size}: they are one "
            f"topic; add papers, or {_REMEDY}"
        )
    if guessed_count:
        yield (
            f"{count_of(guessed_count, 'paper')} without links to any topic: placed in the nearest "
            "topic of the layout, because max_unassigned does not allow more unassigned papers"
        )
