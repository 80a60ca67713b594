"""The tree of themes, groups of similar topics, and topics: names, keywords and exemplars."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from paperthemes.artifacts.clusters import CORE
from paperthemes.artifacts.corpus import Corpus
from paperthemes.artifacts.terms import Terms
from paperthemes.describe.keywords import choose_keywords
from paperthemes.describe.names import Name, name_themes, name_topics
from paperthemes.describe.ranking import Groups, Ranking, TermVectors, rank_terms

MIN_THEMES, MAX_THEMES = 3, 12  # as many as a reader can survey, for any number of topics
TOPICS_PER_THEME = 2.5
MAX_EXEMPLARS = 5  # of a topic or theme: its most typical papers
MAX_NEAREST = 2  # exemplars shown with a paper
MAX_SHARED_TERMS = 5  # of its topic, shown with a paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A topic or theme.

    Attributes
    ----------
    name
        Its name, unique in the tree.
    name_is_fixed
        Whether the config, curation or an earlier run gave this name.
    size
        Number of papers.
    keywords
        Its most characteristic terms, as numbers, and their weights; best first.
    exemplars
        Its most typical papers, as row numbers, best first.
    """

    name: str
    name_is_fixed: bool
    size: int
    keywords: Mapping[int, float]
    exemplars: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """All topics and themes of n papers.

    Attributes
    ----------
    topics, themes
        The nodes, by number.
    parents
        The theme of each topic.
    nearest_exemplars
        For each paper, the exemplars of its topic that it is most similar to, as row numbers.
    shared_terms
        For each paper, the best terms of its topic that it uses, as numbers of terms.
    """

    topics: Sequence[Node]
    themes: Sequence[Node]
    parents: Sequence[int]
    nearest_exemplars: Sequence[Sequence[int]]
    shared_terms: Sequence[Sequence[int]]


def build_tree(
    corpus: Corpus,
    term_vectors: TermVectors,
    *,
    existing_names: Sequence[str],
    reserved_names: Sequence[str],
    n_themes: int | None,
) -> Tree:
    """Merge topics into themes, and describe both.

    Parameters
    ----------
    corpus
        The papers and their topics.
    term_vectors
        Gives terms their vectors.
    existing_names
        The name of each topic, empty for those without.
    reserved_names
        Names that no topic may get.
    n_themes
        Number of themes, at most one per topic; `None` derives it from the number of topics.
    """
    terms, vectors = corpus.terms, corpus.vectors.matrix.astype(np.float32)
    is_core = corpus.clusters.grades == CORE
    topics = Groups.from_labels(corpus.clusters.topics, is_core, vectors)
    sizes = np.bincount(topics.labels[topics.labels >= 0])
    parents = merge_topics(topics.centres, sizes, n_themes or default_theme_count(sizes.size))
    themes = Groups.from_labels(np.append(parents, -1)[topics.labels], is_core, vectors)
    topic_rankings = rank_terms(terms, topics, term_vectors)
    theme_rankings = rank_terms(terms, themes, term_vectors)
    exemplars = _choose_exemplars(vectors, topics)
    titles = [corpus.papers.title.iloc[rows[0]] for rows in exemplars]
    names = name_topics(terms, topic_rankings, titles, existing_names, reserved_names)
    children = [np.flatnonzero(parents == theme) for theme in range(len(themes.centres))]
    theme_names = name_themes(
        terms,
        theme_rankings,
        [topics.labels[themes.members(theme)] for theme in range(len(children))],
        [[names[topic] for topic in theme] for theme in children],
    )
    return Tree(
        topics=_make_nodes(terms, topic_rankings, names, exemplars),
        themes=_make_nodes(terms, theme_rankings, theme_names, _choose_exemplars(vectors, themes)),
        parents=parents.tolist(),
        nearest_exemplars=_find_nearest_exemplars(vectors, topics, exemplars),
        shared_terms=_find_shared_terms(topics, topic_rankings),
    )


def default_theme_count(topics: int) -> int:
    """Return the number of themes for a number of topics, if the settings do not fix it."""
    return min(topics, max(MIN_THEMES, min(MAX_THEMES, round(topics / TOPICS_PER_THEME))))


