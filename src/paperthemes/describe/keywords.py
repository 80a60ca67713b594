"""The keywords of a group: its best terms, without those that say the same again."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from paperthemes.artifacts.terms import Terms
from paperthemes.describe.stems import is_echo, stems
from paperthemes.describe.weights import Ranking

KEYWORDS = 10
_LEAST = 0.03  # weight of a keyword
_AS_GOOD = 0.5  # of a word's weight is enough for a phrase with it to take its place
_VARIETY = 0.1  # how much likeness in meaning to a chosen keyword counts against the next
_COMPANY = 0.9  # how much it counts for the next that it stands in the same papers


@dataclass(frozen=True, slots=True)
class Keywords:
    """Keywords, best first: their places in the vocabulary, spellings, and weights (best: 1)."""

    terms: tuple[int, ...]
    written: tuple[str, ...]
    weights: tuple[float, ...]


def keywords_of(vocabulary: Terms, ranking: Ranking) -> Keywords:
    """Choose up to `KEYWORDS` keywords.

    By maximal marginal relevance (Carbonell & Goldstein, "The use of MMR", SIGIR 1998): of high
    weight, and unlike those that are chosen. The weight is that of the ranking times the root of
    the share of papers that hold the term. Terms that never stand in a paper with the others tell
    of single papers, so company counts too: the share of the rarer one's papers that hold both.
    """
    weights = ranking.weights * np.sqrt(ranking.held.mean(axis=0))
    weights /= weights.max(initial=1e-9)
    order = np.argsort(-weights, kind="stable")
    ranked = {vocabulary.keys[ranking.terms[place]]: int(place) for place in order}
    places = _without_echoes(ranked, weights)
    company = _company(ranking.held)
    chosen: list[int] = []
    while places and len(chosen) < KEYWORDS:
        value = weights[places]
        if chosen:
            likeness = ranking.vectors[places] @ ranking.vectors[chosen].T
            value = value - _VARIETY * likeness.max(axis=1)
            value += _COMPANY * company[np.ix_(places, chosen)].mean(axis=1)
        chosen.append(places.pop(int(np.argmax(value))))
    chosen.sort(key=lambda place: (-weights[place], place))
    terms = [int(ranking.terms[place]) for place in chosen]
    return Keywords(
        tuple(terms),
        tuple(vocabulary.written[term] for term in terms),
        tuple(round(float(weights[place] / weights[chosen[0]]), 4) for place in chosen),
    )


def _company(held: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return, for each two terms, the share of the rarer one's papers that hold both."""
    ones = held.astype(np.float64)
    together = ones.T @ ones
    papers = np.diag(together)
    shares: NDArray[np.float64] = together / np.maximum(np.minimum.outer(papers, papers), 1)
    return shares


def _without_echoes(ranked: Mapping[str, int], weights: NDArray[np.float64]) -> list[int]:
    """Return the places of terms to keep; a longer one replaces words that say little more."""
    kept: dict[str, int] = {}
    for term, place in ranked.items():
        if weights[place] < _LEAST or is_echo(term, kept):
            continue
        for other in [other for other in kept if stems(other) < stems(term)]:
            if weights[place] >= _AS_GOOD * weights[kept[other]]:
                del kept[other]
        kept[term] = place
    return sorted(kept.values(), key=lambda place: (-weights[place], place))
