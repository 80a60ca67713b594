"""Vectors and what they are of: texts while they are made, papers in the result."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from paperthemes.files import read_arrays, write_arrays


@dataclass(frozen=True, slots=True)
class Vectors:
    """One vector per paper.

    Attributes
    ----------
    paper_ids
        Shape `(n,)`, text, sorted.
    matrix
        Shape `(n, dimension)`, float16.
    """

    paper_ids: NDArray[np.str_]
    matrix: NDArray[np.float16]

    def write(self, path: str | Path) -> None:
        """Write to a `.npz` with arrays `paper_id` and `vector`."""
        write_arrays(path, paper_id=self.paper_ids, vector=self.matrix)

    @classmethod
    def read(cls, path: str | Path) -> "Vectors":
        """Read what `write` wrote."""
        arrays = read_arrays(path)
        return cls(arrays["paper_id"], arrays["vector"])


@dataclass(frozen=True, slots=True)
class TextVectors:
    """One vector per text, all by one encoder.

    Attributes
    ----------
    fingerprint
        That of the encoder.
    text_ids
        Shape `(n,)`, text: what `text_id` returns, without repetition.
    matrix
        Shape `(n, dimension)`, float16; `(0, 0)` where there are none.
    truncated
        Shape `(n,)`, bool: whether the encoder read only a part of the text.
    """

    fingerprint: str
    text_ids: NDArray[np.str_]
    matrix: NDArray[np.float16]
    truncated: NDArray[np.bool_]

    def write(self, path: str | Path) -> None:
        """Write to a `.npz`."""
        write_arrays(
            path,
            fingerprint=np.array(self.fingerprint),
            text_id=self.text_ids,
            vector=self.matrix,
            truncated=self.truncated,
        )

    @classmethod
    def read(cls, path: str | Path) -> "TextVectors":
        """Read what `write` wrote."""
        arrays = read_arrays(path)
        names = (arrays["text_id"], arrays["vector"], arrays["truncated"])
        return cls(str(arrays["fingerprint"]), *names)

    @classmethod
    def none(cls, fingerprint: str) -> "TextVectors":
        """Return the vectors of no text."""
        return cls(
            fingerprint, np.empty(0, "U64"), np.empty((0, 0), np.float16), np.empty(0, np.bool_)
        )

    @classmethod
    def joined(cls, fingerprint: str, parts: Sequence["TextVectors"]) -> "TextVectors":
        """Put parts together; a text that several hold is taken from the first.

        Raises
        ------
        ValueError
            If a part is by another encoder, or of another dimension.
        """
        if strangers := {part.fingerprint for part in parts} - {fingerprint}:
            raise ValueError(f"vectors of {strangers} among those of {fingerprint}")
        parts = [part for part in parts if part.text_ids.size]
        if not parts:
            return cls.none(fingerprint)
        text_ids, first = np.unique(
            np.concatenate([part.text_ids for part in parts]), return_index=True
        )
        matrix = np.concatenate([part.matrix for part in parts])
        truncated = np.concatenate([part.truncated for part in parts])
        return cls(fingerprint, text_ids, matrix[first], truncated[first])


def text_id(text: str) -> str:
    """Return the SHA-256 of a text in hex: what its vector is kept under."""
    return hashlib.sha256(text.encode()).hexdigest()


def unit_rows(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Bring rows to unit length; a row of zeros stays one. No rows or no columns are fine."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths == 0, 1, lengths)).astype(np.float32)
