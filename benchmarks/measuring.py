"""What the benchmarks share: the machine, memory of processes, accuracy of neighbours, results."""

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil

REPOSITORY = Path(__file__).parents[1]
SAMPLE_SECONDS = 0.05


@dataclass(frozen=True)
class Usage:
    """Wall time in seconds and peak memory in GB (10^9 bytes) of a run, and what it said."""

    seconds: float
    peak_gb: float
    said: str


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
    said_text = (folder / "said.txt").read_text()
    if run.wait() != 0:
        sys.exit(said_text)
    return Usage(round(seconds, 1), round(peak / 1e9, 2), said_text)


def neighbour_hits(vectors: np.ndarray, labels: np.ndarray, splits: int = 5) -> np.ndarray:
    """Tell how often each text gets the right label from its 10 nearest neighbours.

    5-fold cross-validation by cosine, over several random splits; shape `(n,)`, from 0 to 1. Its
    mean is the 10-NN accuracy; the differences of two are paired.
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
    mean: np.ndarray = np.mean(hits, axis=0)
    return mean


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Write rows as a Markdown table; the keys of the first are the header."""
    header = list(rows[0])
    lines = [header, ["---"] * len(header), *([str(row[key]) for key in header] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def report(name: str, result: Mapping[str, Any], folder: Path | None, text: str = "") -> None:
    """Print a result, and keep it as `{name}.json` in `folder`, with `text` as `{name}.md`."""
    content = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
    sys.stdout.write(text or content)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.json").write_text(content, "utf-8")
        if text:
            (folder / f"{name}.md").write_text(text, "utf-8")
