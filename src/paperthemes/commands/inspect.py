"""`paperthemes inspect`: what would be read from files."""

import argparse
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from paperthemes.parse.format import FIELDS, ReaderOptions


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Declare the command."""
    inspect = commands.add_parser(
        "inspect", help="tell what would be read from files, without running the workflow"
    )
    inspect.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a dump")
    inspect.add_argument(
        "--format", help="read them in this format, as `format` in the config does"
    )
    inspect.add_argument(
        "--column",
        action="append",
        default=[],
        type=_column,
        metavar="FIELD=COLUMN",
        help="which column of a table holds a field, as `columns` in the config says it",
    )
    inspect.set_defaults(run=run)


def run(given: argparse.Namespace) -> Iterator[str]:
    """Yield what would be read from each file."""
    from paperthemes.commands.inspect_dump import inspected  # the libraries that read take a second

    # The lines tell all that a run would log.
    logging.getLogger("paperthemes.parse").addHandler(logging.NullHandler())
    logging.getLogger("paperthemes.parse").propagate = False
    options = ReaderOptions(given.format, dict(given.column))
    for path in given.files:
        yield from inspected(path.expanduser(), options)


def _column(text: str) -> tuple[str, str]:
    field, sign, column = text.partition("=")
    if not sign or field not in FIELDS or not column:
        raise argparse.ArgumentTypeError(
            f"{text} is not FIELD=COLUMN, FIELD one of {', '.join(FIELDS)}"
        )
    return field, column
