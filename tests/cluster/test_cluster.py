"""Topics: their number and size, the same every time, and the files they are in."""

import json
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from helpers.corpora import (
    GRANULARITIES,
    LAYOUTS,
    cloud,
    corpus,
    count_of,
    subjects_of,
)
from helpers.papers import toy_vectors
from paperthemes import tables
from paperthemes.artifacts.clusters import _OF_PAPERS, CORE, FRINGE, Clusters
from paperthemes.artifacts.neighbours import Neighbours
from paperthemes.cluster.grouping import ENGINES, partition
from paperthemes.cluster.settings import ClusterSettings, HdbscanSettings
from paperthemes.cluster.stage import cluster, run
from paperthemes.describe.stage import describe
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.neighbours.stage import find_neighbours
from paperthemes.tables import UNASSIGNED_NAME
from paperthemes.terms.stage import collect_terms


@pytest.fixture(scope="module")
def papers() -> pd.DataFrame:
    return corpus(30)


@pytest.fixture(scope="module")
def neighbours(papers: pd.DataFrame) -> Neighbours:
    return find_neighbours(papers, toy_vectors(papers), LAYOUTS)


@pytest.fixture(scope="module")
def clouds() -> tuple[Neighbours, np.ndarray]:
    papers, vectors, labels = cloud(700, 14)
    return find_neighbours(papers, vectors, replace(LAYOUTS, layouts=16)), labels


# ---- topics ----


@pytest.mark.parametrize("engine", ENGINES)
def test_subjects_become_topics(papers, neighbours: Neighbours, engine: str) -> None:
    smallest = 10 if engine in ("leiden", "kmeans") else 15  # a third, and half of a subject
    settings = ClusterSettings(engine=engine, min_topic_size=smallest)
    found = partition(neighbours, settings)
    table = pd.crosstab(pd.Series(subjects_of(papers)), found.topics)
    assert count_of(found) == 3
    assert (table.gt(0).sum(axis=1) == 1).all()
    assert set(found.grades) <= {CORE, FRINGE, UNASSIGNED_NAME}
    assert 0 <= found.confidences.min() <= found.confidences.max() <= 1 + 1e-9
    assert found.stability.overall is not None
    assert len(found.stability.topics) == 3


def test_topics_are_numbered_by_size(clouds) -> None:
    neighbours, _ = clouds
    for engine in ENGINES:
        settings = ClusterSettings(engine=engine, min_topic_size=12, max_unassigned=0)
        sizes = np.bincount(partition(neighbours, settings).topics)
        assert len(sizes) > 1
        assert (np.diff(sizes) <= 0).all()


def test_the_smallest_topic_is_as_large_as_asked_for(clouds) -> None:
    neighbours, _ = clouds
    for engine in ("consensus", "leiden"):
        for size in (10, 25, 60):
            groups = ENGINES[engine](
                neighbours, ClusterSettings(engine=engine, min_topic_size=size)
            )
            assert np.bincount(groups.labels[groups.labels >= 0]).min() >= size


@pytest.mark.parametrize("engine", ["consensus", "leiden", "kmeans"])
def test_the_number_of_topics_can_be_set(clouds, engine: str) -> None:
    neighbours, _ = clouds
    for count in (4, 9):
        found = partition(neighbours, ClusterSettings(engine=engine, n_topics=count))
        assert abs(count_of(found) - count) <= 1


def test_hdbscan_settings_reach_it() -> None:
    # So blurred that each of these moves hundreds of papers, whatever processor rounds the layout.
    papers, vectors, _ = cloud(500, 10, noise=2.0)
    neighbours = find_neighbours(papers, vectors, LAYOUTS)
    base = ClusterSettings(engine="bertopic-classic", min_topic_size=10, max_unassigned=1)
    plain = partition(neighbours, base)
    changed = [
        HdbscanSettings(min_samples=2),
        HdbscanSettings(cluster_selection_method="leaf"),
        HdbscanSettings(cluster_selection_epsilon=2.0),
        HdbscanSettings(max_cluster_size=60),
        HdbscanSettings(allow_single_cluster=True, cluster_selection_epsilon=50.0),
        HdbscanSettings(metric="chebyshev"),
    ]
    for hdbscan in changed:
        found = partition(neighbours, replace(base, hdbscan=hdbscan))
        assert found.topics.tolist() != plain.topics.tolist(), hdbscan


# ---- granularity ----


@pytest.mark.parametrize("count", [30, 100, 432, 2550, 25_000, 200_000])
def test_smallest_topics_grow_with_the_corpus_and_differ_by_granularity(count: int) -> None:
    sizes = [ClusterSettings(granularity=g).smallest(count) for g in GRANULARITIES]
    assert sizes == sorted(set(sizes), reverse=True)
    usual = [ClusterSettings(granularity=g).usual_count(count) for g in GRANULARITIES]
    assert usual == sorted(set(usual))
    assert usual[0] >= 2


def test_eight_times_the_papers_have_topics_four_times_as_large() -> None:
    few, many = (ClusterSettings().smallest(count) for count in (10_000, 80_000))
    assert many / few == pytest.approx(4, rel=0.01)


def test_sizes_and_counts_yield_to_the_settings() -> None:
    assert ClusterSettings(min_topic_size=2).smallest(400) == 2
    assert ClusterSettings(n_topics=10).smallest(300) == 10
    assert ClusterSettings(n_topics=10).usual_count(300) == 10
    assert ClusterSettings(n_topics=200).smallest(300) == 2
    assert ClusterSettings(min_topic_size=10).usual_count(300) == 10


