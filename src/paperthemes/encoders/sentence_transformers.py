"""Models of the sentence-transformers library: an optional extra, because it needs torch."""

import functools
import hashlib
import importlib.util
import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from paperthemes.encoders.bert_model import hash_file
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.encoders.sources import MODEL_SUFFIXES, find_model_folder
from paperthemes.errors import UserError

logger = logging.getLogger(__name__)

_LIBRARIES = ("sentence-transformers", "torch", "transformers", "tokenizers")
_GPU_BATCH = 32  # texts per batch; the default of the library


class SentenceTransformersEncoder:
    """A text model that `SentenceTransformer` loads from safetensors, on the GPU if there is one.

    On a CPU each text is encoded alone, which is as fast as batches there. Thus its vector does not
    depend on the other texts. On a GPU texts are encoded in batches, so the last bits of a vector
    can depend on the other texts.

    Parameters
    ----------
    settings
        Settings of step embed.
    threads
        Number of threads of torch on a CPU.
    offline
        Whether the network must not be used.

    Raises
    ------
    UserError
        If the library is not installed, or the model is not available as safetensors.
    """

    name = "sentence-transformers"
    per_text = True

    def __init__(self, settings: EmbedSettings, threads: int = 1, *, offline: bool = False) -> None:
        if importlib.util.find_spec("sentence_transformers") is None:
            raise UserError(
                "embed.encoder sentence-transformers needs a library that is not installed; run "
                "`.venv/bin/pip install sentence-transformers` (with torch: gigabytes), or "
                "use minilm-int8, or bert-int8 for other models of the BERT family"
            )
        self._max_tokens = settings.max_tokens
        self._threads = threads
        self._folder = find_model_folder(settings, offline=offline)
        if not any(self._folder.rglob("*.safetensors")):
            raise UserError(
                f"{settings.model}: no weights as safetensors in {self._folder}; other formats are "
                "not loaded, because they can run code"
            )

    @functools.cached_property
    def fingerprint(self) -> str:
        """SHA-256, in hex, of what decides the vector of a text, see `Encoder.fingerprint`.

        This is the model files (those with `MODEL_SUFFIXES`), `max_tokens`, and the versions of the
        libraries.
        """
        paths = sorted(self._folder.rglob("*"))
        files = [path for path in paths if path.suffix in MODEL_SUFFIXES and path.is_file()]
        parts = {
            "model": [[str(path.relative_to(self._folder)), hash_file(path)] for path in files],
            "max_tokens": self._max_tokens,
            "libraries": [version(name) for name in _LIBRARIES],
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vector of each text, shape `(len(texts), dimension)`.

        Raises
        ------
        UserError
            If the library cannot load or run the model, or it reads fewer tokens than `max_tokens`.
        """
        if not texts:
            return self.encode([""])[:0]  # no rows, but with the dimension of other vectors
        with self._explain_errors():
            batch_size = 1 if self._model.device.type == "cpu" else _GPU_BATCH
            vectors = self._model.encode([*texts], batch_size=batch_size, show_progress_bar=False)
            return np.asarray(vectors, np.float32)

    def is_truncated(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """Return whether each text has more than `max_tokens` tokens, shape `(len(texts),)`.

        Raises
        ------
        UserError
            If the library cannot load the model, or its tokenizer cannot count tokens.
        """
        if not texts:
            return np.zeros(0, np.bool_)
        with self._explain_errors():
            ids = self._model.tokenizer(list(texts), truncation=False, verbose=False)["input_ids"]
            return np.array([len(tokens) for tokens in ids], np.int64) > self._max_tokens

    @contextmanager
    def _explain_errors(self) -> Iterator[None]:
        """Turn exceptions of the block into a `UserError` that names the folder of the model.

        The block calls the library, which can raise anything. A `UserError` stays as it is.
        """
        try:
            yield
        except UserError:  # explained already, by `_model`
            raise
        except Exception as error:
            raise UserError(
                f"sentence-transformers cannot encode texts with the model in {self._folder} "
                f"({type(error).__name__}: {error}); set embed.model to another one"
            ) from error

    @functools.cached_property
    def _model(self) -> Any:  # noqa: ANN401 - the library may not be installed
        """The library's `SentenceTransformer`, loaded when this is first used.

        It truncates texts to `max_tokens`. A `UserError` is raised if the model reads fewer tokens.
        """
        import torch
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(self._threads)
        model = SentenceTransformer(str(self._folder), local_files_only=True)
        limit = model.tokenizer.model_max_length
        if self._max_tokens > limit:
            raise UserError(
                f"the model in {self._folder} reads {limit} tokens at most; set embed.max_tokens "
                f"to that or less (it is {self._max_tokens})"
            )
        model.max_seq_length = self._max_tokens
        logger.info("on %s", model.device)
        return model
