"""Phrases of texts, their spellings (CLIP, few-shot, ImageNet), and acronyms explained there.

Phrases are noun phrases, and the shorter phrases within them that end in a noun.
"""

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from textblob.en import tag

from paperthemes.text.stop_words import ALLOWED_INSIDE_PHRASES, foreign_stop_words, is_stop_word
from paperthemes.text.words import CJK, WORD, normalise_dashes, singular

MAX_WORDS = 4  # of a phrase; longer ones are rarely shared by papers
MIN_AGREEMENT = 0.8  # share of an acronym's definitions that agree; others are ambiguous
MIN_PLURAL_RATIO = 0.5  # uses of a plural per use of its singular, for it to be preferred
_MAX_CJK_CHARACTERS = 6  # of a phrase in a script without spaces between words
_MAX_WORD_LENGTH = 40  # characters; longer "words" are remains of tables and formulas

_NO_PHRASE = re.compile(
    r"https?://\S+|\$(?!\d[\d.,]*\s)[^$]{1,300}\$|\\\(.{1,300}?\\\)|\\[a-zA-Z]+"
    r"|\b(?:state[- ]of[- ]the[- ]arts?|(?:code|data|models?) (?:is|are) available)\b",
    re.IGNORECASE,
)
_TOKEN = re.compile(rf"{WORD}|\S")
_DEFINITION = re.compile(r"((?:[\w-]+ ){1,6})\(([A-Za-z][\w-]{1,9})\)")

# Tags of the Penn Treebank, without their suffixes: what ends a phrase, and what it consists of.
_NOUN = ("NN", "VBG", "CD", "FW")
_MODIFIER = (*_NOUN, "JJ", "VBN", "VBD")
# After the former, a word in -ing is a verb; after the latter, what looks like a verb is a noun.
_BEFORE_VERB = ("", "TO", "CC", ".", ":", ",")
_BEFORE_NOUN = ("DT", "JJ", "IN", "PRP$", "VBN", "VBG")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as it occurs in a text.

    Attributes
    ----------
    key
        The phrase regardless of spelling: lower-case singular words, split at hyphens too; in
        scripts without spaces between words, single characters.
    spelling
        The phrase as written.
    is_final
        Whether it ends its noun phrase: no other word of it follows.
    """

    key: str
    spelling: str
    is_final: bool = True


def extract_phrases(text: str) -> Iterator[Phrase]:
    """Yield every occurrence of a phrase in `text`.

    A phrase is up to `MAX_WORDS` words (a hyphenated one counts once) that end in a noun, preceded
    by nouns, adjectives and participles, according to the part-of-speech tagger of TextBlob. It
    does not cross punctuation or stop words, and does not consist of generic words alone. In
    scripts without spaces between words, it is any two to six characters in a row.
    """
    tokens = _TOKEN.findall(normalise_dashes(_NO_PHRASE.sub(" . ", text)))
    for _, group in groupby(_make_words(tokens), key=bool):
        run = [word for word in group if word]
        for end, last in enumerate(run):
            for start in range(max(0, end - MAX_WORDS + 1), end + 1) if last.can_end else ():
                words = run[start : end + 1]
                if words[0].can_begin and not all(word.is_generic for word in words):
                    key = " ".join(word.key for word in words)
                    spelling = " ".join(word.spelling for word in words)
                    yield Phrase(key, spelling, is_final=end == len(run) - 1)
    for characters in CJK.findall(text):
        for length in range(2, _MAX_CJK_CHARACTERS + 1):
            for start in range(len(characters) - length + 1):
                piece = characters[start : start + length]
                yield Phrase(" ".join(piece), piece)


@dataclass(frozen=True, slots=True)
class _Word:
    key: str
    spelling: str
    can_begin: bool  # a phrase
    can_end: bool
    is_generic: bool


def _make_words(tokens: list[str]) -> Iterator[_Word | None]:
    """Yield the word of each token; `None` for a token that may not be part of a phrase."""
    before = ""
    tags = _tag(tokens)
    foreign = foreign_stop_words(token.lower() for token in tokens)
    for token, kind, after in zip(tokens, tags, [*tags, ""][1:], strict=True):
        kind = "NN" if kind in ("VB", "VBP") and before.startswith(_BEFORE_NOUN) else kind
        kind = "VB" if kind == "VBG" and after in ("DT", "PRP$") else kind
        if foreign:  # the tagger only knows English
            kind = "DT" if token.lower() in foreign else "NN"
        yield _make_word(token, kind, can_begin=not (kind == "VBG" and before in _BEFORE_VERB))
        before = kind


def _tag(tokens: list[str]) -> list[str]:
    """Return the part of speech of each token, in lower case: capitals mislead the tagger."""
    text = " ".join(token.lower().replace("/", "|") for token in tokens)
    return [kind for _, kind in tag(text, tokenize=False)] if tokens else []


@functools.lru_cache(maxsize=200_000)
def _make_word(token: str, kind: str, *, can_begin: bool) -> _Word | None:
    """Return the word of a token, or `None` if it may not be part of a phrase."""
    spelling = re.sub(r"'s?$", "", token)
    word = spelling.lower()
    if not 2 <= len(word) <= _MAX_WORD_LENGTH or not any(map(str.isalpha, word)):
        return None
    adverb = kind == "RB" and word.endswith("ly")
    if CJK.search(word) or is_stop_word(word) or not (adverb or kind.startswith(_MODIFIER)):
        return None
    can_end = kind.startswith(_NOUN) and not word.endswith("-based")
    return _Word(singular(spelling), spelling, can_begin, can_end, word in ALLOWED_INSIDE_PHRASES)


def find_acronyms(texts: Iterable[str]) -> dict[str, str]:
    """Find acronyms that `texts` define, "graph neural networks (GNNs)"; return key to key.

    The initials of the words right before the brackets must be the acronym's capitals (the simple
    case of Schwartz & Hearst, "A simple algorithm for identifying abbreviation definitions in
    biomedical text", PSB 2003). Acronyms with several common definitions are left out.
    """
    definitions: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for before, acronym in _DEFINITION.findall(normalise_dashes(text)):
            if words := _match_initials(before.split(), acronym):
                definitions[singular(acronym)][" ".join(map(singular, words))] += 1
    most_common = {acronym: counts.most_common(1)[0] for acronym, counts in definitions.items()}
    return {
        acronym: words
        for acronym, (words, count) in most_common.items()
        if count >= MIN_AGREEMENT * definitions[acronym].total()
    }


def _match_initials(before: list[str], acronym: str) -> list[str]:
    """Return the last words of `before` if their initials are the acronym's capitals."""
    capitals = re.sub("[^A-Z]", "", acronym)
    for start in range(len(before)):
        words = before[start:]
        initials = "".join(part[0] for word in words for part in word.split("-") if part)
        if len(capitals) > 1 and initials.upper() == capitals:
            return words
    return []


