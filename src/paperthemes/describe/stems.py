"""Word stems, to recognise terms that repeat each other."""

import functools
from collections.abc import Collection

from nltk.stem import PorterStemmer

_STEMMER = PorterStemmer()


@functools.lru_cache(maxsize=100_000)
def stem_words(text: str) -> frozenset[str]:
    """Return the stems of the words of a text; "image captions" and "captioning images" are equal.

    Porter, "An algorithm for suffix stripping", Program 14(3), 1980.
    """
    return frozenset(_STEMMER.stem(word) for word in text.split())


def is_redundant(term: str, kept: Collection[str]) -> bool:
    """Return whether all words of `term` are in a kept term, or it extends a kept phrase."""
    words = stem_words(term)
    return any(
        words <= stem_words(other) or (stem_words(other) < words and " " in other) for other in kept
    )
