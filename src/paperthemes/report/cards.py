"""Cards of topics and themes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup
from numpy.typing import NDArray

from paperthemes import tables
from paperthemes.pages.stability import Level, topic_level
from paperthemes.pages.subjects import choose_looks, number_subjects
from paperthemes.report.inputs import Results
from paperthemes.report.sparkline import make_topic_sparklines

_NEIGHBOURS = 10  # nearest papers per paper that count for related topics
_MAX_RELATED = 3
_MIN_RELATED_SHARE = 0.03  # of the nearest papers; below it a topic is not called related
_FEW_CORE = 0.2  # share of core papers below which the card of a stable topic says why


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a summary, with the id and the title of the paper that it is from."""

    text: str
    paper_id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicCard:
    """The card of a topic.

    Attributes
    ----------
    row
        The topic's row of `tables.TOPICS`.
    colour
        Index into `COLOURS`: the colour of the topic's theme, or its own if it stands alone.
    core_share
        Core papers, which clearly belong to the topic, as a share (0 to 1) of its papers.
    share
        Papers of the topic as a share (0 to 1) of all papers.
    level
        Level of the topic's stability.
    summary
        Sentences of papers of the topic, the best first.
    start
        Papers to read first: paper_id, title, and the reason, "" for further exemplars.
    mixes
        Topics with which repeats mix the topic: number, name and share (0 to 1).
    related
        The topic's rows of the result of `find_related_topics`, except hidden related topics; with
        the name of the related topic as one more column, `name`.
    dumps
        The topic's rows of the result of `count_by_dump`.
    is_new
        Whether the topic is new since the baseline, the earlier run to compare with.
    origin
        For a new topic that split from a topic of the baseline, or has most of its papers from
        there: the number of these papers, and the name of the earlier topic; else `None`.
    trend
        Chart of the topic's papers over time; empty if little is known.
    """

    row: Any
    colour: int
    core_share: float
    share: float
    level: Level
    summary: Sequence[Sentence]
    start: Sequence[tuple[str, str, str]]
    mixes: Sequence[tuple[int, str, float]]
    related: Sequence[Any]
    dumps: Sequence[Any]
    is_new: bool
    origin: tuple[int, str] | None
    trend: Markup

    @property
    def is_stable_with_few_core(self) -> bool:
        """True if the topic recurs, but most of its papers are also similar to other topics."""
        return self.level.name == "stable" and self.core_share < _FEW_CORE

    @property
    def address(self) -> str:
        """Link to the topic's card on the report page."""
        return f"#topic-{self.row.topic}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectCard:
    """The card of a subject: of a theme, or of a topic that stands alone.

    Attributes
    ----------
    number
        Number of the subject, see `number_subjects`.
    row
        The row of the theme in `tables.THEMES`, or that of the topic in `tables.TOPICS`.
    is_theme
        Whether it is a theme.
    colour
        Index into `COLOURS`.
    size
        Number of papers of the topics in `topics`.
    share
        These papers as a share (0 to 1) of all papers.
    summary
        Sentences of papers of the subject, the best first; of a theme, without those that its cards
        begin with.
    topics
        Cards of the theme's topics, of which hidden topics have none; or of the topic alone.
    """

    number: int
    row: Any
    is_theme: bool
    colour: int
    size: int
    share: float
    summary: Sequence[Sentence]
    topics: Sequence[TopicCard]

    @property
    def address(self) -> str:
        """Link to the card of the theme or topic on the report page."""
        return f"#theme-{self.row.theme}" if self.is_theme else self.topics[0].address


