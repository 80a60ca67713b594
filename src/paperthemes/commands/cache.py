"""`paperthemes cache`: show or remove the vectors and names kept for later runs."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from paperthemes.commands.options import set_output
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
    set_output(cache, run, get_facts)


def run(arguments: argparse.Namespace) -> Iterator[str]:
    """Yield lines about the vectors and names in the cache; with `--prune`, first remove old ones.

    Raises
    ------
    UserError
        If `--folder` does not exist, or the cache cannot be read or, with `--prune`, written.
    """
    cache, folder = _open_cache(arguments.folder)
    if (days := arguments.prune) is not None:
        vectors, names = _prune(cache, folder, days)
        condition = f" not used for {count_of(days, 'day')}" if days else ""
        yield f"Removed {count_of(vectors, 'vector')}{condition}."
        if names:
            age = f" created more than {count_of(days, 'day')} ago" if days else ""
            yield f"Removed {count_of(names, 'name')} from language models{age}."
    yield f"{cache.path}: {_size(cache.path) / 1e6:,.1f} MB"
    for encoder in cache.list_encoders():
        yield (
            f"  {encoder.vectors:>9,} vectors, {encoder.size / 1e6:>8,.1f} MB, "
            f"last used {encoder.last_used}: {encoder.name} ({encoder.fingerprint[:8]})"
        )
    if name_files := kept_names(folder):
        yield f"  {len(name_files):>9,} names from language models, in {name_files[0].parent}"
    if size := _size(cache.damaged_path):
        name = cache.damaged_path.name
        yield f"  damaged, {size / 1e6:,.1f} MB: {name} (--prune removes it)"


def get_facts(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the facts of the command for `--json`; with `--prune`, first remove old vectors.

    docs/json.md lists the keys. The errors are those of `run`.
    """
    cache, folder = _open_cache(arguments.folder)
    removed = None
    if arguments.prune is not None:
        vectors, names = _prune(cache, folder, arguments.prune)
        removed = {"vectors": vectors, "names": names}
    return {
        "path": str(cache.path),
        "bytes": _size(cache.path),
        "encoders": [
            {
                "name": encoder.name,
                "fingerprint": encoder.fingerprint,
                "vectors": encoder.vectors,
                "bytes": encoder.size,
                "last_used": str(encoder.last_used),
            }
            for encoder in cache.list_encoders()
        ],
        "names": len(kept_names(folder)),
        "damaged_bytes": _size(cache.damaged_path),
        "removed": removed,
    }


def _open_cache(setting: str) -> tuple[VectorCache, Path]:
    """Return the cache in a folder, and this folder; `setting` is that of `--folder`.

    Raises
    ------
    UserError
        If the folder does not exist.
    """
    folder = cache_folder(setting)
    assert folder is not None  # it is `None` only if `embed.cache` turns the cache off
    if setting != "auto" and not folder.is_dir():
        raise UserError(f"no such folder: {folder}; pass the folder that `embed.cache` is set to")
    return VectorCache(folder), folder


def _size(path: Path) -> int:
    """Return the size of a file in bytes; 0 if there is none."""
    return path.stat().st_size if path.exists() else 0


def _prune(cache: VectorCache, folder: Path, days: int) -> tuple[int, int]:
    """Remove old vectors and old names from language models; return how many were removed of each.

    Vectors are old if they were not used in the last `days` days, of which today is one. Names are
    old if they were created at least `days` days ago. With 0 days, everything is old.
    """
    vectors = cache.prune(days)
    name_files = kept_names(folder, older_than=days)
    for path in name_files:
        path.unlink(missing_ok=True)
    return vectors, len(name_files)


def _parse_days(text: str) -> int:
    """Return the number of days, 0 or more, that the text of an argument gives.

    Any other text raises an error, whose message argparse shows to the user.
    """
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is not a whole number of days, 0 or more")
    return int(text)
