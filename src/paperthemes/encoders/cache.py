"""The vector cache: a SQLite file, shared by all working directories of a user.

A vector is stored under the fingerprint of its encoder and the SHA-256 of its text. Every call
opens the file and writes in one transaction, so a killed process leaves nothing half-written, and
concurrent processes wait for each other. A damaged file is renamed and a new one started, because
all vectors can be computed again. A file with another layout counts as damaged.
"""

import logging
import sqlite3
import zlib
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np

from paperthemes.encoders.text_vectors import Row, TextVectors, make_dimension_error
from paperthemes.errors import UserError
from paperthemes.files import cache_folder

logger = logging.getLogger(__name__)

T = TypeVar("T")

LAYOUT = 1  # version of the schema, which the file stores as its `user_version`
SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS encoder (
  id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS vector (
  encoder INTEGER NOT NULL REFERENCES encoder, text BLOB NOT NULL, vector BLOB NOT NULL,
  truncated INTEGER NOT NULL, checksum INTEGER NOT NULL, used INTEGER NOT NULL,
  PRIMARY KEY (encoder, text));
PRAGMA user_version = {LAYOUT};
COMMIT;
"""
# Errors from a damaged file: damage can also change the type or the range of a value.
READ_ERRORS = (sqlite3.Error, ValueError, TypeError, OverflowError)


class CacheUnavailable(UserError):
    """Raised when the cache cannot be read or written: no permission, a full disk, a lock."""


class CachedEncoder(NamedTuple):
    """An encoder in the cache: its number of `vectors`, their `size` in bytes, and last use.

    `name` is that of `VectorCache.put`, such as `bert-int8 owner/name`.
    """

    name: str
    fingerprint: str
    vectors: int
    size: int
    last_used: date


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
            vectors = self._try_run(lambda connection: _select(connection, fingerprint, text_ids))
        return TextVectors.from_rows(fingerprint) if vectors is None else vectors

    def put(self, encoder_name: str, vectors: TextVectors) -> None:
        """Store those of `vectors` that are new, and mark all of `vectors` as used today.

        A date of last use in the future (from a wrong clock) stays. `paperthemes cache` lists the
        encoder as `encoder_name`, unless it was first stored under another name. If the vectors of
        the encoder have another length than those stored, a `UserError` is raised.
        """
        if vectors.text_ids.size:
            self._try_run(lambda connection: _insert(connection, encoder_name, vectors))

    def list_encoders(self) -> list[CachedEncoder]:
        """Return all encoders that have vectors in the cache, the most recently used first.

        If the file is damaged, it is moved to `damaged_path`, and the result is empty.

        Raises
        ------
        CacheUnavailable
            If a lock, permissions or the disk prevent this.
        """
        return self._run(_select_encoders) if self.path.exists() else []

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
        removed_count = self._run(lambda connection: _delete_unused(connection, days))
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


def _compute_checksum(fingerprint: str, text: bytes, vector: bytes, truncated: int) -> int:
    """Return the checksum of a row of the table `vector` and of the encoder's fingerprint.

    It is stored in the row, because SQLite does not notice a changed bit in a value. `text` is the
    SHA-256 of the text; `truncated` is 0 or 1.
    """
    return zlib.crc32(fingerprint.encode() + text + vector + bytes([truncated]))


def _select(
    connection: sqlite3.Connection, fingerprint: str, text_ids: Sequence[str]
) -> TextVectors:
    """Return the stored vectors of texts, in the order of `text_ids` (the `hash_text` of each).

    They are from the encoder with `fingerprint`. Texts without a stored vector are left out.

    Raises
    ------
    ValueError
        If the checksum of a vector is wrong.
    """
    query = (
        "SELECT vector, truncated, checksum FROM vector JOIN encoder ON encoder = id"
        " WHERE fingerprint = ? AND text = ?"
    )
    rows: list[Row] = []
    for text_id in text_ids:
        text = bytes.fromhex(text_id)
        # The query gives one row, or none if the vector is not stored.
        for vector, truncated, checksum in connection.execute(query, (fingerprint, text)):
            if checksum != _compute_checksum(fingerprint, text, vector, truncated):
                raise ValueError(f"wrong checksum for text {text_id}")
            rows.append((text_id, np.frombuffer(vector, "<f2"), bool(truncated)))
    return TextVectors.from_rows(fingerprint, rows)


def _insert(connection: sqlite3.Connection, encoder_name: str, vectors: TextVectors) -> None:
    """Store `vectors` as `VectorCache.put` does."""
    fingerprint, today = vectors.fingerprint, date.today().toordinal()
    stored = "SELECT LENGTH(vector) / 2 FROM vector JOIN encoder ON encoder = id"
    for (length,) in connection.execute(f"{stored} WHERE fingerprint = ? LIMIT 1", (fingerprint,)):
        if length != vectors.matrix.shape[1]:
            raise make_dimension_error(encoder_name, length, vectors.matrix.shape[1])
    new_encoder = "INSERT OR IGNORE INTO encoder (fingerprint, name) VALUES (?, ?)"
    connection.execute(new_encoder, (fingerprint, encoder_name))
    rows = []
    for text_id, vector, truncated in zip(
        vectors.text_ids.tolist(), vectors.matrix, vectors.truncated.tolist(), strict=True
    ):
        # The columns text, vector (little-endian float16) and truncated.
        values = (bytes.fromhex(text_id), vector.astype("<f2").tobytes(), int(truncated))
        rows.append((fingerprint, *values, _compute_checksum(fingerprint, *values), today))
    # If the vector is stored already, only its date changes; `excluded` is the row not inserted.
    connection.executemany(
        "INSERT INTO vector"
        " VALUES ((SELECT id FROM encoder WHERE fingerprint = ?), ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET used = excluded.used WHERE used < excluded.used",
        rows,
    )


def _select_encoders(connection: sqlite3.Connection) -> list[CachedEncoder]:
    """Return all encoders that have vectors in the file, the most recently used first."""
    rows = connection.execute(
        "SELECT name, fingerprint, COUNT(*), SUM(LENGTH(vector)), MAX(used) AS latest"
        " FROM vector JOIN encoder ON encoder = id GROUP BY id ORDER BY latest DESC, id DESC"
    )
    # Each row has the fields of a `CachedEncoder` in order, with the day as a number.
    return [CachedEncoder._make((*values, date.fromordinal(day))) for *values, day in rows]


def _delete_unused(connection: sqlite3.Connection, days: int) -> int:
    """Delete the vectors not used in the last `days` days, and encoders that have none left.

    Today is one of these days. With 0 days, all vectors are deleted. The deletions are committed,
    and the file is shrunk if possible. Return the number of vectors deleted.
    """
    # Vectors last used on this day or before are deleted. max(), because SQLite does not take every
    # integer, and `days` may be huge.
    last_day = max(0, date.today().toordinal() - days) if days else date.max.toordinal()
    deleted_count = connection.execute("DELETE FROM vector WHERE used <= ?", (last_day,)).rowcount
    connection.execute("DELETE FROM encoder WHERE id NOT IN (SELECT encoder FROM vector)")
    connection.commit()  # VACUUM is not possible in a transaction
    with suppress(sqlite3.Error):  # shrinking the file needs disk space, and is not essential
        connection.execute("VACUUM")
    return deleted_count
