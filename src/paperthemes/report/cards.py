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
    """The card of a topic.

    Attributes
    ----------
    row
        The topic's row of `tables.TOPICS`.
    colour
        Index into `COLOURS`: the colour of the topic's theme.
    core_count
        Number of core papers of the topic.
    share
        Papers of the topic as a share (0 to 1) of all papers.
    level
        Level of the topic's stability.
    exemplars
        Pairs of paper_id and title.
    related
        The topic's rows of the result of `find_related_topics`, except hidden related topics; with
        the name of the related topic as one more column, `name`.
    dumps
        The topic's rows of the result of `count_by_dump`.
    is_new
        Whether the topic is new since the baseline, the earlier run to compare with.
    """

    row: Any
    colour: int
    core_count: int
    share: float
    level: Level
    exemplars: Sequence[tuple[str, str]]
    related: Sequence[Any]
    dumps: Sequence[Any]
    is_new: bool

    @property
    def address(self) -> str:
        """Link to the topic's card on the report page."""
        return f"#topic-{self.row.topic}"

    @property
    def is_loose(self) -> bool:
        """True if less than `_MIN_CORE_SHARE` of the topic's papers are core papers.

        Core papers are those that clearly belong to their topic.
        """
        return bool(self.core_count < _MIN_CORE_SHARE * self.row.size)

    @property
    def levels(self) -> list[str]:
        """Name of the topic's level of stability, followed by `LOOSE` if the topic is loose."""
        return [self.level.name, LOOSE] if self.is_loose else [self.level.name]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeCard:
    """The card of a theme.

    Attributes
    ----------
    row
        The theme's row of `tables.THEMES`.
    colour
        Index into `COLOURS`.
    size
        Number of papers of the topics in `topics`.
    share
        These papers as a share (0 to 1) of all papers.
    topics
        Cards of the theme's topics; hidden topics have none.
    """

    row: Any
    colour: int
    size: int
    share: float
    topics: Sequence[TopicCard]

    @property
    def address(self) -> str:
        """Link to the theme's card on the report page."""
        return f"#theme-{self.row.theme}"


def make_theme_cards(results: Results) -> list[ThemeCard]:
    """Return the cards of the themes, each with the cards of its topics, in order of theme number.

    Topics that curation hides have no card, and a theme whose topics are all hidden has none
    either. The size of a theme does not include papers of hidden topics. But its share is a share
    of all papers, those of hidden topics included.
    """
    topic_cards, paper_count = _make_topic_cards(results), len(results.papers)
    theme_cards = []
    for row in tables.rows(results.themes):
        topics = [topic_cards[topic] for topic in row.topics if topic in topic_cards]
        if topics:
            colour, size = look(row.theme).colour, sum(card.row.size for card in topics)
            share = size / paper_count
            card = ThemeCard(row=row, colour=colour, size=size, share=share, topics=topics)
            theme_cards.append(card)
    return theme_cards


def _make_topic_cards(results: Results) -> dict[int, TopicCard]:
    """Return the card of each topic that is not hidden, by topic number."""
    papers, assignments, topics = results.papers, results.assignments, results.topics
    titles = dict(zip(papers.paper_id, papers.title, strict=True))
    core_counts = assignments.topic[assignments.grade == "core"].value_counts()
    related = find_related_topics(assignments.topic.to_numpy(), results.nearest)
    # Row i of `topics` is topic i, so mapping topic numbers to `topics.name` gives their names.
    related = related.assign(name=related.other.map(topics.name))
    related_rows = _group_rows(related[~related.other.isin(topics.topic[topics.hidden])])
    dump_rows = _group_rows(count_by_dump(papers.dumps, assignments.topic))
    new_ids = results.new_topic_ids
    return {
        row.topic: TopicCard(
            row=row,
            colour=look(row.theme).colour,
            core_count=int(core_counts.get(row.topic, 0)),
            share=row.size / len(papers),
            level=topic_level(row.stability),
            exemplars=[(paper_id, titles[paper_id]) for paper_id in row.exemplars[:_MAX_EXEMPLARS]],
            related=related_rows.get(row.topic, []),
            dumps=dump_rows.get(row.topic, []),
            is_new=row.topic_id in new_ids,
        )
        for row in tables.rows(topics[~topics.hidden])
    }


def _group_rows(frame: pd.DataFrame) -> dict[Any, list[Any]]:
    """Return a list of rows, in the order of the frame, for each value of the column `group`."""
    return {group: list(tables.rows(rows)) for group, rows in frame.groupby("group")}


def find_related_topics(topics: NDArray[np.int64], nearest: NDArray[np.int32]) -> pd.DataFrame:
    """Return the topics that are related to each topic, at most `_MAX_RELATED` for each.

    Take all nearest neighbours of the papers of topic A together. Topic B is related to topic A if
    at least the share `_MIN_RELATED_SHARE` of these neighbours are papers of topic B.

    Parameters
    ----------
    topics
        Shape `(n,)`: the topic of each paper, `tables.UNASSIGNED` for none.
    nearest
        Shape `(n, k)`: row numbers of each paper's nearest other papers; only the first
        `_NEIGHBOURS` are used.

    Returns
    -------
    DataFrame
        Columns `group` (topic A, or `UNASSIGNED` for the unassigned papers together), `other`
        (topic B, never `UNASSIGNED`) and `share` (of the neighbours, 0 to 1). The largest share
        comes first; among equal shares, the lower number of topic B.
    """
    # One row for each pair of a paper and one of its neighbours: the topics of the two.
    others = topics[nearest[:, :_NEIGHBOURS]]
    pairs = pd.DataFrame({"group": np.repeat(topics, others.shape[1]), "other": others.ravel()})
    shares = pairs.groupby("group").other.value_counts(normalize=True).reset_index(name="share")
    # Unassigned neighbours (-1), and neighbours in topic A itself, count among all neighbours.
    shares = shares[(shares.other >= 0) & (shares.other != shares.group)]
    shares = shares[shares.share >= _MIN_RELATED_SHARE]
    shares = shares.sort_values(["share", "other"], ascending=[False, True])
    return shares.groupby("group").head(_MAX_RELATED)


def count_by_dump(dumps: pd.Series, groups: pd.Series) -> pd.DataFrame:
    """Count the papers of each group in each dump.

    A paper that several dumps list counts in each of them.

    Parameters
    ----------
    dumps
        The names of each paper's dumps.
    groups
        The topic or theme of each paper, `tables.UNASSIGNED` for none; it counts as a group.

    Returns
    -------
    DataFrame
        Columns `group`, `dump`, `papers` (their number) and `share` (the same as a share of all
        papers of the dump, 0 to 1). Rows are sorted by group; within a group, the dump with most
        papers comes first.
    """
    # One row for each pair of a paper and one of its dumps.
    pairs = pd.DataFrame({"group": groups, "dump": dumps}).explode("dump").dropna()
    counts = pairs.value_counts(["group", "dump"]).rename("papers").reset_index()
    counts["share"] = counts.papers / counts.dump.map(pairs.dump.value_counts())
    return counts.sort_values(["group", "papers", "dump"], ascending=[True, False, True])
