"""Ranking of terms by how well they characterise a group of papers."""

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from paperthemes.artifacts.terms import Terms
from paperthemes.describe.term_vectors import TermVectors
from paperthemes.text.class_tfidf import class_tfidf

MIN_GROUP_SHARE = 0.06  # of a group's papers, and at least two papers, must use a shared term
MIN_SHARED_TERMS = 5  # if a group has fewer shared terms, all its terms are ranked
FRINGE_WEIGHT = 0.5  # of a fringe paper; a core paper counts 1
MIN_CORE = 3  # core papers; in a group with fewer, all papers make the centre
MIN_SIMILARITY = 0.05  # lower bound, so that a term that the encoder does not know still counts
MIN_RELATIVE_TFIDF = 0.01  # lower bound, as a share of the largest weight
MAX_EMBEDDED = 120  # terms of a group that are compared with its centre: encoding takes time
MAX_RANKED = 60  # terms of a group


@dataclass(frozen=True, kw_only=True)  # without slots, for `cached_property`
class Groups:
    """k groups of n papers: topics or themes.

    Attributes
    ----------
    labels
        Shape `(n,)`, int64: number of each paper's group, from 0; -1 for none.
    is_core
        Shape `(n,)`, bool: whether the paper clearly belongs to its group.
    centres
        Shape `(k, d)`, float32, unit vectors: centre of each group (see `from_labels`).
    """

    labels: NDArray[np.int64]
    is_core: NDArray[np.bool_]
    centres: NDArray[np.float32]

    @classmethod
    def from_labels(
        cls, labels: NDArray[np.int64], is_core: NDArray[np.bool_], vectors: NDArray[np.float32]
    ) -> "Groups":
        """Make groups from the number of each paper's group, and compute their centres.

        Each number from 0 to the largest must have a paper. The centre is the mean vector of the
        core papers or, if a group has fewer than `MIN_CORE`, of all its papers, scaled to length 1.
        """
        centres = np.zeros((int(labels.max(initial=-1)) + 1, vectors.shape[1]), np.float32)
        groups = cls(labels=labels, is_core=is_core, centres=centres)
        for group, papers in enumerate(groups.members):
            core = papers[is_core[papers]]
            centre = vectors[core if core.size >= MIN_CORE else papers].mean(axis=0)
            centres[group] = centre / (np.linalg.norm(centre) or 1)  # `or 1`: all zeros stay zeros
        return groups

    @functools.cached_property
    def members(self) -> list[NDArray[np.int64]]:
        """Row numbers of the papers of each group, in ascending order."""
        rows = np.argsort(self.labels, kind="stable")
        starts = np.searchsorted(self.labels[rows], np.arange(len(self.centres)))
        return np.split(rows, starts)[1:]  # the first part has no group

    def sort_members(self, group: int, vectors: NDArray[np.float32]) -> NDArray[np.int64]:
        """Return the row numbers of the papers of a group, the most typical first.

        Core papers come before others, unless there are fewer than `MIN_CORE`: one or two can lie
        apart from the rest. Among core papers, and among others, papers nearest to the centre of
        the group come first. `vectors` are those of all papers, shape `(n, d)`.
        """
        rows = self.members[group]
        nearness = vectors[rows] @ self.centres[group]
        is_core = self.is_core[rows]
        is_later = ~is_core if is_core.sum() >= MIN_CORE else np.zeros(rows.size, np.bool_)
        return rows[np.lexsort((~is_core, -nearness, is_later))]  # sorts by the last key first

    def membership(self) -> csr_array:
        """Return the weight of each paper in each group: shape `(k, n)`, float32.

        A core paper has weight 1 in its group, a fringe paper `FRINGE_WEIGHT`. All other weights
        are 0.
        """
        papers = np.flatnonzero(self.labels >= 0)
        weights = np.where(self.is_core[papers], 1.0, FRINGE_WEIGHT).astype(np.float32)
        shape = (len(self.centres), self.labels.size)
        return csr_array((weights, (self.labels[papers], papers)), shape=shape)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The c best terms of a group of m papers, best first.

    Attributes
    ----------
    terms
        Shape `(c,)`, int64: indices of the terms in `Terms`.
    weights
        Shape `(c,)`, float64, above 0 to 1: weight of each term; 1 for the best.
    purity
        Shape `(c,)`, float64, 0 to 1: share of the papers with the term that are in the group.
    presence
        Shape `(m, c)`, bool: which of the group's papers use the term.
    vectors
        Shape `(c, d)`, float32: unit vectors of the terms.
    similarity
        Shape `(c,)`, float64: cosine of each term's vector and the group's centre, but at least
        `MIN_SIMILARITY`.
    """

    terms: NDArray[np.int64]
    weights: NDArray[np.float64]
    purity: NDArray[np.float64]
    presence: NDArray[np.bool_]
    vectors: NDArray[np.float32]
    similarity: NDArray[np.float64]

    def coverage(self) -> NDArray[np.float64]:
        """Return the share of the group's papers that use each term: shape `(c,)`."""
        return np.asarray(self.presence.mean(axis=0))

    def common_weights(self) -> NDArray[np.float64]:
        """Return weights in which terms that many papers use count more: shape `(c,)`, up to 1.

        It is the weight of a term times the root of its coverage, relative to the largest.
        """
        weights = self.weights * np.sqrt(self.coverage())
        return np.asarray(weights / weights.max(initial=1e-9))  # not 0 if there are no terms


