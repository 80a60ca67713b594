"""Acronyms that papers explain: "graph neural networks (GNNs)"."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from paperthemes.text.words import normalise_dashes, singular

_EXPLAINED = re.compile(r"((?:[\w-]+ ){1,6})\(([A-Za-z][\w-]{1,9})\)")
_CLEAR = 0.8  # of its explanations agree


def acronyms(texts: Iterable[str]) -> dict[str, str]:
    """Return what the acronyms in `texts` stand for, both as keys of phrases.

    The initials of the words right before the brackets must be the acronym's capitals (the simple
    case of Schwartz & Hearst, "A simple algorithm for identifying abbreviation definitions in
    biomedical text", PSB 2003). One that is mostly explained otherwise is left out.
    """
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for before, acronym in _EXPLAINED.findall(normalise_dashes(text)):
            if words := _explanation(before.split(), acronym):
                seen[singular(acronym)][" ".join(map(singular, words))] += 1
    return {
        acronym: longs.most_common(1)[0][0]
        for acronym, longs in seen.items()
        if longs.most_common(1)[0][1] >= _CLEAR * longs.total()
    }


def _explanation(before: list[str], acronym: str) -> list[str]:
    """Return the last words of `before` if their initials are the acronym's capitals."""
    capitals = re.sub("[^A-Z]", "", acronym)
    for start in range(len(before)):
        words = before[start:]
        initials = "".join(part[0] for word in words for part in word.split("-") if part)
        if len(capitals) > 1 and initials.upper() == capitals:
            return words
    return []
