"""Permanent id and name of each cluster of a run."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from paperthemes.artifacts.clusters import Clusters
from paperthemes.artifacts.identities import TopicMatch
from paperthemes.history.papers import PaperIndex, match_rows
from paperthemes.history.run import Run, topics_by_id
from paperthemes.history.topic_content import topic_members
from paperthemes.identify.matching import EarlierTopics, Match, TopicSet, pair_topics


def match_clusters(
    clusters: Clusters,
    papers: pd.DataFrame,
    centres: NDArray[np.float32],
    terms: Sequence[Sequence[str]],
    *,
    baseline: Run | None,
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
    centres
        Shape `(k, d)`: unit vectors of the clusters.
    terms
        Most distinctive terms of each cluster.
    baseline
        Previous run.
    last_number
        Largest number of any id given so far: new ids have larger ones.
    encoder
        Encoder of the centres; empty if they compare with no others.
    """
    pairs: dict[int, Match] = {}
    present = np.zeros(0, bool)
    if baseline is not None and len(baseline.topics) and terms:
        new = TopicSet(
            members=topic_members(clusters), centres=centres, terms=[*map(frozenset, terms)]
        )
        earlier = _earlier_topics(baseline, papers, encoder, centres.shape[1])
        present = earlier.present
        pairs = {pair.new: pair for pair in pair_topics(new, earlier)}
    matches = []
    for cluster in range(len(terms)):
        pair = pairs.get(cluster)
        if pair is None or baseline is None:
            last_number += 1
            matches.append(TopicMatch(topic_id=f"T{last_number:04d}", state="born"))
            continue
        topic = baseline.topics.iloc[pair.earlier]
        match = TopicMatch(
            topic_id=topic.topic_id,
            state="same" if present[pair.earlier] else "back",
            jaccard=None if pair.jaccard is None else round(pair.jaccard, 4),
            name=topic.own_name,
        )
        matches.append(match)
    return matches


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
        matches.append(
            TopicMatch(topic_id=topic.topic_id, state="same", jaccard=1.0, name=topic.own_name)
        )
    return matches, tuple(tuple(topics[match.topic_id].terms) for match in matches)


def _earlier_topics(
    baseline: Run, papers: pd.DataFrame, encoder: str, dimension: int
) -> EarlierTopics:
    """Collect all topics of the baseline, retired ones included, over the papers of this run."""
    index = PaperIndex(papers)
    topics = baseline.topics
    rows_of_topics = [index.rows(paper_ids) for paper_ids in topics.papers]
    present = (topics["last"] == baseline.about.number).to_numpy()
    # Papers of current topics are also followed by their aliases, which retired topics do not keep.
    rows = match_rows(baseline.papers, index)
    for topic in np.flatnonzero(present):
        members = rows[(baseline.papers.identified == topics.topic_id.iloc[topic]).to_numpy()]
        rows_of_topics[topic] = np.sort(members[members >= 0])
    columns = np.concatenate(rows_of_topics)
    shared = np.zeros(len(papers), bool)
    shared[rows[rows >= 0]] = True
    shared[columns] = True
    starts = np.cumsum([0, *map(len, rows_of_topics)])
    comparable = (topics.encoder == encoder).to_numpy() & (encoder != "")
    centres = np.zeros((len(topics), dimension), np.float32)
    for topic in np.flatnonzero(comparable):
        centres[topic] = topics.centre.iloc[topic]
    return EarlierTopics(
        members=csr_array((np.ones(columns.size), columns, starts), (len(topics), len(papers))),
        centres=centres,
        terms=[*map(frozenset, topics.terms)],
        present=present,
        comparable=comparable,
        shared_papers=shared,
    )