def rank_terms(terms: Terms, groups: Groups, term_vectors: TermVectors) -> list[Ranking]:
    """Return the best terms of each group, ranked by weight.

    The weight of a term is the product of its c-TF-IDF (Grootendorst, "BERTopic",
    arXiv:2203.05794, section 3.3; BM25 weighting, square root of frequencies) and the square
    roots of three numbers:

    - the number of the group's papers that use the term, because the name of one paper's method is
      frequent but not widespread in the group;
    - the share of the group's papers among all papers that use the term, because a word of the
      whole field is not specific to the group;
    - the similarity of the term to the group's centre.

    c-TF-IDF and similarity have lower bounds. Terms that too few papers of the group use are left
    out (`_count_shared`). The similarity is computed only for the `MAX_EMBEDDED` terms that are
    best without it. Of these, the best `MAX_RANKED` are returned.
    """
    if not len(groups.centres):
        return []
    tfidf = class_tfidf(groups.membership() @ terms.counts, bm25=True)
    # BM25 turns negative if a term is used more often than an average group uses all its terms
    # together. This happens if one group is far larger than the others.
    tfidf.data = np.maximum(tfidf.data, MIN_RELATIVE_TFIDF * tfidf.data.max(initial=0))
    presence = terms.presence
    totals = np.asarray(presence.sum(axis=0), np.float64)  # papers that use each term
    roots = np.sqrt(np.maximum(totals, 1))
    rankings = []
    for group, centre in enumerate(groups.centres):
        used = presence[groups.members[group]]
        shared = _count_shared(used)
        # shared / roots is the product of the roots of `shared` and of `shared / totals`.
        lexical = tfidf[[group]].toarray().ravel() * (shared / roots)
        candidates = _find_largest(lexical, MAX_EMBEDDED)
        vectors = term_vectors(candidates)
        similarity = np.clip(vectors @ centre, MIN_SIMILARITY, 1).astype(np.float64)
        weights = lexical[candidates] * np.sqrt(similarity)
        order = _find_largest(weights, MAX_RANKED)
        best = candidates[order]
        rankings.append(
            Ranking(
                terms=best,
                weights=weights[order] / weights.max(initial=1e-9),
                purity=shared[best] / totals[best],
                presence=used[:, best].toarray() > 0,
                vectors=vectors[order],
                similarity=similarity[order],
            )
        )
    return rankings


def _count_shared(presence: csr_array) -> NDArray[np.float64]:
    """Return the number of a group's papers that use each term; 0 if too few share the term.

    A shared term is used by at least two papers, and by about `MIN_GROUP_SHARE` of the group's
    papers or more. If the group has fewer than `MIN_SHARED_TERMS` shared terms, return the numbers
    for all terms.

    Parameters
    ----------
    presence
        Shape `(m, t)`: 1 where a paper of the group uses a term.
    """
    counts = np.asarray(presence.sum(axis=0), np.float64)
    is_shared = counts >= max(2, round(MIN_GROUP_SHARE * presence.shape[0]))
    return np.where(is_shared, counts, 0) if is_shared.sum() >= MIN_SHARED_TERMS else counts


def _find_largest(weights: NDArray[np.float64], max_count: int) -> NDArray[np.int64]:
    """Return the positions of up to `max_count` weights, largest first; weights of 0 are left out.

    Equal weights keep their order.
    """
    positive = np.flatnonzero(weights > 0)
    return positive[np.argsort(-weights[positive], kind="stable")[:max_count]]
