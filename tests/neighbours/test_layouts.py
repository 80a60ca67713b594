"""UMAP's fuzzy graph and layouts."""

import numpy as np
import pytest
import umap.layouts
from scipy.sparse import csr_array
from threadpoolctl import threadpool_limits

from helpers.corpora import cloud
from paperthemes.compiled import import_umap
from paperthemes.layouts import LayoutSettings, fuzzy_graph, initial_layout, make_layouts
from paperthemes.neighbours.nearest import find_nearest

FLAT = LayoutSettings(n_components=2, min_dist=0.1, n_epochs=11)


@pytest.fixture(scope="module")
def points() -> np.ndarray:
    return cloud(300, 3)[1].matrix.astype(np.float32)


@pytest.fixture(scope="module")
def graph(points: np.ndarray) -> csr_array:
    return fuzzy_graph(*find_nearest(points, 15))


def test_a_layout_does_not_change_the_graph(points, graph) -> None:
    before = graph.copy()
    make_layouts(graph, [(initial_layout(points, 2), FLAT, 0)])
    assert (before != graph).nnz == 0


def test_each_layout_uses_another_sample_of_the_edges(points, graph, monkeypatch) -> None:
    samples = []

    def keep_sample(*, graph, init, **_):
        samples.append(csr_array(graph))
        return init, {}

    monkeypatch.setattr(import_umap(), "simplicial_set_embedding", keep_sample)
    half = LayoutSettings(n_components=5, min_dist=0.0, edge_sample=0.5)
    start = initial_layout(points, 5)
    make_layouts(graph, [(start, half, seed) for seed in range(6)])
    for sample in samples:
        assert (sample != sample.T).nnz == 0
        assert 0.45 < sample.nnz / graph.nnz < 0.55
        assert (sample != graph.multiply(sample > 0)).nnz == 0  # the weights are unchanged
    assert (samples[0] != samples[1]).nnz > 0.3 * graph.nnz
    assert sum(samples).nnz > 0.95 * graph.nnz


@pytest.mark.parametrize("count", [0, 1, 2])
def test_fewer_than_three_points_have_an_empty_graph_and_layouts_of_zeros(count: int) -> None:
    points = np.eye(3, dtype=np.float32)[:count]
    graph = fuzzy_graph(*find_nearest(points, count))
    assert graph.shape == (count, count)
    assert graph.nnz == 0
    start = initial_layout(points, 2)
    layouts = make_layouts(graph, [(start, FLAT, 0), (start, FLAT, 1)])
    assert np.array_equal(layouts, np.zeros((2, count, 2)))


def test_layouts_do_not_depend_on_the_threads_of_the_numeric_libraries() -> None:
    points = np.random.default_rng(0).normal(size=(400, 512)).astype(np.float32)
    graph = fuzzy_graph(*find_nearest(points, 15))
    settings = LayoutSettings(n_components=5, min_dist=0.0, n_epochs=11)
    results = []
    for threads in (1, 2):
        with threadpool_limits(threads):
            (layout,) = make_layouts(graph, [(initial_layout(points, 5), settings, 0)])
            results.append(layout.tobytes())
    assert results[0] == results[1]


def test_the_layouts_of_umap_run_without_the_lock_and_are_kept_on_disk() -> None:
    import_umap()
    optimise = umap.layouts._get_optimize_layout_euclidean_single_epoch_fn(False)
    assert optimise.targetoptions["nogil"]
    assert optimise.stats.cache_path
