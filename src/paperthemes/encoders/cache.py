"""The vector cache: a SQLite file, shared by all working directories of a user.

A vector is stored under the fingerprint of its encoder and the SHA-256 of its text. Every call
opens the file and writes in one transaction, so a killed process leaves nothing half-written, and
concurrent processes wait for each other. A damaged file is renamed and a new one started, because
all vectors can be computed again. A file with another layout counts as damaged.
"""

import logging
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

from paperthemes.encoders.cache_rows import (
    LAYOUT,
    SCHEMA,
    CachedEncoder,
    delete_unused,
    insert,
    select,
    select_encoders,
)
from paperthemes.encoders.text_vectors import TextVectors
from paperthemes.errors import UserError
from paperthemes.files import cache_folder

logger = logging.getLogger(__name__)

T = TypeVar("T")

# Errors from a damaged file: damage can also change the type or the range of a value.
READ_ERRORS = (sqlite3.Error, ValueError, TypeError, OverflowError)


class CacheUnavailable(UserError):
    """Raised when the cache cannot be read or written: no permission, a full disk, a lock."""


class VectorCache:
    """The vector cache in a folder; the folder is created when the cache is first written.

    If the cache fails, a run goes on without it: `get` and `put` log one warning, and from then on
    do nothing.

    Parameters
    ----------
    folder
        Folder of the SQLite file.
    timeout
        Seconds to wait for another process that is writing.
    """

    def __init__(self, folder: Path, *, timeout: float = 60) -> None:
        self.path = folder / "vectors.sqlite"  # need not exist
        self.damaged_path = folder / "vectors.sqlite.damaged"  # a damaged file is moved here
        self._timeout = timeout
        self._failed = False  # True as soon as a `get` or `put` fails: later ones do nothing

    def get(self, fingerprint: str, text_ids: Sequence[str]) -> TextVectors:
        """Return the stored vectors of texts, in the order of `text_ids` (the `hash_text` of each).

        They are from the encoder with `fingerprint`. Texts without a stored vector are left out. If
        the cache fails, the result is empty.
        """
        vectors = None
        if self.path.exists():
            vectors = self._try_run(lambda connection: select(connection, fingerprint, text_ids))
        return TextVectors.from_rows(fingerprint) if vectors is None else vectors

    def put(self, encoder_name: str, vectors: TextVectors) -> None:
        """Store those of `vectors` that are new, and mark all of `vectors` as used today.

        A date of last use in the future (from a wrong clock) stays. `paperthemes cache` lists the
        encoder as `encoder_name`, unless it was first stored under another name. If the vectors of
        the encoder have another length than those stored, a `UserError` is raised.
        """
        if vectors.text_ids.size:
            self._try_run(lambda connection: insert(connection, encoder_name, vectors))

    def list_encoders(self) -> list[CachedEncoder]:
        """Return all encoders that have vectors in the cache, the most recently used first.

        If the file is damaged, it is moved to `damaged_path`, and the result is empty.

        Raises
        ------
        CacheUnavailable
            If a lock, permissions or the disk prevent this.
        """
        return self._run(select_encoders) if self.path.exists() else []

    def prune(self, days: int) -> int:
        """Remove the vectors that were not used in the last `days` days, and `damaged_path`.

        Today is one of these days. With 0 days all vectors are removed, even those with a date of
        last use in the future (from a wrong clock). Without a cache file, nothing is removed.

        Returns
        -------
        int
            Number of vectors removed.

        Raises
        ------
        CacheUnavailable
            If a lock, permissions or the disk prevent this.
        """
        if not self.path.exists():
            return 0
        removed_count = self._run(lambda connection: delete_unused(connection, days))
        self.damaged_path.unlink(missing_ok=True)
        return removed_count

    def _try_run(self, query: Callable[[sqlite3.Connection], T]) -> T | None:
        """Run `query` as `_run` does; if that fails, log a warning, and from then on do nothing."""
        if self._failed:
            return None
        try:
            return self._run(query)
        except CacheUnavailable as error:
            logger.warning("%s; continuing without the cache", error)
            self._failed = True
            return None

    def _run(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """Run `query` on the file, and return its result; create the file if it is missing.

        If the file is damaged, set it aside, start a new one and run the query again.

        Raises
        ------
        CacheUnavailable
            If a lock, permissions or the disk prevent this, or the second attempt fails too.
        UserError
            If `query` raises it.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            try:
                return self._run_once(query)
            except READ_ERRORS as error:
                if isinstance(error, UserError) or _is_environment_error(error):
                    raise  # a new file would not help
                self._set_aside(error)
                return self._run_once(query)
        except UserError:
            raise
        except (OSError, *READ_ERRORS) as error:
            raise CacheUnavailable(
                f"cannot use the vector cache {self.path}: {error}; free some disk space or fix "
                "the permissions, set embed.cache to another folder, or to null for no cache"
            ) from error

    def _run_once(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """Run `query` on the file, and return its result; commit its changes.

        In a new file, create the tables first. If the query fails, undo its changes and raise one
        of `READ_ERRORS`. If the file has another layout (version of tables), raise `ValueError`.
        """
        with closing(
            sqlite3.connect(self.path, timeout=self._timeout, isolation_level="IMMEDIATE")
        ) as connection:
            (layout,) = connection.execute("PRAGMA user_version").fetchone()
            if layout == 0:  # a new file
                connection.executescript(SCHEMA)
            elif layout != LAYOUT:
                raise ValueError(f"layout {layout} instead of {LAYOUT}")
            with connection:  # commits, or rolls back
                return query(connection)

    def _set_aside(self, error: Exception) -> None:
        """Move the damaged file to `damaged_path`, replacing an earlier one, and log a warning."""
        # Otherwise, SQLite would apply the journal of the damaged file to the new file.
        self.path.with_name(f"{self.path.name}-journal").unlink(missing_ok=True)
        with suppress(FileNotFoundError):  # another process was faster
            self.path.replace(self.damaged_path)
        logger.warning(
            f"the vector cache {self.path} cannot be read ({error}): it was renamed to "
            f"{self.damaged_path.name}, and a new one was started"
        )


def open_cache(setting: str | None) -> VectorCache | None:
    """Return the cache that the setting `embed.cache` names; `None` if it names none."""
    folder = cache_folder(setting)
    return None if folder is None else VectorCache(folder)


def _is_environment_error(error: Exception) -> bool:
    """Return True if a lock, permissions or the disk caused an error, False if damage did.

    The former are an `OperationalError`, and so are missing tables; their code is SQLITE_ERROR.
    """
    # The lowest byte is the kind of error; the other bytes are details. Exceptions of Python's
    # module, not of SQLite, have no code.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return isinstance(error, sqlite3.OperationalError) and code & 0xFF != sqlite3.SQLITE_ERROR
