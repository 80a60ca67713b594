"""`paperthemes clean`: list and remove results of dumps and clusterings no longer in the config."""

import argparse
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from paperthemes.commands.options import add_plan_command
from paperthemes.errors import UserError
from paperthemes.files import HISTORY, RESULTS
from paperthemes.text.plurals import count_of
from paperthemes.workflow.dumps import divide_dumps
from paperthemes.workflow.plan import Plan
from paperthemes.workflow.run_lock import hold_lock

MAX_LISTED = 20  # kept files that are listed by name
_LOGS = "(?:logs|benchmarks)"
# Files in results/ by the kind of result. The group in each pattern matches the name of the dump,
# batch of dumps (that of its first dump), encoder, neighbours or clustering that a file belongs to.
_PATTERNS = (
    ("dump", r"parsed/(.+)\.(?:parquet|report\.json)"),
    ("batch", rf"{_LOGS}/parse/(.+)\.(?:log|tsv)"),
    ("encoder", r"embeddings/([^/]+?)(?:\.npz|\.report\.json|/[^/]+)"),
    ("encoder", rf"{_LOGS}/embed/(.+?)(?:-\d+-of-\d+)?\.(?:log|tsv)"),
    ("neighbours", rf"(?:{_LOGS}/)?neighbours/(.+)\.(?:npz|log|tsv)"),
    ("sweep", rf"(?:{_LOGS}/)?sweep/(.+)\.(?:json|parquet|npz|log|tsv)"),
    ("sweep", r"(sweep)\.(?:csv|html)"),
    ("sample history", r"history/([^/]+)/.+"),
    ("clustering", r"figures/(.+)-map\.(?:svg|pdf|png)"),
    (
        "clustering",
        rf"{_LOGS}/(?:cluster|identify|describe|changes|export|figures|report)/(.+)\.(?:log|tsv)",
    ),
)
# Files that belong to any config: notes, and logs of steps that run once.
_ALWAYS = re.compile(rf"README\.md|\.gitkeep|{_LOGS}/(\w+)/\1\.(?:log|tsv)")
_PARTIAL = re.compile(r"\A\.(.+)\.\d+\.partial\Z")  # a file that a killed job was writing

Leftovers = dict[tuple[str, str], list[Path]]
"""Files to be removed, by kind of result (as in `_PATTERNS`) and name: `("dump", "old.csv")`."""


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add `clean` and its options to the subcommands of `paperthemes`."""
    description = "list results of dumps, clusterings and encoders that the config no longer has"
    help_text = f"{description}; --yes removes them"
    parser = add_plan_command(commands, "clean", clean, help_text, list_facts=list_facts)
    parser.add_argument("--yes", action="store_true", help="remove them instead of listing them")


def clean(plan: Plan, arguments: argparse.Namespace) -> Iterator[str]:
    """Yield lines about the results that can be removed; with `--yes`, remove them.

    The last lines are about files and folders that are kept.

    Raises
    ------
    UserError
        With `--yes`, if a run is in progress here.
    """
    leftovers, foreign = find_leftovers(plan)
    yield from _list_leftovers(leftovers, is_removing=arguments.yes)
    if arguments.yes:
        _remove_without_run(plan, leftovers)
    if foreign:
        yield "Kept (not created by this workflow):"
        yield from (f"  {path}" for path in foreign[:MAX_LISTED])
        if len(foreign) > MAX_LISTED:
            yield f"  and {count_of(len(foreign) - MAX_LISTED, 'more file')}"
    for folder in retired_histories(plan):
        yield (
            f"Kept: {folder}, the permanent ids and runs of a clustering that the config no longer "
            "has. Delete it yourself if you will never use this clustering again."
        )


def list_facts(plan: Plan, arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the facts of the command for `--json`; with `--yes`, also remove the results.

    docs/json.md lists the keys.

    Raises
    ------
    UserError
        With `--yes`, if a run is in progress here.
    """
    leftovers, foreign = find_leftovers(plan)
    facts = {
        "removed": arguments.yes,
        "leftovers": [
            {"kind": kind, "name": name, "bytes": _size(paths), "files": [*map(str, paths)]}
            for (kind, name), paths in sorted(leftovers.items())
        ],
        "kept_files": [*map(str, foreign)],
        "kept_histories": [*map(str, retired_histories(plan))],
    }
    if arguments.yes:
        _remove_without_run(plan, leftovers)
    return facts


def _remove_without_run(plan: Plan, leftovers: Leftovers) -> None:
    """Remove the files; raise a `UserError` if a run is in progress in the working directory."""
    if plan.lock_holder:
        raise UserError(f"another run is in progress here: {plan.lock_holder}. Nothing was removed")
    with hold_lock():
        remove(leftovers)


