"""Any model of the sentence-transformers library: an optional extra, for it brings torch along."""

import functools
import hashlib
import importlib.util
import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from paperthemes.encoders.bert_model import sha256_of
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.encoders.sources import minilm_folder, model_folder
from paperthemes.errors import UserError

logger = logging.getLogger(__name__)

# Weights as safetensors only: other formats are pickles.
_SUFFIXES = (".json", ".safetensors", ".txt", ".model")
_LIBRARIES = ("sentence-transformers", "torch", "transformers", "tokenizers")
_GPU_BATCH = 32


class SentenceTransformersEncoder:
    """A text model that `SentenceTransformer` loads from safetensors, on the GPU if there is one.

    On a CPU each text is encoded alone, which is as fast there, so its vector does not depend on
    the texts around it; on a GPU texts go in batches, and vectors can differ in their last bits.

    Parameters
    ----------
    settings
        `model` is a folder or a name on the hub (all-MiniLM-L6-v2 by default), of `revision`;
        of each text `max_tokens` are read.
    threads
        Threads of torch on a CPU.
    offline
        Never try the network.

    Raises
    ------
    UserError
        If the library is not installed, or the model cannot be had.
    """

    name = "sentence-transformers"
    per_text = True

    def __init__(self, settings: EmbedSettings, threads: int = 1, *, offline: bool = False) -> None:
        if importlib.util.find_spec("sentence_transformers") is None:
            raise UserError(
                "embed.encoder sentence-transformers needs a library that is not installed; run "
                "`.venv/bin/pip install sentence-transformers` (it brings torch, gigabytes), or "
                "take minilm-int8, or bert-int8 for other models of the BERT family"
            )
        self._max_tokens = settings.max_tokens
        self._threads = threads
        if settings.model is None:
            self._folder = minilm_folder(offline=offline)
        else:
            wanted = [f"*{suffix}" for suffix in _SUFFIXES]
            self._folder = model_folder(settings.model, settings.revision, wanted, offline=offline)
        if not self._files(".safetensors"):
            raise UserError(
                f"{settings.model}: no weights as safetensors in {self._folder}; other formats are "
                "not loaded, for they can run code"
            )

    def _files(self, *suffixes: str) -> list[Path]:
        found = [path for path in self._folder.rglob("*") if path.suffix in suffixes]
        return sorted(path for path in found if path.is_file())

    @functools.cached_property
    def fingerprint(self) -> str:
        """SHA-256 of all that decides a vector besides its text."""
        files = self._files(*_SUFFIXES)
        parts = {
            "model": [[str(path.relative_to(self._folder)), sha256_of(path)] for path in files],
            "max_tokens": self._max_tokens,
            "libraries": [version(name) for name in _LIBRARIES],
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    @functools.cached_property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self.encode([""]).shape[1])

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors, shape `(len(texts), dimension)`.

        Raises
        ------
        UserError
            If the library cannot load or run the model.
        """
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        with self._explained():
            vectors = self._model.encode(
                list(texts),
                batch_size=1 if self._model.device.type == "cpu" else _GPU_BATCH,
                show_progress_bar=False,
            )
            return np.asarray(vectors, np.float32)

    def truncated(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """Tell which texts are longer than what is read, shape `(len(texts),)`.

        Raises
        ------
        UserError
            If the library cannot load the model, or it has no tokenizer that tells.
        """
        if not texts:
            return np.zeros(0, np.bool_)
        with self._explained():
            ids = self._model.tokenizer(list(texts), truncation=False, verbose=False)["input_ids"]
        return np.array([len(one) for one in ids], np.int64) > self._max_tokens

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except UserError:
            raise
        except Exception as error:  # whatever the model and torch may raise
            raise UserError(
                f"sentence-transformers cannot encode texts with the model in {self._folder} "
                f"({type(error).__name__}: {error}); set embed.model to another one"
            ) from error

    @functools.cached_property
    def _model(self) -> Any:  # noqa: ANN401 - the library may not be installed
        import torch
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(self._threads)
        model = SentenceTransformer(str(self._folder), local_files_only=True)
        most = model.tokenizer.model_max_length
        if self._max_tokens > most:
            raise UserError(
                f"the model in {self._folder} reads {most} tokens at most; set embed.max_tokens to "
                f"that or less (it is {self._max_tokens})"
            )
        model.max_seq_length = self._max_tokens
        logger.info("on %s", model.device)
        return model
