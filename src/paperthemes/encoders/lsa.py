"""Latent semantic analysis: vectors from the words of a corpus, without any model.

Deerwester et al., "Indexing by Latent Semantic Analysis" (JASIS 1990), on TF-IDF weights.
"""

import hashlib
import json
from collections.abc import Sequence
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from threadpoolctl import threadpool_limits

from paperthemes.artifacts.vectors import unit_rows

_SMALL = 20


def lsa_vectors(texts: Sequence[str], dimensions: int) -> NDArray[np.float32]:
    """Reduce the TF-IDF weights (sublinear, 1-2-grams) of each text by SVD.

    Parameters
    ----------
    texts
        The n texts of a corpus.
    dimensions
        Length of a vector at most; shorter where there are fewer texts or terms.

    Returns
    -------
    NDArray[np.float32]
        Shape `(n, e)` with e at most `dimensions`; a text without known words is all zeros.
    """
    nothing = np.zeros((len(texts), 0), np.float32)
    vectorizer = TfidfVectorizer(
        sublinear_tf=True,
        ngram_range=(1, 2),
        stop_words="english",
        min_df=2 if len(texts) >= _SMALL else 1,
        dtype=np.float32,
    )
    try:
        terms = vectorizer.fit_transform(texts)
    except ValueError:  # what scikit-learn says when no term is left
        return nothing
    rank = min(dimensions, terms.shape[0] - 1, terms.shape[1] - 1)
    if rank < 1:
        return nothing
    with np.errstate(invalid="ignore"):  # equal texts have no variance for it to explain
        return np.asarray(TruncatedSVD(rank, random_state=0).fit_transform(terms), np.float32)


class LsaEncoder:
    """Vectors of unit length that depend on all texts of the corpus; each is read to its end."""

    name = "lsa"
    per_text = False
    dimension = 200

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the settings and libraries; the corpus decides too."""
        parts = [self.name, self.dimension, version("scikit-learn"), version("scipy")]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of a whole corpus, shape `(len(texts), dimension)`.

        Dimensions that so few texts do not fill are zero, as is a text without known words.
        """
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        with threadpool_limits(1):  # so that the result does not depend on how many there are
            found = unit_rows(lsa_vectors(texts, self.dimension))
        vectors[:, : found.shape[1]] = found
        return vectors

    def truncated(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """Return False for each text, shape `(len(texts),)`."""
        return np.zeros(len(texts), np.bool_)
