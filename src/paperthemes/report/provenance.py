"""Provenance of results: time and memory of each step, library versions, the command."""

import csv
import json
import platform
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_LIBRARIES = (
    *("bertopic", "hdbscan", "graspologic-native", "umap-learn", "pynndescent", "scikit-learn"),
    *("onnxruntime", "tokenizers", "sentence-transformers", "nltk", "textblob"),
    *("numpy", "pandas", "pyarrow", "plotly", "snakemake"),
)
_UNMEASURED = ("-", "NA", "")  # Snakemake's marks for a missing measurement


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Total seconds of a step's jobs, and peak memory of one in MiB, `None` if unknown."""

    step: str
    jobs: int
    seconds: float
    memory: float | None


def read_costs(benchmarks: Mapping[str, Sequence[str]]) -> list[Cost]:
    """Read Snakemake's benchmark files of each step; jobs without a file are not counted."""
    costs = []
    for step, paths in benchmarks.items():
        rows = [row for path in map(Path, paths) if path.is_file() for row in _read_rows(path)]
        if rows:
            seconds = sum(float(row["s"]) for row in rows)
            memory = [float(row["max_rss"]) for row in rows if row["max_rss"] not in _UNMEASURED]
            peak = max(memory, default=None)
            costs.append(Cost(step=step, jobs=len(rows), seconds=seconds, memory=peak))
    return costs


def _read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def library_versions() -> dict[str, str]:
    """Return the versions of Python and of the installed libraries that affect results most."""
    versions = {"paperthemes": version("paperthemes"), "python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return versions


def read_command(path: str | Path) -> str:
    """Return the shell command of the current run from the JSON file where the workflow keeps it.

    Without a readable file, return plain `snakemake`.
    """
    try:
        return shlex.join(json.loads(Path(path).read_text("utf-8"))["command"])
    except (OSError, ValueError, KeyError, TypeError):
        return "snakemake"
