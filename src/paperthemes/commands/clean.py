"""`paperthemes clean`: list and remove results of what the config no longer names."""

import argparse
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paperthemes.commands.options import add_options, plan_of
from paperthemes.errors import UserError
from paperthemes.files import HISTORY, RESULTS
from paperthemes.text.plurals import count_of

if TYPE_CHECKING:
    from paperthemes.workflow.plan import Plan

MAX_LISTED = 20  # files that are kept and listed
_LOG = "results/(?:logs|benchmarks)"
_CLUSTERING_STEPS = "(?:cluster|identify|describe|changes|report)"
# Files of each kind of result; the group is the name that the config gives, or no longer gives.
_PATTERNS = (
    ("dump", re.compile(r"results/parsed/(.+)\.(?:parquet|report\.json)")),
    ("dump", re.compile(rf"{_LOG}/parse/(.+)\.(?:log|tsv)")),
    ("encoder", re.compile(r"results/embeddings/([^/]+?)(?:\.npz|\.report\.json|/[^/]+)")),
    ("encoder", re.compile(rf"{_LOG}/embed/(.+?)(?:-\d+-of-\d+)?\.(?:log|tsv)")),
    ("neighbours", re.compile(r"results/neighbours/(.+)\.npz")),
    ("neighbours", re.compile(rf"{_LOG}/neighbours/(.+)\.(?:log|tsv)")),
    ("clustering", re.compile(rf"{_LOG}/{_CLUSTERING_STEPS}/(.+)\.(?:log|tsv)")),
)
_SINGLE_LOG = re.compile(rf"{_LOG}/(\w+)/\1\.(?:log|tsv)")  # of steps with one job
_PARTIAL = re.compile(r"\.(.+)\.\d+\.partial")  # files that a killed job was writing
_NOTES = ("README.md", ".gitkeep")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftovers:
    """Files in `results/` and `history/` that do not belong to the config.

    Attributes
    ----------
    removable
        Files of each dump, encoder, neighbour graph or clustering that the config no longer has, by
        kind and name.
    foreign
        Files and links in `results/` that the workflow did not make.
    histories
        Folders in `history/` of clusterings that the config no longer has; they are never removed.
    """

    removable: dict[tuple[str, str], list[Path]]
    foreign: list[Path]
    histories: list[Path]


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "clean",
        help="list results of dumps, clusterings and encoders that the config no longer has, and "
        "remove them (--yes)",
    )
    add_options(parser)
    parser.add_argument("--yes", action="store_true", help="remove them instead of listing them")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> Iterator[str]:
    """Yield what can be removed, and remove it if asked to.

    Raises
    ------
    UserError
        If a run is at work here and something is to be removed.
    """
    plan, options = plan_of(arguments)
    yield from options
    leftovers = find_leftovers(plan)
    if arguments.yes and plan.lock_holder:
        raise UserError(f"another run is at work here: {plan.lock_holder}. Nothing was removed")
    yield from _list_removable(leftovers, is_removing=arguments.yes)
    if arguments.yes:
        remove(path for files in leftovers.removable.values() for path in files)
    if leftovers.foreign:
        yield "Kept (not created by this workflow):"
        yield from (f"  {path}" for path in leftovers.foreign[:MAX_LISTED])
        if len(leftovers.foreign) > MAX_LISTED:
            yield f"  and {count_of(len(leftovers.foreign) - MAX_LISTED, 'more file')}"
    for folder in leftovers.histories:
        yield (
            f"Kept: {folder}, the permanent ids and runs of a clustering that the config no longer "
            "has. Remove it by hand if it is never to come back."
        )


def find_leftovers(plan: "Plan") -> Leftovers:
    """Look through `results/` and `history/`; links are not followed.

    A folder in `results/` was a clustering if `history/` has one of that name.
    """
    current = {output.path for output in plan.outputs}
    names = {
        "dump": {*plan.snapshot["dumps"]},
        "encoder": {plan.config["embed"]["encoder"]},
        "neighbours": {*plan.snapshot["neighbours"]},
        "clustering": {*plan.clusterings},
    }
    folders = [path for path in sorted(HISTORY.glob("*")) if path.is_dir()]
    histories = [path for path in folders if path.name not in names["clustering"]]
    clustering_files = {
        Path(path).name for path in current if Path(path).parent.name in names["clustering"]
    }
    removable: dict[tuple[str, str], list[Path]] = {}
    foreign = []
    for path in _files(RESULTS):
        partial = _PARTIAL.fullmatch(path.name)
        target = path.with_name(partial[1]) if partial else path
        owner = _owner(target, clustering_files, {folder.name for folder in histories})
        if path.is_symlink() or (owner is None and not _is_own(target, current)):
            foreign.append(path)
        elif owner is not None and owner[1] not in names[owner[0]]:
            removable.setdefault(owner, []).append(path)
    return Leftovers(removable=removable, foreign=foreign, histories=histories)


def remove(files: Iterable[Path]) -> None:
    """Remove files, and the folders that this leaves empty."""
    folders = set()
    for path in files:
        path.unlink(missing_ok=True)
        folders.add(path.parent)
    for folder in sorted(folders, reverse=True):
        if folder.parent != Path() and not any(folder.iterdir()):
            folder.rmdir()


def _list_removable(leftovers: Leftovers, *, is_removing: bool) -> Iterator[str]:
    if not leftovers.removable:
        yield "Nothing to remove: all results belong to the config."
        return
    sizes = {
        owner: sum(path.lstat().st_size for path in files)
        for owner, files in leftovers.removable.items()
    }
    total = _format_size(sum(sizes.values()))
    yield (
        f"Removed, {total} in all:" if is_removing else f"No longer in the config, {total} in all:"
    )
    for (kind, name), files in sorted(leftovers.removable.items()):
        size = _format_size(sizes[kind, name])
        yield f"  {kind} {name}: {count_of(len(files), 'file')}, {size}"
    if not is_removing:
        yield "To remove them: the same command with --yes. Nothing was removed yet."


def _files(folder: Path) -> Iterator[Path]:
    """Yield all files and links below a folder, in order."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_dir() and not path.is_symlink():
            yield from _files(path)
        else:
            yield path


def _owner(
    path: Path, clustering_files: set[str], retired_clusterings: set[str]
) -> tuple[str, str] | None:
    """Return the kind and the name of what a file belongs to; `None` if it is no such file."""
    if len(path.parts) == 3 and path.name in clustering_files:
        if (name := path.parts[1]) in retired_clusterings:
            return "clustering", name
        return None
    for kind, pattern in _PATTERNS:
        if match := pattern.fullmatch(path.as_posix()):
            return kind, match[1]
    return None


def _is_own(path: Path, current: set[str]) -> bool:
    """Return whether the workflow makes a file whatever the config names."""
    name = path.as_posix()
    is_note = path.parent == RESULTS and path.name in _NOTES
    return name in current or is_note or _SINGLE_LOG.fullmatch(name) is not None


def _format_size(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
