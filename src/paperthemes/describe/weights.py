"""What groups of papers are about: how much each term says of each group."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from paperthemes.artifacts.terms import Terms
from paperthemes.text.class_tfidf import class_tfidf

TermVectors = Callable[[NDArray[np.int64]], NDArray[np.float32]]

_LEAST_SHARE = 0.06  # of a group's papers hold a term of it, at least, and two of them
_FEW = 5  # terms that several papers hold; a group with fewer is told by what single ones hold
_FRINGE = 0.5  # weight of a paper that belongs less surely
_LEAST_LIKENESS = 0.05  # so that a term without meaning to the encoder still counts
_LITTLE = 0.01  # of the largest weight
_LOOKED_AT = 120  # terms of a group whose meaning is looked at
_RANKED = 60


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of n papers.

    Attributes
    ----------
    labels
        Shape `(n,)`, int64: the group of each paper, from 0; -1 is none.
    sure
        Shape `(n,)`, bool: whether it clearly belongs.
    centres
        Shape `(k, d)`: unit vectors, the middle of each group.
    """

    labels: NDArray[np.int64]
    sure: NDArray[np.bool_]
    centres: NDArray[np.float32]

    @property
    def membership(self) -> csr_array:
        """Shape `(k, n)`: 1 for a group's papers, less for those that belong less surely."""
        members = np.flatnonzero(self.labels >= 0)
        weights = np.where(self.sure[members], 1.0, _FRINGE).astype(np.float32)
        shape = (len(self.centres), self.labels.size)
        return csr_array((weights, (self.labels[members], members)), shape=shape)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The c terms that say most of one group of m papers, best first.

    Attributes
    ----------
    terms
        Shape `(c,)`, int64: places in the vocabulary.
    weights
        Shape `(c,)`, float64, above 0: 1 for the best.
    purity
        Shape `(c,)`, float64: share of the papers with the term that are in the group.
    held
        Shape `(m, c)`, bool: which of the group's papers have it.
    vectors
        Shape `(c, d)`, float32: what it means, unit vectors.
    likeness
        Shape `(c,)`, float64, above 0: cosine of that and the group's centre.
    """

    terms: NDArray[np.int64]
    weights: NDArray[np.float64]
    purity: NDArray[np.float64]
    held: NDArray[np.bool_]
    vectors: NDArray[np.float32]
    likeness: NDArray[np.float64]


def rankings(vocabulary: Terms, groups: Groups, term_vectors: TermVectors) -> list[Ranking]:
    """Rank the terms of each group.

    The weight of a term is the product of its c-TF-IDF (Grootendorst, "BERTopic",
    arXiv:2203.05794, section 3.3; BM25 weighting, square root of frequencies) and of the square
    roots of how many of the group's papers hold it, of how few others do, and of its likeness to
    the group's centre. The name of one paper's method is frequent there, but says little of the
    group; so does a word of the whole field.
    """
    if not vocabulary.keys or not len(groups.centres):
        return [_nothing(groups, group) for group in range(len(groups.centres))]
    weighed = _class_tfidf(groups.membership @ vocabulary.counts)
    held = vocabulary.held.tocsr()
    everywhere = np.asarray(held.sum(axis=0), np.float64).ravel()
    return [
        _ranking(
            held[np.flatnonzero(groups.labels == group)],
            everywhere,
            weighed[[group]].toarray().ravel(),
            centre,
            term_vectors,
        )
        for group, centre in enumerate(groups.centres)
    ]


def _ranking(
    members: csr_array,
    everywhere: NDArray[np.float64],
    weighed: NDArray[np.float64],
    centre: NDArray[np.float32],
    term_vectors: TermVectors,
) -> Ranking:
    """Rank the terms of one group: the papers that hold them in it, everywhere, their c-TF-IDF."""
    here = np.asarray(members.sum(axis=0)).ravel()
    fewest = max(2, round(_LEAST_SHARE * members.shape[0]))
    if (here >= fewest).sum() < _FEW:
        fewest = 1
    shared = np.where(here >= fewest, here / np.sqrt(np.maximum(everywhere, 1)), 0)
    lexical = weighed * shared
    looked_at = _best(lexical, _LOOKED_AT)
    meanings = term_vectors(looked_at)
    likeness = np.clip(meanings @ centre, _LEAST_LIKENESS, 1).astype(np.float64)
    weights = lexical[looked_at] * np.sqrt(likeness)
    order = _best(weights, _RANKED)
    terms = looked_at[order]
    return Ranking(
        terms,
        weights[order] / weights.max(initial=1e-9),
        here[terms] / everywhere[terms],
        members[:, terms].toarray() > 0,
        meanings[order],
        likeness[order],
    )


def _class_tfidf(counts: csr_array) -> csr_array:
    """Weigh the terms of each group.

    BM25 makes less than nothing of a term that is said more often than an average group has terms:
    that of a group far larger than the others. It keeps a little.
    """
    weighed = class_tfidf(counts, bm25_weighting=True, reduce_frequent_words=True)
    weighed.data = np.maximum(weighed.data, _LITTLE * weighed.data.max(initial=0))
    return weighed


def _best(weights: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """Return the places of the largest weights above 0, best first; of equals, the first."""
    order = np.argsort(-weights, kind="stable")[:count].astype(np.int64)
    return order[weights[order] > 0]


def _nothing(groups: Groups, group: int) -> Ranking:
    none, size = np.empty(0), int((groups.labels == group).sum())
    return Ranking(
        np.empty(0, np.int64),
        none,
        none,
        np.empty((size, 0), np.bool_),
        np.empty((0, groups.centres.shape[1]), np.float32),
        none,
    )
