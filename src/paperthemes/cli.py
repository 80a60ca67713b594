"""The command `paperthemes`: what users do beside running the workflow."""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from paperthemes.describe.kept_names import kept_names
from paperthemes.embed.cache import VectorCache
from paperthemes.errors import UserError
from paperthemes.parse.reading import FIELDS, Options


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that `arguments` (by default the command line) ask for; return its status."""
    given = _parser().parse_args(arguments)
    try:
        lines = given.run(given)
    except UserError as error:
        sys.stderr.write(f"paperthemes: {error}\n")
        return 1
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="paperthemes", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    cache = commands.add_parser(
        "cache", help="show the vectors and names kept for later runs, or remove some (--prune)"
    )
    cache.add_argument(
        "--folder", type=Path, help="the folder in embed.cache, if it is not `auto` there"
    )
    cache.add_argument(
        "--prune",
        type=_days,
        metavar="DAYS",
        help="remove vectors that no run used for so many days, and names as old; 0 removes all",
    )
    cache.set_defaults(run=_cache)
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
    inspect.set_defaults(run=_inspect)
    return parser


def _column(text: str) -> tuple[str, str]:
    field, sign, column = text.partition("=")
    if not sign or field not in FIELDS or not column:
        raise argparse.ArgumentTypeError(
            f"{text} is not FIELD=COLUMN, FIELD one of {', '.join(FIELDS)}"
        )
    return field, column


def _inspect(given: argparse.Namespace) -> list[str]:
    from paperthemes.parse.inspect import inspected  # the libraries that read take a second

    # The lines tell all that a run would log.
    logging.getLogger("paperthemes.parse").addHandler(logging.NullHandler())
    logging.getLogger("paperthemes.parse").propagate = False
    options = Options(given.format, dict(given.column))
    return [line for path in given.files for line in inspected(path.expanduser(), options)]


def _days(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is not a number of days, 0 or more")
    return int(text)


def _cache(given: argparse.Namespace) -> list[str]:
    cache = VectorCache(given.folder and given.folder.expanduser())
    if given.folder and not cache.folder.is_dir():
        raise UserError(f"there is no folder {cache.folder}; name the one in embed.cache")
    lines = []
    if given.prune is not None:
        removed = cache.prune(given.prune)
        which = f" not used for {given.prune} days" if given.prune else ""
        lines.append(f"Removed {removed:,} vectors{which}.")
        names = kept_names(cache.folder, older_than=given.prune)
        for path in names:
            path.unlink(missing_ok=True)
        if names:
            lines.append(f"Removed {len(names):,} names of language models{which}.")
    size = cache.path.stat().st_size if cache.path.exists() else 0
    lines.append(f"{cache.path}: {size / 1e6:,.1f} MB")
    lines += [
        f"  {kept.vectors:>9,} vectors, {kept.size / 1e6:>8,.1f} MB, last used {kept.latest_use}: "
        f"{kept.name} ({kept.fingerprint[:8]})"
        for kept in cache.contents()
    ]
    if names := kept_names(cache.folder):
        lines.append(f"  {len(names):>9,} names of language models, in {names[0].parent}")
    lines += [
        f"  set aside because damaged, {path.stat().st_size / 1e6:,.1f} MB: {path.name} "
        "(any --prune removes it)"
        for path in cache.damaged_files()
    ]
    return lines
