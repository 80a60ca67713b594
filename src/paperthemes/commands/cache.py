"""`paperthemes cache`: the vectors and names that are kept for later runs."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from paperthemes.describe.name_cache import kept_names
from paperthemes.embed.cache import VectorCache
from paperthemes.errors import UserError


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Declare the command."""
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
    cache.set_defaults(run=run)


def run(given: argparse.Namespace) -> Iterator[str]:
    """Remove what is to go, and yield what is kept.

    Raises
    ------
    UserError
        If the folder does not exist.
    """
    cache = VectorCache(given.folder and given.folder.expanduser())
    if given.folder and not cache.folder.is_dir():
        raise UserError(f"there is no folder {cache.folder}; name the one in embed.cache")
    if given.prune is not None:
        yield from _pruned(cache, given.prune)
    size = cache.path.stat().st_size if cache.path.exists() else 0
    yield f"{cache.path}: {size / 1e6:,.1f} MB"
    for kept in cache.contents():
        yield (
            f"  {kept.vectors:>9,} vectors, {kept.size / 1e6:>8,.1f} MB, "
            f"last used {kept.latest_use}: {kept.name} ({kept.fingerprint[:8]})"
        )
    if names := kept_names(cache.folder):
        yield f"  {len(names):>9,} names of language models, in {names[0].parent}"
    for path in cache.damaged_files():
        yield (
            f"  set aside because damaged, {path.stat().st_size / 1e6:,.1f} MB: {path.name} "
            "(any --prune removes it)"
        )


def _pruned(cache: VectorCache, days: int) -> Iterator[str]:
    removed = cache.prune(days)
    which = f" not used for {days} days" if days else ""
    yield f"Removed {removed:,} vectors{which}."
    names = kept_names(cache.folder, older_than=days)
    for path in names:
        path.unlink(missing_ok=True)
    if names:
        yield f"Removed {len(names):,} names of language models{which}."


def _days(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is not a number of days, 0 or more")
    return int(text)
