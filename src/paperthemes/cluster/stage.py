"""The stage itself: the topics of one clustering, without words for them."""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from threadpoolctl import threadpool_limits

from paperthemes import tables
from paperthemes.artifacts.clusters import Clusters
from paperthemes.artifacts.neighbours import Neighbours
from paperthemes.artifacts.vectors import Vectors
from paperthemes.cluster.grouping import partition
from paperthemes.cluster.seeded import supports
from paperthemes.cluster.settings import ClusterSettings
from paperthemes.describe.metrics import compute_metrics
from paperthemes.files import write_json

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Clustering:
    """What one clustering found.

    Attributes
    ----------
    partition
        The topics of the papers.
    metrics
        `engine`, `papers`, `topics`, papers per grade, topic `sizes`, `min_topic_size`, `notes`,
        and what `quality` tells.
    """

    partition: Clusters
    metrics: dict[str, Any]


def cluster(
    papers: pd.DataFrame, vectors: Vectors, neighbours: Neighbours, settings: ClusterSettings
) -> Clustering:
    """Find the topics of `papers`.

    Raises
    ------
    ValueError
        If the ids of papers, vectors and neighbours differ.
    """
    tables.check_same_ids(papers.paper_id, vectors.paper_ids, "the vectors")
    tables.check_same_ids(papers.paper_id, neighbours.paper_ids, "the neighbours")
    with threadpool_limits(1):  # sums in another order could turn what is nearly equal
        found = partition(neighbours, settings, supports(papers, settings.seeded_topics))
    for note in found.notes:
        logger.warning("%s", note)
    metrics = compute_metrics(papers, vectors, neighbours, found, settings.engine)
    logger.info("%d topics of %d papers (%s)", metrics["topics"], len(papers), settings.engine)
    return Clustering(found, metrics)


def run(
    papers_path: str | Path,
    vectors_path: str | Path,
    neighbours_path: str | Path,
    partition_path: str | Path,
    metrics_path: str | Path,
    settings: ClusterSettings,
) -> None:
    """Read papers, vectors and neighbours, cluster, and write what was found."""
    papers = tables.read(tables.PAPERS, papers_path)
    vectors, neighbours = Vectors.read(vectors_path), Neighbours.read(neighbours_path)
    found = cluster(papers, vectors, neighbours, settings)
    found.partition.write(partition_path)
    write_json(metrics_path, found.metrics)
