"""Spellings of terms (CLIP, few-shot, ImageNet), and acronyms that papers explain."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from paperthemes.terms.phrases import Phrase
from paperthemes.text.words import normalise_dashes, singular

_DEFINITION = re.compile(r"((?:[\w-]+ ){1,6})\(([A-Za-z][\w-]{1,9})\)")
MIN_AGREEMENT = 0.8  # share of an acronym's definitions that agree; others are ambiguous
MIN_PLURAL_RATIO = 0.5  # uses of a plural per use of its singular, for it to be preferred


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
    capitalised = first[0].isupper() and first[1:].islower()
    if not capitalised or any(map(str.isupper, "".join(rest))):
        return spelling
    return " ".join([words.get(first.lower(), first), *rest])


def _remove_title_capitals(spelling: str, words: Mapping[str, str]) -> str:
    return " ".join(
        words.get(word.lower(), word.lower() if word[1:].islower() else word)
        for word in spelling.split()
    )
