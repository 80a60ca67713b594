"""Oddities of records, and repair of texts that were decoded in the wrong encoding."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import ftfy
import py3langid

from paperthemes.parse.format import Record
from paperthemes.text.titles import collapse_whitespace

TEXT_FIELDS = ("title", "abstract")
MIN_ABSTRACT, MAX_ABSTRACT = 120, 5_000  # characters of a usual abstract
_MIN_SENTENCE_WORDS = 8  # shorter titles are never reported as sentences
_FIRST_PERSON = re.compile(r"\b(?:we|our|in this (?:paper|work|study|article)|this paper)\b", re.I)
_TWO_SENTENCES = re.compile(r"[a-z)]{3,}[.!?] [A-Z][a-z]+ [a-z]+ ")
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH_WORDS = {
    *("the", "of", "and", "to", "in", "we", "is", "for", "that", "with"),
    *("on", "this", "are", "by", "an", "from", "as", "be", "our"),
}
_MIN_ENGLISH_SHARE = 0.12  # of `_ENGLISH_WORDS` among all words; texts with more are English
_MIN_DETECTABLE = 60  # characters: the language of shorter texts cannot be detected
_MAX_DETECTED = 2_000  # characters read to detect a language


def repair_encoding(record: Record) -> Record:
    """Return a record with the mojibake in its title and abstract repaired, such as `Ã©` for `é`.

    The original texts are kept in `extra` as `title_as_given` and `abstract_as_given`.
    Uses ftfy (Speer 2019, doi:10.5281/zenodo.2591652), restricted to encoding errors.
    """
    for field in TEXT_FIELDS:
        text: str = getattr(record, field)
        repaired = text if text.isascii() else collapse_whitespace(ftfy.fix_encoding(text))
        if repaired != text:
            extra = {**record.extra, f"{field}_as_given": text}
            changes: dict[str, Any] = {field: repaired, "extra": extra}
            record = replace(record, **changes)
    return record


def find_oddities(record: Record) -> Iterator[str]:
    """Yield a message for each property of a record that is odd."""
    abstract = record.abstract
    if 0 < len(abstract) < MIN_ABSTRACT:
        yield f"abstract shorter than {MIN_ABSTRACT} characters"
    if len(abstract) > MAX_ABSTRACT:
        yield f"abstract longer than {MAX_ABSTRACT:,} characters"
    if abstract.endswith(("…", "...")):
        yield "abstract ends in “…”"
    if _is_sentence(record.title):
        yield "title reads like a sentence"
    language = detect_language(abstract or record.title)
    if language != "en":
        yield f"not in English ({language})"


def detect_language(text: str) -> str:
    """Return the language of a text as an ISO 639-1 code.

    A text with many English function words is English. For other texts py3langid detects the
    language (after Lui & Baldwin 2012, "langid.py"). A short text in ASCII letters counts as
    English, because its language cannot be detected.
    """
    if len(text) < _MIN_DETECTABLE and all(char.isascii() for char in text if char.isalpha()):
        return "en"
    words = _WORD.findall(text[:_MAX_DETECTED].lower())
    if sum(word in _ENGLISH_WORDS for word in words) > _MIN_ENGLISH_SHARE * len(words):
        return "en"
    return str(py3langid.classify(text[:_MAX_DETECTED])[0])


def _is_sentence(title: str) -> bool:
    """Return true if a title ends in a full stop and is in the first person or has two sentences.

    A full stop alone is not enough, because PubMed ends all titles with one.
    """
    if len(_WORD.findall(title)) < _MIN_SENTENCE_WORDS or not title.endswith("."):
        return False
    return bool(_FIRST_PERSON.search(title) or _TWO_SENTENCES.search(title))
