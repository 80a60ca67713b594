"""Permanent id and name of each cluster of a run."""

from collections.abc import Mapping
from itertools import count
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from paperthemes import tables
from paperthemes.artifacts.clusters import Clusters
from paperthemes.artifacts.identities import TopicMatch
from paperthemes.history.papers import PaperIndex, match_rows
from paperthemes.history.run import Run, topics_by_id
from paperthemes.identify.matching import EarlierTopics, TopicSet, pair_topics


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
