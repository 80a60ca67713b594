"""Terms that say the same: words reduced to stems."""

import functools
from collections.abc import Collection

from nltk.stem import PorterStemmer

_STEMMER = PorterStemmer()


@functools.lru_cache(maxsize=100_000)
def stems(key: str) -> frozenset[str]:
    """Return the stems of a term's words: of "image captions", what "captioning images" has too.

    Porter, "An algorithm for suffix stripping", Program 14(3), 1980.
    """
    return frozenset(_STEMMER.stem(word) for word in key.split())


def is_echo(term: str, kept: Collection[str]) -> bool:
    """Tell whether a term adds no word to a kept one, or only adds some to one of several words."""
    own = stems(term)
    return any(own <= stems(other) or (stems(other) < own and " " in other) for other in kept)
