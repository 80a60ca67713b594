"""Phrases of texts: noun phrases, and shorter phrases inside them that end in a noun."""

import functools
import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from paperthemes.text.grammar import BREAK, Grammar, find_grammar
from paperthemes.text.light_imports import import_tagger
from paperthemes.text.stop_words import ALLOWED_INSIDE_PHRASES, is_stop_word
from paperthemes.text.words import CJK, THAI, WORD, normalise_dashes, singular, words_of

MAX_WORDS = 4  # of a phrase; papers rarely share longer ones
# Units of a phrase in a script without spaces between words: characters of Chinese and Japanese, of
# which those of a foreign word (Katakana) are one unit; consonants of Thai with their vowel signs.
_UNITS = {CJK: range(1, 9), THAI: range(3, 17)}
_UNIT = re.compile(
    r"[\u30a0-\u30ff]+|[\u0e40-\u0e44]?[\u0e01-\u0e2e][\u0e2f-\u0e3a\u0e45-\u0e4e]*|."
)
_MAX_WORD_LENGTH = 40  # characters; longer "words" are remains of tables and formulas

# Addresses, formulas, LaTeX commands, and expressions without content. No phrase contains them.
_NO_PHRASE = re.compile(
    r"https?://\S+|\$(?!\d[\d.,]*\s)[^$]{1,300}\$|\\\(.{1,300}?\\\)|\\[a-zA-Z]+"
    r"|\b(?:state[- ]of[- ]the[- ]arts?|(?:code|data|models?) (?:is|are) available)\b",
    re.IGNORECASE,
)
_TOKEN = re.compile(rf"{WORD}|\S")

# Part-of-speech tags of the Penn Treebank. A phrase consists of modifiers and ends in a noun. `NN`
# also stands for tags that begin with it, such as `NNS`.
_NOUN = ("NN", "VBG", "CD", "FW")
_MODIFIER = (*_NOUN, "JJ", "VBN", "VBD")
# After a tag of _BEFORE_VERB, a word in -ing is a verb; "" is the start of the text. After a tag
# that begins like one of _BEFORE_NOUN, a word that the tagger takes for a verb is a noun.
_BEFORE_VERB = ("", "TO", "CC", ".", ":", ",")
_BEFORE_NOUN = ("DT", "JJ", "IN", "PRP$", "VBN", "VBG")

_ELISION = re.compile(r"\b([^\W\d_]{1,5})['\u2019](?=\w)")  # as in d'images, l'image, dell'immagine
_ADJECTIVE_ENDING = re.compile(r"e[mnrs]?$")  # of German
_SENTENCE_ENDS = ("", ".", ":", "!", "?")


class Phrase(NamedTuple):
    """A phrase as it occurs in a text.

    Attributes
    ----------
    key
        Words of the phrase in lower case and in the singular; hyphenated words are split. "Few-shot
        models" has the key `few shot model`. Phrases that differ only in spelling have the same
        key. In scripts without spaces between words, each unit (`_UNITS`) counts as a word.
    spelling
        The phrase as written.
    is_final
        Whether the phrase stands at the end of its noun phrase; in Thai, whose nouns come first,
        at the start. Where noun phrases end in Chinese and Japanese is not known.
    """

    key: str
    spelling: str
    is_final: bool = True


def extract_phrases(text: str, context: str = "") -> Iterator[Phrase]:
    """Yield every occurrence of a phrase in a text, including phrases inside longer ones.

    A phrase has up to `MAX_WORDS` words, where a hyphenated word counts once. The last word is a
    noun; the others are nouns, adjectives, participles and adverbs in -ly, according to TextBlob's
    part-of-speech tagger. There are no stop words in a phrase and no signs between its words, and
    at least one word is not generic (not in `ALLOWED_INSIDE_PHRASES`). Other languages than English
    have rules of their own (`_make_foreign_words`). In Chinese, Japanese and Thai, phrases are
    instead all short sequences of characters between words without content (`_UNITS`). Most of
    these mean nothing, but are rarely terms, because they are part of the same longer one.

    `context` is another text in the same language, which may be empty: the language is found in
    both together, because a title can be too short for it.
    """
    cleaned = normalise_dashes(_NO_PHRASE.sub(" . ", text))  # "." ends a phrase
    tokens = _TOKEN.findall(cleaned)
    words = _make_words(tokens)
    if grammar := find_grammar(token.lower() for token in [*tokens, *words_of(context)]):
        if grammar.elides:
            tokens = _TOKEN.findall(_ELISION.sub(r"\1' ", cleaned))
        words = _make_foreign_words(tokens, grammar)
    # `None` separates sequences of words that can occur in a phrase.
    for is_word, group in groupby(words, key=bool):
        if is_word:
            yield from _list_phrases(tuple(group))
    divided = BREAK.sub(" ", text)
    for script, lengths in _UNITS.items():
        for characters in script.findall(divided):
            units = _UNIT.findall(characters)
            for length in lengths:
                for start in range(len(units) - length + 1):
                    phrase = units[start : start + length]
                    if len(spelling := "".join(phrase)) > 1:
                        is_final = script is not THAI or start == 0
                        yield Phrase(" ".join(phrase), spelling, is_final)


class _Word(NamedTuple):
    """A word that can occur in a phrase."""

    key: str  # in lower case and in the singular
    spelling: str  # as written, without a possessive ending
    can_begin: bool  # whether a phrase may begin with it
    can_end: bool  # whether a phrase may end with it
    is_generic: bool  # whether a phrase needs other words, too


