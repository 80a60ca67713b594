"""Checks of `history/` before any job runs.

`history/` is not the output of a rule, because Snakemake removes outputs of forced and killed jobs.
Jobs read and write it themselves.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from snakemake.exceptions import WorkflowError
from snakemake.logging import logger

from paperthemes.files import HISTORY, RESULTS, SAMPLE_HISTORY, read_record
from paperthemes.history.folder import (
    FORMAT,
    REGISTRY,
    describe_damage,
    is_intact,
    is_unchanged,
    list_runs,
    number_of,
)
from paperthemes.text.plurals import count_of

# Files that only earlier layouts of results/ had.
_OLD_RESULTS = "vocabulary.*", "*/found.*", "*/partition.*", "*/recorded.*"
MAX_LISTED = 3  # of these files


def check_history(config: Mapping[str, Any], history: Path) -> None:
    """Check that `history`, the archive of earlier runs, has the runs that the config requires.

    Log a warning for each clustering that has runs, but not the one that `baseline` names.

    Parameters
    ----------
    config
        The config with all defaults.
    history
        The folder: `HISTORY`, or `SAMPLE_HISTORY` if the sample data is used.

    Raises
    ------
    WorkflowError
        If a `registry.json` is damaged or of an earlier layout; if the mode is `assign` and a
        clustering has no run; or if there are runs, but no clustering has the one that `baseline`
        names.
    """
    clusterings = list(config["clusterings"])
    for name in clusterings:
        _check_registry(history / name / REGISTRY)
    without_runs = [name for name in clusterings if not run_names_by_number(history / name)]
    if config["mode"] == "assign" and without_runs:
        raise WorkflowError(
            f"mode: assign needs an archived run; {history}/ has none for "
            f"{', '.join(without_runs)}; "
            "nothing was run. Run once with mode: cluster."
        )
    if config["baseline"] is not None:
        _check_baseline(config["baseline"], [history / name for name in clusterings])


def check_latest_runs(clusterings: Iterable[str], history: Path) -> None:
    """Check that the next run can go on from the latest one of each clustering.

    Only the process that plans the run may call it, because jobs change `history`.

    Raises
    ------
    WorkflowError
        If the history cannot be written; if the latest run is damaged or missing; or if the whole
        history of a clustering is gone that has results.
    """
    for clustering in clusterings:
        folder = history / clustering
        if folder.is_dir() and not os.access(folder, os.W_OK):
            raise WorkflowError(
                f"{folder} cannot be written, so the run could not be archived; nothing was run. "
                "Change its permissions."
            )
        registered, stored = read_record(folder / REGISTRY).get("latest"), list_runs(folder)
        if latest := registered or next(reversed(stored), ""):
            if not is_intact(folder / latest):
                raise WorkflowError(f"{describe_damage(folder / latest)}.")
        elif registered is None and history == HISTORY and is_run_lost(clustering, history):
            results = RESULTS / clustering
            raise WorkflowError(
                f"{folder} is gone, but {results} is the result of one of its runs; nothing was "
                "run. Restore it from a copy: with registry.json alone, no topic id is given "
                f"again. To begin anew, with ids from T0001 for other topics, delete {results}."
            )


def describe_old_results() -> Iterator[str]:
    """Yield a line about the files of an earlier layout in `results/`, if there are any."""
    if files := sorted(str(path) for pattern in _OLD_RESULTS for path in RESULTS.glob(pattern)):
        names = ", ".join(files[:MAX_LISTED]) + (", ..." if len(files) > MAX_LISTED else "")
        yield f"Left as they are: {count_of(len(files), 'file')} of an earlier version ({names})."


def run_names_by_number(folder: Path) -> dict[int, str]:
    """Return the name of each archived run in the folder of a clustering, by the run's number.

    If several runs have the same number, the last name in alphabetical order is returned for it.
    """
    return {number_of(name): name for name in list_runs(folder)}


def is_run_lost(clustering: str, history: Path) -> bool:
    """Return whether `history` no longer has the run that made the clustering's current results.

    `changes.json`, one of these results, names the run. Return False if there are no results yet,
    or if the results of the sample data are to be replaced by those of other dumps, or the reverse.
    """
    changes = read_record(RESULTS / clustering / "changes.json")
    if "run" not in changes or changes.get("sample", False) != (history == SAMPLE_HISTORY):
        return False
    return changes["run"] not in run_names_by_number(history / clustering).values()


def _check_registry(path: Path) -> None:
    """Raise a `WorkflowError` if the registry at `path` exists, but cannot be read.

    A registry is the `registry.json` of a clustering in `history/`. An intact one has the list
    `runs` of all runs so far, and the name of the latest run in `latest`.
    """
    # The content of a file that is missing or no JSON is read as an empty mapping.
    content = read_record(path)
    is_whole = isinstance(content.get("runs"), list) and isinstance(content.get("latest"), str)
    if path.exists() and not (is_whole and is_unchanged(content)):
        raise WorkflowError(
            f"{path} is damaged; nothing was run. Restore it from a copy, or remove it: it is "
            "rebuilt from the runs beside it."
        )
    if is_whole and isinstance(content.get("format"), int) and content["format"] > FORMAT:
        raise WorkflowError(
            f"{path} was written by a later version of paperthemes; nothing was run. Update "
            "paperthemes."
        )
    if is_whole and "topic_names" not in content:
        raise WorkflowError(
            f"{path} is of an earlier version, whose history/ cannot be read; nothing was run, and "
            "history/ is left as it is. To begin anew, with ids from T0001, move it away "
            f"and delete {RESULTS}/."
        )


def _check_baseline(number: int, folders: Iterable[Path]) -> None:
    """Log a warning for each clustering that has archived runs, but not the run with this number.

    Such a clustering is compared with its previous run instead. There is also a warning if there
    are no runs at all. `folders` are the folders of all
    clusterings in the history.

    Raises
    ------
    WorkflowError
        If there are archived runs, but no clustering has the run with this number.
    """
    numbers_by_name = {folder.name: list(run_names_by_number(folder)) for folder in folders}
    is_in_history = any(number in numbers for numbers in numbers_by_name.values())
    if not any(numbers_by_name.values()):
        logger.warning(f"baseline: there is no run {number}, because history/ has none yet")
    for name, numbers in numbers_by_name.items():
        # A clustering without any run has nothing to compare with, so it needs no baseline.
        if not numbers or number in numbers:
            continue
        message = (
            f"baseline: history/ has no run {number} of the clustering {name} (it has "
            f"{', '.join(map(str, numbers))})"
        )
        # If no clustering has the run, the first one that has any runs stops the workflow.
        if not is_in_history:
            raise WorkflowError(
                f"{message}, nor does any other clustering have it; nothing was run. Use one of "
                "these numbers, or `baseline: null` for the previous run"
            )
        logger.warning(f"{message}. It is compared with the previous run.")
