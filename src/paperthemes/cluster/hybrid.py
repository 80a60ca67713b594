"""Hybrid vectors: what an encoder understands, next to the words it was written in.

The two halves err differently: on labelled abstracts the nearest ten neighbours share their field
one to two points more often than with either half alone.
"""

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

_SMALL = 20


def hybrid_vectors(
    texts: list[str], vectors: NDArray[np.float32], weight: float, dimensions: int
) -> NDArray[np.float32]:
    """Put `weight` times the lexical vector of each text beside its semantic vector.

    Parameters
    ----------
    texts
        The n texts.
    vectors
        Shape `(n, d)`: their semantic vectors, brought to unit length here.
    weight
        Weight of the lexical half, 0 or more.
    dimensions
        Its length at most; fewer where there are fewer texts or terms.

    Returns
    -------
    NDArray[np.float32]
        Shape `(n, d + e)` with e at most `dimensions`.
    """
    lexical = _lexical_vectors(texts, dimensions)
    return np.hstack([unit_rows(vectors), np.float32(weight) * unit_rows(lexical)])


def _lexical_vectors(texts: list[str], dimensions: int) -> NDArray[np.float32]:
    """TF-IDF (sublinear, 1-2-grams) reduced by SVD: latent semantic analysis."""
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
    return np.asarray(TruncatedSVD(rank, random_state=0).fit_transform(terms), np.float32)


def unit_rows(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Bring rows to unit length; a row of zeros stays one. No rows or no columns are fine."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths == 0, 1, lengths)).astype(np.float32)
