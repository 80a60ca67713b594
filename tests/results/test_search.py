"""Search in results: papers similar to a text or to a paper."""

import json
from pathlib import Path

import numpy as np
import pytest

import paperthemes
from helpers.corpora import corpus
from helpers.result_folders import write_results_of
from helpers.tiny_bert import tiny_weights, write_tiny_bert
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.results import text_search
from paperthemes.text.paper_text import texts_of

PAPERS = corpus(14).assign(url="", arxiv_id="2401.00001")
PAPERS.loc[0, "url"] = "https://example.org/0"
PAPERS["aliases"] = [[f"alias-{row}"] for row in range(len(PAPERS))]
COLUMNS = ["paper_id", "title", "similarity", "topic", "topic_id", "topic_name", "url"]


@pytest.fixture
def lsa(tmp_path: Path) -> paperthemes.Results:
    """Return results whose vectors are those of `lsa`."""
    return paperthemes.load(write_results_of(PAPERS, tmp_path, EmbedSettings(encoder="lsa")))


@pytest.fixture
def bert(tmp_path: Path) -> Path:
    """Return a folder of results whose vectors are those of a model in the working folder."""
    write_tiny_bert(tmp_path / "models/tiny")
    embed = EmbedSettings(encoder="bert-fp32", model="models/tiny", max_tokens=48)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        return write_results_of(PAPERS, tmp_path, embed)


def test_the_text_of_a_paper_finds_the_paper(bert: Path) -> None:
    found = paperthemes.load(bert).search(texts_of(PAPERS)[0], k=3)
    assert list(found) == COLUMNS
    assert found.paper_id[0] == PAPERS.paper_id[0]
    assert found.similarity[0] == pytest.approx(1, abs=1e-5)
    assert found.similarity.is_monotonic_decreasing
    assert found.topic[0] == 0 and found.topic_id[0] == "T0001" and found.topic_name[0] == "Topic a"
    assert found.url.tolist()[:2] == ["https://example.org/0", "https://arxiv.org/abs/2401.00001"]
    assert len(paperthemes.load(bert).search("apples", k=100)) == len(PAPERS)


def test_the_encoder_is_loaded_once(bert: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    original = text_search.make_encoder
    monkeypatch.setattr(
        text_search, "make_encoder", lambda settings: calls.append(1) or original(settings)
    )
    results = paperthemes.load(bert)
    results.similar(PAPERS.paper_id[0])
    assert calls == []
    first, second = results.search("apples"), results.search("Apples")
    assert calls == [1]
    assert first.equals(second)  # this model reads no capitals


def test_another_model_is_refused(bert: Path) -> None:
    model = bert.parents[1] / "models/tiny"
    model.rename(model.with_name("old"))
    write_tiny_bert(model, weights=tiny_weights(seed=1))
    results = paperthemes.load(bert)
    with pytest.raises(ValueError, match="bert-fp32 here is not the one that made the vectors"):
        results.search("apples")
    assert len(results.similar(PAPERS.paper_id[0])) == 20


@pytest.mark.parametrize("content", [None, {}, {"fingerprint": "x", "encoder": "word2vec"}])
def test_unknown_settings_of_the_encoder_are_an_error(bert: Path, content: object) -> None:
    report = bert.parent / "embeddings/bert-fp32.report.json"
    report.unlink() if content is None else report.write_text(json.dumps(content))
    with pytest.raises(
        ValueError, match=r"report\.json is missing, damaged or of .*run the workflow"
    ):
        paperthemes.load(bert).search("apples")


def test_similar_papers_are_the_nearest_without_the_paper_itself(lsa: paperthemes.Results) -> None:
    paper_id = PAPERS.paper_id[3]
    similar = lsa.similar(paper_id, k=5)
    assert list(similar) == COLUMNS
    similarities = np.delete(lsa.vectors @ lsa.vectors[3], 3)
    assert similar.similarity.tolist() == pytest.approx(np.sort(similarities)[::-1][:5].tolist())
    assert lsa.similar("alias-3", k=5).equals(similar)
    assert len(lsa.similar(paper_id, k=100)) == len(PAPERS) - 1


def test_with_lsa_words_of_the_papers_find_their_subject(lsa: paperthemes.Results) -> None:
    found = lsa.search("bridge cables with corrosion", k=10)
    assert found.title.str.startswith("Bridge").all()
    assert lsa.search("jurisprudence").empty


def test_an_empty_text_or_number_is_an_error(lsa: paperthemes.Results) -> None:
    with pytest.raises(ValueError, match="the text to search for is empty"):
        lsa.search(" \n")
    with pytest.raises(ValueError, match="k is 0, but it must be 1 or more"):
        lsa.search("apples", k=0)
