"""A folder of a sentence-transformers model, as far as the ONNX graph supports it."""

import functools
import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from paperthemes.errors import UserError

Weights = dict[str, NDArray[np.float32]]

MODEL_FILES = ("config.json", "modules.json", "model.safetensors", "tokenizer.json")
MODEL_PATTERNS = ("*.json", "model.safetensors")  # what to download of a repository

_WORDS = "embeddings.word_embeddings.weight"  # any prefix of it is a prefix of all tensor names
_POSITIONS = "embeddings.position_embeddings.weight"

# Model families with the layers and the weight names of BERT.
_FAMILIES = ("bert", "roberta", "xlm-roberta", "camembert")
_ACTIVATIONS = {
    "gelu": "gelu",
    "gelu_new": "gelu_tanh",
    "gelu_pytorch_tanh": "gelu_tanh",
    "relu": "relu",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    """Everything but the weights that determines what a model computes.

    The names are part of the fingerprint: renaming one makes all cached vectors unusable.

    Attributes
    ----------
    width, heads, layers
        Length of a hidden vector, attention heads, and layers.
    epsilon
        Constant of the layer normalisation.
    first_position
        Row of the position embeddings for the first token.
    positions
        Maximum number of tokens.
    activation
        `gelu`, `gelu_tanh` (its tanh approximation) or `relu`.
    pooling
        `mean` of all tokens, or `cls`: the first token alone.
    normalise
        Whether vectors are scaled to unit length.
    lower_case
        Whether texts are lower-cased before tokenisation.
    """

    width: int
    heads: int
    layers: int
    epsilon: float
    first_position: int
    positions: int
    activation: str
    pooling: str
    normalise: bool
    lower_case: bool


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A supported model folder; weights are read only when needed."""

    folder: Path
    architecture: Architecture

    @classmethod
    def read(cls, folder: Path) -> "Checkpoint":
        """Read the JSON files of a model folder.

        Raises
        ------
        UserError
            If a file is missing or damaged, or the graph does not support the model; the message
            names the encoder that does.
        """
        for name in MODEL_FILES:
            if not (folder / name).is_file():
                raise UserError(
                    f"model file missing: {folder / name}; embed.model must be a folder in the "
                    f"layout of sentence-transformers, with {', '.join(MODEL_FILES)}"
                )
        path = folder / "config_sentence_transformers.json"
        if path.is_file() and (name := _read_json(path).get("default_prompt_name")):
            raise _unsupported_error(
                path,
                f"default_prompt_name is {name!r}, but prompts are not supported; set it to null "
                "and put the prompt into embed.text",
            )
        return cls(folder, _read_architecture(folder))

    def compute_digest(self) -> str:
        """Return the SHA-256 of weights, tokenizer and architecture."""
        parts = [json.dumps(asdict(self.architecture), sort_keys=True)]
        parts += [hash_file(self.folder / name) for name in ("model.safetensors", "tokenizer.json")]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def load_tokenizer(self, max_tokens: int) -> Tokenizer:
        """Return the tokenizer, which truncates texts to `max_tokens` and never pads.

        Raises
        ------
        UserError
            If the file is damaged, or `max_tokens` is more than the model reads.
        """
        if max_tokens > self.architecture.positions:
            raise UserError(
                f"the model in {self.folder} reads {self.architecture.positions} tokens at most; "
                f"set embed.max_tokens to that or less (it is {max_tokens})"
            )
        path = self.folder / "tokenizer.json"
        try:
            tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # the library raises nothing more precise
            raise _damage_error(path, error) from error
        if not tokenizer.encode("").ids:
            raise _unsupported_error(path, "puts no token before and after a text")
        tokenizer.no_padding()
        tokenizer.enable_truncation(max_tokens)
        return tokenizer

    def load_weights(self) -> Weights:
        """Return the tensors as float32, under the names of Hugging Face's `BertModel`.

        Raises
        ------
        UserError
            If the file is damaged, of a type that numpy does not know, or of another architecture.
        """
        path = self.folder / "model.safetensors"
        try:
            tensors = load_file(path)
        except (SafetensorError, KeyError, TypeError, AttributeError) as error:
            raise _damage_error(path, f"or of an unknown type: {error}") from error
        prefix = next((name.removesuffix(_WORDS) for name in tensors if name.endswith(_WORDS)), "")
        weights = {
            name.removeprefix(prefix): np.asarray(tensor, np.float32)
            for name, tensor in tensors.items()
        }
        self._check_architecture(weights)
        return weights

    def _check_architecture(self, weights: Weights) -> None:
        shape = self.architecture
        expected = (shape.width, shape.positions + shape.first_position, shape.layers)
        words, positions = (weights.get(name, np.empty((0, 0))) for name in (_WORDS, _POSITIONS))
        layers = {name.split(".")[2] for name in weights if name.startswith("encoder.layer.")}
        actual = (words.shape[1], len(positions), len(layers))
        if actual != expected:
            raise UserError(
                f"{self.folder}: model.safetensors and config.json belong to different models "
                f"(width, positions and layers are {actual} instead of {expected}); download the "
                "whole folder again"
            )


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hex; computed once per version of the file."""
    status = path.stat()
    return _hash_file_version(path, status.st_size, status.st_mtime_ns)


@functools.cache
def _hash_file_version(path: Path, size: int, modified: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _damage_error(path: Path, reason: object) -> UserError:
    return UserError(f"model file damaged: {path}: {reason}; download it again")


def _unsupported_error(path: Path, reason: str) -> UserError:
    return UserError(
        f"{path}: {reason}; for other models, set embed.encoder to sentence-transformers"
    )


def _read_json(path: Path, kind: type = dict) -> Any:  # noqa: ANN401 - any JSON value
    """Read a JSON file that must hold a mapping, or another `kind`."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise UserError(f"model file missing: {path}") from error
    except ValueError as error:
        raise _damage_error(path, error) from error
    if not isinstance(content, kind):
        raise _damage_error(path, f"holds no {kind.__name__}")
    return content


def _read_architecture(folder: Path) -> Architecture:
    pooling, normalise = _read_modules(folder)
    path = folder / "config.json"
    config = _read_json(path)
    family = config.get("model_type")
    activation = config.get("hidden_act")
    for name, value, supported in (
        ("model_type", family, _FAMILIES),
        ("hidden_act", activation, _ACTIVATIONS),
        ("position embeddings", config.get("position_embedding_type") or "absolute", ["absolute"]),
    ):
        if not isinstance(value, str) or value not in supported:
            raise _unsupported_error(
                path, f"{name} {value!r} is not supported (only {', '.join(supported)})"
            )
    lower_case = folder / "sentence_bert_config.json"
    try:
        # RoBERTa numbers positions from the one after the padding token.
        first = 0 if family == "bert" else config["pad_token_id"] + 1
        architecture = Architecture(
            width=config["hidden_size"],
            heads=config["num_attention_heads"],
            layers=config["num_hidden_layers"],
            epsilon=config["layer_norm_eps"],
            first_position=first,
            positions=config["max_position_embeddings"] - first,
            activation=_ACTIVATIONS[activation],
            pooling=pooling,
            normalise=normalise,
            lower_case=lower_case.is_file() and bool(_read_json(lower_case).get("do_lower_case")),
        )
        remainder = architecture.width % architecture.heads
    except (KeyError, TypeError, ZeroDivisionError) as error:
        raise _unsupported_error(path, f"a number is missing or wrong ({error!r})") from error
    if remainder:
        raise _unsupported_error(
            path, f"{architecture.heads} heads do not divide a width of {architecture.width}"
        )
    return architecture


def _read_modules(folder: Path) -> tuple[str, bool]:
    """Return the pooling and whether vectors are normalised, from `modules.json`."""
    path = folder / "modules.json"
    try:
        modules = {
            module["type"].rsplit(".", 1)[-1]: module["path"] for module in _read_json(path, list)
        }
        pooling_path = folder / modules.get("Pooling", "") / "config.json"
    except (KeyError, TypeError, AttributeError) as error:
        raise _damage_error(path, repr(error)) from error
    unknown = modules.keys() - {"Transformer", "Pooling", "Normalize"}
    if unknown or modules.get("Transformer") != "" or "Pooling" not in modules:
        raise _unsupported_error(
            path,
            f"consists of {', '.join(modules)}; supported are Transformer (in the folder itself), "
            "Pooling and Normalize",
        )
    return _read_pooling(pooling_path), "Normalize" in modules


def _read_pooling(path: Path) -> str:
    """Return the pooling mode, written as flags (old releases) or as a word (new ones)."""
    config = _read_json(path)
    word = config.get("pooling_mode") or []
    modes = [word] if isinstance(word, str) else [str(mode) for mode in word]
    modes += [
        key.removeprefix("pooling_mode_").removesuffix("_token").removesuffix("_tokens")
        for key, value in config.items()
        if key.startswith("pooling_mode_") and value is True
    ]
    if modes not in (["mean"], ["cls"]):
        raise _unsupported_error(
            path, f"pools by {' and '.join(modes) or 'nothing'}; supported are mean and cls"
        )
    return modes[0]
