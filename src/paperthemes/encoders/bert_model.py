"""A folder of a sentence-transformers model, as far as the ONNX graph can follow it."""

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
_OTHER = "for other models, set embed.encoder to sentence-transformers"

_WORDS = "embeddings.word_embeddings.weight"  # what stands before it stands before all names

# The families whose layers are BERT's own, to the names of their weights.
_FAMILIES = ("bert", "roberta", "xlm-roberta", "camembert")
_ACTIVATIONS = {
    "gelu": "gelu",
    "gelu_new": "gelu_tanh",
    "gelu_pytorch_tanh": "gelu_tanh",
    "relu": "relu",
}


@dataclass(frozen=True, slots=True)
class Architecture:
    """What besides its weights decides what a model computes.

    Attributes
    ----------
    first_position
        Row of the position embeddings that the first token takes.
    positions
        Most tokens the model can read.
    activation
        `gelu`, `gelu_tanh` (its approximation by tanh) or `relu`.
    pooling
        `mean` of all tokens, or `cls`: the first one alone.
    normalise
        Whether vectors are brought to unit length.
    lower_case
        Whether texts are made lower-case before they are cut into tokens.
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
    """A model folder that has been understood; weights are read when they are asked for."""

    folder: Path
    architecture: Architecture

    @classmethod
    def read(cls, folder: Path) -> "Checkpoint":
        """Read the small files of a model folder.

        Raises
        ------
        UserError
            If a file is missing or damaged, or the model is none that the graph can follow; the
            message names the encoder for it.
        """
        for name in MODEL_FILES:
            if not (folder / name).is_file():
                raise UserError(
                    f"model file missing: {folder / name}; embed.model must be a folder in the "
                    f"layout of sentence-transformers, with {', '.join(MODEL_FILES)}"
                )
        _refuse_prompts(folder)
        pooling, normalise = _modules(folder)
        return cls(folder, _architecture(folder, pooling, normalise))

    def digest(self) -> str:
        """Return a SHA-256 of all that decides the vectors: weights, tokenizer, architecture."""
        parts = [json.dumps(asdict(self.architecture), sort_keys=True)]
        parts += [sha256_of(self.folder / name) for name in ("model.safetensors", "tokenizer.json")]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def tokenizer(self, max_tokens: int) -> Tokenizer:
        """Return the tokenizer; it cuts texts at `max_tokens`, and never pads.

        Raises
        ------
        UserError
            If the file is damaged, or the model cannot read so many tokens.
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
            raise UserError(f"model file damaged: {path}: {error}; download it again") from error
        if not tokenizer.encode("").ids:
            raise UserError(f"{path}: puts no token before and after a text; {_OTHER}")
        tokenizer.no_padding()
        tokenizer.enable_truncation(max_tokens)
        return tokenizer

    def weights(self) -> Weights:
        """Return the tensors as float32, under the names of Hugging Face's `BertModel`.

        Raises
        ------
        UserError
            If the file is damaged or of a type that numpy does not know.
        """
        path = self.folder / "model.safetensors"
        try:
            tensors = load_file(path)
        except (SafetensorError, KeyError, TypeError, AttributeError) as error:
            raise UserError(
                f"model file damaged or of an unknown type: {path}: {error}; download it again, or "
                f"{_OTHER}"
            ) from error
        prefix = next((name.removesuffix(_WORDS) for name in tensors if name.endswith(_WORDS)), "")
        weights = {
            name.removeprefix(prefix): np.asarray(tensor, np.float32)
            for name, tensor in tensors.items()
        }
        self._check(weights)
        return weights

    def _check(self, weights: Weights) -> None:
        """Refuse weights that are not of the architecture in `config.json`."""
        shape = self.architecture
        sizes = {
            (_WORDS, 1): shape.width,
            ("embeddings.position_embeddings.weight", 0): shape.positions + shape.first_position,
            (f"encoder.layer.{shape.layers - 1}.output.dense.weight", 0): shape.width,
        }
        found = {
            (name, axis): weights[name].shape[axis] if name in weights else 0
            for name, axis in sizes
        }
        wrong = [
            f"{name} is of size {found[name, axis]} where {size} is due"
            for (name, axis), size in sizes.items()
            if found[name, axis] != size
        ]
        if any(name.startswith(f"encoder.layer.{shape.layers}.") for name in weights):
            wrong.append(f"there are more than {shape.layers} layers")
        if wrong:
            raise UserError(
                f"{self.folder}: model.safetensors and config.json are not of the same model "
                f"({'; '.join(wrong)}); download the whole folder again"
            )


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    status = path.stat()
    return _sha256_of(path, status.st_size, status.st_mtime_ns)


