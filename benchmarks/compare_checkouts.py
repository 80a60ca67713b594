"""Time and memory of single steps on large corpora, with the code of two checkouts.

    python benchmarks/compare_checkouts.py LABELLED CHECKOUT [--sizes 2550 25000]
        [--write benchmarks/results]

Papers are recombined from LABELLED, and their vectors from the vectors of LABELLED. Each step runs
in a process of its own, with the clustering `medium`: with the code of another checkout of the
project ("before"), and right after with that of this one ("now"). The row `all` is
the sum of the steps; its memory is that of the largest.
"""

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


def add_up(rows: list[dict[str, Any]], size: int, name: str) -> dict[str, Any]:
    """Return the row of all steps together, of so many papers, with the code of one checkout."""
    parts = [row for row in rows if (row["papers"], row["code"]) == (size, name)]
    return {
        "papers": size,
        "step": "all",
        "code": name,
        "seconds": round(sum(row["seconds"] for row in parts), 1),
        "CPU seconds": round(sum(row["CPU seconds"] for row in parts), 1),
        "peak GB": max(row["peak GB"] for row in parts),
    }


def main() -> None:
    """Measure, print the result and, with `--write`, save it."""
    parser = make_parser(__doc__, "labelled")
    parser.add_argument("--sizes", type=int, nargs="+", default=[2550, 25_000])
    parser.add_argument("before", type=Path, help="another checkout of the project")
    arguments = parser.parse_args()
    checkouts = {"before": arguments.before.resolve(), "now": REPOSITORY}
    rows = list(measure_sizes(arguments.labelled, arguments.sizes, checkouts))
    totals = [add_up(rows, size, name) for size in arguments.sizes for name in checkouts]
    rows = sorted([*rows, *totals], key=lambda row: row["papers"])
    machine = describe_machine()
    text = f"{machine['cpu']}, {machine['cores']} cores, clustering {GRANULARITY}\n\n"
    text += format_table(rows)
    result = {"machine": machine, "steps": rows}
    write_result("compare_checkouts", result, arguments.write, text)


if __name__ == "__main__":
    main()
