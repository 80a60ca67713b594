"""BERT sentence encoders on ONNX Runtime, without torch: all-MiniLM-L6-v2 and similar models."""

import functools
import hashlib
import json
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Encoding

from paperthemes.encoders.bert_graph import build_graph, integer_products_are_exact
from paperthemes.encoders.bert_model import Checkpoint
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.errors import UserError

logger = logging.getLogger(__name__)

_RECIPE = 1  # part of the fingerprint; increase if the graph computes other vectors (a test checks)

# This optimizer fuses each LayerNormalization with the addition before it, which is slower: a text
# then takes 6.4 ms instead of 1.0 ms with MiniLM.
_DISABLED_OPTIMIZERS = ["SkipLayerNormFusion"]


class BertEncoder:
    """A sentence encoder of the BERT family, such as all-MiniLM-L6-v2 (Wang et al., NeurIPS 2020).

    Each text is encoded alone on one thread, so its vector does not depend on the other texts or on
    the number of threads. The weights are read when the first text is encoded.

    Parameters
    ----------
    settings
        Settings of step embed. An encoder whose name ends in `-int8` multiplies integers: its
        weights have 8 bits, or 7 on processors on which 8 bits would overflow
        (`integer_products_are_exact`).
    folder
        Folder of the model.
    threads
        Number of texts to encode at the same time.

    Raises
    ------
    UserError
        If the model is incomplete, damaged or not supported, or reads fewer tokens than
        `max_tokens`. Damaged weights raise it only when the first text is encoded.
    """

    per_text = True

    def __init__(self, settings: EmbedSettings, folder: Path, *, threads: int = 1) -> None:
        self.name = settings.encoder
        self._checkpoint = Checkpoint.read(folder)
        self._max_tokens = settings.max_tokens
        self._threads = threads
        self._tokenizer = self._checkpoint.load_tokenizer(self._max_tokens)
        self._weight_bits = None  # float32
        if self.name.endswith("-int8"):
            self._weight_bits = 8 if integer_products_are_exact() else 7
        if self._weight_bits == 7:
            logger.warning(
                "%s uses 7-bit weights, which are slightly less precise, because this processor "
                "lacks VNNI and 8-bit products could overflow; minilm-fp32 and bert-fp32 are exact "
                "but slower",
                self.name,
            )

    @functools.cached_property
    def fingerprint(self) -> str:
        """SHA-256, in hex, of what decides the vector of a text, see `Encoder.fingerprint`.

        This is the model with the precision of its weights, `max_tokens`, the version of the graph
        (`_RECIPE`), the disabled optimizers, and the versions of the libraries.
        """
        parts = {
            "recipe": _RECIPE,
            "model": self._checkpoint.compute_digest(),
            "bits": self._weight_bits,
            "max_tokens": self._max_tokens,
            "disabled_optimizers": _DISABLED_OPTIMIZERS,
            "libraries": [version(name) for name in ("onnxruntime", "tokenizers")],
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def is_truncated(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """Return whether each text has more than `max_tokens` tokens, shape `(len(texts),)`.

        Special tokens count, too.
        """
        with ThreadPoolExecutor(self._threads) as pool:
            encodings = pool.map(self._tokenise, texts)
            # `overflowing` holds the tokens that were cut off.
            return np.array([bool(encoding.overflowing) for encoding in encodings], bool)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vector of each text, shape `(len(texts), dimension)`.

        Raises
        ------
        UserError
            If the weights are damaged, or the model cannot process the tokens of a text.
        """
        if not texts:
            return np.empty((0, self._checkpoint.architecture.width), np.float32)
        self._session  # noqa: B018 - this builds the session, before several threads ask for it
        with ThreadPoolExecutor(self._threads) as pool:
            return np.array(list(pool.map(self._encode_text, texts)), np.float32)

    def _encode_text(self, text: str) -> NDArray[np.float32]:
        """Return the vector of a text, shape `(dimension,)`.

        Raises
        ------
        UserError
            If the model cannot process the tokens of the text, for example because it has no
            embedding for one of them.
        """
        ids = np.array([self._tokenise(text).ids], np.int64)
        try:
            # The first output, and its first row: there is one output, with one row per text.
            vector: NDArray[np.float32] = self._session.run(["vector"], {"ids": ids})[0][0]
        except Exception as error:  # the library's exceptions share no base class
            raise UserError(
                f"{self._checkpoint.folder}: model.safetensors does not fit the tokens that "
                f"tokenizer.json makes of {text!r:.80} ({error}); download the whole folder again"
            ) from error
        return vector

    def _tokenise(self, text: str) -> Encoding:
        """Return the tokens of a text, truncated to `max_tokens`.

        Tokens that are cut off are in `overflowing` of the result. The text is lower-cased first if
        the model requires it.
        """
        lower_case = self._checkpoint.architecture.lower_case
        return self._tokenizer.encode(text.lower() if lower_case else text)

    @functools.cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        """The model, ready to run on one thread.

        A `UserError` is raised if its weights are damaged or do not form a BERT model.
        """
        weights = self._checkpoint.load_weights()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        try:
            return onnxruntime.InferenceSession(
                build_graph(weights, self._checkpoint.architecture, self._weight_bits),
                options,
                providers=["CPUExecutionProvider"],
                disabled_optimizers=_DISABLED_OPTIMIZERS,
            )
        except Exception as error:  # a missing tensor, or the library's many exceptions
            raise UserError(
                f"{self._checkpoint.folder}: the tensors do not form a BERT model ({error!r}); "
                "download the whole folder again, or set embed.encoder to sentence-transformers"
            ) from error
