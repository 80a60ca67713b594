"""Points of a sweep: the topics and metrics of a clustering with some of its settings changed."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from paperthemes import tables
from paperthemes.artifacts.clusters import Clusters
from paperthemes.artifacts.corpus import Corpus
from paperthemes.artifacts.terms import Terms
from paperthemes.artifacts.vectors import Neighbours, Vectors
from paperthemes.errors import UserError
from paperthemes.files import read_arrays, write_arrays, write_json

logger = logging.getLogger(__name__)

Outline = Mapping[str, Any]  # `topics` and `metrics` of a clustering, see `describe/outline.py`

MAX_TOPICS = 50  # of a point that are listed: the largest
# Entries of the metrics that are no numbers of the whole clustering.
_NO_NUMBERS = ("readings", "engine", "notes", "sizes", "topic_stability")


def run_neighbours(find: Callable[[], None], neighbours_path: str | Path) -> None:
    """Let `find` write a neighbour graph; if it fails, write the error in place of the graph.

    So only the points that need this graph fail, not the run.
    """
    try:
        find()
    except Exception as error:
        write_arrays(neighbours_path, error=np.array(_log_error("neighbours", error)))


def run(
    inputs: Mapping[str, str],
    outputs: Mapping[str, str],
    clustering: str,
    points: Mapping[str, Mapping[str, Any]],
    *,
    cluster: Callable[[pd.DataFrame, Neighbours], Sequence[Clusters]],
    outline: Callable[[Corpus], Outline],
) -> None:
    """Find and measure the topics of some points of a sweep, and write the results.

    If a point fails, its error is written in place of its topics.

    Parameters
    ----------
    inputs
        Paths of `papers`, `vectors`, `neighbours` and `terms`.
    outputs
        Paths to write: `points`, a JSON object with the `clustering` and the `points`, and
        `labels`, with the columns of `labels_table`.
    clustering
        Name of the clustering.
    points
        The values of the settings of the sweep, by the name of the point.
    cluster
        Returns the clusters of the papers for each point.
    outline
        Returns the outline of a clustering.
    """
    papers = tables.read(tables.PAPERS, inputs["papers"])
    vectors, terms = Vectors.read(inputs["vectors"]), Terms.read(inputs["terms"])
    corpora: dict[str, Corpus] = {}
    results, started = {}, monotonic()
    try:
        neighbours = _read_neighbours(inputs["neighbours"])
        parts: dict[str, Any] = {"vectors": vectors, "neighbours": neighbours, "terms": terms}
        for name, clusters in zip(points, cluster(papers, neighbours), strict=True):
            corpora[name] = Corpus(papers=papers, clusters=clusters, **parts)
    except Exception as error:
        results = dict.fromkeys(points, _describe_failure(", ".join(points), error))
    shared_seconds = (monotonic() - started) / len(points)
    results |= {name: _outline_point(name, corpora[name], outline) for name in corpora}
    made = [
        {"point": name, "settings": dict(values), **results[name]}
        | {"seconds": round(shared_seconds + results[name]["seconds"], 2)}
        for name, values in points.items()
    ]
    write_json(outputs["points"], {"clustering": clustering, "points": made})
    labels = {n: c.clusters.topics for n, c in corpora.items() if results[n]["error"] is None}
    frame = pd.DataFrame({"paper_id": papers.paper_id, **labels})
    tables.write(labels_table(labels), frame, outputs["labels"])


def labels_table(names: Iterable[str]) -> tables.Table:
    """Return the table with the topic of each paper in each of some clusterings."""
    meaning = f"number of the paper's topic, {tables.UNASSIGNED} for none"
    paper_id = tables.Column("paper_id", pa.string(), "id of the paper")
    columns = (tables.Column(name, pa.int64(), meaning) for name in names)
    return tables.Table("labels", "paper_id", (paper_id, *columns))


def _read_neighbours(path: str) -> Neighbours:
    """Read a neighbour graph.

    Raises
    ------
    UserError
        If the file has an error in place of the graph; with the message of this error.
    """
    arrays = read_arrays(path)
    if "error" in arrays:
        raise UserError(str(arrays["error"]))
    return Neighbours.read(path)


def _outline_point(
    name: str, corpus: Corpus, outline: Callable[[Corpus], Outline]
) -> dict[str, Any]:
    """Return the error of a point or `None`, its metrics and topics, and the seconds it took."""
    started = monotonic()
    try:
        outlined = outline(corpus)
    except Exception as error:
        return _describe_failure(name, error)
    return {
        "error": None,
        "metrics": {k: v for k, v in outlined["metrics"].items() if k not in _NO_NUMBERS},
        "readings": outlined["metrics"]["readings"],
        "topics": outlined["topics"][:MAX_TOPICS],
        "seconds": monotonic() - started,
    }


def _describe_failure(what: str, error: Exception) -> dict[str, Any]:
    """Log an error, and return what is written of a point that failed by it."""
    message = _log_error(what, error)
    return {"error": message, "metrics": {}, "readings": [], "topics": [], "seconds": 0.0}


def _log_error(what: str, error: Exception) -> str:
    """Log an error with its traceback, which only the file gets; return its message in one line.

    Raises
    ------
    OSError
        If it is the error: settings have no fault in it, but perhaps a full disk.
    """
    if isinstance(error, OSError):
        raise error
    text = str(error) if isinstance(error, UserError) else f"{type(error).__name__}: {error}"
    message = " ".join(text.split())
    logger.warning("%s failed: %s", what, message)
    logger.info("Traceback:", exc_info=error)
    return message
