"""Stop words: generic academic vocabulary, and the function words of many languages."""

import functools
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from importlib.resources import files
from itertools import chain, repeat

from stop_words import AVAILABLE_LANGUAGES, get_stop_words

from paperthemes.text.light_imports import read_english_stop_words

ENGLISH_STOP_WORDS = read_english_stop_words()
_WORDS = tomllib.loads(files(__package__).joinpath("stop_words.toml").read_text("utf-8"))
STOP_WORDS = ENGLISH_STOP_WORDS.union(_WORDS["academic"].split())
ALLOWED_INSIDE_PHRASES = frozenset(_WORDS["field"].split())
ENGLISH = "english"
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0900-\u0963])*")  # vowel signs of India are no letters


def is_stop_word(word: str) -> bool:
    """Return whether a word, in lower case, must not appear in a phrase.

    Such words are those in `STOP_WORDS`, except `ALLOWED_INSIDE_PHRASES`.
    """
    return word in STOP_WORDS and word not in ALLOWED_INSIDE_PHRASES


def find_language(words: Iterable[str]) -> str:
    """Return the language of a text, in English and in lower case, such as "german".

    The language is the one with the most stop words in the text. Many English words are stop words
    of some other language. So a text counts as English unless another language has more stop words
    in it than English.

    Parameters
    ----------
    words
        Words of the text, in lower case.
    """
    languages = _find_languages_by_word()
    hits = Counter(chain.from_iterable(map(languages.get, words, repeat(()))))
    # The most hits; of languages with equally many, the first by name.
    language = min(hits, key=lambda name: (-hits[name], name), default=ENGLISH)
    return language if hits[language] > hits[ENGLISH] else ENGLISH


@functools.cache
def list_stop_words(language: str) -> frozenset[str]:
    """Return the stop words of a language that are single words, in lower case."""
    # The English list of the library stop_words has single letters, names and foreign words, so the
    # list of scikit-learn is used.
    if language == ENGLISH:
        return frozenset(ENGLISH_STOP_WORDS)
    return frozenset(filter(_WORD.fullmatch, map(str.lower, get_stop_words(language))))


@functools.cache
def _find_languages_by_word() -> Mapping[str, list[str]]:
    """Return the languages that have a stop word, for each stop word of any language."""
    languages = defaultdict(list)
    for language in sorted(AVAILABLE_LANGUAGES):
        for word in list_stop_words(language):
            languages[word].append(language)
    return languages
