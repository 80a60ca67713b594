"""Terms of similar meaning, which the report offers to those who search for one of them."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes import tables
from paperthemes.artifacts.terms import Terms
from paperthemes.artifacts.vectors import unit_rows
from paperthemes.describe.term_vectors import TermVectors, average_papers

MAX_TERMS = 1_500  # in the table, which is then less than 60 kB in the report
MAX_RELATED = 5  # terms offered for a term
# Lower bounds of the cosine, after the mean of all terms is subtracted. On 432 papers of computer
# vision, terms of a lower similarity had little to do with each other, judged by hand.
MIN_NAME_SIMILARITY = 0.25  # of two terms, as the encoder reads them
MIN_USE_SIMILARITY = 0.2  # of the papers that use them
_STEM_LENGTH = 5  # letters: words that begin alike are found by the same search


def relate_terms(
    terms: Terms,
    vectors: NDArray[np.floating],
    term_vectors: TermVectors,
    ranked_terms: Sequence[Sequence[int]],
) -> pd.DataFrame:
    """Return the related terms of up to `MAX_TERMS` terms, with the columns of `RELATED_TERMS`.

    Terms that more papers use come first; terms without related ones are left out.

    Two terms are related if both their names and the papers that use them are similar; either
    alone also joins what has another meaning, such as "hallucination" and "diagnosis", or terms
    that only occur together. Only terms that characterise a topic are offered, because others,
    such as "power", find little. Terms that share a word are not: a search for one finds the other.

    Parameters
    ----------
    terms
        Terms of n papers.
    vectors
        Shape `(n, d)`: vectors of the papers.
    term_vectors
        Function from indices of terms to their unit vectors.
    ranked_terms
        Indices of the terms of each topic, best first.
    """
    paper_counts = np.asarray(terms.presence.sum(axis=0), np.int64)
    chosen, is_offered = _choose_terms(paper_counts, ranked_terms)
    by_name = _compare(term_vectors(chosen))
    by_use = _compare(average_papers(terms, vectors)(chosen))
    is_close = (by_name >= MIN_NAME_SIMILARITY) & (by_use >= MIN_USE_SIMILARITY) & is_offered
    scores = np.where(is_close, by_name * by_use, 0)
    stems = [{word[:_STEM_LENGTH] for word in terms.keys[term].split()} for term in chosen]
    spellings = [terms.spellings[term] for term in chosen]
    rows = [
        (spellings[term], int(paper_counts[chosen[term]]), [spellings[other] for other in related])
        for term in range(chosen.size)
        if (related := _choose_related(term, scores[term], stems))
    ]
    rows.sort(key=lambda row: -row[1])
    return tables.make(tables.RELATED_TERMS, rows)


def _choose_terms(
    paper_counts: NDArray[np.int64], ranked_terms: Sequence[Sequence[int]]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the indices of the terms of the table, and which of them a topic ranks.

    Terms that a topic ranks higher come first, and then those that more papers use.
    """
    unranked = paper_counts.size
    ranks = np.full(paper_counts.size, unranked)
    for ranked in ranked_terms:
        np.minimum.at(ranks, np.asarray(ranked, np.int64), np.arange(len(ranked)))
    chosen = np.lexsort((-paper_counts, ranks))[:MAX_TERMS]  # sorts by the last key first
    return chosen, ranks[chosen] < unranked


def _compare(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the cosines of c vectors after their mean is subtracted: shape `(c, c)`."""
    if not len(vectors):
        return np.zeros((0, 0), np.float32)
    centred = unit_rows(vectors - vectors.mean(axis=0))
    similarities: NDArray[np.float32] = centred @ centred.T
    return similarities


def _choose_related(term: int, scores: NDArray[np.float32], stems: Sequence[set[str]]) -> list[int]:
    """Return the positions of up to `MAX_RELATED` terms with scores above 0, the best first.

    None shares a stem with the term, or has all stems of another one. `scores` are those of all
    terms with the term, `stems` the beginnings of their words.
    """
    related: list[int] = []
    for other in np.argsort(-scores, kind="stable").tolist():
        if scores[other] <= 0 or len(related) == MAX_RELATED:
            break
        is_variant = any(
            stems[other] <= stems[kept] or stems[kept] <= stems[other] for kept in related
        )
        if not is_variant and not stems[other] & stems[term]:
            related.append(other)
    return related
