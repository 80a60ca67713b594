"""The consensus of layouts, and the parts it is made of."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array, random_array
from sklearn.metrics import adjusted_rand_score

from helpers.corpora import (
    LAYOUTS,
    cloud,
    corpus,
    count_of,
    neighbours_of,
)
from helpers.papers import toy_vectors
from paperthemes.cluster.communities import at_resolution, of_count, without_small
from paperthemes.cluster.cores import dense_cores, spread
from paperthemes.cluster.engines import consensus as consensus_module
from paperthemes.cluster.engines.consensus import consensus
from paperthemes.cluster.grouping import partition
from paperthemes.cluster.near_duplicates import copies, joined, united
from paperthemes.cluster.pairs import Pairs
from paperthemes.cluster.settings import ClusterSettings, HdbscanSettings
from paperthemes.cluster.stage import cluster
from paperthemes.neighbours.stage import find_neighbours


def test_consensus_agrees_with_that_of_other_layouts_better_than_single_layouts_do() -> None:
    papers, vectors, _ = cloud(700, 14, noise=1.6)
    neighbours = find_neighbours(papers, vectors, replace(LAYOUTS, layouts=48))
    settings = ClusterSettings(granularity="broad", max_unassigned=0)

    def topics(first: int, last: int) -> np.ndarray:
        return partition(
            replace(neighbours, layouts=neighbours.layouts[first:last]), settings
        ).topics

    agreement = adjusted_rand_score(topics(0, 24), topics(24, 48))
    singles = [topics(place, place + 1) for place in range(6)]
    alone = [adjusted_rand_score(one, other) for one, other in itertools.pairwise(singles)]
    assert agreement > 0.8
    assert agreement > np.mean(alone)


def test_pairs_hold_each_edge_once_and_give_it_back() -> None:
    graph = csr_array(np.array([[0, 2, 0], [2, 0, 3], [0, 3, 0]], np.float32))
    pairs = Pairs.of(graph)
    assert pairs.first.tolist() == [0, 1]
    assert pairs.second.tolist() == [1, 2]
    assert (pairs.graph(np.array([2, 3], np.float32)) != graph).nnz == 0
    assert pairs.graph(np.array([0, 3], np.float32)).nnz == 2
    rows = np.array([[1, 0], [1, 1], [0, 2]], np.float32)
    assert pairs.products(rows).tolist() == [1, 2]
    assert pairs.same(np.array([4, 4, 1])).tolist() == [True, False]


@pytest.mark.parametrize("count", [1, 2, 5, 20])
def test_as_many_communities_as_asked_for(count: int) -> None:
    blocks = np.kron(np.eye(20), np.ones((6, 6))) - np.eye(120)
    ring = np.eye(120, k=6) + np.eye(120, k=-6)
    labels, resolution = of_count(csr_array((blocks + 0.1 * ring).astype(np.float32)), count, 0)
    assert abs(labels.max() + 1 - count) <= max(1, count // 5)
    assert resolution > 0


def test_communities_of_a_graph_without_edges_are_single_papers() -> None:
    assert at_resolution(csr_array(np.zeros((4, 4), np.float32)), 1.0, 0).tolist() == [0, 1, 2, 3]
    alone = np.zeros((3, 3), np.float32)
    alone[0, 2] = alone[2, 0] = 1
    labels = at_resolution(csr_array(alone), 1.0, 0)
    assert labels[0] == labels[2] != labels[1]


def test_small_communities_join_the_one_they_are_most_tied_to() -> None:
    weights = np.zeros((9, 9), np.float32)
    weights[0:4, 0:4] = weights[4:8, 4:8] = 1
    weights[8, 5] = weights[5, 8] = 0.5
    weights[8, 0] = weights[0, 8] = 0.4
    labels = np.array([0, 0, 0, 0, 1, 1, 1, 1, 2])
    assert without_small(labels, csr_array(weights), 2).tolist() == [0] * 4 + [1] * 5
    assert without_small(labels, csr_array(weights), 1) is labels
    weights[8] = weights[:, 8] = 0
    assert without_small(labels, csr_array(weights), 2).tolist() == [0] * 4 + [1] * 4 + [-1]


@given(st.integers(1, 60), st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_no_community_stays_too_small(count: int, smallest: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    half = random_array((count, count), density=0.1, rng=random)
    ties = csr_array(half + half.T, dtype=np.float32)
    labels = np.unique(random.integers(0, 15, count), return_inverse=True)[1]
    found = without_small(labels, ties, smallest)
    sizes = np.bincount(found[found >= 0])
    assert sizes.size == found.max() + 1
    assert (sizes >= smallest).all()
    for label in range(labels.max() + 1):  # none is torn
        assert np.unique(found[labels == label]).size == 1


def test_copies_are_found_and_share_a_label() -> None:
    indices = np.array([[0, 1, 3], [1, 2, 0], [2, 1, 0], [3, 4, 0], [4, 3, 0]], np.int32)
    distances = np.array(
        [[0, 0.01, 0.4], [0, 0.02, 0.01], [0, 0.02, 0.3], [0, 0.2, 0.4], [0, 0.2, 0.3]], np.float32
    )
    groups = copies(indices, distances)
    assert groups[0] == groups[1] == groups[2]
    assert len(set(groups.tolist())) == 3
    assert united(np.array([0, 1, 1, 2, -1]), groups).tolist() == [0, 0, 0, 1, -1]
    assert united(np.array([-1, -1, 0, 1, 1]), groups).tolist() == [0, 0, 0, 1, 1]
    assert joined(np.array([0, 1, -1, 2, 2]), groups).tolist() == [0, 0, -1, 1, 1]
    assert joined(np.array([-1] * 5), groups).tolist() == [-1] * 5


def test_papers_without_ties_do_not_count_as_communities() -> None:
    blocks = np.kron(np.eye(20), np.ones((6, 6))) - np.eye(120)
    apart = np.zeros((150, 150), np.float32)
    apart[:120, :120] = blocks + 0.1 * (np.eye(120, k=6) + np.eye(120, k=-6))
    labels, _ = of_count(csr_array(apart), 20, 0)
    assert 19 <= np.unique(labels[:120]).size <= 21
    assert np.unique(labels[120:]).size == 30


def test_a_piece_without_cores_does_not_hide_the_topics_of_the_rest() -> None:
    papers, vectors, labels = cloud(400, 6, noise=0.3)
    neighbours = find_neighbours(papers, vectors, LAYOUTS)
    n = 412
    weights = np.zeros((n, n), np.float32)
    weights[:400, :400] = neighbours.graph.toarray()
    weights[400:, 400:] = 1 - np.eye(12)
    lost = np.random.RandomState(0).uniform(50, 90, (len(neighbours.layouts), 12, 5))
    whole = replace(
        neighbours_of(weights, np.zeros((n, 2))),
        layouts=np.concatenate([neighbours.layouts, lost.astype(np.float32)], axis=1),
    )
    found = consensus(whole, ClusterSettings(min_topic_size=20)).labels
    assert adjusted_rand_score(labels, found[:400]) > 0.7


@pytest.mark.parametrize("layouts", [1, 2, 3, 5])
def test_few_layouts_are_enough(layouts: int) -> None:
    papers = corpus(30)
    neighbours = find_neighbours(papers, toy_vectors(papers), replace(LAYOUTS, layouts=layouts))
    found = cluster(papers, toy_vectors(papers), neighbours, ClusterSettings(min_topic_size=15))
    assert count_of(found.partition) == 3
    assert (found.metrics["stability"] is None) == (layouts == 1)
    assert (len(found.metrics["topic_stability"]) == 0) == (layouts == 1)


def test_labels_spread_alike_in_any_company(monkeypatch) -> None:
    papers, vectors, _ = cloud(300, 8)
    neighbours = find_neighbours(papers, vectors, LAYOUTS)
    cores = dense_cores(neighbours.layouts[0], 10, HdbscanSettings(min_samples=3))
    count = cores.max() + 1
    shares = spread(neighbours.graph, cores, range(count))
    assert shares.sum(axis=1) == pytest.approx(np.ones(300), abs=1e-5)
    alone = [spread(neighbours.graph, cores, range(label, label + 1)) for label in range(count)]
    assert np.hstack(alone) == pytest.approx(shares, abs=1e-6)
    settings = ClusterSettings(min_topic_size=10)
    at_once = consensus(neighbours, settings).labels
    monkeypatch.setattr(consensus_module, "_LABELS", 3)
    assert consensus(neighbours, settings).labels.tolist() == at_once.tolist()
