"""Terms in sentences: which ones a sentence has, and whether its subject is one of them."""

import functools
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from paperthemes.text.light_imports import import_stemmer
from paperthemes.text.words import space_out_cjk, words_of

# The numbers below were chosen by reading the first sentences of 93 topics (docs/names.md).
MIN_TERM_SHARE = 0.6  # of the words of a term; a sentence with fewer of them does not have the term
SUBJECT_LENGTH = 8  # words at the beginning of a sentence, which usually name its subject
SUBJECT_BONUS = 2  # for a subject that begins with the best term
HALVING_LEAD = 4  # words of a subject before a term, which halve the bonus for it
FOCUS_BASE = 0.5  # added to the share of words of a subject that belong to terms
_MIN_CONTENT_LENGTH = 4  # characters of a stem; shorter words say little


def match_terms(
    term_words: Sequence[frozenset[str]], texts: Sequence[Sequence[str]]
) -> NDArray[np.float64]:
    """Return how far texts (rows) have terms (columns): the squared share of a term's words.

    It is 0 if the share is below `MIN_TERM_SHARE`.

    Parameters
    ----------
    term_words, texts
        Stems of the words of each term and of each text.
    """
    shares = [
        [len(words.intersection(text)) / max(1, len(words)) for words in term_words]
        for text in map(frozenset, texts)
    ]
    matches = np.array(shares, np.float64).reshape(len(texts), len(term_words))
    return np.where(matches >= MIN_TERM_SHARE, matches**2, 0)


def rate_subject(
    subject: Sequence[str],
    term_words: Sequence[frozenset[str]],
    weights: NDArray[np.float64],
    known: Collection[str],
) -> float:
    """Return a factor for how far the subject of a sentence is a term; above 0.

    It is the product of one plus `SUBJECT_BONUS` times the weight of the best term, which counts
    less behind other words, and `FOCUS_BASE` plus the share of words that are known: "deep
    learning" is about deep learning, "deep learning of the names of birds" about something special.

    Parameters
    ----------
    subject
        Stems of its words, of which the first `SUBJECT_LENGTH` that mean something count.
    term_words
        Stems of the words of each of t terms.
    weights
        Shape `(t,)`: weight of each term, up to 1.
    known
        Stems of the words of the most important terms.
    """
    words = find_content(subject)[:SUBJECT_LENGTH]
    best = 0.0
    for term, weight in zip(term_words, weights.tolist(), strict=True):
        content = find_content([*term])
        if content and set(words).issuperset(content):
            lead = min(map(words.index, content))
            best = max(best, weight / (1 + lead / HALVING_LEAD))
    focus = sum(word in known for word in words) / max(1, len(words))
    return (1 + SUBJECT_BONUS * best) * (FOCUS_BASE + focus)


def find_content(stems: Sequence[str]) -> list[str]:
    """Return the stems that are long enough to mean something or, if none is, all."""
    return [stem for stem in stems if len(stem) >= _MIN_CONTENT_LENGTH] or [*stems]


@functools.lru_cache(maxsize=50_000)
def stem_text(text: str) -> tuple[str, ...]:
    """Return the stems of the words of a text; each Chinese or Japanese character is a word."""
    words = words_of(space_out_cjk(text.lower().replace("-", " ")))
    return tuple(_stem_word(word.removesuffix("'s")) for word in words)


@functools.lru_cache(maxsize=100_000)
def _stem_word(word: str) -> str:
    """Return the stem of a word in lower case."""
    return import_stemmer()(word)
