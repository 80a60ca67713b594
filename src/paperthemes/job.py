"""A job: where it runs, its log, and its time and memory."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from paperthemes.logs import log_to
from paperthemes.preloaded import run_preloaded

BENCHMARKS = Path("results/benchmarks")


@contextmanager
def run_job(log: str | Path, *, numeric: bool = False) -> Iterator[None]:
    """Write the log of a job to the file `log`, and its time and memory below `BENCHMARKS`.

    `log` is a path below `results/logs`; that below `BENCHMARKS` is the same. If there is a server,
    a copy of it runs the whole script instead, see `run_preloaded`, which has `numeric`.

    Snakemake could only measure the process that it starts, which may wait for a copy of a server
    (see `preloaded`). So the job measures itself, with Snakemake's functions.
    """
    run_preloaded(numeric=numeric)
    # Lazy: not needed if a server has run the script.
    from snakemake.benchmark import benchmarked, write_benchmark_records

    with log_to(log):
        started = _cpu_seconds()
        with benchmarked() as record:
            yield
        record.cpu_time = _cpu_seconds() - started  # Snakemake's is that of its latest sample
        path = BENCHMARKS.joinpath(*Path(log).parts[2:]).with_suffix(".tsv")
        path.parent.mkdir(parents=True, exist_ok=True)
        write_benchmark_records([record], str(path), extended_fmt=False)


def _cpu_seconds() -> float:
    """Return the CPU time of this process and of its child processes that have ended."""
    return sum(os.times()[:4])
