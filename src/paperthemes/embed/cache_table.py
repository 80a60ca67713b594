"""The cache's tables in SQLite: which rows there are, how each is checked, and all statements."""

import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from paperthemes.artifacts.vectors import TextVectors

Row = tuple[str, str, bytes, bytes, int, int, int]

LAYOUT = 1
TABLES = f"""
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
_LEAST_BYTES = 64  # that a row takes in the file
_ROWS = (
    "SELECT name, fingerprint, text, vector, truncated, checksum, used"
    " FROM vector JOIN encoder ON encoder = id"
)


class Damaged(Exception):
    """The file holds something else than was written."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the cache keeps for one encoder: how much (bytes of vectors), and days of use."""

    name: str
    fingerprint: str
    vectors: int
    size: int
    oldest_use: date
    latest_use: date


def checksum_of(fingerprint: str, text: bytes, vector: bytes, truncated: int) -> int:
    """Return the checksum of a row, encoder included."""
    return zlib.crc32(fingerprint.encode() + text + vector + bytes([truncated]))


def is_whole(row: Sequence[Any]) -> bool:
    """Tell whether a row of `_ROWS` is as it was written; damage can also change a type."""
    _, fingerprint, text, vector, truncated, checksum, used = row
    try:
        right = checksum_of(fingerprint, text, vector, truncated)
    except (TypeError, ValueError, AttributeError):
        return False
    sound = len(text) == 32 and truncated in (0, 1) and checksum == right
    return sound and isinstance(used, int) and 0 < used <= date.max.toordinal()


def rows_of(name: str, vectors: TextVectors) -> list[Row]:
    """Make the rows of vectors that are used today."""
    today = date.today().toordinal()
    rows = []
    for text_id, vector, truncated in zip(
        vectors.text_ids.tolist(), vectors.matrix, vectors.truncated.tolist(), strict=True
    ):
        key = (bytes.fromhex(text_id), vector.astype("<f2").tobytes(), int(truncated))
        rows.append(
            (name, vectors.fingerprint, *key, checksum_of(vectors.fingerprint, *key), today)
        )
    return rows


def whole_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a damaged file that can be read and are whole.

    One by one, for a scan would end at the first page that is damaged.
    """
    unreadable = (sqlite3.Error, ValueError, OverflowError)
    with closing(sqlite3.connect(path)) as connection:
        try:
            connection.execute("SELECT * FROM encoder JOIN vector ON encoder = id LIMIT 0")
        except unreadable:  # no such tables, or no database
            return
        try:
            (last,) = connection.execute("SELECT COALESCE(MAX(rowid), 0) FROM vector").fetchone()
        except unreadable:
            last = path.stat().st_size // _LEAST_BYTES
        for rowid in range(1, last + 1):
            with suppress(*unreadable):
                row = connection.execute(f"{_ROWS} WHERE vector.rowid = ?", [rowid]).fetchone()
                if row is not None and is_whole(row):
                    yield row


def select(
    connection: sqlite3.Connection, fingerprint: str, text_ids: Sequence[str]
) -> TextVectors:
    """Return the vectors of these texts that are there.

    Raises
    ------
    Damaged
        If one is not as it was written.
    """
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("CREATE TEMP TABLE wanted (text BLOB PRIMARY KEY)")
    keys = [(bytes.fromhex(one),) for one in text_ids]
    connection.execute("BEGIN")
    connection.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", keys)
    rows = connection.execute(
        f"{_ROWS} JOIN wanted USING (text) WHERE fingerprint = ? ORDER BY text", [fingerprint]
    ).fetchall()
    for row in rows:
        if not is_whole(row):
            raise Damaged(f"wrong checksum of the vector {row[2]!r:.24}")
    if len({text for _, _, text, *_ in rows}) < len(rows):
        raise Damaged("a text that is there twice")
    if not rows:
        return TextVectors.none(fingerprint)
    return TextVectors(
        fingerprint,
        np.array([text.hex() for _, _, text, *_ in rows]),
        np.array([np.frombuffer(vector, "<f2") for _, _, _, vector, *_ in rows], np.float16),
        np.array([truncated for *_, truncated, _, _ in rows], np.bool_),
    )


def insert(connection: sqlite3.Connection, rows: Iterable[Row]) -> int:
    """Insert rows of `_ROWS`; of one that is there only the day of use. Return how many."""
    connection.execute("BEGIN IMMEDIATE")
    ids: dict[str, int] = {}
    count = 0
    for name, fingerprint, *values in rows:
        if fingerprint not in ids:
            connection.execute(
                "INSERT OR IGNORE INTO encoder (fingerprint, name) VALUES (?, ?)",
                [fingerprint, name],
            )
            (ids[fingerprint],) = connection.execute(
                "SELECT id FROM encoder WHERE fingerprint = ?", [fingerprint]
            ).fetchone()
        connection.execute(
            "INSERT INTO vector VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET used = excluded.used WHERE used < excluded.used",
            [ids[fingerprint], *values],
        )
        count += 1
    return count


def summary(connection: sqlite3.Connection) -> list[Kept]:
    """Count what is kept for each encoder."""
    rows = connection.execute(
        "SELECT name, fingerprint, COUNT(*), SUM(LENGTH(vector)), MIN(used), MAX(used) AS latest"
        " FROM vector JOIN encoder ON encoder = id GROUP BY id ORDER BY latest DESC, id DESC"
    )
    return [
        Kept(name, fingerprint, count, size, date.fromordinal(oldest), date.fromordinal(latest))
        for name, fingerprint, count, size, oldest, latest in rows
    ]


def delete(connection: sqlite3.Connection, limit: int) -> int:
    """Remove what was last used on the day `limit` or before; return how many."""
    connection.execute("BEGIN IMMEDIATE")
    removed = connection.execute("DELETE FROM vector WHERE used <= ?", [limit]).rowcount
    connection.execute("DELETE FROM encoder WHERE id NOT IN (SELECT encoder FROM vector)")
    connection.execute("COMMIT")
    with suppress(sqlite3.Error):  # it needs room; without it the file is used again, not smaller
        connection.execute("VACUUM")
    return removed
