"""The k nearest neighbours: exact search, and NN-descent in large corpora."""

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from helpers.corpora import cloud
from paperthemes.neighbours import nearest
from paperthemes.neighbours.nearest import find_nearest


def test_the_search_is_exact_and_puts_each_point_first_among_its_own_neighbours(
    monkeypatch,
) -> None:
    points = np.random.RandomState(0).normal(size=(50, 8)).astype(np.float32)
    points[7] = points[3]
    points[9] = 0
    in_one_block, _ = find_nearest(points, 6)
    monkeypatch.setattr(nearest, "BLOCK_ENTRIES", 350)
    indices, distances = find_nearest(points, 6)
    unit = points / np.maximum(np.linalg.norm(points, axis=1, keepdims=True), 1e-9)
    expected = np.sort(np.clip(1 - unit @ unit.T, 0, 2) - np.eye(50) * 5, axis=1)[:, 1:6]
    np.testing.assert_allclose(distances[:, 1:], expected, atol=1e-6)
    assert indices[:, 0].tolist() == [*range(50)]
    assert indices[3, 1] == 7
    assert (distances[:, 0] == 0).all()
    assert np.array_equal(in_one_block, indices)
    monkeypatch.setattr(nearest, "MIN_COLUMNS", 7)  # of several groups, not of one per point
    assert np.array_equal(find_nearest(points, 6)[0], indices)


def test_the_search_gives_the_same_bytes_with_any_number_of_threads(monkeypatch) -> None:
    monkeypatch.setattr(nearest, "BLOCK_ENTRIES", 150_000)
    points = np.random.RandomState(0).normal(size=(3000, 20)).astype(np.float32)
    results = []
    for threads in (1, 2, 3):
        with threadpool_limits(threads):  # of linear algebra
            results.append(find_nearest(points, 10, threads))
    assert len({indices.tobytes() + distances.tobytes() for indices, distances in results}) == 1


@pytest.mark.parametrize("columns", [7, nearest.MIN_COLUMNS])  # several groups, or one per point
def test_points_at_equal_distances_are_ordered_by_index(monkeypatch, columns: int) -> None:
    monkeypatch.setattr(nearest, "MIN_COLUMNS", columns)
    indices, distances = find_nearest(np.ones((150, 4), np.float32), 5)
    assert indices[70].tolist() == [70, 0, 1, 2, 3]
    assert indices[1].tolist() == [1, 0, 2, 3, 4]
    assert (distances == 0).all()


@pytest.mark.parametrize("columns", [7, nearest.MIN_COLUMNS])
def test_distances_that_rounding_makes_equal_are_ordered_by_index(
    monkeypatch, columns: int
) -> None:
    monkeypatch.setattr(nearest, "MIN_COLUMNS", columns)
    # The similarities of others to the first point rise from 0, but 1 minus each of them is 1.
    points = np.zeros((60, 60), np.float32)
    np.fill_diagonal(points, 1)
    points[1:, 0] = np.arange(59) * np.float32(2e-10)
    assert (np.diff(points[1:, 0]) > 0).all()
    indices, distances = find_nearest(points, 5)
    assert indices[0].tolist() == [0, 1, 2, 3, 4]
    assert distances[0].tolist() == [0, 1, 1, 1, 1]


def test_in_large_corpora_the_search_is_reproducible_and_finds_nearly_all_neighbours(
    monkeypatch,
) -> None:
    _, vectors, _ = cloud(1500, 12)
    points = vectors.matrix.astype(np.float32)
    points[:40] = points[0]
    exact, exact_distances = find_nearest(points, 10)
    monkeypatch.setattr(nearest, "MAX_EXACT_POINTS", 100)
    indices, distances = find_nearest(points, 10)
    assert np.array_equal(find_nearest(points, 10)[0], indices)
    assert indices.dtype == exact.dtype
    assert distances.dtype == exact_distances.dtype
    assert indices[:, 0].tolist() == [*range(1500)]
    assert (np.diff(distances, axis=1) >= 0).all()
    recall = [len({*a} & {*b}) / 10 for a, b in zip(exact[40:], indices[40:], strict=True)]
    assert np.mean(recall) > 0.97
    np.testing.assert_allclose(distances[:40], 0, atol=1e-5)
