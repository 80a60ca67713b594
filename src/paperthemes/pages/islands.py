"""Islands of topics and themes on the map that lie apart from the rest, and their names."""

from collections import Counter
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes.pages.map_places import find_densest_point, find_islands
from paperthemes.text.words import capitalise

MIN_PAPERS = 5  # of a named island
MIN_SHARE = 0.06  # of the papers of its topic or theme
MAX_NAMED = 3  # islands of a topic or theme
_MIN_MAJORITY = 0.5  # of the papers of an island, and of the part that names it, are in both


class Island(NamedTuple):
    """A part of a topic or theme that lies apart from where the name of the whole stands.

    Attributes
    ----------
    name
        Name of the part: a sub-group, or a topic of a theme.
    size
        Number of papers of the part; most of them are on the island.
    x, y
        The densest point of its papers there.
    topic
        Number of its topic.
    subgroup
        Term of the sub-group; "" if the part is the whole topic.
    """

    name: str
    size: int
    x: int
    y: int
    topic: int
    subgroup: str


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
        A table of the n papers with the columns `topic`, `topic_name` and `subgroup` of
        `tables.ASSIGNMENTS`.
    is_member
        Shape `(n,)`: whether a paper belongs to the topic or theme.
    home
        Where its name stands: the island with this point needs no other name.
    name
        Its name.
    """
    islands = []
    for rows in find_islands(points, is_member):
        is_home = (points[rows] == home).all(axis=1).any()
        if is_home or len(rows) < max(MIN_PAPERS, MIN_SHARE * is_member.sum()):
            continue
        island = _name_island(points, assignments, rows)
        if island is not None and island.name != name:
            islands.append(island)
    return islands[:MAX_NAMED]


def _name_island(
    points: NDArray[np.int64], assignments: pd.DataFrame, rows: NDArray[np.int64]
) -> Island | None:
    """Return the island of the papers in `rows`, mostly a part that is mostly there, or `None`."""
    parts = assignments[["topic", "topic_name", "subgroup"]].iloc[rows]
    counts = Counter(parts.itertuples(index=False, name=None))
    topic, topic_name, subgroup = counts.most_common(1)[0][0]
    is_part = (assignments.topic == topic).to_numpy()
    if subgroup:
        is_part = is_part & (assignments.subgroup == subgroup).to_numpy()
    is_both = np.zeros(len(points), np.bool_)
    is_both[rows] = is_part[rows]
    size = int(is_part.sum())
    if is_both.sum() <= _MIN_MAJORITY * max(size, len(rows)):
        return None
    x, y = find_densest_point(points, is_both)
    name = capitalise(subgroup) if subgroup else topic_name
    return Island(name=name, size=size, x=x, y=y, topic=topic, subgroup=subgroup)
