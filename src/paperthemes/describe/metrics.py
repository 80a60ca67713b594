"""Metrics of a clustering and its keywords, each with a sentence on how to read it."""

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
from scipy.sparse import csc_array, csr_array

from paperthemes.artifacts.clusters import CORE, FRINGE
from paperthemes.artifacts.corpus import Corpus
from paperthemes.artifacts.vectors import unit_rows
from paperthemes.tables import UNASSIGNED, UNASSIGNED_NAME

N_NEIGHBOURS = 10  # nearest papers whose topics are compared with that of a paper
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
        The keywords of each topic, as indices of terms in `corpus.terms`.

    Returns
    -------
    dict[str, Any]
        - `papers`, `topics`: their numbers; `sizes`: the number of papers of each topic.
        - `core`, `fringe`, `unassigned`: the number of papers of each grade.
        - `engine`, `min_topic_size`: as in `Clusters`; `notes`: those of `Vectors` and `Clusters`.
        - The metrics whose keys are in `READINGS`; `None` if a value is not defined. Metrics that
          compare topics with labels are left out if there are fewer than two different labels.
        - `readings`: the items of `READINGS` for these metrics.
        - `topic_stability`: the stability of each topic; empty if the clustering was not repeated.
        - `assigned`, only with `mode: assign`: numbers of papers, as in `Clusters`.
    """
    clusters, topics = corpus.clusters, corpus.clusters.topics
    grades = Counter(clusters.grades.tolist())
    counts = {grade: grades[grade] for grade in (CORE, FRINGE, UNASSIGNED_NAME)}
    sizes: list[int] = np.bincount(topics[topics >= 0]).tolist()
    paper_count = max(1, topics.size)
    values: dict[str, float | None] = {
        **{f"{grade}_share": count / paper_count for grade, count in counts.items()},
        "largest_share": max(sizes, default=0) / paper_count,
        "stability": clusters.stability.overall,
        "knn_purity": neighbour_purity(topics, corpus.neighbours.indices),
        "silhouette": _compute_silhouette(corpus.vectors.matrix, topics),
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
        "notes": [*corpus.vectors.notes, *clusters.notes],
        **{key: None if value is None else round(value, 4) for key, value in values.items()},
        "readings": [reading for reading in READINGS if reading["key"] in values],
        "topic_stability": [round(value, 4) for value in clusters.stability.topics],
        **({"assigned": dict(clusters.assigned)} if clusters.assigned else {}),
    }


def neighbour_purity(topics: NDArray[np.int64], neighbours: NDArray[np.int32]) -> float | None:
    """Return the mean share of a paper's nearest papers that are in the same topic.

    The mean is over all papers with a topic; `None` if there are none, or if papers have no
    neighbours.

    Parameters
    ----------
    topics
        Shape `(n,)`: topic of each paper; `UNASSIGNED` for none.
    neighbours
        Shape `(n, k)`: row numbers of the nearest papers of each paper, the paper itself first. The
        next `N_NEIGHBOURS` count.
    """
    assigned = topics != UNASSIGNED
    nearest = neighbours[assigned, 1 : 1 + N_NEIGHBOURS]
    same = topics[nearest] == topics[assigned, np.newaxis]
    return float(same.mean()) if nearest.size else None


def _compute_silhouette(vectors: NDArray[np.float16], topics: NDArray[np.int64]) -> float | None:
    """Return the mean cosine silhouette of the assigned papers (Rousseeuw 1987).

    Of more than `SILHOUETTE_SAMPLE` assigned papers, a random sample of that size is used. Return
    `None` if the papers used have fewer than two topics, or only topics of one paper each, because
    the silhouette is then not defined.
    """
    assigned = np.flatnonzero(topics != UNASSIGNED)
    sample = np.sort(np.random.RandomState(0).permutation(assigned)[:SILHOUETTE_SAMPLE])
    if not 1 < np.unique(topics[sample]).size < sample.size:
        return None
    return mean_silhouette(vectors[sample].astype(np.float32), topics[sample])


def mean_silhouette(vectors: NDArray[np.float32], topics: NDArray[np.int64]) -> float:
    """Return the mean cosine silhouette of papers, as scikit-learn does, but without importing it.

    Rousseeuw, "Silhouettes", Journal of Computational and Applied Mathematics 20, 1987.

    Parameters
    ----------
    vectors
        Shape `(n, d)`.
    topics
        Shape `(n,)`: topics of the papers, at least two different ones.
    """
    _, topics, sizes = np.unique(topics, return_inverse=True, return_counts=True)
    unit = unit_rows(vectors).astype(np.float64)
    sums = np.zeros((sizes.size, unit.shape[1]))
    np.add.at(sums, topics, unit)
    # The sum of a paper's cosine distances to the papers of each topic: shape `(n, topics)`.
    distances = sizes - unit @ sums.T
    rows = np.arange(topics.size)
    # The distance to itself does not count; it is 1 for a vector of zeros.
    distances[rows, topics] -= 1 - np.einsum("ij,ij->i", unit, unit)
    distances[distances < 1e-6 * sizes] = 0  # rounding errors
    own_distances = distances[rows, topics] / np.maximum(sizes[topics] - 1, 1)
    distances[rows, topics] = np.inf
    next_distances = (distances / sizes).min(axis=1)
    largest = np.maximum(next_distances, own_distances)
    gaps = (next_distances - own_distances) / np.where(largest > 0, largest, 1)
    # A paper that is alone in its topic counts 0.
    return float(np.where(sizes[topics] > 1, gaps, 0).mean())


def _compare_with_labels(papers: pd.DataFrame, topics: NDArray[np.int64]) -> dict[str, float]:
    """Return AMI, ARI and V-measure of topics and labels, by key of the metric.

    The label of a paper is the field `LABEL_FIELD` of its `extra`, which is JSON. Papers without a
    label are left out; unassigned papers count as one topic. With fewer than two different labels,
    the result is empty.
    """
    labels = np.array([str(json.loads(extra).get(LABEL_FIELD) or "") for extra in papers.extra])
    truth, predicted = labels[labels != ""], topics[labels != ""]
    if np.unique(truth).size < 2:
        return {}
    from sklearn import metrics as sklearn_metrics  # lazy: takes half a second

    return {
        "ami": float(sklearn_metrics.adjusted_mutual_info_score(truth, predicted)),
        "ari": float(sklearn_metrics.adjusted_rand_score(truth, predicted)),
        "v_measure": float(sklearn_metrics.v_measure_score(truth, predicted)),
    }


def npmi(keywords: Sequence[Sequence[int]], presence: csr_array) -> float | None:
    """Return the coherence of keywords: the mean over topics of the mean NPMI of keyword pairs.

    NPMI is the normalised pointwise mutual information. It is high if papers that use one keyword
    often use the other, too.

    Bouma, "Normalized (pointwise) mutual information in collocation extraction", GSCL 2009; as a
    measure of topics: Lau, Newman & Baldwin, EACL 2014.

    Parameters
    ----------
    keywords
        The keywords of each topic, as columns of `presence`. Topics with fewer than two keywords do
        not count; the result is `None` if there are no others.
    presence
        Shape `(n, t)`: 1 where a paper uses a term.
    """
    columns = presence.tocsc()
    topics = (list(topic_keywords) for topic_keywords in keywords if len(topic_keywords) > 1)
    means = [_compute_pair_npmi(columns[:, topic]).mean() for topic in topics]
    return float(np.mean(means)) if means else None


def _compute_pair_npmi(presence: csc_array) -> NDArray[np.float64]:
    """Return the NPMI of each pair of terms: -1 if no paper uses both, 1 if all papers use both.

    The result has one value for each of the c (c - 1) / 2 pairs.

    Parameters
    ----------
    presence
        Shape `(n, c)`: 1 where a paper uses a term.
    """
    n = presence.shape[0]
    # The papers that use both of two terms.
    together = (presence.T @ presence).toarray().astype(np.float64)
    first, second = np.triu_indices(presence.shape[1], 1)  # the columns of each pair
    both, single = together[first, second], np.diag(together)  # of each pair, and of each term
    values = np.full(both.size, -1.0)
    defined = (both > 0) & (both < n)  # elsewhere, the formula is not defined
    expected = single[first] * single[second] / n  # papers with both if terms were independent
    values[defined] = np.log(both[defined] / expected[defined]) / -np.log(both[defined] / n)
    values[both == n] = 1.0
    return values


def diversity(keywords: Sequence[Sequence[int]]) -> float | None:
    """Return the number of different keywords as a share of the keywords of all topics.

    `keywords` has the keywords of each topic. The result is `None` if there are none.

    Dieng, Ruiz & Blei, "Topic modeling in embedding spaces", TACL 8, 2020.
    """
    terms = list(chain(*keywords))
    return len(set(terms)) / len(terms) if terms else None
