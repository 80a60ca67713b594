"""Places on the map of the report: those of papers, and those of the names of topics."""

import numpy as np
import pandas as pd

from paperthemes.pages.map_places import MAP_EXTENT, find_densest_point, quantise_map

ALL = np.ones(40, bool)


def test_the_map_keeps_its_proportions() -> None:
    points = np.random.RandomState(0).normal(size=(50, 2)) * [1, 4]
    frame = pd.DataFrame(points, columns=["x", "y"])
    whole = quantise_map(frame)
    assert whole.min() == 0
    assert whole[:, 0].max() == MAP_EXTENT  # rotated: widest from left to right
    assert whole[:, 1].max() < MAP_EXTENT
    before = np.linalg.norm(points[:, None] - points, axis=2)
    after = np.linalg.norm(whole[:, None] - whole.astype(float), axis=2)
    assert np.corrcoef(before.ravel(), after.ravel())[0, 1] > 0.999999
    assert quantise_map(frame.iloc[:0]).shape == (0, 2)
    assert quantise_map(frame.iloc[:1]).tolist() == [[0, 0]]


def test_a_name_is_placed_in_the_largest_part_of_its_group() -> None:
    large = np.full((30, 2), 1000) + np.arange(30)[:, None]
    small = np.full((10, 2), 60_000)
    x, y = find_densest_point(np.vstack([small, large]), ALL)
    assert 1000 <= x == y < 1030


def test_a_name_is_placed_where_its_group_is_not_outnumbered() -> None:
    shared, own = np.full((60, 2), 10_000), np.full((15, 2), 50_000)
    is_member = np.arange(75) >= 40  # 20 of the 60 papers at the first place, and all at the second
    assert find_densest_point(np.vstack([shared, own]), is_member) == (50_000, 50_000)


def test_names_of_empty_and_of_huge_groups_have_a_place() -> None:
    points = np.random.RandomState(0).randint(MAP_EXTENT, size=(20_000, 2))
    assert find_densest_point(points, np.zeros(20_000, bool)) == (0, 0)
    assert [*find_densest_point(points, np.ones(20_000, bool))] in points.tolist()
