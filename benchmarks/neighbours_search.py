"""Find the nearest neighbours of all points with one method, in a process of its own.

    python neighbours_search.py METHOD FOLDER K THREADS

Reads unit vectors from `points.npy` in FOLDER and writes the row numbers of the K nearest points of
each, itself included, to `indices.npy`. The libraries of a method must be installed; ours are those
of the project.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float32]
Indices = NDArray[np.integer]


def search_exactly(points: Points, k: int, threads: int) -> Indices:
    """Compute all distances (step `neighbours`)."""
    from paperthemes.neighbours.nearest import search_exactly

    return search_exactly(points, k, threads)[0]


def search_by_descent(points: Points, k: int, _threads: int) -> Indices:
    """Search by NN-descent on one thread (step `neighbours` for more points)."""
    from paperthemes.neighbours.nearest import search_by_descent

    return search_by_descent(points, k)[0]


def search_faiss(points: Points, k: int, threads: int) -> Indices:
    """Search the nearest 32 of 4 times root n cells of k-means."""
    import faiss

    faiss.omp_set_num_threads(threads)
    cells = round(4 * len(points) ** 0.5)
    index = faiss.index_factory(points.shape[1], f"IVF{cells},Flat", faiss.METRIC_INNER_PRODUCT)
    index.train(points)
    index.add(points)
    index.nprobe = 32
    indices: Indices = index.search(points, k)[1]
    return indices


def search_hnswlib(points: Points, k: int, threads: int) -> Indices:
    """Search a graph of links (HNSW)."""
    import hnswlib

    index = hnswlib.Index("cosine", points.shape[1])
    index.init_index(len(points), ef_construction=200, M=16, random_seed=0)
    index.add_items(points, num_threads=threads)
    index.set_ef(100)
    indices: Indices = index.knn_query(points, k, num_threads=threads)[0]
    return indices


def search_usearch(points: Points, k: int, threads: int) -> Indices:
    """Search a graph of links (HNSW)."""
    from usearch.index import Index

    index = Index(ndim=points.shape[1], metric="cos", dtype="f32", expansion_search=100)
    index.add(np.arange(len(points)), points, threads=threads)
    indices: Indices = index.search(points, k, threads=threads).keys
    return indices


METHODS: Mapping[str, Callable[[Points, int, int], Indices]] = {
    "exact": search_exactly,
    "pynndescent": search_by_descent,
    "faiss IVF": search_faiss,
    "hnswlib": search_hnswlib,
    "usearch": search_usearch,
}


def main() -> None:
    """Run the method named by the arguments."""
    method, folder, k, threads = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    indices = METHODS[method](np.load(folder / "points.npy"), k, threads)
    np.save(folder / "indices.npy", indices.astype(np.int32))


if __name__ == "__main__":
    main()
