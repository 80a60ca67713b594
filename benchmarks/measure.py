"""Shared parts of all benchmarks: arguments, processes, neighbour accuracy, output of results."""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import psutil
from numpy.typing import NDArray

REPOSITORY = Path(__file__).parents[1]
SAMPLE_SECONDS = 0.05  # between two samples of memory: short against any job that is measured
INPUTS = {
    "dumps": "folder of dump files",
    "labelled": "Parquet file with the columns id, title, abstract and label",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Wall time and CPU time in seconds, peak memory in GB (10^9 bytes), and output of a process.

    The CPU time is that of the process and all processes that it started.
    """

    seconds: float
    cpu_seconds: float
    peak_gb: float
    output: str


def make_parser(docstring: str | None, *inputs: str) -> argparse.ArgumentParser:
    """Make the parser of a benchmark with these `INPUTS` and the option `--write`."""
    parser = argparse.ArgumentParser(description=(docstring or "").split("\n")[0])
    for name in inputs:
        parser.add_argument(name, type=Path, help=INPUTS[name])
    parser.add_argument("--write", type=Path, help="folder to write the result to")
    return parser


def log(message: str) -> None:
    """Print a line about progress."""
    sys.stderr.write(f"{message}\n")


def describe_machine() -> dict[str, str | int]:
    """Return processor, memory and system of this machine."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = names[0].split(":", 1)[1].strip() if names else model
    return {
        "cpu": model,
        "cores": os.cpu_count() or 0,
        "ram_gb": round(psutil.virtual_memory().total / 1e9),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def measure_command(command: Sequence[str], folder: Path) -> Usage:
    """Run a command in `folder` and measure it; exit with its output if it fails."""
    started, cpu_before = time.perf_counter(), _cpu_seconds_of_children()
    with (folder / "output.txt").open("w") as file:
        process = psutil.Popen(command, cwd=folder, stdout=file, stderr=subprocess.STDOUT)
        peak = 0
        while process.poll() is None:
            peak = max(peak, _resident_bytes(process))
            time.sleep(SAMPLE_SECONDS)
    seconds = time.perf_counter() - started
    output = (folder / "output.txt").read_text()
    if process.wait() != 0:
        sys.exit(output)
    return Usage(
        seconds=round(seconds, 1),
        cpu_seconds=round(_cpu_seconds_of_children() - cpu_before, 1),
        peak_gb=round(peak / 1e9, 2),
        output=output,
    )


def measure_workflow(config: Mapping[str, Any], folder: Path, cores: int) -> Usage:
    """Run the whole workflow in `folder`, with its cache of vectors there, and measure it.

    On Linux, jobs run in copies of a server (`paperthemes.preloaded`), which Snakemake
    does not wait for. So their CPU time is what they have measured themselves. Jobs that run before
    the server is ready count twice, and the imports of the server not at all: a few seconds in all.
    """
    folder.mkdir(exist_ok=True)
    embed = {"cache": "cache"} | config.get("embed", {})
    (folder / "run.json").write_text(json.dumps({**config, "embed": embed}))
    command = [
        str(Path(sys.executable).with_name("snakemake")),
        *("--snakefile", str(REPOSITORY / "Snakefile"), "--directory", str(folder)),
        *("--configfile", str(folder / "run.json"), "--cores", str(cores)),
    ]
    since = time.time()
    usage = measure_command(command, folder)
    jobs = read_jobs(folder, since) if sys.platform == "linux" else ()
    seconds = usage.cpu_seconds + sum(job["cpu_time"] for job in jobs)
    return replace(usage, cpu_seconds=round(seconds, 1))


def read_jobs(folder: Path, since: float) -> Iterator[dict[str, Any]]:
    """Yield what each job of a run in `folder` has measured, from its benchmark file.

    The keys are those of Snakemake, such as `s` and `cpu_time` (seconds) and `max_rss` (MiB), and
    `step`. What a job was too short to measure is 0. Files that have not changed `since` a time, in
    seconds since 1970, are left out.
    """
    benchmarks = folder / "results/benchmarks"
    for path in sorted(benchmarks.rglob("*.tsv")):
        if path.stat().st_mtime >= since:
            measured = pd.read_csv(path, sep="\t", na_values="-").fillna(0).iloc[0].to_dict()
            yield {"step": path.relative_to(benchmarks).parts[0], **measured}


def _cpu_seconds_of_children() -> float:
    """Return the CPU time of all ended processes that this one started, and of their processes."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _resident_bytes(process: psutil.Process) -> int:
    """Return the resident memory of a process and its descendants."""
    total = 0
    try:
        for member in [process, *process.children(recursive=True)]:
            total += member.memory_info().rss
    except psutil.NoSuchProcess:  # ended between two calls
        pass
    return total


def neighbour_hits(
    vectors: NDArray[Any], labels: NDArray[Any], splits: int = 5
) -> NDArray[np.float64]:
    """Return how often the 10 nearest neighbours of each text predict its label.

    The prediction is 5-fold cross-validated, by cosine, over several random splits.

    Parameters
    ----------
    vectors
        Shape `(n, d)`.
    labels
        Shape `(n,)`.
    splits
        Number of random splits.

    Returns
    -------
    numpy.ndarray
        Shape `(n,)`, from 0 to 1. The mean is the 10-NN accuracy. Values of two encoders are
        paired.
    """
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.neighbors import KNeighborsClassifier

    hits = [
        cross_val_predict(
            KNeighborsClassifier(10, metric="cosine"),
            vectors,
            labels,
            cv=StratifiedKFold(5, shuffle=True, random_state=seed),
        )
        == labels
        for seed in range(splits)
    ]
    mean: NDArray[np.float64] = np.mean(hits, axis=0)
    return mean


def format_table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Format rows as a Markdown table; the keys of the first row are the header."""
    header = list(rows[0])
    lines = [
        header,
        ["---"] * len(header),
        *([str(row.get(key, "")) for key in header] for row in rows),
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def write_result(name: str, result: Mapping[str, Any], folder: Path | None, text: str = "") -> None:
    """Print a result; write it to `folder`, if given, as `{name}.json` and `{name}.md`.

    `text` is the content of the Markdown file; without it, only JSON is printed and written.
    """
    content = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
    sys.stdout.write(text or content)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.json").write_text(content, "utf-8")
        if text:
            (folder / f"{name}.md").write_text(text, "utf-8")
