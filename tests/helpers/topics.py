"""Builders of topics, neighbours and descriptions for given papers."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from helpers.papers import make_papers, toy_vectors
from paperthemes.artifacts.clusters import CORE, Clusters, Stability
from paperthemes.artifacts.corpus import Corpus
from paperthemes.artifacts.identities import DisplayedTopic, Identities
from paperthemes.artifacts.vectors import Neighbours, Vectors
from paperthemes.describe.stage import DescribeSettings, Description, describe
from paperthemes.tables import UNASSIGNED, UNASSIGNED_NAME
from paperthemes.terms.stage import collect_terms


def make_abstracts(*abstracts: str) -> pd.DataFrame:
    """Make papers without words in their titles, in the order of their abstracts."""
    texts = [(f"Paper {number:05}", text) for number, text in enumerate(abstracts)]
    return make_papers(texts).sort_values("title", ignore_index=True)


def make_clusters(papers: pd.DataFrame, topics: Sequence[int], **changes: Any) -> Clusters:
    """Make clusters in which all assigned papers are core papers."""
    labels = np.array(topics, np.int64)
    fields = {
        "paper_ids": papers.paper_id.to_numpy(dtype=str),
        "topics": labels,
        "grades": np.where(labels < 0, UNASSIGNED_NAME, CORE),
        "confidences": np.ones(labels.size),
        "runners_up": np.full(labels.size, UNASSIGNED),
        "margins": np.ones(labels.size),
        "stability": Stability(overall=None, topics=()),
        "min_topic_size": 2,
        "seeded_names": ("",) * (int(labels.max(initial=-1)) + 1),
        "engine": "consensus",
    }
    return Clusters(**fields | changes)


def make_identities(*topics: DisplayedTopic | str, **changes: Any) -> Identities:
    """Make identities of topics, or of topics with these ids and without names."""
    fields = {"baseline": "", "number": 1, "clusters_digest": "", "matches": (), "terms": ()}
    displayed = (
        DisplayedTopic(topic_id=topic) if isinstance(topic, str) else topic for topic in topics
    )
    return Identities(topics=tuple(displayed), **fields | changes)


def make_neighbours(vectors: Vectors, count: int = 11) -> Neighbours:
    """Make the neighbours of all papers by cosine, without graph and layouts."""
    matrix = vectors.matrix.astype(np.float32)
    similarity = matrix @ matrix.T
    np.fill_diagonal(similarity, 2)
    indices = np.argsort(-similarity, axis=1, kind="stable")[:, :count]
    n = len(matrix)
    return Neighbours(
        paper_ids=vectors.paper_ids,
        indices=indices.astype(np.int32),
        distances=(1 - np.take_along_axis(similarity, indices, axis=1)).astype(np.float32),
        graph=csr_array((n, n), dtype=np.float32),
        layouts=np.zeros((0, n, 2), np.float32),
        map=np.zeros((n, 2), np.float32),
    )


def describe_topics(
    papers: pd.DataFrame,
    topics: Sequence[int] | Clusters,
    settings: DescribeSettings | None = None,
    **options: Any,
) -> Description:
    """Describe topics of papers by the words they share."""
    vectors = options.pop("vectors", None) or toy_vectors(papers)
    clusters = topics if isinstance(topics, Clusters) else make_clusters(papers, topics)
    corpus = Corpus(
        papers=papers,
        vectors=vectors,
        neighbours=make_neighbours(vectors),
        clusters=clusters,
        terms=collect_terms([papers]),
    )
    ids = [f"T{number:04}" for number in range(clusters.topic_count)]
    identities = options.pop("identities", make_identities(*ids))
    return describe(corpus, identities, settings or DescribeSettings(), **options)
