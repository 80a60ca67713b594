"""What the page tells of each theme and topic."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes import tables
from paperthemes.pages.palette import Look, look
from paperthemes.report.inputs import Results
from paperthemes.report.stability import Level, level_of

_NEAR = 10  # nearest papers of a paper that tell which topics are near
_NEAR_TOPICS = 3
_SMALLEST_SHARE = 0.03  # of the nearest papers, for a topic to be called near
_EXEMPLARS = 4
_SMALLEST_CORE = 0.1  # share of core papers below which a topic is loose
LOOSE = "loose"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that a card names."""

    paper_id: str
    title: str


@dataclass(frozen=True, slots=True)
class NearTopic:
    """Another topic, and the share (0 to 1) of the nearest papers that are in it."""

    topic: int
    name: str
    share: float


@dataclass(frozen=True, slots=True)
class InDump:
    """How many papers of a dump are in a topic, and which share of the dump's papers that is."""

    dump: str
    papers: int
    share: float


@dataclass(frozen=True, slots=True)
class TopicCard:
    """One topic; `share` is of all papers, `keywords` have weights from 0 to 1.

    `in_dumps` has the dumps with most of its papers first. `born` is whether an earlier run, if
    there is one, did not know it; `note` is what curation says of it.
    """

    topic: int
    name: str
    look: Look
    size: int
    core: int
    share: float
    stability: float | None
    level: Level
    seeded: bool
    keywords: Sequence[tuple[str, float]]
    exemplars: Sequence[Paper]
    near: Sequence[NearTopic]
    in_dumps: Sequence[InDump]
    topic_id: str
    born: bool
    note: str

    @property
    def loose(self) -> bool:
        """Whether hardly any of its papers clearly belongs to it."""
        return self.core < _SMALLEST_CORE * self.size

    @property
    def levels(self) -> list[str]:
        """What it is told to be: its level of stability, and whether it is loose."""
        return [self.level.name, *[LOOSE] * self.loose]


@dataclass(frozen=True, slots=True)
class ThemeCard:
    """One theme, and the cards of its topics."""

    theme: int
    name: str
    look: Look
    size: int
    share: float
    keywords: Sequence[str]
    topics: Sequence[TopicCard]


@dataclass(frozen=True, slots=True)
class Hidden:
    """A topic that curation hides."""

    topic: int
    topic_id: str
    name: str
    size: int


def theme_cards(results: Results) -> list[ThemeCard]:
    """Return the cards of all themes, each with those of its topics, the largest first.

    Topics that curation hides, and their papers, are in none.
    """
    count = max(1, len(results.papers))
    topics = _topic_cards(results)
    cards = []
    for row in tables.rows(results.themes):
        own = [topics[topic] for topic in row.topics if topic in topics]
        size = sum(card.size for card in own)
        if own:
            cards.append(
                ThemeCard(
                    row.theme,
                    row.name,
                    look(row.theme),
                    size,
                    size / count,
                    list(row.keywords),
                    own,
                )
            )
    return cards


def hidden_topics(results: Results) -> list[Hidden]:
    """Return the topics that curation hides, the largest first."""
    rows = tables.rows(results.topics[results.topics.hidden])
    return [Hidden(row.topic, row.topic_id, row.name, row.size) for row in rows]


def _topic_cards(results: Results) -> dict[int, TopicCard]:
    count = max(1, len(results.papers))
    titles = dict(zip(results.papers.paper_id, results.papers.title, strict=True))
    core = results.assignments.topic[results.assignments.grade == "core"].value_counts()
    near = near_topics(
        results.assignments.topic.to_numpy(), results.nearest, results.topics.name.tolist()
    )
    in_dumps = shares_of_dumps(results.papers.dumps, results.assignments.topic)
    cards, born = {}, results.born
    hidden = set(results.topics.topic[results.topics.hidden])
    for row in tables.rows(results.topics[~results.topics.hidden]):
        stability = None if pd.isna(row.stability) else row.stability
        cards[row.topic] = TopicCard(
            row.topic,
            row.name,
            look(row.theme),
            row.size,
            int(core.get(row.topic, 0)),
            row.size / count,
            stability,
            level_of(stability),
            row.seeded,
            list(zip(row.keywords, row.keyword_weights, strict=True)),
            [Paper(one, titles[one]) for one in row.exemplars[:_EXEMPLARS]],
            [other for other in near[row.topic] if other.topic not in hidden],
            in_dumps.get(row.topic, []),
            row.topic_id,
            row.topic_id in born,
            row.note,
        )
    return cards


def near_topics(
    topics: NDArray[np.int64], nearest: NDArray[np.int32], names: Sequence[str]
) -> list[list[NearTopic]]:
    """Return, for each topic, the others that most of its papers' nearest papers are in.

    Parameters
    ----------
    topics
        Shape `(n,)`: the topic of each paper, `tables.UNASSIGNED` for none.
    nearest
        Shape `(n, k)`: row numbers of each paper's nearest other papers; ten are looked at.
    names
        The name of each topic.
    """
    near = topics[nearest[:, :_NEAR]]
    near_each = []
    for topic in range(len(names)):
        found = near[topics == topic].ravel()
        others = np.bincount(found[(found >= 0) & (found != topic)], minlength=len(names))
        shares = others / max(1, found.size)
        order = np.argsort(-shares, kind="stable")[:_NEAR_TOPICS]
        near_each.append(
            [
                NearTopic(int(other), names[other], float(shares[other]))
                for other in order
                if shares[other] >= _SMALLEST_SHARE
            ]
        )
    return near_each


def shares_of_dumps(dumps: pd.Series, topics: pd.Series) -> dict[int, list[InDump]]:
    """Return, by topic, the dumps that have papers of it, those with most of them first.

    Parameters
    ----------
    dumps
        The names of the dumps that hold each paper.
    topics
        The topic of each paper.
    """
    pairs = pd.DataFrame({"topic": topics, "dump": dumps}).explode("dump").dropna()
    sizes = pairs.dump.value_counts()
    counted = pairs.value_counts(["topic", "dump"]).rename("papers").reset_index()
    counted["share"] = counted.papers / counted.dump.map(sizes)
    counted = counted.sort_values(["topic", "papers", "dump"], ascending=[True, False, True])
    found: dict[int, list[InDump]] = {}
    for row in tables.rows(counted):
        found.setdefault(int(row.topic), []).append(
            InDump(str(row.dump), int(row.papers), float(row.share))
        )
    return found
