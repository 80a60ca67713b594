"""Sub-groups of a topic, each named by a term that sets it apart from the rest of the topic."""

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import csr_array

from paperthemes.artifacts.terms import Terms
from paperthemes.artifacts.vectors import unit_rows
from paperthemes.describe.keywords import stem_words
from paperthemes.describe.term_vectors import TermVectors

MAX_SUBGROUPS = 3
MIN_PAPERS = 12  # of a topic; a smaller one is not divided
MIN_SUBGROUP_PAPERS = 3
MAX_LINKED = 500  # papers of a topic that are linked: memory and time grow with the square
# The numbers below were chosen by reading the sub-groups of 27 topics and themes, and by what
# readers of reports said on their names.
MAX_PARTS = 5  # into which the papers are divided, of `PART_PAPERS` or more on average
PART_PAPERS = 5
MIN_USES = 5  # of the term that names a sub-group in its papers, up to `MAX_USES` in each
MAX_USES = 3  # as many as a use in the title counts
MIN_COVERAGE = 0.3  # of a sub-group's papers use the term that names it
MIN_LEAD = 0.25  # of that share over the share of the topic's other papers that use the term
MIN_PURITY = 0.2  # of all papers that use the term are in the topic
MIN_WORD_SIMILARITY = 0.25  # cosine of a single word with the sub-group
WORD_WEIGHT = 0.7  # of a single word, which says less than a phrase
MIN_SIMILARITY = 0.1  # a lower cosine counts as this, because terms like the topic's name have one
MAX_EMBEDDED = 12  # terms of a part that are compared with it: encoding takes time


@dataclass(frozen=True, kw_only=True)  # without slots, for `cached_property`
class SubgroupFinder:
    """Finds sub-groups of topics.

    Attributes
    ----------
    terms
        The t terms of the corpus.
    term_vectors
        Function from indices of terms to their unit vectors.
    mean_name
        Shape `(d,)`: what the vectors of all names have in common.
    """

    terms: Terms
    term_vectors: TermVectors
    mean_name: NDArray[np.float32]

    def find(
        self, papers: NDArray[np.int64], vectors: NDArray[np.float32], name: str
    ) -> list[tuple[int, NDArray[np.int64]]]:
        """Find two or three sub-groups of a topic of m papers; return the term and papers of each.

        The papers are divided by what distinguishes them from the centre of the topic. A part is
        named by the term that its papers use more than the others, and that is most similar to it.
        Parts with the same term are one sub-group. Parts without such a term are left out, and if
        fewer than two are left, there are none.

        Parameters
        ----------
        papers
            Shape `(m,)`: row numbers of the topic's papers in the corpus.
        vectors
            Shape `(m, d)`: unit vectors of these papers.
        name
            Name of the topic, which no term repeats.

        Returns
        -------
        list of tuple
            Index of the term in `terms`, and row numbers of papers; the largest sub-group first.
        """
        if papers.size < MIN_PAPERS:
            return []
        parts, centre = _divide(vectors), vectors.mean(axis=0)
        counts = self.terms.counts[papers]
        values: dict[int, float] = {}  # by term
        members: dict[int, list[int]] = {}
        for part in np.unique(parts):
            inside = parts == part
            if not MIN_SUBGROUP_PAPERS <= inside.sum() < inside.size:
                continue
            direction = vectors[inside].mean(axis=0) - centre
            if chosen := self._choose_term(counts, inside, direction, name):
                term, value = chosen
                values[term] = max(value, values.get(term, 0))
                members.setdefault(term, []).extend(papers[inside].tolist())
        clearest = sorted(values, key=lambda term: -values[term])[:MAX_SUBGROUPS]
        clearest.sort(key=lambda term: -len(members[term]))
        return [(term, np.array(members[term])) for term in clearest] if len(clearest) > 1 else []

    @functools.cached_property
    def _totals(self) -> NDArray[np.float64]:
        """Shape `(t,)`: how many of all papers use each term; 1 at least."""
        return np.maximum(self.terms.presence.sum(axis=0), 1).astype(np.float64)

    def _choose_term(
        self,
        counts: csr_array,
        inside: NDArray[np.bool_],
        direction: NDArray[np.float32],
        name: str,
    ) -> tuple[int, float] | None:
        """Return the term that names a part of a topic, and how well; `None` if none fits.

        Parameters
        ----------
        counts
            Shape `(m, t)`: how often each of the topic's papers uses each term.
        inside
            Shape `(m,)`: which papers are in the part.
        direction
            Shape `(d,)`: what distinguishes the part from the topic.
        name
            Name of the topic.
        """
        own = counts[inside]
        own.data = np.minimum(own.data, MAX_USES)
        uses = own.sum(axis=0)
        inner, outer = (own > 0).sum(axis=0), (counts[~inside] > 0).sum(axis=0)
        coverage = inner / inside.sum()
        leads = coverage - outer / (~inside).sum()
        purity = (inner + outer) / self._totals
        common = (uses >= MIN_USES) & (coverage >= MIN_COVERAGE)
        fitting = np.flatnonzero(common & (leads >= MIN_LEAD) & (purity >= MIN_PURITY))
        weights = leads[fitting] * np.sqrt(purity[fitting])
        candidates = fitting[np.argsort(-weights, kind="stable")[:MAX_EMBEDDED]]
        texts = [self.terms.spellings[term] for term in candidates.tolist()]
        vectors = unit_rows(self.term_vectors(candidates) - self.mean_name)
        similarity = vectors @ unit_rows(direction[np.newaxis])[0]
        is_phrase = np.array([" " in text for text in texts], np.bool_)
        repeats = [stem_words(text.lower()) <= stem_words(name.lower()) for text in texts]
        fits = similarity > np.where(is_phrase, 0, MIN_WORD_SIMILARITY)
        fits &= ~np.array(repeats, np.bool_)
        if not fits.any():
            return None
        values = leads[candidates] * np.where(is_phrase, 1, WORD_WEIGHT)
        values *= np.sqrt(purity[candidates] * np.maximum(similarity, MIN_SIMILARITY))
        best = int(np.argmax(np.where(fits, values, -1)))
        return int(candidates[best]), float(values[best])


def _divide(vectors: NDArray[np.float32]) -> NDArray[np.int64]:
    """Divide m papers, and return the part of each, from 0: shape `(m,)`.

    The directions from their centre are grouped with Ward's method (Ward, "Hierarchical grouping to
    optimize an objective function", JASA 58, 1963). Of more than `MAX_LINKED` papers, some, evenly
    spaced, are grouped; then each paper goes to the nearest centre.
    """
    directions = unit_rows(vectors - vectors.mean(axis=0))
    linked = directions[:: -(-len(vectors) // MAX_LINKED)]
    count = min(MAX_PARTS, len(vectors) // PART_PAPERS)
    labels = fcluster(linkage(linked, "ward"), count, "maxclust")
    if len(linked) == len(vectors):
        return np.asarray(labels - 1, np.int64)
    centres = np.array([linked[labels == label].mean(axis=0) for label in np.unique(labels)])
    distances = (centres**2).sum(axis=1) - 2 * directions @ centres.T  # squared, but for a constant
    return np.asarray(distances.argmin(axis=1), np.int64)