def choose_spellings(
    keys: Iterable[str], *, in_text: Mapping[Phrase, int], in_titles: Mapping[Phrase, int]
) -> dict[str, str]:
    """Choose one spelling for each term: the most common one in running text.

    Capitals of a title mean little. So a term that occurs only in titles is spelled word by word
    as in running text, and in lower case where a word does not occur there.

    Parameters
    ----------
    keys
        The terms.
    in_text, in_titles
        How often each phrase occurs in running text, and in titles with capitals.
    """
    text_spellings, title_spellings = _count_spellings(in_text), _count_spellings(in_titles)
    word_counts: dict[str, Counter[str]] = defaultdict(Counter)
    for phrase, count in in_text.items():
        for word in phrase.spelling.split():
            word_counts[word.lower()][word] += count
    words = {word: _most_common(counts) for word, counts in word_counts.items()}
    return {
        key: _remove_sentence_capital(_most_common(text_spellings[key]), words)
        if key in text_spellings
        else _remove_title_capitals(_most_common(title_spellings[key]), words)
        for key in keys
    }


def _count_spellings(phrases: Mapping[Phrase, int]) -> dict[str, Counter[str]]:
    """Return how often each key is spelled in each way, where it ends a noun phrase."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for phrase, count in phrases.items():
        if phrase.is_final:
            spellings[phrase.key][phrase.spelling] += count
    return spellings


def _most_common(spellings: Mapping[str, int]) -> str:
    """Return the most common spelling; on ties, the one with fewest capitals.

    A plural is a better name: it is preferred unless it is much rarer. A single word must be as
    common in the plural, because many mass nouns have a rare one ("segmentations").
    """
    best = min(spellings, key=lambda text: (-spellings[text], sum(map(str.isupper, text)), text))
    fewest = spellings[best] * (MIN_PLURAL_RATIO if " " in best else 1)
    plurals = (f"{best}s", f"{best}es")
    return next((text for text in plurals if spellings.get(text, 0) >= fewest), best)


def _remove_sentence_capital(spelling: str, words: Mapping[str, str]) -> str:
    """Undo the capital at the start of a sentence: the only one of the term."""
    first, *rest = spelling.split()
    if not (first[0].isupper() and first[1:].islower()) or sum(map(str.isupper, spelling)) > 1:
        return spelling
    return " ".join([words.get(first.lower(), first), *rest])


def _remove_title_capitals(spelling: str, words: Mapping[str, str]) -> str:
    return " ".join(
        words.get(word.lower(), word.lower() if word[1:].islower() else word)
        for word in spelling.split()
    )
