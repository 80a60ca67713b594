"""Vectors of terms."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from paperthemes.artifacts.terms import Terms
from paperthemes.artifacts.vectors import unit_rows
from paperthemes.encoders.cache import VectorCache
from paperthemes.encoders.encoder import Encoder
from paperthemes.encoders.text_vectors import TextVectors, encode_texts, hash_text
from paperthemes.text.paper_text import TEMPLATE, text_of

# A function from the indices of c terms in `Terms` to their unit vectors: shape `(c, d)`, float32.
TermVectors = Callable[[NDArray[np.int64]], NDArray[np.float32]]


class EncodedTerms:
    """Vectors of terms from the encoder of the papers, or from the cache of vectors.

    Parameters
    ----------
    terms
        Terms of the corpus. No two have the same spelling.
    encoder
        Encoder of the papers; it must be `per_text`.
    template
        Template for the text that the encoder reads. A term takes the place of the title or, if the
        template has no title, of the abstract.
    cache
        The cache of vectors; `None` for no cache.
    """

    def __init__(
        self,
        terms: Terms,
        encoder: Encoder,
        template: str = TEMPLATE,
        cache: VectorCache | None = None,
    ) -> None:
        self._terms, self._encoder, self._template, self._cache = terms, encoder, template, cache
        self._vectors: dict[str, NDArray[np.float16]] = {}  # by the id of the text

    def __call__(self, indices: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the unit vectors of the terms with these indices."""
        if not indices.size:
            return self._encoder.encode([])
        texts = {hash_text(text): text for text in map(self._text_of, indices.tolist())}
        if self._cache:
            new_ids = [text_id for text_id in texts if text_id not in self._vectors]
            self._remember(self._cache.get(self._encoder.fingerprint, new_ids))
        missing = {key: text for key, text in texts.items() if key not in self._vectors}
        if missing:
            encoded = encode_texts(list(missing), list(missing.values()), self._encoder)
            self._remember(encoded)
            if self._cache:
                self._cache.put(self._encoder.name, encoded)
        return unit_rows(np.array([self._vectors[text_id] for text_id in texts], np.float32))

    def _text_of(self, term: int) -> str:
        """Return the text that the encoder reads for a term."""
        spelling, has_title = self._terms.spellings[term], "{title}" in self._template
        return text_of(*((spelling, "") if has_title else ("", spelling)), self._template)

    def _remember(self, vectors: TextVectors) -> None:
        """Keep vectors for later calls."""
        self._vectors.update(zip(vectors.text_ids.tolist(), vectors.matrix, strict=True))


def average_papers(terms: Terms, vectors: NDArray[np.floating]) -> TermVectors:
    """Return a function from indices of terms to unit vectors.

    The vector of a term is the mean vector of the papers that use it, scaled to length 1. This is
    for encoders that cannot encode a single term, because they only know the texts of the corpus,
    such as LSA.

    Parameters
    ----------
    terms
        Terms of n papers.
    vectors
        Shape `(n, d)`: vectors of the papers.
    """
    presence, vectors = terms.presence.tocsc(), vectors.astype(np.float32)

    def average(indices: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the mean vectors for the terms with these indices, scaled to length 1."""
        return unit_rows((presence[:, indices].T @ vectors).astype(np.float32))

    return average
