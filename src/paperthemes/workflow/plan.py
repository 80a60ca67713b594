"""The plan of a run: Snakemake's own summary of its outputs, and a snapshot."""

import csv
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paperthemes.errors import UserError
from paperthemes.files import read_record
from paperthemes.workflow.run import LAST_RUN, SNAKEMAKE, is_locked, lock_holder
from paperthemes.workflow.snapshot import SNAPSHOT_VARIABLE, Snapshot, read_snapshot

# Lines of Snakemake on its own progress, which say nothing about the plan.
PROGRESS_MESSAGES = ("Using workflow specific profile", "Config file ", "Building DAG of jobs")
_REPOSITORY = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One output file of the workflow.

    Attributes
    ----------
    path, rule
        The file, and the rule that makes it.
    status
        `ok`, or why it is made again, in Snakemake's words.
    is_pending
        Whether a run would make it.
    """

    path: str
    rule: str
    status: str
    is_pending: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The outputs that a run would make, and their basis.

    Attributes
    ----------
    outputs
        All outputs of the workflow.
    snapshot
        What they would be made from.
    last_snapshot
        What the last complete run here made them from; `None` without one.
    is_locked, lock_holder
        Whether a run holds Snakemake's lock, and which; no holder if that run is dead.
    """

    outputs: Sequence[Output]
    snapshot: Snapshot
    last_snapshot: Snapshot | None = None
    is_locked: bool = False
    lock_holder: str | None = None

    @property
    def config(self) -> Mapping[str, Any]:
        """The config with all defaults."""
        return dict(self.snapshot["config"])

    @property
    def curation(self) -> Mapping[str, Any]:
        """The content of `curation.yaml`."""
        return dict(self.snapshot["curation"])

    @property
    def applied_curation(self) -> Mapping[str, Any]:
        """The curation that the last complete run applied."""
        if self.last_snapshot is None:
            return {"stop_words": [], "clusterings": {}}
        return dict(self.last_snapshot["curation"])

    @property
    def clusterings(self) -> list[str]:
        """The names of the clusterings."""
        return list(self.config["clusterings"])


def read_plan(options: Sequence[str]) -> Plan:
    """Ask Snakemake what it would do in the working directory; its warnings go to stderr.

    Parameters
    ----------
    options
        Options of Snakemake, as `snakemake_options` gives them.

    Raises
    ------
    UserError
        If a run would stop, with its message.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "snapshot.json")
        done = subprocess.run(
            [SNAKEMAKE, *options, "--summary", "--nolock"],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, SNAPSHOT_VARIABLE: str(path)},
        )
        snapshot = read_snapshot(path)
    lines = done.stderr.splitlines(keepends=True)
    messages = "".join(line for line in lines if not line.startswith(PROGRESS_MESSAGES))
    if done.returncode or snapshot is None:
        raise UserError(messages.strip() or "snakemake failed without a message")
    sys.stderr.write(messages)
    return Plan(
        outputs=[
            Output(
                path=row["output_file"],
                rule=row["rule"],
                status=row["status"],
                is_pending=row["plan"] == "update pending",
            )
            for row in csv.DictReader(done.stdout.splitlines(), delimiter="\t")
        ],
        snapshot=snapshot,
        last_snapshot=read_snapshot(),
        is_locked=is_locked(),
        lock_holder=lock_holder() if is_locked() else None,
    )


def snakemake_options(snakefile: Path | None, configfiles: Sequence[Path]) -> list[str]:
    """Return Snakemake's options: the given ones, or else those of the last run here.

    Without either, a `config.yaml` in the working directory is used.
    """
    last = _last_options()
    if snakefile is None and not configfiles and last is not None:
        options = last
    else:
        own = Path("config.yaml")
        has_own = own.is_file() and not own.samefile(_REPOSITORY / own)
        configfiles = configfiles or ([own] if has_own and snakefile is None else [])
        options = ["--snakefile", str(snakefile)] if snakefile is not None else []
        options += ["--configfile", *map(str, configfiles)] if configfiles else []
    has_snakefile = any(Path(name).is_file() for name in ("Snakefile", "workflow/Snakefile"))
    if "--snakefile" not in options and not has_snakefile:
        options = ["--snakefile", str(_REPOSITORY / "Snakefile"), *options]
    return options


def _last_options() -> list[str] | None:
    """Return the options of the last run in the working directory; `None` if there was none."""
    command = read_record(LAST_RUN).get("command")
    if not isinstance(command, list):
        return None
    options = [str(word) for word in command[1:]]
    if options[:1] == ["--snakefile"] and "://" not in options[1] and not Path(options[1]).exists():
        return options[2:]  # the folder was moved since
    return options
