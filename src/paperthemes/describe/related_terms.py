"""Terms of similar meaning, which the report offers to those who search for one of them.

These are phrases of the papers whose vectors are similar, and the names of known fields.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes import tables
from paperthemes.artifacts.terms import Terms
from paperthemes.artifacts.vectors import unit_rows
from paperthemes.describe.field_use import FieldUse
from paperthemes.describe.term_vectors import TermVectors, average_papers
from paperthemes.lexicon.mentions import make_key

MAX_TERMS = 1_500  # in the table, which is then less than 60 kB in the report
MAX_RELATED = 3  # terms offered for a term
# Lower bounds of the cosine, after the mean of all terms is subtracted, and of the product of both
# cosines. In results of 432 papers of computer vision and 2,550 of twenty fields, judged by hand,
# terms below these were rarely worth a search.
MIN_NAME_SIMILARITY = 0.33  # of two terms, as the encoder reads them
MIN_USE_SIMILARITY = 0.2  # of the papers that use them
MIN_SCORE = 0.12
# Each must be among the nearest terms of the other: some vague terms are near to many.
MAX_RANK = 10
_STEM_LENGTH = 5  # letters: words that begin alike may be forms of one word


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
    that only occur together. A narrower term, such as "image segmentation" for "segmentation", is
    not offered, because the search for the wider one finds it; nor is a wider one.

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
    chosen = _choose_terms(paper_counts, ranked_terms)
    scores = _score_pairs(
        _compare(term_vectors(chosen)), _compare(average_papers(terms, vectors)(chosen))
    )
    words = [terms.keys[term].split() for term in chosen]
    spellings = [terms.spellings[term] for term in chosen]
    rows = [
        (spellings[term], int(paper_counts[chosen[term]]), [spellings[other] for other in related])
        for term in range(chosen.size)
        if (related := _choose_related(term, scores[term], words))
    ]
    rows.sort(key=lambda row: -row[1])
    return tables.make(tables.RELATED_TERMS, rows)


def relate_names(field_use: FieldUse) -> pd.DataFrame:
    """Return the names of the fields that papers mention, with the columns of `RELATED_TERMS`.

    Each field with several names, aliases included, has a row. Its term is the name that most
    papers use, of those that were read for `field_use`; the other names, the most used first, are
    related to it even if no paper uses them, because readers may search for them.
    """
    lexicon = field_use.lexicon
    rows = []
    for field in field_use.fields.tolist():
        names = (lexicon.names[field], *lexicon.aliases[field])
        counts = {name: field_use.name_counts.get(make_key(name), 0) for name in names}
        term, *others = sorted(counts, key=lambda name: -counts[name])
        if others and counts[term]:
            rows.append((term, counts[term], others))
    return tables.make(tables.RELATED_TERMS, rows)


def _choose_terms(
    paper_counts: NDArray[np.int64], ranked_terms: Sequence[Sequence[int]]
) -> NDArray[np.int64]:
    """Return the indices of the terms of the table.

    Terms that a topic ranks higher come first, and then those that more papers use.
    """
    ranks = np.full(paper_counts.size, paper_counts.size)
    for ranked in ranked_terms:
        np.minimum.at(ranks, np.asarray(ranked, np.int64), np.arange(len(ranked)))
    return np.lexsort((-paper_counts, ranks))[:MAX_TERMS]  # sorts by the last key first


def _score_pairs(by_name: NDArray[np.float32], by_use: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the product of two cosines of c terms, 0 for unrelated pairs: shape `(c, c)`."""
    scores = by_name * by_use
    np.fill_diagonal(scores, 0)
    is_close = (by_name >= MIN_NAME_SIMILARITY) & (by_use >= MIN_USE_SIMILARITY)
    scores[~is_close | (scores < MIN_SCORE)] = 0
    if len(scores) > MAX_RANK:
        worst = np.partition(scores, -MAX_RANK, axis=1)[:, -MAX_RANK]
        scores[(scores < worst) | (scores < worst[:, None])] = 0
    return scores


def _compare(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the cosines of c vectors after their mean is subtracted: shape `(c, c)`."""
    if not len(vectors):
        return np.zeros((0, 0), np.float32)
    centred = unit_rows(vectors - vectors.mean(axis=0))
    similarities: NDArray[np.float32] = centred @ centred.T
    return similarities


def _choose_related(
    term: int, scores: NDArray[np.float32], words: Sequence[Sequence[str]]
) -> list[int]:
    """Return the positions of up to `MAX_RELATED` terms with scores above 0, the best first.

    None has all words of the term or of another one, or the other way round. `scores` are those of
    all terms with the term.
    """
    related: list[int] = []
    for other in np.argsort(-scores, kind="stable").tolist():
        if scores[other] <= 0 or len(related) == MAX_RELATED:
            break
        if _may_differ(words[term], words[other]) and not any(
            set(words[other]) <= set(words[kept]) or set(words[kept]) <= set(words[other])
            for kept in (term, *related)
        ):
            related.append(other)
    return related


def _may_differ(some: Sequence[str], others: Sequence[str]) -> bool:
    """Return whether a search for one term may miss papers with the other."""
    stems, other_stems = ([word[:_STEM_LENGTH] for word in words] for words in (some, others))
    if min(len(stems), len(other_stems)) > 1 and stems[-1] == other_stems[-1]:
        return stems[0] != other_stems[0]
    return set(stems).isdisjoint(other_stems)
