"""Vectors of papers: the result of step embed."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from paperthemes.files import read_arrays, write_arrays

Matrix = NDArray[np.float32]  # a row per text, paper or point


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
        """Read a file written by `write`."""
        arrays = read_arrays(path)
        return cls(arrays["paper_id"], arrays["vector"])


def unit_rows(rows: Matrix) -> Matrix:
    """Scale each row to unit length; rows of zeros stay zero, and the array may be empty."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths == 0, 1, lengths)).astype(np.float32)
