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

from paperthemes.version import __version__

_LIBRARIES = (
    *("hdbscan", "graspologic-native", "umap-learn", "pynndescent", "scikit-learn"),
    *("onnxruntime", "tokenizers", "sentence-transformers", "nltk", "textblob"),
    *("numpy", "pandas", "pyarrow", "snakemake"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The cost of a step.

    Attributes
    ----------
    step
        Name of the step.
    jobs
        Number of jobs.
    seconds
        Total time of the jobs.
    memory
        Largest peak memory of a job, in MiB; `None` if unknown.
    """

    step: str
    jobs: int
    seconds: float
    memory: float | None


def read_costs(benchmarks: Mapping[str, Sequence[str]]) -> list[Cost]:
    """Read the time and memory of each step from Snakemake's benchmark files.

    `benchmarks` has the paths of these files by step: one file per job. Jobs whose file is missing
    are not counted. A step without any file is left out.
    """
    costs = []
    for step, paths in benchmarks.items():
        files = [path for path in map(Path, paths) if path.is_file()]
        if files:
            # One row per job. Snakemake writes "-" for memory that it could not measure.
            jobs = pd.concat(pd.read_csv(path, sep="\t", na_values="-") for path in files)
            peak = None if jobs.max_rss.isna().all() else float(jobs.max_rss.max())
            costs.append(Cost(step=step, jobs=len(jobs), seconds=float(jobs.s.sum()), memory=peak))
    return costs


def installed_versions() -> dict[str, str]:
    """Return the versions of paperthemes, Python and the libraries in `_LIBRARIES`, by name.

    Libraries that are not installed are left out.
    """
    versions = {"paperthemes": __version__, "python": platform.python_version()}
    for name in _LIBRARIES:
        with suppress(PackageNotFoundError):
            versions[name] = version(name)
    return versions


def read_command(path: str | Path) -> str:
    """Return the shell command that repeats the current run, read from a JSON file.

    The workflow writes the command to this file as a list of words under the key `command`. If the
    file is missing or does not have this form, return "snakemake".
    """
    try:
        return shlex.join(json.loads(Path(path).read_text("utf-8"))["command"])
    except (OSError, ValueError, KeyError, TypeError):
        return "snakemake"
