"""Time and memory of whole runs on large corpora, and of each of their steps.

    python benchmarks/whole_runs.py LABELLED [--sizes 2550 25000] [--cores 2]
        [--write benchmarks/results]

Papers are recombined from LABELLED and written as ten CSV dumps. They are run cold, with the two
clusterings that ship and without cached vectors. The costs of a step are those of its jobs on
average; memory is that of its largest job. On a busy machine, only seconds of CPU time count.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from corpora import Corpus, make_synthetic, read_labelled
from measure import (
    describe_machine,
    format_table,
    log,
    make_parser,
    measure_workflow,
    write_result,
)

DUMPS = 10


def write_dumps(corpus: Corpus, folder: Path) -> None:
    """Write papers as CSV dumps, with titles that no two of them share."""
    folder.mkdir(parents=True)
    papers = corpus.papers[["title", "abstract"]].copy()
    papers["title"] += [f" {number}" for number in range(len(papers))]
    for number in range(DUMPS):
        papers[number::DUMPS].to_csv(folder / f"{number}.csv", index=False)


def read_steps(folder: Path, papers: int) -> Iterator[dict[str, Any]]:
    """Yield a row for each step of a run, from Snakemake's benchmark files."""
    for step in sorted((folder / "results/benchmarks").iterdir()):
        jobs = pd.concat(
            pd.read_csv(path, sep="\t", na_values="-") for path in sorted(step.iterdir())
        )
        yield {
            "papers": papers,
            "step": step.name,
            "jobs": len(jobs),
            "seconds": round(jobs.s.mean(), 1),
            "CPU seconds": round(jobs.cpu_time.mean(), 1),
            "peak GB": round(jobs.max_rss.max() * 2**20 / 1e9, 2),
        }


def main() -> None:
    """Measure, print the result and, with `--write`, save it."""
    parser = make_parser(__doc__, "labelled")
    parser.add_argument("--sizes", type=int, nargs="+", default=[2550, 25_000])
    parser.add_argument("--cores", type=int, default=2)
    arguments = parser.parse_args()
    corpus = read_labelled(arguments.labelled)
    runs, steps = [], []
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            write_dumps(make_synthetic(corpus, size), folder / "dumps")
            size_mb = sum(path.stat().st_size for path in (folder / "dumps").iterdir()) / 1e6
            usage = measure_workflow({"dumps": ["dumps/*"]}, folder, arguments.cores)
            run = {"papers": size, "dumps, MB": round(size_mb, 1), "cores": arguments.cores}
            run |= {"seconds": usage.seconds, "CPU seconds": usage.cpu_seconds}
            runs.append(run | {"peak GB": usage.peak_gb})
            steps += read_steps(folder, size)
            log(f"{runs[-1]}\n{format_table(steps)}")
    machine = describe_machine()
    text = f"{machine['cpu']}, {machine['cores']} cores\n\n{format_table(runs)}\n"
    result = {"machine": machine, "runs": runs, "steps": steps}
    write_result("whole_runs", result, arguments.write, text + format_table(steps))


if __name__ == "__main__":
    main()
