"""The spelling of terms, such as CLIP, few-shot and ImageNet."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

MIN_PLURAL_RATIO = 0.5  # a plural with at least this share of its singular's uses is preferred


def choose_spellings(
    keys: Iterable[str],
    *,
    in_text: Mapping[str, Mapping[str, int]],
    in_titles: Mapping[str, Mapping[str, int]],
    words: Mapping[str, int],
) -> dict[str, str]:
    """Return one spelling for each term, by key.

    A term that ends a noun phrase in running text gets its most common spelling there, without the
    capital of a sentence's first word. Any other term gets its most common spelling in titles.
    Because capitals in titles mean little, each of its words is then spelled as in running text. A
    plural that is not much rarer is preferred in both cases.

    Parameters
    ----------
    keys
        Keys of the terms. Each must be in `in_text` or in `in_titles`.
    in_text, in_titles
        How often each spelling of a key ends a noun phrase, in running text, and in titles with
        additional capitals. Only keys and spellings that do are in these.
    words
        How often each spelling of a word is used in phrases in running text.
    """
    word_counts: dict[str, Counter[str]] = defaultdict(Counter)
    for word, count in words.items():
        word_counts[word.lower()][word] = count
    word_spellings = {word: _pick_spelling(uses) for word, uses in word_counts.items()}
    return {
        key: _respell_first_word(_pick_spelling(in_text[key]), word_spellings)
        if key in in_text
        else _respell_words(_pick_spelling(in_titles[key]), word_spellings)
        for key in keys
    }


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
