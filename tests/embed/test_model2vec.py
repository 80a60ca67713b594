"""The encoder model2vec: static models, and the errors for damaged ones."""

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from helpers.tiny_bert import PIECES, write_tiny_bert
from paperthemes.encoders.encoder import Encoder, make_encoder
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.errors import UserError

EMBEDDINGS = np.random.default_rng(0).normal(size=(len(PIECES), 6)).astype(np.float32)
UNKNOWN, A, B_INSIDE = PIECES.index("[UNK]"), PIECES.index("a"), PIECES.index("##b")


def write_static_model(folder: Path, *, normalise: bool = False, **tensors: np.ndarray) -> Path:
    """Write a static model with the tokenizer of the tiny BERT."""
    write_tiny_bert(folder)
    save_file({"embeddings": EMBEDDINGS} | tensors, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps({"normalize": normalise, "model_type": "x"}))
    return folder


def encoder_of(folder: Path, max_tokens: int = 8) -> Encoder:
    settings = EmbedSettings(encoder="model2vec", model=str(folder), max_tokens=max_tokens)
    return make_encoder(settings, offline=True)


def test_a_vector_is_the_mean_of_those_of_the_known_tokens(tmp_path: Path) -> None:
    encoder = encoder_of(write_static_model(tmp_path / "model"))
    vectors = encoder.encode(["ab", "7 ab 7", "", "7"])
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors[0], (EMBEDDINGS[A] + EMBEDDINGS[B_INSIDE]) / 2, rtol=1e-6)
    assert vectors[1].tolist() == vectors[0].tolist()
    assert not vectors[2:].any()
    assert encoder.encode([]).shape == (0, 6)
    assert encoder.per_text


def test_tokens_can_have_weights_and_share_a_row(tmp_path: Path) -> None:
    rows = np.zeros(len(PIECES), np.int64)
    rows[B_INSIDE] = 1
    weights = np.ones(len(PIECES), np.float32)
    weights[B_INSIDE] = 0.5
    integers = np.array([[4, 0], [0, 100]], np.int8)
    folder = write_static_model(
        tmp_path / "model", normalise=True, embeddings=integers, mapping=rows, weights=weights
    )
    expected = np.array([2, 25]) / np.hypot(2, 25)
    np.testing.assert_allclose(encoder_of(folder).encode(["ab"])[0], expected, rtol=1e-6)


def test_long_texts_are_cut(tmp_path: Path) -> None:
    encoder = encoder_of(write_static_model(tmp_path / "model"))
    texts = ["a " * 8, "a " * 8 + "b", "a" + " " * 99 + "b"]
    assert encoder.is_truncated(texts).tolist() == [False, True, True]
    np.testing.assert_allclose(encoder.encode(texts), EMBEDDINGS[[A] * 3], rtol=1e-6)
    assert encoder.is_truncated([]).shape == (0,)


def test_the_fingerprint_depends_on_model_and_settings(tmp_path: Path) -> None:
    folder = write_static_model(tmp_path / "model")
    first = encoder_of(folder).fingerprint
    assert encoder_of(folder).fingerprint == first != encoder_of(folder, 9).fingerprint
    other = write_static_model(tmp_path / "other", normalise=True)
    assert encoder_of(other).fingerprint != first


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json"])
def test_missing_and_damaged_files_are_named(tmp_path: Path, name: str) -> None:
    path = write_static_model(tmp_path / "model") / name
    path.write_bytes(path.read_bytes()[:20])
    with pytest.raises(UserError, match=f"model file damaged: {path}"):
        encoder_of(path.parent).encode(["a"])
    path.unlink()
    with pytest.raises(UserError, match=f"model file missing: {path}"):
        encoder_of(path.parent)


def test_models_of_other_kinds_and_other_tokenizers_are_refused(tmp_path: Path) -> None:
    folders = [
        write_tiny_bert(tmp_path / "bert"),
        write_static_model(tmp_path / "short", embeddings=EMBEDDINGS[:9]),
        write_static_model(tmp_path / "flat", embeddings=EMBEDDINGS[:, 0].copy()),
        write_static_model(tmp_path / "mapped", mapping=np.full(len(PIECES), len(PIECES))),
    ]
    for folder in folders:
        with pytest.raises(UserError, match="does not have an embedding of each token"):
            encoder_of(folder).encode(["a"])
