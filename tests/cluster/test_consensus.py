"""Consensus of layouts."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from joblib import parallel_config
from scipy.sparse import csr_array
from sklearn.metrics import adjusted_rand_score

from helpers.corpora import LAYOUTS, cloud, corpus, neighbours_of, topic_count
from helpers.papers import toy_vectors
from paperthemes.cluster import consensus
from paperthemes.cluster.consensus import group_by_consensus, list_edges, weigh_edges
from paperthemes.cluster.engines import find_cores, spread_labels
from paperthemes.cluster.settings import ClusterSettings, HdbscanSettings
from paperthemes.cluster.stage import cluster, find_topics
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.neighbours.stage import find_neighbours
from paperthemes.text.paper_text import texts_of


def test_two_consensus_clusterings_agree_better_than_two_single_layouts() -> None:
    papers, vectors, _ = cloud(450, 9, noise=1.6)
    neighbours = find_neighbours(texts_of(papers), vectors, NeighbourSettings(layouts=24))
    settings = ClusterSettings(granularity="broad", max_unassigned=0.0)

    def topics(first: int, last: int) -> np.ndarray:
        layouts = neighbours.layouts[first:last]
        return find_topics(replace(neighbours, layouts=layouts), settings).topics

    agreement = adjusted_rand_score(topics(0, 12), topics(12, 24))
    singles = [topics(number, number + 1) for number in range(6)]
    agreements = [adjusted_rand_score(*pair) for pair in itertools.pairwise(singles)]
    assert agreement > 0.8
    assert agreement > np.mean(agreements)


def test_an_edge_list_has_each_edge_once_and_gives_back_the_graph() -> None:
    graph = csr_array(np.array([[0, 2, 0], [2, 0, 3], [0, 3, 0]], np.float32))
    edges = list_edges(graph)
    assert edges.row.tolist() == [0, 1]
    assert edges.col.tolist() == [1, 2]
    assert (weigh_edges(edges, np.array([2, 3], np.float32)) != graph).nnz == 0
    assert weigh_edges(edges, np.array([0, 3], np.float32)).nnz == 2


def test_a_component_without_cores_does_not_hide_the_topics_of_the_others() -> None:
    papers, vectors, labels = cloud(400, 6, noise=0.3)
    neighbours = find_neighbours(texts_of(papers), vectors, LAYOUTS)
    weights = np.zeros((412, 412), np.float32)
    weights[:400, :400] = neighbours.graph.toarray()
    weights[400:, 400:] = 1 - np.eye(12)
    scattered = np.random.RandomState(0).uniform(50, 90, (len(neighbours.layouts), 12, 5))
    layouts = np.concatenate([neighbours.layouts, scattered.astype(np.float32)], axis=1)
    extended = replace(neighbours_of(weights, np.zeros((412, 2))), layouts=layouts)
    groups = group_by_consensus(extended, ClusterSettings(min_topic_size=20))
    assert adjusted_rand_score(labels, groups.labels[:400]) > 0.7


@pytest.mark.parametrize("layouts", [1, 2, 3, 5])
def test_few_layouts_are_enough(layouts: int) -> None:
    papers = corpus(30)
    vectors = toy_vectors(papers)
    neighbours = find_neighbours(texts_of(papers), vectors, NeighbourSettings(layouts=layouts))
    clusters = cluster(papers, neighbours, ClusterSettings(min_topic_size=15))
    assert topic_count(clusters) == 3
    assert (clusters.stability.overall is None) == (layouts == 1)
    assert (clusters.stability.topics == ()) == (layouts == 1)


def test_edges_are_computed_independently_of_each_other(monkeypatch) -> None:
    papers, vectors, _ = cloud(300, 8)
    neighbours = find_neighbours(texts_of(papers), vectors, LAYOUTS)
    cores = find_cores(neighbours.layouts[0], 10, HdbscanSettings(min_samples=3))
    shares = spread_labels(neighbours.graph, cores)
    assert shares.sum(axis=1) == pytest.approx(np.ones(300), abs=1e-5)
    settings = ClusterSettings(min_topic_size=10)
    in_one_block = group_by_consensus(neighbours, settings).labels
    monkeypatch.setattr(consensus, "EDGE_BLOCK", 100)
    assert group_by_consensus(neighbours, settings).labels.tolist() == in_one_block.tolist()


def test_threads_do_not_change_the_groups() -> None:
    papers, vectors, _ = cloud(300, 6)
    neighbours = find_neighbours(texts_of(papers), vectors, NeighbourSettings(layouts=8))
    settings = ClusterSettings(min_topic_size=10)
    one = group_by_consensus(neighbours, settings)
    with parallel_config("threading", n_jobs=3):
        several = group_by_consensus(neighbours, settings)
    assert one.labels.tobytes() == several.labels.tobytes()
    assert (one.edge_weights != several.edge_weights).nnz == 0
