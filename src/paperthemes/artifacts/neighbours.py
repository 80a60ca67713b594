"""Artifact `neighbours/{key}.npz`: the neighbour graph of the papers and its layouts."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from paperthemes.files import read_arrays, write_arrays


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The neighbourhood of n papers.

    Attributes
    ----------
    paper_ids
        Shape `(n,)`, text, sorted.
    indices, distances
        Shape `(n, k)`, int32 and float32: each paper's nearest papers by cosine distance of the
        hybrid vectors (0 to 2), nearest first, itself included.
    graph
        Shape `(n, n)`, float32: UMAP's fuzzy neighbour graph, symmetric, weights 0 to 1; without
        layouts, the larger cosine of any two papers one of which is near the other.
    layouts
        Shape `(r, n, n_components)`, float32: UMAP layouts to find topics in, one per seed.
    map
        Shape `(n, 2)`, float32: UMAP layout to look at; all 0 without layouts.
    """

    paper_ids: NDArray[np.str_]
    indices: NDArray[np.int32]
    distances: NDArray[np.float32]
    graph: csr_array
    layouts: NDArray[np.float32]
    map: NDArray[np.float32]

    def write(self, path: str | Path) -> None:
        """Write to a `.npz`; the graph as `graph_data`, `graph_indices`, `graph_indptr` (CSR)."""
        write_arrays(
            path,
            paper_id=self.paper_ids,
            indices=self.indices,
            distances=self.distances,
            graph_data=self.graph.data,
            graph_indices=self.graph.indices,
            graph_indptr=self.graph.indptr,
            layouts=self.layouts,
            map=self.map,
        )

    @classmethod
    def read(cls, path: str | Path) -> "Neighbours":
        """Read what `write` wrote."""
        arrays = read_arrays(path)
        n = arrays["paper_id"].size
        graph = csr_array(
            (arrays["graph_data"], arrays["graph_indices"], arrays["graph_indptr"]), shape=(n, n)
        )
        names = ("indices", "distances", "layouts", "map")
        return cls(arrays["paper_id"], graph=graph, **{name: arrays[name] for name in names})
