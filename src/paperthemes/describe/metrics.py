"""How good a clustering is, in numbers, each with a line on how to read it."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import (
    adjusted_mutual_info_score,
    adjusted_rand_score,
    silhouette_score,
    v_measure_score,
)
from threadpoolctl import threadpool_limits

from paperthemes.artifacts.clusters import CORE, FRINGE, Clusters
from paperthemes.artifacts.neighbours import Neighbours
from paperthemes.artifacts.vectors import Vectors
from paperthemes.tables import UNASSIGNED, UNASSIGNED_NAME

_NEAR = 10
_SAMPLE = 2000
_LABEL = "label"  # field of a dump that says what a paper is about


@dataclass(frozen=True, slots=True)
class Reading:
    """What a key of the metrics is called, and how to read its number."""

    key: str
    name: str
    line: str


READINGS = (
    Reading(
        "core_share",
        "core",
        "share of the papers that clearly belong to their topic; with equally many topics, more of "
        "it means sharper ones",
    ),
    Reading(
        "fringe_share",
        "fringe",
        "share that belongs to its topic less clearly; read them with the runner-up in mind",
    ),
    Reading(
        "unassigned_share",
        "unassigned",
        "share that fits no topic well enough; never above max_unassigned, unless the papers are "
        "too few for any topic",
    ),
    Reading(
        "largest_share",
        "largest topic",
        "its share of the papers; above three times an even share (1 / topics) it may be a "
        "catch-all: try a finer granularity",
    ),
    Reading(
        "stability",
        "stability",
        "agreement (adjusted Rand index) of repeats on other seeds, for consensus on a quarter of "
        "the layouts each, so less thorough than the result: 1 is equal, 0 is chance; below 0.6 "
        "draw no conclusions from single topics",
    ),
    Reading(
        "knn_purity",
        "neighbour purity",
        "share of a paper's nearest, up to ten, that are in its topic; compare it with the largest "
        "topic's share, which chance would give at most",
    ),
    Reading(
        "silhouette",
        "silhouette",
        "how much nearer papers are to their own topic than to the next, -1 to 1; abstracts "
        "of research overlap, so 0.05 to 0.2 is usual",
    ),
    Reading(
        "ami",
        "AMI with the labels",
        "adjusted mutual information with the papers' own labels: 1 is equal, 0 is chance",
    ),
    Reading("ari", "ARI with the labels", "adjusted Rand index with them: 1 is equal, 0 is chance"),
    Reading(
        "v_measure",
        "V-measure with the labels",
        "harmonic mean of pure topics and whole labels, 0 to 1; grows with the number of topics",
    ),
)


def compute_metrics(
    papers: pd.DataFrame, vectors: Vectors, neighbours: Neighbours, found: Clusters, engine: str
) -> dict[str, Any]:
    """Tell in numbers what the topics of `papers` are like: the metrics of a `Clustering`."""
    with threadpool_limits(1):
        told = measure_quality(papers, vectors.matrix.astype(np.float32), neighbours.indices, found)
    return {"engine": engine, **_counts(found), **told}


def measure_quality(
    papers: pd.DataFrame,
    vectors: NDArray[np.float32],
    nearest: NDArray[np.int32],
    found: Clusters,
) -> dict[str, Any]:
    """Measure a clustering of n papers.

    Parameters
    ----------
    papers
        A `tables.PAPERS`.
    vectors
        Shape `(n, d)`: their vectors.
    nearest
        Shape `(n, k)`: indices of each paper's nearest, itself first.
    found
        Their topics.

    Returns
    -------
    dict[str, Any]
        The keys of `READINGS`, but for labels where there are none, with `None` for what cannot be
        told; `topic_stability`; and `readings`, how to read what is there.
    """
    shares = Counter(found.grades.tolist())
    n = max(1, len(papers))
    sizes = np.bincount(found.topics[found.topics >= 0])
    numbers: dict[str, float | None] = {
        **{f"{grade}_share": shares[grade] / n for grade in (CORE, FRINGE, UNASSIGNED_NAME)},
        "largest_share": int(sizes.max(initial=0)) / n,
        "stability": found.stability.overall,
        "knn_purity": knn_purity(found.topics, nearest),
        "silhouette": _silhouette(vectors, found.topics),
        **_with_labels(_labels(papers), found.topics),
    }
    return {
        **round_metrics(numbers, READINGS),
        "topic_stability": [round(value, 4) for value in found.stability.topics],
    }


def round_metrics(
    numbers: Mapping[str, float | None], readings: Sequence[Reading]
) -> dict[str, Any]:
    """Return numbers rounded, and under `readings` how to read those that are there."""
    return {
        **{key: None if value is None else round(value, 4) for key, value in numbers.items()},
        "readings": [asdict(reading) for reading in readings if reading.key in numbers],
    }


def knn_purity(topics: NDArray[np.int64], nearest: NDArray[np.int32]) -> float | None:
    """Return the share of nearest papers that are in the same topic, over papers that have one.

    Parameters
    ----------
    topics
        Shape `(n,)`; `UNASSIGNED` is none.
    nearest
        Shape `(n, k)`: indices of each paper's nearest, itself first; ten others are looked at.
    """
    assigned = topics != UNASSIGNED
    near = nearest[assigned, 1 : 1 + _NEAR]
    if near.size == 0:
        return None
    return float((topics[near] == topics[assigned, np.newaxis]).mean())


def _counts(found: Clusters) -> dict[str, Any]:
    grades = Counter(found.grades.tolist())
    sizes = np.bincount(found.topics[found.topics >= 0]).tolist()
    return {
        "papers": found.topics.size,
        "topics": len(sizes),
        **{grade: grades[grade] for grade in (CORE, FRINGE, UNASSIGNED_NAME)},
        "sizes": sizes,
        "min_topic_size": found.min_topic_size,
        "notes": list(found.notes),
    }


def _silhouette(vectors: NDArray[np.float32], topics: NDArray[np.int64]) -> float | None:
    """Return the mean silhouette by cosine of a sample (Rousseeuw 1987)."""
    assigned = np.flatnonzero(topics != UNASSIGNED)
    sample = np.sort(np.random.RandomState(0).permutation(assigned)[:_SAMPLE])
    if not 1 < np.unique(topics[sample]).size < sample.size:
        return None
    return float(silhouette_score(vectors[sample], topics[sample], metric="cosine"))


def _labels(papers: pd.DataFrame) -> list[str]:
    """Return the label that a dump gave each paper; empty where it gave none."""
    return [str(json.loads(extra).get(_LABEL) or "") for extra in papers.extra]


def _with_labels(labels: Sequence[str], topics: NDArray[np.int64]) -> dict[str, float | None]:
    """Compare with the labels, the unassigned as one topic; nothing if there are not two labels."""
    labelled = np.flatnonzero([bool(label) for label in labels])
    truth, ours = np.array(labels)[labelled].tolist(), topics[labelled]
    if len(set(truth)) < 2:
        return {}
    return {
        "ami": float(adjusted_mutual_info_score(truth, ours)),
        "ari": float(adjusted_rand_score(truth, ours)),
        "v_measure": float(v_measure_score(truth, ours)),
    }
