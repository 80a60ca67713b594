"""What terms mean, as vectors beside those of the papers."""

import numpy as np
from numpy.typing import NDArray

from paperthemes.describe.vocabulary import Vocabulary
from paperthemes.describe.weights import TermVectors
from paperthemes.embed.encoder import Encoder
from paperthemes.embed.vectors import unit_rows


def encoded(vocabulary: Vocabulary, encoder: Encoder) -> TermVectors:
    """Return the function that encodes terms, given by place in the vocabulary."""

    def vectors(terms: NDArray[np.int64]) -> NDArray[np.float32]:
        texts = [vocabulary.written[term] for term in terms]
        return unit_rows(encoder.encode(texts).astype(np.float32))

    return vectors


def of_holders(vocabulary: Vocabulary, papers: NDArray[np.float32]) -> TermVectors:
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
