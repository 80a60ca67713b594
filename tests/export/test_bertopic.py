"""The folder for BERTopic, and the estimator in it, against the library itself."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix

import paperthemes
from export.conftest import Export
from helpers.corpora import corpus
from helpers.pages import make_results
from helpers.papers import make_papers, toy_vectors
from paperthemes.artifacts.vectors import Vectors
from paperthemes.export import stage
from paperthemes.export.settings import FILE_NAMES, list_files

bertopic = pytest.importorskip("bertopic", reason="BERTopic is not installed")


@pytest.fixture(scope="module")
def results(fine: Path) -> paperthemes.Results:
    return paperthemes.load(fine)


@pytest.fixture(scope="module")
def docs(results: paperthemes.Results) -> list[str]:
    return (results.papers.title + ". " + results.papers.abstract).tolist()


@pytest.fixture(scope="module")
def vectors(fine: Path) -> np.ndarray:
    (path,) = fine.parent.glob("embeddings/*.npz")
    return Vectors.read(path).matrix.astype(np.float32)


@pytest.fixture(scope="module")
def folder(fine: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the sample's clustering `fine`."""
    target = tmp_path_factory.mktemp("exported")
    names = ("assignments", "topics", "themes")
    inputs = {name: str(fine / f"{name}.parquet") for name in names}
    inputs |= {"papers": str(fine.parent / "papers.parquet")}
    inputs |= {"terms": str(fine.parent / "terms.npz"), "changes": str(fine / "changes.json")}
    (inputs["vectors"],) = map(str, fine.parent.glob("embeddings/*.npz"))
    outputs = {key: str(target / FILE_NAMES[key]) for key in list_files(["bertopic"])}
    stage.run(inputs, outputs, "Title")
    return target / "bertopic"


@pytest.fixture
def model(folder: Path) -> Any:
    return bertopic.BERTopic.load(folder)


def test_numbers_names_and_keywords_are_those_of_our_tables(
    results: paperthemes.Results, model: Any, docs: list[str]
) -> None:
    info = model.get_topic_info().set_index("Topic")
    counts = results.assignments.topic.value_counts()
    assert info.Count.to_dict() == counts.to_dict()
    assert info.CustomName[-1] == "unassigned"
    for topic in results.topics.itertuples():
        assert info.CustomName[topic.topic] == f"{topic.name} ({topic.topic_id})"
        words, weights = zip(*model.get_topic(topic.topic), strict=True)
        assert [*words] == [*topic.keywords]
        assert [*weights] == [*topic.keyword_weights]
    assert model.get_topic(-1)[0][1] == 1.0
    documents = model.get_document_info(docs)
    assert documents.Topic.tolist() == results.assignments.topic.tolist()
    assert documents.Document.tolist() == docs


def test_weights_of_phrases_are_those_that_bertopic_computes(model: Any, docs: list[str]) -> None:
    rows = np.array(model.topics_) + 1
    members = csr_matrix((np.ones(rows.size), (rows, np.arange(rows.size))))
    counts = csr_matrix(members @ model.vectorizer_model.transform(docs))
    expected = model.ctfidf_model.transform(counts.copy())
    assert np.allclose(model.c_tf_idf_.toarray(), expected.toarray(), rtol=1e-12)
    assert np.array_equal(
        model.ctfidf_model._idf_diag.data, type(model.ctfidf_model)().fit(counts)._idf_diag.data
    )


def test_papers_find_their_topics_by_their_vectors(
    model: Any, docs: list[str], vectors: np.ndarray
) -> None:
    predicted, similarities = model.transform(docs, vectors)
    assert np.mean(predicted == np.array(model.topics_)) > 0.8
    assert similarities.max() <= 1.0001
    for strategy in ("distributions", "c-tf-idf", "embeddings"):
        placed = model.reduce_outliers(docs, model.topics_, strategy=strategy, embeddings=vectors)
        assigned = [(old, new) for old, new in zip(model.topics_, placed, strict=True) if old >= 0]
        assert all(old == new for old, new in assigned)
        assert placed.count(-1) < model.topics_.count(-1)


def test_figures_and_tables_of_bertopic_are_made(
    results: paperthemes.Results, model: Any, docs: list[str]
) -> None:
    names = [f"{topic.name} ({topic.topic_id})" for topic in results.topics.itertuples()]
    bars = model.visualize_barchart(top_n_topics=len(names), custom_labels=True)
    assert {note.text for note in bars.layout.annotations} == {*names}
    hierarchy = model.hierarchical_topics(docs)
    assert len(hierarchy) == len(names) - 1
    tree = model.visualize_hierarchy(hierarchical_topics=hierarchy, custom_labels=True)
    assert {*tree.layout.yaxis.ticktext} == {*names}
    years = [2024 + row % 2 for row in range(len(docs))]
    over_time = model.topics_over_time(docs, years)
    sizes = over_time.groupby("Topic").Frequency.sum()
    assert sizes.to_dict() == model.topic_sizes_


def test_saving_and_merging_keep_the_topics(folder: Path, model: Any, tmp_path: Path) -> None:
    model.save(tmp_path, serialization="safetensors", save_ctfidf=True)
    again = bertopic.BERTopic.load(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in folder.iterdir()}
    assert again.topics_ == model.topics_
    assert again.custom_labels_ == model.custom_labels_
    assert again.topic_representations_ == model.topic_representations_
    assert np.array_equal(again.topic_embeddings_, model.topic_embeddings_)
    merged = bertopic.BERTopic.merge_models([model, again])
    assert merged.topics_ == model.topics_ * 2


@pytest.mark.parametrize("count", [3, 14], ids=["all assigned", "some unassigned"])
def test_papers_without_terms_can_be_loaded(export: Export, count: int) -> None:
    made = make_results(make_papers([f"Paper {number}" for number in range(count)]))
    model = bertopic.BERTopic.load(export(made, "bertopic")["bertopic"].parent)
    assert model.topics_ == made.assignments.topic.tolist()
    assert (model.get_topic(-1) or None) == (None if count == 3 else [["", 1e-5]])


def test_bertopic_takes_the_estimator_in_place_of_hdbscan() -> None:
    papers = corpus(12)
    docs, vectors = (papers.title + ". " + papers.abstract).tolist(), toy_vectors(papers).matrix
    estimator = paperthemes.TopicClusterer(neighbours={"layouts": 4})
    model = bertopic.BERTopic(
        umap_model=bertopic.dimensionality.BaseDimensionalityReduction(), hdbscan_model=estimator
    )
    topics, probabilities = model.fit_transform(docs, vectors.astype(np.float32))
    # BERTopic renumbers topics of equal size.
    assert pd.Series(topics).groupby(estimator.labels_).nunique().eq(1).all()
    assert np.array_equal(np.array(topics) < 0, estimator.labels_ < 0)
    assert np.array_equal(probabilities, estimator.probabilities_)
