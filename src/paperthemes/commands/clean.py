"""`paperthemes clean`: list and remove results of what the config no longer has."""

import argparse
from collections.abc import Iterator
from typing import Any

from paperthemes.commands.of_workflow import add_options, plan_of
from paperthemes.errors import UserError

_MOST = 20  # strange files that are named
_WORDS = {"key": "neighbours"}


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "clean",
        help="list results of dumps, clusterings and encoders that the config no longer has, and "
        "remove them (--yes)",
    )
    add_options(parser)
    parser.add_argument("--yes", action="store_true", help="remove what would only be listed")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> Iterator[str]:
    """Yield what can go, and remove it if that is wanted.

    Raises
    ------
    UserError
        If a run is at work here and something is to be removed.
    """
    from paperthemes.clean import find, remove, size_of

    plan, options = plan_of(given)
    yield from options
    found = find(plan)
    if given.yes and plan.lock.held and plan.lock.holder:
        raise UserError(f"another run is at work here: {plan.lock.holder}. Nothing was removed")
    total = sum(leftover.size for leftover in found.leftovers)
    if not found.leftovers:
        yield "Nothing to remove: all results are of what the config has."
    elif given.yes:
        remove(found.leftovers)
        yield f"Removed, {_megabytes(total)} in all:"
    else:
        yield f"The config no longer has these, {_megabytes(total)} in all:"
    for one in found.leftovers:
        files = "1 file" if len(one.files) == 1 else f"{len(one.files)} files"
        kind = _WORDS.get(one.kind, one.kind)
        yield f"  {kind} {one.name}: {files}, {_megabytes(one.size)}"
    if found.leftovers and not given.yes:
        yield "To remove them: the same command with --yes. Nothing was removed yet."
    for path in found.histories:
        yield (
            f"{path}, {_megabytes(size_of(path))}, stays: if the clustering {path.name} comes "
            "back, its topics get their ids again. Remove the folder to forget them for ever."
        )
    if found.strange:
        yield "Left alone, for no run here has made them:"
        yield from (f"  {path}" for path in found.strange[:_MOST])
        if len(found.strange) > _MOST:
            yield f"  and {len(found.strange) - _MOST:,} more"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
