"""Vectors of papers, and the neighbour graph of these vectors, with its layouts."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from paperthemes.files import read_arrays, write_arrays

Matrix = NDArray[np.float32]  # one row per text, paper or point

_CSR_PARTS = ("data", "indices", "indptr")


@dataclass(frozen=True, slots=True)
class Vectors:
    """One vector per paper.

    Attributes
    ----------
    paper_ids
        Shape `(n,)`, text, sorted.
    matrix
        Shape `(n, dimension)`, float16.
    notes
        Remarks about the vectors for the reader of the report.
    """

    paper_ids: NDArray[np.str_]
    matrix: NDArray[np.float16]
    notes: tuple[str, ...] = ()

    def write(self, path: str | Path) -> None:
        """Write to a `.npz` with arrays `paper_id`, `vector` and `notes`."""
        notes = np.array(self.notes, np.str_)
        write_arrays(path, paper_id=self.paper_ids, vector=self.matrix, notes=notes)

    @classmethod
    def read(cls, path: str | Path) -> "Vectors":
        """Read a file written by `write`."""
        arrays = read_arrays(path)
        return cls(arrays["paper_id"], arrays["vector"], tuple(arrays["notes"].tolist()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The neighbourhood of n papers.

    Attributes
    ----------
    paper_ids
        Shape `(n,)`, text, sorted.
    indices
        Shape `(n, k)`, int32: row numbers of each paper's nearest papers: first the paper itself,
        then the others, nearest first.
    distances
        Shape `(n, k)`, float32, 0 to 2: cosine distances between hybrid vectors, for `indices`.
    graph
        Shape `(n, n)`, float32, symmetric, weights 0 to 1: UMAP's fuzzy neighbour graph. If there
        are no layouts, the weights are cosine similarities of neighbours.
    layouts
        Shape `(r, n, n_components)`, float32: UMAP layouts for clustering, one per seed.
    map
        Shape `(n, 2)`, float32: UMAP layout for the map; all zeros if there are no layouts.
    seed
        Random seed of the first layout, and of the clustering.
    abstracts
        Shape `(n,)`, int32: a number per abstract, which papers with the same abstract share; empty
        if none do.
    """

    paper_ids: NDArray[np.str_]
    indices: NDArray[np.int32]
    distances: NDArray[np.float32]
    graph: csr_array
    layouts: NDArray[np.float32]
    map: NDArray[np.float32]
    seed: int = 0
    abstracts: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))

    def select(self, rows: NDArray[np.int64]) -> "Neighbours":
        """Return the neighbourhood of some papers only, given by sorted row numbers.

        A paper that has fewer neighbours then has the farthest of them several times.
        """
        numbers = np.full(self.paper_ids.size, -1, np.int32)
        numbers[rows] = np.arange(rows.size)
        indices = numbers[self.indices[rows]]
        # The columns of the neighbours that are left, in their order; the paper itself always is.
        columns = np.argsort(indices < 0, axis=1, kind="stable")
        last = np.count_nonzero(indices >= 0, axis=1)[:, np.newaxis] - 1
        columns = np.take_along_axis(columns, np.minimum(np.arange(indices.shape[1]), last), axis=1)
        return Neighbours(
            paper_ids=self.paper_ids[rows],
            indices=np.take_along_axis(indices, columns, axis=1),
            distances=np.take_along_axis(self.distances[rows], columns, axis=1),
            graph=csr_array(self.graph[rows][:, rows]),
            layouts=self.layouts[:, rows],
            map=self.map[rows],
            seed=self.seed,
            abstracts=self.abstracts[rows] if self.abstracts.size else self.abstracts,
        )

    def write(self, path: str | Path) -> None:
        """Write to a `.npz`; the graph as `graph_data`, `graph_indices`, `graph_indptr` (CSR)."""
        graph = {f"graph_{part}": getattr(self.graph, part) for part in _CSR_PARTS}
        write_arrays(
            path,
            paper_id=self.paper_ids,
            indices=self.indices,
            distances=self.distances,
            **graph,
            layouts=self.layouts,
            map=self.map,
            seed=np.array(self.seed),
            abstracts=self.abstracts,
        )

    @classmethod
    def read(cls, path: str | Path) -> "Neighbours":
        """Read a file written by `write`."""
        arrays = read_arrays(path)
        # The arrays that are not popped here have the names of attributes.
        paper_ids, seed = arrays.pop("paper_id"), int(arrays.pop("seed"))
        parts = tuple(arrays.pop(f"graph_{part}") for part in _CSR_PARTS)
        graph = csr_array(parts, shape=(paper_ids.size, paper_ids.size))
        return cls(paper_ids=paper_ids, graph=graph, seed=seed, **arrays)


def unit_rows(rows: Matrix) -> Matrix:
    """Return `rows`, each scaled to length 1; rows of zeros stay zero.

    The matrix may have no rows or no columns.
    """
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths == 0, 1, lengths)).astype(np.float32, copy=False)
