"""The plan of a run: the outputs that Snakemake would make, and a snapshot of their basis."""

import csv
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile, takewhile
from pathlib import Path
from typing import Any

from snakemake.exceptions import WorkflowError

from paperthemes.errors import UserError
from paperthemes.files import read_record
from paperthemes.workflow.config_layers import CONFIG
from paperthemes.workflow.location import workflow_folder
from paperthemes.workflow.messages import shorten_error
from paperthemes.workflow.run import LAST_RUN, SNAKEMAKE, is_locked, lock_holder
from paperthemes.workflow.run_lock import find_holder
from paperthemes.workflow.snapshot import SNAPSHOT_VARIABLE, Snapshot, read_snapshot
from paperthemes.workflow.yaml_file import read_yaml

# Lines of Snakemake on its own progress, which say nothing about the plan.
PROGRESS_MESSAGES = ("Using workflow specific profile", "Config file ", "Building DAG of jobs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """An output file of the workflow.

    Attributes
    ----------
    path
        Path of the file.
    rule
        Name of the rule that makes the file; `parse` for the rule of any batch of dumps.
    status
        `ok`, or the reason to make the file again, in Snakemake's words.
    is_pending
        Whether a run would make the file.
    """

    path: str
    rule: str
    status: str
    is_pending: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The outputs of the workflow, and a snapshot of what a run would make them from.

    Attributes
    ----------
    outputs
        All outputs of the workflow.
    snapshot
        Snapshot of the current settings, dumps and code.
    last_snapshot
        Snapshot of the last complete run in the working directory; `None` if there was none.
    is_locked
        Whether Snakemake's lock is held.
    lock_holder
        Description of the run that holds the lock; `None` if no living run does.
    """

    outputs: Sequence[Output]
    snapshot: Snapshot
    last_snapshot: Snapshot | None = None
    is_locked: bool = False
    lock_holder: str | None = None

    @property
    def config(self) -> Mapping[str, Any]:
        """The config of the next run, in which all defaults are filled in."""
        return dict(self.snapshot["config"])

    @property
    def curation(self) -> Mapping[str, Any]:
        """The current content of `curation.yaml`, as `read_curation` returns it."""
        return dict(self.snapshot["curation"])

    @property
    def applied_curation(self) -> Mapping[str, Any]:
        """The content of `curation.yaml` that the last complete run applied.

        If no run is complete yet, it has no stop words and no edits.
        """
        if self.last_snapshot is None:
            return {"stop_words": [], "clusterings": {}}
        return dict(self.last_snapshot["curation"])

    @property
    def is_sample(self) -> bool:
        """True if the next run would read the sample data, because the user has no dumps."""
        return bool(self.snapshot["sample"])

    @property
    def clusterings(self) -> list[str]:
        """The names of the clusterings in the config of the next run."""
        return list(self.config["clusterings"])


def read_plan(options: Sequence[str]) -> Plan:
    """Make the plan of the next run in the working directory, with a dry run of Snakemake.

    A plan is the list of output files, each with whether the next run would make it, and a snapshot
    of the settings, dumps and code. It also has the snapshot of the last complete run, and the
    state of Snakemake's lock. Warnings of Snakemake are written to standard error.

    Parameters
    ----------
    options
        Options of Snakemake, from `snakemake_options`.

    Raises
    ------
    UserError
        If Snakemake fails; the message is that of Snakemake.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "snapshot.json")
        dry_run = subprocess.run(
            [SNAKEMAKE, *options, "--summary", "--nolock"],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, SNAPSHOT_VARIABLE: str(path)},
        )
        snapshot = read_snapshot(path)
    lines = dry_run.stderr.splitlines(keepends=True)
    messages = "".join(line for line in lines if not line.startswith(PROGRESS_MESSAGES))
    if dry_run.returncode or snapshot is None:
        message = shorten_error(messages.strip())
        raise UserError(message or "snakemake failed without a message")
    sys.stderr.write(messages)
    return Plan(
        outputs=[
            Output(
                path=row["output_file"],
                rule=re.sub(r"\Aparse_\w+\Z", "parse", row["rule"]),  # a rule per batch of dumps
                status=row["status"],
                is_pending=row["plan"] == "update pending",
            )
            for row in csv.DictReader(dry_run.stdout.splitlines(), delimiter="\t")
        ],
        snapshot=snapshot,
        last_snapshot=read_snapshot(),
        is_locked=is_locked(),
        lock_holder=find_holder() or (lock_holder() if is_locked() else None),
    )


def snakemake_options(snakefile: Path | None, configfiles: Sequence[Path]) -> list[str]:
    """Return the options of the plan, for a call of Snakemake: the Snakefile and the config files.

    Without `snakefile` and `configfiles`, they are those of the last run in the working directory,
    if there was one; otherwise `run_options` returns them.

    Raises
    ------
    UserError
        If a config file cannot be read, or has a key twice.
    """
    last_options = _read_last_options()
    if snakefile is not None or configfiles or last_options is None:
        return run_options(snakefile, configfiles)
    _check_files(_find_configfiles(last_options))
    return _add_snakefile(last_options)


def run_options(snakefile: Path | None, configfiles: Sequence[Path]) -> list[str]:
    """Return the options of a run that name the Snakefile and the config files.

    The config files are `config.yaml` in the working directory, unless it is the shipped one, which
    needs no option, or a Snakefile is given; and then `configfiles`. Those without any setting are
    left out. Without a Snakefile, given or in the working directory, it is that of
    `workflow_folder`.

    Raises
    ------
    UserError
        If a config file cannot be read, or has a key twice.
    """
    own = Path(CONFIG)
    needs_option = own.is_file() and not own.samefile(workflow_folder() / CONFIG)
    files = [*[own] * (needs_option and snakefile is None), *configfiles]
    names = _check_files(files)  # without empty files, which Snakemake refuses
    options = ["--snakefile", str(snakefile)] if snakefile is not None else []
    return _add_snakefile([*options, *(["--configfile", *names] if names else [])])


def _check_files(paths: Iterable[str | Path]) -> list[str]:
    """Return the config files that have any setting; raise a `UserError` if one cannot be read.

    Snakemake would evaluate expressions in them, and its messages do not name the file.
    """
    try:
        return [str(path) for path in paths if read_yaml(path)]
    except WorkflowError as error:
        raise UserError(str(error)) from error


def _find_configfiles(options: Sequence[str]) -> Iterator[str]:
    """Return the config files that options of Snakemake name."""
    words = dropwhile(lambda word: word != "--configfile", options)
    return takewhile(lambda word: not word.startswith("--"), [*words][1:])


def _add_snakefile(options: list[str]) -> list[str]:
    """Return options that name a Snakefile, unless there is one in the working directory."""
    has_snakefile = any(Path(name).is_file() for name in ("Snakefile", "workflow/Snakefile"))
    if "--snakefile" in options or has_snakefile:
        return options
    return ["--snakefile", str(workflow_folder() / "Snakefile"), *options]


def _read_last_options() -> list[str] | None:
    """Return the options of the last run in the working directory; `None` if there was none.

    They are the words that `command_of_run` returned, without the program. `--snakefile` is left
    out if it names a file that no longer exists, because a folder was moved.
    """
    command = read_record(LAST_RUN).get("command")
    if not isinstance(command, list):
        return None
    options = [str(word) for word in command[1:]]  # the first word is the program
    # `--snakefile` is always the first option. A web address cannot be checked here.
    if options[:1] == ["--snakefile"] and "://" not in options[1] and not Path(options[1]).exists():
        return options[2:]
    return options
