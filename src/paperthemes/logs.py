"""Logging of a step into its log file."""

import errno
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic

from paperthemes.errors import UserError

logger = logging.getLogger("paperthemes")

# Between two messages about progress: at least so many seconds, and this share of the time so far.
PROGRESS_SECONDS, PROGRESS_SHARE = 2.0, 0.02
PROGRESS = re.compile(r"(?P<done>\d+) of (?P<total>\d+) (?P<noun>\w+), .* (?P<left>\d+) s left$")
"""The end of a line that `ProgressLog` writes."""


class ProgressLog:
    """Logs how much of a long piece of work is done; the display of a run shows it.

    Parameters
    ----------
    total
        Number of parts of the work.
    noun
        What the parts are: a word in the plural.
    """

    def __init__(self, total: int, noun: str) -> None:
        self._total, self._noun = total, noun
        self._done = 0
        self._started = self._last_logged = monotonic()

    def add(self, count: int = 1) -> str | None:
        """Count finished parts; return the message if one is due, which it always is at the end."""
        self._done += count
        now = monotonic()
        elapsed = max(now - self._started, 1e-9)  # the clock may not have moved yet
        interval = max(PROGRESS_SECONDS, PROGRESS_SHARE * elapsed)
        if self._done < self._total and now - self._last_logged < interval:
            return None
        self._last_logged, rate = now, self._done / elapsed
        message = (
            f"{self._done} of {self._total} {self._noun}, {rate:.1f} {self._noun}/s, "
            f"{(self._total - self._done) / rate:.0f} s left"
        )
        logger.info("%s", message)
        return message


class _LogFile(logging.FileHandler):
    """A log file; if it cannot be written, as on a full disk, its last messages are missing.

    The job itself fails for the same reason, if it writes anything, and its message is enough.
    """

    def handleError(self, record: logging.LogRecord) -> None:
        """Print nothing."""

    def close(self) -> None:
        """Close the file, even if what it still has to write has no space."""
        with suppress(OSError):
            super().close()


@contextmanager
def log_to(path: str | Path) -> Iterator[None]:
    """Write log messages of the block to the file at `path`, which is overwritten.

    The file gets the messages of paperthemes from level INFO, and the warnings and errors of
    libraries. Warnings and errors of paperthemes are also written to stderr. If the block raises an
    `Exception`, it is logged, and `SystemExit(1)` is raised instead. Only the file gets the
    traceback. After Ctrl-C, there is none.
    """
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = _LogFile(path, mode="w", encoding="utf-8")
    except OSError as error:
        raise SystemExit(f"ERROR: no log can be written: {error}") from None
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    terminal = logging.StreamHandler(sys.stderr)
    terminal.setLevel(logging.WARNING)
    terminal.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(file)
    logger.addHandler(terminal)
    logger.setLevel(logging.INFO)
    logging.captureWarnings(True)
    try:
        yield
    except Exception as error:
        logger.error("%s", _format_error(error, path))
        root.exception("Traceback:")  # the root logger writes to the file only
        raise SystemExit(1) from error
    except KeyboardInterrupt:
        logger.info("interrupted")
        raise SystemExit(1) from None
    finally:
        logging.captureWarnings(False)
        root.removeHandler(file)
        logger.removeHandler(terminal)
        file.close()


def _format_error(error: Exception, path: Path) -> str:
    """Return the message for the terminal: the error and, except for a `UserError`, the log file.

    `path` is that of the log file. If the disk or a quota is full, the message says what to do.
    Errors other than `UserError` and `OSError` are unexpected, so their type is named.
    """
    if isinstance(error, UserError):
        return str(error)
    if not isinstance(error, OSError):
        return f"{type(error).__name__}: {error} (traceback in {path})"
    is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)  # the disk, or the user's quota of it
    fix = f"; free disk space in {Path.cwd()} and rerun; finished files are kept" if is_full else ""
    return f"{error}{fix} (traceback in {path})"
