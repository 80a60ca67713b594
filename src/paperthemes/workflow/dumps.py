"""The dump files of a run: their names, how to read them, and what their parse reports warn of."""

import glob
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from snakemake.exceptions import WorkflowError
from snakemake.logging import logger

from paperthemes.text.plurals import count_of
from paperthemes.workflow.digests import digest

MAX_NAME_LENGTH = 150  # characters; file systems allow 255 bytes, suffixes included
MAX_LISTED = 9  # rejected places, or files, in one warning


def find_dumps(
    entries: Sequence[Mapping[str, Any]],
) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
    """Find the dump files and give each a name.

    Parameters
    ----------
    entries
        The `dumps` of the config, each with `path`, `format` and `columns`. Where several match the
        same file, the last with a format or columns counts.

    Returns
    -------
    tuple[dict[str, str], dict[str, dict[str, Any]]]
        For each name, the path of the file, and the `format` and `columns` to read it with.

    Raises
    ------
    WorkflowError
        If there are none, or Snakemake cannot work with the path of one.
    """
    paths: dict[str, str] = {}
    options: dict[str, dict[str, Any]] = {}
    for entry in entries:
        given = {"format": entry["format"], "columns": entry["columns"]}
        for path in _matching_files(entry["path"]):
            real = os.path.realpath(path)
            paths.setdefault(real, path)
            if any(given.values()) or real not in options:
                options[real] = given
    if not paths:
        patterns = ", ".join(entry["path"] for entry in entries)
        raise WorkflowError(
            f"No file matches `dumps` ({patterns}) in the folder {os.getcwd()}; nothing "
            "was run. Put dump files there, or name them under `dumps` in the config."
        )
    dumps = _name_dumps(paths.values())
    return dumps, {name: options[os.path.realpath(path)] for name, path in dumps.items()}


def dump_warnings(report_paths: Iterable[str | Path]) -> Iterator[str]:
    """Yield the warnings of parse reports, for the end of a run; reports may be missing."""
    for path in filter(Path.exists, map(Path, report_paths)):
        report = json.loads(path.read_text("utf-8"))
        dump = report["path"]
        yield from (f"{dump}: {warning}" for warning in report["warnings"])
        if report["rejected"]:
            count = report["rejected_count"]
            places = ", ".join(map(_format_span, report["rejected"][:MAX_LISTED]))
            more = ", ..." if count > MAX_LISTED else ""
            yield (
                f"{dump}: {count_of(count, 'rejected place')} ({report['unit']} "
                f"{places}{more}); see the report"
            )


def _name_dumps(paths: Iterable[str]) -> dict[str, str]:
    """Name each file by its base name, with a digest of the path where two would clash."""
    names = {path: _safe_name(path) for path in paths}
    counts = Counter(name.lower() for name in names.values())
    return {
        name if counts[name.lower()] == 1 else f"{name}-{digest(path)[:6]}": path
        for path, name in sorted(names.items())
    }


def _matching_files(pattern: str) -> list[str]:
    """List the files that a path or pattern matches, with a warning if there are none."""
    expanded = os.path.expanduser(pattern)
    matches = [expanded] if os.path.exists(expanded) else glob.glob(expanded, recursive=True)
    files = sorted({os.path.normpath(path) for path in matches if os.path.isfile(path)})
    if os.path.isdir(expanded):
        logger.warning(f"dumps: {pattern} is a folder; to read the files in it, write {pattern}/*")
    elif not files:
        logger.warning(f"dumps: no file matches {pattern} in {os.getcwd()}")
    folders = ("results", ".snakemake")
    if own := [path for path in files if Path(os.path.relpath(path)).parts[0] in folders]:
        logger.warning(
            f"dumps: {pattern} also matches files that the workflow writes itself; left out: "
            f"{', '.join(own[:MAX_LISTED])}"
        )
    return [path for path in files if path not in own]


def _safe_name(path: str) -> str:
    """Return the file name with unusual characters as `_`, shortened if it is too long."""
    if re.search("[{}\udc80-\udcff]", path):
        raise WorkflowError(
            f"dumps: {path!a}: Snakemake cannot work with braces in a path, or with a name that "
            "is not UTF-8; nothing was run. Rename the file."
        )
    name = re.sub(r"[^A-Za-z0-9._-]", "_", os.path.basename(path))
    if len(name) <= MAX_NAME_LENGTH:
        return name
    return f"{name[:MAX_NAME_LENGTH]}-{digest(path)[:6]}"


def _format_span(span: Mapping[str, int]) -> str:
    start, end = span["start"], span["end"]
    return str(start) if start == end else f"{start}-{end}"
