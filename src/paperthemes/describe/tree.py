"""The tree of themes and topics, each with its name, keywords and exemplars."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes.artifacts.clusters import CORE, Clusters
from paperthemes.artifacts.terms import Terms
from paperthemes.describe.exemplars import exemplars_of, nearest_exemplars, shared_terms
from paperthemes.describe.keywords import Keywords, keywords_of
from paperthemes.describe.names import Name, named, theme_names, topic_names
from paperthemes.describe.themes import themes_of, usual_count
from paperthemes.describe.weights import Groups, Ranking, TermVectors, rankings

_CORE_IS_ENOUGH = 3  # papers that surely belong tell where the centre is


@dataclass(frozen=True, slots=True)
class Node:
    """A topic or theme.

    Attributes
    ----------
    name
        Its name, which no other node has.
    size
        Its number of papers.
    keywords
        Its most telling terms.
    exemplars
        Its most central papers, by place, the best first.
    given
        Whether it had its name before.
    """

    name: str
    size: int
    keywords: Keywords
    exemplars: Sequence[int]
    given: bool = False


@dataclass(frozen=True, slots=True)
class Tree:
    """All topics and themes of n papers.

    Attributes
    ----------
    topics, themes
        The nodes, by number.
    parents
        The theme of each topic.
    nearest
        For each paper, the exemplars of its topic that it is most like, by place.
    shared
        For each paper, its topic's best terms that it has: places in the vocabulary.
    """

    topics: Sequence[Node]
    themes: Sequence[Node]
    parents: Sequence[int]
    nearest: Sequence[Sequence[int]]
    shared: Sequence[Sequence[int]]


def describe_tree(
    papers: pd.DataFrame,
    vectors: NDArray[np.float32],
    found: Clusters,
    vocabulary: Terms,
    meaning: TermVectors,
    n_themes: int | None = None,
    kept: Sequence[str] = (),
    reserved: Sequence[str] = (),
) -> Tree:
    """Join topics into themes, and describe both.

    Parameters
    ----------
    papers
        A `tables.PAPERS` of n papers.
    vectors
        Shape `(n, d)`: their vectors.
    found
        Their topics.
    vocabulary
        Their terms.
    meaning
        What gives terms their vectors.
    n_themes
        How many themes to make, at most one per topic; `None` leaves it to the number of topics.
    kept
        The name that each topic keeps, empty for those to name; by default, none has any.
    reserved
        Names that no topic may get.
    """
    sure = found.grades == CORE
    topics = _groups(found.topics, sure, vectors)
    sizes = np.bincount(found.topics[found.topics >= 0])
    parents = themes_of(topics.centres, sizes, n_themes or usual_count(sizes.size))
    labels = np.where(found.topics >= 0, np.append(parents, -1)[found.topics], -1)
    themes = _groups(labels, sure, vectors)
    of_topics, of_themes = (rankings(vocabulary, some, meaning) for some in (topics, themes))
    exemplars = exemplars_of(vectors, topics)
    titles = [papers.title.iloc[some[0]] for some in exemplars]
    both = zip(found.seeded, kept or found.seeded, strict=True)
    spelling = dict(zip(vocabulary.keys, vocabulary.written, strict=True))
    given = [named(one or other, spelling) if one or other else None for one, other in both]
    names = topic_names(vocabulary, of_topics, titles, given, reserved)
    children = [np.flatnonzero(parents == theme) for theme in range(len(themes.centres))]
    inside = [
        [found.topics[labels == theme] == topic for topic in some]
        for theme, some in enumerate(children)
    ]
    above = theme_names(
        vocabulary, of_themes, inside, [[names[i] for i in some] for some in children]
    )
    return Tree(
        [
            replace(node, given=name is not None)
            for node, name in zip(
                _nodes(names, topics, of_topics, vocabulary, exemplars), given, strict=True
            )
        ],
        _nodes(above, themes, of_themes, vocabulary, exemplars_of(vectors, themes)),
        parents.tolist(),
        [some.tolist() for some in nearest_exemplars(vectors, found.topics, exemplars)],
        shared_terms(found.topics, of_topics),
    )


def _groups(
    labels: NDArray[np.int64], sure: NDArray[np.bool_], vectors: NDArray[np.float32]
) -> Groups:
    """Find the centres of groups, those of their sure papers where these are some."""
    centres = np.zeros((int(labels.max(initial=-1)) + 1, vectors.shape[1]), np.float32)
    for group in range(len(centres)):
        members = labels == group
        core = members & sure
        centre = vectors[core if core.sum() >= _CORE_IS_ENOUGH else members].mean(axis=0)
        centres[group] = centre / (np.linalg.norm(centre) or 1)
    return Groups(labels, sure, centres)


def _nodes(
    names: Sequence[Name],
    groups: Groups,
    ranked: Sequence[Ranking],
    vocabulary: Terms,
    exemplars: Sequence[NDArray[np.int64]],
) -> list[Node]:
    return [
        Node(
            name.text,
            int((groups.labels == group).sum()),
            keywords_of(vocabulary, ranking),
            central.tolist(),
        )
        for group, (name, ranking, central) in enumerate(zip(names, ranked, exemplars, strict=True))
    ]