def test_finer_granularity_finds_more_topics(clouds) -> None:
    neighbours, labels = clouds
    counts = []
    for granularity in GRANULARITIES:
        found = partition(neighbours, ClusterSettings(granularity=granularity, max_unassigned=0))
        counts.append(count_of(found))
        assert adjusted_rand_score(labels, found.topics) > 0.5
    assert counts == sorted(counts)
    assert counts[0] < counts[2]


def test_a_small_corpus_too_has_fewer_topics_when_broad() -> None:
    papers, vectors, _ = cloud(60, 8, seed=3)
    neighbours = find_neighbours(papers, vectors, replace(LAYOUTS, layouts=12))
    broad, fine = (
        count_of(partition(neighbours, ClusterSettings(granularity=granularity)))
        for granularity in ("broad", "fine")
    )
    assert 2 <= broad < fine


@pytest.mark.parametrize("granularity", GRANULARITIES)
def test_a_tenth_more_or_less_in_size_changes_few_topics(clouds, granularity: str) -> None:
    neighbours, _ = clouds
    size = ClusterSettings(granularity=granularity).smallest(700)
    counts = [
        count_of(partition(neighbours, ClusterSettings(min_topic_size=one)))
        for one in (math.ceil(0.9 * size), size, math.floor(1.1 * size))
    ]
    assert max(counts) <= 1.2 * counts[1]
    assert min(counts) >= 0.8 * counts[1]


# ---- the same every time ----


def test_thousands_of_papers_are_clustered_alike_by_any_number_of_threads(tmp_path) -> None:
    papers, vectors, _ = cloud(2500, 20)
    settings = NeighbourSettings(layouts=4)
    written = []
    for threads in (1, 2):
        neighbours = find_neighbours(papers, vectors, settings, threads)
        found = cluster(papers, vectors, neighbours, ClusterSettings())
        terms = collect_terms(papers)
        described = describe(papers, vectors, neighbours, found.partition, terms)
        described.write(tmp_path / str(threads))
        written.append((tmp_path / str(threads) / "assignments.csv").read_bytes())
    assert written[0] == written[1]
    assert count_of(found.partition) >= 8


def test_a_clustering_is_the_same_again(neighbours: Neighbours) -> None:
    for engine in ENGINES:
        first, again = (
            partition(neighbours, ClusterSettings(engine=engine, granularity="fine"))
            for _ in range(2)
        )
        assert first.topics.tolist() == again.topics.tolist()
        assert first.confidences.tolist() == again.confidences.tolist()


# ---- the stage ----


def test_settings_come_from_the_config() -> None:
    given_settings = {
        "min_topic_size": 5,
        "neighbours": {"seed": 3},
        "hdbscan": {"min_samples": 2},
    }
    settings = ClusterSettings.from_config(given_settings)
    assert settings == ClusterSettings(
        min_topic_size=5,
        neighbours=NeighbourSettings(seed=3),
        hdbscan=HdbscanSettings(min_samples=2),
    )
    assert ClusterSettings.from_config({}) == ClusterSettings()


def test_results_of_other_papers_are_refused(papers, neighbours: Neighbours) -> None:
    vectors = toy_vectors(papers)
    with pytest.raises(ValueError, match="the vectors do not belong to these papers"):
        cluster(
            papers,
            replace(vectors, paper_ids=vectors.paper_ids[::-1]),
            neighbours,
            ClusterSettings(),
        )
    fewer = papers.iloc[1:].reset_index(drop=True)
    with pytest.raises(ValueError, match="the neighbours do not belong to these papers"):
        cluster(fewer, toy_vectors(fewer), neighbours, ClusterSettings())


def test_stage_writes_what_it_found(papers, neighbours: Neighbours, tmp_path) -> None:
    tables.write(tables.PAPERS, papers, tmp_path / "papers.parquet")
    toy_vectors(papers).write(tmp_path / "vectors.npz")
    neighbours.write(tmp_path / "neighbours.npz")
    inputs = (tmp_path / name for name in ("papers.parquet", "vectors.npz", "neighbours.npz"))
    run(*inputs, tmp_path / "found.npz", tmp_path / "found.json", ClusterSettings())
    found = Clusters.read(tmp_path / "found.npz")
    again = partition(neighbours, ClusterSettings())
    for name in (*_OF_PAPERS, "paper_ids"):
        assert getattr(found, name).tolist() == getattr(again, name).tolist()
    assert (found.stability, found.min_topic_size) == (again.stability, again.min_topic_size)
    assert (found.seeded, found.notes) == (("",) * count_of(found), ())
    metrics = json.loads((tmp_path / "found.json").read_text())
    assert metrics["topics"] == count_of(found) == len(metrics["topic_stability"])


def test_what_is_not_known_is_not_known_after_writing_either(tmp_path) -> None:
    papers = corpus(2)
    few = find_neighbours(papers, toy_vectors(papers), LAYOUTS)
    found = partition(few, ClusterSettings(min_topic_size=30))
    found.write(tmp_path / "found.npz")
    again = Clusters.read(tmp_path / "found.npz")
    assert again.stability == found.stability
    assert again.stability.overall is None
    assert again.notes == found.notes
    assert "too few papers" in again.notes[0]
