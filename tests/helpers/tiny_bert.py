"""A BERT small enough for tests, and a reference implementation in numpy."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

WIDTH, HEADS, LAYERS, POSITIONS = 32, 4, 2, 48
CONFIG = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "hidden_size": WIDTH,
    "intermediate_size": 64,
    "num_attention_heads": HEADS,
    "num_hidden_layers": LAYERS,
    "layer_norm_eps": 1e-12,
    "max_position_embeddings": POSITIONS,
    "pad_token_id": 0,
}
PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *"abcdefghijklmnopqrstuvwxyz.,"]
PIECES += [f"##{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]


def tiny_weights(seed: int = 0) -> dict[str, np.ndarray]:
    """Return random tensors under the names of `BertModel`."""
    random = np.random.default_rng(seed)
    shapes = {
        "embeddings.word_embeddings.weight": (len(PIECES), WIDTH),
        "embeddings.position_embeddings.weight": (POSITIONS, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
        "embeddings.LayerNorm.weight": (WIDTH,),
        "embeddings.LayerNorm.bias": (WIDTH,),
    }
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        for name, rows, columns in (
            ("attention.self.query", WIDTH, WIDTH),
            ("attention.self.key", WIDTH, WIDTH),
            ("attention.self.value", WIDTH, WIDTH),
            ("attention.output.dense", WIDTH, WIDTH),
            ("intermediate.dense", 64, WIDTH),
            ("output.dense", WIDTH, 64),
        ):
            shapes[f"{layer}.{name}.weight"] = (rows, columns)
            shapes[f"{layer}.{name}.bias"] = (rows,)
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes[f"{layer}.{name}.weight"] = shapes[f"{layer}.{name}.bias"] = (WIDTH,)
    return {
        name: (random.normal(0, 0.3, shape) + name.endswith("Norm.weight")).astype(np.float32)
        for name, shape in shapes.items()
    }


def write_tiny_bert(
    folder: Path,
    *,
    weights: dict[str, np.ndarray] | None = None,
    config: dict[str, Any] | None = None,
    pooling: dict[str, Any] | None = None,
    modules: tuple[str, ...] = ("Transformer", "Pooling", "Normalize"),
) -> Path:
    """Write a model folder in the layout of sentence-transformers; return it."""
    (folder / "1_Pooling").mkdir(parents=True)
    save_file(tiny_weights() if weights is None else weights, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps(CONFIG | (config or {})))
    paths = {"Transformer": "", "Pooling": "1_Pooling"}
    module_list = [
        {"path": paths.get(name, name), "type": f"sentence_transformers.models.{name}"}
        for name in modules
    ]
    (folder / "modules.json").write_text(json.dumps(module_list))
    mean_pooling = {"pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True}
    (folder / "1_Pooling/config.json").write_text(json.dumps(pooling or mean_pooling))
    tokenizer = Tokenizer(
        models.WordPiece(dict(zip(PIECES, range(len(PIECES)), strict=True)), unk_token="[UNK]")
    )
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def compute_vector(
    weights: dict[str, np.ndarray],
    ids: list[int],
    *,
    first_position: int = 0,
    activation: str = "gelu",
    pooling: str = "mean",
    normalise: bool = True,
) -> np.ndarray:
    """Return the vector of a text, given its token ids, in float64."""
    doubles = {name: tensor.astype(np.float64) for name, tensor in weights.items()}

    def linear(value: np.ndarray, name: str) -> np.ndarray:
        return value @ doubles[f"{name}.weight"].T + doubles[f"{name}.bias"]

    def norm(value: np.ndarray, name: str) -> np.ndarray:
        centred = value - value.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12)
        return scaled * doubles[f"{name}.weight"] + doubles[f"{name}.bias"]

    def act(value: np.ndarray) -> np.ndarray:
        if activation == "relu":
            return np.maximum(value, 0)
        if activation == "gelu_new":
            inner = math.sqrt(2 / math.pi) * (value + 0.044715 * value**3)
            return value * (1 + np.tanh(inner)) / 2
        return value * (1 + np.vectorize(math.erf)(value / math.sqrt(2))) / 2

    positions = np.arange(first_position, first_position + len(ids))
    hidden = norm(
        doubles["embeddings.word_embeddings.weight"][ids]
        + doubles["embeddings.position_embeddings.weight"][positions]
        + doubles["embeddings.token_type_embeddings.weight"][0],
        "embeddings.LayerNorm",
    )
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        query, key, value = (
            linear(hidden, f"{layer}.attention.self.{part}").reshape(len(ids), HEADS, -1)
            for part in ("query", "key", "value")
        )
        scores = np.einsum("ihd,jhd->hij", query, key) / math.sqrt(WIDTH // HEADS)
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        mixed = np.einsum("hij,jhd->ihd", shares, value).reshape(len(ids), -1)
        mixed = linear(mixed, f"{layer}.attention.output.dense")
        hidden = norm(hidden + mixed, f"{layer}.attention.output.LayerNorm")
        inner = linear(act(linear(hidden, f"{layer}.intermediate.dense")), f"{layer}.output.dense")
        hidden = norm(hidden + inner, f"{layer}.output.LayerNorm")
    vector = hidden.mean(axis=0) if pooling == "mean" else hidden[0]
    return vector / np.linalg.norm(vector) if normalise else vector
