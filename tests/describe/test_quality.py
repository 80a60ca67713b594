"""The numbers that say how good a clustering is."""

import json

import numpy as np
import pytest

from helpers.corpora import corpus, subjects_of
from helpers.papers import toy_vectors
from paperthemes.cluster.settings import ClusterSettings
from paperthemes.cluster.stability import stability
from paperthemes.cluster.stage import cluster
from paperthemes.describe.metrics import READINGS, knn_purity
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.neighbours.stage import find_neighbours


def test_purity_counts_neighbours_in_the_topic_and_not_the_paper_itself() -> None:
    nearest = np.array([[0, 1, 2], [1, 0, 3], [2, 3, 0], [3, 2, 1]], np.int32)
    assert knn_purity(np.array([0, 0, 1, 1]), nearest) == 0.5
    assert knn_purity(np.array([0, 0, 0, -1]), nearest) == pytest.approx(4 / 6)
    assert knn_purity(np.array([-1] * 4), nearest) is None


def test_stability_is_one_for_what_comes_back_and_falls_with_what_does_not() -> None:
    topics = np.array([0] * 6 + [1] * 4)
    renamed = np.array([5] * 6 + [2] * 4)
    assert stability(topics, [[renamed, topics]]).topics == (1.0, 1.0)
    assert stability(topics, [[renamed, topics]]).overall == 1
    halved = np.array([0] * 3 + [1] * 3 + [2] * 4)
    found = stability(topics, [[halved, halved]])
    assert found.topics == (0.5, 1.0)
    assert found.overall == 1  # the repeats agree, if not with the result
    with_strays = np.array([0] * 6 + [-1] + [1] * 3)
    assert stability(topics, [[with_strays, with_strays]]).topics == (1.0, 0.75)
    assert stability(topics, [[topics]]).overall is None
    assert stability(topics, []).topics == ()


def test_repeats_are_compared_within_their_round_only() -> None:
    one, other = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    assert stability(one, [[one, one], [other, other]]).overall == 1
    assert stability(one, [[one, other]]).overall < 0


def test_metrics_tell_quality_with_a_line_for_each_number() -> None:
    papers = corpus(20)
    labels = [json.dumps({"label": subject}) for subject in subjects_of(papers)]
    vectors = toy_vectors(papers)
    neighbours = find_neighbours(papers, vectors, NeighbourSettings(layouts=4))
    settings = ClusterSettings(min_topic_size=10)
    metrics = cluster(papers.assign(extra=labels), vectors, neighbours, settings).metrics
    assert [reading["key"] for reading in metrics["readings"]] == [r.key for r in READINGS]
    for reading in metrics["readings"]:
        assert isinstance(metrics[reading["key"]], float)
        assert len(reading["line"]) > 20
    assert metrics["ami"] == metrics["ari"] == metrics["v_measure"] == 1
    assert metrics["knn_purity"] > 0.9
    assert metrics["stability"] == 1
    assert metrics["topic_stability"] == [1.0] * 3
    assert 0 < metrics["silhouette"] <= 1
    assert metrics["core_share"] + metrics["fringe_share"] + metrics[
        "unassigned_share"
    ] == pytest.approx(1)
    assert metrics["core"] == round(metrics["core_share"] * 60)
    without = cluster(papers, vectors, neighbours, settings).metrics
    assert not {"ami", "ari", "v_measure"} & {reading["key"] for reading in without["readings"]}
    assert "ami" not in without
