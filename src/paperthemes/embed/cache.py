"""Vectors kept for ever: one SQLite file, shared by all working directories of a user.

A vector is kept under the fingerprint of its encoder and the SHA-256 of its text, with a checksum
of its own, for SQLite notices a damaged page but not a flipped bit within one. Every method opens
the file anew and does its work in one transaction: a killed process leaves nothing half-written,
and of two at once one waits for the other.
"""

import logging
import sqlite3
import zlib
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import numpy as np
import platformdirs

from paperthemes.embed.vectors import TextVectors
from paperthemes.errors import UserError

logger = logging.getLogger(__name__)

T = TypeVar("T")

_FILE = "vectors.sqlite"
_ASIDE = "damaged-*.sqlite"
_LAYOUT = 1
_TABLES = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS encoder (
  id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS vector (
  encoder INTEGER NOT NULL REFERENCES encoder, text BLOB NOT NULL, vector BLOB NOT NULL,
  truncated INTEGER NOT NULL, checksum INTEGER NOT NULL, used INTEGER NOT NULL,
  PRIMARY KEY (encoder, text));
PRAGMA user_version = {_LAYOUT};
COMMIT;
"""


class CacheUnusable(UserError):
    """The cache cannot be read or written: no permission, full disk, held by another process."""


class _Damaged(Exception):
    """The file holds something else than was written."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the cache keeps for one encoder; `bytes` of vectors, first and last day of use."""

    name: str
    fingerprint: str
    vectors: int
    bytes: int
    oldest_use: date
    latest_use: date


class VectorCache:
    """The cache in a folder, which is made when the first vector is put in.

    A damaged file is set aside under another name with a warning, and an empty one begun.

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
        return self._do(lambda connection: _select(connection, fingerprint, text_ids))

    def put(self, name: str, vectors: TextVectors) -> None:
        """Keep vectors of the encoder `name`, and note that they were used today.

        Raises
        ------
        CacheUnusable
            If the file cannot be written; it is then as it was.
        """
        self._do(lambda connection: _insert(connection, name, vectors))

    def contents(self) -> list[Kept]:
        """Return what is kept, the encoder used last first."""
        return self._do(_summary) if self.path.exists() else []

    def set_aside(self) -> list[Path]:
        """Return the damaged files that were set aside."""
        return sorted(self.folder.glob(_ASIDE))

    def prune(self, days: int) -> int:
        """Remove what was not used in the last `days` days, and damaged files; return how many.

        0 removes everything.
        """
        for path in self.set_aside():
            path.unlink(missing_ok=True)
        limit = date.today().toordinal() - days
        return self._do(lambda connection: _delete(connection, limit)) if self.path.exists() else 0

    def _do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return self._connected(work)
        except _Damaged as error:
            self._put_aside(error)
            return self._connected(work)

    def _connected(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with closing(
                sqlite3.connect(self.path, timeout=self._seconds, isolation_level=None)
            ) as connection:
                if connection.execute("PRAGMA user_version").fetchone() != (_LAYOUT,):
                    connection.executescript(_TABLES)
                with connection:  # commits, or rolls back
                    return work(connection)
        except (sqlite3.Error, OSError) as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                raise _Damaged(str(error)) from error
            raise CacheUnusable(
                f"the cache of vectors cannot be used: {self.path}: {error}; make room or give "
                "permission there, name another folder in embed.cache, or switch it off with null"
            ) from error

    def _put_aside(self, reason: Exception) -> None:
        aside = self.folder / datetime.now().strftime("damaged-%Y%m%d-%H%M%S-%f.sqlite")
        # The journal first: left behind, it would be played into the new file.
        for suffix in ("-journal", ""):
            with suppress(FileNotFoundError):  # another process was quicker, or there is none
                self.path.with_name(_FILE + suffix).rename(aside.with_name(aside.name + suffix))
        logger.warning(
            "the cache of vectors is damaged (%s): %s is set aside as %s, and a new one begun",
            reason,
            self.path,
            aside.name,
        )


def open_cache(setting: str | None) -> VectorCache | None:
    """Return the cache that `embed.cache` names: `auto`, a folder, or None for none."""
    if setting is None:
        return None
    return VectorCache(None if setting == "auto" else Path(setting).expanduser())


def _checksum(text: bytes, vector: bytes, truncated: int) -> int:
    return zlib.crc32(text + vector + bytes([truncated]))


def _is_whole(text: bytes, vector: bytes, truncated: int, checksum: int) -> bool:
    try:
        return truncated in (0, 1) and checksum == _checksum(text, vector, truncated)
    except TypeError:  # damage can turn a value into one of another type
        return False


def _select(
    connection: sqlite3.Connection, fingerprint: str, text_ids: Sequence[str]
) -> TextVectors:
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("CREATE TEMP TABLE wanted (text BLOB PRIMARY KEY)")
    keys = ((bytes.fromhex(one),) for one in text_ids)
    connection.execute("BEGIN")
    connection.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", keys)
    rows = connection.execute(
        "SELECT text, vector, truncated, checksum FROM wanted JOIN vector USING (text)"
        " WHERE encoder = (SELECT id FROM encoder WHERE fingerprint = ?) ORDER BY text",
        [fingerprint],
    ).fetchall()
    for row in rows:
        if not _is_whole(*row):
            raise _Damaged(f"wrong checksum of the vector {row[0]!r:.24}")
    if not rows:
        return TextVectors.none(fingerprint)
    return TextVectors(
        fingerprint,
        np.array([text.hex() for text, *_ in rows]),
        np.array([np.frombuffer(vector, "<f2") for _, vector, *_ in rows], np.float16),
        np.array([truncated for *_, truncated, _ in rows], np.bool_),
    )


def _insert(connection: sqlite3.Connection, name: str, vectors: TextVectors) -> None:
    today = date.today().toordinal()
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(
        "INSERT OR IGNORE INTO encoder (fingerprint, name) VALUES (?, ?)",
        [vectors.fingerprint, name],
    )
    (encoder,) = connection.execute(
        "SELECT id FROM encoder WHERE fingerprint = ?", [vectors.fingerprint]
    ).fetchone()

    def row(index: int) -> tuple[int, bytes, bytes, int, int, int]:
        text = bytes.fromhex(str(vectors.text_ids[index]))
        vector = vectors.matrix[index].astype("<f2").tobytes()
        truncated = int(vectors.truncated[index])
        return encoder, text, vector, truncated, _checksum(text, vector, truncated), today

    connection.executemany(
        "INSERT INTO vector VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET used = excluded.used WHERE used < excluded.used",
        (row(index) for index in range(vectors.text_ids.size)),
    )


def _summary(connection: sqlite3.Connection) -> list[Kept]:
    rows = connection.execute(
        "SELECT name, fingerprint, COUNT(*), SUM(LENGTH(vector)), MIN(used), MAX(used) AS latest"
        " FROM vector JOIN encoder ON encoder = id GROUP BY id ORDER BY latest DESC, id DESC"
    )
    return [
        Kept(name, fingerprint, count, size, date.fromordinal(oldest), date.fromordinal(latest))
        for name, fingerprint, count, size, oldest, latest in rows
    ]


def _delete(connection: sqlite3.Connection, limit: int) -> int:
    removed = connection.execute("DELETE FROM vector WHERE used <= ?", [limit]).rowcount
    connection.execute("DELETE FROM encoder WHERE id NOT IN (SELECT encoder FROM vector)")
    connection.execute("VACUUM")
    return removed
