"""Grammar of languages other than English, as far as phrases need it."""

import functools
import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files

from paperthemes.text.light_imports import import_stemmer
from paperthemes.text.stop_words import ENGLISH, find_language, list_stop_words
from paperthemes.text.words import CJK, THAI, singular, words_of

_RULES = tomllib.loads(files(__package__).joinpath("grammar.toml").read_text("utf-8"))
CONJUNCTIONS: dict[str, str] = {ENGLISH: " and "} | {
    name: rules["conjunction"] for name, rules in _RULES.items()
}
"""The word for "and" with the spaces around it, by language."""
# Languages without spaces between words, by their characters; Japanese also has those of Chinese.
_UNSPACED = {"japanese": re.compile("[\u3040-\u30ff]"), "chinese": CJK, "thai": THAI}
# Words without content, longest first; in Japanese, these and endings are written in Hiragana.
_BREAKS = " ".join(_RULES[language]["breaks"] for language in _UNSPACED).split()
BREAK = re.compile(f"[\u3040-\u309f]+|{'|'.join(sorted(_BREAKS, key=len, reverse=True))}")
"""Separators of phrases in languages without spaces between words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """Rules for the phrases of a language.

    Attributes
    ----------
    stem
        Function from a word in any case to what all its inflected forms have in common.
    stop_words
        Words in lower case that no phrase contains, except those in `links`.
    academic, generic
        Stems of words that no phrase contains, and of those that no phrase consists of alone.
    links
        Words that connect two nouns, such as "de" in "réseaux de neurones".
    has_capital_nouns
        Whether nouns, and only nouns, begin with a capital.
    elides
        Whether words are joined by an apostrophe, as in "d'images".
    """

    stem: Callable[[str], str]
    stop_words: frozenset[str]
    academic: frozenset[str] = frozenset()
    generic: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    has_capital_nouns: bool = False
    elides: bool = False

    def is_stop_word(self, word: str) -> bool:
        """Return whether no phrase contains a word, given in lower case."""
        return word in self.stop_words or self.stem(word) in self.academic


def find_grammar(words: Iterable[str]) -> Grammar | None:
    """Return the grammar of the language of a text, given by its words in lower case.

    Return `None` if the language is English, or cannot be told (see `find_language`).
    """
    language = find_language(words)
    return None if language == ENGLISH else _make_grammar(language)


def find_conjunction(texts: Sequence[str]) -> str:
    """Return the word for "and" in the language of most texts, with the spaces around it.

    In a language whose word is not in `CONJUNCTIONS`, it is the English one.
    """
    for language, characters in _UNSPACED.items():
        if 2 * sum(bool(characters.search(text)) for text in texts) > len(texts):
            return CONJUNCTIONS[language]
    language = find_language(word.lower() for text in texts for word in words_of(text))
    return CONJUNCTIONS.get(language, CONJUNCTIONS[ENGLISH])


@functools.cache
def _make_grammar(language: str) -> Grammar:
    """Return the grammar of a language, which has only stop words if there are no rules for it."""
    stop_words = list_stop_words(language)
    rules = _RULES.get(language, {})
    if "academic" not in rules:
        return Grammar(stem=singular, stop_words=stop_words)
    stemmer = import_stemmer(language) if rules.get("stems", True) else str.lower
    stem = functools.lru_cache(maxsize=100_000)(stemmer)
    return Grammar(
        stem=stem,
        stop_words=stop_words,
        academic=frozenset(map(stem, rules["academic"].split())),
        generic=frozenset(map(stem, rules.get("generic", "").split())),
        links=frozenset(rules.get("links", "").split()),
        has_capital_nouns=rules.get("has_capital_nouns", False),
        elides=rules.get("elides", False),
    )
