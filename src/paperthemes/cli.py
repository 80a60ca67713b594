"""The command `paperthemes`: what users do beside running the workflow."""

import argparse
import sys
from collections.abc import Sequence

from paperthemes.commands import cache, clean, curate, inspect, status
from paperthemes.errors import UserError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that `arguments` (by default the command line) ask for; return its status."""
    given = _parser().parse_args(arguments)
    try:
        lines = [*given.run(given)]
    except UserError as error:
        sys.stderr.write(f"paperthemes: {error}\n")
        return 1
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="paperthemes", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (status, curate, clean, inspect, cache):
        command.add(commands)
    return parser
