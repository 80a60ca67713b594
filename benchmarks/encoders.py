"""Encoders compared: throughput, memory, start-up, fidelity, and accuracy of nearest neighbours.

    python benchmarks/encoders.py DUMPS_FOLDER LABELLED.parquet
        [--encoders NAME ...] [--torch-python /path/to/python] [--static-model FOLDER]
        [--rounds 3] [--write benchmarks/results]

Each encoder runs in a process of its own on the texts of the dumps (title and abstract, 256
tokens), with two threads. The processes take turns for several rounds; medians are reported.
Start-up is the time from before the first import to the first vector; throughput is the better of
two passes over all texts; memory is the peak of the process. `sentence-transformers` is that
library with its defaults (torch, float32, batches of 32); --torch-python is the Python interpreter
that has it. Cosines are to its vectors, or without it to those of minilm-fp32. `model2vec` reads
the static model of --static-model; without it, there is no such row. The 10-NN accuracy is on
LABELLED, 5-fold, over five splits.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np

# The Python of --torch-python may lack this project and its libraries: other imports are lazy.
if TYPE_CHECKING:
    from numpy.typing import NDArray

THREADS = 2
MAX_TOKENS = 256
PEER = "sentence-transformers"
SEVEN_BITS = "minilm-int8, 7 bits"  # as on processors without VNNI
STATIC = "model2vec"
ENCODERS = ("minilm-int8", SEVEN_BITS, "minilm-fp32", STATIC, "lsa", "hybrid", PEER)

Encode = Callable[[Sequence[str]], "NDArray[np.float32]"]
Run = dict[str, float]


# ---- in the process of one encoder ----


def load_encoder(name: str) -> Encode:
    """Return the `encode` function of one of `ENCODERS`."""
    if name == PEER:
        return load_peer()
    if name == "hybrid":
        return load_hybrid()
    if name == SEVEN_BITS:
        from paperthemes.encoders import bert_graph

        # Before `bert` imports it.
        bert_graph.integer_products_are_exact = lambda: False  # type: ignore[assignment]
        name = "minilm-int8"
    from paperthemes.encoders.encoder import make_encoder
    from paperthemes.encoders.settings import EmbedSettings

    model = os.environ["STATIC_MODEL"] if name == STATIC else None
    given = {"encoder": name, "model": model, "max_tokens": MAX_TOKENS}
    settings = EmbedSettings.model_validate(given)
    return make_encoder(settings, threads=THREADS).encode


def load_hybrid() -> Encode:
    """Return a function that computes the vectors that topics are found on."""
    from paperthemes.neighbours.settings import NeighbourSettings
    from paperthemes.neighbours.stage import hybrid_vectors

    settings, encode = NeighbourSettings(), load_encoder("minilm-int8")

    def encode_hybrid(texts: Sequence[str]) -> "NDArray[np.float32]":
        return hybrid_vectors(
            texts, encode(texts), settings.lexical_weight, settings.lexical_dimensions
        )

    return encode_hybrid


def load_peer() -> Encode:
    """Return the `encode` function of sentence-transformers with its defaults."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(os.environ["MODEL_FOLDER"], device="cpu", local_files_only=True)
    model.max_seq_length = MAX_TOKENS
    return lambda texts: model.encode(list(texts), show_progress_bar=False)


