"""Options of the commands that ask the workflow for its plan."""

import argparse
import shlex
from pathlib import Path

from paperthemes.workflow.plan import Plan, read_plan, snakemake_options


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options that name the workflow and its config."""
    parser.add_argument(
        "--configfile",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE",
        help="the config, as for snakemake; by default, that of the last run here",
    )
    parser.add_argument("--snakefile", type=Path, metavar="FILE", help="the workflow, likewise")
    parser.add_argument(
        "--workflow-profile", metavar="FOLDER", help="the profile, if not the default one"
    )


def plan_of(arguments: argparse.Namespace) -> tuple[Plan, list[str]]:
    """Return the plan of the workflow, and a line that names its options, if there are any."""
    options = snakemake_options(arguments.snakefile, arguments.configfile)
    if arguments.workflow_profile is not None:
        options += ["--workflow-profile", arguments.workflow_profile]
    plan = read_plan(options)
    return plan, [f"(as with: snakemake {shlex.join(options)})"] if options else []
