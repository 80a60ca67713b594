"""Costs of each step, for the estimates of `paperthemes status`, from the results of benchmarks.

    python benchmarks/costs.py

This writes `src/paperthemes/commands/costs.toml`. Costs of steps are from `scale.json`, those of
encoders from `encoders.json`.
"""

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from measure import REPOSITORY

from paperthemes.files import read_json

COSTS = REPOSITORY / "src/paperthemes/commands/costs.toml"
ENCODERS = ("minilm-int8", "minilm-fp32", "lsa")  # the speed of others depends on their model
# CPU seconds of the work that `measure_slowness` times, on the machine of the results.
WORK_SECONDS = 0.02


def make_costs(results: Path) -> str:
    """Return the content of `costs.toml`, from the JSON files of a folder of results."""
    scale = read_json(results / "scale.json")
    cores = scale["machine"]["cores"]
    rows = {(row["step"], row["papers"]): compute_costs(row, cores) for row in scale["steps"]}
    encoders = read_json(results / "encoders.json")
    threads = encoders["machine"]["threads"]
    lines = [
        "# Measured costs, written by `python benchmarks/costs.py`. Of encoders: CPU seconds per",
        "# text. Of a job of each step: CPU seconds on one core alone, and those shared by cores.",
        f"work_seconds = {WORK_SECONDS}",
        "\n[encoders]",
        *(
            f"{name} = {threads / encoders['encoders'][name]['texts_per_second']:.5f}"
            for name in ENCODERS
        ),
    ]
    for step, keys in groupby(sorted(rows), key=lambda key: key[0]):
        sizes = [rows[key] for key in keys]
        if len(sizes) > 1:  # costs of other sizes are on the line through two of them
            lines += [f"\n[steps.{step}]"]
            lines += [f"{kind} = {[size[kind] for size in sizes]}" for kind in sizes[0]]
    return "\n".join(lines) + "\n"


def compute_costs(row: Mapping[str, Any], cores: int) -> dict[str, float]:
    """Return the costs of a step, by kind, from a row of a result on so many cores."""
    serial = row["CPU seconds"]
    # What took less time than CPU time was done by all cores.
    parallel = max(0.0, serial - row["seconds"]) * cores / (cores - 1) if cores > 1 else 0.0
    if row["step"] == "parse":  # its jobs are many
        parallel = serial * row.get("jobs", 1)
    if row["step"] == "embed":  # its time is counted by text
        serial = parallel = 0.0
    return {
        "papers": row["papers"],
        "serial": round(max(0.0, serial - parallel), 1),
        "parallel": round(parallel, 1),
        "gigabytes": row["peak GB"],
    }


if __name__ == "__main__":
    COSTS.write_text(make_costs(REPOSITORY / "benchmarks/results"), "utf-8")
