"""Model folders: the ones the BERT encoders support, and the errors for all others."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from helpers.tiny_bert import CONFIG, tiny_weights, write_tiny_bert
from paperthemes.encoders.bert import BertEncoder
from paperthemes.encoders.bert_model import Checkpoint
from paperthemes.encoders.encoder import make_encoder
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.errors import UserError


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return write_tiny_bert(tmp_path / "tiny")


def encode(folder: Path, text: str = "a", *, max_tokens: int = 32) -> None:
    """Read the model completely, as encoding a text does."""
    settings = EmbedSettings(encoder="bert-fp32", model=str(folder), max_tokens=max_tokens)
    BertEncoder(settings, folder).encode([text])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"config": {"model_type": "mpnet"}}, "config.json: model_type: "),
        ({"config": {"position_embedding_type": "relative_key"}}, "'relative_key')"),
        ({"config": {"hidden_act": "silu"}}, "(it is 'silu')"),
        ({"config": {"hidden_act": ["gelu"]}}, "(it is ['gelu'])"),
        ({"config": {"layer_norm_eps": 1, "hidden_size": None}}, "hidden_size: "),
        ({"config": {"num_attention_heads": 0}}, "num_attention_heads: "),
        ({"config": {"model_type": "roberta", "pad_token_id": None}}, "pad_token_id: "),
        ({"config": {"num_attention_heads": 5}}, "5 heads do not divide a width of 32"),
        ({"modules": ("Transformer", "Pooling", "Dense")}, "of Transformer, Pooling, Dense"),
        ({"pooling": {"pooling_mode": "lasttoken"}}, "pools by lasttoken"),
        ({"pooling": {"pooling_mode_max_tokens": True}}, "pools by max"),
        ({"pooling": {"word_embedding_dimension": 32}}, "pools by nothing"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_unsupported_models_are_refused_and_the_encoder_for_them_named(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    folder = write_tiny_bert(tmp_path / "x", **change)
    with pytest.raises(UserError) as raised:
        Checkpoint.read(folder)
    assert message in str(raised.value)
    assert "set embed.encoder to sentence-transformers" in str(raised.value)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("config.json", [1, 2], "config.json: Input should be an object (it is [1, 2])"),
        (
            "config.json",
            {key: value for key, value in CONFIG.items() if key != "layer_norm_eps"},
            "config.json: layer_norm_eps: Field required",
        ),
        ("modules.json", {"0": "Transformer"}, "modules.json: Input should be a valid array"),
        ("modules.json", [{"type": "x.Transformer"}], "modules.json: 0: path: Field required"),
        (
            "modules.json",
            [{"type": "x.Pooling", "path": None}],
            "modules.json: 0: path: Input should be a valid string",
        ),
        (
            "config_sentence_transformers.json",
            {"default_prompt_name": "query"},
            "default_prompt_name is 'query'",
        ),
    ],
)
def test_inconsistent_model_folders_are_refused(
    tiny: Path, name: str, content: object, message: str
) -> None:
    (tiny / name).write_text(json.dumps(content))
    with pytest.raises(UserError) as raised:
        Checkpoint.read(tiny)
    assert message in str(raised.value)


@pytest.mark.parametrize(
    "name", ["config.json", "modules.json", "model.safetensors", "tokenizer.json"]
)
def test_missing_and_damaged_files_are_named(tiny: Path, name: str) -> None:
    content = (tiny / name).read_bytes()
    (tiny / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(UserError) as raised:
        encode(tiny)
    assert "model file damaged" in str(raised.value)
    assert str(tiny / name) in str(raised.value)
    (tiny / name).unlink()
    with pytest.raises(UserError) as raised:
        encode(tiny)
    assert f"model file missing: {tiny / name}" in str(raised.value)


def test_the_pooling_config_is_required(tiny: Path) -> None:
    (tiny / "1_Pooling/config.json").unlink()
    with pytest.raises(UserError, match=r"model file missing: .*1_Pooling"):
        Checkpoint.read(tiny)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"num_hidden_layers": 1}, "(32, 48, 2) instead of (32, 48, 1)"),
        ({"num_hidden_layers": 3}, "(32, 48, 2) instead of (32, 48, 3)"),
        ({"hidden_size": 64}, "(32, 48, 2) instead of (64, 48, 2)"),
        ({"max_position_embeddings": 512}, "(32, 48, 2) instead of (32, 512, 2)"),
    ],
)
def test_weights_of_another_architecture_are_refused(
    tmp_path: Path, config: dict[str, Any], message: str
) -> None:
    folder = write_tiny_bert(tmp_path / "x", config=config)
    with pytest.raises(UserError, match="belong to different models") as raised:
        encode(folder)
    assert message in str(raised.value)


def test_missing_and_misshapen_tensors_are_refused(tmp_path: Path) -> None:
    name = "encoder.layer.1.output.dense.bias"
    for number, tensor in enumerate((None, np.zeros(7, np.float32))):
        weights = tiny_weights()
        del weights[name]
        if tensor is not None:
            weights[name] = tensor
        folder = write_tiny_bert(tmp_path / str(number), weights=weights)
        with pytest.raises(UserError, match="the tensors do not form a BERT model") as raised:
            encode(folder)
        assert tensor is not None or name in str(raised.value)


def test_a_tokenizer_of_another_model_is_refused(tmp_path: Path) -> None:
    weights = tiny_weights()
    weights["embeddings.word_embeddings.weight"] = weights["embeddings.word_embeddings.weight"][:9]
    folder = write_tiny_bert(tmp_path / "x", weights=weights)
    with pytest.raises(UserError, match=r"does not fit the tokens that tokenizer.json makes of"):
        encode(folder, "zzz")


def test_a_tokenizer_without_special_tokens_is_refused(tiny: Path) -> None:
    tokenizer = json.loads((tiny / "tokenizer.json").read_text())
    (tiny / "tokenizer.json").write_text(json.dumps(tokenizer | {"post_processor": None}))
    with pytest.raises(UserError, match="adds no special tokens to a text"):
        encode(tiny)


def test_max_tokens_above_the_limit_of_the_model_are_refused(tiny: Path) -> None:
    with pytest.raises(UserError, match=r"reads 48 tokens at most; set embed.max_tokens"):
        encode(tiny, max_tokens=49)


def test_bert_encoders_need_a_model(tiny: Path) -> None:
    with pytest.raises(ValueError, match=r"bert-int8 needs a folder"):
        EmbedSettings(encoder="bert-int8")
    settings = EmbedSettings(encoder="bert-fp32", model=str(tiny), max_tokens=20)
    assert make_encoder(settings).encode(["a"]).shape == (1, 32)
