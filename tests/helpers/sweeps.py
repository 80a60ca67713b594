"""Helpers for tests of sweeps: results of a sweep made by hand."""

from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from paperthemes.sweep.combinations import format_value
from paperthemes.sweep.results import SweepResults
from paperthemes.workflow.config import Clustering

DEFAULTS = Clustering().model_dump()
CLUSTERINGS = {"fine": Clustering(granularity="fine").model_dump()}
PARAMETERS: dict[str, list[Any]] = {
    "granularity": ["broad", "medium", "fine"],
    "max_unassigned": [0.0, 0.1],
    "neighbours.lexical_weight": [0.0, 0.6],
}
PAPERS = 120
READINGS = [
    {"key": "unassigned_share", "name": "unassigned", "line": "share without a topic"},
    {"key": "stability", "name": "clustering stability", "line": "agreement of repeats"},
    {"key": "knn_purity", "name": "neighbour purity", "line": "share of neighbours"},
    {"key": "npmi", "name": "keyword coherence", "line": "keywords in the same papers"},
]
_TOPICS = {"broad": 4, "medium": 12, "fine": 24}
_COHERENCE = {"broad": 0.1, "medium": 0.4, "fine": 0.42}


def make_sweep(
    parameters: dict[str, list[Any]] | None = None,
    *,
    current: str | None = "granularity=fine,max_unassigned=0.1,neighbours.lexical_weight=0.6",
    failed: dict[int, str] | None = None,
    name_topic: str = "Topic",
) -> SweepResults:
    """Make a sweep in which the lexical weight changes nothing.

    `granularity` decides the number of topics, 4, 12 or 24; its coherence grows little from 12 on.
    With a `max_unassigned` of 0.1, the last 12 papers have no topic. `failed` has the errors of the
    points that failed, by index.
    """
    parameters = parameters or PARAMETERS
    points: list[dict[str, Any]] = []
    columns: dict[str, np.ndarray] = {}
    for index, values in enumerate(product(*parameters.values())):
        settings = dict(zip(parameters, values, strict=True))
        name = ",".join(f"{key}={format_value(value)}" for key, value in settings.items())
        error = (failed or {}).get(index)
        labels = _label_papers(settings)
        if error is None:
            columns[name] = labels
        points.append(
            {
                **{"point": name, "settings": settings, "error": error, "seconds": 1.5 + index},
                "metrics": {} if error else _measure(settings, labels),
                "topics": [] if error else _list_topics(labels, name_topic),
            }
        )
    now = {"granularity": "fine", "max_unassigned": 0.1}
    content = {
        **{"clustering": "fine", "papers": PAPERS, "parameters": parameters},
        **{"current": current, "readings": READINGS, "points": points},
    }
    ids = [f"{number:012x}" for number in range(PAPERS)]
    labels_table = {"paper_id": ids, **columns, "current": _label_papers(now)}
    return SweepResults(content=content, labels=pd.DataFrame(labels_table))


def _label_papers(settings: dict[str, Any]) -> np.ndarray:
    """Return the topic of each paper: all topics have equally many papers."""
    count = settings.get("min_topic_size") or _TOPICS[settings.get("granularity", "fine")]
    labels = np.arange(PAPERS) * count // PAPERS
    labels[PAPERS - round(PAPERS * settings.get("max_unassigned", 0)) :] = -1
    return np.unique(labels, return_inverse=True)[1] - (labels[-1] < 0)


def _measure(settings: dict[str, Any], labels: np.ndarray) -> dict[str, float]:
    """Return metrics of a point."""
    granularity = settings.get("granularity", "fine")
    return {
        "topics": int(labels.max()) + 1,
        "unassigned_share": float((labels < 0).mean()),
        "stability": {"broad": 0.9, "medium": 0.88, "fine": 0.7}[granularity],
        "knn_purity": 0.5,
        "npmi": _COHERENCE[granularity],
    }


def _list_topics(labels: np.ndarray, name: str) -> list[dict[str, Any]]:
    """Return the ten largest topics."""
    sizes = np.bincount(labels[labels >= 0])
    return [
        {"name": f"{name} {topic}", "size": int(size), "keywords": ["a word", name, "more", "x"]}
        for topic, size in enumerate(sizes[:10])
    ]
