"""Phrases of texts, their spellings (CLIP, few-shot, ImageNet), and acronyms that texts define.

Phrases are noun phrases, and shorter phrases inside them that end in a noun.
"""

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from paperthemes.text.light_imports import import_tagger
from paperthemes.text.stop_words import ALLOWED_INSIDE_PHRASES, foreign_stop_words, is_stop_word
from paperthemes.text.words import CJK, WORD, normalise_dashes, singular

MAX_WORDS = 4  # of a phrase; papers rarely share longer ones
MIN_AGREEMENT = 0.8  # an acronym whose most common definition has a lower share is ambiguous
MIN_PLURAL_RATIO = 0.5  # a plural with at least this share of its singular's uses is preferred
_MAX_CJK_CHARACTERS = 6  # of a phrase in a script without spaces between words
_MAX_WORD_LENGTH = 40  # characters; longer "words" are remains of tables and formulas

# Addresses, formulas, LaTeX commands, and expressions without content. No phrase contains them.
_NO_PHRASE = re.compile(
    r"https?://\S+|\$(?!\d[\d.,]*\s)[^$]{1,300}\$|\\\(.{1,300}?\\\)|\\[a-zA-Z]+"
    r"|\b(?:state[- ]of[- ]the[- ]arts?|(?:code|data|models?) (?:is|are) available)\b",
    re.IGNORECASE,
)
_TOKEN = re.compile(rf"{WORD}|\S")
_ACRONYM = re.compile(r"(?<= )\(([A-Za-z][\w-]{1,9})\)")  # in brackets, after its expansion
_EXPANSION = re.compile(r"(?:[\w-]+ ){1,6}\Z")
_MAX_EXPANSION = 400  # characters

