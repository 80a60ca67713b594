"""What to read of a long text, and whether to clean it first, judged by its neighbours.

    python benchmarks/long_texts.py LABELLED.parquet [--encoder minilm-int8] [--write FOLDER]

Every variant is embedded and judged by 10-NN accuracy (5-fold, over five splits) of the encoder's
vectors and of the hybrid vectors that topics are found on. Differences are to the beginning alone
(256 tokens, no cleaning), with a 95 % interval over the same texts. Seconds are of embedding.
"""

import argparse
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from measuring import machine, neighbour_hits, report, table

from paperthemes.encoders.bert_model import Checkpoint
from paperthemes.encoders.encoder import make_encoder
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.encoders.sources import minilm_folder
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.neighbours.stage import hybrid_vectors
from paperthemes.text.paper_text import texts_of

TOKENS = 256
WORDS = TOKENS - 2  # beside the first and last token
BASE = "head, 256 tokens"

URL = re.compile(r"(https?://|www\.)\S+")
MATHS = re.compile(r"\$[^$]*\$")
COMMAND = re.compile(r"\\[A-Za-z]+|[${}_^]")
AVAILABLE = re.compile(
    r"[^.]*\b(code|data|dataset|model|implementation)s?\b[^.]*\bavailable\b[^.]*(\.(?!\S)|$)", re.I
)


@dataclass(frozen=True)
class Variant:
    """What is encoded instead of the texts, and up to how many tokens; windows are averaged."""

    windows: tuple[Callable[[str], str], ...] = (str,)
    tokens: int = TOKENS


class Cutter:
    """Cuts texts by their word pieces."""

    def __init__(self) -> None:
        self._tokenizer = Checkpoint.read(minilm_folder()).load_tokenizer(TOKENS)
        self._tokenizer.no_truncation()

    def head_and_tail(self, text: str) -> str:
        """Join the first and the last half of what can be read."""
        places = self._places(text)
        if len(places) <= WORDS:
            return text
        half = WORDS // 2
        return f"{text[: places[half - 1][1]]} {text[places[half - WORDS][0] :]}"

    def last_window(self, text: str) -> str:
        """Return the last part that can be read at once."""
        places = self._places(text)
        return text if len(places) <= WORDS else text[places[-WORDS][0] :]

    def _places(self, text: str) -> list[tuple[int, int]]:
        places: list[tuple[int, int]] = self._tokenizer.encode(text).offsets[1:-1]
        return places


def variants() -> dict[str, Variant]:
    """Return what is compared, the base first."""
    cutter = Cutter()
    return {
        BASE: Variant(),
        "head, 128 tokens": Variant(tokens=128),
        "head, 512 tokens": Variant(tokens=512),
        "head and tail": Variant((cutter.head_and_tail,)),
        "mean of two windows": Variant((str, cutter.last_window)),
        "no URLs": Variant((lambda text: URL.sub("", text),)),
        "no 'code is available'": Variant((lambda text: AVAILABLE.sub("", URL.sub("", text)),)),
        "no formulas": Variant((lambda text: MATHS.sub(" ", text),)),
        "no LaTeX commands": Variant((lambda text: COMMAND.sub(" ", text),)),
    }


def embedded(texts: Sequence[str], variant: Variant, encoder: str) -> tuple[np.ndarray, float]:
    """Return the vectors of a variant, and the seconds they took."""
    settings = EmbedSettings(encoder=encoder, max_tokens=variant.tokens)  # type: ignore[arg-type]
    encode = make_encoder(settings, threads=2).encode
    encode(texts[:1])
    started = time.perf_counter()
    total = encode([variant.windows[0](text) for text in texts])
    for window in variant.windows[1:]:
        other = [window(text) for text in texts]
        longer = [row for row, text in enumerate(other) if text != texts[row]]
        total[longer] += encode([other[row] for row in longer])
    total /= np.linalg.norm(total, axis=1, keepdims=True)
    return total, time.perf_counter() - started


def difference(hits: np.ndarray, base: np.ndarray) -> str:
    """Write the difference of two accuracies with its 95 % interval, in points."""
    paired = hits - base
    half = 1.96 * paired.std() / np.sqrt(len(paired))
    return f"{100 * paired.mean():+.2f} ± {100 * half:.2f}"


def compare(corpus: pd.DataFrame, encoder: str) -> list[dict[str, Any]]:
    """Judge all variants."""
    texts, labels = texts_of(corpus), corpus.label.to_numpy()
    neighbours = NeighbourSettings()
    base: dict[str, Any] = {}
    rows = []
    for name, variant in variants().items():
        vectors, seconds = embedded(texts, variant, encoder)
        hybrid = hybrid_vectors(
            texts, vectors, neighbours.lexical_weight, neighbours.lexical_dimensions
        )
        plain, mixed = neighbour_hits(vectors, labels), neighbour_hits(hybrid, labels)
        base = base or {"plain": plain, "mixed": mixed, "seconds": seconds}
        changed = sum(variant.windows[-1](text) != text for text in texts)
        rows.append(
            {
                "variant": name,
                "texts changed": changed,
                "time": f"{seconds / base['seconds']:.2f} x",
                "10-NN accuracy": f"{100 * plain.mean():.2f} %",
                "to base": difference(plain, base["plain"]),
                "10-NN of hybrid": f"{100 * mixed.mean():.2f} %",
                "hybrid to base": difference(mixed, base["mixed"]),
            }
        )
    return rows


def main() -> None:
    """Measure, print, and with `--write` keep the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("labelled", type=Path, help="Parquet file with title, abstract, label")
    parser.add_argument("--encoder", default="minilm-int8")
    parser.add_argument("--write", type=Path, help="folder to keep the result in")
    given = parser.parse_args()
    corpus = pd.read_parquet(given.labelled)
    rows = compare(corpus, given.encoder)
    whole = make_encoder(EmbedSettings(encoder=given.encoder))  # type: ignore[arg-type]
    share = float(whole.is_truncated(texts_of(corpus)).mean())
    heading = (
        f"{len(corpus)} labelled texts, {100 * share:.1f} % longer than {TOKENS} tokens; "
        f"{given.encoder}; {machine()['cpu']}, 2 threads\n\n"
    )
    result = {"machine": machine(), "texts": len(corpus), "truncated": share, "variants": rows}
    report("long_texts", result, given.write, heading + table(rows))


if __name__ == "__main__":
    main()
