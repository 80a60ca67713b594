"""How surely papers belong: grades, confidence, runner-up."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from helpers.corpora import (
    GRANULARITIES,
    clustered,
    corpus,
    neighbours_of,
)
from helpers.papers import make_papers, toy_vectors
from paperthemes.artifacts.clusters import CORE, FRINGE
from paperthemes.artifacts.neighbours import Neighbours
from paperthemes.cluster.grouping import partition
from paperthemes.cluster.membership import closeness, grades, weigh_memberships
from paperthemes.cluster.near_duplicates import alike
from paperthemes.cluster.settings import ClusterSettings
from paperthemes.tables import UNASSIGNED, UNASSIGNED_NAME


@pytest.fixture(scope="module")
def papers() -> pd.DataFrame:
    return corpus(30)


SHARES = (0.9, 0.7, 0.55, 0.45, 0.4)  # of the strays' ties that lead to the first group


def three_groups_and_strays() -> Neighbours:
    """Make 20, 15 and 15 papers in tight groups, and 5 far from them but tied to all."""
    random = np.random.RandomState(0)
    groups = [random.normal(10 * group, 0.1, (size, 2)) for group, size in enumerate((20, 15, 15))]
    layout = np.vstack([*groups, np.outer([50, -60, 70, -80, 90], [1, -1])])
    weights = np.zeros((55, 55), np.float32)
    weights[:20, :20] = weights[20:35, 20:35] = weights[35:50, 35:50] = 1
    for stray, share in enumerate(SHARES, start=50):
        weights[stray, :20] = share / 20
        weights[stray, 20:50] = (1 - share) / 30
    return neighbours_of(np.maximum(weights, weights.T), layout)


CLASSIC = ClusterSettings(engine="bertopic-classic", min_topic_size=10)


@pytest.mark.parametrize(
    ("ceiling", "unassigned"),
    [(0, []), (0.02, [54]), (0.04, [53, 54]), (0.1, [*range(50, 55)]), (1, [*range(50, 55)])],
)
def test_only_the_least_sure_stay_unassigned_and_no_more_than_allowed(
    ceiling: float, unassigned: list[int]
) -> None:
    """HDBSCAN leaves all five strays out: the surer are placed first."""
    found = partition(three_groups_and_strays(), replace(CLASSIC, max_unassigned=ceiling))
    assert np.flatnonzero(found.grades == UNASSIGNED_NAME).tolist() == unassigned
    assert found.topics[:50].tolist() == [0] * 20 + [1] * 15 + [2] * 15
    assert (found.grades[:50] == CORE).all()
    placed = [stray for stray in range(50, 55) if stray not in unassigned]
    assert (found.grades[placed] == FRINGE).all()
    assert (found.topics[placed] == 0).all()
    assert found.confidences[50:] == pytest.approx(SHARES, abs=1e-6)


def test_the_runner_up_and_its_margin_are_told_of_the_unassigned_too() -> None:
    found = partition(three_groups_and_strays(), replace(CLASSIC, max_unassigned=0.04))
    assert set(found.runners_up[50:53]) <= {1, 2}  # both have half of the rest
    assert (found.runners_up[53:] == 0).all()
    margins = [share - (1 - share) / 2 for share in SHARES]
    assert found.margins[50:] == pytest.approx(margins, abs=1e-6)


def test_papers_without_ties_to_a_topic_join_the_nearest_and_are_counted() -> None:
    neighbours = three_groups_and_strays()
    weights = neighbours.graph.toarray()
    weights[50:, :50] = weights[:50, 50:] = 0
    weights[50:, 50:] = 1
    apart = replace(neighbours, graph=csr_array(weights))
    found = partition(apart, replace(CLASSIC, max_unassigned=0.04))
    assert sorted(found.topics[50:].tolist())[:2] == [-1, -1]
    assert sorted(found.topics[50:].tolist())[2:] == [0, 0, 0]
    assert (found.confidences[50:] == 0).all()
    assert found.notes[0].startswith("3 papers have no ties to any topic")


def test_a_paper_is_weighed_by_its_ties() -> None:
    weights = np.zeros((9, 9))
    weights[:3, :3] = weights[3:6, 3:6] = 1
    for odd in (6, 7):
        weights[odd, [0, 1, 3]] = weights[[0, 1, 3], odd] = 1
    np.fill_diagonal(weights, 0)
    labels = np.array([0, 0, 0, 1, 1, 1, 1, UNASSIGNED, UNASSIGNED])
    guesses = np.array([0, 0, 0, 1, 1, 1, 1, 1, 1])
    found = weigh_memberships(labels, csr_array(weights), np.full((9, 3), 0.4, np.float32), guesses)
    assert found.topics.tolist() == [0, 0, 0, 1, 1, 1, 1, 0, 1]
    assert found.runners_up[[2, 6, 7, 8]].tolist() == [UNASSIGNED, 0, 1, UNASSIGNED]
    assert found.confidences[[2, 6, 7, 8]] == pytest.approx([1, 1 / 3, 2 / 3, 0])
    assert found.margins[[2, 6, 7, 8]] == pytest.approx([1, 0, 1 / 3, 0])
    assert found.tied.tolist() == [True] * 8 + [False]


def test_copies_share_their_confidence() -> None:
    values = alike(np.array([0.2, 0.9, 0.4]), np.array([1, 0, 1]))
    assert values == pytest.approx([0.3, 0.9, 0.3])


def test_a_recipe_among_papers_is_unassigned_first(papers) -> None:
    recipe = make_papers(
        [("Lemon cake", "Cream butter with sugar, add eggs and flour, then bake.")]
    )
    mixed = pd.concat([corpus(60), recipe]).sort_values("paper_id").reset_index(drop=True)
    vectors = toy_vectors(mixed)
    place = mixed.title.tolist().index("Lemon cake")
    for granularity in GRANULARITIES:
        found = clustered(mixed, vectors, ClusterSettings(granularity=granularity)).assignments
        assert found.grade[place] == UNASSIGNED_NAME
        assert found.confidence[place] == found.confidence.min()
        assert found.runner_up[place] >= 0
    all_placed = clustered(mixed, vectors, ClusterSettings(max_unassigned=0)).assignments
    assert all_placed.grade[place] == FRINGE
    assert (all_placed.topic >= 0).all()


def test_closeness_falls_with_distance_and_does_not_look_at_copies() -> None:
    random = np.random.RandomState(0)
    usual = random.normal(0.5, 0.05, (200, 1)) + np.zeros((1, 4))
    rows = np.vstack([usual, np.full((1, 4), 0.63), np.full((1, 4), 0.95), np.zeros((300, 4))])
    found = closeness(np.hstack([np.zeros((501 + 1, 1)), rows]).astype(np.float32))
    assert 0 < found[200] < 1
    assert found[201] == 0
    assert (found[202:] == 1).all()
    assert np.median(found[:200]) == 1
    assert (closeness(np.zeros((5, 1), np.float32)) == 1).all()
    assert (closeness(np.zeros((5, 3), np.float32)) == 1).all()


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=40),
    st.floats(0, 1),
    st.integers(0, 2**32 - 1),
)
def test_grades_follow_confidence(given_confidences, ceiling: float, seed: int) -> None:
    confidences = np.array(given_confidences)
    labels = np.random.RandomState(seed).randint(-1, 2, confidences.size)
    graded = grades(labels, confidences, ceiling)
    out = graded == UNASSIGNED_NAME
    assert out.sum() <= ceiling * confidences.size + 1e-9
    assert not (out & (confidences >= 0.5) & (labels >= 0)).any()
    doubtful = (labels < 0) | (confidences < 0.5)
    if out.any() and (doubtful & ~out).any():
        assert confidences[out].max() <= confidences[doubtful & ~out].min()
    assert (confidences[graded == CORE] >= 0.75).all()


def test_the_ceiling_is_reached() -> None:
    nothing = np.zeros(100)
    for percent in range(101):
        graded = grades(np.zeros(100, np.int64), nothing, percent / 100)
        assert (graded == UNASSIGNED_NAME).sum() == percent
