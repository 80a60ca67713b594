"""The dumps by name, what the config says of each, and what their parse reports warn of."""

import glob
import json
import os
import re
from collections import Counter
from pathlib import Path

from snakemake.exceptions import WorkflowError
from snakemake.logging import logger

LONGEST_NAME = 150  # characters; file systems take 255 bytes, suffixes included


def find_dumps(given):
    """Return the dump files under the names the workflow gives them, and what is said of each.

    Stops if there are none. Of entries of the config that match the same file, the last that says
    more than a path counts.
    """
    paths, options = {}, {}
    for entry in given:
        said = {"path": entry} if isinstance(entry, str) else dict(entry)
        for path in files_of(said.pop("path")):
            real = os.path.realpath(path)
            paths.setdefault(real, path)
            if said or real not in options:
                options[real] = said
    if not paths:
        patterns = ", ".join(one if isinstance(one, str) else one["path"] for one in given)
        raise WorkflowError(
            f"No file matches `dumps` ({patterns}) in the folder {os.getcwd()}; nothing "
            "was run. Put dump files there, or name them under `dumps` in the config."
        )
    names = {path: safe_name(path) for path in paths.values()}
    clashes = Counter(name.lower() for name in names.values())
    dumps = {
        name if clashes[name.lower()] == 1 else f"{name}-{digest(path)[:6]}": path
        for path, name in sorted(names.items())
    }
    return dumps, {name: options[os.path.realpath(path)] for name, path in dumps.items()}


def files_of(pattern):
    """Return the files that a path or pattern matches, and warn where it matches no dump."""
    expanded = os.path.expanduser(pattern)
    found = [expanded] if os.path.exists(expanded) else glob.glob(expanded, recursive=True)
    files = [os.path.normpath(path) for path in found if os.path.isfile(path)]
    if os.path.isdir(expanded):
        logger.warning(f"dumps: {pattern} is a folder; to read what is in it, write {pattern}/*")
    elif not files:
        logger.warning(f"dumps: no file matches {pattern} in {os.getcwd()}")
    given = [path for path in sorted(files) if not is_own_output(path)]
    if len(given) < len(files):
        logger.warning(
            f"dumps: {pattern} also matches what the workflow writes itself below results/; "
            f"left out: {', '.join(sorted(set(files) - set(given))[:9])}"
        )
    return given


def is_own_output(path):
    """Tell whether a pattern has caught what the workflow itself writes."""
    return Path(os.path.relpath(path)).parts[0] in ("results", ".snakemake")


def safe_name(path):
    """Return the file name with unusual characters as `_`, cut where it is too long."""
    if re.search("[{}\udc80-\udcff]", path):
        raise WorkflowError(
            f"dumps: {ascii(path)}: Snakemake cannot work with braces in a path, or with a name that "
            "is not UTF-8; nothing was run. Rename the file."
        )
    name = re.sub(r"[^A-Za-z0-9._-]", "_", os.path.basename(path))
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}-{digest(path)[:6]}"


def place(span):
    """Write where a rejected span is."""
    start, end = span["start"], span["end"]
    return str(start) if start == end else f"{start}-{end}"


def dump_warnings():
    """Yield what the parse reports warn of, for the end of a run."""
    reports = (Path(rules.parse.output.report.format(dump=name)) for name in DUMPS)
    for report in filter(Path.exists, reports):  # not all, if only some results were asked for
        account = json.loads(report.read_text("utf-8"))
        path, rejected = account["path"], account["rejected"]
        yield from (f"{path}: {warning}" for warning in account["warnings"])
        if rejected:
            where = ", ".join(place(span) for span in rejected[:9])
            count = account["rejected_count"]
            more = ", ..." if count > 9 else ""
            places = "1 place" if count == 1 else f"{count} places"
            yield (
                f"{path}: {places} made no record ({account['unit']} {where}{more}); see the report"
            )


DUMPS, DUMP_OPTIONS = find_dumps(config["dumps"])


wildcard_constraints:
    dump="|".join(map(re.escape, DUMPS)),
