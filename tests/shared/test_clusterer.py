"""The estimator: the clusters of the workflow, scikit-learn's own checks, and wrong input."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer
from sklearn.utils.estimator_checks import check_estimator

import paperthemes
from helpers.corpora import corpus, subjects_of
from paperthemes.artifacts.clusters import Clusters
from paperthemes.artifacts.vectors import Vectors
from paperthemes.clusterer import TopicClusterer
from paperthemes.text.paper_text import texts_of

FAST = {"layouts": 4}
VECTORS = np.random.default_rng(0).normal(size=(12, 4))


def test_the_workflow_s_vectors_and_texts_get_its_clusters_bit_for_bit(fine: Path) -> None:
    (path,) = fine.parent.glob("embeddings/*.npz")
    texts = texts_of(paperthemes.load(fine).papers)
    found = paperthemes.cluster_vectors(Vectors.read(path).matrix, texts, "fine", n_jobs=2)
    expected = Clusters.read(fine / "clusters.npz")
    assert np.array_equal(found.labels_, expected.topics)
    assert np.array_equal(found.probabilities_, expected.confidences)
    assert np.array_equal(found.runner_up_, expected.runners_up)
    assert np.array_equal(found.stability_, expected.stability.topics)
    assert found.map_.shape == (len(texts), 2)


def test_scikit_learn_s_checks_of_estimators_pass() -> None:
    estimator = TopicClusterer(engine="leiden", neighbours={"layouts": 1})
    results = check_estimator(estimator, on_skip=None)
    assert len(results) > 40


def test_a_pipeline_passes_texts_on_and_words_decide() -> None:
    papers = corpus(12)
    texts = texts_of(papers)
    vectors = np.random.default_rng(1).normal(size=(len(papers), 3))  # of no meaning
    settings: dict[str, Any] = {"neighbours": {**FAST, "lexical_weight": 9.0}}
    pipeline = make_pipeline(Normalizer(), TopicClusterer("broad", **settings, max_unassigned=0))
    labels = pipeline.fit_predict(vectors, topicclusterer__texts=texts)
    # Each topic has papers of one subject.
    assert len({*zip(labels, subjects_of(papers), strict=True)}) == labels.max() + 1 >= 3
    again = pipeline[-1].set_params(n_jobs=2)
    assert np.array_equal(again.fit_predict(pipeline[0].transform(vectors), texts=texts), labels)


def test_too_few_rows_for_a_topic_are_a_warning() -> None:
    with pytest.warns(UserWarning, match="12 papers are too few for a topic of at least 20"):
        fitted = TopicClusterer(min_topic_size=20, neighbours=FAST).fit(VECTORS)
    assert fitted.labels_.tolist() == [-1] * 12
    assert fitted.stability_.shape == (0,)


@pytest.mark.parametrize(
    ("vectors", "settings", "message"),
    [
        (np.vstack([VECTORS[:3], [[0, 0, 0, np.nan]]]), {}, "contains NaN"),
        (VECTORS[0], {}, "Expected 2D array, got 1D array"),
        (VECTORS[:2], {}, r"2 sample\(s\) .* a minimum of 3 is required by TopicClusterer"),
        (VECTORS, {"texts": ["one", "two"]}, "texts: 2 for 12 vectors; give one text per vector"),
        (VECTORS, {"texts": "a text"}, "texts: 1 for 12 vectors"),
        (VECTORS, {"granularity": "tiny"}, "granularity = 'tiny': Input should be 'broad', 'med"),
        (VECTORS, {"neighbours": {"layers": 3}}, r"neighbours\.layers = 3: Extra inputs are not"),
    ],
)
def test_wrong_input_is_an_error_that_names_it(
    vectors: np.ndarray, settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        paperthemes.cluster_vectors(vectors, **settings)


def test_a_text_that_is_none_is_an_error_that_names_its_row() -> None:
    texts: list[Any] = ["text"] * 11 + [None]
    with pytest.raises(TypeError, match="texts: row 11 is of type NoneType; give text, or ''"):
        TopicClusterer().fit(VECTORS, texts=texts)
