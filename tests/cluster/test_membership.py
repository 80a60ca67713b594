"""Membership of papers: grades, confidence, runner-up."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from helpers.corpora import GRANULARITIES, cluster_papers, corpus, neighbours_of
from helpers.papers import make_papers, toy_vectors
from paperthemes.artifacts.clusters import CORE, FRINGE, Clusters
from paperthemes.artifacts.vectors import Neighbours, Vectors
from paperthemes.cluster.membership import (
    assign_grades,
    compute_closeness,
    compute_memberships,
    edge_weight_shares,
)
from paperthemes.cluster.settings import ClusterSettings
from paperthemes.cluster.stage import find_topics
from paperthemes.tables import UNASSIGNED, UNASSIGNED_NAME

SHARES = (0.9, 0.7, 0.55, 0.45, 0.4)  # of the outliers' edge weight, in the first group


def three_groups_and_outliers() -> Neighbours:
    """Make 20, 15 and 15 papers in tight groups, and 5 far from them with edges to all."""
    random = np.random.RandomState(0)
    groups = [random.normal(10 * group, 0.1, (size, 2)) for group, size in enumerate((20, 15, 15))]
    layout = np.vstack([*groups, np.outer([50, -60, 70, -80, 90], [1, -1])])
    weights = np.zeros((55, 55), np.float32)
    weights[:20, :20] = weights[20:35, 20:35] = weights[35:50, 35:50] = 1
    for outlier, share in enumerate(SHARES, start=50):
        weights[outlier, :20] = share / 20
        weights[outlier, 20:50] = (1 - share) / 30
    return neighbours_of(np.maximum(weights, weights.T), layout)


def cluster_classically(neighbours: Neighbours, max_unassigned: float) -> Clusters:
    """Cluster with HDBSCAN, which leaves all five outliers out."""
    settings = ClusterSettings(
        engine="bertopic-classic", min_topic_size=10, max_unassigned=max_unassigned
    )
    return find_topics(neighbours, settings)


@pytest.mark.parametrize(
    ("max_unassigned", "unassigned"),
    [(0.0, []), (0.02, [54]), (0.04, [53, 54]), (0.1, [*range(50, 55)]), (1.0, [*range(50, 55)])],
)
def test_the_least_confident_stay_unassigned_up_to_the_allowed_share(
    max_unassigned: float, unassigned: list[int]
) -> None:
    clusters = cluster_classically(three_groups_and_outliers(), max_unassigned)
    assert np.flatnonzero(clusters.grades == UNASSIGNED_NAME).tolist() == unassigned
    assert clusters.topics[:50].tolist() == [0] * 20 + [1] * 15 + [2] * 15
    assert (clusters.grades[:50] == CORE).all()
    placed = [outlier for outlier in range(50, 55) if outlier not in unassigned]
    assert (clusters.grades[placed] == FRINGE).all()
    assert (clusters.topics[placed] == 0).all()
    assert clusters.confidences[50:] == pytest.approx(SHARES, abs=1e-6)


def test_the_runner_up_of_an_unassigned_paper_is_its_best_candidate() -> None:
    clusters = cluster_classically(three_groups_and_outliers(), max_unassigned=0.04)
    assert set(clusters.runners_up[50:53]) <= {1, 2}  # both have half of the rest
    assert (clusters.runners_up[53:] == 0).all()
    margins = [share - (1 - share) / 2 for share in SHARES]
    assert clusters.margins[50:] == pytest.approx(margins, abs=1e-6)


def test_papers_without_ties_to_a_topic_join_the_nearest_and_are_counted() -> None:
    neighbours = three_groups_and_outliers()
    weights = neighbours.graph.toarray()
    weights[50:, :50] = weights[:50, 50:] = 0
    weights[50:, 50:] = 1
    clusters = cluster_classically(replace(neighbours, graph=csr_array(weights)), 0.04)
    assert sorted(clusters.topics[50:].tolist()) == [-1, -1, 0, 0, 0]
    assert (clusters.confidences[50:] == 0).all()
    assert clusters.notes[0].startswith("3 papers without links to any topic: placed in")


def test_memberships_follow_the_ties_of_each_paper() -> None:
    weights = np.zeros((9, 9))
    weights[:3, :3] = weights[3:6, 3:6] = 1
    for odd in (6, 7):
        weights[odd, [0, 1, 3]] = weights[[0, 1, 3], odd] = 1
    np.fill_diagonal(weights, 0)
    edge_weights, distances = csr_array(weights), np.full((9, 3), 0.4, np.float32)
    labels = np.array([0, 0, 0, 1, 1, 1, 1, UNASSIGNED, UNASSIGNED])
    guesses = np.array([0, 0, 0, 1, 1, 1, 1, 1, 1])
    memberships = compute_memberships(labels, edge_weights, distances, guesses)
    assert memberships.topics.tolist() == [0, 0, 0, 1, 1, 1, 1, 0, 1]
    assert memberships.runners_up[[2, 6, 7, 8]].tolist() == [UNASSIGNED, 0, 1, UNASSIGNED]
    assert memberships.confidences[[2, 6, 7, 8]] == pytest.approx([1, 1 / 3, 2 / 3, 0])
    assert memberships.margins[[2, 6, 7, 8]] == pytest.approx([1, 0, 1 / 3, 0])
    assert memberships.connected.tolist() == [True] * 8 + [False]
    assert edge_weight_shares(labels, edge_weights, 2)[7].tolist() == pytest.approx([2 / 3, 1 / 3])


@pytest.mark.parametrize("granularity", GRANULARITIES)
def test_a_recipe_among_papers_is_the_first_to_stay_unassigned(granularity: str) -> None:
    papers, vectors, recipe = corpus_with_recipe()
    clusters = cluster_papers(papers, vectors, granularity=granularity)
    assert clusters.grades[recipe] == UNASSIGNED_NAME
    assert clusters.confidences[recipe] == clusters.confidences.min()
    assert clusters.runners_up[recipe] >= 0


def test_a_recipe_among_papers_is_fringe_if_all_are_to_be_placed() -> None:
    papers, vectors, recipe = corpus_with_recipe()
    clusters = cluster_papers(papers, vectors, max_unassigned=0.0)
    assert clusters.grades[recipe] == FRINGE
    assert (clusters.topics >= 0).all()


def corpus_with_recipe() -> tuple[pd.DataFrame, Vectors, int]:
    """Return papers, their vectors, and the row of the recipe."""
    recipe = make_papers(
        [("Lemon cake", "Cream butter with sugar, add eggs and flour, then bake.")]
    )
    papers = pd.concat([corpus(60), recipe]).sort_values("paper_id", ignore_index=True)
    return papers, toy_vectors(papers), papers.title.tolist().index("Lemon cake")


def test_closeness_falls_with_distance_and_ignores_near_duplicates() -> None:
    random = np.random.RandomState(0)
    typical = random.normal(0.5, 0.05, (200, 1)) + np.zeros((1, 4))
    rows = np.vstack([typical, np.full((1, 4), 0.63), np.full((1, 4), 0.95), np.zeros((300, 4))])
    closeness = compute_closeness(np.hstack([np.zeros((502, 1)), rows]).astype(np.float32))
    assert 0 < closeness[200] < 1
    assert closeness[201] == 0
    assert (closeness[202:] == 1).all()
    assert np.median(closeness[:200]) == 1
    assert (compute_closeness(np.zeros((5, 1), np.float32)) == 1).all()
    assert (compute_closeness(np.zeros((5, 3), np.float32)) == 1).all()


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=40),
    st.floats(0, 1),
    st.integers(0, 2**32 - 1),
)
def test_grades_follow_confidence(values: list[float], max_unassigned: float, seed: int) -> None:
    confidences = np.array(values)
    labels = np.random.RandomState(seed).randint(-1, 2, confidences.size)
    grades = assign_grades(labels, confidences, max_unassigned)
    unassigned = grades == UNASSIGNED_NAME
    assert unassigned.sum() <= max_unassigned * confidences.size + 1e-9
    doubtful = (labels < 0) | (confidences < 0.5)
    assert not (unassigned & ~doubtful).any()
    if unassigned.any() and (doubtful & ~unassigned).any():
        assert confidences[unassigned].max() <= confidences[doubtful & ~unassigned].min()
    assert (confidences[grades == CORE] >= 0.75).all()


def test_the_allowed_share_of_unassigned_papers_is_used_up() -> None:
    labels, confidences = np.zeros(100, np.int64), np.zeros(100)
    for percent in range(101):
        grades = assign_grades(labels, confidences, percent / 100)
        assert (grades == UNASSIGNED_NAME).sum() == percent


def test_doubtful_papers_stay_in_a_topic_that_would_become_too_small() -> None:
    labels = np.array([0, 0, 0, 0, 1, 1, 1, -1])
    confidences = np.array([0.9, 0.3, 0.4, 0.1, 0.2, 0.3, 0.1, 0.2])
    grades = assign_grades(labels, confidences, 1.0, min_size=3)
    assert np.flatnonzero(grades == UNASSIGNED_NAME).tolist() == [3, 7]
    assert (grades[[1, 2, 4, 5, 6]] == FRINGE).all()


def test_near_duplicates_are_all_unassigned_or_none() -> None:
    labels, confidences = np.zeros(5, np.int64), np.array([0.2, 0.2, 0.1, 0.1, 0.9])
    duplicates = np.array([0, 0, 1, 1, 2])
    grades = assign_grades(labels, confidences, 0.6, 0, duplicates)
    assert grades.tolist() == [FRINGE, FRINGE, UNASSIGNED_NAME, UNASSIGNED_NAME, CORE]
