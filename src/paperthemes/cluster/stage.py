"""The stage itself: topics of one clustering, and the tables that hold them."""

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from paperthemes import tables
from paperthemes.cluster.neighbours import Neighbours
from paperthemes.cluster.partition import (
    CORE,
    FRINGE,
    ClusterSettings,
    Partition,
    partition,
)
from paperthemes.cluster.represent import Topic, represent
from paperthemes.embed.vectors import Vectors
from paperthemes.files import write_json

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Clustering:
    """All results of one clustering.

    Attributes
    ----------
    assignments, topics, map
        A `tables.ASSIGNMENTS`, `tables.TOPICS` and `tables.MAP`.
    metrics
        `papers`, `topics`, papers per grade, `unassigned_share`, topic `sizes`,
        `min_topic_size` and `notes`.
    """

    assignments: pd.DataFrame
    topics: pd.DataFrame
    map: pd.DataFrame
    metrics: dict[str, Any]

    def write(self, folder: str | Path) -> None:
        """Write all tables below `folder`."""
        folder = Path(folder)
        tables.write(tables.ASSIGNMENTS, self.assignments, folder / "assignments.parquet")
        tables.write_csv(tables.ASSIGNMENTS, self.assignments, folder / "assignments.csv")
        tables.write(tables.TOPICS, self.topics, folder / "topics.parquet")
        write_json(folder / "topics.json", _as_json(self.topics))
        tables.write(tables.MAP, self.map, folder / "map.parquet")
        write_json(folder / "metrics.json", self.metrics)


def cluster(
    papers: pd.DataFrame, vectors: Vectors, neighbours: Neighbours, settings: ClusterSettings
) -> Clustering:
    """Find the topics of `papers` and describe them.

    Raises
    ------
    ValueError
        If the ids of papers, vectors and neighbours differ.
    """
    tables.check_same_ids(papers.paper_id, vectors.paper_ids, "the vectors")
    tables.check_same_ids(papers.paper_id, neighbours.paper_ids, "the neighbours")
    found = partition(neighbours, settings)
    topics = represent(papers, vectors.matrix.astype(np.float32), found.topics)
    for note in found.notes:
        logger.warning("%s", note)
    logger.info("%d topics of %d papers", len(topics), len(papers))
    return Clustering(
        _assignments(papers, found, topics),
        tables.make(tables.TOPICS, (tuple(asdict(topic).values()) for topic in topics)),
        tables.make(tables.MAP, zip(papers.paper_id, *neighbours.map.T.tolist(), strict=True)),
        _metrics(found, topics),
    )


def run(
    papers_path: str | Path,
    vectors_path: str | Path,
    neighbours_path: str | Path,
    folder: str | Path,
    settings: ClusterSettings,
) -> None:
    """Read papers, vectors and neighbours, cluster, and write the results below `folder`."""
    papers = tables.read(tables.PAPERS, papers_path)
    vectors, neighbours = Vectors.read(vectors_path), Neighbours.read(neighbours_path)
    cluster(papers, vectors, neighbours, settings).write(folder)


def _assignments(papers: pd.DataFrame, found: Partition, topics: Sequence[Topic]) -> pd.DataFrame:
    names = {topic.topic: topic.name for topic in topics} | {
        tables.UNASSIGNED: tables.UNASSIGNED_NAME
    }
    columns = (
        papers.paper_id,
        papers.title,
        found.topics.tolist(),
        [names[topic] for topic in found.topics.tolist()],
        found.grades.tolist(),
        np.round(found.confidences, 4).tolist(),
    )
    return tables.make(tables.ASSIGNMENTS, zip(*columns, strict=True))


def _metrics(found: Partition, topics: Sequence[Topic]) -> dict[str, Any]:
    n = found.topics.size
    unassigned = int((found.topics == tables.UNASSIGNED).sum())
    return {
        "papers": n,
        "topics": len(topics),
        **{
            grade: int((found.grades == grade).sum())
            for grade in (CORE, FRINGE, tables.UNASSIGNED_NAME)
        },
        "unassigned_share": round(unassigned / n, 4) if n else 0.0,
        "sizes": [topic.size for topic in topics],
        "min_topic_size": found.min_topic_size,
        "notes": list(found.notes),
    }


def _as_json(topics: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a `tables.TOPICS` as JSON values."""
    arrow = tables.to_arrow(tables.TOPICS, topics)
    rows: list[dict[str, Any]] = arrow.to_pylist()
    return rows
