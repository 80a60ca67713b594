"""Corpora of any size and kind give sensible topics, or none."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from helpers.corpora import (
    GRANULARITIES,
    LAYOUTS,
    cloud,
    clustered,
    corpus,
    count_of,
)
from helpers.papers import make_papers, toy_vectors
from paperthemes.artifacts.vectors import Vectors
from paperthemes.cluster.grouping import ENGINES, partition
from paperthemes.cluster.settings import ClusterSettings
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.neighbours.stage import find_neighbours


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 7, 16, 31])
def test_any_number_of_papers_gives_a_result(count: int, engine: str) -> None:
    papers = corpus(14).iloc[:count].reset_index(drop=True)
    settings = ClusterSettings(engine=engine, granularity="fine")
    found = clustered(papers, toy_vectors(papers), settings)
    assigned = found.assignments
    assert assigned.paper_id.tolist() == papers.paper_id.tolist()
    assert found.topics["size"].sum() == (assigned.topic >= 0).sum()
    assert found.metrics["papers"] == count
    assert found.metrics["unassigned_share"] <= 0.1 or count < 3
    if count in (1, 2):
        assert (assigned.topic == -1).all()
        assert "too few papers" in found.metrics["notes"][0]
    if count == 3:
        assert (assigned.topic == 0).all()
        assert "were not divided" in found.metrics["notes"][0]
    if count == 31:
        assert len(found.topics) >= 2


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("count", [30, 200])
def test_equal_papers_are_one_topic(count: int, engine: str) -> None:
    papers = make_papers(
        [(f"Same {'thing ' * i}", "All say the same.") for i in range(1, count + 1)]
    )
    papers = papers.assign(title="Same thing")
    vectors = toy_vectors(papers)
    found = clustered(papers, vectors, ClusterSettings(engine=engine, granularity="fine"))
    assert (found.assignments.topic == 0).all()
    assert "they are one topic" in found.metrics["notes"][0]


@pytest.mark.parametrize("granularity", GRANULARITIES)
def test_a_giant_block_of_near_copies_is_one_topic_and_leaves_the_others_alone(
    granularity: str,
) -> None:
    papers, vectors, labels = cloud(300, 6)
    random = np.random.RandomState(0)
    matrix = vectors.matrix.copy()
    matrix[100:] = (matrix[100] + random.normal(scale=0.005, size=(200, 32))).astype(np.float16)
    same = papers.title[100]
    papers.loc[100:, ["title", "abstract"]] = same
    found = clustered(
        papers, replace(vectors, matrix=matrix), ClusterSettings(granularity=granularity)
    ).assignments
    assert len(set(found.topic[100:])) == 1
    assert found.topic[:100].nunique() >= 4
    assert (found.topic[:100] == -1).sum() <= 20
    others = found.topic[:100].to_numpy()
    assert adjusted_rand_score(labels[:100][others >= 0], others[others >= 0]) > 0.5


def test_one_word_abstracts_are_enough() -> None:
    words = ["graph", "protein", "galaxy", "market", "poetry"]
    papers = make_papers([(f"{word.title()} {n}", word) for word in words for n in range(18)])
    found = clustered(papers, toy_vectors(papers), ClusterSettings(granularity="broad"))
    assert len(found.topics) == 5
    assert sorted(name.split()[0].lower() for name in found.topics.name) == sorted(words)


def test_asking_for_more_neighbours_or_topics_than_papers_is_no_harm() -> None:
    papers = corpus(4)
    vectors = toy_vectors(papers)
    settings = NeighbourSettings(
        n_neighbors=500, n_components=40, lexical_dimensions=900, layouts=2
    )
    neighbours = find_neighbours(papers, vectors, settings)
    assert neighbours.indices.shape == (12, 5)
    for engine in ENGINES:
        found = partition(neighbours, ClusterSettings(engine=engine, n_topics=50))
        assert 1 <= count_of(found) <= 12
        assert (found.topics >= 0).sum() >= 11


@pytest.mark.parametrize("engine", ["consensus", "leiden"])
def test_a_graph_in_pieces_is_clustered_whole(engine: str) -> None:
    random = np.random.RandomState(0)
    groups = np.repeat([0, 1, 2], 20)
    matrix = np.zeros((60, 64), np.float16)
    matrix[np.arange(60), 3 * groups] = 1
    matrix[np.arange(60), 3 * groups + 1] = random.rand(60)
    ids = np.array([f"{n:012x}" for n in range(60)])
    papers = make_papers([(f"Paper {n}", f"subject{group}") for n, group in enumerate(groups)])
    neighbours = find_neighbours(papers.assign(paper_id=ids), Vectors(ids, matrix), LAYOUTS)
    assert neighbours.graph[:20, 20:].nnz == 0
    found = partition(neighbours, ClusterSettings(engine=engine, min_topic_size=8))
    for topic in range(count_of(found)):
        assert np.unique(groups[found.topics == topic]).size == 1
