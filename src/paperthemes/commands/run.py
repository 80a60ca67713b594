"""`paperthemes run`: run the workflow in the working folder."""

import argparse
from typing import Any

from paperthemes.commands.options import add_config_option
from paperthemes.workflow.plan import run_options
from paperthemes.workflow.run import main


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add `run` and its options to the subcommands of `paperthemes`."""
    parser = commands.add_parser("run", help="run the workflow here; only what changed is computed")
    add_config_option(parser, "default: none")
    parser.add_argument(
        "arguments",
        nargs="*",
        metavar="-- ARGUMENT",
        help="arguments for Snakemake, after --, such as -n to list what would run",
    )
    parser.set_defaults(start=start)


def start(arguments: argparse.Namespace) -> int:
    """Run the workflow in the working folder, and return its exit status.

    Raises
    ------
    UserError
        If a config file cannot be read, or has a key twice.
    """
    return main(arguments.arguments, run_options(None, arguments.configfiles))
