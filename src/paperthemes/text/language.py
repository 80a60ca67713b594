"""The language of a text."""

import re
from collections.abc import Sequence

import py3langid

_WORD = re.compile(r"[^\W\d_]+")
_LATEX = re.compile(r"\$[^$]{1,300}\$|\\[a-zA-Z]+(?:\{[^{}]{0,100}\})?")
_ENGLISH_WORDS = {
    *("the", "of", "and", "to", "in", "we", "is", "for", "that", "with"),
    *("on", "this", "are", "by", "an", "from", "as", "be", "our"),
}
_MIN_ENGLISH_SHARE = 0.12  # of `_ENGLISH_WORDS` among all words; texts with more are English
_MIN_DETECTABLE = 60  # characters: the language of shorter texts cannot be detected
_MIN_LETTER_SHARE = 0.4  # of the characters; a text with fewer is made of numbers and signs
# Characters that are read to recognise English, and to detect another language.
_MAX_ENGLISH, _MAX_DETECTED = 600, 2_000
ENGLISH = "en"


def detect_language(text: str) -> str:
    """Return the language of a text as an ISO 639-1 code, such as "en".

    Three sorts of texts count as English: those with fewer than `_MIN_DETECTABLE` characters and no
    letters but ASCII, and those of numbers, formulas and signs (`has_words`), because their
    language cannot be detected, and those in which the share of `_ENGLISH_WORDS` in the first
    `_MAX_ENGLISH` characters is above `_MIN_ENGLISH_SHARE`. For other texts py3langid detects the
    language from the first `_MAX_DETECTED` characters (after Lui & Baldwin 2012, "langid.py").
    """
    if len(text) < _MIN_DETECTABLE and all(char.isascii() for char in text if char.isalpha()):
        return ENGLISH
    beginning = text[:_MAX_ENGLISH].lower()
    if _share_english(beginning.split()) > 2 * _MIN_ENGLISH_SHARE:  # clear, and much faster
        return ENGLISH
    if _share_english(_WORD.findall(beginning)) > _MIN_ENGLISH_SHARE:
        return ENGLISH
    return str(py3langid.classify(text[:_MAX_DETECTED])[0]) if has_words(beginning) else ENGLISH


def has_words(text: str) -> bool:
    """Return whether a text has words, and not only numbers, formulas and signs."""
    plain = "".join(_LATEX.sub("", text).split())
    return sum(map(str.isalpha, plain)) > _MIN_LETTER_SHARE * len(plain)


def _share_english(words: Sequence[str]) -> float:
    """Return the share of `_ENGLISH_WORDS` among words; 0 without words."""
    return sum(map(_ENGLISH_WORDS.__contains__, words)) / max(len(words), 1)
