"""Permanent ids of topics: matching with those of earlier runs, by shared papers or by content.

Only papers of both runs count. The score of two topics is their Jaccard index plus a bonus for
topics of the previous run and for similar content. Pairs with an index of `CERTAIN_JACCARD` or more
are matched first, then those of `LIKELY_JACCARD` or more, then pairs with hardly any shared papers
by content. Each round maximises the sum of the cubed scores (Kuhn, "The Hungarian method for the
assignment problem", Naval Research Logistics Quarterly 2, 1955). They are cubed so that a topic is
not separated from its largest part for the sake of two small parts.
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

CERTAIN_JACCARD = 0.5  # no topic can exceed it with two others
LIKELY_JACCARD = 0.2  # a split or grown topic; see docs/reruns.md
MIN_CENTRE_SIMILARITY = 0.85  # cosine of the centres of topics that are matched by content
MIN_TERM_JACCARD = 0.25  # Jaccard index of the terms of topics that are matched by content
MIN_SHARED_PAPERS = 3  # topics with fewer are matched by content

# Bonuses small enough that they only decide between pairs of similar Jaccard index.
PREVIOUS_RUN_BONUS = 0.05
CENTRE_BONUS = 0.1  # times the cosine
TERM_BONUS = 0.1  # times the Jaccard index of the terms


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSet:
    """k topics, over the n papers of the new run.

    Attributes
    ----------
    members
        Shape `(k, n)`, float64: 1 where a paper belongs to a topic.
    centres
        Shape `(k, d)`: unit vectors.
    terms
        Most distinctive terms of each topic.
    """

    members: csr_array
    centres: NDArray[np.float32]
    terms: Sequence[frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierTopics(TopicSet):
    """k topics of earlier runs.

    Attributes
    ----------
    present
        Shape `(k,)`: topics of the previous run; the others are retired.
    comparable
        Shape `(k,)`: topics whose centres come from the encoder of the new run. The others are
        matched by papers only.
    shared_papers
        Shape `(n,)`: papers of the new run that an earlier run has too.
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
    """Give each cluster the id of an earlier topic, or a new one.

    Parameters
    ----------
    clusters
        Clusters of n papers.
    papers
        A `tables.PAPERS` of the same papers.
    baseline
        Run to continue.
    repeated
        Stored run with exactly these clusters, whose ids are reused. Thus a repeated run gets the
        same ids, and so do settings that are changed and changed back.
    last_number
        Largest number of any id given so far: new ids have larger ones.
    encoder
        Encoder of the centres; empty if they compare with no others.
    """
    earlier = topics_by_id(baseline)
    pairs: Mapping[int, tuple[int, float | None]] = {}
    if baseline is not None and earlier and clusters.terms:
        dimension = clusters.centres.shape[1]
        pairs = pair_topics(clusters, _earlier_topics(baseline, papers, encoder, dimension))
    earlier_ids, new_numbers = [*earlier], count(last_number + 1)
    jaccards = {}
    for cluster in range(len(clusters.terms)):
        topic, jaccard = pairs.get(cluster, (None, None))
        topic_id = f"T{next(new_numbers):04d}" if topic is None else earlier_ids[topic]
        jaccards[topic_id] = jaccard
    topic_ids = jaccards if repeated is None else repeated.about.topic_ids
    return [
        _make_match(topic_id, jaccards.get(topic_id), earlier, baseline) for topic_id in topic_ids
    ]


def carry_over_ids(
    clusters: Clusters, papers: pd.DataFrame, baseline: Run
) -> tuple[list[TopicMatch], tuple[tuple[str, ...], ...]]:
    """Return the baseline's ids and terms of clusters that are its topics (`mode: assign`).

    The papers of a cluster are those of one topic of the baseline, and new ones.
    """
    topics = topics_by_id(baseline)
    rows = match_rows(baseline.papers, PaperIndex(papers))
    topic_ids = dict(zip(rows.tolist(), baseline.papers.identified, strict=True))
    matches = []
    for number in range(len(clusters.seeded)):
        members = np.flatnonzero(clusters.topics == number).tolist()
        topic = topics[next(topic_ids[row] for row in members if topic_ids.get(row))]
        matches.append(_make_match(topic.topic_id, 1.0, topics, baseline))
    return matches, tuple(tuple(topics[match.topic_id].terms) for match in matches)


