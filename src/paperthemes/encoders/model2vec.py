"""Static models of the library model2vec: a vector per token, without a neural network.

The vector of a text is the mean of the vectors of its tokens, so it takes far less time than with a
network. Vectors equal those of the library (Tulkens & van Dongen, "Model2Vec: Fast state-of-the-art
static embeddings", 2024), which need not be installed.
"""

import functools
import hashlib
import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ValidationError
from safetensors import SafetensorError
from safetensors.numpy import load_file
from tokenizers import Encoding, Tokenizer

from paperthemes.encoders.bert_model import hash_file, make_damage_error
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.errors import UserError

_RECIPE = 1  # part of the fingerprint; increase if vectors are computed in another way
_FILES = ("config.json", "model.safetensors", "tokenizer.json")


class _Config(BaseModel):
    """The key of `config.json` that decides a vector: whether it is scaled to unit length."""

    normalize: bool = False


class Model2VecEncoder:
    """A static model: a vector per token, and perhaps a weight, in a folder.

    Parameters
    ----------
    settings
        Settings of step embed.
    folder
        Folder of the model.

    Raises
    ------
    UserError
        If a file is missing or damaged, or the folder holds a model of another kind.
    """

    name = "model2vec"
    per_text = True

    def __init__(self, settings: EmbedSettings, folder: Path) -> None:
        self._folder = folder
        self._max_tokens = settings.max_tokens
        for name in _FILES:
            if not (folder / name).is_file():
                raise UserError(
                    f"model file missing: {folder / name}; embed.model must be a folder that "
                    f"model2vec wrote, with {', '.join(_FILES)}"
                )
        try:
            config = _Config.model_validate_json((folder / "config.json").read_bytes())
        except ValidationError as error:
            raise make_damage_error(folder / "config.json", error.errors()[0]["msg"]) from error
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # the library raises nothing more precise
            raise make_damage_error(folder / "tokenizer.json", error) from error
        self._normalise = config.normalize
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self._max_tokens)
        # Texts are cut before they become tokens, which is faster.
        lengths = [len(token) for token in self._tokenizer.get_vocab()]
        self._max_characters = self._max_tokens * int(np.median(lengths))
        # The token that stands for all unknown ones has no meaning, so it is left out.
        model = json.loads(self._tokenizer.to_str())["model"]
        unknown = model.get("unk_token")
        self._unknown_id = self._tokenizer.token_to_id(unknown) if unknown else model.get("unk_id")

    @functools.cached_property
    def fingerprint(self) -> str:
        """SHA-256, in hex, of what decides the vector of a text, see `Encoder.fingerprint`."""
        hashes = [hash_file(self._folder / name) for name in _FILES]
        parts = [self.name, _RECIPE, *hashes, self._max_tokens, version("tokenizers")]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vector of each text, shape `(len(texts), dimension)`.

        The vector of a text without known tokens is all zeros.

        Raises
        ------
        UserError
            If the weights are damaged, or belong to another model.
        """
        embeddings, rows, weights = self._tensors
        # Means have the precision of the embeddings, which may be integers of 8 bits.
        precision = np.dtype(np.float32) if embeddings.dtype == np.int8 else embeddings.dtype
        means = np.zeros((len(texts), embeddings.shape[1]), precision)
        for index, text in enumerate(texts):
            ids = np.array(self._tokenise(text).ids, np.int64)
            if (ids := ids[ids != self._unknown_id]).size:
                means[index] = (embeddings[rows[ids]] * weights[ids, np.newaxis]).mean(axis=0)
        vectors = means.astype(np.float32)
        if self._normalise:
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + np.float32(1e-32)
        return vectors.astype(precision).astype(np.float32)

    def is_truncated(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """Return whether only the start of each text is read, shape `(len(texts),)`."""
        is_long = [len(text) > self._max_characters for text in texts]
        has_rest = [bool(self._tokenise(text).overflowing) for text in texts]
        return np.array(is_long, np.bool_) | np.array(has_rest, np.bool_)

    def _tokenise(self, text: str) -> Encoding:
        """Return the tokens of a text, truncated to `max_tokens`; the rest is in `overflowing`."""
        return self._tokenizer.encode(text[: self._max_characters], add_special_tokens=False)

    @functools.cached_property
    def _tensors(self) -> tuple[NDArray[Any], NDArray[np.int64], NDArray[Any]]:
        """The embeddings, and for each token its row in them and its weight.

        Their shapes are `(rows, dimension)`, `(tokens,)` and `(tokens,)`. A `UserError` is raised
        if the file is damaged, or its tensors do not fit the tokenizer.
        """
        path = self._folder / "model.safetensors"
        try:
            tensors = load_file(path)
        except (SafetensorError, KeyError, TypeError, AttributeError) as error:
            reason = f"or of an unknown type: {error}"
            raise make_damage_error(path, reason) from error
        token_count = self._tokenizer.get_vocab_size()
        # Tokens can share a row (`mapping`); otherwise each has one.
        embeddings = tensors.get("embeddings", np.empty((0, 0), np.float32))
        rows = tensors.get("mapping", np.arange(token_count)).astype(np.int64)
        weights = tensors.get("weights", np.ones(token_count, embeddings.dtype))
        has_all = rows.size == weights.size == token_count and rows.max() < len(embeddings)
        if embeddings.ndim != 2 or not has_all:
            raise UserError(
                f"{self._folder}: model.safetensors does not have an embedding of each token in "
                "tokenizer.json; download the whole folder again or, for models of other kinds, "
                "set embed.encoder to bert-int8 or sentence-transformers"
            )
        return embeddings, rows, weights
