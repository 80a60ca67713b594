"""Time and memory of the whole workflow on a folder of dumps: cold, and with nothing to do.

    python benchmarks/end_to_end.py DUMPS_FOLDER [--cores 2] [--runs 3] [--write benchmarks/results]

The workflow runs in a temporary directory, first without results or cached vectors, then again with
everything up to date. This is repeated; medians are reported. Memory is the largest sum of resident
memory over all processes, sampled every 50 ms; pages that processes share count for each of them.
"""

import json
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

import pandas as pd
from measure import Usage, describe_machine, make_parser, measure_workflow, write_result


def summarise_results(results: Path) -> dict[str, Any]:
    """Count records and papers, and summarise each clustering."""
    reports = [json.loads(path.read_text()) for path in results.glob("parsed/*.report.json")]
    clusterings = {}
    for path in sorted(results.glob("*/metrics.json")):
        metrics = json.loads(path.read_text())
        topics = json.loads((path.parent / "topics.json").read_text())
        clusterings[path.parent.name] = {
            "topics": metrics["topics"],
            "largest": max(metrics["sizes"], default=0),
            "unassigned_share": metrics["unassigned_share"],
            "names": [topic["name"] for topic in topics],
        }
    return {
        "records": sum(report["records"] for report in reports),
        "papers": len(pd.read_parquet(results / "papers.parquet")),
        "clusterings": clusterings,
    }


def run_twice(dumps: Path, cores: int) -> tuple[Usage, Usage, dict[str, Any]]:
    """Run the workflow cold and again; return both usages and a summary of the results."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        config = {"dumps": [f"{dumps.resolve()}/*"]}
        cold, again = (measure_workflow(config, folder, cores) for _ in range(2))
        return cold, again, summarise_results(folder / "results")


def summarise_usages(usages: list[Usage]) -> dict[str, Any]:
    """Return the medians, and the seconds of all runs."""
    return {
        "median_seconds": median(usage.seconds for usage in usages),
        "median_peak_gb": median(usage.peak_gb for usage in usages),
        "seconds": [usage.seconds for usage in usages],
    }


def main() -> None:
    """Measure, print the result and, with `--write`, save it."""
    parser = make_parser(__doc__, "dumps")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    cold, again, results = zip(
        *(run_twice(arguments.dumps, arguments.cores) for _ in range(arguments.runs)), strict=True
    )
    result = {
        "machine": describe_machine() | {"cores_used": arguments.cores},
        "cold": summarise_usages(list(cold)),
        "nothing_to_do": summarise_usages(list(again)),
        **results[0],
    }
    write_result("end_to_end", result, arguments.write)


if __name__ == "__main__":
    main()
