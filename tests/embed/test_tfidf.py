"""TF-IDF weights, in comparison with scikit-learn's."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from helpers.corpora import corpus
from paperthemes.encoders import tfidf
from paperthemes.encoders.tfidf import weigh_terms
from paperthemes.text.paper_text import texts_of


@pytest.mark.parametrize("count", [19, 60])
def test_the_weights_are_those_of_scikit_learn_bit_for_bit(monkeypatch, count: int) -> None:
    monkeypatch.setattr(tfidf, "BATCH", 7)
    texts = ["", *texts_of(corpus(count - 1)), "The 第一 apples, apples and APPLES"]
    expected = TfidfVectorizer(
        sublinear_tf=True,
        ngram_range=(1, 2),
        stop_words="english",
        min_df=2 if len(texts) >= 20 else 1,
        dtype=np.float32,
    ).fit_transform(texts)
    weights = weigh_terms(iter(texts))
    assert weights.shape == expected.shape
    assert weights.dtype == expected.dtype
    for part in ("data", "indices", "indptr"):  # also in the same order
        assert getattr(weights, part).tobytes() == getattr(expected, part).tobytes()