def peak_bytes() -> int:
    """Return the peak resident memory of this process.

    Where the system has it, VmHWM is read: `ru_maxrss` of a child starts at that of its parent.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def run_child(name: str, folder: Path) -> None:
    """Encode `texts.json` of a folder twice, write `vectors.npy` and print the measurements."""
    texts = json.loads((folder / "texts.json").read_text("utf-8"))
    started = time.perf_counter()
    encode = load_encoder(name)
    encode(texts[:1])
    ready = time.perf_counter()
    encode(texts)
    first_pass = time.perf_counter()
    np.save(folder / "vectors.npy", encode(texts))
    second_pass = time.perf_counter()
    seconds = min(first_pass - ready, second_pass - first_pass)
    run = {
        "start_up_seconds": ready - started,
        "texts_per_second": len(texts) / seconds,
        "peak_mb": peak_bytes() / 1e6,
    }
    sys.stdout.write(json.dumps(run) + "\n")


# ---- in the process that compares ----


def run_encoder(name: str, python: str, texts: Sequence[str]) -> tuple[Run, "NDArray[np.float64]"]:
    """Run an encoder in a process of its own; return its measurements and unit vectors."""
    from measure import log

    from paperthemes.encoders.sources import find_minilm_folder

    environment = os.environ | {"MODEL_FOLDER": str(find_minilm_folder()), "HF_HUB_OFFLINE": "1"}
    # torch gets as many threads as the others.
    environment |= {"OMP_NUM_THREADS": str(THREADS), "TOKENIZERS_PARALLELISM": "true"}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "texts.json").write_text(json.dumps(texts), "utf-8")
        process = subprocess.run(
            [python if name == PEER else sys.executable, __file__, "--child", name, folder],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        vectors = np.load(Path(folder) / "vectors.npy").astype(np.float64)
    run: Run = json.loads(process.stdout.splitlines()[-1])
    log(f"{name}: {run}")
    return run, vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)


def compare_encoders(
    names: Sequence[str], python: str, texts: Sequence[str], rounds: int
) -> dict[str, dict[str, Any]]:
    """Measure the encoders in turns, and summarise the rounds of each."""
    runs: dict[str, list[Run]] = {name: [] for name in names}
    vectors = {}
    for _ in range(rounds):
        for name in names:
            run, vectors[name] = run_encoder(name, python, texts)
            runs[name].append(run)
    reference = vectors.get(PEER, vectors.get("minilm-fp32"))
    results = {}
    for name in names:
        results[name] = summarise_runs(runs[name], runs.get(PEER, []))
        if reference is not None and vectors[name].shape == reference.shape:
            cosines = (vectors[name] * reference).sum(axis=1)
            results[name]["cosine_min"] = round(float(cosines.min()), 6)
            results[name]["cosine_mean"] = round(float(cosines.mean()), 6)
    return results


def summarise_runs(runs: Sequence[Run], peer_runs: Sequence[Run]) -> dict[str, Any]:
    """Return medians, and medians of the ratios to the peer in the same round."""
    summary: dict[str, Any] = {}
    for key in runs[0]:
        summary[key] = round(median(run[key] for run in runs), 2)
        if peer_runs:
            ratios = [run[key] / peer[key] for run, peer in zip(runs, peer_runs, strict=True)]
            summary[f"{key}_to_peer"] = round(median(ratios), 3)
    return summary


def format_results(results: dict[str, dict[str, Any]]) -> str:
    """Format the results as a Markdown table."""
    from measure import format_table

    def with_ratio(encoder: dict[str, Any], key: str, digits: int) -> str:
        ratio = f" ({encoder[f'{key}_to_peer']:.2f} x)" if f"{key}_to_peer" in encoder else ""
        return f"{encoder[key]:.{digits}f}{ratio}"

    return format_table(
        [
            {
                "encoder": name,
                "texts/s": with_ratio(encoder, "texts_per_second", 1),
                "start-up, s": with_ratio(encoder, "start_up_seconds", 2),
                "peak memory, MB": with_ratio(encoder, "peak_mb", 0),
                "cosine, lowest": f"{encoder['cosine_min']:.5f}"
                if "cosine_min" in encoder
                else "-",
                "cosine, mean": f"{encoder['cosine_mean']:.5f}"
                if "cosine_mean" in encoder
                else "-",
                "10-NN accuracy": f"{100 * encoder['accuracy_10nn']:.2f} %",
            }
            for name, encoder in results.items()
        ]
    )


def main() -> None:
    """Measure, print the result and, with `--write`, save it."""
    if sys.argv[1:2] == ["--child"]:
        run_child(sys.argv[2], Path(sys.argv[3]))
        return
    import pandas as pd
    from corpora import parse_dumps
    from measure import describe_machine, make_parser, neighbour_hits, write_result

    from paperthemes.dedupe.stage import dedupe
    from paperthemes.text.paper_text import texts_of

    parser = make_parser(__doc__, "dumps", "labelled")
    parser.add_argument("--encoders", nargs="+", choices=ENCODERS, default=ENCODERS)
    parser.add_argument("--torch-python", help="Python interpreter with sentence-transformers")
    parser.add_argument("--static-model", help="folder of a static model for model2vec")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    python = arguments.torch_python or ""
    os.environ["STATIC_MODEL"] = arguments.static_model or ""
    missing = {PEER: not python, STATIC: not arguments.static_model}
    names = [name for name in arguments.encoders if not missing.get(name)]
    texts = texts_of(dedupe([parse_dumps(arguments.dumps)[0]])[0])
    corpus = pd.read_parquet(arguments.labelled)
    results = compare_encoders(names, python, texts, arguments.rounds)
    for name in names:
        _, vectors = run_encoder(name, python, texts_of(corpus))
        accuracy = neighbour_hits(vectors, corpus.label.to_numpy()).mean()
        results[name]["accuracy_10nn"] = round(float(accuracy), 4)
    machine = describe_machine() | {"threads": THREADS}
    heading = (
        f"{len(texts)} texts, {len(corpus)} labelled texts; {machine['cpu']}, {THREADS} threads "
        f"on {machine['cores']} cores, {machine['ram_gb']} GB; in brackets: ratio to {PEER}\n\n"
    )
    write_result(
        "encoders",
        {"machine": machine, "texts": len(texts), "labelled": len(corpus), "encoders": results},
        arguments.write,
        heading + format_results(results),
    )


if __name__ == "__main__":
    main()
