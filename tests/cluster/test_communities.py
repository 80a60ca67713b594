"""Communities of a graph, and labels of near-duplicates."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array, random_array

from helpers.corpora import neighbours_of
from paperthemes.cluster import communities
from paperthemes.cluster.communities import (
    detect_communities,
    detect_large_communities,
    detect_n_communities,
    merge_small_communities,
)
from paperthemes.cluster.labels import (
    assign_majority_labels,
    average_in_groups,
    find_near_duplicates,
    merge_labels,
)

# A ring of twenty blocks of six papers.
BLOCKS = np.kron(np.eye(20), np.ones((6, 6))) - np.eye(120)
RING = BLOCKS + 0.1 * (np.eye(120, k=6) + np.eye(120, k=-6))


@pytest.mark.parametrize("count", [1, 2, 5, 20])
def test_the_number_of_communities_can_be_set(count: int) -> None:
    labels, resolution = detect_n_communities(csr_array(RING.astype(np.float32)), count, 0)
    assert abs(labels.max() + 1 - count) <= max(1, count // 5)
    assert resolution > 0


def test_equal_resolutions_are_tried_once(monkeypatch) -> None:
    tried = []

    def detect(graph: csr_array, resolution: float, seed: int) -> np.ndarray:
        tried.append(resolution)
        return detect_communities(graph, resolution, seed)

    monkeypatch.setattr(communities, "detect_communities", detect)
    graph = csr_array(RING.astype(np.float32))
    # No community is as large, so all numbers from 4 to 6 are tried.
    assert set(detect_large_communities(graph, 4, 121, seed=0).tolist()) == {-1}
    assert len(tried) == len({*tried}) > 1


def test_papers_without_ties_do_not_count_as_communities() -> None:
    edge_weights = np.zeros((150, 150), np.float32)
    edge_weights[:120, :120] = RING
    labels, _ = detect_n_communities(csr_array(edge_weights), 20, 0)
    assert 19 <= np.unique(labels[:120]).size <= 21
    assert np.unique(labels[120:]).size == 30


def test_papers_without_ties_are_single_communities() -> None:
    no_ties = csr_array(np.zeros((4, 4), np.float32))
    assert detect_communities(no_ties, 1.0, 0).tolist() == [0, 1, 2, 3]
    edge_weights = np.zeros((3, 3), np.float32)
    edge_weights[0, 2] = edge_weights[2, 0] = 1
    labels = detect_communities(csr_array(edge_weights), 1.0, 0)
    assert labels[0] == labels[2] != labels[1]


def test_small_communities_merge_into_the_one_they_are_most_tied_to() -> None:
    edge_weights = np.zeros((9, 9), np.float32)
    edge_weights[0:4, 0:4] = edge_weights[4:8, 4:8] = 1
    edge_weights[8, 5] = edge_weights[5, 8] = 0.5
    edge_weights[8, 0] = edge_weights[0, 8] = 0.4
    labels = np.array([0, 0, 0, 0, 1, 1, 1, 1, 2])
    assert merge_small_communities(labels, csr_array(edge_weights), 2).tolist() == [0] * 4 + [1] * 5
    assert merge_small_communities(labels, csr_array(edge_weights), 1).tolist() == labels.tolist()
    edge_weights[8] = edge_weights[:, 8] = 0
    dissolved = merge_small_communities(labels, csr_array(edge_weights), 2)
    assert dissolved.tolist() == [0] * 4 + [1] * 4 + [-1]


@given(st.integers(1, 60), st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_merging_leaves_no_small_community_and_divides_none(
    count: int, min_size: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    half = random_array((count, count), density=0.1, rng=random)
    edge_weights = csr_array(half + half.T, dtype=np.float32)
    labels = np.unique(random.integers(0, 15, count), return_inverse=True)[1]
    merged = merge_small_communities(labels, edge_weights, min_size)
    sizes = np.bincount(merged[merged >= 0])
    assert sizes.size == merged.max() + 1
    assert (sizes >= min_size).all()
    for label in range(labels.max() + 1):
        assert np.unique(merged[labels == label]).size == 1


@pytest.fixture
def near_duplicates() -> np.ndarray:
    """Return the groups of five papers of which the first three are near-duplicates."""
    indices = np.array([[0, 1, 3], [1, 2, 0], [2, 1, 0], [3, 4, 0], [4, 3, 0]], np.int32)
    distances = np.array(
        [[0, 0.01, 0.4], [0, 0.02, 0.01], [0, 0.02, 0.3], [0, 0.2, 0.4], [0, 0.2, 0.3]], np.float32
    )
    neighbours = replace(neighbours_of(np.zeros((5, 5)), np.zeros((5, 2))), indices=indices)
    return find_near_duplicates(replace(neighbours, distances=distances))


def test_papers_linked_by_small_distances_are_near_duplicates(near_duplicates) -> None:
    assert near_duplicates[0] == near_duplicates[1] == near_duplicates[2]
    assert len({*near_duplicates.tolist()}) == 3


def test_papers_with_the_same_abstract_are_near_duplicates() -> None:
    neighbours = neighbours_of(np.zeros((5, 5)), np.zeros((5, 2)))
    abstracts = np.array([0, 1, 0, 2, 1], np.int32)
    groups = find_near_duplicates(replace(neighbours, abstracts=abstracts))
    assert groups[0] == groups[2] and groups[1] == groups[4]
    assert len({*groups.tolist()}) == 3


@pytest.mark.parametrize(
    ("labels", "expected"),
    [([0, 1, 1, 2, -1], [0, 0, 0, 1, -1]), ([-1, -1, 0, 1, 1], [0, 0, 0, 1, 1])],
)
def test_near_duplicates_get_their_majority_label(near_duplicates, labels, expected) -> None:
    assert assign_majority_labels(np.array(labels), near_duplicates).tolist() == expected


@pytest.mark.parametrize(
    ("labels", "expected"), [([0, 1, -1, 2, 2], [0, 0, -1, 1, 1]), ([-1] * 5, [-1] * 5)]
)
def test_labels_that_near_duplicates_have_in_common_are_merged(
    near_duplicates, labels, expected
) -> None:
    assert merge_labels(np.array(labels), near_duplicates).tolist() == expected


def test_near_duplicates_share_their_mean_confidence() -> None:
    confidences = average_in_groups(np.array([0.2, 0.9, 0.4]), np.array([1, 0, 1]))
    assert confidences == pytest.approx([0.3, 0.9, 0.3])
