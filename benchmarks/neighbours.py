"""Ways to find the nearest neighbours of all papers: time, memory, recall, and effect of threads.

    python benchmarks/neighbours.py LABELLED [--peer-python PYTHON] [--sizes 25000 60000 200000]
        [--write benchmarks/results]

Points are the hybrid vectors of synthetic corpora, made from LABELLED. Each search runs in a
process of its own with two threads (pynndescent with one), and reads the points from a file. PYTHON
has faiss-cpu, hnswlib and usearch. Recall is the share of the 15 nearest other papers that are
found. With the first size, each search also runs with one thread.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from corpora import THREADS, make_synthetic, read_labelled
from measure import (
    REPOSITORY,
    describe_machine,
    format_table,
    log,
    make_parser,
    measure_command,
    write_result,
)
from neighbours_search import Indices
from threadpoolctl import threadpool_limits

from paperthemes.artifacts.vectors import unit_rows
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.neighbours.stage import hybrid_vectors
from paperthemes.text.paper_text import texts_of

SEARCH = Path(__file__).with_name("neighbours_search.py")
OURS, PEERS = ("exact", "pynndescent"), ("faiss IVF", "hnswlib", "usearch")
RECALL_AT = 15


def measure_search(
    method: str, python: str, folder: Path, threads: int
) -> tuple[dict[str, Any], Indices]:
    """Run one search on the points in `folder`; return its costs, and the neighbours."""
    k = NeighbourSettings().n_neighbors
    command = [python, str(SEARCH), method, str(folder), str(k), str(threads)]
    usage = measure_command(command, folder)
    costs = {
        "seconds": usage.seconds,
        "CPU seconds": usage.cpu_seconds,
        "peak GB": usage.peak_gb,
    }
    return costs, np.load(folder / "indices.npy")


def measure_recall(exact: Indices, indices: Indices) -> float:
    """Return the share of the `RECALL_AT` nearest other points that were found as such."""
    hits = 0
    for row, (expected, actual) in enumerate(zip(exact.tolist(), indices.tolist(), strict=True)):
        others = [other for other in actual if other != row]
        hits += len({*expected[1 : RECALL_AT + 1]} & {*others[:RECALL_AT]})
    return round(hits / (len(exact) * RECALL_AT), 4)


def measure_size(folder: Path, pythons: dict[str, str], *, vary: bool) -> Iterator[dict[str, Any]]:
    """Yield a row for each method; with `vary`, compare the neighbours with those of one thread."""
    exact: Indices | None = None
    for method, python in pythons.items():
        costs, indices = measure_search(method, python, folder, THREADS)
        exact = indices if exact is None else exact
        row = {"papers": len(indices), "method": method, **costs}
        row["recall"] = measure_recall(exact, indices)
        row["same with one thread"] = ""
        if vary:
            _, again = measure_search(method, python, folder, 1)
            row["same with one thread"] = "yes" if np.array_equal(again, indices) else "no"
        log(str(row))
        yield row


def write_points(labelled: Path, sizes: list[int], folder: Path) -> Iterator[Path]:
    """Write the points of each corpus to a folder of its own, and yield it."""
    corpus, settings = read_labelled(labelled), NeighbourSettings()
    for size in sizes:
        synthetic = make_synthetic(corpus, size)
        with threadpool_limits(1):
            points = hybrid_vectors(
                texts_of(synthetic.papers),
                synthetic.vectors.matrix,
                settings.lexical_weight,
                settings.lexical_dimensions,
            )
        (folder / str(size)).mkdir()
        np.save(folder / str(size) / "points.npy", unit_rows(points))
        yield folder / str(size)


def main() -> None:
    """Measure, print the result and, with `--write`, save it."""
    parser = make_parser(__doc__, "labelled")
    parser.add_argument("--sizes", type=int, nargs="+", default=[25_000, 60_000, 200_000])
    parser.add_argument("--peer-python", help="Python interpreter with the other libraries")
    arguments = parser.parse_args()
    pythons = dict.fromkeys(OURS, sys.executable)
    if arguments.peer_python:
        pythons |= dict.fromkeys(PEERS, arguments.peer_python)
    os.environ["PYTHONPATH"] = str(REPOSITORY / "src")
    with tempfile.TemporaryDirectory() as temporary:
        folders = write_points(arguments.labelled, arguments.sizes, Path(temporary))
        rows = [
            row
            for number, folder in enumerate(folders)
            for row in measure_size(folder, pythons, vary=number == 0)
        ]
    machine = describe_machine()
    text = f"{machine['cpu']}, {THREADS} threads, {NeighbourSettings().n_neighbors} neighbours\n\n"
    write_result(
        "neighbours",
        {"machine": machine, "searches": rows},
        arguments.write,
        text + format_table(rows),
    )


if __name__ == "__main__":
    main()
