"""Vectors of terms."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from paperthemes.artifacts.terms import Terms
from paperthemes.artifacts.vectors import unit_rows
from paperthemes.encoders.cache import VectorCache
from paperthemes.encoders.encoder import Encoder
from paperthemes.encoders.text_vectors import encode_texts, hash_text
from paperthemes.text.paper_text import TEMPLATE, text_of

# A function from the indices of c terms in `Terms` to their unit vectors: shape `(c, d)`, float32.
TermVectors = Callable[[NDArray[np.int64]], NDArray[np.float32]]
# A function from c texts to their unit vectors: shape `(c, d)`, float32.
TextVectors = Callable[[Sequence[str]], NDArray[np.float32]]


def embed_names(
    encoder: Encoder, template: str = TEMPLATE, cache: VectorCache | None = None
) -> TextVectors:
    """Return a function from names, such as those of fields, to unit vectors.

    It encodes each name only once.

    Parameters
    ----------
    encoder
        Encoder of the papers; it must be `per_text`.
    template
        Template for the text that the encoder reads. A name takes the place of the title or, if the
        template has no title, of the abstract.
    cache
        The cache of vectors, where those of names are looked up and stored; `None` for no cache.
    """
    has_title = "{title}" in template
    rows: dict[str, NDArray[np.float32]] = {}

    def embed(names: Sequence[str]) -> NDArray[np.float32]:
        """Return the unit vectors of names; encode only new ones."""
        new = [name for name in dict.fromkeys(names) if name not in rows]
        texts = [text_of(name, "" if has_title else name, template) for name in new]
        matrix = unit_rows(_encode(texts, encoder, cache))
        rows.update(zip(new, matrix, strict=True))
        # `np.stack` accepts no empty list; without any names, `matrix` has the right shape.
        return np.stack([rows[name] for name in names]) if len(names) else matrix

    return embed


def embed_terms(terms: Terms, embed: TextVectors) -> TermVectors:
    """Return a function from indices of terms to the unit vectors of the terms' spellings."""
    return lambda indices: embed([terms.spellings[term] for term in indices.tolist()])


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
    return lambda indices: unit_rows((presence[:, indices].T @ vectors).astype(np.float32))


def _encode(
    texts: Sequence[str], encoder: Encoder, cache: VectorCache | None
) -> NDArray[np.float32]:
    """Return the vectors of texts, from the cache or the encoder, in the precision of the cache."""
    if not texts:
        return encoder.encode([])
    text_ids = [hash_text(text) for text in texts]
    by_id = dict(zip(text_ids, texts, strict=True))  # several terms can have the same spelling
    vectors: dict[str, NDArray[np.float16]] = {}
    if cache:
        cached = cache.get(encoder.fingerprint, list(by_id))
        vectors.update(zip(cached.text_ids.tolist(), cached.matrix, strict=True))
    missing = {text_id: text for text_id, text in by_id.items() if text_id not in vectors}
    if missing:
        encoded = encode_texts(missing, encoder)
        vectors.update(zip(missing, encoded.matrix, strict=True))
        if cache:
            cache.put(encoder.name, encoded)
    return np.array([vectors[text_id] for text_id in text_ids], np.float32)
