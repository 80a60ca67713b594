"""Pairs of neighbouring papers: what is counted on them takes memory linear in the papers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array, triu

_BLOCK = 100_000


@dataclass(frozen=True, slots=True)
class Pairs:
    """The edges of a graph of n papers, each once.

    Attributes
    ----------
    papers
        n.
    first, second
        Shape `(m,)`, int32: the two papers of each pair, `first < second`.
    """

    papers: int
    first: NDArray[np.int32]
    second: NDArray[np.int32]

    @classmethod
    def of(cls, graph: csr_array) -> "Pairs":
        """Return the edges of a symmetric graph, in the order of its rows."""
        upper = triu(graph, k=1, format="coo")
        order = np.lexsort((upper.col, upper.row))
        return cls(
            graph.shape[0], upper.row[order].astype(np.int32), upper.col[order].astype(np.int32)
        )

    def products(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the inner product of the two rows of each pair; `rows` has shape `(n, d)`."""
        result = np.empty(self.first.size, np.float32)
        for start in range(0, result.size, _BLOCK):
            part = slice(start, start + _BLOCK)
            result[part] = np.einsum("ij,ij->i", rows[self.first[part]], rows[self.second[part]])
        return result

    def same(self, labels: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell of each pair whether both papers have one label; `labels` has shape `(n,)`."""
        result: NDArray[np.bool_] = labels[self.first] == labels[self.second]
        return result

    def graph(self, weights: NDArray[np.float32]) -> csr_array:
        """Return the symmetric graph, float32, in which each pair has its weight; 0 is no edge."""
        held = weights > 0
        first, second, weight = self.first[held], self.second[held], weights[held]
        ends = np.concatenate([first, second]), np.concatenate([second, first])
        both = np.concatenate([weight, weight]).astype(np.float32)
        return csr_array(coo_array((both, ends), shape=(self.papers, self.papers)))
