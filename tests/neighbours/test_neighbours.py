"""Neighbours and layouts: exact, and the same for any number of threads."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from helpers.corpora import cloud, corpus
from helpers.papers import toy_vectors
from paperthemes import layouts
from paperthemes.artifacts.neighbours import Neighbours
from paperthemes.artifacts.vectors import Vectors
from paperthemes.layouts import LayoutSettings, fuzzy_graph, make_layouts
from paperthemes.neighbours import knn
from paperthemes.neighbours.knn import nearest
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.neighbours.stage import find_neighbours

FEW = NeighbourSettings(layouts=3)


@pytest.fixture(scope="module")
def papers() -> pd.DataFrame:
    return corpus(30)


@pytest.fixture(scope="module")
def neighbours(papers: pd.DataFrame) -> Neighbours:
    return find_neighbours(papers, toy_vectors(papers), FEW)


def test_nearest_is_exact_and_puts_the_paper_itself_first(monkeypatch) -> None:
    points = np.random.RandomState(0).normal(size=(50, 8)).astype(np.float32)
    points[7] = points[3]
    points[9] = 0
    whole = nearest(points, 6)
    monkeypatch.setattr(knn, "_ENTRIES", 350)
    indices, distances = nearest(points, 6)
    unit = points / np.maximum(np.linalg.norm(points, axis=1, keepdims=True), 1e-9)
    expected = np.sort(np.clip(1 - unit @ unit.T, 0, 2) - np.eye(50) * 5, axis=1)[:, 1:6]
    np.testing.assert_allclose(distances[:, 1:], expected, atol=1e-6)
    assert indices[:, 0].tolist() == [*range(50)]
    assert indices[3, 1] == 7
    assert (distances[:, 0] == 0).all()
    assert np.array_equal(whole[0], indices)


def test_among_equally_near_papers_the_first_come_first() -> None:
    indices, distances = nearest(np.ones((150, 4), np.float32), 5)
    assert indices[70].tolist() == [70, 0, 1, 2, 3]
    assert indices[1].tolist() == [1, 0, 2, 3, 4]
    assert (distances == 0).all()


def test_in_large_corpora_nearly_all_nearest_are_found_and_always_the_same(monkeypatch) -> None:
    _, vectors, _ = cloud(1500, 12)
    points = vectors.matrix.astype(np.float32)
    points[:40] = points[0]
    exact, exact_distances = nearest(points, 10)
    monkeypatch.setattr(knn, "_MOST_EXACT", 100)
    indices, distances = nearest(points, 10)
    assert np.array_equal(nearest(points, 10)[0], indices)
    assert indices.dtype == exact.dtype
    assert distances.dtype == exact_distances.dtype
    assert indices[:, 0].tolist() == [*range(1500)]
    assert (np.diff(distances, axis=1) >= 0).all()
    found = [len(set(a) & set(b)) / 10 for a, b in zip(exact[40:], indices[40:], strict=True)]
    assert np.mean(found) > 0.97
    np.testing.assert_allclose(distances[:40], 0, atol=1e-5)


def test_neighbours_come_back_from_their_file(neighbours: Neighbours, tmp_path) -> None:
    neighbours.write(tmp_path / "x.npz")
    back = Neighbours.read(tmp_path / "x.npz")
    assert (back.graph != neighbours.graph).nnz == 0
    for name in ("paper_ids", "indices", "distances", "layouts", "map"):
        assert np.array_equal(getattr(back, name), getattr(neighbours, name))


def test_neighbours_do_not_depend_on_chance(papers, neighbours: Neighbours) -> None:
    again = find_neighbours(papers, toy_vectors(papers), FEW)
    assert again.layouts.tobytes() == neighbours.layouts.tobytes()
    assert again.map.tobytes() == neighbours.map.tobytes()
    other = find_neighbours(papers, toy_vectors(papers), replace(FEW, seed=1))
    assert not np.array_equal(other.layouts, neighbours.layouts)
    assert np.array_equal(other.layouts[:2], neighbours.layouts[1:])
    assert (other.graph != neighbours.graph).nnz == 0


def test_threads_make_layouts_in_other_processes_and_change_nothing(
    papers, neighbours: Neighbours, monkeypatch
) -> None:
    monkeypatch.setattr(layouts, "_ALONE", 10)
    again = find_neighbours(papers, toy_vectors(papers), FEW, threads=2)
    assert again.layouts.tobytes() == neighbours.layouts.tobytes()
    assert again.map.tobytes() == neighbours.map.tobytes()


def test_a_layout_leaves_the_graph_as_it_was(papers, neighbours: Neighbours) -> None:
    before = neighbours.graph.copy()
    points = toy_vectors(papers).matrix.astype(np.float32)
    make_layouts(points, neighbours.graph, LayoutSettings(2, 0.1, n_epochs=11), [0])
    assert (before != neighbours.graph).nnz == 0


@pytest.mark.parametrize(
    ("papers_count", "near", "layouts"),
    [(3, 3, 48), (12, 5, 48), (50, 11, 48), (300, 26, 48), (1000, 40, 48), (9000, 40, 24)],
)
def test_small_corpora_compare_with_fewer_and_have_more_layouts(
    papers_count: int, near: int, layouts: int
) -> None:
    settings = NeighbourSettings(seed=7)
    assert settings.near(papers_count) == near
    assert settings.seeds(papers_count) == range(7, 7 + layouts)


def test_each_layout_sees_another_half_of_the_graph(monkeypatch) -> None:
    points = cloud(300, 3)[1].matrix.astype(np.float32)
    graph = fuzzy_graph(*nearest(points, 15))
    seen = []

    def notice(*, graph, init, **_):
        seen.append(csr_array(graph))
        return init, {}

    monkeypatch.setattr(layouts, "simplicial_set_embedding", notice)
    make_layouts(points, graph, NeighbourSettings().layout(), range(6))
    for one in seen:
        assert (one != one.T).nnz == 0
        assert 0.45 < one.nnz / graph.nnz < 0.55
        assert (one != graph.multiply(one > 0)).nnz == 0  # what it sees weighs as before
    assert (seen[0] != seen[1]).nnz > 0.3 * graph.nnz
    assert sum(seen).nnz > 0.95 * graph.nnz


def test_each_umap_setting_changes_the_graph_or_the_layouts(papers, neighbours) -> None:
    changed = {
        "n_neighbors": 6,
        "n_components": 3,
        "min_dist": 0.3,
        "spread": 1.5,
        "n_epochs": 50,
        "learning_rate": 0.5,
        "repulsion_strength": 2.0,
        "negative_sample_rate": 9,
        "set_op_mix_ratio": 0.5,
        "local_connectivity": 2.0,
        "edge_sample": 0.9,
        "lexical_weight": 0.0,
        "lexical_dimensions": 5,
    }
    for name, value in changed.items():
        other = find_neighbours(papers, toy_vectors(papers), replace(FEW, **{name: value}))
        assert not np.array_equal(other.layouts, neighbours.layouts), name
    closer = find_neighbours(papers, toy_vectors(papers), replace(FEW, map_min_dist=0.9))
    assert not np.array_equal(closer.map, neighbours.map)
    assert np.array_equal(closer.layouts, neighbours.layouts)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_papers_have_an_empty_graph(count: int) -> None:
    points = np.eye(3, dtype=np.float32)[:count]
    graph = fuzzy_graph(*nearest(points, count))
    assert graph.shape == (count, count)
    assert graph.nnz == 0
    assert make_layouts(points, graph, LayoutSettings(2, 0.1), [0, 1]).shape == (2, count, 2)


def test_vectors_of_other_papers_or_no_numbers_are_refused(papers) -> None:
    vectors = toy_vectors(papers)
    with pytest.raises(ValueError, match="the vectors do not belong to these papers"):
        find_neighbours(papers, Vectors(vectors.paper_ids[::-1], vectors.matrix), FEW)
    broken = vectors.matrix.copy()
    broken[4, 2] = np.nan
    with pytest.raises(ValueError, match=f"not finite numbers.*{papers.paper_id[4]}"):
        find_neighbours(papers, replace(vectors, matrix=broken), FEW)
