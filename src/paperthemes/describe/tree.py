"""The tree of themes and topics, each with name, keywords and exemplars."""

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
from paperthemes.describe.themes import default_theme_count, merge_topics

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
    theme_exemplars = _choose_exemplars(vectors, themes)
    return Tree(
        topics=_make_nodes(terms, topics, topic_rankings, names, exemplars),
        themes=_make_nodes(terms, themes, theme_rankings, theme_names, theme_exemplars),
        parents=parents.tolist(),
        nearest_exemplars=_find_nearest_exemplars(vectors, topics, exemplars),
        shared_terms=_find_shared_terms(topics, topic_rankings),
    )


def _make_nodes(
    terms: Terms,
    groups: Groups,
    rankings: Sequence[Ranking],
    names: Sequence[Name],
    exemplars: Sequence[NDArray[np.int64]],
) -> list[Node]:
    return [
        Node(
            name=name.text,
            name_is_fixed=name.is_fixed,
            size=groups.members(group).size,
            keywords=choose_keywords(terms, ranking),
            exemplars=papers.tolist(),
        )
        for group, (ranking, name, papers) in enumerate(
            zip(rankings, names, exemplars, strict=True)
        )
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
