"""How authors write a term: CLIP, few-shot, ImageNet."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from paperthemes.describe.phrases import Phrase

_PLURAL = 0.3  # as often as the singular is often enough


def usual_spelling(
    keys: Iterable[str],
    said: Sequence[tuple[Sequence[Phrase], Sequence[Phrase]]],
    capitals: Sequence[bool],
) -> dict[str, str]:
    """Choose one spelling for each term.

    The commonest in abstracts; capitals of a title mean little, so what stands in titles alone is
    written word by word as elsewhere, in small letters where no other place tells.

    Parameters
    ----------
    keys
        The terms.
    said
        The phrases of each paper: of its title, of its abstract.
    capitals
        Whether each title may have capitals that its words do not have elsewhere, as is usual in
        English.
    """
    wanted = set(keys)
    running: dict[str, Counter[str]] = defaultdict(Counter)
    titles: dict[str, Counter[str]] = defaultdict(Counter)
    words: dict[str, Counter[str]] = defaultdict(Counter)
    for (title, abstract), loud in zip(said, capitals, strict=True):
        for phrase in abstract:
            for word in phrase.written.split():
                words[word.lower()][word] += 1
        for seen, some in ((titles if loud else running, title), (running, abstract)):
            for phrase in some:
                if phrase.whole and phrase.key in wanted:
                    seen[phrase.key][phrase.written] += 1
    usual = {word: _chosen(some) for word, some in words.items()}
    return {
        key: _within_sentence(_chosen(running[key]), usual)
        if key in running
        else _lowered(_chosen(titles[key]), usual)
        for key in wanted
    }


def _chosen(spellings: Mapping[str, int]) -> str:
    """Return the commonest; of equals the one with fewest capitals, for sentences begin with one.

    Several of a thing name it better: a plural is taken if it is not much rarer.
    """
    best = min(spellings, key=lambda one: (-spellings[one], sum(map(str.isupper, one)), one))
    plurals = [one for one in (f"{best}s", f"{best}es") if one in spellings]
    return next((one for one in plurals if spellings[one] >= _PLURAL * spellings[best]), best)


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