# Part-of-speech tags of the Penn Treebank. A phrase consists of modifiers and ends in a noun. `NN`
# also stands for tags that begin with it, such as `NNS`.
_NOUN = ("NN", "VBG", "CD", "FW")
_MODIFIER = (*_NOUN, "JJ", "VBN", "VBD")
# After a tag of _BEFORE_VERB, a word in -ing is a verb; "" is the start of the text. After a tag
# that begins like one of _BEFORE_NOUN, a word that the tagger takes for a verb is a noun.
_BEFORE_VERB = ("", "TO", "CC", ".", ":", ",")
_BEFORE_NOUN = ("DT", "JJ", "IN", "PRP$", "VBN", "VBG")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as it occurs in a text.

    Attributes
    ----------
    key
        Words of the phrase in lower case and in the singular; hyphenated words are split. "Few-shot
        models" has the key `few shot model`. Phrases that differ only in spelling have the same
        key. In scripts without spaces between words, each character counts as a word.
    spelling
        The phrase as written.
    is_final
        Whether the phrase stands at the end of its noun phrase.
    """

    key: str
    spelling: str
    is_final: bool = True


def extract_phrases(text: str) -> Iterator[Phrase]:
    """Yield every occurrence of a phrase in a text, including phrases inside longer ones.

    A phrase has up to `MAX_WORDS` words, where a hyphenated word counts once. The last word is a
    noun; the others are nouns, adjectives, participles and adverbs in -ly, according to TextBlob's
    part-of-speech tagger. In a text that is not English, all words count as nouns. There are no
    stop words in a phrase and no signs between its words, and at least one word is not generic (not
    in `ALLOWED_INSIDE_PHRASES`). In Chinese and Japanese, phrases are instead all sequences of two
    to `_MAX_CJK_CHARACTERS` characters.
    """
    tokens = _TOKEN.findall(normalise_dashes(_NO_PHRASE.sub(" . ", text)))  # "." ends a phrase
    # `None` separates sequences of words that can occur in a phrase.
    for _, group in groupby(_make_words(tokens), key=bool):
        noun_phrase = [word for word in group if word]
        for end in range(len(noun_phrase)):
            for start in range(max(0, end - MAX_WORDS + 1), end + 1):
                words = noun_phrase[start : end + 1]
                has_content = not all(word.is_generic for word in words)
                if words[0].can_begin and words[-1].can_end and has_content:
                    key = " ".join(word.key for word in words)
                    spelling = " ".join(word.spelling for word in words)
                    yield Phrase(key, spelling, is_final=end == len(noun_phrase) - 1)
    for characters in CJK.findall(text):
        for length in range(2, _MAX_CJK_CHARACTERS + 1):
            for start in range(len(characters) - length + 1):
                spelling = characters[start : start + length]
                yield Phrase(" ".join(spelling), spelling)  # each character is a word of the key


@dataclass(frozen=True, slots=True)
class _Word:
    """A word that can occur in a phrase."""

    key: str  # in lower case and in the singular
    spelling: str  # as written, without a possessive ending
    can_begin: bool  # whether a phrase may begin with it
    can_end: bool  # whether a phrase may end with it
    is_generic: bool  # whether a phrase needs other words, too


def _make_words(tokens: list[str]) -> Iterator[_Word | None]:
    """Yield a word for each token; `None` for a token that cannot occur in a phrase.

    The tagger mistakes nouns for verbs, and vice versa. The neighbouring tags help:

    - A verb (VB, VBP) becomes a noun after a tag of `_BEFORE_NOUN`, such as that of an article.
    - A word in -ing becomes a verb before an article or possessive, as in "using the".
    - A word in -ing cannot begin a phrase after a tag of `_BEFORE_VERB`, such as that of a comma.

    In a text that is not English, all words but the stop words of its language count as nouns.
    """
    previous_tag = ""
    tags = [*map(_tag_part_of_speech, tokens)]
    foreign = foreign_stop_words(token.lower() for token in tokens)  # empty for English
    # The tag after the last token is "".
    for token, pos_tag, next_tag in zip(tokens, tags, [*tags, ""][1:], strict=True):
        if pos_tag in ("VB", "VBP") and previous_tag.startswith(_BEFORE_NOUN):
            pos_tag = "NN"
        if pos_tag == "VBG" and next_tag in ("DT", "PRP$"):
            pos_tag = "VB"
        if foreign:  # the tagger only knows English
            pos_tag = "DT" if token.lower() in foreign else "NN"
        is_verb = pos_tag == "VBG" and previous_tag in _BEFORE_VERB
        yield _make_word(token, pos_tag, can_begin=not is_verb)
        previous_tag = pos_tag


@functools.lru_cache(maxsize=200_000)
def _tag_part_of_speech(token: str) -> str:
    """Return the part-of-speech tag of a token; the tagger does not look at its neighbours."""
    # Capitals mislead the tagger. "|" is tagged as punctuation, and "/" is not.
    return import_tagger()([token.lower().replace("/", "|")])[0][1]


@functools.lru_cache(maxsize=200_000)
def _make_word(token: str, pos_tag: str, *, can_begin: bool) -> _Word | None:
    """Return how a token can be used in a phrase, or `None` if it cannot occur in one.

    Only nouns, adjectives, participles and adverbs in -ly can occur. They must have a letter and 2
    to `_MAX_WORD_LENGTH` characters, and must be neither stop words nor Chinese or Japanese.

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
    if not 2 <= len(word) <= _MAX_WORD_LENGTH or not any(map(str.isalpha, word)):
        return None
    is_adverb = pos_tag == "RB" and word.endswith("ly")
    if CJK.search(word) or is_stop_word(word) or not (is_adverb or pos_tag.startswith(_MODIFIER)):
        return None
    # A phrase ends in a noun; "graph-based" needs a noun after it.
    can_end = pos_tag.startswith(_NOUN) and not word.endswith("-based")
    return _Word(singular(spelling), spelling, can_begin, can_end, word in ALLOWED_INSIDE_PHRASES)


def find_acronyms(texts: Iterable[str]) -> dict[str, str]:
    """Return the expansion of each acronym that `texts` define, by acronym.

    "graph neural networks (GNNs)" defines the acronym `gnn` with the expansion `graph neural
    network`. Both are written like keys of terms: in lower case and in the singular. The initials
    of the words right before the brackets must be the acronym's capitals (the simple case of
    Schwartz & Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical
    text", PSB 2003). An acronym is left out if its most common expansion is in less than
    `MIN_AGREEMENT` of its definitions.
    """
    definitions: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        text = normalise_dashes(text)
        for match in _ACRONYM.finditer(text):
            start = max(0, match.start() - _MAX_EXPANSION)
            before = _EXPANSION.search(text[start : match.start()])
            if before and (words := _match_initials(before[0].split(), match[1])):
                definitions[singular(match[1])][" ".join(map(singular, words))] += 1
    most_common = {acronym: counts.most_common(1)[0] for acronym, counts in definitions.items()}
    return {
        acronym: expansion
        for acronym, (expansion, count) in most_common.items()
        if count >= MIN_AGREEMENT * definitions[acronym].total()
    }


