"""Cards of themes and topics."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes import tables
from paperthemes.pages.palette import look
from paperthemes.pages.stability import Level, topic_level
from paperthemes.report.inputs import Results

_NEIGHBOURS = 10  # nearest papers per paper that count for related topics
_MAX_RELATED = 3
_MIN_RELATED_SHARE = 0.03  # of the nearest papers; below it a topic is not called related
_MAX_EXEMPLARS = 4
_MIN_CORE_SHARE = 0.1  # of a topic's papers; below it the topic is loose
LOOSE = "loose"


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicCard:
    """One topic.

    Attributes
    ----------
    row
        Its row of `tables.TOPICS`.
    colour
        Index of its theme's colour.
    core, share
        Number of its core papers, and its share (0 to 1) of all papers.
    level
        Level of its stability.
    exemplars
        Pairs of paper_id and title.
    related
        Rows of `related_topics`.
    dumps
        Rows of `count_by_dump`.
    is_new
        Whether there is a baseline that does not have the topic.
    """

    row: Any
    colour: int
    core: int
    share: float
    level: Level
    exemplars: Sequence[tuple[str, str]]
    related: Sequence[Any]
    dumps: Sequence[Any]
    is_new: bool

    @property
    def address(self) -> str:
        """The address of the card on the page."""
        return f"#topic-{self.row.topic}"

    @property
    def loose(self) -> bool:
        """`True` if few or none of its papers are core."""
        return bool(self.core < _MIN_CORE_SHARE * self.row.size)

    @property
    def levels(self) -> list[str]:
        """The names of its level of stability and, if it is loose, of that."""
        return [self.level.name, *[LOOSE] * self.loose]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeCard:
    """One theme: its row of `tables.THEMES`, and the cards of its topics.

    `size` is the number of their papers, and `share` (0 to 1) that of all papers.
    """

    row: Any
    colour: int
    size: int
    share: float
    topics: Sequence[TopicCard]

    @property
    def address(self) -> str:
        """The address of the card on the page."""
        return f"#theme-{self.row.theme}"


def theme_cards(results: Results) -> list[ThemeCard]:
    """Return the cards of all themes, largest first, with those of their topics.

    Topics hidden by curation, and their papers, are left out.
    """
    cards, papers = _topic_cards(results), len(results.papers)
    themes = []
    for row in tables.rows(results.themes):
        topics = [cards[topic] for topic in row.topics if topic in cards]
        size, colour = sum(card.row.size for card in topics), look(row.theme).colour
        if topics:
            card = ThemeCard(row=row, colour=colour, size=size, share=size / papers, topics=topics)
            themes.append(card)
    return themes


def _topic_cards(results: Results) -> dict[int, TopicCard]:
    """Return the card of each topic that is not hidden."""
    papers, assignments, topics = results.papers, results.assignments, results.topics
    titles = dict(zip(papers.paper_id, papers.title, strict=True))
    core = assignments.topic[assignments.grade == "core"].value_counts()
    related = related_topics(assignments.topic.to_numpy(), results.nearest)
    related = related.assign(name=related.other.map(topics.name))
    related_rows = _rows_by_group(related[~related.other.isin(topics.topic[topics.hidden])])
    dump_rows = _rows_by_group(count_by_dump(papers.dumps, assignments.topic))
    new_ids = results.new_topic_ids
    return {
        row.topic: TopicCard(
            row=row,
            colour=look(row.theme).colour,
            core=int(core.get(row.topic, 0)),
            share=row.size / len(papers),
            level=topic_level(row.stability),
            exemplars=[(paper_id, titles[paper_id]) for paper_id in row.exemplars[:_MAX_EXEMPLARS]],
            related=related_rows.get(row.topic, []),
            dumps=dump_rows.get(row.topic, []),
            is_new=row.topic_id in new_ids,
        )
        for row in tables.rows(topics[~topics.hidden])
    }


def _rows_by_group(frame: pd.DataFrame) -> dict[Any, list[Any]]:
    return {group: list(tables.rows(rows)) for group, rows in frame.groupby("group")}


def related_topics(topics: NDArray[np.int64], nearest: NDArray[np.int32]) -> pd.DataFrame:
    """Return the topics that hold most of the nearest papers of each other topic's papers.

    Parameters
    ----------
    topics
        Shape `(n,)`: the topic of each paper, `tables.UNASSIGNED` for none.
    nearest
        Shape `(n, k)`: row numbers of each paper's nearest other papers; the first ten count.

    Returns
    -------
    DataFrame
        Columns `group` (the topic), `other` (the related topic) and `share` (0 to 1) of the nearest
        papers; the largest share comes first.
    """
    near = topics[nearest[:, :_NEIGHBOURS]]
    pairs = pd.DataFrame({"group": np.repeat(topics, near.shape[1]), "other": near.ravel()})
    shares = pairs.groupby("group").other.value_counts(normalize=True).reset_index(name="share")
    shares = shares[(shares.other >= 0) & (shares.other != shares.group)]
    shares = shares[shares.share >= _MIN_RELATED_SHARE]
    shares = shares.sort_values(["share", "other"], ascending=[False, True])
    return shares.groupby("group").head(_MAX_RELATED)


def count_by_dump(dumps: pd.Series, groups: pd.Series) -> pd.DataFrame:
    """Count the papers of each group in each dump; a paper counts in each of its dumps.

    Parameters
    ----------
    dumps
        The names of each paper's dumps.
    groups
        The topic or theme of each paper.

    Returns
    -------
    DataFrame
        Columns `group`, `dump`, `papers` and `share` (of the dump's papers, 0 to 1), sorted by
        group, then most papers first.
    """
    pairs = pd.DataFrame({"group": groups, "dump": dumps}).explode("dump").dropna()
    counts = pairs.value_counts(["group", "dump"]).rename("papers").reset_index()
    counts["share"] = counts.papers / counts.dump.map(pairs.dump.value_counts())
    return counts.sort_values(["group", "papers", "dump"], ascending=[True, False, True])
