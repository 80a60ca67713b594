"""Lock of a folder: at most one run is in progress in it, or one command that must not meet a run.

Snakemake looks for another run before it writes its own lock, so runs that start in the same
instant do not see each other. This lock has no such gap: it is the system's lock on an open file
(`flock`), and ends with the processes that hold it, even if they are killed.
"""

import fcntl
import json
import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from snakemake.exceptions import WorkflowError

from paperthemes.errors import UserError
from paperthemes.files import read_record

LOCK = Path(".snakemake/paperthemes.lock")
DESCRIPTOR_VARIABLE = "PAPERTHEMES_LOCK"  # the file descriptor that a parent process passes on


def take_lock() -> int:
    """Take the lock of the working directory, and return the file descriptor that holds it.

    The lock ends when the descriptor is closed in all processes that have it, at their end at the
    latest. A process that got it from its parent keeps that one.

    Raises
    ------
    UserError
        If another process holds the lock, or the folder cannot be written.
    """
    if inherited := os.environ.pop(DESCRIPTOR_VARIABLE, ""):
        return int(inherited)
    try:
        LOCK.parent.mkdir(exist_ok=True)
        descriptor = os.open(LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise UserError(
            f"{error}; nothing was changed. Runs need a folder that they can write to"
        ) from error
    try:
        _lock(descriptor)
    except BlockingIOError:
        os.close(descriptor)
        raise UserError(
            f"another run is in progress in {Path.cwd()}: {_describe_holder()}; nothing was "
            "changed. Wait for it to end"
        ) from None
    except OSError:  # a file system without such locks: only that of Snakemake is left
        return descriptor
    holder = {
        "pid": os.getpid(),
        "host": platform.node(),
        "since": datetime.now().isoformat(" ", "seconds"),
    }
    with suppress(OSError):  # on a full disk, nobody can read who has the lock
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(holder).encode(), 0)
    return descriptor


def lock_run() -> None:
    """Take the lock for the rest of this process, a run of Snakemake; errors are Snakemake's."""
    try:
        take_lock()
    except UserError as error:
        raise WorkflowError(str(error)) from None


@contextmanager
def hold_lock() -> Iterator[int]:
    """Hold the lock of the working directory in the block, see `take_lock`."""
    descriptor = take_lock()
    try:
        yield descriptor
    finally:
        os.ftruncate(descriptor, 0)
        os.close(descriptor)


def find_holder() -> str | None:
    """Return a description of the process that holds the lock; `None` if there is none."""
    try:
        with LOCK.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _describe_holder()
    except OSError:  # there is no such file, or no such lock
        pass
    return None


def _lock(descriptor: int) -> None:
    """Lock an open file; raise a `BlockingIOError` if another process keeps its lock."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        time.sleep(0.1)  # `find_holder` has the lock for an instant
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _describe_holder() -> str:
    """Return the process, the computer and the time that the holder has written."""
    holder = read_record(LOCK)  # empty in the instant before they are written
    if "pid" not in holder:
        return "it has just begun"
    return f"process {holder['pid']} on {holder.get('host')}, since {holder.get('since')}"
