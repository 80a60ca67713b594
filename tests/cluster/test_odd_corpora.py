"""Corpora of any size and kind have sensible topics, or none."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from helpers.corpora import (
    GRANULARITIES,
    LAYOUTS,
    cloud,
    cluster_papers,
    corpus,
    paper_ids,
    topic_count,
)
from helpers.papers import make_papers, toy_vectors
from paperthemes.artifacts.vectors import Vectors
from paperthemes.cluster.settings import ClusterSettings
from paperthemes.cluster.stage import ENGINES, cluster, find_topics
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.neighbours.stage import find_neighbours
from paperthemes.text.paper_text import texts_of


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 7, 16, 31])
def test_any_number_of_papers_can_be_clustered(count: int, engine: str) -> None:
    papers = corpus(14).iloc[:count].reset_index(drop=True)
    clusters = cluster_papers(papers, toy_vectors(papers), engine=engine, granularity="fine")
    assert clusters.paper_ids.tolist() == papers.paper_id.tolist()
    unassigned = (clusters.topics == -1).sum()
    assert unassigned <= 0.1 * count or count < 3
    if count in (1, 2):
        assert unassigned == count
        assert "too few for a topic" in clusters.notes[0]
    if count == 3:
        assert (clusters.topics == 0).all()
        assert "could not be divided" in clusters.notes[0]
    if count == 31:
        assert topic_count(clusters) >= 2


@pytest.mark.parametrize("count", [30, 200])
def test_identical_papers_are_one_topic(count: int) -> None:
    papers = make_papers(
        [("Same thing", "All say the same.")] * count, paper_id=paper_ids(count).tolist()
    )
    neighbours = find_neighbours(texts_of(papers), toy_vectors(papers), LAYOUTS)
    for engine in ENGINES:
        settings = ClusterSettings(engine=engine, granularity="fine")
        clusters = cluster(papers, neighbours, settings)
        assert (clusters.topics == 0).all(), engine
        assert "they are one topic" in clusters.notes[0], engine


@pytest.mark.parametrize("granularity", GRANULARITIES)
def test_many_near_duplicates_are_one_topic_and_do_not_affect_the_others(granularity: str) -> None:
    papers, vectors, labels = cloud(300, 6)
    random = np.random.RandomState(0)
    matrix = vectors.matrix.copy()
    matrix[100:] = (matrix[100] + random.normal(scale=0.005, size=(200, 32))).astype(np.float16)
    papers.loc[100:, ["title", "abstract"]] = papers.title[100]
    clusters = cluster_papers(papers, replace(vectors, matrix=matrix), granularity=granularity)
    assert np.unique(clusters.topics[100:]).size == 1
    others = clusters.topics[:100]
    placed = others >= 0
    assert np.unique(others[placed]).size >= 4
    assert placed.sum() >= 80
    assert adjusted_rand_score(labels[:100][placed], others[placed]) > 0.5


def test_papers_with_the_same_abstract_are_in_one_topic() -> None:
    papers, vectors, _ = cloud(200, 4)
    # Every tenth paper, from all parts of the cloud.
    is_series = np.arange(200) % 10 == 0
    numbers = np.where(is_series, 0, 1 + np.arange(200)).astype(np.int32)
    neighbours = find_neighbours(texts_of(papers), vectors, LAYOUTS)
    for engine in ENGINES:
        settings = ClusterSettings(engine=engine, granularity="fine")
        assert np.unique(find_topics(neighbours, settings).topics[is_series]).size > 1
        clusters = find_topics(replace(neighbours, abstracts=numbers), settings)
        assert np.unique(clusters.topics[is_series]).size == 1


def test_abstracts_of_one_word_are_enough() -> None:
    words = ["graph", "protein", "galaxy", "market", "poetry"]
    papers = make_papers([(f"{word.title()} {n}", word) for word in words for n in range(18)])
    clusters = cluster_papers(papers, toy_vectors(papers), granularity="broad")
    assert topic_count(clusters) == 5
    for topic in range(5):
        assert papers.abstract[clusters.topics == topic].nunique() == 1


def test_more_neighbours_dimensions_and_topics_than_papers_can_be_requested() -> None:
    papers = corpus(4)
    settings = NeighbourSettings(
        n_neighbors=500, n_components=40, lexical_dimensions=900, layouts=2
    )
    neighbours = find_neighbours(texts_of(papers), toy_vectors(papers), settings)
    assert neighbours.indices.shape == (12, 5)
    for engine in ENGINES:
        clusters = find_topics(neighbours, ClusterSettings(engine=engine, n_topics=50))
        assert 1 <= topic_count(clusters) <= 12
        assert (clusters.topics >= 0).sum() >= 11


@pytest.mark.parametrize("engine", ["consensus", "leiden"])
def test_topics_do_not_cross_the_components_of_the_graph(engine: str) -> None:
    random = np.random.RandomState(0)
    groups = np.repeat([0, 1, 2], 20)
    matrix = np.zeros((60, 64), np.float16)
    matrix[np.arange(60), 3 * groups] = 1
    matrix[np.arange(60), 3 * groups + 1] = random.rand(60)
    ids = paper_ids(60)
    papers = make_papers(
        [(f"Paper {n}", f"subject{group}") for n, group in enumerate(groups)], paper_id=ids.tolist()
    )
    neighbours = find_neighbours(texts_of(papers), Vectors(ids, matrix), LAYOUTS)
    assert neighbours.graph[:20, 20:].nnz == 0
    clusters = find_topics(neighbours, ClusterSettings(engine=engine, min_topic_size=8))
    for topic in range(topic_count(clusters)):
        assert np.unique(groups[clusters.topics == topic]).size == 1
