"""Costs of each step, for the estimates of `paperthemes status`, from the results of benchmarks.

    python benchmarks/costs.py

This writes `src/paperthemes/workflow/costs.toml`. Costs are from `scale.json`; those of steps that
it does not have are from `whole_runs.json`; the speed of encoders is from `encoders.json`.
"""

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from measure import REPOSITORY

from paperthemes.files import read_json

COSTS = REPOSITORY / "src/paperthemes/workflow/costs.toml"
ENCODERS = ("minilm-int8", "minilm-fp32", "lsa")  # the speed of others depends on their model
# CPU seconds of the work that `measure_slowness` times, on the machine of the results.
WORK_SECONDS = 0.02


def make_costs(results: Path) -> str:
    """Return the content of `costs.toml`, from the JSON files of a folder of results."""
    whole_runs, scale = (read_json(results / f"{name}.json") for name in ("whole_runs", "scale"))
    steps = dict(read_steps(whole_runs)) | dict(read_steps(scale))
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
    for step, costs in steps.items():
        lines += [f"\n[steps.{step}]", *(f"{key} = {values}" for key, values in costs.items())]
    return "\n".join(lines) + "\n"


def read_steps(result: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, list[float]]]]:
    """Yield the name and the costs of each step, by kind, for increasing numbers of papers."""
    rows = [row for row in result["steps"] if row.get("code", "now") == "now"]
    rows.sort(key=lambda row: (row["step"], row["papers"]))
    cores = result["machine"]["cores"]
    for step, group in groupby(rows, key=lambda row: str(row["step"])):
        costs: dict[str, list[float]] = {}
        for row in group:
            seconds, cpu_seconds = row["seconds"], row["CPU seconds"]
            # What more than one core did took less time than CPU time.
            parallel = max(0, cpu_seconds - seconds) * cores / (cores - 1)
            if step == "parse":  # there are as many jobs as cores
                parallel = cpu_seconds * row.get("jobs", 1)
            if step == "embed_shard":  # its time is that of its texts
                cpu_seconds = parallel = 0
            values = {
                "papers": row["papers"],
                "serial": round(max(0, cpu_seconds - parallel), 1),
                "parallel": round(parallel, 1),
                "gigabytes": row["peak GB"],
            }
            for key, value in values.items():
                costs.setdefault(key, []).append(value)
        yield step, costs


if __name__ == "__main__":
    COSTS.write_text(make_costs(REPOSITORY / "benchmarks/results"), "utf-8")
