"""Sub-groups of a topic, each named by a term that sets it apart from the rest of the topic."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from paperthemes.artifacts.terms import Terms
from paperthemes.artifacts.vectors import unit_rows
from paperthemes.describe.keywords import stem_words
from paperthemes.describe.ranking import Ranking

MAX_SUBGROUPS = 3
MIN_PAPERS = 12  # of a topic; a smaller one is not divided
MIN_SUBGROUP_PAPERS = 3
MAX_LINKED = 500  # papers of a topic that are linked: memory and time grow with the square
# The numbers below were chosen by reading the sub-groups of 27 topics and themes.
MAX_PARTS = 5  # into which the papers are divided, of `PART_PAPERS` or more on average
PART_PAPERS = 5
MIN_COVERAGE = 0.3  # of a sub-group's papers use the term that names it
MIN_LEAD = 0.25  # of that share over the share of the topic's other papers that use the term
MIN_PURITY = 0.2  # of all papers that use the term are in the topic


def find_subgroups(
    terms: Terms,
    ranking: Ranking,
    is_telling: NDArray[np.bool_],
    vectors: NDArray[np.float32],
    name: str,
) -> list[tuple[int, NDArray[np.int64]]]:
    """Find two or three sub-groups of a topic of m papers; return the term and papers of each.

    The papers are divided by what distinguishes them from the centre of the topic. A part is named
    by the term that its papers use more than the others. Parts with the same term are one
    sub-group. Parts without such a term are left out, and if fewer than two are left, there are
    none.

    Parameters
    ----------
    terms, ranking
        Terms of the corpus, and the c ranked terms of the topic.
    is_telling
        Shape `(c,)`: whether each ranked term says something alone.
    vectors
        Shape `(m, d)`: unit vectors of the topic's papers, in the order of `ranking.presence`.
    name
        Name of the topic, which no term repeats.

    Returns
    -------
    list of tuple
        Index of the term in `terms`, and the places of the papers, from 0 to m - 1; the largest
        sub-group first.
    """
    if len(vectors) < MIN_PAPERS:
        return []
    words = stem_words(name.lower())
    texts = [terms.spellings[term].lower() for term in ranking.terms]
    repeats_name = [stem_words(text) <= words for text in texts]
    can_name = is_telling & (ranking.purity >= MIN_PURITY) & ~np.array(repeats_name, np.bool_)
    leads: dict[int, float] = {}  # by place
    members: dict[int, list[int]] = {}
    for lead, papers, place in _name_parts(_divide(vectors), ranking, can_name):
        leads[place] = max(lead, leads.get(place, 0))
        members.setdefault(place, []).extend(papers)
    clearest = sorted(leads, key=lambda place: -leads[place])[:MAX_SUBGROUPS]
    clearest.sort(key=lambda place: -len(members[place]))
    named = [(int(ranking.terms[place]), np.array(members[place])) for place in clearest]
    return named if len(named) > 1 else []


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


def _name_parts(
    parts: NDArray[np.int64], ranking: Ranking, can_name: NDArray[np.bool_]
) -> Iterator[tuple[float, list[int], int]]:
    """Yield lead, papers and term, as its place in `ranking`, of each part that a term can name."""
    for part in np.unique(parts):
        inside = parts == part
        if not MIN_SUBGROUP_PAPERS <= inside.sum() < inside.size:
            continue
        coverage = ranking.presence[inside].mean(axis=0)
        leads = coverage - ranking.presence[~inside].mean(axis=0)
        fits = can_name & (coverage >= MIN_COVERAGE) & (leads >= MIN_LEAD)
        if fits.any():
            place = int(np.argmax(np.where(fits, leads * np.sqrt(ranking.purity), -1)))
            yield float(leads[place]), np.flatnonzero(inside).tolist(), place
