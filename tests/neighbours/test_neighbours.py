"""Step neighbours: the graph, the layouts, and their settings."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from helpers.corpora import corpus
from helpers.papers import toy_vectors
from paperthemes import tables
from paperthemes.artifacts.nearest import NearestPapers
from paperthemes.artifacts.vectors import Neighbours, Vectors
from paperthemes.neighbours import stage
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.neighbours.stage import (
    find_neighbours,
    layout_seeds,
    neighbour_count,
    number_abstracts,
    run,
)
from paperthemes.text.paper_text import texts_of


@pytest.fixture(scope="module")
def papers() -> pd.DataFrame:
    return corpus(30)


@pytest.fixture(scope="module")
def neighbours(papers: pd.DataFrame) -> Neighbours:
    return neighbours_with(papers)


def neighbours_with(papers: pd.DataFrame, threads: int = 1, **settings) -> Neighbours:
    """Find neighbours, with three layouts."""
    return find_neighbours(
        texts_of(papers), toy_vectors(papers), NeighbourSettings(layouts=3, **settings), threads
    )


def write_inputs(papers: pd.DataFrame, vectors: Vectors, folder: Path) -> dict[str, str]:
    """Write the files that the step reads, and return their paths."""
    paths = {"papers": str(folder / "papers.parquet"), "vectors": str(folder / "vectors.npz")}
    tables.write(tables.PAPERS, papers, paths["papers"])
    vectors.write(paths["vectors"])
    return paths


def test_the_step_writes_a_file_that_can_be_read_back(
    papers, neighbours: Neighbours, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(stage, "BATCH", 3)
    inputs = write_inputs(papers, toy_vectors(papers), tmp_path)
    settings = NeighbourSettings(layouts=3, seed=0)
    run(inputs, tmp_path / "neighbours.npz", settings, threads=1)
    back = Neighbours.read(tmp_path / "neighbours.npz")
    assert (back.graph != neighbours.graph).nnz == 0
    for name in ("paper_ids", "indices", "distances", "layouts", "map", "seed"):
        assert np.array_equal(getattr(back, name), getattr(neighbours, name))
    assert np.array_equal(back.abstracts, number_abstracts(papers.abstract))


def test_long_abstracts_that_are_equal_have_the_same_number() -> None:
    abstract = "This volume lists " + "boats and harbours " * 10
    texts = [abstract, "", abstract.upper(), "No abstract.", "", "No abstract.", abstract + "."]
    assert number_abstracts(texts).tolist() == [0, 1, 0, 2, 3, 4, 5]


def test_neighbours_are_reproducible_and_each_layout_has_its_own_seed(
    papers, neighbours: Neighbours
) -> None:
    again = neighbours_with(papers)
    assert again.layouts.tobytes() == neighbours.layouts.tobytes()
    assert again.map.tobytes() == neighbours.map.tobytes()
    other = neighbours_with(papers, seed=1)
    assert other.seed == 1
    assert not np.array_equal(other.layouts, neighbours.layouts)
    assert np.array_equal(other.layouts[:2], neighbours.layouts[1:])
    assert (other.graph != neighbours.graph).nnz == 0


def test_layouts_made_in_several_threads_are_the_same(papers, neighbours: Neighbours) -> None:
    again = neighbours_with(papers, threads=2)
    assert again.layouts.tobytes() == neighbours.layouts.tobytes()
    assert again.map.tobytes() == neighbours.map.tobytes()


@pytest.mark.parametrize(
    ("papers_count", "neighbours_each", "layouts_count"),
    [(3, 3, 48), (12, 5, 48), (50, 11, 48), (300, 26, 48), (1000, 40, 48), (9000, 40, 24)],
)
def test_small_corpora_have_fewer_neighbours_and_more_layouts(
    papers_count: int, neighbours_each: int, layouts_count: int
) -> None:
    settings = NeighbourSettings(seed=7)
    assert neighbour_count(settings, papers_count) == neighbours_each
    assert layout_seeds(settings, papers_count) == range(7, 7 + layouts_count)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("n_neighbors", 6),
        ("n_components", 3),
        ("min_dist", 0.3),
        ("spread", 1.5),
        ("n_epochs", 50),
        ("learning_rate", 0.5),
        ("repulsion_strength", 2.0),
        ("negative_sample_rate", 9),
        ("set_op_mix_ratio", 0.5),
        ("local_connectivity", 2.0),
        ("edge_sample", 0.9),
        ("lexical_weight", 0.0),
        ("lexical_dimensions", 5),
    ],
)
def test_each_setting_changes_the_layouts(
    papers, neighbours: Neighbours, setting: str, value: float
) -> None:
    changed = neighbours_with(papers, **{setting: value})
    assert not np.array_equal(changed.layouts, neighbours.layouts)


def test_the_minimum_distance_of_the_map_changes_the_map_only(
    papers, neighbours: Neighbours
) -> None:
    changed = neighbours_with(papers, map_min_dist=0.9)
    assert not np.array_equal(changed.map, neighbours.map)
    assert np.array_equal(changed.layouts, neighbours.layouts)


def test_vectors_of_other_papers_are_rejected(papers, tmp_path: Path) -> None:
    vectors = toy_vectors(papers)
    others = Vectors(vectors.paper_ids[::-1], vectors.matrix)
    inputs = write_inputs(papers, others, tmp_path)
    with pytest.raises(ValueError, match="the vectors do not belong to these papers"):
        run(inputs, tmp_path / "neighbours.npz", NeighbourSettings(), threads=1)


def test_vectors_that_are_not_finite_are_rejected(papers) -> None:
    vectors = toy_vectors(papers)
    broken = vectors.matrix.copy()
    broken[4, 2] = np.nan
    with pytest.raises(ValueError, match=f"{papers.paper_id[4]}.*not finite numbers"):
        find_neighbours(texts_of(papers), replace(vectors, matrix=broken), NeighbourSettings())


def test_nearest_papers_leave_out_the_paper_itself(tmp_path: Path) -> None:
    ids = np.array([*"abc"])
    Neighbours(
        paper_ids=ids,
        indices=np.array([[0, 1, 2], [0, 1, 2], [0, 1, 0]], np.int32),  # 1 equals 0; 2 lacks itself
        distances=np.array([[0, 0, 0.5], [0, 0, 0.5], [0.5, 0.5, 0.6]], np.float32),
        graph=csr_array((3, 3), dtype=np.float32),
        layouts=np.zeros((0, 3, 2), np.float32),
        map=np.zeros((3, 2), np.float32),
    ).write(tmp_path / "neighbours.npz")
    nearest = NearestPapers.read(tmp_path / "neighbours.npz")
    assert nearest.paper_ids.tolist() == ids.tolist()
    assert nearest.rows.tolist() == [[1, 2], [0, 2], [0, 1]]
    assert nearest.similarities.tolist() == [[1, 0.5], [1, 0.5], [0.5, 0.5]]
