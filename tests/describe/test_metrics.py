"""Metrics of a clustering and its keywords."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from sklearn.metrics import silhouette_score

from helpers.corpora import SUBJECTS, corpus, subjects_of
from helpers.topics import describe_topics, make_clusters, make_identities
from paperthemes.artifacts.clusters import FRINGE, Stability
from paperthemes.describe.metrics import (
    READINGS,
    diversity,
    mean_silhouette,
    neighbour_purity,
    npmi,
)


@pytest.fixture(scope="module")
def papers() -> pd.DataFrame:
    return corpus(20)


def topics_of(papers: pd.DataFrame) -> list[int]:
    return [list(SUBJECTS).index(subject) for subject in subjects_of(papers)]


def test_purity_counts_neighbours_with_the_same_topic_but_not_the_paper_itself() -> None:
    neighbours = np.array([[0, 1, 2], [1, 0, 3], [2, 3, 0], [3, 2, 1]], np.int32)
    assert neighbour_purity(np.array([0, 0, 1, 1]), neighbours) == 0.5
    assert neighbour_purity(np.array([0, 0, 0, -1]), neighbours) == pytest.approx(4 / 6)
    assert neighbour_purity(np.array([-1] * 4), neighbours) is None


@given(st.integers(0, 10**6), st.lists(st.integers(-1, 4), min_size=3, max_size=40))
def test_the_silhouette_is_that_of_scikit_learn(seed: int, topics: list[int]) -> None:
    labels = np.array(topics)
    assume(1 < np.unique(labels).size < labels.size)
    # Few different vectors, some of them zeros.
    vectors = np.random.default_rng(seed).integers(0, 2, (labels.size, 3)).astype(np.float32)
    expected = silhouette_score(vectors, labels, metric="cosine")
    assert mean_silhouette(vectors, labels) == pytest.approx(expected, abs=1e-5)


def test_every_metric_has_a_line_on_how_to_read_it(papers: pd.DataFrame) -> None:
    labels = [json.dumps({"label": subject}) for subject in subjects_of(papers)]
    clusters = make_clusters(
        papers, topics_of(papers), stability=Stability(overall=0.99999, topics=(1, 0.5, 0.33333))
    )
    clusters.grades[:5] = FRINGE
    metrics = describe_topics(papers.assign(extra=labels), clusters).metrics
    assert metrics["readings"] == list(READINGS)
    for reading in metrics["readings"]:
        assert isinstance(metrics[reading["key"]], float)
        assert len(reading["line"]) > 20
    assert metrics["ami"] == metrics["ari"] == metrics["v_measure"] == 1
    assert metrics["knn_purity"] > 0.9
    assert metrics["stability"] == 1
    assert metrics["topic_stability"] == [1, 0.5, 0.3333]
    assert 0 < metrics["silhouette"] <= 1
    assert (metrics["core"], metrics["fringe"], metrics["unassigned"]) == (55, 5, 0)
    assert (metrics["core_share"], metrics["unassigned_share"]) == (0.9167, 0)
    assert (metrics["papers"], metrics["topics"], metrics["sizes"]) == (60, 3, [20] * 3)
    assert (metrics["largest_share"], metrics["min_topic_size"]) == (0.3333, 2)


def test_papers_without_labels_are_not_compared_with_labels(papers: pd.DataFrame) -> None:
    metrics = describe_topics(papers, topics_of(papers)).metrics
    keys = {reading["key"] for reading in metrics["readings"]}
    assert not {"ami", "ari", "v_measure"} & (keys | metrics.keys())


def test_metrics_include_the_engine_counts_and_notes_of_the_clusters(papers: pd.DataFrame) -> None:
    counts = {"new": 3, "placed": 2, "far": 1, "between": 0}
    clusters = make_clusters(
        papers, topics_of(papers), engine="assign", assigned=counts, notes=("First.",)
    )
    identities = make_identities("T0001", "T0002", "T0003", notes=("Second.",))
    metrics = describe_topics(papers, clusters, identities=identities).metrics
    assert (metrics["engine"], metrics["assigned"]) == ("assign", counts)
    assert metrics["notes"] == ["First.", "Second."]
    metrics = describe_topics(papers, topics_of(papers)).metrics
    assert metrics["engine"] == "consensus" and "assigned" not in metrics


def make_presence(*papers: str) -> csr_array:
    return csr_array(np.array([[term in paper for term in "abcdef"] for paper in papers], float))


@pytest.mark.parametrize(
    ("papers", "value"),
    [("a b c", -1), ("ab ab c d", 1), ("ab ab", 1), ("ab a b c", 0), ("ab a b c ab", 0.115)],
)
def test_npmi_is_high_for_terms_of_the_same_papers(papers: str, value: float) -> None:
    presence = make_presence(*papers.split())
    assert npmi([[0, 1]], presence) == pytest.approx(value, abs=1e-4)
    assert npmi([[0, 1], [4, 5], [2], []], presence) == pytest.approx((value - 1) / 2, abs=1e-4)
    assert npmi([[0], []], presence) is None


@given(st.lists(st.text("abcdef"), min_size=1, max_size=20))
def test_npmi_stays_within_its_bounds(papers: list[str]) -> None:
    assert -1 <= npmi([[0, 1, 2], [3, 4, 5]], make_presence(*papers)) <= 1 + 1e-9


def test_diversity_is_the_share_of_different_keywords() -> None:
    assert diversity([[0, 1], [0, 2]]) == 0.75
    assert diversity([[0, 1], [2, 3]]) == 1
    assert diversity([[], []]) is None
