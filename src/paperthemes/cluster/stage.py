"""The stage itself: topics of one clustering, and the tables that hold them."""

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from paperthemes import tables
from paperthemes.cluster.membership import CORE, FRINGE
from paperthemes.cluster.neighbours import Neighbours
from paperthemes.cluster.partition import Partition, partition
from paperthemes.cluster.quality import quality
from paperthemes.cluster.represent import Topic, represent, terms_held
from paperthemes.cluster.settings import ClusterSettings
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
        `engine`, `papers`, `topics`, papers per grade, topic `sizes`, `min_topic_size`, `notes`,
        and what `quality` tells.
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
    matrix = vectors.matrix.astype(np.float32)
    with threadpool_limits(1):  # sums in another order could turn what is nearly equal
        found = partition(neighbours, settings)
        held = terms_held(papers)
        topics = represent(papers, matrix, found.topics, held)
    for note in found.notes:
        logger.warning("%s", note)
    logger.info("%d topics of %d papers (%s)", len(topics), len(papers), settings.engine)
    return Clustering(
        _assignments(papers, found, topics),
        _topics(topics, found),
        tables.make(tables.MAP, zip(papers.paper_id, *neighbours.map.T.tolist(), strict=True)),
        {
            "engine": settings.engine,
            **_counts(found, topics),
            **quality(papers, matrix, neighbours.indices, found, topics, held),
        },
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
        found.runners_up.tolist(),
        np.round(found.margins, 4).tolist(),
    )
    return tables.make(tables.ASSIGNMENTS, zip(*columns, strict=True))


def _topics(topics: Sequence[Topic], found: Partition) -> pd.DataFrame:
    stabilities = found.stability.topics or (None,) * len(topics)
    return tables.make(
        tables.TOPICS,
        (
            (*asdict(topic).values(), None if stability is None else round(stability, 4))
            for topic, stability in zip(topics, stabilities, strict=True)
        ),
    )


def _counts(found: Partition, topics: Sequence[Topic]) -> dict[str, Any]:
    return {
        "papers": found.topics.size,
        "topics": len(topics),
        **{
            grade: int((found.grades == grade).sum())
            for grade in (CORE, FRINGE, tables.UNASSIGNED_NAME)
        },
        "sizes": [topic.size for topic in topics],
        "min_topic_size": found.smallest,
        "notes": list(found.notes),
    }


def _as_json(topics: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a `tables.TOPICS` as JSON values."""
    arrow = tables.to_arrow(tables.TOPICS, topics)
    rows: list[dict[str, Any]] = arrow.to_pylist()
    return rows
