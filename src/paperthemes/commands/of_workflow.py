"""Options of commands that ask the workflow itself."""

import argparse
import shlex
from pathlib import Path

from paperthemes.plan import Plan, options_of, read_plan


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare how to name the workflow and its config."""
    parser.add_argument(
        "--configfile",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE",
        help="the config, as for snakemake; if not given, as in the last run here",
    )
    parser.add_argument("--snakefile", type=Path, metavar="FILE", help="the workflow, likewise")
    parser.add_argument(
        "--workflow-profile", metavar="FOLDER", help="the profile, if not the default one"
    )


def plan_of(given: argparse.Namespace) -> tuple[Plan, list[str]]:
    """Return what the workflow would do, and a line that says with which options, if any."""
    options = options_of(given.snakefile, given.configfile)
    if given.workflow_profile is not None:
        options += ["--workflow-profile", given.workflow_profile]
    plan = read_plan(options)
    return plan, [f"(as with: snakemake {shlex.join(options)})"] if options else []
