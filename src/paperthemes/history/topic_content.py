"""Content of topics: their mean vectors and most distinctive terms."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from paperthemes.artifacts.clusters import Clusters
from paperthemes.artifacts.terms import Terms
from paperthemes.artifacts.vectors import Vectors
from paperthemes.text.class_tfidf import class_tfidf

MAX_TERMS = 15  # of a topic: enough to recognise it by content, few enough to store for ever


def topic_members(clusters: Clusters) -> csr_array:
    """Return a sparse matrix: each entry is 1 if the paper (column) is in the topic (row), else 0.

    Its shape is `(k, n)` for k topics and n papers, its dtype float64.
    """
    papers = np.flatnonzero(clusters.topics >= 0)  # assigned ones
    shape = (clusters.topic_count, clusters.topics.size)
    return csr_array((np.ones(papers.size), (clusters.topics[papers], papers)), shape=shape)


def compute_centres(clusters: Clusters, vectors: Vectors) -> NDArray[np.float32]:
    """Return the mean vector of each topic's papers, scaled to length 1.

    Its shape is `(k, d)` for k topics and vectors of d dimensions, its dtype float32. A mean of
    length 0 stays as it is.
    """
    centres = np.zeros((clusters.topic_count, vectors.matrix.shape[1]), np.float32)
    for topic in range(len(centres)):
        centre = vectors.matrix[clusters.topics == topic].astype(np.float32).mean(axis=0)
        centres[topic] = centre / (np.linalg.norm(centre) or 1)  # 1 avoids a division by 0
    return centres


def rank_terms(clusters: Clusters, terms: Terms) -> tuple[tuple[str, ...], ...]:
    """Return the most distinctive terms of each topic, best first, at most `MAX_TERMS`.

    Terms are ranked by c-TF-IDF; terms of equal weight are in the order of `terms`. Each is
    returned as its key in `terms.keys`, such as `few shot model`, which is the same for all
    spellings of the term. A topic whose papers use no terms has an empty tuple.
    """
    if not clusters.topic_count or not terms.keys:
        return ((),) * clusters.topic_count
    counts = csr_array(topic_members(clusters) @ terms.counts)
    used = np.flatnonzero(counts.sum(axis=0))  # columns of the terms that papers with a topic use
    weights = class_tfidf(counts[:, used])
    ranked = []
    for topic in range(clusters.topic_count):
        row = weights[[topic]]  # a matrix of one row
        # Sorted by weight, descending, then in the order of `terms`: the last key counts first.
        best = np.lexsort((row.indices, -row.data))[:MAX_TERMS]
        ranked.append(tuple(terms.keys[used[term]] for term in row.indices[best]))
    return tuple(ranked)
