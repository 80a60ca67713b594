"""Titles: normalisation, and the hash that identifies a paper."""

import hashlib
import re
import unicodedata
from functools import lru_cache

# \w has all letters and digits; marks, which it lacks, are kept as well.
_DROPPED = re.compile(r"(?<!\d)\.|\.(?!\d)|[^\w+#.]|_")


def collapse_whitespace(text: str) -> str:
    """Return `text` in Unicode NFC, with single spaces and none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@lru_cache(maxsize=1 << 16)
def normalise_title(title: str) -> str:
    """Remove spacing, case and punctuation from a title, to compare it with others.

    Letters, digits and marks stay (NFKC, case-folded), and so do `+` and `#` ("C++" is not "C") and
    the point inside a number ("3.5" is not "35"). A title without any of these keeps its text.
    """
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", title).casefold())
    kept = _DROPPED.sub(
        lambda match: match[0] if unicodedata.category(match[0])[0] == "M" else "", text
    )
    return kept or collapse_whitespace(text)


def title_hash(title: str) -> str:
    """Return the short hash of the normalised title."""
    return short_hash(normalise_title(title))


def short_hash(*texts: str) -> str:
    """Return the first 12 hex digits of the SHA-256 of texts, joined by null characters."""
    return hashlib.sha256("\0".join(texts).encode("utf-8")).hexdigest()[:12]
