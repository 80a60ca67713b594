"""Vectors of terms: from the encoder, from the cache, or from papers."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from helpers.topics import make_abstracts
from paperthemes.artifacts.vectors import unit_rows
from paperthemes.describe.term_vectors import average_papers, embed_names, embed_terms
from paperthemes.encoders.cache import VectorCache
from paperthemes.terms.stage import collect_terms


class ToyEncoder:
    """Counts letters, and records what it encodes."""

    name, per_text, fingerprint = "toy", True, "toy"

    def __init__(self) -> None:
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return vectors of letters."""
        self.texts += texts
        return np.array([[3 * text.count("m"), 4] for text in texts], np.float32)

    def is_truncated(self, texts: Sequence[str]) -> np.ndarray:
        """Return False for all texts."""
        return np.zeros(len(texts), bool)


def test_the_vector_of_a_term_can_be_the_mean_of_its_papers() -> None:
    terms = collect_terms([make_abstracts("On tides.", "On tides.", "On storms.")])
    points = np.array([[1, 0], [0, 1], [0, 2]], np.float32)
    assert terms.keys == ("storm", "tide")
    vectors = average_papers(terms, points)(np.array([1, 0]))
    assert vectors == pytest.approx(np.array([[0.5**0.5] * 2, [0, 1]]))


def test_a_term_is_encoded_in_its_spelling() -> None:
    encoder = ToyEncoder()
    vectors = embed_terms(collect_terms([make_abstracts("On mRNA.")]), embed_names(encoder))(
        np.array([0])
    )
    assert encoder.texts == ["mRNA"]
    assert vectors == pytest.approx(np.array([[0.6, 0.8]]))


def test_terms_in_the_cache_are_not_encoded_again(tmp_path: Path) -> None:
    terms = collect_terms([make_abstracts("On tides.", "On storms.", "On mRNA.")])
    encoders = [ToyEncoder(), ToyEncoder(), ToyEncoder()]
    caches = [embed_names(encoder, cache=VectorCache(tmp_path)) for encoder in encoders]
    encoded = [embed_terms(terms, embed) for embed in caches]
    encoded[0](np.array([0, 1]))
    later = encoded[1](np.array([2, 1, 0]))
    expected = [[3 * spelling.count("m"), 4] for spelling in reversed(terms.spellings)]
    assert later == pytest.approx(unit_rows(np.array(expected, np.float32)))
    assert sorted(encoders[0].texts + encoders[1].texts) == sorted(terms.spellings)
    assert encoded[2](np.array([2, 1, 0])).tolist() == later.tolist()
    assert encoders[2].texts == []


def test_several_terms_can_have_the_same_spelling() -> None:
    terms = collect_terms([make_abstracts("On tides.", "On storms.")])
    terms = replace(terms, spellings=("storms", "storms"))
    encoder = ToyEncoder()
    vectors = embed_terms(terms, embed_names(encoder))(np.array([1, 0]))
    assert vectors[0].tolist() == vectors[1].tolist()
    assert encoder.texts == ["storms"]
