"""The nearest papers of each paper, as the artifact `neighbours/{key}.npz` has them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from paperthemes.files import read_arrays


@dataclass(frozen=True, slots=True, kw_only=True)
class NearestPapers:
    """The k nearest other papers of each of n papers.

    Attributes
    ----------
    paper_ids
        Shape `(n,)`, text, sorted.
    rows
        Shape `(n, k)`, int32: row numbers of each paper's nearest other papers, nearest first.
    similarities
        Shape `(n, k)`, float32, -1 to 1: cosines of the hybrid vectors of these papers.
    """

    paper_ids: NDArray[np.str_]
    rows: NDArray[np.int32]
    similarities: NDArray[np.float32]

    @classmethod
    def read(cls, path: str | Path) -> "NearestPapers":
        """Read them from a file that `Neighbours.write` wrote.

        There, the paper itself is usually the first of its neighbours, but equal papers may come
        before it. It is left out. If it is missing, the last paper is left out instead, so that all
        rows have the same length.
        """
        neighbours = read_arrays(path, "paper_id", "indices", "distances")
        indices = neighbours["indices"]
        # A stable sort by `is_self` moves the paper itself to the end, where it is cut off.
        is_self = indices == np.arange(len(indices))[:, np.newaxis]
        others = np.argsort(is_self, axis=1, kind="stable")[:, :-1]
        return cls(
            paper_ids=neighbours["paper_id"],
            rows=np.take_along_axis(indices, others, axis=1),
            similarities=1 - np.take_along_axis(neighbours["distances"], others, axis=1),
        )
