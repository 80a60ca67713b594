"""Vectors of texts, and the files of the shards of step embed."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from paperthemes.files import read_arrays, write_arrays

Row = tuple[str, NDArray[np.float16], bool]  # text id, vector, whether the text was truncated


@dataclass(frozen=True, slots=True, kw_only=True)
class TextVectors:
    """One vector per text, all from one encoder.

    Attributes
    ----------
    fingerprint
        Fingerprint of the encoder.
    text_ids
        Shape `(n,)`, text: the `hash_text` of each text, without duplicates.
    matrix
        Shape `(n, dimension)`, float16; `(0, 0)` without texts.
    truncated
        Shape `(n,)`, bool: whether the encoder read only the start of the text.
    """

    fingerprint: str
    text_ids: NDArray[np.str_]
    matrix: NDArray[np.float16]
    truncated: NDArray[np.bool_]

    @classmethod
    def from_rows(cls, fingerprint: str, rows: Sequence[Row] = ()) -> "TextVectors":
        """Make vectors from one row per text: its id, its vector, and whether it was truncated.

        Without rows, the arrays are empty, and the matrix has shape `(0, 0)`.
        """
        # Without rows, `[[]]` gives a matrix of shape (1, 0); the slice below removes its row.
        columns: Any = zip(*rows, strict=True) if rows else ((), [[]], ())
        text_ids, vectors, truncated = columns
        return cls(
            fingerprint=fingerprint,
            text_ids=np.array(text_ids, "U64"),  # an id has 64 characters
            matrix=np.array(vectors, np.float16)[: len(rows)],
            truncated=np.array(truncated, np.bool_),
        )

    @classmethod
    def concatenate(cls, fingerprint: str, parts: Sequence["TextVectors"]) -> "TextVectors":
        """Concatenate `parts`, all from the encoder with `fingerprint`.

        No text may be in two parts. Parts may be empty, and there may be none.
        """
        # Empty parts are left out, because the width of their matrix may be 0. If no part is left,
        # an empty one is used, because numpy needs at least one array.
        parts = [part for part in parts if part.text_ids.size] or [cls.from_rows(fingerprint)]
        arrays = {
            name: np.concatenate([getattr(part, name) for part in parts])
            for name in ("text_ids", "matrix", "truncated")
        }
        return cls(fingerprint=fingerprint, **arrays)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard(TextVectors):
    """The result of one shard job: vectors and counts.

    Attributes
    ----------
    per_text
        `Encoder.per_text` of the encoder.
    cached
        Number of vectors from the cache; the others were encoded.
    seconds
        Time that the encoding took.
    """

    per_text: bool
    cached: int
    seconds: float

    def write(self, path: str | Path) -> None:
        """Write the shard to a `.npz` with an array per attribute."""
        write_arrays(path, **{name: np.asarray(value) for name, value in asdict(self).items()})

    @classmethod
    def read(cls, path: str | Path) -> "Shard":
        """Read a file written by `write`."""
        values: dict[str, Any] = dict(read_arrays(path))
        # These were written as arrays without dimensions.
        for name in ("fingerprint", "per_text", "cached", "seconds"):
            values[name] = values[name].item()
        return cls(**values)


def hash_text(text: str) -> str:
    """Return the id of a text, under which its vector is stored: its SHA-256, 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()
