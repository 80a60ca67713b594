"""Tree of themes and topics, each with name, keywords and exemplars."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from paperthemes.artifacts.clusters import CORE
from paperthemes.artifacts.corpus import Corpus
from paperthemes.artifacts.terms import Terms
from paperthemes.describe.keywords import choose_keywords
from paperthemes.describe.names import Name, name_themes, name_topics
from paperthemes.describe.ranking import Groups, Ranking, rank_terms
from paperthemes.describe.term_vectors import TermVectors

MIN_THEMES, MAX_THEMES = 3, 12  # as many as a reader can survey
TOPICS_PER_THEME = 2.5  # on average, within these bounds
MAX_EXEMPLARS = 5  # of a topic or theme: its most typical papers
MAX_NEAREST = 2  # exemplars shown with each paper
MAX_SHARED_TERMS = 5  # terms shown with each paper: those that it shares with its topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A topic or theme.

    Attributes
    ----------
    name
        Name, unique in the tree.
    name_is_fixed
        Whether the name must not change, because the config, curation or an earlier run gave it.
    size
        Number of papers.
    keywords
        Weights of the most characteristic terms, by index of the term in `Terms`; best first.
    exemplars
        Row numbers of the most typical papers, best first.
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
        Topics and themes, in the order of their numbers.
    parents
        Number of each topic's theme.
    nearest_exemplars
        For each paper, the row numbers of the exemplars of its topic that are most similar to it.
    shared_terms
        For each paper, the indices (in `Terms`) of the best terms of its topic that the paper uses.
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
    """Merge topics into themes, and give both names, keywords and exemplars.

    Also find the nearest exemplars and the shared terms of each paper.

    Parameters
    ----------
    corpus
        Papers and their topics.
    term_vectors
        Function from indices of terms to their unit vectors.
    existing_names
        Name that each topic keeps; empty for a topic that gets a new name.
    reserved_names
        Names that no topic may newly get.
    n_themes
        Number of themes, 1 or more; if there are fewer topics, each is a theme of its own. `None`:
        derived from the number of topics (`default_theme_count`).
    """
    terms, vectors = corpus.terms, corpus.vectors.matrix.astype(np.float32)
    is_core = corpus.clusters.grades == CORE
    topics = Groups.from_labels(corpus.clusters.topics, is_core, vectors)
    sizes = np.bincount(topics.labels[topics.labels >= 0])
    parents = merge_topics(topics.centres, sizes, n_themes or default_theme_count(sizes.size))
    # The theme of each paper. Label -1 (no topic) selects the appended last entry, -1 (no theme).
    themes = Groups.from_labels(np.append(parents, -1)[topics.labels], is_core, vectors)
    topic_rankings = rank_terms(terms, topics, term_vectors)
    theme_rankings = rank_terms(terms, themes, term_vectors)
    exemplars = _choose_exemplars(vectors, topics)
    titles = [corpus.papers.title.iloc[rows[0]] for rows in exemplars]  # of the most central paper
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


def default_theme_count(topic_count: int) -> int:
    """Return the number of themes that is used if the settings do not give one.

    There is one theme for every `TOPICS_PER_THEME` topics, but at least `MIN_THEMES` and at most
    `MAX_THEMES`. With fewer topics than `MIN_THEMES`, there is one theme for each topic.
    """
    return min(topic_count, max(MIN_THEMES, min(MAX_THEMES, round(topic_count / TOPICS_PER_THEME))))


def merge_topics(
    centres: NDArray[np.float32], sizes: NDArray[np.int64], n_themes: int
) -> NDArray[np.int64]:
    """Merge topics into themes by Ward's method.

    Each round merges the pair of groups that adds least to the sum of squared distances from the
    centres (Ward, "Hierarchical grouping to optimize an objective function", JASA 58, 1963). The
    weight of a topic is the square root of its size. If it were the size, all small topics would
    form one theme; if all weights were equal, small topics would form themes of their own.

    Parameters
    ----------
    centres
        Shape `(k, d)`: the mean of each topic's papers.
    sizes
        Shape `(k,)`: number of papers of each topic, 1 or more.
    n_themes
        Number of themes; if there are fewer topics, each is a theme of its own.

    Returns
    -------
    NDArray[np.int64]
        Shape `(k,)`: theme of each topic. Themes are numbered by their number of papers, theme 0
        having the most; themes with equally many papers by their first topic.
    """
    means, weights = centres.astype(np.float64), np.sqrt(sizes)
    # A group of topics has the number of its first topic; at the start each topic is a group.
    parents = np.arange(weights.size)  # group of each topic
    roots = list(range(weights.size))  # numbers of the groups that are left
    while len(roots) > max(1, n_themes):
        first, second = _find_cheapest_merge(means[roots], weights[roots])
        kept, merged = roots[first], roots.pop(second)
        total = weights[kept] + weights[merged]
        means[kept] = (weights[kept] * means[kept] + weights[merged] * means[merged]) / total
        weights[kept] = total
        parents[parents == merged] = kept
    theme_sizes = np.bincount(parents, sizes, minlength=weights.size)
    roots.sort(key=lambda root: (-theme_sizes[root], root))  # the position becomes the number
    return np.array([roots.index(parent) for parent in parents.tolist()], np.int64)


def _find_cheapest_merge(
    means: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[int, int]:
    """Return the positions of the two groups that Ward's method merges next.

    This is the merge of the lowest cost: the squared distance of the two means, times the product
    of the two weights, divided by the sum of the weights. The smaller position comes first.

    Parameters
    ----------
    means
        Shape `(g, d)`: mean of each group.
    weights
        Shape `(g,)`: weight of each group.
    """
    squares = np.einsum("ij,ij->i", means, means)
    distances = squares[:, None] + squares[None, :] - 2 * means @ means.T
    costs = distances * np.outer(weights, weights) / np.add.outer(weights, weights)
    costs[np.tril_indices(len(means))] = np.inf  # count each pair once, and no group with itself
    return divmod(int(np.argmin(costs)), len(means))  # row and column of the lowest cost


def _make_nodes(
    terms: Terms, rankings: list[Ranking], names: list[Name], exemplars: list[NDArray[np.int64]]
) -> list[Node]:
    """Return a node for each group, made of its ranking, its name and its exemplars."""
    return [
        Node(
            name=name.text,
            name_is_fixed=name.is_fixed,
            size=len(ranking.presence),  # has a row for each paper of the group
            keywords=choose_keywords(terms, ranking),
            exemplars=papers.tolist(),
        )
        for ranking, name, papers in zip(rankings, names, exemplars, strict=True)
    ]


def _choose_exemplars(vectors: NDArray[np.float32], groups: Groups) -> list[NDArray[np.int64]]:
    """Return the row numbers of up to `MAX_EXEMPLARS` typical papers of each group.

    Core papers come before others. Among core papers, and among others, papers nearest to the
    centre of the group come first.

    Parameters
    ----------
    vectors
        Shape `(n, d)`: unit vectors of the papers.
    groups
        Groups of these papers.
    """
    exemplars = []
    for group, centre in enumerate(groups.centres):
        members = groups.members(group)
        # `np.lexsort` sorts by the last key first: whether a paper is not core.
        order = np.lexsort((-(vectors[members] @ centre), ~groups.is_core[members]))
        exemplars.append(members[order[:MAX_EXEMPLARS]])
    return exemplars


def _find_nearest_exemplars(
    vectors: NDArray[np.float32], groups: Groups, exemplars: list[NDArray[np.int64]]
) -> list[list[int]]:
    """Return, for each paper, the exemplars of its group that are most similar to it.

    These are row numbers of `vectors`, up to `MAX_NEAREST` per paper, the most similar first. An
    exemplar is not its own nearest exemplar.

    Parameters
    ----------
    vectors
        Shape `(n, d)`: unit vectors of the papers.
    groups
        Groups of these papers; a paper without a group has no nearest exemplars.
    exemplars
        Row numbers of the exemplars of each group.
    """
    # One empty list for all papers; lists are replaced, but never changed.
    nearest: list[list[int]] = [[]] * groups.labels.size
    for group, candidates in enumerate(exemplars):
        for paper in groups.members(group).tolist():
            others = candidates[candidates != paper]
            order = np.argsort(-(vectors[others] @ vectors[paper]), kind="stable")
            nearest[paper] = others[order[:MAX_NEAREST]].tolist()
    return nearest


def _find_shared_terms(groups: Groups, rankings: list[Ranking]) -> list[list[int]]:
    """Return, for each paper, the best terms of its group that the paper uses, best first.

    These are indices in `Terms`, up to `MAX_SHARED_TERMS` per paper. A paper without a group gets
    none. `rankings` has the ranked terms of each group.
    """
    # One empty list for all papers; lists are replaced, but never changed.
    shared: list[list[int]] = [[]] * groups.labels.size
    for group, ranking in enumerate(rankings):
        for paper, uses in zip(groups.members(group).tolist(), ranking.presence, strict=True):
            shared[paper] = ranking.terms[uses][:MAX_SHARED_TERMS].tolist()
    return shared
