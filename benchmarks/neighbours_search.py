"""Find the nearest neighbours of all points with one method, in a process of its own.

    python neighbours_search.py METHOD FOLDER THREADS

Reads unit vectors from `points.npy` in FOLDER and writes row numbers to `indices.npy`. The
libraries of a method must be installed; ours are those of the project.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

K = 40  # neighbours of a paper, itself included: the default of the setting `n_neighbors`

Points = NDArray[np.float32]
Indices = NDArray[np.integer]


def search_exactly(points: Points, threads: int) -> Indices:
    """Compute all distances (step `neighbours`)."""
    from threadpoolctl import threadpool_limits

    from paperthemes.neighbours.nearest import search_exactly

    with threadpool_limits(1):
        return search_exactly(points, K, threads)[0]


def search_by_descent(points: Points, threads: int) -> Indices:
    """Search by NN-descent on one thread (step `neighbours` for more points)."""
    from paperthemes.neighbours.nearest import search_by_descent

    assert threads >= 1
    return search_by_descent(points, K)[0]


def search_faiss(points: Points, threads: int) -> Indices:
    """Search the nearest 32 of 4 times root n cells of k-means."""
    import faiss

    faiss.omp_set_num_threads(threads)
    cells = round(4 * len(points) ** 0.5)
    index = faiss.index_factory(points.shape[1], f"IVF{cells},Flat", faiss.METRIC_INNER_PRODUCT)
    index.train(points)
    index.add(points)
    index.nprobe = 32
    indices: Indices = index.search(points, K)[1]
    return indices


def search_hnswlib(points: Points, threads: int) -> Indices:
    """Search a graph of links (HNSW)."""
    import hnswlib

    index = hnswlib.Index("cosine", points.shape[1])
    index.init_index(len(points), ef_construction=200, M=16, random_seed=0)
    index.add_items(points, num_threads=threads)
    index.set_ef(100)
    indices: Indices = index.knn_query(points, K, num_threads=threads)[0]
    return indices


def search_usearch(points: Points, threads: int) -> Indices:
    """Search a graph of links (HNSW)."""
    from usearch.index import Index

    index = Index(ndim=points.shape[1], metric="cos", dtype="f32", expansion_search=100)
    index.add(np.arange(len(points)), points, threads=threads)
    indices: Indices = index.search(points, K, threads=threads).keys
    return indices


METHODS: Mapping[str, Callable[[Points, int], Indices]] = {
    "exact": search_exactly,
    "pynndescent": search_by_descent,
    "faiss IVF": search_faiss,
    "hnswlib": search_hnswlib,
    "usearch": search_usearch,
}


def main() -> None:
    """Run the method named by the arguments."""
    method, folder, threads = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    indices = METHODS[method](np.load(folder / "points.npy"), threads)
    np.save(folder / "indices.npy", indices.astype(np.int32))


if __name__ == "__main__":
    main()
