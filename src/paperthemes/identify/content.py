"""What topics are about: their middle among the vectors, and their terms."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from paperthemes.artifacts.clusters import Clusters
from paperthemes.artifacts.terms import Terms
from paperthemes.artifacts.vectors import Vectors
from paperthemes.text.class_tfidf import class_tfidf

_TERMS = 15  # of a topic


def centres_of(found: Clusters, vectors: Vectors) -> NDArray[np.float32]:
    """Return the mean vector of each topic, of length 1: shape `(k, d)`."""
    centres = np.zeros((len(found.seeded), vectors.matrix.shape[1]), np.float32)
    for topic in range(len(centres)):
        centre = vectors.matrix[found.topics == topic].astype(np.float32).mean(axis=0)
        centres[topic] = centre / (np.linalg.norm(centre) or 1)
    return centres


def telling_terms(found: Clusters, vocabulary: Terms) -> tuple[tuple[str, ...], ...]:
    """Return the keys of the terms that say most of each topic by c-TF-IDF, best first."""
    if not found.seeded or not vocabulary.keys:
        return ((),) * len(found.seeded)
    rows = np.flatnonzero(found.topics >= 0)
    shape = (len(found.seeded), found.topics.size)
    members = csr_array((np.ones(rows.size), (found.topics[rows], rows)), shape=shape)
    counts = csr_array(members @ vocabulary.counts)
    said = np.flatnonzero(counts.sum(axis=0))
    weights = class_tfidf(counts[:, said])
    result = []
    for topic in range(len(found.seeded)):
        row = weights[[topic]]
        best = np.lexsort((row.indices, -row.data))[:_TERMS]
        result.append(tuple(vocabulary.keys[said[term]] for term in row.indices[best]))
    return tuple(result)
