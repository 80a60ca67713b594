"""Logging of one stage: everything, tracebacks included, into its log file."""

import errno
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

from paperthemes.errors import UserError

logger = logging.getLogger("paperthemes")

_ExcInfo: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class _Terse(logging.Formatter):
    """What the terminal shows: messages without tracebacks, which stand in the log file."""

    def formatException(self, ei: _ExcInfo) -> str:
        return ""


def _is_full(error: OSError) -> bool:
    """Tell whether a disk is full, or what a user may use of it."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def log_to(path: str | Path) -> Iterator[None]:
    """Send the log of the block to the file at `path`, and its warnings and errors to stderr too.

    A failure of the block is logged with its traceback and ends the process with status 1.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    file = logging.FileHandler(path, mode="w", encoding="utf-8")
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    terminal = logging.StreamHandler(sys.stderr)
    terminal.setLevel(logging.WARNING)
    terminal.setFormatter(_Terse("%(levelname)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(file)
    logger.addHandler(terminal)
    logger.setLevel(logging.INFO)
    logging.captureWarnings(True)
    try:
        yield
    except UserError as error:
        logger.exception("%s", error)
        raise SystemExit(1) from error
    except OSError as error:
        where = f"; make room for {Path.cwd()} and run again, what is finished is kept"
        logger.exception("%s%s (traceback in %s)", error, where if _is_full(error) else "", path)
        raise SystemExit(1) from error
    except Exception as error:
        logger.exception("%s: %s (traceback in %s)", type(error).__name__, error, path)
        raise SystemExit(1) from error
    finally:
        logging.captureWarnings(False)
        root.removeHandler(file)
        logger.removeHandler(terminal)
        file.close()
