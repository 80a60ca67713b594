"""Time and memory of the whole workflow on a folder of dumps: cold, and with nothing to do.

    python benchmarks/end_to_end.py DUMPS_FOLDER [--cores 2] [--runs 3] [--write benchmarks/results]

Runs the workflow in a temporary directory, from nothing (no results, encoder built anew), then
again with everything up to date; several times, and gives the medians. Memory is the largest sum of
resident memory over all processes of a run, sampled every 50 ms; pages that processes share count
for each.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pandas as pd
import psutil

REPOSITORY = Path(__file__).parents[1]
SAMPLE_SECONDS = 0.05


@dataclass(frozen=True)
class Usage:
    """Wall time in seconds and peak memory in GB (10^9 bytes) of a run."""

    seconds: float
    peak_gb: float


def resident_bytes(process: psutil.Process) -> int:
    """Return the resident memory of a process and all below it."""
    total = 0
    for one in [process, *process.children(recursive=True)]:
        try:
            total += one.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


def measured(command: list[str], folder: Path) -> Usage:
    """Run `command` in `folder`, which must succeed, and measure it."""
    started = time.perf_counter()
    with (folder / "said.txt").open("w") as said:
        run = psutil.Popen(command, cwd=folder, stdout=said, stderr=subprocess.STDOUT)
        peak = 0
        while run.poll() is None:
            try:
                peak = max(peak, resident_bytes(run))
            except psutil.NoSuchProcess:
                break
            time.sleep(SAMPLE_SECONDS)
    seconds = time.perf_counter() - started
    if run.wait() != 0:
        sys.exit((folder / "said.txt").read_text())
    return Usage(round(seconds, 1), round(peak / 1e9, 2))


def machine() -> dict[str, str | int]:
    """Describe the machine the numbers are from."""
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


def outcome(folder: Path) -> dict[str, object]:
    """Summarise the results of a run."""
    results = folder / "results"
    reports = [json.loads(path.read_text()) for path in results.glob("parsed/*.report.json")]
    clusterings = {}
    for path in sorted(results.glob("*/metrics.json")):
        metrics = json.loads(path.read_text())
        clusterings[path.parent.name] = {
            "topics": metrics["topics"],
            "largest": max(metrics["sizes"], default=0),
            "unassigned_share": metrics["unassigned_share"],
            "names": [
                topic["name"] for topic in json.loads((path.parent / "topics.json").read_text())
            ],
        }
    return {
        "records": sum(report["records"] for report in reports),
        "papers": len(pd.read_parquet(results / "papers.parquet")),
        "clusterings": clusterings,
    }


def run_twice(dumps: Path, cores: int) -> tuple[Usage, Usage, dict[str, object]]:
    """Run the workflow from nothing and again; return both usages and what came out."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "run.json").write_text(json.dumps({"dumps": [f"{dumps.resolve()}/*"]}))
        command = [
            str(Path(sys.executable).with_name("snakemake")),
            *("--snakefile", str(REPOSITORY / "Snakefile"), "--directory", str(folder)),
            *("--configfile", str(folder / "run.json"), "--cores", str(cores)),
        ]
        return measured(command, folder), measured(command, folder), outcome(folder)


def summary(usages: list[Usage]) -> dict[str, object]:
    """Return the medians, and all times."""
    return {
        "median_seconds": median(usage.seconds for usage in usages),
        "median_peak_gb": median(usage.peak_gb for usage in usages),
        "seconds": [usage.seconds for usage in usages],
    }


def main() -> None:
    """Measure, print, and with `--write` keep the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dumps", type=Path, help="folder of dump files")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--write", type=Path, help="folder to keep the result in")
    given = parser.parse_args()
    cold, again, outcomes = zip(
        *(run_twice(given.dumps, given.cores) for _ in range(given.runs)), strict=True
    )
    result = {
        "machine": machine() | {"cores_used": given.cores},
        "cold": summary(list(cold)),
        "nothing_to_do": summary(list(again)),
        **outcomes[0],
    }
    text = json.dumps(result, indent=1, ensure_ascii=False)
    sys.stdout.write(text + "\n")
    if given.write:
        given.write.mkdir(parents=True, exist_ok=True)
        (given.write / "end_to_end.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
