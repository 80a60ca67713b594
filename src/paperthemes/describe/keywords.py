"""Keywords of a group: its best terms, without repetitions."""

import functools
from collections.abc import Collection, Mapping

import numpy as np
from nltk.stem import PorterStemmer
from numpy.typing import NDArray

from paperthemes.artifacts.terms import Terms
from paperthemes.describe.ranking import Ranking

MAX_KEYWORDS = 10
MIN_WEIGHT = 0.03  # of a keyword; the best one has 1
MIN_PHRASE_WEIGHT = 0.5  # of a word's weight, for a phrase with that word to replace it
REDUNDANCY_PENALTY = 0.1  # per cosine with the most similar keyword chosen so far
# Per mean overlap with the papers of the keywords chosen so far; without this bonus, keywords are
# less coherent than stop words (docs/names.md).
OVERLAP_BONUS = 0.9

_STEMMER = PorterStemmer()


def choose_keywords(terms: Terms, ranking: Ranking) -> dict[int, float]:
    """Choose up to `MAX_KEYWORDS` keywords of a group, best first; return terms and weights.

    The method is maximal marginal relevance (Carbonell & Goldstein, "The use of MMR", SIGIR 1998):
    of high weight, but unlike the keywords chosen so far. The weight is that of the ranking times
    the root of the share of papers that use the term. Terms that share no paper with the others
    describe single papers. So overlap counts too: the share of the rarer term's papers with both.
    """
    weights = ranking.weights * np.sqrt(ranking.coverage())
    weights /= weights.max(initial=1e-9)
    order = np.argsort(-weights, kind="stable")
    ranked = {terms.keys[ranking.terms[place]]: int(place) for place in order}
    places = _drop_redundant(ranked, weights)
    overlap = _compute_overlap(ranking.presence)
    chosen: list[int] = []
    while places and len(chosen) < MAX_KEYWORDS:
        value = weights[places]
        if chosen:
            similarity = ranking.vectors[places] @ ranking.vectors[chosen].T
            value = value - REDUNDANCY_PENALTY * similarity.max(axis=1)
            value += OVERLAP_BONUS * overlap[np.ix_(places, chosen)].mean(axis=1)
        chosen.append(places.pop(int(np.argmax(value))))
    chosen.sort(key=lambda place: (-weights[place], place))
    best = weights[chosen].max(initial=0)
    return {int(ranking.terms[place]): round(float(weights[place] / best), 4) for place in chosen}


def _compute_overlap(presence: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return, for each pair of terms, the share of the rarer one's papers that use both."""
    uses = presence.astype(np.float64)
    both = uses.T @ uses
    papers = np.diag(both)
    return np.asarray(both / np.maximum(np.minimum.outer(papers, papers), 1))


def _drop_redundant(ranked: Mapping[str, int], weights: NDArray[np.float64]) -> list[int]:
    """Return the places of terms to keep, best first; a good phrase replaces its single words."""
    kept: dict[str, int] = {}
    for term, place in ranked.items():
        if weights[place] < MIN_WEIGHT or is_redundant(term, kept):
            continue
        for other in [other for other in kept if stem_words(other) < stem_words(term)]:
            if weights[place] >= MIN_PHRASE_WEIGHT * weights[kept[other]]:
                del kept[other]
        kept[term] = place
    return sorted(kept.values(), key=lambda place: (-weights[place], place))


@functools.lru_cache(maxsize=100_000)
def stem_words(text: str) -> frozenset[str]:
    """Return the stems of the words of a text; "image captions" and "captioning images" are equal.

    Porter, "An algorithm for suffix stripping", Program 14(3), 1980.
    """
    return frozenset(_STEMMER.stem(word) for word in text.split())


def is_redundant(term: str, kept: Collection[str]) -> bool:
    """Return whether all words of `term` are in a kept term, or it extends a kept phrase."""
    words = stem_words(term)
    return any(
        words <= stem_words(other) or (stem_words(other) < words and " " in other) for other in kept
    )
