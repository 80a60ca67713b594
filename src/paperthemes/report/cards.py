"""Cards of themes and topics."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes import tables
from paperthemes.pages.palette import Look, look
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
    size, core, share
        Number of papers, of core papers, and share (0 to 1) of all papers.
    stability, level
        From 0 to 1, `None` if unknown, and its level.
    keywords
        Keywords with weights from 0 to 1.
    exemplars
        Pairs of paper_id and title.
    related
        Number and name of other topics, and the share (0 to 1) of nearest papers in them.
    dumps
        Rows (dump, papers, share of the dump's papers), most papers first.
    is_new
        Whether there is a baseline that does not have the topic.
    note
        The note in the curation file.
    """

    topic: int
    topic_id: str
    name: str
    look: Look
    size: int
    core: int
    share: float
    stability: float | None
    level: Level
    seeded: bool
    keywords: Sequence[tuple[str, float]]
    exemplars: Sequence[tuple[str, str]]
    related: Sequence[tuple[int, str, float]]
    dumps: Sequence[Any]
    is_new: bool
    note: str

    @property
    def loose(self) -> bool:
        """Whether the topic has few or no core papers."""
        return self.core < _MIN_CORE_SHARE * self.size

    @property
    def levels(self) -> list[str]:
        """The names of its level of stability and, if it is loose, of that."""
        return [self.level.name, *[LOOSE] * self.loose]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeCard:
    """One theme and the cards of its topics; `share` (0 to 1) is of all papers."""

    theme: int
    name: str
    look: Look
    size: int
    share: float
    keywords: Sequence[str]
    topics: Sequence[TopicCard]


def theme_cards(results: Results) -> list[ThemeCard]:
    """Return the cards of all themes, largest first, with those of their topics.

    Topics hidden by curation, and their papers, are left out.
    """
    topics = _topic_cards(results)
    cards = []
    for row in tables.rows(results.themes):
        members = [topics[topic] for topic in row.topics if topic in topics]
        if members:
            size = sum(card.size for card in members)
            cards.append(
                ThemeCard(
                    theme=row.theme,
                    name=row.name,
                    look=look(row.theme),
                    size=size,
                    share=size / len(results.papers),
                    keywords=list(row.keywords),
                    topics=members,
                )
            )
    return cards


def _topic_cards(results: Results) -> dict[int, TopicCard]:
    titles = dict(zip(results.papers.paper_id, results.papers.title, strict=True))
    assignments, topics = results.assignments, results.topics
    core = assignments.topic[assignments.grade == "core"].value_counts()
    related = related_topics(assignments.topic.to_numpy(), results.nearest, len(topics))
    by_dump = count_by_dump(results.papers.dumps, assignments.topic)
    dumps = {topic: list(tables.rows(rows)) for topic, rows in by_dump.groupby("group")}
    new, hidden = results.new_topic_ids, set(topics.topic[topics.hidden])
    cards = {}
    for row in tables.rows(topics[~topics.hidden]):
        stability = None if pd.isna(row.stability) else row.stability
        cards[row.topic] = TopicCard(
            topic=row.topic,
            topic_id=row.topic_id,
            name=row.name,
            look=look(row.theme),
            size=row.size,
            core=int(core.get(row.topic, 0)),
            share=row.size / len(results.papers),
            stability=stability,
            level=topic_level(stability),
            seeded=row.seeded,
            keywords=list(zip(row.keywords, row.keyword_weights, strict=True)),
            exemplars=[(paper_id, titles[paper_id]) for paper_id in row.exemplars[:_MAX_EXEMPLARS]],
            related=[
                (other, topics.name[other], share)
                for other, share in related[row.topic]
                if other not in hidden
            ],
            dumps=dumps.get(row.topic, []),
            is_new=row.topic_id in new,
            note=row.note,
        )
    return cards


def related_topics(
    topics: NDArray[np.int64], nearest: NDArray[np.int32], count: int
) -> list[list[tuple[int, float]]]:
    """Return, for each topic, the other topics that hold most of its papers' nearest papers.

    Each comes with its share (0 to 1) of the nearest papers.

    Parameters
    ----------
    topics
        Shape `(n,)`: the topic of each paper, `tables.UNASSIGNED` for none.
    nearest
        Shape `(n, k)`: row numbers of each paper's nearest other papers; the first ten count.
    count
        The number of topics.
    """
    near = topics[nearest[:, :_NEIGHBOURS]]
    related = []
    for topic in range(count):
        own = near[topics == topic].ravel()
        counts = np.bincount(own[(own >= 0) & (own != topic)], minlength=count)
        shares = counts / max(1, own.size)
        order = np.argsort(-shares, kind="stable")[:_MAX_RELATED]
        related.append(
            [(int(i), float(shares[i])) for i in order if shares[i] >= _MIN_RELATED_SHARE]
        )
    return related


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