def merge_topics(
    centres: NDArray[np.float32], sizes: NDArray[np.int64], count: int
) -> NDArray[np.int64]:
    """Merge topics into `count` themes by Ward's method.

    Each step merges the pair that adds least to the sum of squared distances from the centres
    (Ward, "Hierarchical grouping to optimize an objective function", JASA 58, 1963). A topic
    counts by the root of its size: by the size itself, all small topics would form one theme; with
    equal weights, they would form themes of their own.

    Parameters
    ----------
    centres
        Shape `(k, d)`: the mean of each topic's papers.
    sizes
        Shape `(k,)`: number of papers of each topic, 1 or more.
    count
        Number of themes; at most one per topic.

    Returns
    -------
    NDArray[np.int64]
        Shape `(k,)`: the theme of each topic. Theme 0 has most papers; on ties, the first topic.
    """
    means, weights = centres.astype(np.float64), np.sqrt(sizes)
    parents = np.arange(weights.size)
    roots = list(range(weights.size))
    while len(roots) > max(1, count):
        first, second = _find_cheapest_merge(means[roots], weights[roots])
        kept, merged = roots[first], roots.pop(second)
        total = weights[kept] + weights[merged]
        means[kept] = (weights[kept] * means[kept] + weights[merged] * means[merged]) / total
        weights[kept] = total
        parents[parents == merged] = kept
    papers = np.bincount(parents, sizes, minlength=weights.size)
    roots.sort(key=lambda root: (-papers[root], root))
    return np.array([roots.index(parent) for parent in parents.tolist()], np.int64)


def _find_cheapest_merge(
    means: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[int, int]:
    """Return the pair whose merge adds least to the squared distances, the smaller place first."""
    squares = np.einsum("ij,ij->i", means, means)
    distances = squares[:, None] + squares[None, :] - 2 * means @ means.T
    costs = distances * np.outer(weights, weights) / np.add.outer(weights, weights)
    costs[np.tril_indices(len(means))] = np.inf
    first, second = np.unravel_index(int(np.argmin(costs)), costs.shape)
    return int(first), int(second)


def _make_nodes(
    terms: Terms, rankings: list[Ranking], names: list[Name], exemplars: list[NDArray[np.int64]]
) -> list[Node]:
    return [
        Node(
            name=name.text,
            name_is_fixed=name.is_fixed,
            size=len(ranking.presence),
            keywords=choose_keywords(terms, ranking),
            exemplars=papers.tolist(),
        )
        for ranking, name, papers in zip(rankings, names, exemplars, strict=True)
    ]


def _choose_exemplars(vectors: NDArray[np.float32], groups: Groups) -> list[NDArray[np.int64]]:
    """Return up to `MAX_EXEMPLARS` papers of each group: core first, then nearest to its centre.

    Parameters
    ----------
    vectors
        Shape `(n, d)`: unit vectors of the papers.
    groups
        Their groups.
    """
    exemplars = []
    for group, centre in enumerate(groups.centres):
        members = groups.members(group)
        order = np.lexsort((-(vectors[members] @ centre), ~groups.is_core[members]))
        exemplars.append(members[order[:MAX_EXEMPLARS]])
    return exemplars


def _find_nearest_exemplars(
    vectors: NDArray[np.float32], groups: Groups, exemplars: list[NDArray[np.int64]]
) -> list[list[int]]:
    """Return the exemplars of its group that each paper is most similar to, except itself.

    Parameters
    ----------
    vectors
        Shape `(n, d)`: unit vectors of the papers.
    groups
        Their groups; a paper without a group has no exemplars.
    exemplars
        The exemplars of each group.
    """
    nearest: list[list[int]] = [[]] * groups.labels.size
    for group, candidates in enumerate(exemplars):
        for paper in groups.members(group).tolist():
            others = candidates[candidates != paper]
            order = np.argsort(-(vectors[others] @ vectors[paper]), kind="stable")
            nearest[paper] = others[order[:MAX_NEAREST]].tolist()
    return nearest


def _find_shared_terms(groups: Groups, rankings: list[Ranking]) -> list[list[int]]:
    """Return, for each paper, the best terms of its group that it uses, as numbers of terms."""
    shared: list[list[int]] = [[]] * groups.labels.size
    for group, ranking in enumerate(rankings):
        for paper, uses in zip(groups.members(group).tolist(), ranking.presence, strict=True):
            shared[paper] = ranking.terms[uses][:MAX_SHARED_TERMS].tolist()
    return shared
