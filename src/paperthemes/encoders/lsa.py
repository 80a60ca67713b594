"""Latent semantic analysis: vectors from the words of a corpus, without a model.

Deerwester et al., "Indexing by Latent Semantic Analysis" (JASIS 1990), on TF-IDF weights.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import TruncatedSVD
from threadpoolctl import threadpool_limits

from paperthemes.artifacts.vectors import unit_rows
from paperthemes.encoders.tfidf import weigh_terms

DIMENSION = 200  # length of a vector


def lsa_vectors(texts: Iterable[str], dimensions: int) -> NDArray[np.float32]:
    """Return a vector of each text: its TF-IDF weights, reduced to few dimensions by SVD.

    Parameters
    ----------
    texts
        The n texts of a corpus, which are read once.
    dimensions
        Maximum length of a vector.

    Returns
    -------
    NDArray[np.float32]
        Shape `(n, e)`; e is the smallest of `dimensions`, n - 1 and the number of terms minus 1, or
        0 if there are no texts or no terms. The vector of a text without terms is all zeros.
    """
    weights = weigh_terms(texts)  # shape (texts, terms)
    rank = min(dimensions, weights.shape[0] - 1, weights.shape[1] - 1)
    if rank < 1:
        return np.zeros((weights.shape[0], 0), np.float32)
    # For equal texts, scikit-learn divides 0 by 0 when it computes the explained variance.
    with np.errstate(invalid="ignore"):
        return np.asarray(TruncatedSVD(rank, random_state=0).fit_transform(weights), np.float32)


class LsaEncoder:
    """Encoder by latent semantic analysis, with vectors of unit length or of zeros only.

    A vector depends on all texts of the corpus. Texts are never truncated.
    """

    name = "lsa"
    per_text = False

    @property
    def fingerprint(self) -> str:
        """SHA-256, in hex, of the encoder's name, `DIMENSION` and the versions of the libraries."""
        parts = [self.name, DIMENSION, version("scikit-learn"), version("scipy")]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of a whole corpus, shape `(len(texts), DIMENSION)`.

        A vector has unit length or is all zeros, such as that of a text without terms. In a small
        corpus, `lsa_vectors` gives fewer than `DIMENSION` values per text, so zeros are appended.
        """
        vectors = np.zeros((len(texts), DIMENSION), np.float32)
        with threadpool_limits(1):  # sums must not depend on the number of threads
            rows = unit_rows(lsa_vectors(texts, DIMENSION))
        vectors[:, : rows.shape[1]] = rows
        return vectors

    def is_truncated(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """Return False for each text, because texts are read whole; shape `(len(texts),)`."""
        return np.zeros(len(texts), np.bool_)
