"""The rows of the vector cache: its tables, and the queries that read and change them."""

import sqlite3
import zlib
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import NamedTuple

import numpy as np

from paperthemes.encoders.text_vectors import Row, TextVectors, make_dimension_error

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


class CachedEncoder(NamedTuple):
    """An encoder in the cache: its number of `vectors`, their `size` in bytes, and last use.

    `name` is that of `VectorCache.put`, such as `bert-int8 owner/name`.
    """

    name: str
    fingerprint: str
    vectors: int
    size: int
    last_used: date


def select(
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


def insert(connection: sqlite3.Connection, encoder_name: str, vectors: TextVectors) -> None:
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


def select_encoders(connection: sqlite3.Connection) -> list[CachedEncoder]:
    """Return all encoders that have vectors in the file, the most recently used first."""
    rows = connection.execute(
        "SELECT name, fingerprint, COUNT(*), SUM(LENGTH(vector)), MAX(used) AS latest"
        " FROM vector JOIN encoder ON encoder = id GROUP BY id ORDER BY latest DESC, id DESC"
    )
    # Each row has the fields of a `CachedEncoder` in order, with the day as a number.
    return [CachedEncoder._make((*values, date.fromordinal(day))) for *values, day in rows]


def delete_unused(connection: sqlite3.Connection, days: int) -> int:
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


def _compute_checksum(fingerprint: str, text: bytes, vector: bytes, truncated: int) -> int:
    """Return the checksum of a row of the table `vector` and of the encoder's fingerprint.

    It is stored in the row, because SQLite does not notice a changed bit in a value. `text` is the
    SHA-256 of the text; `truncated` is 0 or 1.
    """
    return zlib.crc32(fingerprint.encode() + text + vector + bytes([truncated]))
