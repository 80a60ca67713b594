"""Cards of topics and themes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes import tables
from paperthemes.pages.stability import Level, topic_level
from paperthemes.pages.subjects import choose_looks, number_subjects
from paperthemes.report.inputs import Results

_NEIGHBOURS = 10  # nearest papers per paper that count for related topics
_MAX_RELATED = 3
_MIN_RELATED_SHARE = 0.03  # of the nearest papers; below it a topic is not called related
_MAX_EXEMPLARS = 4
_MIN_CORE_SHARE = 0.1  # of a topic's papers; below it the topic is loose
LOOSE = "loose"


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
    core_count
        Number of core papers of the topic.
    share
        Papers of the topic as a share (0 to 1) of all papers.
    level
        Level of the topic's stability.
    summary
        Sentences of papers of the topic; none if there is no summary.
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
    summary: Sequence[Sentence]
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
        Sentences of papers of the subject; none if there is no summary.
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
        row = theme_rows.get(topics[0].row.theme, topics[0].row)
        subject = SubjectCard(
            number=number,
            row=row,
            is_theme=topics[0].row.theme in theme_rows,
            colour=looks[number].colour,
            size=size,
            share=size / len(results.papers),
            summary=_list_sentences(row.summary, row.summary_papers, titles),
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
    related_rows = _group_rows(related[~related.other.isin(topics.topic[topics.hidden])])
    dump_rows = _group_rows(count_by_dump(papers.dumps, assignments.topic))
    new_ids = results.new_topic_ids
    looks = choose_looks(topics)
    for subject, row in zip(number_subjects(topics), tables.rows(topics), strict=True):
        if row.hidden:
            continue
        yield (
            subject,
            TopicCard(
                row=row,
                colour=looks[subject].colour,
                core_count=int(core_counts.get(row.topic, 0)),
                share=row.size / len(papers),
                level=topic_level(row.stability),
                summary=_list_sentences(row.summary, row.summary_papers, titles),
                exemplars=[(id_, titles[id_]) for id_ in row.exemplars[:_MAX_EXEMPLARS]],
                related=related_rows.get(row.topic, []),
                dumps=dump_rows.get(row.topic, []),
                is_new=row.topic_id in new_ids,
            ),
        )


def _list_sentences(
    texts: Iterable[str], paper_ids: Iterable[str], titles: Mapping[str, str]
) -> list[Sentence]:
    """Return the sentences of a summary, given their papers and the titles by paper_id."""
    pairs = zip(texts, paper_ids, strict=True)
    return [Sentence(text=text, paper_id=id_, title=titles[id_]) for text, id_ in pairs]


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
