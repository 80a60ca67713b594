"""How authors write a term: CLIP, few-shot, ImageNet."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping

from paperthemes.terms.phrases import Phrase

_PLURAL = 0.5  # as often as the singular is often enough for several words


def usual_spelling(
    keys: Iterable[str], running: Mapping[Phrase, int], titles: Mapping[Phrase, int]
) -> dict[str, str]:
    """Choose one spelling for each term.

    The commonest in running text; capitals of a title mean little, so what stands in titles alone
    is written word by word as elsewhere, in small letters where no other place tells.

    Parameters
    ----------
    keys
        The terms.
    running, titles
        How often each phrase stands in running text, and in titles with capitals.
    """
    wanted = set(keys)
    in_text, in_titles = (_spellings(wanted, times) for times in (running, titles))
    words: dict[str, Counter[str]] = defaultdict(Counter)
    for phrase, count in running.items():
        for word in phrase.written.split():
            words[word.lower()][word] += count
    usual = {word: _chosen(some) for word, some in words.items()}
    return {
        key: _within_sentence(_chosen(in_text[key]), usual)
        if key in in_text
        else _lowered(_chosen(in_titles[key]), usual)
        for key in wanted
    }


def _spellings(wanted: Container[str], times: Mapping[Phrase, int]) -> dict[str, Counter[str]]:
    """Return how often each wanted term is written in each way, where it is a whole phrase."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for phrase, count in times.items():
        if phrase.whole and phrase.key in wanted:
            seen[phrase.key][phrase.written] += count
    return seen


def _chosen(spellings: Mapping[str, int]) -> str:
    """Return the commonest; of equals the one with fewest capitals, for sentences begin with one.

    Several of a thing name it better: a plural is taken if it is not much rarer; of single words,
    many of which have one but are better without ("segmentation"), if it is as common.
    """
    best = min(spellings, key=lambda one: (-spellings[one], sum(map(str.isupper, one)), one))
    plurals = [one for one in (f"{best}s", f"{best}es") if one in spellings]
    fewest = spellings[best] * (_PLURAL if " " in best else 1)
    return next((one for one in plurals if spellings[one] >= fewest), best)


def _within_sentence(spelling: str, words: Mapping[str, str]) -> str:
    """Take back the capital that a sentence begins with: it is the only one of the term."""
    first, *rest = spelling.split()
    alone = first[1:].islower() and first[0].isupper() and not any(map(str.isupper, "".join(rest)))
    return " ".join([words.get(first.lower(), first), *rest]) if alone else spelling


def _lowered(spelling: str, words: Mapping[str, str]) -> str:
    return " ".join(
        words.get(word.lower(), word.lower() if word[1:].islower() else word)
        for word in spelling.split()
    )
