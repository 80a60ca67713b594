"""The other clusterings of the same papers, as the report of one clustering shows them."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from paperthemes import tables
from paperthemes.pages.nesting import match_topics

NESTED_FROM = 0.8
"""Share of papers that keep together from which one clustering counts as nested in the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterpart:
    """A topic of another clustering with papers of a topic of this one.

    Attributes
    ----------
    name, address
        Name of the other topic, and the relative address of its card; `None` if it is hidden.
    papers
        Number of papers in both topics.
    """

    name: str
    address: str | None
    papers: int


class Successors(NamedTuple):
    """The topics of this clustering that hold the papers of a topic or theme of another clustering.

    Attributes
    ----------
    name, size
        Name of the other topic or theme, and the number of its papers.
    parts
        Topics of this clustering that have any of these papers, and how many of them each has:
        those with most first; of several, the largest. The rest of the papers is unassigned.
    """

    name: str
    size: int
    parts: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sibling:
    """Another clustering of the same papers.

    Attributes
    ----------
    name
        Name of the clustering.
    topics
        Number of its topics.
    is_finer
        Whether it is the finer of the two.
    share
        Share of the papers with a topic in both whose topic in the coarser clustering is the one
        that holds most papers of their finer topic; 1 if one clustering only splits the other's
        topics.
    counterparts
        For each topic of this clustering: the finer topics that it matches, the largest first, or
        the coarser topic that it lies in. Empty unless `share` is at least `NESTED_FROM`.
    successors
        For each permanent id of its topics, and each of its themes, as `theme-0`, the topics of
        this clustering that a reader who comes from there sees instead. A topic or theme that has
        no paper in a topic of this clustering has none.
    """

    name: str
    topics: int
    is_finer: bool
    share: float
    counterparts: Mapping[int, Sequence[Counterpart]]
    successors: Mapping[str, Successors]


def describe_siblings(
    assignments: pd.DataFrame, others: Mapping[str, tuple[pd.DataFrame, pd.DataFrame]]
) -> list[Sibling]:
    """Return the other clusterings, those with fewest topics first.

    Parameters
    ----------
    assignments
        The assignments of this clustering.
    others
        The assignments and the topics of each other clustering, by its name. All assignments have
        the same papers in the same order.
    """
    siblings = [_describe(assignments, name, *both) for name, both in others.items()]
    return sorted(siblings, key=lambda sibling: sibling.topics)


def choose_nested(siblings: Sequence[Sibling]) -> list[Sibling]:
    """Return the nested siblings of the nearest granularity: at most one coarser and one finer."""
    nested = [sibling for sibling in siblings if sibling.share >= NESTED_FROM]
    coarser = [sibling for sibling in nested if not sibling.is_finer]
    finer = [sibling for sibling in nested if sibling.is_finer]
    return coarser[-1:] + finer[:1]


def _describe(
    assignments: pd.DataFrame, name: str, other: pd.DataFrame, topics: pd.DataFrame
) -> Sibling:
    """Return another clustering, given its name, its assignments and its topics."""
    nesting = match_topics(assignments, other)
    by_number = {row.topic: row for row in tables.rows(topics)}
    common = pd.DataFrame({"own": assignments.topic, "other": other.topic}).value_counts()
    counterparts: defaultdict[int, list[Counterpart]] = defaultdict(list)
    if nesting.share >= NESTED_FROM:
        # Pairs of a topic of this clustering and one of the other, those with most papers first.
        for pair in tables.rows(common.reset_index(name="papers")):
            sides = (pair.own, pair.other) if nesting.left_is_finer else (pair.other, pair.own)
            if min(sides) < 0 or nesting.matches[sides[0]] != sides[1]:
                continue
            row = by_number[pair.other]
            counterpart = Counterpart(
                name=row.name,
                address=None if row.hidden else f"../{name}/report.html#topic-{row.topic}",
                papers=pair.papers,
            )
            counterparts[pair.own].append(counterpart)
    topic_names = {row.topic: (row.topic_id, row.name) for row in by_number.values()}
    theme_names = {row.theme: (f"theme-{row.theme}", row.theme_name) for row in by_number.values()}
    return Sibling(
        name=name,
        topics=len(topics),
        is_finer=not nesting.left_is_finer,
        share=nesting.share,
        counterparts=dict(counterparts),
        successors=_find_successors(assignments.topic, other.topic, topic_names)
        | _find_successors(assignments.topic, other.theme, theme_names),
    )


def _find_successors(
    topics: pd.Series, groups: pd.Series, names: Mapping[int, tuple[str, str]]
) -> dict[str, Successors]:
    """Return the `successors` of the topics or of the themes of a sibling.

    Parameters
    ----------
    topics, groups
        For each paper, its topic of this clustering, and its topic or theme of the sibling, or -1.
    names
        Key in the result and name of each of these topics or themes, by their numbers.
    """
    successors = {}
    for number, own in topics[groups >= 0].groupby(groups):
        key, name = names[number]
        # Topics are numbered by size: of several, the largest comes first.
        if parts := Counter(sorted(own[own >= 0])).most_common():
            successors[key] = Successors(name=name, size=len(own), parts=tuple(parts))
    return successors
