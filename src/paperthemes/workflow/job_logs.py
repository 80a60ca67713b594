"""Reading the logs of jobs: progress, and the last messages of a job that failed."""

import os
import re
from pathlib import Path

from paperthemes.logs import PROGRESS

MAX_MESSAGES = 5  # lines shown of the log of a failed job that logged no error
MAX_BYTES = 2**16  # read from the end of a log
# Before the message: date, time, level and logger (see `log_to`).
_PREFIX = re.compile(r"^\S+ \S+ [A-Z]+ [\w.]+: ")


def read_progress(path: str | Path) -> str:
    """Return how far a job is, such as `12 of 48 layouts, 0:42 left`, from the end of its log.

    It is empty if the last line of the log is not about progress, or if all parts are done.
    """
    match = PROGRESS.search((_read_last_lines(path) or [""])[-1])
    if not match or match["done"] == match["total"]:
        return ""
    left = format_clock(int(match["left"]))
    return f"{int(match['done']):,} of {int(match['total']):,} {match['noun']}, {left} left"


def read_last_messages(path: str | Path) -> list[str]:
    """Return the error in a job's log, without traceback, or else its last `MAX_MESSAGES` lines.

    Date, time, level and logger are removed.
    """
    lines = _read_last_lines(path)
    end = next((i for i, line in enumerate(lines) if line.endswith(" root: Traceback:")), None)
    lines = lines[:end]
    errors = [i for i, line in enumerate(lines) if _PREFIX.match(line) and " ERROR " in line]
    lines = lines[errors[-1] :] if errors else lines[-MAX_MESSAGES:]
    return [_PREFIX.sub("", line) for line in lines]


def format_duration(seconds: float) -> str:
    """Return a time such as `3.2 s` or, from a minute on, as `format_clock` does."""
    return f"{seconds:.1f} s" if seconds < 59.95 else format_clock(seconds)


def format_clock(seconds: float) -> str:
    """Return a time such as `0:03` (minutes and seconds) or `1:02:10` (with hours)."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _read_last_lines(path: str | Path) -> list[str]:
    """Return the last lines of a file that a job may be writing; none if there is no file."""
    try:
        with Path(path).open("rb") as file:
            file.seek(-min(MAX_BYTES, os.fstat(file.fileno()).st_size), os.SEEK_END)
            return file.read().decode(errors="replace").splitlines()
    except OSError:
        return []
