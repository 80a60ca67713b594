"""`paperthemes status`: what a run would do, and why."""

import argparse
from collections.abc import Iterator
from typing import Any

from paperthemes.commands.of_workflow import add_options, plan_of


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "status", help="tell what a run would do and why: new dumps, changed settings and so on"
    )
    add_options(parser)
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> Iterator[str]:
    """Yield what a run would do, and why."""
    from paperthemes.status.report import status

    plan, options = plan_of(given)
    yield from options
    yield from status(plan)
