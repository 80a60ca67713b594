"""The dump files of a run: their names, the options to read them with, and parse warnings."""

import glob
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from snakemake.exceptions import WorkflowError
from snakemake.logging import logger

from paperthemes.text.plurals import count_of
from paperthemes.workflow.digests import digest

MAX_NAME_LENGTH = 150  # characters; file systems allow 255 bytes, suffixes included
MAX_LISTED = 9  # rejected places, or files, in one warning
# A job reads a batch of dumps, because starting a process takes longer than reading a small dump.
MEAN_BATCH, MAX_BATCH = 32, 64  # dumps
MAX_BATCH_BYTES = 4_000_000  # on disk: a second or two of work, more if compressed


@dataclass(frozen=True, slots=True, kw_only=True)
class Dumps:
    """The dump files of a run.

    Attributes
    ----------
    paths
        The path of each file, by a unique name: its file name, changed if necessary. If several
        paths lead to a file, the first is used.
    options
        The `format` and `columns` to read each file with, by the same name.
    is_sample
        Whether they are the sample data, because the user has no dumps.
    """

    paths: Mapping[str, str]
    options: Mapping[str, dict[str, Any]]
    is_sample: bool = False


def find_dumps(entries: Sequence[Mapping[str, Any]], sample: str | None = None) -> Dumps:
    """Find the user's dump files or, if there are none, the sample data.

    Parameters
    ----------
    entries
        The entries of `dumps` in the config, each with `path`, `format` and `columns`. If several
        match the same file, the last entry that sets a format or columns decides how it is read.
    sample
        Path or glob pattern of the sample data; `None` for none.

    Raises
    ------
    WorkflowError
        If no file matches any of the entries, nor `sample`; a file may not be read; or Snakemake
        cannot work with the path of a file.
    """
    files = _match_entries(entries)
    is_sample = False
    if not files and sample is not None:
        files = _match_entries([{"path": sample, "format": None, "columns": {}}])
        is_sample = bool(files)
    patterns = ", ".join(entry["path"] for entry in entries)
    if not files:
        raise WorkflowError(
            f"No file matches `dumps` ({patterns}) in the folder {os.getcwd()}; nothing "
            "was run. Put dump files there, or list them under `dumps` in the config."
        )
    if is_sample:
        logger.warning(f"No file matches `dumps` ({patterns}): using the sample data, {sample}")
    paths = [path for path, _ in files.values()]
    if closed := [path for path in paths if not os.access(path, os.R_OK)]:
        raise WorkflowError(
            f"dumps: no permission to read {', '.join(closed)}; nothing was run. Change the "
            "permissions, or leave these files out of `dumps`."
        )
    names = _name_dumps(paths)
    options = {name: files[os.path.realpath(path)][1] for name, path in names.items()}
    return Dumps(paths=names, options=options, is_sample=is_sample)


def divide_dumps(dumps: Mapping[str, str]) -> dict[str, list[str]]:
    """Divide dumps into batches, each of which one job reads.

    Dumps with neighbouring names are in one batch. Where a batch ends depends mostly on the digest
    of the name of its last dump, and on its size. So a new dump changes its own batch and at most a
    few after it.

    Parameters
    ----------
    dumps
        The path of each dump, by name.

    Returns
    -------
    dict[str, list[str]]
        The names of the dumps of each batch, by the first of them.
    """
    batches: dict[str, list[str]] = {}
    batch: list[str] = []
    size = 0  # bytes of the dumps in `batch`
    for name in sorted(dumps):
        dump_size = os.path.getsize(dumps[name])
        if not batch or len(batch) == MAX_BATCH or size + dump_size > MAX_BATCH_BYTES:
            batch, size = batches.setdefault(name, []), 0
        batch.append(name)
        size += dump_size
        # Large dumps end a batch more often, so that sizes rarely decide where batches end.
        share = max(1 / MEAN_BATCH, 2 * dump_size / MAX_BATCH_BYTES)
        if int(digest(name)[:8], 16) < share * 16**8:
            batch = []
    return batches


def dump_warnings(report_paths: Iterable[str | Path]) -> Iterator[str]:
    """Yield the warnings in the reports on reading the dumps, to be shown at the end of a run.

    If places of a dump were rejected because they could not be read, one more warning lists the
    first of them. Reports that do not exist are skipped.
    """
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


def _match_entries(entries: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return the path of each file that matches, and how to read it, by its real path.

    Log a warning for each entry that no file matches, if files match others.
    """
    files: dict[str, tuple[str, dict[str, Any]]] = {}
    unmatched = []
    for entry in entries:
        options = {"format": entry["format"], "columns": entry["columns"]}
        matches = _find_matching_files(entry["path"])
        for path in matches:
            # A file that matches under several paths, such as a link to it, is one dump.
            first_path, first_options = files.get(os.path.realpath(path), (path, options))
            chosen = options if any(options.values()) else first_options
            files[os.path.realpath(path)] = (first_path, chosen)
        if not matches and not os.path.isdir(os.path.expanduser(entry["path"])):
            unmatched.append(entry["path"])
    for pattern in unmatched if files else ():
        logger.warning(f"dumps: no file matches {pattern} in {os.getcwd()}")
    return files


def _name_dumps(paths: Iterable[str]) -> dict[str, str]:
    """Return the path of each file, by a name that no other file has.

    The name is the file name as `_make_safe_name` changes it. If such names of several files are
    equal, or differ only in case, a digest of the path is appended to each. Some file systems do
    not distinguish case.
    """
    names = {path: _make_safe_name(path) for path in paths}
    counts = Counter(name.lower() for name in names.values())
    return {
        name if counts[name.lower()] == 1 else f"{name}-{digest(path)[:6]}": path
        for path, name in sorted(names.items())
    }


def _find_matching_files(pattern: str) -> list[str]:
    """Return the files that a path or glob pattern matches, without files that the workflow writes.

    A folder gives no files. Log a warning if `pattern` is a folder, or matches files that the
    workflow writes.
    """
    expanded = os.path.expanduser(pattern)
    # An existing path is taken as it is, because its name may have characters such as `[`.
    matches = [expanded] if os.path.exists(expanded) else glob.glob(expanded, recursive=True)
    files = sorted({os.path.normpath(path) for path in matches if os.path.isfile(path)})
    if os.path.isdir(expanded):
        logger.warning(f"dumps: {pattern} is a folder; to read the files in it, write {pattern}/*")
    folders = ("results", ".snakemake")  # in the working directory; the workflow writes to them
    if outputs := [path for path in files if Path(os.path.relpath(path)).parts[0] in folders]:
        logger.warning(
            f"dumps: {pattern} also matches files that the workflow writes itself; left out: "
            f"{', '.join(outputs[:MAX_LISTED])}"
        )
    return [path for path in files if path not in outputs]


def _make_safe_name(path: str) -> str:
    """Return the file name of a path, with `_` for unusual characters, shortened if too long.

    Unusual are all but ASCII letters, digits, `.`, `_` and `-`. A name of more than
    `MAX_NAME_LENGTH` characters is cut off there, and a digest of the path is appended, because the
    shortened names of two files could be equal.

    Raises
    ------
    WorkflowError
        If Snakemake cannot work with the path.
    """
    # Python gives bytes of a path that are not UTF-8 as the characters from \udc80 to \udcff.
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
    """Return a range of lines, rows or entries as text: "3-5", or "3" if it is only one."""
    start, end = span["start"], span["end"]
    return str(start) if start == end else f"{start}-{end}"
