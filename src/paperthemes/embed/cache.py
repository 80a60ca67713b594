"""Vectors kept for ever: one SQLite file, shared by all working directories of a user.

A vector is kept under the fingerprint of its encoder and the SHA-256 of its text, with a checksum
of its own, for SQLite notices a damaged page but not a flipped bit within one. Every method opens
the file anew and does its work in one transaction: a killed process leaves nothing half-written,
and of two at once one waits for the other.
"""

import logging
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import platformdirs

from paperthemes.artifacts.vectors import TextVectors
from paperthemes.embed.cache_table import (
    LAYOUT,
    TABLES,
    Damaged,
    Kept,
    delete,
    insert,
    rows_of,
    select,
    summary,
    whole_rows,
)
from paperthemes.errors import UserError

logger = logging.getLogger(__name__)

T = TypeVar("T")

_FILE = "vectors.sqlite"
# What the surroundings do to a file; any other error means that the file itself is wrong.
_SURROUNDINGS = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_AUTH,
    sqlite3.SQLITE_NOLFS,
}


class CacheUnusable(UserError):
    """The cache cannot be read or written: no permission, full disk, held by another process."""


class VectorCache:
    """The cache in a folder, which is made when the first vector is put in.

    A damaged file is set aside under another name with a warning, and a new one begun with what
    of it is whole.

    Parameters
    ----------
    folder
        Where the file is; the user's cache folder by default.
    seconds
        How long to wait for another process that is writing.
    """

    def __init__(self, folder: Path | None = None, *, seconds: float = 60) -> None:
        self.folder = platformdirs.user_cache_path("paperthemes") if folder is None else folder
        self.path = self.folder / _FILE
        self._seconds = seconds

    def get(self, fingerprint: str, text_ids: Sequence[str]) -> TextVectors:
        """Return the vectors that are kept of these texts, in the order of their ids.

        Raises
        ------
        CacheUnusable
            If the file cannot be read.
        """
        if not self.path.exists():
            return TextVectors.none(fingerprint)
        return self._do(lambda connection: select(connection, fingerprint, text_ids))

    def put(self, name: str, vectors: TextVectors) -> None:
        """Keep vectors of the encoder `name`, and note that they were used today.

        Raises
        ------
        CacheUnusable
            If the file cannot be written; it is then as it was.
        """
        self._do(lambda connection: insert(connection, rows_of(name, vectors)))

    def contents(self) -> list[Kept]:
        """Return what is kept, the encoder used last first.

        Raises
        ------
        CacheUnusable
            If the file cannot be read.
        """
        return self._do(summary) if self.path.exists() else []

    def damaged_files(self) -> list[Path]:
        """Return the damaged files that were set aside."""
        return sorted(self.folder.glob("damaged-*"))

    def prune(self, days: int) -> int:
        """Remove what was not used in the last `days` days, and damaged files; return how many.

        0 removes everything.

        Raises
        ------
        CacheUnusable
            If the file cannot be written.
        """
        try:
            for path in self.damaged_files():
                path.unlink(missing_ok=True)
        except OSError as error:
            raise self._unusable(error) from error
        # Everything is what was used till the end of time: a clock may have been wrong.
        limit = max(0, date.today().toordinal() - days) if days else date.max.toordinal()
        return self._do(lambda connection: delete(connection, limit)) if self.path.exists() else 0

    def _do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        before = _identity(self.path)
        try:
            return self._connected(work)
        except Damaged as error:
            damage = error
        try:
            if before == _identity(self.path):  # otherwise another process was quicker
                self._set_aside(damage)
            return self._connected(work)
        except Damaged as error:
            raise self._unusable(error) from error

    def _connected(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with closing(
                sqlite3.connect(self.path, timeout=self._seconds, isolation_level=None)
            ) as connection:
                self._check_layout(connection)
                with connection:  # commits, or rolls back
                    return work(connection)
        except CacheUnusable:
            raise
        except OSError as error:
            raise self._unusable(error) from error
        except (sqlite3.Error, ValueError, TypeError, OverflowError) as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _SURROUNDINGS:
                raise self._unusable(error) from error
            raise Damaged(str(error)) from error

    def _check_layout(self, connection: sqlite3.Connection) -> None:
        (layout,) = connection.execute("PRAGMA user_version").fetchone()
        if layout == 0:
            connection.executescript(TABLES)
        elif layout != LAYOUT:
            raise CacheUnusable(
                f"the cache of vectors in {self.path} was made by another release of paperthemes "
                f"(layout {layout}, this one knows {LAYOUT}); name another folder in embed.cache, "
                "or remove it: its vectors are then computed anew"
            )

    def _set_aside(self, damage: Damaged) -> None:
        aside = self.folder / datetime.now().strftime("damaged-%Y%m%d-%H%M%S-%f.sqlite")
        try:
            # The journal first: left behind, it would be played into the new file.
            for suffix in ("-journal", ""):
                with suppress(FileNotFoundError):
                    self.path.with_name(_FILE + suffix).rename(aside.with_name(aside.name + suffix))
        except OSError as error:
            raise self._unusable(error) from error
        saved = self._connected(lambda connection: insert(connection, whole_rows(aside)))
        logger.warning(
            "the cache of vectors is damaged (%s): %s is set aside as %s, and a new one begun with "
            "the %d vectors that are whole",
            damage,
            self.path,
            aside.name,
            saved,
        )

    def _unusable(self, reason: object) -> CacheUnusable:
        return CacheUnusable(
            f"the cache of vectors cannot be used: {self.path}: {reason}; make room or give "
            "permission there, name another folder in embed.cache, or switch it off with null"
        )


def open_cache(setting: str | None) -> VectorCache | None:
    """Return the cache that `embed.cache` names: `auto`, a folder, or None for none."""
    if setting is None:
        return None
    return VectorCache(None if setting == "auto" else Path(setting).expanduser())


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another of the same name."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
