"""Time and memory of the steps on large corpora, and how they grow with the number of papers.

    python benchmarks/scale.py LABELLED [--sizes 2550 25000] [--before CHECKOUT]
        [--write benchmarks/results]

Papers are recombined from LABELLED, and their vectors from the vectors of LABELLED. Each step runs
in a process of its own, with the clustering `medium`. With `--before`, each step also runs with the
code of another checkout of the project, right before that of this one. Growth is the exponent e if
costs are n to the power of e, between the smallest and the largest corpus.
"""

import math
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpora import make_synthetic, read_labelled
from measure import (
    REPOSITORY,
    Usage,
    describe_machine,
    format_table,
    log,
    make_parser,
    measure_command,
    write_result,
)

GRANULARITY = "medium"
STEPS = ("neighbours", "terms", "cluster", "identify", "describe")
RUN_STEP = f"""
import sys
from pathlib import Path
from steps import clustering_jobs, corpus_jobs
folder = Path(sys.argv[2])
jobs = {{**corpus_jobs(folder), **clustering_jobs(folder, {GRANULARITY!r})}}
jobs[sys.argv[1]]()
"""


def measure_step(step: str, folder: Path, checkout: Path) -> Usage:
    """Run one step in a process of its own, with the code and the `steps.py` of a checkout."""
    os.environ["PYTHONPATH"] = f"{checkout / 'src'}{os.pathsep}{checkout / 'benchmarks'}"
    return measure_command([sys.executable, "-c", RUN_STEP, step, str(folder)], folder)


def measure_sizes(
    labelled: Path, sizes: list[int], checkouts: dict[str, Path]
) -> Iterator[dict[str, Any]]:
    """Yield a row for each size, step and checkout."""
    corpus = read_labelled(labelled)
    for size in sizes:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            make_synthetic(corpus, size).write(folder)
            (folder / GRANULARITY).mkdir()
            for step in STEPS:
                for name, checkout in checkouts.items():
                    usage = measure_step(step, folder, checkout)
                    row = {
                        "papers": size,
                        "step": step,
                        "code": name,
                        "seconds": usage.seconds,
                        "CPU seconds": usage.cpu_seconds,
                        "peak GB": usage.peak_gb,
                    }
                    log(str(row))
                    yield row


def compute_growth(rows: list[dict[str, Any]], sizes: list[int]) -> list[dict[str, Any]]:
    """Return the exponents of CPU time of this checkout's code, by step."""
    smallest, largest = min(sizes), max(sizes)
    seconds = {
        (row["step"], row["papers"]): row["CPU seconds"] for row in rows if row["code"] == "now"
    }
    ratio = math.log(largest / smallest)
    return [
        {
            "step": step,
            "exponent": round(
                math.log(seconds[step, largest] / seconds[step, smallest]) / ratio, 2
            ),
        }
        for step in STEPS
    ]


def main() -> None:
    """Measure, print the result and, with `--write`, save it."""
    parser = make_parser(__doc__, "labelled")
    parser.add_argument("--sizes", type=int, nargs="+", default=[2550, 25_000])
    parser.add_argument("--before", type=Path, help="another checkout of the project")
    arguments = parser.parse_args()
    checkouts = {"before": arguments.before} if arguments.before else {}
    checkouts["now"] = REPOSITORY
    rows = list(measure_sizes(arguments.labelled, arguments.sizes, checkouts))
    machine = describe_machine()
    result = {"machine": machine, "steps": rows}
    text = f"{machine['cpu']}, {machine['cores']} cores, clustering {GRANULARITY}\n\n"
    text += format_table(rows)
    if len(arguments.sizes) > 1:
        result["growth"] = compute_growth(rows, arguments.sizes)
        text += f"\n{format_table(result['growth'])}"
    write_result("scale", result, arguments.write, text)


if __name__ == "__main__":
    main()
