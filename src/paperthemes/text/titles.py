"""Titles: normalisation, and the hash that identifies a paper."""

import hashlib
import re
import unicodedata
from functools import lru_cache

_DROPPED_ASCII = re.compile(r"(?<!\d)\.|\.(?!\d)|[^a-z0-9+#.]")
_DECIMAL_POINT = re.compile(r"(?<=\d)\.(?=\d)")


def collapse_whitespace(text: str) -> str:
    """Return `text` in Unicode NFC, with single spaces and none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@lru_cache(maxsize=1 << 16)
def normalise_title(title: str) -> str:
    """Remove spacing, case and punctuation from a title, to compare it with others.

    Letters, digits and marks stay (NFKC, case-folded), and so do `+` and `#` ("C++" is not "C") and
    the point inside a number ("3.5" is not "35"). A title without any of these keeps its text.
    """
    if title.isascii():  # a fast path for most titles
        return _DROPPED_ASCII.sub("", title.lower()) or collapse_whitespace(title.lower())
    text = unicodedata.normalize("NFKC", title).casefold()
    text = unicodedata.normalize("NFKC", text)
    points = {match.start() for match in _DECIMAL_POINT.finditer(text)}
    kept = "".join(
        char
        for index, char in enumerate(text)
        if unicodedata.category(char)[0] in "LNM" or char in "+#" or index in points
    )
    return kept or collapse_whitespace(text)


def title_hash(title: str) -> str:
    """Return the first 12 hex digits of the SHA-256 of the normalised title."""
    return hashlib.sha256(normalise_title(title).encode("utf-8")).hexdigest()[:12]
