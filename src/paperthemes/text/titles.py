"""Titles: normalisation, and the hash that identifies a paper."""

import hashlib
import re
import unicodedata
from functools import lru_cache
from typing import Literal

# All characters except letters, digits, "+", "#" and points inside numbers. Combining marks, which
# \w does not match, are kept by `normalise_title`.
_DROPPED = re.compile(r"(?<!\d)\.|\.(?!\d)|[^\w+#.]|_")
_MAX_MARKS = 30
# Characters that may be combining marks: no letters, digits or ASCII.
_MANY_SIGNS = re.compile(rf"[^\w\x00-\x7f]{{{_MAX_MARKS + 1},}}")

_PART_OF_BOOK = re.compile(
    r"(?:(?:chapter )?(?:\d+|[ivx]+) )?(?:(?:general )?introduction|prefaces?|foreword|afterword"
    r"|prologue|epilogue|postscript|(?:general )?conclusions?|concluding remarks"
    r"|(?:front|back|end) ?matter|prelims|(?:brief |detailed |table of )?contents|toc"
    r"|(?:author |subject |name |keyword |general |citation )*(?:index|indexes|indices)"
    r"|(?:half )?title pages?|(?:front |back )?cover|copyright(?: page| notice)?|imprint|colophon"
    r"|dedication|acknowledge?ments?|abbreviations|symbols|glossary|bibliography|references"
    r"|list of (?:\w+ )?(?:figures|tables|contributors|authors|abbreviations|acronyms|symbols"
    r"|participants|reviewers|illustrations)(?: and \w+)?|(?:notes on )?contributors"
    r"|(?:about|notes on) the (?:\w+ )?(?:authors?|editors?|contributors?)|append(?:ix|ices)"
    r"|appendix (?:\w|\d+)|masthead|vorwort|einleitung|inhalt(?:sverzeichnis)?|sachverzeichnis"
    r"|avant propos|table des matières|prefacio|índice|introducción)"
    r"(?: to the (?:\w+ )?(?:volume|book|edition|proceedings))?"
)


def collapse_whitespace(text: str) -> str:
    """Return a text with single spaces between words and none at the ends, in Unicode NFC."""
    return " ".join(normalise("NFC", text).split())


def normalise(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """Return a text in a normal form of Unicode, in time that is linear in its length.

    Sorting the combining marks over one letter takes quadratic time. So more than `_MAX_MARKS` are
    divided by U+034F, as Unicode recommends for streams (UAX 15, stream-safe text format).
    """
    if unicodedata.is_normalized(form, text):
        return text
    return unicodedata.normalize(form, _MANY_SIGNS.sub(_divide_marks, text))


def _divide_marks(match: re.Match[str]) -> str:
    """Return a run of marks and other signs with U+034F after each `_MAX_MARKS` marks in a row."""
    parts, count = [], 0
    for char in match[0]:
        count = count + 1 if unicodedata.combining(char) else 0
        if count > _MAX_MARKS:
            parts.append("\u034f")
            count = 1
        parts.append(char)
    return "".join(parts)


@lru_cache(maxsize=1 << 16)
def normalise_title(title: str) -> str:
    """Return a title without spaces, case and punctuation, to compare it with others.

    For example, "GPT-3.5: A Test" becomes "gpt3.5atest". Letters, digits and combining marks stay
    (NFKC, case-folded). So do `+` and `#`, because "C++" is not "C", and a point inside a number,
    because "3.5" is not "35". A title that has none of these characters keeps its punctuation, with
    single spaces.
    """
    # Case-folding can undo NFKC, so NFKC is applied twice.
    text = normalise("NFKC", normalise("NFKC", title).casefold())
    # "M" is the first letter of the categories of combining marks, which stay.
    kept = _DROPPED.sub(
        lambda match: match[0] if unicodedata.category(match[0])[0] == "M" else "", text
    )
    return kept or collapse_whitespace(text)


def title_hash(title: str) -> str:
    """Return a hash of a title (12 hex digits) that ignores spaces, case and most punctuation.

    Titles with equal `normalise_title` have equal hashes.
    """
    return short_hash(normalise_title(title))


def short_hash(*texts: str) -> str:
    """Return the first 12 hex digits of the SHA-256 of texts, joined by null characters."""
    return hashlib.sha256("\0".join(texts).encode("utf-8")).hexdigest()[:12]


def is_part_of_book(title: str) -> bool:
    """Return whether a title is that of a part of a book, such as "Index" or "Front Matter".

    A number at the beginning is ignored, as in "1. Introduction".
    """
    return _PART_OF_BOOK.fullmatch(" ".join(re.findall(r"\w+", title.lower()))) is not None
