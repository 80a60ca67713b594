"""Which id, and which name, each topic of a run has."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from paperthemes import tables
from paperthemes.artifacts.clusters import Clusters
from paperthemes.artifacts.identities import TopicMatch
from paperthemes.history.papers import PaperIndex, match_rows
from paperthemes.history.run import Run
from paperthemes.identify.matching import Topics, match


def match_topics(
    found: Clusters,
    papers: pd.DataFrame,
    centres: NDArray[np.float32],
    terms: Sequence[Sequence[str]],
    baseline: Run | None,
    last_number: int,
    encoder: str,
) -> list[TopicMatch]:
    """Find who the topics of a run are.

    Parameters
    ----------
    found
        The topics of n papers.
    papers
        A `tables.PAPERS` of these papers.
    centres
        Shape `(k, d)`: unit vectors of the topics.
    terms
        For each topic, its most telling terms.
    baseline
        The run before.
    last_number
        The largest number that any id has had: new ones are larger.
    encoder
        What the centres were made with; empty if they compare with no others.
    """
    matched: list[tuple[int, float]] = [(-1, 0.0)] * len(terms)
    present = np.zeros(0, bool)
    if baseline is not None and len(baseline.topics) and terms:
        comparable = (baseline.topics.encoder == encoder).to_numpy() & (encoder != "")
        known, present, seen = _known(baseline, papers, comparable, centres.shape[1])
        rows = np.flatnonzero(found.topics >= 0)
        shape = (len(terms), len(papers))
        members = csr_array((np.ones(rows.size), (found.topics[rows], rows)), shape=shape)
        new = Topics(members, centres, [frozenset(some) for some in terms])
        results = match(new, known, present, seen, comparable)
        matched = [(one.known, one.jaccard) for one in results]
    identities = []
    for place, jaccard in matched:
        if place < 0 or baseline is None:
            last_number += 1
            identities.append(TopicMatch(f"T{last_number:04d}", "born"))
            continue
        topic = baseline.topics.iloc[place]
        identities.append(
            TopicMatch(
                topic.topic_id,
                "same" if present[place] else "back",
                None if np.isnan(jaccard) else round(jaccard, 4),
                topic.own_name,
            )
        )
    return identities


def carry_over_ids(
    found: Clusters, papers: pd.DataFrame, baseline: Run
) -> tuple[list[TopicMatch], tuple[tuple[str, ...], ...]]:
    """Return who topics are that are those of the baseline (`mode: assign`), and their terms there.

    Each has papers of the one topic that it is, and new ones.
    """
    topics = {row.topic_id: row for row in tables.rows(baseline.topics)}
    rows = match_rows(baseline.papers, PaperIndex(papers))
    ids = dict(zip(rows.tolist(), baseline.papers.identified, strict=True))
    identities = []
    for number in range(len(found.seeded)):
        members = np.flatnonzero(found.topics == number).tolist()
        topic_id = next(ids[row] for row in members if ids.get(row))
        identities.append(TopicMatch(topic_id, "same", 1.0, topics[topic_id].own_name))
    return identities, tuple(tuple(topics[one.topic_id].terms) for one in identities)


def _known(
    baseline: Run, papers: pd.DataFrame, comparable: NDArray[np.bool_], dimension: int
) -> tuple[Topics, NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the topics that the baseline knows, which are present there, and which papers are."""
    index = PaperIndex(papers)
    topics = baseline.topics
    of_topics = [index.rows(some) for some in topics.papers]
    present = (topics["last"] == baseline.about.number).to_numpy()
    # The papers of a topic that is there by their aliases too, which are not kept of retired ones.
    rows = match_rows(baseline.papers, index)
    for place in np.flatnonzero(present):
        members = rows[(baseline.papers.identified == topics.topic_id.iloc[place]).to_numpy()]
        of_topics[place] = np.sort(members[members >= 0])
    seen = np.zeros(len(papers), bool)
    seen[rows[rows >= 0]] = True
    for some in of_topics:
        seen[some] = True
    places = np.repeat(np.arange(len(topics)), [some.size for some in of_topics])
    members = csr_array(
        (np.ones(places.size), (places, np.concatenate(of_topics))),
        shape=(len(topics), len(papers)),
    )
    centres = np.zeros((len(topics), dimension), np.float32)
    for place in np.flatnonzero(comparable):
        centres[place] = topics.centre.iloc[place]
    return Topics(members, centres, [frozenset(some) for some in topics.terms]), present, seen
