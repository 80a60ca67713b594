"""Reader of a model folder in the layout of sentence-transformers, for models of the BERT family.

Models that the ONNX graph does not support are rejected.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, PositiveInt, TypeAdapter, ValidationError
from safetensors import SafetensorError
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from paperthemes.errors import UserError

Weights = dict[str, NDArray[np.float32]]

MODEL_FILES = ("config.json", "modules.json", "model.safetensors", "tokenizer.json")

# Name of a tensor. Some files have a prefix before it, and then before all names of tensors.
_WORDS = "embeddings.word_embeddings.weight"
_POSITIONS = "embeddings.position_embeddings.weight"

_TANH = "gelu_tanh"
_ACTIVATIONS = {"gelu": "gelu", "gelu_new": _TANH, "gelu_pytorch_tanh": _TANH, "relu": "relu"}

T = TypeVar("T")


class _Config(BaseModel):
    """The keys of `config.json` that the graph depends on, with the values that it supports."""

    # Families with the layers and the weight names of BERT.
    model_type: Literal["bert", "roberta", "xlm-roberta", "camembert"]
    hidden_act: Literal["gelu", "gelu_new", "gelu_pytorch_tanh", "relu"]
    position_embedding_type: Literal["absolute"] | None = None
    hidden_size: PositiveInt
    num_attention_heads: PositiveInt
    num_hidden_layers: PositiveInt
    layer_norm_eps: float
    max_position_embeddings: PositiveInt
    pad_token_id: int = 1


class _Module(BaseModel):
    """An entry of `modules.json`: the class of a part of the model, and the folder of its files."""

    type: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    """Everything except the weights that determines what a model computes.

    The names of the attributes are part of the fingerprint: if one is renamed, no cached vector can
    be used any more.

    Attributes
    ----------
    width
        Length of a hidden vector.
    heads
        Number of attention heads.
    layers
        Number of layers.
    epsilon
        Constant of the layer normalisation.
    first_position
        Row of the position embeddings for the first token.
    positions
        Maximum number of tokens.
    activation
        `gelu`, `gelu_tanh` (the tanh approximation of GELU) or `relu`.
    pooling
        `mean`: the mean of all tokens; `cls`: the first token.
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
    """A supported model folder; the weights are read only by `load_weights`."""

    folder: Path
    architecture: Architecture

    @classmethod
    def read(cls, folder: Path) -> "Checkpoint":
        """Read the architecture of a model from the JSON files in its folder, but not the weights.

        Raises
        ------
        UserError
            If a file is missing, a JSON file of the architecture is damaged, or the ONNX graph
            (`build_graph`) does not support the model.
        """
        for name in MODEL_FILES:
            if not (folder / name).is_file():
                raise UserError(
                    f"model file missing: {folder / name}; embed.model must be a folder in the "
                    f"layout of sentence-transformers, with {', '.join(MODEL_FILES)}"
                )
        options_path = folder / "config_sentence_transformers.json"
        options = _read_json(options_path, dict[str, Any]) if options_path.is_file() else {}
        if prompt := options.get("default_prompt_name"):
            raise _make_unsupported_error(
                options_path,
                f"default_prompt_name is {prompt!r}, but prompts are not supported; set it to null "
                "and put the prompt into embed.text",
            )
        return cls(folder, _read_architecture(folder))

    def compute_digest(self) -> str:
        """Return the SHA-256 of weights, tokenizer and architecture, in hex."""
        parts = [json.dumps(asdict(self.architecture), sort_keys=True)]
        parts += [hash_file(self.folder / name) for name in ("model.safetensors", "tokenizer.json")]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def load_tokenizer(self, max_tokens: int) -> Tokenizer:
        """Return the tokenizer, which truncates texts to `max_tokens` and never pads.

        Raises
        ------
        UserError
            If `tokenizer.json` is damaged or makes no token of an empty text, or `max_tokens` is
            more than the model reads.
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
            raise make_damage_error(path, error) from error
        if not tokenizer.encode("").ids:  # then an empty text would have no vector
            raise _make_unsupported_error(path, "adds no special tokens to a text")
        tokenizer.no_padding()
        tokenizer.enable_truncation(max_tokens)
        return tokenizer

    def load_weights(self) -> Weights:
        """Return the tensors as float32, under the names of Hugging Face's `BertModel`.

        Raises
        ------
        UserError
            If `model.safetensors` is damaged or has a type that numpy does not know, or its width
            or numbers of positions and layers do not fit the architecture.
        """
        path = self.folder / "model.safetensors"
        try:
            tensors = load_file(path)
        except (SafetensorError, KeyError, TypeError, AttributeError) as error:
            raise make_damage_error(path, f"or of an unknown type: {error}") from error
        # All names can start with the same prefix, such as `bert.`.
        prefix = next((name.removesuffix(_WORDS) for name in tensors if name.endswith(_WORDS)), "")
        weights = {
            name.removeprefix(prefix): np.asarray(tensor, np.float32)
            for name, tensor in tensors.items()
        }
        # A missing tensor counts as empty, and thus does not fit the architecture.
        words, positions = (weights.get(name, np.empty((0, 0))) for name in (_WORDS, _POSITIONS))
        # The number of each layer, as in `encoder.layer.0.output.dense.weight`.
        layers = {name.split(".")[2] for name in weights if name.startswith("encoder.layer.")}
        actual = (words.shape[1], len(positions), len(layers))
        design = self.architecture  # as the JSON files describe it
        expected = (design.width, design.first_position + design.positions, design.layers)
        if actual != expected:
            raise UserError(
                f"{self.folder}: model.safetensors and config.json belong to different models "
                f"(width, positions and layers are {actual} instead of {expected}); download the "
                "whole folder again"
            )
        return weights


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def make_damage_error(path: Path, reason: object) -> UserError:
    """Return the exception for a model file that cannot be read; `reason` says why."""
    return UserError(f"model file damaged: {path}: {reason}; download it again")


def _make_unsupported_error(path: Path, reason: str) -> UserError:
    """Return the exception for a model that the ONNX graph does not support; `reason` says why."""
    return UserError(
        f"{path}: {reason}; for other models, set embed.encoder to sentence-transformers"
    )


def _read_json(path: Path, content_type: type[T]) -> T:
    """Read a JSON file and check that its content is of type `content_type`.

    Raises
    ------
    UserError
        If the file is missing or damaged, or its content has another type.
    """
    try:
        return TypeAdapter(content_type).validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise UserError(f"model file missing: {path}") from error
    except ValidationError as error:
        problem = error.errors()[0]  # `loc` is the path to the value, such as ("hidden_act",)
        if problem["type"] == "json_invalid":
            raise make_damage_error(path, problem["msg"]) from error
        reason = ": ".join([*map(str, problem["loc"]), problem["msg"]])
        raise _make_unsupported_error(path, f"{reason} (it is {problem['input']!r:.60})") from error


def _read_architecture(folder: Path) -> Architecture:
    """Read the architecture of a model; raise a `UserError` if a file is bad or not supported."""
    pooling, normalise = _read_modules(folder)
    path, options_path = folder / "config.json", folder / "sentence_bert_config.json"
    config = _read_json(path, _Config)
    width, heads = config.hidden_size, config.num_attention_heads
    if width % heads:
        raise _make_unsupported_error(path, f"{heads} heads do not divide a width of {width}")
    # In models other than BERT, the first rows of the position embeddings belong to padding.
    first_position = 0 if config.model_type == "bert" else config.pad_token_id + 1
    return Architecture(
        width=width,
        heads=heads,
        layers=config.num_hidden_layers,
        epsilon=config.layer_norm_eps,
        first_position=first_position,
        positions=config.max_position_embeddings - first_position,
        activation=_ACTIVATIONS[config.hidden_act],
        pooling=pooling,
        normalise=normalise,
        # This file is optional.
        lower_case=options_path.is_file()
        and bool(_read_json(options_path, dict[str, Any]).get("do_lower_case")),
    )


def _read_modules(folder: Path) -> tuple[str, bool]:
    """Return the pooling mode ("mean" or "cls"), and whether the model normalises its vectors."""
    path = folder / "modules.json"
    entries = _read_json(path, list[_Module])
    # The folder of each class. A class is written as `sentence_transformers.models.Pooling`.
    folders = {entry.type.rsplit(".", 1)[-1]: entry.path for entry in entries}
    unknown = folders.keys() - {"Transformer", "Pooling", "Normalize"}
    # The files of Transformer must be in the model folder itself, which is "".
    if unknown or folders.get("Transformer") != "" or "Pooling" not in folders:
        raise _make_unsupported_error(
            path,
            f"consists of {', '.join(folders)}; supported are Transformer (in the folder itself), "
            "Pooling and Normalize",
        )
    return _read_pooling(folder / folders["Pooling"] / "config.json"), "Normalize" in folders


def _read_pooling(path: Path) -> str:
    """Return the pooling mode, "mean" or "cls"; raise a `UserError` for others or several modes.

    Old releases of sentence-transformers write a flag per mode, such as `pooling_mode_cls_token` or
    `pooling_mode_mean_tokens`; new ones write the value of `pooling_mode`.
    """
    config = _read_json(path, dict[str, Any])
    value = config.get("pooling_mode") or []  # one mode, or a list
    modes = [value] if isinstance(value, str) else [str(mode) for mode in value]
    modes += [
        key.removeprefix("pooling_mode_").removesuffix("_token").removesuffix("_tokens")
        for key, flag in config.items()
        if key.startswith("pooling_mode_") and flag is True
    ]
    if modes not in (["mean"], ["cls"]):
        raise _make_unsupported_error(
            path, f"pools by {' and '.join(modes) or 'nothing'}; supported are mean and cls"
        )
    return modes[0]
