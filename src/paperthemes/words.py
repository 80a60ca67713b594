"""Words whatever their spelling: "Few-Shot Models" and "few shot model" are the same."""

import functools
import re

from textblob.en.inflect import singularize

_WORD = re.compile(r"[^\W_](?:[\w+#'-]|\.(?=\d))*")
_DASHES = re.compile(r"[\u2010-\u2014\u2212]")
_SHORT = 3  # letters of words that are left as they are


def plain_dashes(text: str) -> str:
    """Write all dashes as hyphens."""
    return _DASHES.sub("-", text)


def words_of(text: str) -> list[str]:
    """Return the words of a text, as they are written."""
    return _WORD.findall(plain_dashes(text))


@functools.lru_cache(maxsize=100_000)
def folded(word: str) -> str:
    """Return what all spellings of a word share: the singular of its parts, in small letters."""
    return " ".join(
        singularize(part) if len(part) > _SHORT else part
        for part in word.lower().split("-")
        if part
    )
