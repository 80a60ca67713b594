"""On the map of a rerun, papers stay where they were."""

import numpy as np
import pytest

from helpers.corpora import LAYOUTS, cloud
from paperthemes.artifacts.vectors import Neighbours, Vectors
from paperthemes.identify.map_alignment import align_map, rotate_onto
from paperthemes.neighbours.stage import find_neighbours
from paperthemes.text.paper_text import texts_of

N = 400


def neighbours_of(papers, vectors, rows: np.ndarray) -> Neighbours:
    subset = Vectors(vectors.paper_ids[rows], vectors.matrix[rows])
    return find_neighbours(texts_of(papers.iloc[rows]), subset, LAYOUTS)


@pytest.fixture(scope="module")
def grown() -> tuple[np.ndarray, Neighbours, np.ndarray]:
    """Return the map of 90 % of the papers, the neighbours of all, and which papers are old."""
    papers, vectors, _ = cloud(N, 8)
    old = np.random.RandomState(1).permutation(N) < 0.9 * N
    first = neighbours_of(papers, vectors, np.flatnonzero(old)).map.astype(float)
    return first, neighbours_of(papers, vectors, np.arange(N)), old


def places_before(rows: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return the earlier places of all papers, nan for those not in `rows`."""
    earlier = np.full((N, 2), np.nan)
    earlier[rows] = places
    return earlier


def distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.hypot(*(a - b).T)


def test_old_papers_stay_when_a_tenth_is_new(grown) -> None:
    first, later, old = grown
    earlier = places_before(old, first)
    places = align_map(later.map.astype(float), later.graph, earlier, 0.1)
    moves = distances(places[old], first)
    assert np.median(moves) <= 0.05 * np.ptp(places, axis=0).max()
    rotated = rotate_onto(later.map.astype(float), earlier, old)
    assert np.median(moves) < np.median(distances(rotated[old], first)) / 2


def test_new_papers_are_among_their_nearest_neighbours(grown) -> None:
    first, later, old = grown
    places = align_map(later.map.astype(float), later.graph, places_before(old, first), 0.1)
    nearest = places[later.indices[~old, 1:6]].mean(axis=1)
    to_centre = distances(places[~old], places.mean(axis=0))
    assert np.median(distances(places[~old], nearest)) < np.median(to_centre) / 4


def test_nothing_moves_without_new_papers(grown) -> None:
    first, later, old = grown
    rows = np.flatnonzero(old)
    graph = later.graph[rows][:, rows]
    assert np.array_equal(align_map(first[::-1], graph, first, 0.1), first)


def test_a_map_of_mostly_new_papers_is_new_and_rotated_onto_the_earlier_one(grown) -> None:
    first, later, old = grown
    few = np.flatnonzero(old)[:100]
    earlier = places_before(few, first[:100])
    fresh = later.map.astype(float)
    places = align_map(fresh, later.graph, earlier, 0.1)
    assert np.allclose(places, rotate_onto(fresh, earlier, ~np.isnan(earlier[:, 0])))
    assert np.allclose(places[few].mean(axis=0), earlier[few].mean(axis=0))


def test_too_few_old_papers_are_ignored(grown) -> None:
    _, later, _ = grown
    earlier = places_before(np.arange(2), np.array([[0.0, 0.0], [1.0, 1.0]]))
    fresh = later.map.astype(float)
    assert np.array_equal(align_map(fresh, later.graph, earlier, 0.1), fresh)


def test_a_rotated_mirrored_and_scaled_map_is_restored() -> None:
    places = np.random.RandomState(0).normal(size=(50, 2))
    changed = places @ np.array([[0.0, 3.0], [3.0, 0.0]]) + [5, -2]
    assert np.allclose(rotate_onto(changed, places, np.ones(50, bool)), places)