@functools.lru_cache(maxsize=50_000)  # short noun phrases occur again and again
def _list_phrases(noun_phrase: tuple[_Word, ...]) -> tuple[Phrase, ...]:
    """Return the phrases inside a sequence of words between which no phrase has to end."""
    phrases = []
    for end in range(len(noun_phrase)):
        for start in range(max(0, end - MAX_WORDS + 1), end + 1):
            words = noun_phrase[start : end + 1]
            has_content = not all(word.is_generic for word in words)
            if words[0].can_begin and words[-1].can_end and has_content:
                key = " ".join(word.key for word in words)
                spelling = " ".join(word.spelling for word in words).replace("' ", "'")
                phrases.append(Phrase(key, spelling, is_final=end == len(noun_phrase) - 1))
    return tuple(phrases)


def _make_words(tokens: list[str]) -> Iterator[_Word | None]:
    """Yield a word for each token; `None` for a token that cannot occur in a phrase.

    The tagger mistakes nouns for verbs, and vice versa. The neighbouring tags help:

    - A verb (VB, VBP) becomes a noun after a tag of `_BEFORE_NOUN`, such as that of an article.
    - A word in -ing becomes a verb before an article or possessive, as in "using the".
    - A word in -ing cannot begin a phrase after a tag of `_BEFORE_VERB`, such as that of a comma.
    """
    previous_tag = ""
    tags = [*map(_tag_part_of_speech, tokens)]
    # The tag after the last token is "".
    for token, pos_tag, next_tag in zip(tokens, tags, [*tags, ""][1:], strict=True):
        if pos_tag in ("VB", "VBP") and previous_tag.startswith(_BEFORE_NOUN):
            pos_tag = "NN"
        if pos_tag == "VBG" and next_tag in ("DT", "PRP$"):
            pos_tag = "VB"
        is_verb = pos_tag == "VBG" and previous_tag in _BEFORE_VERB
        yield _make_word(token, pos_tag, can_begin=not is_verb)
        previous_tag = pos_tag


def _make_foreign_words(tokens: list[str], grammar: Grammar) -> Iterator[_Word | None]:
    """Yield a word for each token; `None` for a token that cannot occur in a phrase.

    Without a tagger, phrases are what stands between stop words, and links such as "de" may stand
    inside (Rose et al., "Automatic keyword extraction from individual documents", 2010). In a
    language whose nouns have capitals, other words are modifiers if they end like adjectives.
    """
    # "" stands for the text's start and end.
    neighbours = zip(["", *tokens], tokens, [*tokens, ""][1:], strict=False)
    for previous, token, following in neighbours:
        word = token.lower()
        is_stopped = is_stop_word(word) or grammar.is_stop_word(word)
        can_modify, is_noun = True, True
        if grammar.has_capital_nouns:
            can_modify = bool(_ADJECTIVE_ENDING.search(word))
            # At the start of a sentence, an adjective has a capital, too.
            begins = previous in _SENTENCE_ENDS and following[:1].isupper()
            is_noun = token[0].isupper() and not (begins and can_modify)
        if (link := word.rstrip("'")) in grammar.links:
            yield _Word(link, token, can_begin=False, can_end=False, is_generic=True)
        elif word != link or is_stopped or not (_is_suitable(word) and (is_noun or can_modify)):
            yield None
        else:
            key = " ".join(map(grammar.stem, filter(None, word.split("-"))))
            yield _Word(
                key, token, can_begin=True, can_end=is_noun, is_generic=key in grammar.generic
            )


@functools.lru_cache(maxsize=200_000)
def _tag_part_of_speech(token: str) -> str:
    """Return the part-of-speech tag of a token; the tagger does not look at its neighbours."""
    # Capitals mislead the tagger. "|" is tagged as punctuation, and "/" is not.
    return import_tagger()([token.lower().replace("/", "|")])[0][1]


@functools.lru_cache(maxsize=200_000)
def _make_word(token: str, pos_tag: str, *, can_begin: bool) -> _Word | None:
    """Return how a token can be used in a phrase, or `None` if it cannot occur in one.

    Only nouns, adjectives, participles and adverbs in -ly can occur. They must have a letter and 2
    to `_MAX_WORD_LENGTH` characters, and must be no stop words.

    Parameters
    ----------
    token
        A token of the text, as written.
    pos_tag
        Part-of-speech tag of the token.
    can_begin
        Whether a phrase may begin with the token.
    """
    spelling = re.sub(r"'s?$", "", token)  # without a possessive ending
    word = spelling.lower()
    is_adverb = pos_tag == "RB" and word.endswith("ly")
    if (
        not _is_suitable(word)
        or is_stop_word(word)
        or not (is_adverb or pos_tag.startswith(_MODIFIER))
    ):
        return None
    # A phrase ends in a noun; "graph-based" needs a noun after it.
    can_end = pos_tag.startswith(_NOUN) and not word.endswith("-based")
    return _Word(singular(spelling), spelling, can_begin, can_end, word in ALLOWED_INSIDE_PHRASES)


def _is_suitable(word: str) -> bool:
    """Return whether a word in lower case has a letter and 2 to `_MAX_WORD_LENGTH` characters.

    Texts without spaces between words are not suitable: phrases in these are found otherwise.
    """
    has_letter = any(map(str.isalpha, word))
    return (
        2 <= len(word) <= _MAX_WORD_LENGTH
        and has_letter
        and not any(script.search(word) for script in _UNITS)
    )
