"""What Snakemake would do and why, as JSON: `paperthemes status`, `clean` and `curate` rest on it.

The options are Snakemake's. Its API makes the dry run, which tells what runs; the reasons and what
was recorded when files were made are read from the jobs. The API shows them nowhere (as of 9.27),
so this file alone takes them from the workflow behind it.
"""

import contextlib
import io
import json
import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from run import LOCKS, lock_holder
from snakemake.api import SnakemakeApi
from snakemake.cli import parse_args, parse_config
from snakemake.io import IOFile, is_flagged, strip_wildcard_constraints
from snakemake.jobs import Job
from snakemake.rules import Rule
from snakemake.settings.types import (
    ConfigSettings,
    DAGSettings,
    OutputSettings,
    ResourceSettings,
)
from snakemake.workflow import Workflow

RESULTS = "results"


def main() -> int:
    """Write the plan to stdout; warnings and the message of an error go to stderr."""
    with contextlib.redirect_stdout(sys.stderr):
        plan = plan_of(sys.argv[1:])
    if plan is None:
        return 1
    json.dump(plan, sys.stdout, default=repr)
    return 0


def plan_of(options: list[str]) -> dict[str, Any] | None:
    """Make a dry run and return what it tells; `None` if it failed, after its message."""
    chatter = io.StringIO()  # that it takes the profile, or what is wrong with the options
    try:
        with contextlib.redirect_stderr(chatter):
            _, args = parse_args(options)
    except SystemExit:
        sys.stderr.writelines(chatter.getvalue().splitlines(keepends=True)[-1:])
        return None
    output = OutputSettings(dryrun=True, log_level_override=logging.WARNING)
    with SnakemakeApi(output) as api:
        try:
            flow = api.workflow(
                ResourceSettings(cores=1, overwrite_scatter=args.set_scatter),
                ConfigSettings(
                    config=parse_config(args.config),
                    configfiles=args.configfile,
                    config_args=args.config,
                    replace_workflow_config=args.replace_workflow_config,
                ),
                snakefile=args.snakefile,
            )
            flow.dag(
                DAGSettings(
                    rerun_triggers=args.rerun_triggers,
                    max_checksum_file_size=args.max_checksum_file_size,
                    force_incomplete=args.rerun_incomplete,
                )
            ).execute_workflow(executor="dryrun")
        except Exception as error:  # as Snakemake's own command line does
            api.print_exception(error)
            return None
        return described(flow._workflow)


def described(workflow: Workflow) -> dict[str, Any]:
    """Return all that the commands need to know of a workflow."""
    known = workflow.globals
    return {
        "config": known["config"],
        "dumps": known["DUMPS"],
        "curation": known["CURATION"],
        "lock": {"held": LOCKS.is_dir() and any(LOCKS.iterdir()), "holder": lock_holder()},
        "jobs": [
            job_of(workflow, job)
            for job in workflow.dag.jobs
            if job.output and job.rule.name != "all"
        ],
        "patterns": sorted({pattern for rule in workflow.rules for pattern in patterns_of(rule)}),
        "made": sorted(path for path in files_below(RESULTS) if recorded(workflow, path)),
    }


def job_of(workflow: Workflow, job: Job) -> dict[str, Any]:
    """Return what is known of a job: its files, whether and why it runs, what it was made from."""
    reason = workflow.dag.reason(job)
    records = [record for path in job.output if (record := recorded(workflow, path))]
    runs = workflow.dag.needrun(job)
    return {
        "rule": job.rule.name,
        "wildcards": job.wildcards_dict,
        "inputs": sorted(map(str, job.input)),
        "outputs": sorted(map(str, job.output)),
        "logs": [*map(str, job.log), *([str(job.benchmark)] if job.benchmark else [])],
        "runs": runs,
        "reasons": sorted(reason.get_names()) if runs else [],
        "missing": sorted(
            str(path)
            for path in reason.missing_output
            if not is_flagged(path, "temp") and recorded(workflow, path)
        ),
        "incomplete": sorted(map(str, reason.incomplete_output)),
        "updated": sorted(map(str, {*reason.updated_input} - {*reason.updated_input_run})),
        "params": dict(job.params.items()),
        "recorded": records and {"params": records[0]["params"], "inputs": records[0]["input"]},
    }


def recorded(workflow: Workflow, path: str) -> Mapping[str, Any] | None:
    """Return what Snakemake has recorded of how a file was made; `None` if it has not."""
    return workflow.persistence.metadata(path if hasattr(path, "rule") else IOFile(path))


def patterns_of(rule: Rule) -> list[str]:
    """Return the names of all files that a rule writes, with wildcards."""
    files = [*rule.output, *rule.log, *([rule.benchmark] if rule.benchmark else [])]
    return [strip_wildcard_constraints(str(path)) for path in files]


def files_below(folder: str) -> list[str]:
    """Return all files in a folder; links are not followed."""
    return [str(Path(at, name)) for at, _, names in os.walk(folder) for name in names]


if __name__ == "__main__":
    sys.exit(main())
