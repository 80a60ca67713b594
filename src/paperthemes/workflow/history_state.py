"""Checks of `history/` before any job.

`history/` is no output of a rule: a forced or killed run must not lose it. Jobs read it themselves.
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
    """Check that `history/` has the runs that the config asks for.

    Raises
    ------
    WorkflowError
        If `mode: assign` has no run to go on from, no clustering has the run that `baseline` names,
        or a registry is damaged.
    """
    clusterings = list(config["clusterings"])
    for name in clusterings:
        _check_registry(HISTORY / name / "registry.json")
    without = [name for name in clusterings if not run_numbers(name)]
    if config["mode"] == "assign" and without:
        raise WorkflowError(
            f"mode: assign needs an archived run; history/ has none of {', '.join(without)}; "
            "nothing was run. Run once with mode: cluster."
        )
    if config["baseline"] is not None:
        _check_baseline(config["baseline"], clusterings)


def run_numbers(clustering: str) -> dict[int, str]:
    """Return the names of the runs that `history/` has of a clustering, by number."""
    matches = map(_RUN_NAME.fullmatch, (path.name for path in (HISTORY / clustering).glob("*-*")))
    return {int(match[1]): match[0] for match in sorted(filter(None, matches), key=lambda m: m[0])}


def is_run_lost(clustering: str) -> bool:
    """Return whether the archived run of the current results is gone from `history/`."""
    run = read_record(RESULTS / clustering / "changes.json").get("run")
    return run is not None and run not in run_numbers(clustering).values()


def _check_registry(path: Path) -> None:
    content = read_record(path)
    is_intact = isinstance(content.get("runs"), list) and isinstance(content.get("latest"), str)
    if path.exists() and not is_intact:
        raise WorkflowError(
            f"{path} is damaged; nothing was run. Restore it from a copy, or remove it: it is "
            "rebuilt from the runs beside it."
        )


def _check_baseline(number: int, clusterings: Iterable[str]) -> None:
    """Warn of clusterings without the run of a number, and stop if none has it."""
    # Clusterings without any run are left out: a first run has nothing to compare with.
    numbers = {name: kept for name in clusterings if (kept := list(run_numbers(name)))}
    known = any(number in kept for kept in numbers.values())
    for name, kept in numbers.items():
        if number in kept:
            continue
        message = (
            f"baseline: {number} is no run of the clustering {name} in history/, which has "
            f"{', '.join(map(str, kept))}"
        )
        if not known:
            raise WorkflowError(
                f"{message}, and no other clustering has it; nothing was run. Name one of these, "
                "or write `baseline: null` for the run before"
            )
        logger.warning(f"{message}. It is compared with the run before.")