def find_leftovers(plan: Plan) -> tuple[Leftovers, list[Path]]:
    """Return the leftovers in `results/` (see `Leftovers`), and the files of other origin.

    Leftovers are files of a dump, an encoder, a neighbour graph, a clustering or a point of a sweep
    that the config no longer has, logs of a batch of dumps that now begins with another dump, and
    the history of the sample data if the user has dumps. A clustering is retired if `history/` has
    its folder, but the config does not name it; in its folder in `results/`, only files with the
    names that the workflow gives are leftovers. Files of other origin are those that the workflow
    did not create; links count as such and are not followed. Files of the workflow that are still
    current are in neither result.
    """
    current_names = {
        "dump": plan.snapshot["dumps"],
        "batch": divide_dumps(plan.snapshot["dumps"]),
        "encoder": [plan.config["embed"]["encoder"]],
        "neighbours": plan.snapshot["neighbours"],
        "sweep": [
            Path(output.path).relative_to(RESULTS).with_suffix("").as_posix().removeprefix("sweep/")
            for output in plan.outputs
            if output.rule.startswith("sweep")
        ],
        "sample history": plan.clusterings if plan.is_sample else [],
        "clustering": plan.clusterings,
    }
    outputs = {Path(output.path) for output in plan.outputs}
    # The folder of a retired clustering has files with the same names as those of the current ones,
    # such as `topics.parquet`. Parts of a path: `results`, the clustering, the name in its folder.
    file_names = {
        re.escape("/".join(path.parts[2:])) for path in outputs if path.parts[1] in plan.clusterings
    }
    retired = [re.escape(folder.name) for folder in retired_histories(plan)]
    patterns = (*_PATTERNS, ("clustering", f"({'|'.join(retired)})/(?:{'|'.join(file_names)})"))
    leftovers: Leftovers = {}
    foreign = []  # files that the workflow did not create
    for path in sorted(RESULTS.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            continue
        # Treat the partial file of a killed job, `.NAME.123.partial`, like the finished file NAME.
        finished = path.with_name(_PARTIAL.sub(r"\1", path.name))
        relative = finished.relative_to(RESULTS).as_posix()
        matches = ((kind, re.fullmatch(pattern, relative)) for kind, pattern in patterns)
        # Both are "" if no pattern matches.
        kind, name = next(((kind, match[1]) for kind, match in matches if match), ("", ""))
        is_known = name or finished in outputs or _ALWAYS.fullmatch(relative)
        if path.is_symlink() or not is_known:
            foreign.append(path)
        elif name and name not in current_names[kind]:
            leftovers.setdefault((kind, name), []).append(path)
    return leftovers, foreign


def retired_histories(plan: Plan) -> list[Path]:
    """Return the folders in `history/` that belong to clusterings no longer in the config."""
    folders = sorted(path for path in HISTORY.glob("*") if path.is_dir())
    return [path for path in folders if path.name not in plan.clusterings]


def remove(leftovers: Leftovers) -> None:
    """Remove the files, and their folders if these become empty (but never `results/`)."""
    files = [path for paths in leftovers.values() for path in paths]
    for path in files:
        path.unlink(missing_ok=True)
    folders = {folder for path in files for folder in path.parents if RESULTS in folder.parents}
    for folder in sorted(folders, reverse=True):  # folders come after those inside them
        if not any(folder.iterdir()):
            folder.rmdir()


def _list_leftovers(leftovers: Leftovers, *, is_removing: bool) -> Iterator[str]:
    """Yield lines about the files to be removed.

    The first line has the size of all of them. Then there is one line for each kind and name, such
    as the dump `old.csv`, with the number and size of its files. If nothing is to be removed, yield
    a line that says so. `is_removing` is true if the files are removed after these lines; otherwise
    a last line says how to remove them.
    """
    if not leftovers:
        yield "Nothing to remove: every result is from a dump, clustering or encoder in the config."
        return
    verb = "Removed" if is_removing else "No longer in the config"
    yield f"{verb}, {_format_size(path for paths in leftovers.values() for path in paths)} in all:"
    for (kind, name), paths in sorted(leftovers.items()):
        yield f"  {kind} {name}: {count_of(len(paths), 'file')}, {_format_size(paths)}"
    if not is_removing:
        yield "Nothing was removed yet. To remove these files, add --yes."


def _format_size(paths: Iterable[Path]) -> str:
    """Return the total size of files as text, such as `1.2 MB`."""
    return f"{_size(paths) / 1e6:.1f} MB"


def _size(paths: Iterable[Path]) -> int:
    """Return the total size of files, in bytes."""
    return sum(path.lstat().st_size for path in paths)
