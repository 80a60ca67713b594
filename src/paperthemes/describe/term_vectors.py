"""What terms mean, as vectors beside those of the papers."""

import numpy as np
from numpy.typing import NDArray

from paperthemes.artifacts.terms import Terms
from paperthemes.artifacts.vectors import unit_rows
from paperthemes.describe.weights import TermVectors
from paperthemes.encoders.encoder import Encoder
from paperthemes.text.paper_text import TEMPLATE, text_of


def encoded(vocabulary: Terms, encoder: Encoder, template: str = TEMPLATE) -> TermVectors:
    """Return the function that encodes terms, given by place in the vocabulary, each once.

    Parameters
    ----------
    vocabulary
        The terms.
    encoder
        What encodes them.
    template
        What it reads of a paper: a term stands in it as a title or, without one, an abstract.
    """
    known: dict[int, NDArray[np.float32]] = {}

    def text(term: int) -> str:
        written = vocabulary.written[term]
        pair = (written, "") if "{title}" in template else ("", written)
        return text_of(*pair, template)

    def vectors(terms: NDArray[np.int64]) -> NDArray[np.float32]:
        new = [term for term in terms.tolist() if term not in known]
        rows = unit_rows(encoder.encode([text(term) for term in new]).astype(np.float32))
        known.update(zip(new, rows, strict=True))
        found = [known[term] for term in terms.tolist()]
        return np.stack(found) if found else rows

    return vectors


def of_holders(vocabulary: Terms, papers: NDArray[np.float32]) -> TermVectors:
    """Return the function that takes the mean vector of the papers that hold a term.

    For encoders that know no text but those of the corpus as a whole.

    Parameters
    ----------
    vocabulary
        The terms of n papers.
    papers
        Shape `(n, d)`: their vectors.
    """
    held = vocabulary.held.tocsc()

    def vectors(terms: NDArray[np.int64]) -> NDArray[np.float32]:
        return unit_rows((held[:, terms].T @ papers).astype(np.float32))

    return vectors
