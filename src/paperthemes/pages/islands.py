"""Islands of topics and themes on the map that lie apart from the rest, and their names."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes.pages.map_places import find_densest_point, find_islands
from paperthemes.text.words import capitalise

MIN_PAPERS = 5  # of a named island
MIN_SHARE = 0.06  # of the papers of its topic or theme
MAX_NAMED = 3  # islands of a topic or theme
_MIN_MAJORITY = 0.5  # of the papers of an island are in the part that names it


class Island(NamedTuple):
    """An island of a topic or theme that lies apart from where its own name stands.

    Attributes
    ----------
    name
        That of the sub-group, or of the topic of a theme, that has most of its papers.
    size
        Number of papers.
    x, y
        The densest point of its papers.
    """

    name: str
    size: int
    x: int
    y: int


def find_named_islands(
    points: NDArray[np.int64],
    assignments: pd.DataFrame,
    is_member: NDArray[np.bool_],
    home: tuple[int, int],
    name: str,
) -> list[Island]:
    """Return the islands of a topic or theme that have a name of their own, the largest first.

    Parameters
    ----------
    points
        Shape `(n, 2)`: positions from `quantise_map`.
    assignments
        A table of the n papers with the columns `topic_name` and `subgroup` of
        `tables.ASSIGNMENTS`.
    is_member
        Shape `(n,)`: whether a paper belongs to the topic or theme.
    home
        Where its name stands: the island with this point needs no other name.
    name
        Its name.
    """
    parts = _name_parts(assignments[is_member], name)
    part_of = dict(zip(np.flatnonzero(is_member).tolist(), parts, strict=True))
    islands = []
    for rows in find_islands(points, is_member):
        is_home = (points[rows] == home).all(axis=1).any()
        if is_home or len(rows) < max(MIN_PAPERS, MIN_SHARE * len(parts)):
            continue
        part, count = Counter(part_of[row] for row in rows.tolist()).most_common(1)[0]
        if part == name or count <= _MIN_MAJORITY * len(rows):
            continue
        is_part = np.zeros(len(points), np.bool_)
        is_part[rows] = True
        x, y = find_densest_point(points, is_part)
        islands.append(Island(name=part, size=len(rows), x=x, y=y))
    return islands[:MAX_NAMED]


def _name_parts(papers: pd.DataFrame, name: str) -> Sequence[str]:
    """Return the name of the part of each paper: its sub-group, its topic, or `name`."""
    return [
        capitalise(subgroup) if subgroup else topic or name
        for topic, subgroup in zip(papers.topic_name, papers.subgroup, strict=True)
    ]
