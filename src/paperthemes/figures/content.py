"""Content of the figure of the map: dots, names of topics, and themes for the legend."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes import tables
from paperthemes.pages.islands import find_named_islands
from paperthemes.pages.map_places import find_densest_point, quantise_map
from paperthemes.pages.palette import COLOURS, UNASSIGNED, Look
from paperthemes.pages.subjects import choose_looks, count_topics, number_subjects
from paperthemes.text.dates import format_date
from paperthemes.text.plurals import count_of

OPACITIES = {"core": 0.9, "fringe": 0.5, "unassigned": 0.35}
_LIGHT = 0  # index of the colour on a light background


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A topic or island with its name on the map, or a theme in the legend.

    Attributes
    ----------
    name
        Its name.
    size
        Number of papers.
    colour
        As `#rrggbb`.
    symbol
        Index into `SYMBOLS` of the palette.
    x, y
        A point among its papers, in the units of `MapFigure.points`.
    is_island
        Whether it is a part of a topic, apart from the rest.
    """

    name: str
    size: int
    colour: str
    symbol: int = 0
    x: float = 0
    y: float = 0
    is_island: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MapFigure:
    """All that the figure shows.

    Attributes
    ----------
    title, subtitle
        The heading, and a line below it.
    points
        Shape `(n, 2)`: places of the papers, those without a topic first, so that they lie below.
    colours, symbols, opacities
        Of the dot of each paper; colours as `#rrggbb`, indices into `SYMBOLS` of the palette, and
        opacities from 0 to 1.
    topics
        The topics with papers on the map, the largest first, and then their islands; hidden topics
        are left out.
    themes
        The themes, the largest first.
    """

    title: str
    subtitle: str
    points: NDArray[np.int64]
    colours: list[str]
    symbols: list[int]
    opacities: list[float]
    topics: list[Group]
    themes: list[Group]


def make_content(
    places: pd.DataFrame, assignments: pd.DataFrame, topics: pd.DataFrame, *, labels: "Labels"
) -> MapFigure:
    """Return the content of the figure.

    Parameters
    ----------
    places
        A table of n papers with the columns of `tables.MAP`.
    assignments
        A table of the same papers, in the same order, with the columns of `tables.ASSIGNMENTS`.
    topics
        A table with the columns of `tables.TOPICS`.
    labels
        The texts that are not in tables.

    Raises
    ------
    ValueError
        If places and assignments differ in their ids.
    """
    tables.check_same_ids(assignments.paper_id, places.paper_id, "the places on the map")
    points = quantise_map(places)
    looks = choose_looks(topics)
    topic_looks = [looks[subject] for subject in number_subjects(topics)]
    colours = [COLOURS[look.colour][_LIGHT] for look in topic_looks]
    symbols = [*(look.symbol for look in topic_looks), 0]  # the last one of unassigned papers
    order = np.argsort((assignments.topic >= 0).to_numpy(), kind="stable")
    return MapFigure(
        title=labels.title,
        subtitle=_format_subtitle(len(assignments), topics, labels),
        points=points[order],
        colours=[[*colours, UNASSIGNED[_LIGHT]][topic] for topic in assignments.topic.iloc[order]],
        symbols=[symbols[topic] for topic in assignments.topic.iloc[order]],
        opacities=[OPACITIES[grade] for grade in assignments.grade.iloc[order]],
        topics=_list_topics(points, assignments, topics, topic_looks),
        themes=_list_themes(topics, topic_looks),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Texts of the figure that are not in tables.

    Attributes
    ----------
    title
        Heading.
    clustering
        Name of the clustering.
    run
        Number of the run.
    date
        Day of the run, such as "2025-11-28".
    """

    title: str
    clustering: str
    run: int
    date: str


def _format_subtitle(count: int, topics: pd.DataFrame, labels: Labels) -> str:
    """Return the line below the title: papers, topics, clustering, run, date."""
    parts = [
        f"{count_of(count, 'paper')} in {count_topics(topics).removesuffix(' and no themes')}",
        f"clustering {labels.clustering}",
        f"run {labels.run}",
        format_date(labels.date),
    ]
    return " · ".join(parts)


def _list_topics(
    points: NDArray[np.int64], assignments: pd.DataFrame, topics: pd.DataFrame, looks: list[Look]
) -> list[Group]:
    """Return the topics and islands to be named; `looks` has the look of each topic."""
    groups = []
    for row, look in zip(topics.itertuples(), looks, strict=True):
        is_member = (assignments.topic == row.topic).to_numpy()
        if row.hidden or not is_member.any():
            continue
        x, y = home = find_densest_point(points, is_member)
        name, size = str(row.name), int(is_member.sum())
        make = partial(Group, colour=COLOURS[look.colour][_LIGHT], symbol=look.symbol)
        groups.append(make(name=name, size=size, x=x, y=y))
        groups += [
            make(name=island.name, size=island.size, x=island.x, y=island.y, is_island=True)
            for island in find_named_islands(points, assignments, is_member, home, name)
        ]
    return sorted(groups, key=lambda group: (group.is_island, -group.size))


def _list_themes(topics: pd.DataFrame, looks: list[Look]) -> list[Group]:
    """Return the themes of topics that are not hidden; `looks` has the look of each topic."""
    look_of = dict(zip(topics.topic, looks, strict=True))
    shown = topics[(topics.theme >= 0) & ~topics.hidden.astype(bool)]
    themes = []
    for _, own in shown.groupby("theme"):
        name, look = own.theme_name.iloc[0], look_of[own.topic.iloc[0]]
        colour = COLOURS[look.colour][_LIGHT]
        size = int(own["size"].sum())
        themes.append(Group(name=name, size=size, colour=colour, symbol=look.symbol))
    return sorted(themes, key=lambda theme: -theme.size)
