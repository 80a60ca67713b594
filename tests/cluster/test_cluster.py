"""Topics: their number and size, reproducibility, and the file they are written to."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from helpers.corpora import GRANULARITIES, LAYOUTS, cloud, corpus, subjects_of, topic_count
from helpers.papers import toy_vectors
from paperthemes import tables
from paperthemes.artifacts.clusters import CORE, FRINGE, Clusters
from paperthemes.artifacts.vectors import Neighbours
from paperthemes.cluster.settings import ClusterSettings, HdbscanSettings, SeededTopic
from paperthemes.cluster.stage import ENGINES, cluster, cluster_each, find_topics, run
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.neighbours.stage import find_neighbours
from paperthemes.tables import UNASSIGNED_NAME
from paperthemes.text.paper_text import texts_of

PER_PAPER = ("paper_ids", "topics", "grades", "confidences", "runners_up", "margins")


@pytest.fixture(scope="module")
def papers() -> pd.DataFrame:
    return corpus(30)


@pytest.fixture(scope="module")
def neighbours(papers: pd.DataFrame) -> Neighbours:
    return find_neighbours(texts_of(papers), toy_vectors(papers), LAYOUTS)


@pytest.fixture(scope="module")
def clouds() -> tuple[Neighbours, np.ndarray]:
    papers, vectors, labels = cloud(700, 14)
    return find_neighbours(texts_of(papers), vectors, LAYOUTS), labels


# ---- topics ----


@pytest.mark.parametrize("engine", ENGINES)
def test_each_subject_becomes_a_topic(papers, neighbours: Neighbours, engine: str) -> None:
    size = 10 if engine in ("leiden", "kmeans") else 15  # a third, or half, of a subject
    clusters = find_topics(neighbours, ClusterSettings(engine=engine, min_topic_size=size))
    table = pd.crosstab(pd.Series(subjects_of(papers)), clusters.topics)
    assert topic_count(clusters) == 3
    assert (table.gt(0).sum(axis=1) == 1).all()
    assert set(clusters.grades) <= {CORE, FRINGE, UNASSIGNED_NAME}
    assert 0 <= clusters.confidences.min() <= clusters.confidences.max() <= 1 + 1e-9
    assert clusters.stability.overall is not None
    assert len(clusters.stability.topics) == 3
    assert clusters.engine == engine
    assert clusters.assigned == {}


@pytest.mark.parametrize("engine", ENGINES)
def test_topics_are_numbered_by_size(clouds, engine: str) -> None:
    neighbours, _ = clouds
    settings = ClusterSettings(engine=engine, min_topic_size=12, max_unassigned=0.0)
    sizes = np.bincount(find_topics(neighbours, settings).topics)
    assert len(sizes) > 1
    assert (np.diff(sizes) <= 0).all()


@pytest.mark.parametrize("engine", ["consensus", "leiden", "kmeans"])
@pytest.mark.parametrize("size", [10, 25, 60])
def test_no_group_is_smaller_than_the_minimum_topic_size(clouds, engine: str, size: int) -> None:
    neighbours, _ = clouds
    groups = ENGINES[engine](neighbours, ClusterSettings(engine=engine, min_topic_size=size))
    assert np.bincount(groups.labels[groups.labels >= 0]).min() >= size


@pytest.mark.parametrize("engine", ["consensus", "leiden", "kmeans"])
@pytest.mark.parametrize("count", [4, 9])
def test_the_number_of_topics_can_be_set(clouds, engine: str, count: int) -> None:
    neighbours, _ = clouds
    clusters = find_topics(neighbours, ClusterSettings(engine=engine, n_topics=count))
    assert abs(topic_count(clusters) - count) <= 1


def test_each_hdbscan_setting_changes_the_topics(clouds) -> None:
    # A made-up layout, equal on all processors: four groups that HDBSCAN joins, and four it does
    # not. Each setting moves a hundred papers or more.
    neighbours, _ = clouds
    groups = np.arange(neighbours.paper_ids.size) % 8
    centres = np.array(
        [(0, 4 * place) for place in range(4)] + [(40, 8 * place) for place in range(4)]
    )
    points = centres[groups] + np.random.RandomState(0).normal(size=(groups.size, 2))
    layout = replace(neighbours, layouts=points[np.newaxis].astype(np.float32))

    def topics(**hdbscan) -> list[int]:
        settings = ClusterSettings(min_topic_size=10, hdbscan=HdbscanSettings(**hdbscan))
        return ENGINES["bertopic-classic"](layout, settings).labels.tolist()

    default = topics()
    for changed in (
        {"min_samples": 2},
        {"cluster_selection_method": "leaf"},
        {"cluster_selection_epsilon": 5.0},
        {"max_cluster_size": 100},
        {"allow_single_cluster": True, "cluster_selection_epsilon": 50.0},
        {"metric": "chebyshev"},
    ):
        assert topics(**changed) != default, changed


# ---- granularity ----


@pytest.mark.parametrize("count", [30, 100, 432, 2550, 25_000, 200_000])
def test_the_minimum_topic_size_grows_with_the_corpus_and_depends_on_granularity(
    count: int,
) -> None:
    settings = [ClusterSettings(granularity=granularity) for granularity in GRANULARITIES]
    sizes = [setting.min_size(count) for setting in settings]
    assert sizes == sorted(set(sizes), reverse=True)
    counts = [setting.expected_topics(count) for setting in settings]
    assert counts == sorted(set(counts))
    assert counts[0] >= 2


def test_with_eight_times_the_papers_topics_are_four_times_as_large() -> None:
    few, many = (ClusterSettings().min_size(count) for count in (10_000, 80_000))
    assert many / few == pytest.approx(4, rel=0.01)


def test_configured_sizes_and_counts_take_precedence_over_granularity() -> None:
    assert ClusterSettings(min_topic_size=2).min_size(400) == 2
    assert ClusterSettings(n_topics=10).min_size(300) == 10
    assert ClusterSettings(n_topics=10).expected_topics(300) == 10
    assert ClusterSettings(n_topics=200).min_size(300) == 2
    assert ClusterSettings(min_topic_size=10).expected_topics(300) == 10


def test_settings_that_differ_in_the_unassigned_share_can_be_clustered_together(
    papers: pd.DataFrame, neighbours: Neighbours
) -> None:
    seeds = {"Whales": SeededTopic(words=["whales"])}
    variants = [ClusterSettings(max_unassigned=share, seeded_topics=seeds) for share in (0, 0.3)]
    together = cluster_each(papers, neighbours, variants)
    for clusters, settings in zip(together, variants, strict=True):
        alone = cluster(papers, neighbours, settings)
        assert clusters.seeded_names == alone.seeded_names
        for name in PER_PAPER:
            assert getattr(clusters, name).tolist() == getattr(alone, name).tolist()


def test_finer_granularity_finds_more_topics(clouds) -> None:
    neighbours, labels = clouds
    counts = []
    for granularity in GRANULARITIES:
        settings = ClusterSettings(granularity=granularity, max_unassigned=0.0)
        clusters = find_topics(neighbours, settings)
        counts.append(topic_count(clusters))
        assert adjusted_rand_score(labels, clusters.topics) > 0.5
    assert counts == sorted(counts)
    assert counts[0] < counts[2]


def test_granularity_matters_in_a_small_corpus_too() -> None:
    papers, vectors, _ = cloud(60, 8, seed=3)
    neighbours = find_neighbours(texts_of(papers), vectors, NeighbourSettings(layouts=12))
    broad, fine = (
        topic_count(find_topics(neighbours, ClusterSettings(granularity=granularity)))
        for granularity in ("broad", "fine")
    )
    assert 2 <= broad < fine


@pytest.mark.parametrize("granularity", GRANULARITIES)
def test_ten_percent_more_or_less_in_size_changes_few_topics(clouds, granularity: str) -> None:
    neighbours, _ = clouds
    size = ClusterSettings(granularity=granularity).min_size(700)
    smaller, default, larger = (
        topic_count(find_topics(neighbours, ClusterSettings(min_topic_size=changed)))
        for changed in (math.ceil(0.9 * size), size, math.floor(1.1 * size))
    )
    assert max(smaller, larger) <= 1.2 * default
    assert min(smaller, larger) >= 0.8 * default


# ---- reproducibility ----


def test_the_number_of_threads_does_not_change_the_topics_of_many_papers(tmp_path) -> None:
    papers, vectors, _ = cloud(1500, 15)
    files = []
    for threads in (1, 2):
        neighbours = find_neighbours(
            texts_of(papers), vectors, NeighbourSettings(layouts=4), threads
        )
        clusters = cluster(papers, neighbours, ClusterSettings())
        clusters.write(tmp_path / "clusters.npz")
        files.append((tmp_path / "clusters.npz").read_bytes())
    assert files[0] == files[1]
    assert topic_count(clusters) >= 8


@pytest.mark.parametrize("engine", ENGINES)
def test_clustering_again_gives_the_same_topics(neighbours: Neighbours, engine: str) -> None:
    settings = ClusterSettings(engine=engine, granularity="fine")
    first, again = find_topics(neighbours, settings), find_topics(neighbours, settings)
    assert first.topics.tolist() == again.topics.tolist()
    assert first.confidences.tolist() == again.confidences.tolist()


# ---- the step ----


def test_inputs_of_other_papers_are_rejected(papers, neighbours: Neighbours) -> None:
    fewer = papers.iloc[1:].reset_index(drop=True)
    with pytest.raises(ValueError, match="the neighbours do not belong to these papers"):
        cluster(fewer, neighbours, ClusterSettings())


def test_the_step_writes_a_file_that_can_be_read_back(
    papers, neighbours: Neighbours, tmp_path
) -> None:
    tables.write(tables.PAPERS, papers, tmp_path / "papers.parquet")
    neighbours.write(tmp_path / "neighbours.npz")
    inputs = {
        "papers": str(tmp_path / "papers.parquet"),
        "neighbours": str(tmp_path / "neighbours.npz"),
    }
    run(inputs, tmp_path / "clusters.npz", ClusterSettings())
    back = Clusters.read(tmp_path / "clusters.npz")
    clusters = find_topics(neighbours, ClusterSettings())
    for name in PER_PAPER:
        assert getattr(back, name).tolist() == getattr(clusters, name).tolist()
    assert (back.margins <= back.confidences).all()
    assert (back.stability, back.min_topic_size) == (clusters.stability, clusters.min_topic_size)
    assert (back.engine, back.assigned) == ("consensus", {})
    assert (back.seeded_names, back.notes) == (("",) * topic_count(clusters), ())


def test_more_topics_than_the_papers_can_fill_give_a_note() -> None:
    papers = corpus(2)  # 6 papers
    neighbours = find_neighbours(texts_of(papers), toy_vectors(papers), LAYOUTS)
    for settings, expected in (
        ({"n_topics": 50}, ["n_topics: 50 topics of at least 2 papers need 100 papers"]),
        ({"n_topics": 3, "min_topic_size": 3}, ["n_topics: 3 topics of at least 3 papers need 9"]),
        ({"n_topics": 2, "min_topic_size": 3}, []),
    ):
        notes = find_topics(neighbours, ClusterSettings(engine="kmeans", **settings)).notes
        notes = [note for note in notes if note.startswith("n_topics")]
        assert [*map(str.startswith, notes, expected)] == [True] * len(expected)
        assert len(notes) == len(expected)


def test_an_unknown_stability_and_notes_can_be_read_back(tmp_path) -> None:
    papers = corpus(2)
    neighbours = find_neighbours(texts_of(papers), toy_vectors(papers), LAYOUTS)
    clusters = find_topics(neighbours, ClusterSettings(min_topic_size=30))
    clusters.write(tmp_path / "clusters.npz")
    back = Clusters.read(tmp_path / "clusters.npz")
    assert back.stability == clusters.stability
    assert back.stability.overall is None
    assert back.notes == clusters.notes
    assert back.notes[0].startswith("6 papers are too few for a topic of at least 30")
