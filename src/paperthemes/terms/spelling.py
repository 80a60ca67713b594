"""The spelling of terms, such as CLIP, few-shot and ImageNet."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from paperthemes.text.light_imports import import_lexicon
from paperthemes.text.stop_words import ENGLISH, find_language
from paperthemes.text.words import singular, words_of

MIN_BASE_RATIO = 0.2  # share of the uses of an inflected form, from which the base is preferred
MIN_PLURAL_RATIO = 0.5  # a plural with at least this share of its singular's uses is preferred
_MIN_LENGTH = 4  # letters; shorter words often stay small in title case
_NAME_TAG = "NNP"  # of proper names in the tagger's lexicon
# Names that the lexicon lacks or also has in lower case, and words that it takes for names.
_NAMES = frozenset(
    (
        *("Abelian", "Banach", "Bayesian", "Cartesian", "Dirichlet", "Earth", "Einstein"),
        *("Euclidean", "Fourier", "French", "German", "Hermitian", "Higgs", "Hilbert", "Internet"),
        *("Ising", "Lagrangian", "Lipschitz", "Markov", "Markovian", "Nash", "Poisson", "Python"),
        *("Riemannian", "Schrödinger", "Shapley", "Sobolev", "Turing", "Wikipedia"),
    )
)
_NO_NAMES = frozenset(("Cyber", "Cyclone", "Defence", "Meta", "Trans"))
# Endings of words that are no names, as in "Unsupervised", unless they are known as names.
_COMMON_ENDINGS = ("ed", "ing", "tion", "ity", "ness", "ment", "ive", "able", "less")


def is_title_case(title: str) -> bool:
    """Return whether most words of a title have capitals although they are no names.

    Only words of at least `_MIN_LENGTH` letters count, and neither the first word nor acronyms. If
    none counts, return true, because the title shows nothing.
    """
    others = words_of(title)[1:]
    words = [word for word in others if len(word) >= _MIN_LENGTH and word[1:].islower()]
    return not words or 2 * sum(word[0].isupper() for word in words) > len(words)


def is_foreign(title: str) -> bool:
    """Return whether a title has function words of another language than English.

    Its capitals are those of running text: the nouns of some languages have capitals.
    """
    first, *others = words_of(title) or [""]
    return find_language([first.lower(), *others]) != ENGLISH


def lower_first_letter(title: str) -> str:
    """Return a title in running text with a small first letter, unless it is a name's.

    A title in another language than English stays as it is.
    """
    if is_foreign(title):
        return title
    first = next(iter(words_of(title)), "")
    if not (title.startswith(first) and first[1:].islower() and _is_common_word(first)):
        return title
    return title[0].lower() + title[1:]


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
    Because capitals in titles mean little, each of its words is then spelled on its own
    (`_respell_word`), and so are those of a term with fewer uses in running text than in titles. A
    plural that is not much rarer is preferred in all cases.

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
    spellings = {}
    for key in keys:
        uses, uses_in_titles = in_text.get(key, {}), in_titles.get(key, {})
        spelling = _pick_spelling(uses or uses_in_titles)
        is_rare_in_text = sum(uses.values()) < sum(uses_in_titles.values())
        respell = _respell_words if is_rare_in_text else _respell_first_word
        spellings[key] = respell(spelling, word_spellings)
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
    best = min(
        _list_without_n(best, spellings), key=lambda text: (_count_n(text), -spellings[text])
    )
    plurals = (f"{best}s", f"{best}es")
    return next((text for text in plurals if spellings.get(text, 0) >= min_uses), best)


def _list_without_n(best: str, spellings: Mapping[str, int]) -> list[str]:
    """Return the best spelling, and those without the n of some of its words, if not much rarer.

    In German, "neuronalen Netzen" is an inflected form of "neuronale Netze".
    """
    forms = itertools.product(*({word, word.removesuffix("n")} for word in best.split()))
    texts = map(" ".join, forms)
    return [text for text in texts if spellings.get(text, 0) >= MIN_BASE_RATIO * spellings[best]]


def _count_n(text: str) -> int:
    """Return how many words of a phrase, except for the last, end in n."""
    return sum(word.endswith("n") for word in text.split()[:-1])


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
    """Return a spelling from a title with each word spelled on its own (`_respell_word`)."""
    return " ".join(_respell_word(word, word_spellings) for word in spelling.split())


def _respell_word(word: str, word_spellings: Mapping[str, str]) -> str:
    """Return a word of a title as running text spells it, or else without its first capital.

    Words such as "ImageNet" and "K2", and proper names, stay as they are. A common English word has
    no capital even if running text only has it in "Natural Language Processing (NLP)".

    Parameters
    ----------
    word
        The word, perhaps with hyphens.
    word_spellings
        Most common spelling of each word in running text, by the word in lower case.
    """
    usual = word_spellings.get(word.lower(), word)
    parts = usual.split("-")
    if not all(part[1:].islower() or not part[1:] for part in parts):
        return "-".join(part.lower() if part[1:].islower() else part for part in parts)
    if word.lower() in word_spellings and not _is_common_word(usual):
        return usual
    return usual if all(map(_is_name, parts)) else usual.lower()


def _is_common_word(word: str) -> bool:
    """Return whether a word is known in lower case, or ends like such words, and is no name."""
    is_known = import_lexicon().get(singular(word), _NAME_TAG) != _NAME_TAG
    return not _is_name(word) and (is_known or word.endswith(_COMMON_ENDINGS))


def _is_name(word: str) -> bool:
    """Return whether a word is known as a proper name, or as an adjective made of one."""
    if word in _NAMES:
        return True
    lexicon = import_lexicon()
    spellings = (word.lower(), singular(word))
    is_known_as_other = any(lexicon.get(text, _NAME_TAG) != _NAME_TAG for text in spellings)
    return word in lexicon and not (
        is_known_as_other or word in _NO_NAMES or word.endswith(("ed", "ing"))
    )