@functools.cache  # of 90 MB, asked for once to check them and once for the fingerprint
def _sha256_of(path: Path, size: int, changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _json(path: Path, kind: type = dict) -> Any:  # noqa: ANN401 - any JSON value
    """Read a file that must hold a mapping, or another `kind`."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise UserError(f"model file damaged: {path}: {error}; download it again") from error
    if not isinstance(content, kind):
        raise UserError(f"model file damaged: {path}: holds no {kind.__name__}; download it again")
    return content


def _architecture(folder: Path, pooling: str, normalise: bool) -> Architecture:
    path = folder / "config.json"
    config = _json(path)
    family = config.get("model_type")
    activation = config.get("hidden_act")
    for given, known, what in (
        (family, _FAMILIES, "model_type"),
        (activation, _ACTIVATIONS, "hidden_act"),
        (config.get("position_embedding_type") or "absolute", ("absolute",), "position embeddings"),
    ):
        if not isinstance(given, str) or given not in known:
            raise UserError(
                f"{path}: {what} {given!r} is not of the BERT family as this encoder builds it "
                f"(it knows {', '.join(known)}); {_OTHER}"
            )
    try:
        # RoBERTa counts its positions from the one after padding's.
        first = 0 if family == "bert" else config["pad_token_id"] + 1
        shape = Architecture(
            width=config["hidden_size"],
            heads=config["num_attention_heads"],
            layers=config["num_hidden_layers"],
            epsilon=config["layer_norm_eps"],
            first_position=first,
            positions=config["max_position_embeddings"] - first,
            activation=_ACTIVATIONS[activation],
            pooling=pooling,
            normalise=normalise,
            lower_case=_lower_case(folder),
        )
        fits = shape.width % shape.heads == 0
    except (KeyError, TypeError, ZeroDivisionError) as error:
        raise UserError(f"{path}: a number is missing or wrong ({error!r}); {_OTHER}") from error
    if not fits:
        raise UserError(
            f"{path}: {shape.heads} heads do not divide a width of {shape.width}; {_OTHER}"
        )
    return shape


def _refuse_prompts(folder: Path) -> None:
    """Refuse a model before whose texts sentence-transformers puts a prompt of its own."""
    path = folder / "config_sentence_transformers.json"
    if path.is_file() and (name := _json(path).get("default_prompt_name")):
        raise UserError(
            f"{path}: default_prompt_name is {name!r}, which this encoder does not know; set it to "
            f"null and put the prompt into embed.text; {_OTHER}"
        )


def _lower_case(folder: Path) -> bool:
    path = folder / "sentence_bert_config.json"
    return path.is_file() and bool(_json(path).get("do_lower_case"))


def _modules(folder: Path) -> tuple[str, bool]:
    """Return the pooling and whether vectors are normalised, from `modules.json`."""
    path = folder / "modules.json"
    try:
        modules = {part["type"].rsplit(".", 1)[-1]: part["path"] for part in _json(path, list)}
        pooling = folder / modules.get("Pooling", "") / "config.json"
    except (KeyError, TypeError, AttributeError) as error:
        raise UserError(f"model file damaged: {path}: {error!r}; download it again") from error
    unknown = modules.keys() - {"Transformer", "Pooling", "Normalize"}
    if unknown or modules.get("Transformer") != "" or "Pooling" not in modules:
        raise UserError(
            f"{path}: made of {', '.join(modules)}, where this encoder knows Transformer, Pooling "
            f"and Normalize, the first in the folder itself; {_OTHER}"
        )
    return _pooling(pooling), "Normalize" in modules


def _pooling(path: Path) -> str:
    """Read the way of pooling, in the spelling of old releases (flags) or new ones (a word)."""
    if not path.is_file():
        raise UserError(f"model file missing: {path}")
    config = _json(path)
    word = config.get("pooling_mode") or []
    modes = [word] if isinstance(word, str) else [str(one) for one in word]
    modes += [
        key.removeprefix("pooling_mode_").removesuffix("_token").removesuffix("_tokens")
        for key, value in config.items()
        if key.startswith("pooling_mode_") and value is True
    ]
    if modes not in (["mean"], ["cls"]):
        raise UserError(
            f"{path}: pools by {' and '.join(modes) or 'nothing'}, where this encoder knows mean "
            f"or cls; {_OTHER}"
        )
    return modes[0]
