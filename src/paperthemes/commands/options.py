"""Options of the commands that ask the workflow for its plan."""

import argparse
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from paperthemes.workflow.plan import Plan, read_plan, snakemake_options


def add_plan_command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    list_lines: Callable[[Plan, argparse.Namespace], Iterator[str]],
    description: str,
    *,
    list_facts: Callable[[Plan, argparse.Namespace], dict[str, Any]] | None = None,
) -> argparse.ArgumentParser:
    """Add a subcommand that needs the plan of the workflow, and return its parser.

    The plan is the config and what Snakemake would run. The command gets options for the config
    file, the Snakefile and the profile; further options can be added to the parser.

    Parameters
    ----------
    commands
        Subcommands of `paperthemes`.
    name
        Name of the command.
    list_lines
        Function that yields the output lines, given the plan and the arguments.
    description
        Text for `--help`.
    list_facts
        Function that returns the facts for the option `--json`, given the plan and the arguments;
        `None` if the command does not have this option.
    """

    def get_facts(arguments: argparse.Namespace) -> dict[str, Any]:
        """Read the plan of the workflow, and return the facts of the command."""
        assert list_facts is not None
        return list_facts(read_plan(_list_options(arguments)), arguments)

    def run(arguments: argparse.Namespace) -> Iterator[str]:
        """Read the plan of the workflow, and yield the lines of the command.

        If Snakemake needs options to make this plan, yield a line with these options first.
        """
        options = _list_options(arguments)
        plan = read_plan(options)
        if options:
            yield f"(Snakemake options: {shlex.join(options)})"
        yield from list_lines(plan, arguments)

    parser = commands.add_parser(name, help=description)
    add_config_option(parser, "default: those of the last run in this folder")
    snakefile_help = "Snakefile (default: that of the last run in this folder)"
    parser.add_argument("--snakefile", type=Path, metavar="FILE", help=snakefile_help)
    profile_help = "Snakemake profile (default: profiles/default)"
    parser.add_argument("--workflow-profile", metavar="FOLDER", help=profile_help)
    set_output(parser, run, get_facts if list_facts else None)
    return parser


def _list_options(arguments: argparse.Namespace) -> list[str]:
    """Return the options for Snakemake that the arguments of a command ask for."""
    options = snakemake_options(arguments.snakefile, arguments.configfiles)
    if arguments.workflow_profile is not None:
        options += ["--workflow-profile", arguments.workflow_profile]
    return options


def add_config_option(parser: argparse.ArgumentParser, default: str) -> None:
    """Add the option that names config files; `default` says in `--help` which are the default."""
    parser.add_argument(
        *("--config", "--configfile"),
        dest="configfiles",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE",
        help=f"settings, merged over config.yaml and config.local.yaml ({default})",
    )


def set_output(
    parser: argparse.ArgumentParser,
    run: Callable[[argparse.Namespace], Iterator[str]],
    get_facts: Callable[[argparse.Namespace], dict[str, Any]] | None,
) -> None:
    """Let a command print the lines of `run` or, with `--json`, one JSON object of `get_facts`.

    Without `get_facts`, the command has no such option.
    """
    parser.set_defaults(run=run, get_facts=get_facts)
    if get_facts is not None:
        help_text = "print a JSON object (docs/json.md)"
        parser.add_argument("--json", action="store_true", help=help_text)
