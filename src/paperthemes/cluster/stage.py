"""Step cluster: find the topics of one clustering."""

import logging
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from threadpoolctl import threadpool_limits

from paperthemes import tables
from paperthemes.artifacts.clusters import Clusters
from paperthemes.artifacts.neighbours import Neighbours
from paperthemes.artifacts.vectors import Vectors
from paperthemes.cluster.seeded import find_seed_evidence
from paperthemes.cluster.settings import ClusterSettings
from paperthemes.cluster.topics import find_topics
from paperthemes.text.plurals import count_of

logger = logging.getLogger(__name__)


def run(inputs: Mapping[str, str], clusters_path: str | Path, settings: ClusterSettings) -> None:
    """Read `papers`, `vectors` and `neighbours` of `inputs`, cluster, and write the clusters."""
    papers = tables.read(tables.PAPERS, inputs["papers"])
    vectors, neighbours = Vectors.read(inputs["vectors"]), Neighbours.read(inputs["neighbours"])
    cluster(papers, vectors, neighbours, settings).write(clusters_path)


def cluster(
    papers: pd.DataFrame, vectors: Vectors, neighbours: Neighbours, settings: ClusterSettings
) -> Clusters:
    """Find the topics of `papers`.

    Raises
    ------
    ValueError
        If the ids of papers, vectors and neighbours differ.
    """
    tables.check_same_ids(papers.paper_id, vectors.paper_ids, "the vectors")
    tables.check_same_ids(papers.paper_id, neighbours.paper_ids, "the neighbours")
    with threadpool_limits(1):  # one thread: the order of summation can flip near-ties
        evidence = find_seed_evidence(papers, settings.seeded_topics)
        clusters = find_topics(neighbours, settings, evidence)
    for note in clusters.notes:
        logger.warning("%s", note)
    topics, count = int(clusters.topics.max(initial=-1)) + 1, len(papers)
    logger.info("%s, %s (%s)", count_of(topics, "topic"), count_of(count, "paper"), settings.engine)
    return clusters
