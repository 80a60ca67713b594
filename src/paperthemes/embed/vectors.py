"""The embeddings file: which papers, and their vectors."""

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
        Shape `(n, dimension)`, float16, rows of unit length but for rounding.
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
