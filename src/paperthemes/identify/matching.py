"""Permanent ids of topics: matching with those of earlier runs, by shared papers or by content.

The topics of a new run are matched with those of its baseline, and with retired ones, which only
runs before the baseline had. Only shared papers count: those that an earlier run has, too. The
score of a pair of topics is the Jaccard index of their papers, plus a bonus if the earlier topic is
not retired, and a bonus for similar content. There are three rounds of matching:

1. pairs with a Jaccard index of at least `CERTAIN_JACCARD`;
2. pairs with a Jaccard index of at least `LIKELY_JACCARD`;
3. pairs with similar content in which a topic has hardly any shared papers.

Each round maximises the sum of the cubed scores (Kuhn, "The Hungarian method for the assignment
problem", Naval Research Logistics Quarterly 2, 1955). Scores are cubed because one large part of a
topic should count more than two small parts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array

from paperthemes import tables
from paperthemes.artifacts.clusters import Clusters
from paperthemes.artifacts.identities import TopicMatch
from paperthemes.history.run import PaperIndex, Run, match_rows, topics_by_id

CERTAIN_JACCARD = 0.5  # a topic can have a larger index with at most one other topic
LIKELY_JACCARD = 0.2  # low enough for a topic that split or grew; docs/reruns.md
MIN_CENTRE_SIMILARITY = 0.85  # cosine of the centres of topics that are matched by content
MIN_TERM_JACCARD = 0.25  # Jaccard index of the terms of topics that are matched by content
MIN_SHARED_PAPERS = 3  # topics with fewer shared papers can be matched by content

# Bonuses small enough that they only decide between pairs of similar Jaccard index.
PREVIOUS_RUN_BONUS = 0.05  # if the topic is not retired
CENTRE_BONUS = 0.1  # times the cosine
TERM_BONUS = 0.1  # times the Jaccard index of the terms


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSet:
    """k topics, and their members among the n papers of the new run.

    Attributes
    ----------
    members
        Shape `(k, n)`, float64: 1 where a paper belongs to a topic.
    centres
        Shape `(k, d)`: mean vector of each topic, with length 1.
    terms
        Most distinctive terms of each topic.
    """

    members: csr_array
    centres: NDArray[np.float32]
    terms: Sequence[frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierTopics(TopicSet):
    """k topics of earlier runs, and their members among the n papers of the new run.

    Attributes
    ----------
    present
        Shape `(k,)`, bool: whether the baseline itself has the topic; if not, it is retired.
    comparable
        Shape `(k,)`, bool: whether the centre comes from the encoder of the new run; if not, the
        topic is matched by papers only.
    shared_papers
        Shape `(n,)`, bool: whether an earlier run has the paper, too.
    """

    present: NDArray[np.bool_]
    comparable: NDArray[np.bool_]
    shared_papers: NDArray[np.bool_]


def match_clusters(
    clusters: TopicSet,
    papers: pd.DataFrame,
    *,
    baseline: Run | None,
    repeated: Run | None,
    last_number: int,
    encoder: str,
) -> list[TopicMatch]:
    """Return the match of each cluster: with the id of a similar earlier topic, or with a new id.

    Parameters
    ----------
    clusters
        Clusters of n papers.
    papers
        The same papers, with the columns of `tables.PAPERS`.
    baseline
        Earlier run from which topic ids are taken over; `None` for a first run.
    repeated
        Stored run with exactly these clusters; `None` if there is none. Its ids are used again, and
        matching only gives their Jaccard indices. So a repeated run gets the same ids, and so does
        a run whose settings were changed back.
    last_number
        Largest number in any id that was given so far: new ids get larger numbers.
    encoder
        Digest of the encoder, its settings and its model; empty if the vectors of two corpora
        cannot be compared. Then topics are matched by papers only.
    """
    earlier = topics_by_id(baseline)
    # By cluster: index of the matching earlier topic, and the Jaccard index of their papers.
    pairs: Mapping[int, tuple[int, float | None]] = {}
    if baseline is not None and earlier and clusters.terms:
        dimension = clusters.centres.shape[1]
        pairs = pair_topics(clusters, _make_earlier_topics(baseline, papers, encoder, dimension))
    earlier_ids, new_numbers = [*earlier], count(last_number + 1)
    jaccards = {}  # by topic_id, in the order of the clusters; `None` if new or matched by content
    for cluster in range(len(clusters.terms)):
        topic, jaccard = pairs.get(cluster, (None, None))
        topic_id = f"T{next(new_numbers):04d}" if topic is None else earlier_ids[topic]
        jaccards[topic_id] = jaccard
    topic_ids = [*jaccards] if repeated is None else repeated.about.topic_ids
    return [
        _make_match(topic_id, jaccards.get(topic_id), earlier, baseline) for topic_id in topic_ids
    ]


def carry_over_ids(
    clusters: Clusters, papers: pd.DataFrame, baseline: Run
) -> tuple[list[TopicMatch], tuple[tuple[str, ...], ...]]:
    """Return the match and the terms of each cluster of a run with `mode: assign`.

    Each cluster is one of the baseline's topics before curation, with new papers added and gone
    papers removed, and still has a paper of the topic. So any member that has a topic in the
    baseline shows which topic the cluster is. The match has the Jaccard index 1, and the terms of
    the cluster are those of the topic.
    """
    topics = topics_by_id(baseline)
    rows = match_rows(baseline.papers, PaperIndex(papers))
    topic_id_by_row = dict(zip(rows.tolist(), baseline.papers.identified, strict=True))
    matches = []
    for number in range(clusters.topic_count):
        members = np.flatnonzero(clusters.topics == number).tolist()
        # Members that are new (`None`) or were unassigned ("") do not show the topic: skip them.
        topic_id = next(filter(None, (topic_id_by_row.get(row) for row in members)))
        matches.append(_make_match(topic_id, 1.0, topics, baseline))
    return matches, tuple(tuple(topics[match.topic_id].terms) for match in matches)


def _make_match(
    topic_id: str, jaccard: float | None, earlier: Mapping[str, Any], baseline: Run | None
) -> TopicMatch:
    """Return a record of the topic id that a cluster gets, with the topic's state and name.

    The name is that before curation; a new topic has none.

    Parameters
    ----------
    topic_id
        Permanent id of the cluster.
    jaccard
        Jaccard index, not yet rounded, of the papers of the cluster and of the earlier topic;
        `None` if the topic is new or was matched by content.
    earlier
        Topics of the baseline by topic_id, retired ones included.
    baseline
        Earlier run from which topic ids are taken over; `None` for a first run.
    """
    topic = earlier.get(topic_id)
    if baseline is None or topic is None:  # a new topic
        return TopicMatch(topic_id=topic_id, state="born")
    return TopicMatch(
        topic_id=topic_id,
        # `same`: the baseline has the topic; `back`: only runs before the baseline have it.
        state="same" if topic.last == baseline.about.number else "back",
        jaccard=None if jaccard is None else round(jaccard, 4),
        name=topic.own_name,
    )


def _make_earlier_topics(
    baseline: Run, papers: pd.DataFrame, encoder: str, dimension: int
) -> EarlierTopics:
    """Return all topics of the baseline, retired ones included, with their papers in this run.

    Parameters
    ----------
    baseline
        Earlier run from which topic ids are taken over.
    papers
        The n papers of this run, with the columns of `tables.PAPERS`.
    encoder
        Digest of this run's encoder; only topics with centres from an encoder of the same digest
        are comparable. If it is empty, no topic is comparable.
    dimension
        Length of the vectors of this run.
    """
    index, topics = PaperIndex(papers), baseline.topics
    present = (topics["last"] == baseline.about.number).to_numpy()
    comparable = (topics.encoder == encoder).to_numpy() & (encoder != "")
    rows = match_rows(baseline.papers, index)
    is_shared = rows >= 0
    topic_ids, rows = baseline.papers.identified[is_shared].to_numpy(), rows[is_shared]
    # For topics that the baseline has, match its papers: this also finds papers whose id has
    # changed. For topics retired before it, only the ids of their papers are known.
    members = [
        np.sort(rows[topic_ids == topic.topic_id]) if is_present else index.rows(topic.papers)
        for topic, is_present in zip(tables.rows(topics), present, strict=True)
    ]
    # A matrix in CSR format: `columns[starts[i] : starts[i + 1]]` are the papers of topic i.
    columns = np.concatenate(members)
    starts = np.cumsum([0, *map(len, members)])
    shared_papers = np.isin(np.arange(len(papers)), [*rows, *columns])
    centres = np.zeros((len(topics), dimension), np.float32)
    for topic in np.flatnonzero(comparable):
        centres[topic] = topics.centre.iloc[topic]
    return EarlierTopics(
        members=csr_array((np.ones(columns.size), columns, starts), (len(topics), len(papers))),
        centres=centres,
        terms=[*map(frozenset, topics.terms)],
        present=present,
        comparable=comparable,
        shared_papers=shared_papers,
    )


def pair_topics(new: TopicSet, earlier: EarlierTopics) -> dict[int, tuple[int, float | None]]:
    """Match new topics with earlier ones, each at most once, in up to three rounds.

    The rounds match pairs with a large Jaccard index, then pairs with a smaller one, then pairs
    with similar content; see the docstring of the module.

    Returns
    -------
    dict[int, tuple[int, float | None]]
        By index of the new topic: the index of the matching earlier topic, and the Jaccard index of
        their papers. The latter is `None` if they were matched by content. New topics without a
        match are left out.
    """
    jaccard, has_few_shared = _compare_members(new, earlier)
    score = jaccard + np.where(earlier.present, PREVIOUS_RUN_BONUS, 0.0)
    # For each round: the pairs that may be matched, and whether they are matched by content.
    rounds = [(jaccard >= CERTAIN_JACCARD, False), (jaccard >= LIKELY_JACCARD, False)]
    if earlier.comparable.any():
        cosine = new.centres.astype(np.float64) @ earlier.centres.astype(np.float64).T
        # `max` avoids a division by 0 if neither topic has terms.
        term_jaccard = np.array(
            [[len(a & b) / max(1, len(a | b)) for b in earlier.terms] for a in new.terms]
        )
        similar = (cosine >= MIN_CENTRE_SIMILARITY) & (term_jaccard >= MIN_TERM_JACCARD)
        rounds.append((has_few_shared & similar & earlier.comparable, True))
        bonus = CENTRE_BONUS * np.maximum(cosine, 0) + TERM_BONUS * term_jaccard
        score = score + np.where(earlier.comparable, bonus, 0.0)
    score = score**3
    pairs: dict[int, tuple[int, float | None]] = {}
    is_free = np.ones(score.shape, bool)  # pairs of two topics that have no match yet
    for candidates, by_content in rounds:
        usable = candidates & is_free
        # Pairs that must not be matched have score 0. The assignment may have them, too: skip them.
        rows, columns = linear_sum_assignment(np.where(usable, score, 0.0), maximize=True)
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            if usable[row, column]:
                pairs[row] = (column, None if by_content else float(jaccard[row, column]))
                is_free[row] = is_free[:, column] = False
    return pairs


def _compare_members(
    new: TopicSet, earlier: EarlierTopics
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Compare the papers of each pair of a new and an earlier topic.

    Only shared papers count: those of the new run that an earlier run has, too. Each result has a
    row per new topic, and a column per earlier topic.

    Returns
    -------
    jaccard : numpy.ndarray
        Jaccard index of each pair.
    has_few_shared : numpy.ndarray
        Whether at least one topic of a pair has fewer than `MIN_SHARED_PAPERS` shared papers.
    """
    shared = np.flatnonzero(earlier.shared_papers)
    members, earlier_members = new.members[:, shared], earlier.members[:, shared]
    common = (members @ earlier_members.T).toarray().astype(np.float64)
    # Sizes as a column and as a row, so that NumPy combines each new topic with each earlier one.
    sizes = np.asarray(members.sum(axis=1), np.float64).reshape(-1, 1)
    earlier_sizes = np.asarray(earlier_members.sum(axis=1), np.float64).ravel()
    has_few_shared = np.minimum(sizes, earlier_sizes) < MIN_SHARED_PAPERS
    # Intersection divided by union; 1 avoids a division by 0.
    return common / np.maximum(sizes + earlier_sizes - common, 1), has_few_shared
