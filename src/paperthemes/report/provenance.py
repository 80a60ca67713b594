"""Provenance of results: time and memory of each step, library versions, the command."""

import json
import platform
import shlex
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pandas as pd

_LIBRARIES = (
    *("hdbscan", "graspologic-native", "umap-learn", "pynndescent", "scikit-learn"),
    *("onnxruntime", "tokenizers", "sentence-transformers", "nltk", "textblob"),
    *("numpy", "pandas", "pyarrow", "plotly", "snakemake"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The cost of a step: total seconds of its jobs, and peak memory of a job in MiB, if known."""

    step: str
    jobs: int
    seconds: float
    memory: float | None


def read_costs(benchmarks: Mapping[str, Sequence[str]]) -> list[Cost]:
    """Read Snakemake's benchmark files of each step; jobs without a file are not counted."""
    costs = []
    for step, paths in benchmarks.items():
        tables = [
            pd.read_csv(path, sep="\t", na_values="-") for path in paths if Path(path).is_file()
        ]
        if tables:
            jobs = pd.concat(tables)
            peak = None if jobs.max_rss.isna().all() else float(jobs.max_rss.max())
            costs.append(Cost(step=step, jobs=len(jobs), seconds=float(jobs.s.sum()), memory=peak))
    return costs


def library_versions() -> dict[str, str]:
    """Return the versions of Python and of the installed libraries that affect results most."""
    versions = {"paperthemes": version("paperthemes"), "python": platform.python_version()}
    for name in _LIBRARIES:
        with suppress(PackageNotFoundError):
            versions[name] = version(name)
    return versions


def read_command(path: str | Path) -> str:
    """Return the shell command of the current run from the JSON file where the workflow keeps it.

    Without a readable file, return plain `snakemake`.
    """
    try:
        return shlex.join(json.loads(Path(path).read_text("utf-8"))["command"])
    except (OSError, ValueError, KeyError, TypeError):
        return "snakemake"
