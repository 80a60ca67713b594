"""`paperthemes cache`: show or remove the vectors and names kept for later runs."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from paperthemes.describe.name_cache import kept_names
from paperthemes.encoders.cache import VectorCache
from paperthemes.errors import UserError
from paperthemes.files import cache_folder
from paperthemes.text.plurals import count_of


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add `cache` and its options to the subcommands of `paperthemes`."""
    cache = commands.add_parser(
        "cache", help="show the vectors and names kept for later runs, or remove some (--prune)"
    )
    cache.add_argument(
        "--folder",
        default="auto",
        help="the cache folder; needed only if `embed.cache` is not `auto`",
    )
    cache.add_argument(
        "--prune",
        type=_parse_days,
        metavar="DAYS",
        help="remove vectors not used for more than DAYS days, and language-model names created "
        "more than DAYS days ago (0: remove all)",
    )
    cache.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> Iterator[str]:
    """Yield lines about the vectors and names in the cache; with `--prune`, first remove old ones.

    Raises
    ------
    UserError
        If `--folder` does not exist, or the cache cannot be read or, with `--prune`, written.
    """
    folder = cache_folder(arguments.folder)
    assert folder is not None  # it is `None` only if `embed.cache` turns the cache off
    if arguments.folder != "auto" and not folder.is_dir():
        raise UserError(f"no such folder: {folder}; pass the folder that `embed.cache` is set to")
    cache = VectorCache(folder)
    if arguments.prune is not None:
        yield from _prune(cache, folder, arguments.prune)
    size = cache.path.stat().st_size if cache.path.exists() else 0
    yield f"{cache.path}: {size / 1e6:,.1f} MB"
    for encoder in cache.list_encoders():
        yield (
            f"  {encoder.vectors:>9,} vectors, {encoder.size / 1e6:>8,.1f} MB, "
            f"last used {encoder.last_used}: {encoder.name} ({encoder.fingerprint[:8]})"
        )
    if name_files := kept_names(folder):
        yield f"  {len(name_files):>9,} names from language models, in {name_files[0].parent}"
    if cache.damaged_path.exists():
        megabytes = cache.damaged_path.stat().st_size / 1e6
        yield f"  damaged, {megabytes:,.1f} MB: {cache.damaged_path.name} (--prune removes it)"


def _prune(cache: VectorCache, folder: Path, days: int) -> Iterator[str]:
    """Remove old vectors and old names from language models; yield lines on how many were removed.

    Vectors are old if they were not used in the last `days` days, of which today is one. Names are
    old if they were created at least `days` days ago. With 0 days, everything is old. There is no
    line on names if none was removed.
    """
    condition = f" not used for {count_of(days, 'day')}" if days else ""
    yield f"Removed {count_of(cache.prune(days), 'vector')}{condition}."
    name_files = kept_names(folder, older_than=days)
    for path in name_files:
        path.unlink(missing_ok=True)
    if name_files:
        age = f" created more than {count_of(days, 'day')} ago" if days else ""
        yield f"Removed {count_of(len(name_files), 'name')} from language models{age}."


def _parse_days(text: str) -> int:
    """Return the number of days, 0 or more, that the text of an argument gives.

    Any other text raises an error, whose message argparse shows to the user.
    """
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is not a whole number of days, 0 or more")
    return int(text)
