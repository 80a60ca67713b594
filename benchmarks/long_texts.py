"""Variants of encoding long texts, windows and cleaning, compared by the accuracy of neighbours.

    python benchmarks/long_texts.py LABELLED.parquet [--encoder minilm-int8] [--write FOLDER]

Each variant is embedded and scored by the 10-NN accuracy (5-fold, over five splits) of the
encoder's vectors and of the hybrid vectors that topics are found on. Differences are to the first
256 tokens without cleaning, with a 95 % interval over the same texts. Time is that of embedding.
"""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from measure import describe_machine, format_table, make_parser, neighbour_hits, write_result
from numpy.typing import NDArray

from paperthemes.encoders.bert_model import Checkpoint
from paperthemes.encoders.encoder import make_encoder
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.encoders.sources import find_minilm_folder
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.neighbours.stage import hybrid_vectors
from paperthemes.text.paper_text import texts_of

MAX_TOKENS = 256
MAX_WORD_PIECES = MAX_TOKENS - 2  # without the first and last token, which are special
BASE = "head, 256 tokens"

URL = re.compile(r"(https?://|www\.)\S+")
FORMULA = re.compile(r"\$[^$]*\$")
COMMAND = re.compile(r"\\[A-Za-z]+|[${}_^]")
CODE_IS_AVAILABLE = re.compile(
    r"[^.]*\b(code|data|dataset|model|implementation)s?\b[^.]*\bavailable\b[^.]*(\.(?!\S)|$)", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """Windows of a text, whose vectors are averaged, and how many tokens of each are encoded."""

    windows: tuple[Callable[[str], str], ...] = (str,)
    max_tokens: int = MAX_TOKENS


class WindowCutter:
    """Cuts windows of as many word pieces as the encoder reads."""

    def __init__(self) -> None:
        self._tokenizer = Checkpoint.read(find_minilm_folder()).load_tokenizer(MAX_TOKENS)
        self._tokenizer.no_truncation()

    def head_and_tail(self, text: str) -> str:
        """Join the first and the last half window; return shorter texts whole."""
        offsets = self._offsets(text)
        if len(offsets) <= MAX_WORD_PIECES:
            return text
        half = MAX_WORD_PIECES // 2
        return f"{text[: offsets[half - 1][1]]} {text[offsets[half - MAX_WORD_PIECES][0] :]}"

    def last_window(self, text: str) -> str:
        """Return the last window; return shorter texts whole."""
        offsets = self._offsets(text)
        return text if len(offsets) <= MAX_WORD_PIECES else text[offsets[-MAX_WORD_PIECES][0] :]

    def _offsets(self, text: str) -> list[tuple[int, int]]:
        """Return start and end of each word piece, in characters."""
        offsets: list[tuple[int, int]] = self._tokenizer.encode(text).offsets[1:-1]
        return offsets


def make_variants() -> dict[str, Variant]:
    """Return all variants, the base first."""
    cutter = WindowCutter()

    def without_code_note(text: str) -> str:
        return CODE_IS_AVAILABLE.sub("", URL.sub("", text))

    return {
        BASE: Variant(),
        "head, 128 tokens": Variant(max_tokens=128),
        "head, 512 tokens": Variant(max_tokens=512),
        "head and tail": Variant(windows=(cutter.head_and_tail,)),
        "mean of two windows": Variant(windows=(str, cutter.last_window)),
        "no URLs": Variant(windows=(partial(URL.sub, ""),)),
        "no 'code is available'": Variant(windows=(without_code_note,)),
        "no formulas": Variant(windows=(partial(FORMULA.sub, " "),)),
        "no LaTeX commands": Variant(windows=(partial(COMMAND.sub, " "),)),
    }


def embed_variant(
    texts: Sequence[str], variant: Variant, encoder: str
) -> tuple[NDArray[np.float32], float]:
    """Return the unit vectors of a variant, and the seconds that they took."""
    settings = EmbedSettings.model_validate({"encoder": encoder, "max_tokens": variant.max_tokens})
    encode = make_encoder(settings, threads=2).encode
    encode(texts[:1])
    started = time.perf_counter()
    total = encode([variant.windows[0](text) for text in texts])
    for window in variant.windows[1:]:
        windows = [window(text) for text in texts]
        longer = [row for row, text in enumerate(windows) if text != texts[row]]
        if longer:
            total[longer] += encode([windows[row] for row in longer])
    total /= np.linalg.norm(total, axis=1, keepdims=True)
    return total, time.perf_counter() - started


def format_difference(hits: NDArray[np.float64], base: NDArray[np.float64]) -> str:
    """Format the difference of two accuracies with its 95 % interval, in percentage points."""
    paired = hits - base
    half_width = 1.96 * paired.std() / np.sqrt(len(paired))
    return f"{100 * paired.mean():+.2f} ± {100 * half_width:.2f}"


def compare_variants(corpus: pd.DataFrame, encoder: str) -> list[dict[str, Any]]:
    """Score all variants on a labelled corpus; return a row for each."""
    texts, labels = texts_of(corpus), corpus.label.to_numpy()
    settings = NeighbourSettings()
    base: dict[str, Any] = {}
    rows = []
    for name, variant in make_variants().items():
        vectors, seconds = embed_variant(texts, variant, encoder)
        hybrid = hybrid_vectors(
            texts, vectors, settings.lexical_weight, settings.lexical_dimensions
        )
        hits, hybrid_hits = neighbour_hits(vectors, labels), neighbour_hits(hybrid, labels)
        base = base or {"hits": hits, "hybrid_hits": hybrid_hits, "seconds": seconds}
        rows.append(
            {
                "variant": name,
                "texts changed": sum(variant.windows[-1](text) != text for text in texts),
                "time": f"{seconds / base['seconds']:.2f} x",
                "10-NN accuracy": f"{100 * hits.mean():.2f} %",
                "to base": format_difference(hits, base["hits"]),
                "10-NN of hybrid": f"{100 * hybrid_hits.mean():.2f} %",
                "hybrid to base": format_difference(hybrid_hits, base["hybrid_hits"]),
            }
        )
    return rows


def main() -> None:
    """Measure, print the result and, with `--write`, save it."""
    parser = make_parser(__doc__, "labelled")
    parser.add_argument("--encoder", default="minilm-int8")
    arguments = parser.parse_args()
    corpus = pd.read_parquet(arguments.labelled)
    rows = compare_variants(corpus, arguments.encoder)
    encoder = make_encoder(EmbedSettings.model_validate({"encoder": arguments.encoder}))
    truncated = float(encoder.is_truncated(texts_of(corpus)).mean())
    machine = describe_machine()
    heading = (
        f"{len(corpus)} labelled texts, {100 * truncated:.1f} % longer than {MAX_TOKENS} tokens; "
        f"{arguments.encoder}; {machine['cpu']}, 2 threads\n\n"
    )
    result = {"machine": machine, "texts": len(corpus), "truncated": truncated, "variants": rows}
    write_result("long_texts", result, arguments.write, heading + format_table(rows))


if __name__ == "__main__":
    main()
