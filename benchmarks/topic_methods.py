"""Methods that find topics: ours, and those that the benchmark of topics compares it with."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from corpora import THREADS, Corpus
from measure import measure_command
from numpy.typing import NDArray

from paperthemes.artifacts.vectors import Neighbours
from paperthemes.cluster.settings import ClusterSettings
from paperthemes.cluster.stage import find_topics
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.neighbours.stage import find_neighbours
from paperthemes.text.paper_text import texts_of

Topics = NDArray[np.int64]
Method = Callable[[Corpus, int], Topics]


def find_corpus_neighbours(corpus: Corpus, seed: int) -> Neighbours:
    """Find the neighbours that all our clusterings share."""
    settings = NeighbourSettings(seed=seed)
    return find_neighbours(texts_of(corpus.papers), corpus.vectors, settings, THREADS)


def cluster(neighbours: Neighbours, settings: ClusterSettings) -> Topics:
    """Return the topic of each paper."""
    return find_topics(neighbours, settings).topics


def cluster_with_bertopic(corpus: Corpus, seed: int) -> Topics:
    """Cluster with BERTopic's defaults and a seed for UMAP; topics are not named."""
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder
    from umap import UMAP

    reducer = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    model = BERTopic(embedding_model=BaseEmbedder(), umap_model=reducer)
    points = corpus.vectors.matrix.astype(np.float32)
    return np.array(model.fit_transform(texts_of(corpus.papers), points)[0], np.int64)


def cluster_with_kmeans(corpus: Corpus, seed: int) -> Topics:
    """Cluster with k-means, given the number of labels."""
    from sklearn.cluster import KMeans

    assert corpus.labels is not None
    model = KMeans(np.unique(corpus.labels).size, n_init=10, random_state=seed)
    topics: Topics = model.fit_predict(corpus.vectors.matrix.astype(np.float32)).astype(np.int64)
    return topics


def cluster_with_evoc(python: str, corpus: Corpus, seed: int) -> Topics:
    """Cluster with EVoC's defaults, in another Python interpreter."""
    code = (
        "import sys, numpy; from evoc import EVoC; points = numpy.load('points.npy');"
        "numpy.save('labels.npy', EVoC(random_state=int(sys.argv[1])).fit_predict(points))"
    )
    with tempfile.TemporaryDirectory() as folder:
        np.save(Path(folder) / "points.npy", corpus.vectors.matrix.astype(np.float32))
        measure_command([python, "-c", code, str(seed)], Path(folder))
        topics: Topics = np.load(Path(folder) / "labels.npy")
    return topics
