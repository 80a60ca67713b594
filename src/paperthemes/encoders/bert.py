"""BERT sentence encoders on ONNX Runtime, without torch: all-MiniLM-L6-v2 and its like."""

import functools
import hashlib
import json
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Encoding

from paperthemes.encoders import bert_graph
from paperthemes.encoders.bert_model import Checkpoint
from paperthemes.encoders.int8_support import integer_products_are_exact
from paperthemes.errors import UserError

logger = logging.getLogger(__name__)

_RECIPE = 1  # to be counted up when the graph computes something else; a test watches over it

# ONNX Runtime would join the addition before each LayerNormalization to it; apart they are faster
# (12 of them in MiniLM: 6.4 ms a text joined, 1.0 ms apart).
_SLOWER = ["SkipLayerNormFusion"]


class BertEncoder:
    """A sentence encoder of the BERT family; all-MiniLM-L6-v2 is one (Wang et al., NeurIPS 2020).

    Each text is encoded alone, on one thread, so its vector does not depend on the texts around it
    or on the number of threads. The graph is built when the first text is encoded.

    Parameters
    ----------
    name
        Name of the encoder in the config.
    checkpoint
        The model.
    int8
        Whether products are of integers; weights then take 8 bits, or 7 on processors that would
        overflow (`integers.integer_products_are_exact`).
    max_tokens
        Word pieces of a text that are read; the rest is cut off.
    threads
        Texts encoded at a time.

    Raises
    ------
    UserError
        If the tokenizer is damaged or the model reads fewer tokens than `max_tokens`; on the first
        text, if the weights are damaged.
    """

    per_text = True

    def __init__(
        self, name: str, checkpoint: Checkpoint, *, int8: bool, max_tokens: int, threads: int = 1
    ) -> None:
        self.name = name
        self._checkpoint = checkpoint
        self._max_tokens = max_tokens
        self._threads = threads
        self._tokenizer = checkpoint.tokenizer(max_tokens)
        self._bits = None if not int8 else 8 if integer_products_are_exact() else 7
        if self._bits == 7:
            logger.warning(
                "this processor overflows when it multiplies 8-bit integers (it lacks VNNI): %s "
                "takes weights of 7 bits here, rounded a little more; minilm-fp32 and bert-fp32 do "
                "not round, and are slower",
                name,
            )

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._checkpoint.architecture.width

    @functools.cached_property
    def fingerprint(self) -> str:
        """SHA-256 of all that decides a vector besides its text."""
        parts = {
            "recipe": _RECIPE,
            "model": self._checkpoint.digest(),
            "bits": self._bits,
            "max_tokens": self._max_tokens,
            "disabled_optimizers": _SLOWER,
            "libraries": [version(name) for name in ("onnxruntime", "tokenizers")],
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def truncated(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """Tell which texts are longer than what is read, shape `(len(texts),)`."""
        with ThreadPoolExecutor(self._threads) as pool:
            return np.array([bool(one.overflowing) for one in pool.map(self._tokens, texts)], bool)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors, shape `(len(texts), dimension)`."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        self._session  # noqa: B018 - built once, before the threads ask for it
        with ThreadPoolExecutor(self._threads) as pool:
            return np.array(list(pool.map(self._encode_one, texts)), np.float32)

    def _encode_one(self, text: str) -> NDArray[np.float32]:
        ids = np.array([self._tokens(text).ids], np.int64)
        try:
            vector: NDArray[np.float32] = self._session.run(["vector"], {"ids": ids})[0][0]
        except Exception as error:  # the library's own errors have no common class
            raise UserError(
                f"{self._checkpoint.folder}: model.safetensors cannot read what tokenizer.json "
                f"makes of {text!r:.80} ({error}); download the whole folder again"
            ) from error
        return vector

    def _tokens(self, text: str) -> Encoding:
        lower = self._checkpoint.architecture.lower_case
        return self._tokenizer.encode(text.lower() if lower else text)

    @functools.cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        graph = self._graph()
        try:
            return onnxruntime.InferenceSession(
                graph, options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOWER
            )
        except Exception as error:  # the library's own errors have no common class
            raise UserError(
                f"{self._checkpoint.folder}: its tensors do not fit together ({error}); download "
                "the whole folder again, or set embed.encoder to sentence-transformers"
            ) from error

    def _graph(self) -> bytes:
        weights = self._checkpoint.weights()
        try:
            return bert_graph.build(weights, self._checkpoint.architecture, self._bits)
        except KeyError as error:
            raise UserError(
                f"{self._checkpoint.folder}: model.safetensors lacks the tensor {error}; for this "
                "model, set embed.encoder to sentence-transformers"
            ) from error
