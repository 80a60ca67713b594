"""Vectors of terms, in the space of the papers' vectors."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from paperthemes.artifacts.terms import Terms
from paperthemes.artifacts.vectors import unit_rows
from paperthemes.encoders.encoder import Encoder
from paperthemes.text.paper_text import TEMPLATE, text_of

# Takes c term numbers, and returns their unit vectors: shape `(c, d)`, float32.
TermVectors = Callable[[NDArray[np.int64]], NDArray[np.float32]]


def embed_terms(terms: Terms, encoder: Encoder, template: str = TEMPLATE) -> TermVectors:
    """Return a function that encodes terms, each at most once.

    Parameters
    ----------
    terms
        The terms.
    encoder
        The encoder of the papers.
    template
        The text of a paper as the encoder reads it. A term takes the place of the title or, in a
        template without one, of the abstract.
    """
    cache: dict[int, NDArray[np.float32]] = {}

    def make_text(term: int) -> str:
        spelling = terms.spellings[term]
        title, abstract = (spelling, "") if "{title}" in template else ("", spelling)
        return text_of(title, abstract, template)

    def embed(numbers: NDArray[np.int64]) -> NDArray[np.float32]:
        new = [term for term in numbers.tolist() if term not in cache]
        rows = unit_rows(encoder.encode([make_text(term) for term in new]).astype(np.float32))
        cache.update(zip(new, rows, strict=True))
        return np.stack([cache[term] for term in numbers.tolist()]) if numbers.size else rows

    return embed


def average_papers(terms: Terms, vectors: NDArray[np.float32]) -> TermVectors:
    """Return a function that averages the papers that use a term.

    This serves encoders that only know the texts of the corpus, such as LSA.

    Parameters
    ----------
    terms
        The terms of n papers.
    vectors
        Shape `(n, d)`: the vectors of the papers.
    """
    presence = terms.presence.tocsc()

    def average(numbers: NDArray[np.int64]) -> NDArray[np.float32]:
        return unit_rows((presence[:, numbers].T @ vectors).astype(np.float32))

    return average
