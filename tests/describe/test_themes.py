"""Themes: which topics are merged."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, ward

from paperthemes.describe.themes import default_theme_count, merge_topics


@pytest.mark.parametrize(
    ("topics", "themes"), [(0, 0), (1, 1), (2, 2), (3, 3), (10, 4), (25, 10), (30, 12), (500, 12)]
)
def test_there_are_three_to_twelve_themes_by_default(topics: int, themes: int) -> None:
    assert default_theme_count(topics) == themes


def test_similar_topics_form_a_theme_and_the_largest_theme_comes_first() -> None:
    angles = np.radians([0, 90, 5, 180, 95])
    centres = np.column_stack([np.cos(angles), np.sin(angles)]).astype(np.float32)
    sizes = np.array([5, 40, 5, 20, 30])
    assert merge_topics(centres, sizes, 3).tolist() == [2, 0, 2, 1, 0]
    assert merge_topics(centres, np.full(5, 10), 3).tolist() == [0, 1, 0, 2, 1]


@pytest.mark.parametrize("seed", range(5))
def test_topics_of_equal_size_are_merged_as_by_scipy(seed: int) -> None:
    centres = np.random.RandomState(seed).normal(size=(60, 8)).astype(np.float32)
    themes = merge_topics(centres, np.full(60, 9), 7)
    expected = fcluster(ward(centres.astype(np.float64)), 7, "maxclust")
    assert len({*zip(themes.tolist(), expected.tolist(), strict=True)}) == 7


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("seed", range(20))
def test_many_topics_at_few_places_form_a_theme_for_each_place(seed: int) -> None:
    random = np.random.RandomState(seed)
    places = random.normal(size=(3, 16)).astype(np.float32)  # products of these are rounded
    place = random.permutation(np.arange(100) % 3)
    themes = merge_topics(places[place], random.randint(1, 500, 100), 3)
    assert len({*zip(themes.tolist(), place.tolist(), strict=True)}) == 3


# Few different centres, so that many topics have the same one.
TOPICS = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 500)), max_size=20)


@given(TOPICS, st.integers(0, 25))
def test_each_topic_has_one_of_the_themes_and_themes_are_sorted_by_size(
    topics: list[tuple[int, int]], count: int
) -> None:
    centres = np.eye(4, dtype=np.float32)[[place for place, _ in topics]]
    sizes = np.array([size for _, size in topics], np.int64)
    parents = merge_topics(centres, sizes, count)
    themes = min(len(topics), max(count, 1))
    assert parents.shape == sizes.shape
    assert set(parents.tolist()) == set(range(themes))
    papers = [int(sizes[parents == theme].sum()) for theme in range(themes)]
    assert papers == sorted(papers, reverse=True)
    if len(set(centres.argmax(axis=1).tolist())) <= themes and themes:
        assert all(np.ptp(centres[parents == theme], axis=0).max() == 0 for theme in range(themes))
