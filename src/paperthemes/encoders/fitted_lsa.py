"""Latent semantic analysis, fitted to a corpus and then applied to other texts."""

from collections.abc import Sequence

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from paperthemes.artifacts.vectors import Matrix, unit_rows
from paperthemes.encoders.lsa import DIMENSION
from paperthemes.encoders.tfidf import MIN_TEXTS_FOR_MIN_DF


class FittedLsa:
    """The terms and dimensions of a corpus, with which other texts become vectors.

    Placing a text among vectors that were made without it is called folding-in (Deerwester et al.,
    "Indexing by Latent Semantic Analysis", JASIS 1990). `LsaEncoder` has no vectors for other
    texts, because it needs less memory than scikit-learn's classes, which are used here.

    Parameters
    ----------
    texts
        The texts of the corpus.

    Attributes
    ----------
    vectors
        Shape `(len(texts), e)`, float32: the vectors of these texts, of unit length, or all zeros
        for a text without terms. e is `DIMENSION`, or less in a small corpus.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._terms = TfidfVectorizer(  # the settings of `weigh_terms`
            sublinear_tf=True,
            ngram_range=(1, 2),
            stop_words="english",
            min_df=2 if len(texts) >= MIN_TEXTS_FOR_MIN_DF else 1,
            dtype=np.float32,
        )
        weights = self._terms.fit_transform(texts)
        self._svd = TruncatedSVD(max(1, min(DIMENSION, *(n - 1 for n in weights.shape))))
        self._svd.set_params(random_state=0).fit(weights)
        self.vectors = self.encode(texts)

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Return the vector of each text, shape `(len(texts), e)`, float32.

        Terms that the corpus does not have are left out. A text with no other terms has a vector of
        zeros.
        """
        return unit_rows(self._svd.transform(self._terms.transform(texts)).astype(np.float32))