def make_subject_cards(results: Results) -> list[SubjectCard]:
    """Return the cards of the subjects, each with the cards of its topics, in order of number.

    Topics that curation hides have no card, and a subject whose topics are all hidden has none
    either. The size of a theme does not include papers of hidden topics. But its share is a share
    of all papers, those of hidden topics included.
    """
    titles = dict(zip(results.papers.paper_id, results.papers.title, strict=True))
    theme_rows = {row.theme: row for row in tables.rows(results.themes)}
    cards_by_subject: dict[int, list[TopicCard]] = {}
    for number, card in _make_topic_cards(results, titles):
        cards_by_subject.setdefault(number, []).append(card)
    looks, subjects = choose_looks(results.topics), []
    for number, topics in sorted(cards_by_subject.items()):
        size = sum(card.row.size for card in topics)
        is_theme = topics[0].row.theme in theme_rows
        row = theme_rows[topics[0].row.theme] if is_theme else topics[0].row
        shown = [sentence for card in topics for sentence in card.summary[:1]] if is_theme else []
        sentences = find_sentences(row.summary, row.summary_papers, titles)
        subject = SubjectCard(
            number=number,
            row=row,
            is_theme=is_theme,
            colour=looks[number].colour,
            size=size,
            share=size / len(results.papers),
            summary=[sentence for sentence in sentences if sentence not in shown],
            topics=topics,
        )
        subjects.append(subject)
    return subjects


def _make_topic_cards(
    results: Results, titles: Mapping[str, str]
) -> Iterator[tuple[int, TopicCard]]:
    """Yield the number of the subject, and the card, of each topic that is not hidden.

    `titles` has the title of each paper by paper_id.
    """
    papers, assignments, topics = results.papers, results.assignments, results.topics
    core_counts = assignments.topic[assignments.grade == "core"].value_counts()
    related = find_related_topics(assignments.topic.to_numpy(), results.nearest)
    # Row i of `topics` is topic i, so mapping topic numbers to `topics.name` gives their names.
    related = related.assign(name=related.other.map(topics.name))
    shown = set(topics.topic[~topics.hidden])
    related_rows = _group_rows(related[related.other.isin(shown)])
    dump_rows = _group_rows(count_by_dump(papers.dumps, assignments.topic))
    new_ids, origins = results.new_topic_ids, results.origins
    looks, trends = choose_looks(topics), make_topic_sparklines(results.changes)
    for subject, row in zip(number_subjects(topics), tables.rows(topics), strict=True):
        if row.hidden:
            continue
        mixes = zip(row.mixes_with, row.mixing, strict=True)
        yield (
            subject,
            TopicCard(
                row=row,
                colour=looks[subject].colour,
                core_share=core_counts.get(row.topic, 0) / row.size,
                share=row.size / len(papers),
                level=topic_level(row.stability),
                summary=find_sentences(row.summary, row.summary_papers, titles),
                start=list_start(
                    dict(zip(row.first_papers, row.first_reasons, strict=True)),
                    row.exemplars,
                    titles,
                ),
                mixes=[
                    (other, topics.name[other], share) for other, share in mixes if other in shown
                ],
                related=related_rows.get(row.topic, []),
                dumps=dump_rows.get(row.topic, []),
                is_new=row.topic_id in new_ids,
                origin=origins.get(row.topic_id),
                trend=trends.get(row.topic_id, Markup()),
            ),
        )


def find_sentences(
    texts: Sequence[str], paper_ids: Sequence[str], titles: Mapping[str, str]
) -> list[Sentence]:
    """Return the sentences of a summary, given their papers and the titles of all papers by id."""
    return [
        Sentence(text=text, paper_id=paper_id, title=titles[paper_id])
        for text, paper_id in zip(texts, paper_ids, strict=True)
    ]


def list_start(
    reasons: Mapping[str, str], exemplars: Sequence[str], titles: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """Return the papers to read first, and other exemplars: paper_id, title, and reason or "".

    `reasons` are by the paper_id of the papers to read first, `titles` by that of all papers.
    """
    paper_ids = dict.fromkeys([*reasons, *exemplars])
    return [(paper_id, titles[paper_id], reasons.get(paper_id, "")) for paper_id in paper_ids]


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
        The topic or subject of each paper, `tables.UNASSIGNED` for none; it counts as a group.

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
