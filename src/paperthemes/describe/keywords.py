"""Keywords of a topic or theme: its best terms, none of which repeats another."""

import functools
from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from paperthemes.artifacts.terms import Terms
from paperthemes.describe.ranking import Ranking
from paperthemes.lexicon.mentions import MentionFinder
from paperthemes.text.light_imports import import_stemmer

MAX_KEYWORDS = 8
MIN_KEYWORDS = 3  # with fewer that say something alone and are common, others are keywords, too
MIN_PAPER_SHARE = 0.1  # of a group's papers, and at least `MIN_PAPERS`, use a common keyword
MIN_PAPERS = 3
# Cosine with a better keyword that shares half of its words, or more; above, both mean the same.
MAX_SIMILARITY = 0.85
MIN_WORD_SIMILARITY = 0.2  # cosine of a word with the direction of the group
MIN_WEIGHT = 0.03  # of a keyword; the best keyword has weight 1
MIN_PHRASE_WEIGHT = 0.5  # a phrase with this share of the weight of one of its words replaces it
REDUNDANCY_PENALTY = 0.1  # times the cosine with the most similar keyword chosen so far
# Times the mean overlap with the papers of the keywords chosen so far. Without this bonus, keywords
# are less coherent than stop words (docs/names.md).
OVERLAP_BONUS = 0.9


def find_telling(
    terms: Terms, ranking: Ranking, relevance: NDArray[np.float64], finder: MentionFinder
) -> NDArray[np.bool_]:
    """Return which of a group's c terms say something alone: shape `(c,)`.

    Phrases do, proper names such as MIMO, and names and aliases of fields. Another single word must
    be near to the group, unlike "participants".

    Parameters
    ----------
    terms, ranking
        Terms of the corpus, and the ranked terms of the group.
    relevance
        Shape `(c,)`: cosine of each term with the direction of the group.
    finder
        Finds fields by their names.
    """
    texts = [terms.spellings[term] for term in ranking.terms.tolist()]
    is_name = [" " in text or not text[1:].islower() or finder.has(text) for text in texts]
    return (relevance >= MIN_WORD_SIMILARITY) | np.array(is_name, np.bool_)


def choose_keywords(
    terms: Terms, ranking: Ranking, is_telling: NDArray[np.bool_]
) -> dict[int, float]:
    """Choose a group's keywords; return their weights by index of the term in `terms`, best first.

    There are up to `MAX_KEYWORDS`, and the best has weight 1. The method is maximal marginal
    relevance (Carbonell & Goldstein, "The use of MMR", SIGIR 1998): each next keyword has a high
    weight, but differs from the keywords chosen so far. The weight of a term is that in the ranking
    times the root of the share of the group's papers that use the term.

    A term that shares no papers with the other keywords describes single papers only. Therefore a
    term gets a bonus for its overlap with the other keywords (`_compute_overlap`).

    Of these, terms that say nothing alone or are not common are left out, except to make up
    `MIN_KEYWORDS`. `is_telling` is the result of `find_telling`.
    """
    weights = ranking.common_weights()
    order = np.argsort(-weights, kind="stable")
    # A place is the position of a term in `ranking`.
    place_by_key = {terms.keys[ranking.terms[place]]: int(place) for place in order}
    candidates = _drop_redundant(place_by_key, weights)  # places
    overlap = _compute_overlap(ranking.presence)
    words = [stem_words(terms.keys[term]) for term in ranking.terms]
    sizes = np.array([*map(len, words)])
    shared = np.array([[len(own & other) for other in words] for own in words])
    is_similar = 2 * shared >= np.minimum.outer(sizes, sizes)
    chosen: list[int] = []  # places of the keywords chosen so far
    while candidates and len(chosen) < MAX_KEYWORDS:
        values = weights[candidates]
        if chosen:
            similarity = ranking.vectors[candidates] @ ranking.vectors[chosen].T
            repeats = (similarity > MAX_SIMILARITY) & is_similar[np.ix_(candidates, chosen)]
            values = np.where(repeats.any(axis=1), -np.inf, values)
            values = values - REDUNDANCY_PENALTY * similarity.max(axis=1)
            values += OVERLAP_BONUS * overlap[np.ix_(candidates, chosen)].mean(axis=1)
        if values.max() == -np.inf:
            break
        chosen.append(candidates.pop(int(np.argmax(values))))
    least = max(MIN_PAPERS, MIN_PAPER_SHARE * len(ranking.presence))
    is_good = is_telling & (ranking.presence.sum(axis=0) >= least)
    # Places in the order in which they were chosen, the good ones first.
    good_first = sorted(chosen, key=lambda place: not is_good[place])
    chosen = good_first[: max(MIN_KEYWORDS, int(is_good[chosen].sum()))]
    chosen.sort(key=lambda place: (-weights[place], place))
    best = weights[chosen].max(initial=0)  # weight of the best keyword
    return {int(ranking.terms[place]): round(float(weights[place] / best), 4) for place in chosen}


def _compute_overlap(presence: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the overlap of each pair of terms: shape `(c, c)`, 0 to 1.

    It is the number of papers that use both terms, as a share of the papers that use the rarer one.

    Parameters
    ----------
    presence
        Shape `(m, c)`: whether each of m papers uses each of c terms.
    """
    uses = presence.astype(np.float64)
    both = uses.T @ uses
    counts = np.diag(both)  # papers that use each term
    return np.asarray(both / np.maximum(np.minimum.outer(counts, counts), 1))


def _drop_redundant(place_by_key: Mapping[str, int], weights: NDArray[np.float64]) -> list[int]:
    """Return the places of the terms that can be keywords, best first.

    A term that repeats a better one (`is_redundant`) is left out, and so is a term with a weight
    below `MIN_WEIGHT`. A phrase replaces a better single word that it contains; if the weight of
    the phrase is much lower (`MIN_PHRASE_WEIGHT`), both are kept.

    Parameters
    ----------
    place_by_key
        Place of each term, which is its position in the ranking, by key of the term, best first.
    weights
        Weight of the term at each place.
    """
    kept: dict[str, int] = {}
    for term, place in place_by_key.items():
        if weights[place] < MIN_WEIGHT or is_redundant(term, kept):
            continue
        # A list, because `kept` changes in the loop.
        for other in [other for other in kept if stem_words(other) < stem_words(term)]:
            if weights[place] >= MIN_PHRASE_WEIGHT * weights[kept[other]]:
                del kept[other]
        kept[term] = place
    return sorted(kept.values(), key=lambda place: (-weights[place], place))


@functools.lru_cache(maxsize=100_000)
def stem_words(text: str) -> frozenset[str]:
    """Return the stems of the words in a text, such as `{"imag", "caption"}`.

    This is the result for both "image captions" and "captioning images".

    Porter, "An algorithm for suffix stripping", Program 14(3), 1980.
    """
    return frozenset(map(import_stemmer(), text.split()))


def is_redundant(term: str, kept: Collection[str]) -> bool:
    """Return whether a term repeats one of the kept terms.

    It does if a kept term has all words of the term, or if the term has all words of a kept term of
    several words. A phrase that contains a kept single word does not repeat the word, because the
    phrase is more precise. Words are compared by their stems.
    """
    words = stem_words(term)
    return any(
        words <= stem_words(other) or (stem_words(other) < words and " " in other) for other in kept
    )
