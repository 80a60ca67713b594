"""Which topics are those of earlier runs: by the papers they share or, if need be, by content.

Papers that only one of two runs has say nothing. Of the others, the Jaccard index of two topics is
the share of the papers of either that both have. Pairs with an index of `SURE` or more are taken
first, then those of `LIKELY`; where hardly any papers are shared, those of like content. Each time
the pairs are chosen whose scores have the largest sum (Kuhn, "The Hungarian method for the
assignment problem", Naval Research Logistics Quarterly 2, 1955). A score is the cube of the index
and a little for topics of the run before and of like content: cubed, so that a topic's largest part
is not given away for two small ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array

SURE = 0.5  # Jaccard index; two topics cannot both have more with one
LIKELY = 0.2
ALIKE = 0.85  # cosine of two centres
_TERMS_ALIKE = 0.25  # Jaccard index of the terms of two topics of like content
_FEW = 3  # shared papers; with fewer, content decides
# What is added to the index: for a topic of the run before, and for all of like content.
_PRESENT, _CLOSE, _COMMON = 0.05, 0.1, 0.1

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Topics:
    """k topics of n papers, seen from one of two runs.

    Attributes
    ----------
    members
        Shape `(k, n)`, float64: 1 where a paper of the new run is in a topic.
    centres
        Shape `(k, d)`: unit vectors.
    terms
        For each topic, its most telling terms.
    """

    members: csr_array
    centres: NDArray[np.float32]
    terms: Sequence[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Match:
    """What a new topic is: `known`, the place of an earlier one or -1, and how that was told.

    `jaccard` is that of the two; nan where content decided.
    """

    known: int
    jaccard: float = 0.0


def match(
    new: Topics,
    known: Topics,
    present: NDArray[np.bool_],
    seen: NDArray[np.bool_],
    comparable: NDArray[np.bool_],
) -> list[Match]:
    """Find which topics of an earlier run, or retired ones, new topics are.

    Parameters
    ----------
    new, known
        The topics.
    present
        Shape `(k,)`: which of `known` the run before had; the others are retired.
    seen
        Shape `(n,)`: which papers of the new run an earlier one had.
    comparable
        Shape `(k,)`: which of `known` have centres of the new ones' encoder; of the others, only
        papers count.

    Returns
    -------
    list[Match]
        One for each new topic.
    """
    jaccard, few = _shared(new.members, known.members, seen)
    score = jaccard + np.where(present, _PRESENT, 0.0)
    allowed = [jaccard >= SURE, jaccard >= LIKELY]
    if comparable.any():
        close = new.centres.astype(np.float64) @ known.centres.astype(np.float64).T
        common = _common(new.terms, known.terms)
        allowed.append(few & (close >= ALIKE) & (common >= _TERMS_ALIKE) & comparable)
        score = score + np.where(comparable, _CLOSE * np.maximum(close, 0) + _COMMON * common, 0.0)
    score = score**3  # two weak matches are no better than one that is half as good again
    found = [Match(-1)] * len(new.terms)
    free_new, free_known = np.ones(len(new.terms), bool), np.ones(len(known.terms), bool)
    for by_content, permitted in enumerate(allowed):
        usable = permitted & free_new[:, np.newaxis] & free_known
        rows, columns = linear_sum_assignment(np.where(usable, score, 0.0), maximize=True)
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            if usable[row, column]:
                exact = float(jaccard[row, column])
                found[row] = Match(column, exact if by_content < 2 else float("nan"))
                free_new[row] = free_known[column] = False
    return found


def _shared(
    new: csr_array, known: csr_array, seen: NDArray[np.bool_]
) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return the Jaccard index of each two topics, and whether it rests on too few papers."""
    new = new[:, np.flatnonzero(seen)]
    known = known[:, np.flatnonzero(seen)]
    both = (new @ known.T).toarray().astype(np.float64)
    sizes_new = np.asarray(new.sum(axis=1), np.float64).ravel()
    sizes_known = np.asarray(known.sum(axis=1), np.float64).ravel()
    either = sizes_new[:, np.newaxis] + sizes_known - both
    few = np.minimum(sizes_new[:, np.newaxis], sizes_known) < _FEW
    return both / np.maximum(either, 1), few


def _common(new: Sequence[frozenset[str]], known: Sequence[frozenset[str]]) -> Numbers:
    """Return the Jaccard index of the terms of each two topics."""
    places = {term: place for place, term in enumerate(sorted(frozenset().union(*new, *known)))}
    left, right = (_indicators(some, places) for some in (new, known))
    both = (left @ right.T).toarray()
    sizes = [np.array([len(terms) for terms in some], np.float64) for some in (new, known)]
    common: Numbers = both / np.maximum(sizes[0][:, np.newaxis] + sizes[1] - both, 1)
    return common


def _indicators(topics: Sequence[frozenset[str]], places: dict[str, int]) -> csr_array:
    """Return a row for each topic: 1 where it has a term."""
    rows = np.repeat(np.arange(len(topics)), [len(terms) for terms in topics])
    columns = [places[term] for terms in topics for term in terms]
    shape = (len(topics), max(1, len(places)))
    return csr_array((np.ones(rows.size), (rows, columns)), shape=shape)
