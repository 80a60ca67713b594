"""LSA that is fitted to a corpus and applied to other texts."""

import numpy as np
import pytest

from helpers.corpora import corpus
from paperthemes.encoders.fitted_lsa import FittedLsa
from paperthemes.encoders.lsa import LsaEncoder
from paperthemes.text.paper_text import texts_of


@pytest.mark.parametrize("count", [4, 20])
def test_texts_of_the_corpus_have_the_vectors_of_the_encoder(count: int) -> None:
    texts = texts_of(corpus(count))
    expected, lsa = LsaEncoder().encode(texts), FittedLsa(texts)
    # Both have the same angles; the dimensions may be turned, and zeros follow in the encoder's.
    assert np.allclose(lsa.vectors @ lsa.vectors.T, expected @ expected.T, atol=1e-4)
    assert lsa.encode(texts[:2]).tobytes() == lsa.vectors[:2].tobytes()


def test_a_text_without_terms_of_the_corpus_has_a_vector_of_zeros() -> None:
    lsa = FittedLsa(texts_of(corpus(20)))
    assert not lsa.encode(["jurisprudence", ""]).any()
    assert lsa.encode(["apples"]).any()
