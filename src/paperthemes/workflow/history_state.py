"""Checks of `history/` before any job runs.

`history/` is not the output of a rule, because Snakemake removes outputs of forced and killed jobs.
Jobs read and write it themselves.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from snakemake.exceptions import WorkflowError
from snakemake.logging import logger

from paperthemes.files import HISTORY, RESULTS, read_record

_RUN_NAME = re.compile(r"(\d{4,})-[0-9a-f]{12}")


def check_history(config: Mapping[str, Any]) -> None:
    """Check that `history/` has the runs that the config requires.

    Raises
    ------
    WorkflowError
        If the mode is `assign` and a clustering has no run, if no clustering has the run that
        `baseline` names, or if a registry is damaged.
    """
    clusterings = list(config["clusterings"])
    for name in clusterings:
        _check_registry(HISTORY / name / "registry.json")
    without_runs = [name for name in clusterings if not run_numbers(name)]
    if config["mode"] == "assign" and without_runs:
        raise WorkflowError(
            f"mode: assign needs an archived run; history/ has none for {', '.join(without_runs)}; "
            "nothing was run. Run once with mode: cluster."
        )
    if config["baseline"] is not None:
        _check_baseline(config["baseline"], clusterings)


def run_numbers(clustering: str) -> dict[int, str]:
    """Return the names of a clustering's archived runs by run number.

    Of runs with equal numbers, return the last in alphabetical order.
    """
    matches = map(_RUN_NAME.fullmatch, (path.name for path in (HISTORY / clustering).glob("*-*")))
    return {int(match[1]): match[0] for match in sorted(filter(None, matches), key=lambda m: m[0])}


def is_run_lost(clustering: str) -> bool:
    """Return whether `history/` no longer has the run that made the current results.

    Return False if there are no results yet.
    """
    run = read_record(RESULTS / clustering / "changes.json").get("run")
    return run is not None and run not in run_numbers(clustering).values()


def _check_registry(path: Path) -> None:
    """Raise a `WorkflowError` if a registry exists, but has no valid `runs` and `latest`."""
    content = read_record(path)
    is_intact = isinstance(content.get("runs"), list) and isinstance(content.get("latest"), str)
    if path.exists() and not is_intact:
        raise WorkflowError(
            f"{path} is damaged; nothing was run. Restore it from a copy, or remove it: it is "
            "rebuilt from the runs beside it."
        )


def _check_baseline(number: int, clusterings: Iterable[str]) -> None:
    """Log a warning for each clustering that has runs, but not the run with this number.

    Raises
    ------
    WorkflowError
        If no clustering has the run.
    """
    # Clusterings without any run are left out: a first run has nothing to compare with.
    archived = {name: numbers for name in clusterings if (numbers := list(run_numbers(name)))}
    any_has_run = any(number in numbers for numbers in archived.values())
    for name, numbers in archived.items():
        if number in numbers:
            continue
        message = (
            f"baseline: history/ has no run {number} of the clustering {name} (it has "
            f"{', '.join(map(str, numbers))})"
        )
        if not any_has_run:
            raise WorkflowError(
                f"{message}, nor does any other clustering have it; nothing was run. Use one of "
                "these numbers, or `baseline: null` for the previous run"
            )
        logger.warning(f"{message}. It is compared with the previous run.")
