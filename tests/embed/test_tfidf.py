"""TF-IDF weights, in comparison with scikit-learn's."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from helpers.corpora import corpus
from paperthemes.encoders import tfidf
from paperthemes.encoders.tfidf import weigh_terms
from paperthemes.text.paper_text import texts_of


@pytest.mark.parametrize("count", [19, 20, 60])
def test_the_weights_are_those_of_scikit_learn_bit_for_bit(monkeypatch, count: int) -> None:
    monkeypatch.setattr(tfidf, "BATCH", 7)
    papers = corpus(count)[: count - 2]
    texts = ["", *texts_of(papers), "The 第一 apples, apples and APPLES"]
    assert len(texts) == count
    expected = TfidfVectorizer(
        sublinear_tf=True,
        ngram_range=(1, 2),
        stop_words="english",
        min_df=2 if count >= 20 else 1,
        dtype=np.float32,
    ).fit_transform(texts)
    weights = weigh_terms(iter(texts))
    assert weights.shape == expected.shape
    assert weights.dtype == expected.dtype
    for part in ("data", "indices", "indptr"):  # also in the same order
        assert getattr(weights, part).tobytes() == getattr(expected, part).tobytes()


@pytest.mark.parametrize("texts", [[], ["", "The"], [f"word{number}" for number in range(20)]])
def test_there_may_be_no_terms(texts: list[str]) -> None:
    weights = weigh_terms(iter(texts))
    assert (weights.shape, weights.dtype) == ((len(texts), 0), np.float32)
