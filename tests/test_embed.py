"""The default encoder, its weights, and the vectors' file."""

import shutil
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from conftest import papers_of
from paperthemes import tables
from paperthemes.embed import bert_graph, stage
from paperthemes.embed.encoder import EmbedSettings, make_encoder
from paperthemes.embed.minilm import MiniLM
from paperthemes.embed.vectors import Vectors
from paperthemes.embed.weights import SHA256, minilm_folder
from paperthemes.errors import UserError
from paperthemes.texts import text_of

TEXTS = [
    "Sorting apples by colour. We sort apples by colour and size.",
    "Orchard robots that grade fruit. A robot arm grades apples and pears by their hue.",
    "Bridges that sing. We predict the age of steel bridges from the sound of wind.",
    "",
    "é 数据 🍎",
    "long " * 600,
]


@pytest.fixture(scope="module")
def encoder() -> MiniLM:
    return MiniLM(threads=2)


def test_vectors_are_unit_length_and_near_for_near_meaning(encoder: MiniLM) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimension) == (6, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    apples, orchard, bridges = vectors[:3]
    assert apples @ orchard > apples @ bridges + 0.1


def test_a_vector_depends_on_its_text_alone(encoder: MiniLM) -> None:
    together = encoder.encode(TEXTS)
    alone = np.vstack([encoder.encode([text]) for text in TEXTS])
    reversed_ = encoder.encode(TEXTS[::-1])[::-1]
    assert together.tobytes() == alone.tobytes() == np.ascontiguousarray(reversed_).tobytes()
    assert encoder.encode([]).shape == (0, 384)


def test_text_beyond_the_limit_is_cut_off() -> None:
    encoder = MiniLM(max_tokens=16)
    start = "apples and pears " * 8
    assert np.array_equal(encoder.encode([start + "one"]), encoder.encode([start + "two"]))


def test_int8_stays_near_the_full_precision_graph(encoder: MiniLM) -> None:
    folder = minilm_folder()
    graph = bert_graph.build(
        load_file(folder / "model.safetensors"), heads=12, layers=6, epsilon=1e-12
    )
    session = onnxruntime.InferenceSession(graph.SerializeToString())
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    for text, vector in zip(TEXTS[:3], encoder.encode(TEXTS[:3]), strict=True):
        full = session.run(None, {"ids": np.array([tokenizer.encode(text).ids])})[0][0]
        assert full @ vector > 0.98


def test_encoder_comes_from_the_settings(tmp_path: Path) -> None:
    assert make_encoder(EmbedSettings()).name == "minilm-int8"
    with pytest.raises(UserError, match="model file missing"):
        make_encoder(EmbedSettings(model=str(tmp_path)))


def test_missing_and_wrong_model_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        minilm_folder(tmp_path)
    for part in (str(tmp_path / "model.safetensors"), SHA256["model.safetensors"], "make setup"):
        assert part in str(caught.value)
    shutil.copy(minilm_folder() / "tokenizer.json", tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"not a model")
    with pytest.raises(UserError) as caught:
        minilm_folder(tmp_path)
    for part in ("model.safetensors", SHA256["model.safetensors"], "11 bytes", "embed.model"):
        assert part in str(caught.value)


class Counting:
    """An encoder that returns the length of each text."""

    name = "counting"
    dimension = 2

    def encode(self, texts: list[str]) -> np.ndarray:
        """Return `(length, 1)` for each text."""
        return np.array([(len(text), 1) for text in texts], np.float32)


def test_each_paper_gets_the_vector_of_its_title_and_abstract(tmp_path: Path) -> None:
    papers = papers_of([(f"Title {index}", "x" * index) for index in range(150)])
    vectors = stage.embed(papers, Counting())
    expected = [len(text_of(t, a)) for t, a in zip(papers.title, papers.abstract, strict=True)]
    assert vectors.paper_ids.tolist() == papers.paper_id.tolist()
    assert vectors.matrix[:, 0].tolist() == expected
    assert text_of("A Title", "") == "A Title"
    vectors.write(tmp_path / "x.npz")
    back = Vectors.read(tmp_path / "x.npz")
    assert back.paper_ids.tolist() == papers.paper_id.tolist()
    assert np.array_equal(back.matrix, vectors.matrix)
    assert back.matrix.dtype == np.float16


def test_stage_writes_vectors_of_all_papers(tmp_path: Path) -> None:
    papers = papers_of([("Sorting Apples", TEXTS[0]), ("Bridges", TEXTS[2])])
    tables.write(tables.PAPERS, papers, tmp_path / "papers.parquet")
    stage.run(tmp_path / "papers.parquet", tmp_path / "v.npz", EmbedSettings(), threads=1)
    assert Vectors.read(tmp_path / "v.npz").matrix.shape == (2, 384)
