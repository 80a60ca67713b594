"""Results of what the config no longer has: dumps, clusterings, encoders, neighbours.

A file goes only if its name is one that the workflow gives, with a name in it that the config has
no more, and if Snakemake recorded that a run made it here. (Logs are not recorded, nor is what
lies in `results/embeddings/{encoder}/` while papers are embedded.)
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from paperthemes.files import HISTORY, RESULTS
from paperthemes.plan import Plan

_KINDS = ("dump", "clustering", "encoder", "key")
_NOTES = {"README.md", ".gitkeep"}
_LOGS = ("logs", "benchmarks")
_BLOCK = re.compile("results/embeddings/[^/]+/[^/]+")  # only while papers are embedded
_SHARD = re.compile(r"\b\d+-of-\d+\b")
_PARTIAL = re.compile(r"\.(.+)\.\d+\.partial")


@dataclass(frozen=True, slots=True)
class Leftover:
    """The files of one thing that is gone.

    Attributes
    ----------
    kind
        dump, clustering, encoder or key (of neighbours).
    name
        Its name.
    files
        Its files.
    size
        Of all, in bytes.
    """

    kind: str
    name: str
    files: tuple[Path, ...]
    size: int


@dataclass(frozen=True, slots=True)
class Found:
    """What lies in `results/` and `history/` and is not of the config.

    Attributes
    ----------
    leftovers
        What can go.
    strange
        Files, links and folders in `results/` that are not the workflow's; of a folder that holds
        no file of the workflow, only itself.
    histories
        Folders of clusterings in `history/` that the config no longer has; they stay.
    """

    leftovers: tuple[Leftover, ...]
    strange: tuple[Path, ...]
    histories: tuple[Path, ...]


def find(plan: Plan) -> Found:
    """Look through `results/` and `history/`; links are not followed."""
    patterns = [_regex(pattern) for pattern in plan.patterns]
    current = {path for job in plan.jobs for path in (*job.outputs, *job.logs)}
    present = _present(plan)
    made, gone, strange = {*plan.made}, dict[tuple[str, str], list[Path]](), list[Path]()
    ours = set[Path]()
    for path in _files(RESULTS):
        name = _without_partial(path).as_posix()
        unrecorded = path.parts[1] in _LOGS or _BLOCK.fullmatch(name) is not None
        match = None if path.is_symlink() else _match(name, patterns)
        vanished = _vanished(match or {}, present)
        if name in current or (match is not None and vanished is None):
            ours.add(path)
        elif vanished is not None and (unrecorded or name in made or path.name != Path(name).name):
            gone.setdefault(vanished, []).append(path)
            ours.add(path)
        elif path.parent != RESULTS or path.name not in _NOTES:
            strange.append(path)
    folders = HISTORY.iterdir() if HISTORY.is_dir() else ()
    histories = sorted(
        path for path in folders if path.is_dir() and path.name not in plan.clusterings
    )
    return Found(tuple(_leftovers(gone)), tuple(_tops(strange, ours)), tuple(histories))


def remove(leftovers: Iterable[Leftover]) -> None:
    """Remove the files of what is gone, and the folders that this leaves empty."""
    for leftover in leftovers:
        for path in leftover.files:
            path.unlink(missing_ok=True)
        for folder in sorted({path.parent for path in leftover.files}, reverse=True):
            if len(folder.parts) > 1 and not any(folder.iterdir()):
                folder.rmdir()


def size_of(path: Path) -> int:
    """Return the bytes of a file, or of all files in a folder."""
    if path.is_dir() and not path.is_symlink():
        return sum(size_of(inside) for inside in path.iterdir())
    return path.lstat().st_size


def _present(plan: Plan) -> Mapping[str, set[str]]:
    """Return the names that the config has, of each kind."""
    present: dict[str, set[str]] = {kind: set() for kind in _KINDS}
    present["dump"] |= {*plan.dumps}
    present["clustering"] |= {*plan.clusterings}
    for job in plan.jobs:
        for kind in present.keys() & job.wildcards.keys():
            present[kind].add(job.wildcards[kind])
    return present


def _files(folder: Path) -> Iterator[Path]:
    """Yield all files and links in a folder, in order."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_dir() and not path.is_symlink():
            yield from _files(path)
        else:
            yield path


def _without_partial(path: Path) -> Path:
    """Return the file that a killed job was about to write, or the path itself."""
    found = _PARTIAL.fullmatch(path.name)
    return path.with_name(found[1]) if found else path


def _regex(pattern: str) -> re.Pattern[str]:
    """Turn a name with wildcards into a regular expression."""
    parts = re.split(r"\{(\w+)\}", _SHARD.sub("{scatteritem}", pattern))
    values = {"scatteritem": r"\d+-of-\d+"}
    return re.compile(
        "".join(
            f"(?P<{part}>{values.get(part, '[^/]+')})" if place % 2 else re.escape(part)
            for place, part in enumerate(parts)
        )
    )


def _match(name: str, patterns: Iterable[re.Pattern[str]]) -> Mapping[str, str] | None:
    """Return the wildcards of a file of the workflow, by the pattern that leaves least open."""
    found = [match.groupdict() for pattern in patterns if (match := pattern.fullmatch(name))]
    return min(found, key=lambda wildcards: sum(map(len, wildcards.values())), default=None)


def _vanished(
    wildcards: Mapping[str, str], present: Mapping[str, set[str]]
) -> tuple[str, str] | None:
    for kind, name in wildcards.items():
        if kind in present and name not in present[kind]:
            return kind, name
    return None


def _leftovers(gone: Mapping[tuple[str, str], list[Path]]) -> Iterator[Leftover]:
    for (kind, name), files in sorted(gone.items()):
        yield Leftover(kind, name, tuple(files), sum(path.lstat().st_size for path in files))


def _tops(strange: Iterable[Path], ours: Iterable[Path]) -> Iterator[Path]:
    """Yield strange files, of those that stand together only the highest folder."""
    shared = {folder for path in ours for folder in path.parents} | {RESULTS}
    shared |= {RESULTS / name for name in _LOGS}
    seen = set[Path]()
    for path in strange:
        top = path
        while top.parent not in shared:
            top = top.parent
        if top not in seen:
            seen.add(top)
            yield top
