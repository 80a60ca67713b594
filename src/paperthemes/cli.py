"""Run the workflow, and the commands around a run: start a folder, edit topics, clean up, ..."""

import argparse
import json
import os
import sys
from collections.abc import Sequence

from paperthemes import __version__
from paperthemes.commands import (
    cache,
    clean,
    curate,
    fetch,
    history,
    init,
    inspect,
    run,
    search,
    share,
    status,
    suggest,
)
from paperthemes.errors import UserError


def main(argv: Sequence[str] | None = None) -> int:
    """Run a subcommand of `paperthemes`, print its lines, and return the exit status.

    The status is 0, or 1 after an error that the user can solve (`UserError`), whose message is
    printed to standard error, or if the reader of the output has ended. `argv` has the arguments;
    by default, they are those of the command line. If they are wrong or ask for `--help`, argparse
    ends the program itself.
    """
    parser = argparse.ArgumentParser(prog="paperthemes", description=__doc__)
    parser.add_argument("--version", action="version", version=f"paperthemes {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (
        *(init, fetch, run, status, suggest, search, curate),
        *(clean, history, share, inspect, cache),
    ):
        command.add(commands)
    arguments = parser.parse_args(argv)
    try:
        return _run_command(arguments)
    except UserError as error:
        sys.stderr.write(f"paperthemes: {error}\n")
    except BrokenPipeError:  # whoever read the output has ended, such as `head`
        # Python writes the rest at exit, which would fail with a traceback.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


def _run_command(arguments: argparse.Namespace) -> int:
    """Run the subcommand that the arguments name, print its lines, and return the exit status."""
    if "start" in arguments:
        return int(arguments.start(arguments))
    if getattr(arguments, "json", False):
        lines = [json.dumps(arguments.get_facts(arguments), ensure_ascii=False, indent=1)]
    else:
        lines = [*arguments.run(arguments)]  # all before any output, in case of an error
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()
    return 0