def _make_match(
    topic_id: str, jaccard: float | None, earlier: Mapping[str, Any], baseline: Run | None
) -> TopicMatch:
    """Return the match of a cluster with an id, by the topics of the baseline."""
    topic = earlier.get(topic_id)
    if baseline is None or topic is None:
        return TopicMatch(topic_id=topic_id, state="born")
    return TopicMatch(
        topic_id=topic_id,
        state="same" if topic.last == baseline.about.number else "back",
        jaccard=None if jaccard is None else round(jaccard, 4),
        name=topic.own_name,
    )


def _earlier_topics(
    baseline: Run, papers: pd.DataFrame, encoder: str, dimension: int
) -> EarlierTopics:
    """Collect all topics of the baseline, retired ones included, over the papers of this run."""
    index, topics = PaperIndex(papers), baseline.topics
    present = (topics["last"] == baseline.about.number).to_numpy()
    comparable = (topics.encoder == encoder).to_numpy() & (encoder != "")
    rows = match_rows(baseline.papers, index)
    shared = rows >= 0
    ids, rows = baseline.papers.identified[shared].to_numpy(), rows[shared]
    # Papers of current topics are also followed by their aliases, which retired topics do not keep.
    members = [
        np.sort(rows[ids == row.topic_id]) if is_present else index.rows(row.papers)
        for row, is_present in zip(tables.rows(topics), present, strict=True)
    ]
    columns = np.concatenate(members)
    shared_papers = np.isin(np.arange(len(papers)), [*rows, *columns])
    starts = np.cumsum([0, *map(len, members)])
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
    """Match new topics with earlier ones, each at most once.

    Returns
    -------
    dict[int, tuple[int, float | None]]
        For each new topic with a match, the index of the earlier topic and the Jaccard index of
        their papers; `None` if they were matched by content.
    """
    jaccard, few_shared = _compare_members(new, earlier)
    score = jaccard + np.where(earlier.present, PREVIOUS_RUN_BONUS, 0.0)
    rounds = [(jaccard >= CERTAIN_JACCARD, False), (jaccard >= LIKELY_JACCARD, False)]
    if earlier.comparable.any():
        cosine = new.centres.astype(np.float64) @ earlier.centres.astype(np.float64).T
        terms = np.array(
            [[len(a & b) / max(1, len(a | b)) for b in earlier.terms] for a in new.terms]
        )
        similar = (cosine >= MIN_CENTRE_SIMILARITY) & (terms >= MIN_TERM_JACCARD)
        rounds.append((few_shared & similar & earlier.comparable, True))
        bonus = CENTRE_BONUS * np.maximum(cosine, 0) + TERM_BONUS * terms
        score = score + np.where(earlier.comparable, bonus, 0.0)
    score = score**3
    pairs: dict[int, tuple[int, float | None]] = {}
    free = np.ones(score.shape, bool)
    for candidates, by_content in rounds:
        usable = candidates & free
        rows, columns = linear_sum_assignment(np.where(usable, score, 0.0), maximize=True)
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            if usable[row, column]:
                pairs[row] = (column, None if by_content else float(jaccard[row, column]))
                free[row] = free[:, column] = False
    return pairs


def _compare_members(
    new: TopicSet, earlier: EarlierTopics
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the Jaccard index of each pair of topics, and which pairs share too few papers."""
    shared = np.flatnonzero(earlier.shared_papers)
    members, earlier_members = new.members[:, shared], earlier.members[:, shared]
    common = (members @ earlier_members.T).toarray().astype(np.float64)
    sizes = np.asarray(members.sum(axis=1), np.float64).reshape(-1, 1)
    earlier_sizes = np.asarray(earlier_members.sum(axis=1), np.float64).ravel()
    few_shared = np.minimum(sizes, earlier_sizes) < MIN_SHARED_PAPERS
    return common / np.maximum(sizes + earlier_sizes - common, 1), few_shared
