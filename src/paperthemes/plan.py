"""What the workflow would do here, and from what: asked of Snakemake, by `workflow/plan.py`.

The workflow is the one that this package lies in; the package itself runs without Snakemake.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from paperthemes.errors import UserError

LAST_RUN = Path(".snakemake/run.json")
_WORKFLOW = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a job was made from the last time.

    Attributes
    ----------
    params
        Its params, without their names, each as Python writes it.
    inputs
        Its files.
    """

    params: Sequence[str]
    inputs: Sequence[str]


@dataclass(frozen=True, slots=True)
class Job:
    """One job of the workflow, whether it runs or not.

    Attributes
    ----------
    rule, wildcards
        Which job it is.
    runs
        Whether it would run.
    reasons
        Why, in Snakemake's words.
    inputs, outputs, logs
        Its files; benchmarks are among the logs.
    missing, incomplete
        Of its outputs, those that are gone, and those that a killed run left half-written.
    updated
        Of its inputs, those that changed and that no other job makes anew.
    params
        Its params by name.
    recorded
        What it was made from the last time; `None` if it never was.
    """

    rule: str
    wildcards: Mapping[str, str] = field(default_factory=dict)
    runs: bool = False
    reasons: Sequence[str] = ()
    inputs: Sequence[str] = ()
    outputs: Sequence[str] = ()
    logs: Sequence[str] = ()
    missing: Sequence[str] = ()
    incomplete: Sequence[str] = ()
    updated: Sequence[str] = ()
    params: Mapping[str, Any] = field(default_factory=dict)
    recorded: Recorded | None = None

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Job":
        """Make one from JSON."""
        recorded = Recorded(**given["recorded"]) if given["recorded"] else None
        return cls(**{**given, "recorded": recorded})


@dataclass(frozen=True, slots=True)
class Lock:
    """Snakemake's lock: whether it is held, and by whom; nobody, if that run is dead."""

    held: bool = False
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All that the workflow has to do with in a working directory.

    Attributes
    ----------
    config
        With all defaults.
    dumps
        Paths of the dumps, by name.
    curation
        What curation.yaml says.
    lock
        Whether a run is at work.
    jobs
        All jobs.
    patterns
        Names of all files that the workflow writes, with wildcards.
    made
        Files in `results/` that a run has made here.
    """

    config: Mapping[str, Any]
    dumps: Mapping[str, str]
    curation: Mapping[str, Any]
    jobs: Sequence[Job]
    lock: Lock = field(default_factory=Lock)
    patterns: Sequence[str] = ()
    made: Sequence[str] = ()

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Plan":
        """Make one from JSON."""
        jobs = [Job.of(job) for job in given["jobs"]]
        return cls(**{**given, "jobs": jobs, "lock": Lock(**given["lock"])})

    @property
    def clusterings(self) -> list[str]:
        """The names of the clusterings."""
        return list(self.config["clusterings"])


def read_plan(options: Sequence[str]) -> Plan:
    """Ask Snakemake what it would do in the working directory; its warnings go to stderr.

    Parameters
    ----------
    options
        Options of Snakemake, as `options_of` gives them.

    Raises
    ------
    UserError
        If a run would stop: with what it would say.
    """
    program = _WORKFLOW / "workflow" / "plan.py"
    if not program.is_file():
        raise UserError(
            f"there is no workflow in {_WORKFLOW}; use the command that belongs to a copy of the "
            "workflow: its .venv/bin/paperthemes"
        )
    done = subprocess.run(
        [sys.executable, str(program), *options], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise UserError(done.stderr.strip() or f"{program} failed without a message")
    sys.stderr.write(done.stderr)
    return Plan.of(json.loads(done.stdout))


def options_of(snakefile: Path | None, configfiles: Sequence[Path]) -> list[str]:
    """Return Snakemake's options: what is given or else as the last run here was started.

    Where none was, a `config.yaml` in the working directory is taken.
    """
    if snakefile is None and not configfiles and (last := _last_options()) is not None:
        options = last
    else:
        own = Path("config.yaml")
        aside = own.is_file() and not own.samefile(_WORKFLOW / own)
        configfiles = configfiles or ([own] if aside and snakefile is None else [])
        options = ["--snakefile", str(snakefile)] if snakefile is not None else []
        options += ["--configfile", *map(str, configfiles)] if configfiles else []
    here = any(Path(name).is_file() for name in ("Snakefile", "workflow/Snakefile"))
    if "--snakefile" not in options and not here:
        options = ["--snakefile", str(_WORKFLOW / "Snakefile"), *options]
    return options


def _last_options() -> list[str] | None:
    """Return the options that the last run in the working directory was started with."""
    try:
        _, *words = json.loads(LAST_RUN.read_text("utf-8"))["command"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    options = [str(word) for word in words]
    if options[:1] == ["--snakefile"] and "://" not in options[1] and not Path(options[1]).exists():
        return options[2:]  # the folder was moved since
    return options