def _match_initials(words_before: list[str], acronym: str) -> list[str]:
    """Return the words at the end of `words_before` whose initials are the acronym's capitals.

    For `GNNs` after "we use graph neural networks", these are the last three words. Each part of a
    hyphenated word has an initial. Return an empty list if no words match, or if the acronym has
    fewer than two capitals.
    """
    capitals = re.sub("[^A-Z]", "", acronym)
    for start in range(len(words_before)):
        words = words_before[start:]
        initials = "".join(part[0] for word in words for part in word.split("-") if part)
        if len(capitals) > 1 and initials.upper() == capitals:
            return words
    return []


def choose_spellings(
    keys: Iterable[str], *, in_text: Mapping[Phrase, int], in_titles: Mapping[Phrase, int]
) -> dict[str, str]:
    """Return one spelling for each term, by key.

    Only uses at the end of a noun phrase count. A term that has such a use in running text gets its
    most common spelling there, without the capital of a sentence's first word. Any other term gets
    its most common spelling in titles. Because capitals in titles mean little, each of its words is
    then spelled as in running text. A plural that is not much rarer is preferred in both cases.

    Parameters
    ----------
    keys
        Keys of the terms. Each term must have a use at the end of a noun phrase.
    in_text, in_titles
        How often each phrase occurs in running text, and in titles with additional capitals.
    """
    text_spellings, title_spellings = _count_spellings(in_text), _count_spellings(in_titles)
    word_counts: dict[str, Counter[str]] = defaultdict(Counter)
    for phrase, count in in_text.items():
        for word in phrase.spelling.split():
            word_counts[word.lower()][word] += count
    word_spellings = {word: _pick_spelling(uses) for word, uses in word_counts.items()}
    return {
        key: _respell_first_word(_pick_spelling(text_spellings[key]), word_spellings)
        if key in text_spellings
        else _respell_words(_pick_spelling(title_spellings[key]), word_spellings)
        for key in keys
    }


def _count_spellings(phrases: Mapping[Phrase, int]) -> dict[str, Counter[str]]:
    """Return the number of uses of each spelling, for each key of a phrase.

    Only uses at the end of a noun phrase count, such as "models" in "diffusion models".
    """
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for phrase, count in phrases.items():
        if phrase.is_final:
            spellings[phrase.key][phrase.spelling] += count
    return spellings


def _pick_spelling(spellings: Mapping[str, int]) -> str:
    """Return the most common spelling, or its plural if that is not much rarer.

    The plural, which ends in an added "s" or "es", is a better name. It needs `MIN_PLURAL_RATIO` of
    the uses of the most common spelling. The plural of a single word needs as many uses, because
    many mass nouns have a rare plural, such as "segmentations".

    Parameters
    ----------
    spellings
        Number of uses of each spelling; not empty.
    """
    # Sorted by falling number of uses, then by number of capitals, then by alphabet.
    best = min(spellings, key=lambda text: (-spellings[text], sum(map(str.isupper, text)), text))
    min_uses = spellings[best] * (MIN_PLURAL_RATIO if " " in best else 1)
    plurals = (f"{best}s", f"{best}es")
    return next((text for text in plurals if spellings.get(text, 0) >= min_uses), best)


def _respell_first_word(spelling: str, word_spellings: Mapping[str, str]) -> str:
    """Return a spelling without a capital that is only due to the start of a sentence.

    If the only capital is that of a first word such as "Deep", this word gets its spelling from
    `word_spellings`, such as "deep" or "Bayesian". Otherwise the spelling is returned unchanged.

    Parameters
    ----------
    spelling
        Spelling of a term.
    word_spellings
        Most common spelling of each word in running text, by the word in lower case.
    """
    word, *others = spelling.split()
    if not (word[0].isupper() and word[1:].islower()) or sum(map(str.isupper, spelling)) > 1:
        return spelling
    return " ".join([word_spellings.get(word.lower(), word), *others])


def _respell_words(spelling: str, word_spellings: Mapping[str, str]) -> str:
    """Return a spelling from a title with each word spelled as in running text.

    `word_spellings` has the most common spelling of each word in running text, by the word in lower
    case. A word that is not in it gets lower case if all its letters after the first character are
    in lower case, as in "Learning". Otherwise it stays, such as "ImageNet" and "K2".
    """
    return " ".join(
        word_spellings.get(word.lower(), word.lower() if word[1:].islower() else word)
        for word in spelling.split()
    )
