"""How results came about: time and memory of each stage, versions, the command."""

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
_UNMEASURED = ("-", "NA", "")  # what Snakemake writes then


@dataclass(frozen=True, slots=True)
class Cost:
    """What the jobs of a stage took: seconds in all, and the most memory of one, in MB (MiB).

    `memory` is `None` where it could not be measured.
    """

    stage: str
    jobs: int
    seconds: float
    memory: float | None


def costs(benchmarks: Mapping[str, Sequence[str]]) -> list[Cost]:
    """Read Snakemake's benchmark files of each stage; jobs that left none are not counted."""
    found = []
    for stage, paths in benchmarks.items():
        rows = [row for path in paths for row in _benchmark(Path(path))]
        if rows:
            seconds = sum(float(row["s"]) for row in rows)
            memory = [float(row["max_rss"]) for row in rows if row["max_rss"] not in _UNMEASURED]
            found.append(Cost(stage, len(rows), seconds, max(memory, default=None)))
    return found


def _benchmark(path: Path) -> list[dict[str, str]]:
    """Read one benchmark file."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def versions() -> dict[str, str]:
    """Return the version of Python and of the libraries that results depend on most."""
    found = {"paperthemes": version("paperthemes"), "python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def last_command(note: str | Path) -> str:
    """Return the command that makes the results of the run under way again.

    Parameters
    ----------
    note
        The file in which the workflow notes it; without one the plain command is returned.
    """
    try:
        return shlex.join(json.loads(Path(note).read_text("utf-8"))["command"])
    except (OSError, ValueError, KeyError, TypeError):
        return "snakemake"
