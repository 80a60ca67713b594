"""Themes: groups of similar topics that share a field of research or a phrase."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from paperthemes.artifacts.vectors import unit_rows

MIN_SIMILARITY = 0.0  # mean cosine of the topics of two groups that may be joined
MIN_KEPT_SCORE = 0.8  # score of the name of two joined groups, as a share of that of either group

# A function from the topics of a group to the name that they share best: how well it fits, and its
# number; 0 and `None` if they share none.
FindName = Callable[[Sequence[int]], tuple[float, int | None]]


@dataclass(frozen=True, slots=True)
class Theme:
    """Some topics, and how well they share a name.

    Attributes
    ----------
    topics
        Numbers of the topics, ascending.
    score
        How well the name fits, 0 to 1; 0 if they share none.
    name
        Number of the name; `None` if they share none.
    """

    topics: tuple[int, ...]
    score: float = 0.0
    name: int | None = None


def find_themes(
    centres: NDArray[np.float32],
    sizes: NDArray[np.int64],
    find_name: FindName,
    n_themes: int | None = None,
) -> list[Theme]:
    """Join topics into themes.

    Groups of topics are joined, the most similar first, as long as they are similar and share a
    name that fits nearly as well as the names of the groups before. So a theme says something true
    about each of its topics, and does not grow until it says little. A topic that is joined with
    none stands alone. All topics together are no theme, because it would tell nothing.

    The similarity of two groups is the mean cosine of their topics (Sokal & Michener, "A
    statistical method for evaluating systematic relationships", Univ. Kansas Sci. Bull. 38, 1958)
    after the mean of all topics has been subtracted: below 0, two topics have less in common than
    topics of this corpus have on average.

    Parameters
    ----------
    centres
        Shape `(k, d)`, unit vectors: centre of each topic.
    sizes
        Shape `(k,)`: number of papers of each topic.
    find_name
        Returns the name that topics share.
    n_themes
        Number of themes. If it is given, groups are joined without regard to their similarity until
        there are so many, whether or not they share a name, and a topic alone is a theme, too.

    Returns
    -------
    list[Theme]
        The themes, those with the most papers first.
    """
    # Each topic by itself shares no name with others.
    groups = [Theme(topics=(topic,)) for topic in range(len(centres))]
    points = unit_rows(centres - centres.mean(axis=0)) if groups else centres
    similarity = (points @ points.T).astype(np.float64)
    np.fill_diagonal(similarity, -np.inf)
    while len(groups) > (n_themes or 2):
        first, second = sorted(np.unravel_index(int(similarity.argmax()), similarity.shape))
        if not n_themes and similarity[first, second] < MIN_SIMILARITY:
            break
        topics = tuple(sorted(groups[first].topics + groups[second].topics))
        joined = Theme(topics, *find_name(topics))
        if n_themes is None and not _is_worth_it(joined, groups[first], groups[second]):
            # They may still be joined later, by way of a third group.
            similarity[first, second] = similarity[second, first] = -np.inf
            continue
        weights = len(groups[first].topics), len(groups[second].topics)
        rows = np.average(similarity[[first, second]], axis=0, weights=weights)
        similarity[first], similarity[:, first] = rows, rows
        similarity[first, first] = -np.inf
        similarity = np.delete(np.delete(similarity, second, axis=0), second, axis=1)
        groups[first] = joined
        del groups[second]
    if n_themes is None:
        groups = _join_equal_names(groups)
    return sorted(groups, key=lambda theme: (-sizes[[*theme.topics]].sum(), theme.topics))


def _is_worth_it(joined: Theme, *groups: Theme) -> bool:
    """Return whether the name of two joined groups is that of one of them, or fits nearly as well.

    A group of a single topic has no name, so it makes no demands.
    """
    if joined.name is None or joined.name in {group.name for group in groups}:
        return joined.name is not None
    return joined.score >= MIN_KEPT_SCORE * max(group.score for group in groups)


def _join_equal_names(groups: Sequence[Theme]) -> list[Theme]:
    """Return the groups of several topics; those with the same name become one.

    The name fits this one as well as the group that it fits least.
    """
    themes: dict[int, Theme] = {}
    for group in groups:
        if group.name is not None:
            other = themes.get(group.name, group)
            topics = tuple(sorted({*other.topics, *group.topics}))
            themes[group.name] = Theme(topics, min(other.score, group.score), group.name)
    return [*themes.values()]
