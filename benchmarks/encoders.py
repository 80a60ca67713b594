"""Encoders side by side: throughput, memory, start-up, fidelity, and what their neighbours share.

    python benchmarks/encoders.py DUMPS_FOLDER LABELLED.parquet
        [--torch-python /path/to/python] [--rounds 3] [--write benchmarks/results]

Every encoder works in a process of its own on the texts of the dumps (title and abstract, 256
tokens), with two threads; the processes take turns, several rounds, and medians are given. Start-up
is from before the first import to the first vector; throughput is the better of two passes over all
texts; memory is the largest the process ever had. `sentence-transformers` is that library as its
users call it (torch, float32, batches of 32); --torch-python names a Python that has it. Cosines
are to its vectors, or to those of minilm-fp32 without it. 10-NN accuracy is on LABELLED (columns
title, abstract, label), 5-fold, over five splits.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

THREADS = 2
TOKENS = 256
PEER = "sentence-transformers"
BITS_7 = "minilm-int8, 7 bits"  # what processors without VNNI compute

Encode = Callable[[Sequence[str]], np.ndarray]


# ---- in the process of one encoder ----


def ours(name: str) -> Encode:
    """Return the `encode` of an encoder of this project."""
    from paperthemes.encoders import int8_support

    if name == BITS_7:
        int8_support._product = lambda: np.zeros(1, np.int32)  # as if it overflowed
        name = "minilm-int8"
    from paperthemes.encoders.encoder import make_encoder
    from paperthemes.encoders.settings import EmbedSettings

    return make_encoder(EmbedSettings(encoder=name, max_tokens=TOKENS), threads=THREADS).encode


def hybrid(_: str) -> Encode:
    """Return what makes the vectors that topics are found on."""
    from paperthemes.neighbours.settings import NeighbourSettings
    from paperthemes.neighbours.stage import hybrid_vectors

    settings, encode = NeighbourSettings(), ours("minilm-int8")

    def both(texts: Sequence[str]) -> np.ndarray:
        return hybrid_vectors(
            list(texts), encode(texts), settings.lexical_weight, settings.lexical_dimensions
        )

    return both


def peer(_: str) -> Encode:
    """Return the `encode` of the library, as its users call it."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(os.environ["MODEL_FOLDER"], device="cpu", local_files_only=True)
    model.max_seq_length = TOKENS
    return lambda texts: model.encode(list(texts), show_progress_bar=False)


ENCODERS: dict[str, Callable[[str], Encode]] = {
    "minilm-int8": ours,
    BITS_7: ours,
    "minilm-fp32": ours,
    "lsa": ours,
    "hybrid": hybrid,
    PEER: peer,
}


