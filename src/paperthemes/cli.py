"""Commands around the workflow: show what a run would do, edit topics, inspect dumps, clean up."""

import argparse
import sys
from collections.abc import Sequence

from paperthemes.commands import cache, clean, curate, inspect, status
from paperthemes.errors import UserError


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with arguments `argv` and return its exit status.

    By default, the arguments are those of the command line.
    """
    parser = argparse.ArgumentParser(prog="paperthemes", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (status, curate, clean, inspect, cache):
        command.add(commands)
    arguments = parser.parse_args(argv)
    try:
        lines = [*arguments.run(arguments)]
    except UserError as error:
        sys.stderr.write(f"paperthemes: {error}\n")
        return 1
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0
