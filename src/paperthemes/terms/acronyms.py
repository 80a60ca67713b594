"""Acronyms that texts define, such as "graph neural networks (GNNs)"."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from paperthemes.text.words import normalise_dashes, singular

MIN_AGREEMENT = 0.8  # an acronym whose most common definition has a lower share is ambiguous
_ACRONYM = re.compile(r"(?<= )\(([A-Za-z][\w-]{1,9})\)")  # in brackets, after its expansion
_EXPANSION = re.compile(r"(?:[\w-]+ ){1,6}\Z")
_MAX_EXPANSION = 400  # characters


def find_definitions(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each definition of an acronym in texts: the acronym and its expansion.

    "graph neural networks (GNNs)" defines the acronym `gnn` with the expansion `graph neural
    network`. Both are written like keys of terms: in lower case and in the singular. The initials
    of the words right before the brackets must be the acronym's capitals (the simple case of
    Schwartz & Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical
    text", PSB 2003).
    """
    for text in texts:
        text = normalise_dashes(text)
        for match in _ACRONYM.finditer(text):
            start = max(0, match.start() - _MAX_EXPANSION)
            before = _EXPANSION.search(text[start : match.start()])
            if before and (words := _match_initials(before[0].split(), match[1])):
                yield singular(match[1]), " ".join(map(singular, words))


def choose_expansions(definitions: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the most common expansion of each acronym that is defined, by acronym.

    An acronym is left out if that expansion is in less than `MIN_AGREEMENT` of its definitions.
    """
    counts_by_acronym: dict[str, Counter[str]] = defaultdict(Counter)
    for acronym, expansion in definitions:
        counts_by_acronym[acronym][expansion] += 1
    expansions = {}
    for acronym, counts in sorted(counts_by_acronym.items()):
        expansion, count = counts.most_common(1)[0]
        if count >= MIN_AGREEMENT * counts.total():
            expansions[acronym] = expansion
    return expansions


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
