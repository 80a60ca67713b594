"""On the map of a rerun, papers stay where they were."""

import numpy as np
import pytest

from helpers.corpora import LAYOUTS, cloud
from paperthemes.artifacts.neighbours import Neighbours
from paperthemes.artifacts.vectors import Vectors
from paperthemes.identify.map_alignment import align_map, rotate_onto
from paperthemes.neighbours.stage import find_neighbours


def part(papers, vectors, rows: np.ndarray) -> Neighbours:
    some = Vectors(vectors.paper_ids[rows], vectors.matrix[rows])
    return find_neighbours(papers.iloc[rows].reset_index(drop=True), some, LAYOUTS)


@pytest.fixture(scope="module")
def grown() -> tuple[np.ndarray, Neighbours, np.ndarray]:
    """Return the map of 90 % of 400 papers, the neighbours of all, and which were there before."""
    papers, vectors, _ = cloud(400, 8)
    old = np.random.RandomState(1).permutation(400) < 360
    first = part(papers, vectors, np.flatnonzero(old)).map.astype(float)
    return first, part(papers, vectors, np.arange(400)), old


def width(places: np.ndarray) -> float:
    return float(np.ptp(places, axis=0).max())


def test_with_a_tenth_new_papers_the_others_stay(grown) -> None:
    first, later, old = grown
    earlier = np.full((400, 2), np.nan)
    earlier[old] = first
    places = align_map(later.map.astype(float), later.graph, earlier, 0.1)
    moves = np.hypot(*(places[old] - first).T)
    assert np.median(moves) <= 0.05 * width(places)
    fresh = np.hypot(*(rotate_onto(later.map.astype(float), earlier, old)[old] - first).T)
    assert np.median(moves) < np.median(fresh) / 2


def test_new_papers_are_among_their_nearest(grown) -> None:
    first, later, old = grown
    earlier = np.full((400, 2), np.nan)
    earlier[old] = first
    places = align_map(later.map.astype(float), later.graph, earlier, 0.1)
    near = places[later.indices[~old, 1:6]].mean(axis=1)
    away = np.hypot(*(places[~old] - near).T)
    anywhere = np.hypot(*(places[~old] - places.mean(axis=0)).T)
    assert np.median(away) < np.median(anywhere) / 4


def test_without_new_papers_nothing_moves(grown) -> None:
    first, later, old = grown
    kept = np.flatnonzero(old)
    graph = later.graph[kept][:, kept]
    assert np.array_equal(align_map(first[::-1], graph, first, 0.1), first)


def test_mostly_new_papers_make_a_new_map_that_is_turned_to_fit(grown) -> None:
    first, later, old = grown
    earlier = np.full((400, 2), np.nan)
    few = np.flatnonzero(old)[:100]
    earlier[few] = first[:100]
    fresh = later.map.astype(float)
    places = align_map(fresh, later.graph, earlier, 0.1)
    assert np.allclose(places, rotate_onto(fresh, earlier, ~np.isnan(earlier[:, 0])))
    assert np.allclose(places[few].mean(axis=0), earlier[few].mean(axis=0))


def test_too_few_old_papers_say_nothing(grown) -> None:
    _, later, _ = grown
    earlier = np.full((400, 2), np.nan)
    earlier[:2] = [[0.0, 0.0], [1.0, 1.0]]
    fresh = later.map.astype(float)
    assert np.array_equal(align_map(fresh, later.graph, earlier, 0.1), fresh)


def test_a_map_that_is_turned_mirrored_and_scaled_fits_again() -> None:
    places = np.random.RandomState(0).normal(size=(50, 2))
    turned = places @ np.array([[0.0, 3.0], [3.0, 0.0]]) + [5, -2]
    assert np.allclose(rotate_onto(turned, places, np.ones(50, bool)), places)
