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
from paperthemes.describe.themes import default_theme_count, merge_topics

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
        [topics.labels[themes.members[theme]] for theme in range(len(children))],
        [[names[topic] for topic in theme] for theme in children],
    )
    return Tree(
        topics=_make_nodes(terms, topic_rankings, names, exemplars),
        themes=_make_nodes(terms, theme_rankings, theme_names, _choose_exemplars(vectors, themes)),
        parents=parents.tolist(),
        nearest_exemplars=_find_nearest_exemplars(vectors, topics, exemplars),
        shared_terms=_find_shared_terms(topics, topic_rankings),
    )


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
        members = groups.members[group]
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
        for paper in groups.members[group].tolist():
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
        for paper, uses in zip(groups.members[group].tolist(), ranking.presence, strict=True):
            shared[paper] = ranking.terms[uses][:MAX_SHARED_TERMS].tolist()
    return shared
