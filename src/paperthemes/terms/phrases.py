"""The phrases of a text that may tell what it is about: noun phrases, and the nouns they end in."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from textblob.en import tag

from paperthemes.terms.stop_words import ONLY_WITHIN, is_stop, stop_words_of
from paperthemes.text.words import CJK, WORD, normalise_dashes, singular

LONGEST = 4  # words of a phrase
_LONGEST_CJK = 6  # characters, where words are not set apart by spaces
_TOO_LONG = 40  # characters; no word, but what is left of a table or a formula

_NO_PHRASE = re.compile(
    r"https?://\S+|\$(?!\d[\d.,]*\s)[^$]{1,300}\$|\\\(.{1,300}?\\\)|\\[a-zA-Z]+"
    r"|\b(?:state[- ]of[- ]the[- ]arts?|(?:code|data|models?) (?:is|are) available)\b",
    re.IGNORECASE,
)
_TOKEN = re.compile(rf"{WORD}|\S")

_NOUN = ("NN", "VBG", "CD", "FW")
_MODIFIER = (*_NOUN, "JJ", "VBN", "VBD")
_BEFORE_VERB = ("", "TO", "CC", ".", ":", ",")
_BEFORE_NOUN = ("DT", "JJ", "IN", "PRP$", "VBN", "VBG")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as it stands in a text.

    Attributes
    ----------
    key
        What all its spellings share: words in small letters and singular, apart at hyphens too;
        characters one by one, where words are not set apart.
    written
        How it is written there.
    whole
        Whether no other word of the noun phrase it stands in follows.
    """

    key: str
    written: str
    whole: bool = True


def phrases(text: str) -> Iterator[Phrase]:
    """Yield the phrases of `text`, each as often as it stands there.

    A phrase is up to `LONGEST` words (hyphenated ones count once) that end in a noun, after nouns,
    adjectives and participles, by the part-of-speech tagger of TextBlob; it does not cross
    punctuation or stop words, and is not made of filler alone. Of scripts that do not set words
    apart, it is any two to six characters in a row.
    """
    for run in _runs(_TOKEN.findall(normalise_dashes(_NO_PHRASE.sub(" . ", text)))):
        for end in range(len(run)):
            if not run[end].ends:
                continue
            for start in range(max(0, end - LONGEST + 1), end + 1):
                words = run[start : end + 1]
                if words[0].begins and not all(word.filler for word in words):
                    yield Phrase(
                        " ".join(word.key for word in words),
                        " ".join(word.written for word in words),
                        end == len(run) - 1,
                    )
    for characters in CJK.findall(text):
        yield from _pieces(characters)


@dataclass(frozen=True, slots=True)
class _Word:
    key: str
    written: str
    begins: bool  # may begin a phrase
    ends: bool
    filler: bool


def _runs(tokens: list[str]) -> Iterator[list[_Word]]:
    """Split a text into runs of words that may stand in one phrase."""
    run: list[_Word] = []
    before = ""
    tagged = _tagged(tokens)
    foreign = stop_words_of(token.lower() for token in tokens)
    following = [kind for _, kind in tagged[1:]] + [""]
    for (token, kind), after in zip(tagged, following, strict=False):
        kind = "NN" if kind in ("VB", "VBP") and before.startswith(_BEFORE_NOUN) else kind
        kind = "VB" if kind == "VBG" and after in ("DT", "PRP$") else kind
        if foreign:  # the tagger knows English
            kind = "DT" if token.lower() in foreign else "NN"
        word = _word(token, kind, begins=not (kind == "VBG" and before in _BEFORE_VERB))
        before = kind
        if word is not None:
            run.append(word)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _tagged(tokens: list[str]) -> list[tuple[str, str]]:
    """Give each token its part of speech; capitals of a title would mislead, so there are none."""
    plain = [token.lower().replace("/", "|") for token in tokens]
    kinds = [kind for _, kind in tag(" ".join(plain), tokenize=False)] if plain else []
    if len(kinds) != len(tokens):
        raise AssertionError(f"{len(kinds)} parts of speech for {len(tokens)} words")
    return list(zip(tokens, kinds, strict=True))


@functools.lru_cache(maxsize=200_000)
def _word(token: str, kind: str, *, begins: bool) -> _Word | None:
    written = re.sub(r"'s?$", "", token)
    small = written.lower()
    if not 2 <= len(small) <= _TOO_LONG or not any(map(str.isalpha, small)) or CJK.search(small):
        return None
    adverb = kind == "RB" and small.endswith("ly")
    if is_stop(small) or not (adverb or kind.startswith(_MODIFIER)):
        return None
    ends = kind.startswith(_NOUN) and not small.endswith("-based")
    return _Word(singular(written), written, begins, ends, small in ONLY_WITHIN)


def _pieces(characters: str) -> Iterator[Phrase]:
    for length in range(2, _LONGEST_CJK + 1):
        for start in range(len(characters) - length + 1):
            piece = characters[start : start + length]
            yield Phrase(" ".join(piece), piece)