def peak_bytes() -> int:
    """Return the largest resident memory this process ever had.

    `ru_maxrss` will not do where there is better: a child's begins with its parent's.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def work(name: str, texts_path: str, vectors_path: str) -> None:
    """Encode the texts, twice, and print what it took as JSON."""
    texts = json.loads(Path(texts_path).read_text("utf-8"))
    started = time.perf_counter()
    encode = ENCODERS[name](name)
    encode(texts[:1])
    ready = time.perf_counter()
    encode(texts)
    again = time.perf_counter()
    np.save(vectors_path, encode(texts))
    done = time.perf_counter()
    print(  # noqa: T201 - for the parent process
        json.dumps(
            {
                "start_up_seconds": ready - started,
                "texts_per_second": len(texts) / min(again - ready, done - again),
                "peak_mb": peak_bytes() / 1e6,
            }
        )
    )


# ---- in the process that compares ----


def texts_of_dumps(folder: Path) -> list[str]:
    """Return the texts of the papers in a folder of dumps."""
    import pandas as pd

    from paperthemes.dedupe.stage import dedupe
    from paperthemes.parse.stage import parse
    from paperthemes.text.paper_text import texts_of

    records = [parse(path, path.name)[0] for path in sorted(folder.iterdir())]
    return texts_of(dedupe(pd.concat(records, ignore_index=True))[0])


def one_run(name: str, python: str, texts: Path, vectors: Path) -> dict[str, float]:
    """Let one encoder work in a process of its own."""
    from paperthemes.encoders.sources import minilm_folder

    environment = os.environ | {"MODEL_FOLDER": str(minilm_folder()), "HF_HUB_OFFLINE": "1"}
    # As many threads for torch as for the others.
    environment |= {"OMP_NUM_THREADS": str(THREADS), "TOKENIZERS_PARALLELISM": "true"}
    done = subprocess.run(
        [python, __file__, "--work", name, str(texts), str(vectors)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


@dataclass(frozen=True)
class Bench:
    """What the encoders are measured on, in files that their processes read."""

    folder: Path
    torch_python: str | None

    @property
    def names(self) -> list[str]:
        """The encoders that can run here."""
        return [name for name in ENCODERS if name != PEER or self.torch_python]

    def run(self, name: str, texts: list[str]) -> tuple[dict[str, float], np.ndarray]:
        """Let one encoder work in a process of its own; return what it took, and the vectors."""
        python = (self.torch_python if name == PEER else None) or sys.executable
        (self.folder / "texts.json").write_text(json.dumps(texts), "utf-8")
        measured = one_run(name, python, self.folder / "texts.json", self.folder / "v.npy")
        sys.stderr.write(f"{name}: {measured}\n")
        return measured, unit(np.load(self.folder / "v.npy"))


def compare(bench: Bench, texts: list[str], rounds: int) -> dict[str, dict[str, Any]]:
    """Measure all encoders that can run here, in turns."""
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in bench.names}
    vectors: dict[str, np.ndarray] = {}
    for _ in range(rounds):
        for name in bench.names:
            measured, vectors[name] = bench.run(name, texts)
            runs[name].append(measured)
    right = PEER if bench.torch_python else "minilm-fp32"
    return {
        name: summary(runs[name], runs.get(PEER), vectors[name], vectors[right])
        for name in bench.names
    }


def accuracies(bench: Bench, corpus: "pd.DataFrame") -> dict[str, float]:
    """Return the 10-NN accuracy of all encoders that can run here."""
    from measuring import neighbour_hits

    from paperthemes.text.paper_text import texts_of

    texts, labels = texts_of(corpus), corpus.label.to_numpy()
    return {
        name: round(float(neighbour_hits(bench.run(name, texts)[1], labels).mean()), 4)
        for name in bench.names
    }


def unit(rows: np.ndarray) -> np.ndarray:
    """Bring rows to unit length."""
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


def summary(
    runs: list[dict[str, float]],
    peers: list[dict[str, float]] | None,
    vectors: np.ndarray,
    right: np.ndarray,
) -> dict[str, Any]:
    """Return medians, ratios to the peer in the same round, and cosines to the right vectors."""
    found: dict[str, Any] = {
        key: round(median(run[key] for run in runs), 2) for key in sorted(runs[0])
    }
    if peers:
        for key in sorted(runs[0]):
            ratios = [run[key] / other[key] for run, other in zip(runs, peers, strict=True)]
            found[f"{key}_to_peer"] = round(median(ratios), 3)
    if vectors.shape == right.shape:
        cosines = (vectors.astype(np.float64) * right).sum(axis=1)
        found |= {
            "cosine_min": round(float(cosines.min()), 6),
            "cosine_mean": round(float(cosines.mean()), 6),
        }
    return found


def as_table(results: dict[str, dict[str, Any]]) -> str:
    """Write the results for people."""
    from measuring import table

    def ratio(found: dict[str, Any], key: str) -> str:
        return f" ({found[f'{key}_to_peer']:.2f} x)" if f"{key}_to_peer" in found else ""

    return table(
        [
            {
                "encoder": name,
                "texts/s": f"{found['texts_per_second']:.1f}{ratio(found, 'texts_per_second')}",
                "start-up, s": f"{found['start_up_seconds']:.2f}{ratio(found, 'start_up_seconds')}",
                "peak memory, MB": f"{found['peak_mb']:.0f}{ratio(found, 'peak_mb')}",
                "cosine, least": f"{found['cosine_min']:.5f}" if "cosine_min" in found else "-",
                "cosine, mean": f"{found['cosine_mean']:.5f}" if "cosine_mean" in found else "-",
                "10-NN accuracy": f"{100 * found['accuracy_10nn']:.2f} %",
            }
            for name, found in results.items()
        ]
    )


def main() -> None:
    """Measure, print, and with `--write` keep the result."""
    if sys.argv[1:2] == ["--work"]:
        work(*sys.argv[2:])
        return
    import pandas as pd
    from measuring import machine, report

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dumps", type=Path, help="folder of dump files")
    parser.add_argument("labelled", type=Path, help="Parquet file with title, abstract, label")
    parser.add_argument("--torch-python", help="a Python that has sentence-transformers")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", type=Path, help="folder to keep the result in")
    given = parser.parse_args()
    texts = texts_of_dumps(given.dumps)
    corpus = pd.read_parquet(given.labelled)
    with tempfile.TemporaryDirectory() as temporary:
        bench = Bench(Path(temporary), given.torch_python)
        results = compare(bench, texts, given.rounds)
        for name, accuracy in accuracies(bench, corpus).items():
            results[name]["accuracy_10nn"] = accuracy
    described = machine() | {"threads": THREADS}
    heading = (
        f"{len(texts)} texts, {len(corpus)} labelled ones; {described['cpu']}, {THREADS} threads "
        f"on {described['cores']} cores, {described['ram_gb']} GB; in brackets: ratio to {PEER}\n\n"
    )
    report(
        "encoders",
        {"machine": described, "texts": len(texts), "labelled": len(corpus), "encoders": results},
        given.write,
        heading + as_table(results),
    )


if __name__ == "__main__":
    main()
