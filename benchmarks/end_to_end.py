"""Time and memory of the whole workflow on a folder of dumps: cold, and with nothing to do.

    python benchmarks/end_to_end.py DUMPS_FOLDER [--cores 2] [--runs 3] [--write benchmarks/results]

Runs the workflow in a temporary directory, from nothing (no results, no cached vectors), then
again with everything up to date; several times, and gives the medians. Memory is the largest sum of
resident memory over all processes of a run, sampled every 50 ms; pages that processes share count
for each.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from statistics import median

import pandas as pd
from measuring import REPOSITORY, Usage, machine, measured, report


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
        config = {"dumps": [f"{dumps.resolve()}/*"], "embed": {"cache": "cache"}}
        (folder / "run.json").write_text(json.dumps(config))
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
    report("end_to_end", result, given.write)


if __name__ == "__main__":
    main()
