"""Metrics of a clustering and its keywords, each with a line on how to read it."""

import json
import tomllib
from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn import metrics as sklearn_metrics

from paperthemes.artifacts.clusters import CORE, FRINGE
from paperthemes.artifacts.corpus import Corpus
from paperthemes.tables import UNASSIGNED, UNASSIGNED_NAME

N_NEIGHBOURS = 10  # of a paper, whose topics are compared with its own
SILHOUETTE_SAMPLE = 2000  # papers; the silhouette takes quadratic time
LABEL_FIELD = "label"  # field of a dump with a paper's subject, as in labelled test corpora


_METRICS = tomllib.loads(files(__package__).joinpath("metrics.toml").read_text("utf-8"))
READINGS = [{"key": key, **reading} for key, reading in _METRICS.items()]


def compute_metrics(corpus: Corpus, keywords: Sequence[Sequence[int]]) -> dict[str, Any]:
    """Compute all metrics of a clustering.

    Parameters
    ----------
    corpus
        The papers and their topics.
    keywords
        The keywords of each topic, as numbers of terms.

    Returns
    -------
    dict[str, Any]
        Counts and sizes; the keys of `READINGS`, without labels if there are none, and `None` for
        values that are not defined; `topic_stability`; `assigned` in mode `assign`; `readings`,
        how to read the values.
    """
    clusters, topics = corpus.clusters, corpus.clusters.topics
    grades = Counter(clusters.grades.tolist())
    counts = {grade: grades[grade] for grade in (CORE, FRINGE, UNASSIGNED_NAME)}
    sizes: list[int] = np.bincount(topics[topics >= 0]).tolist()
    n = max(1, topics.size)
    values: dict[str, float | None] = {
        **{f"{grade}_share": count / n for grade, count in counts.items()},
        "largest_share": max(sizes, default=0) / n,
        "stability": clusters.stability.overall,
        "knn_purity": neighbour_purity(topics, corpus.neighbours.indices),
        "silhouette": _silhouette(corpus.vectors.matrix.astype(np.float32), topics),
        **_compare_with_labels(corpus.papers, topics),
        "npmi": npmi(keywords, corpus.terms.presence),
        "diversity": diversity(keywords),
    }
    return {
        "engine": clusters.engine,
        "papers": topics.size,
        "topics": len(sizes),
        **counts,
        "sizes": sizes,
        "min_topic_size": clusters.min_topic_size,
        "notes": list(clusters.notes),
        **{key: None if value is None else round(value, 4) for key, value in values.items()},
        "readings": [reading for reading in READINGS if reading["key"] in values],
        "topic_stability": [round(value, 4) for value in clusters.stability.topics],
        **({"assigned": dict(clusters.assigned)} if clusters.assigned else {}),
    }


def neighbour_purity(topics: NDArray[np.int64], neighbours: NDArray[np.int32]) -> float | None:
    """Return the share of nearest papers that are in the same topic, over papers with a topic.

    Parameters
    ----------
    topics
        Shape `(n,)`; `UNASSIGNED` for none.
    neighbours
        Shape `(n, k)`: row numbers of each paper's nearest, itself first; ten others count.
    """
    assigned = topics != UNASSIGNED
    nearest = neighbours[assigned, 1 : 1 + N_NEIGHBOURS]
    same = topics[nearest] == topics[assigned, np.newaxis]
    return float(same.mean()) if nearest.size else None


def _silhouette(vectors: NDArray[np.float32], topics: NDArray[np.int64]) -> float | None:
    """Return the mean cosine silhouette of a sample (Rousseeuw 1987)."""
    assigned = np.flatnonzero(topics != UNASSIGNED)
    sample = np.sort(np.random.RandomState(0).permutation(assigned)[:SILHOUETTE_SAMPLE])
    if not 1 < np.unique(topics[sample]).size < sample.size:
        return None
    return float(sklearn_metrics.silhouette_score(vectors[sample], topics[sample], metric="cosine"))


def _compare_with_labels(papers: pd.DataFrame, topics: NDArray[np.int64]) -> dict[str, float]:
    """Compare topics with the papers' labels, unassigned papers as one topic.

    Return nothing if there are fewer than two different labels.
    """
    labels = np.array([str(json.loads(extra).get(LABEL_FIELD) or "") for extra in papers.extra])
    truth, predicted = labels[labels != ""], topics[labels != ""]
    if np.unique(truth).size < 2:
        return {}
    return {
        "ami": float(sklearn_metrics.adjusted_mutual_info_score(truth, predicted)),
        "ari": float(sklearn_metrics.adjusted_rand_score(truth, predicted)),
        "v_measure": float(sklearn_metrics.v_measure_score(truth, predicted)),
    }


def npmi(keywords: Sequence[Sequence[int]], presence: csr_array) -> float | None:
    """Return the coherence of keywords: the mean NPMI of pairs in the same topic.

    Bouma, "Normalized (pointwise) mutual information in collocation extraction", GSCL 2009; as a
    measure of topics: Lau, Newman & Baldwin, EACL 2014.

    Parameters
    ----------
    keywords
        The keywords of each topic, as columns of `presence`; topics with fewer than two do not
        count.
    presence
        Shape `(n, t)`: 1 where a paper uses a term.
    """
    columns = presence.tocsc()
    used = (columns[:, list(chosen)].toarray() for chosen in keywords if len(chosen) > 1)
    means = [_npmi_of_pairs(matrix).mean() for matrix in used]
    return float(np.mean(means)) if means else None


def _npmi_of_pairs(presence: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the NPMI of each pair of columns: -1 if never, 1 if always in the same paper."""
    papers = len(presence)
    together = (presence.T @ presence).astype(np.float64)
    first, second = np.triu_indices(presence.shape[1], 1)
    both, single = together[first, second], np.diag(together)
    values = np.full(both.size, -1.0)
    defined = (both > 0) & (both < papers)
    expected = single[first] * single[second] / papers
    values[defined] = np.log(both[defined] / expected[defined]) / -np.log(both[defined] / papers)
    values[both == papers] = 1.0
    return values


def diversity(keywords: Sequence[Sequence[int]]) -> float | None:
    """Return the number of different keywords as a share of all topics' keywords.

    Dieng, Ruiz & Blei, "Topic modeling in embedding spaces", TACL 8, 2020.
    """
    terms = list(chain(*keywords))
    return len(set(terms)) / len(terms) if terms else None
