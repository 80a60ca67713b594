"""Small corpora for the tests of topics."""

from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from helpers.papers import make_papers
from paperthemes.artifacts.clusters import Clusters
from paperthemes.artifacts.vectors import Neighbours, Vectors
from paperthemes.cluster.settings import ClusterSettings
from paperthemes.cluster.stage import cluster
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.neighbours.stage import find_neighbours
from paperthemes.text.paper_text import texts_of

GRANULARITIES = ("broad", "medium", "fine")
LAYOUTS = NeighbourSettings(layouts=8)

SUBJECTS = {
    "orchard": "apples orchard picking ripeness fruit harvest bruising pears branches blossom",
    "bridge": "bridges cables vibration steel girders corrosion traffic loading concrete spans",
    "whale": "whales songs hydrophone ocean migration calves dialects underwater acoustics pods",
}


def corpus(per_subject: int, seed: int = 0) -> pd.DataFrame:
    """Make papers of three subjects that share few words."""
    random = np.random.RandomState(seed)
    texts = []
    for subject, words in SUBJECTS.items():
        for number in range(per_subject):
            chosen = random.permutation(words.split())
            title = f"{subject.title()} {chosen[0]} and {chosen[1]}, part {number}"
            texts.append((title, f"We look at {subject} {', '.join(chosen[2:8])}."))
    return make_papers(texts)


def subjects_of(papers: pd.DataFrame) -> list[str]:
    """Return the subject of each paper."""
    return [title.split()[0].lower() for title in papers.title]


def cloud(
    count: int, groups: int, seed: int = 0, dimension: int = 32, noise: float = 0.6
) -> tuple[pd.DataFrame, Vectors, np.ndarray]:
    """Make papers with vectors around `groups` centres, some of them near each other.

    Returns the papers, their vectors and their groups.
    """
    random = np.random.RandomState(seed)
    centres = random.normal(size=(groups, dimension))
    centres[1::2] = centres[: groups // 2 * 2 : 2] + 0.7 * random.normal(
        size=(groups // 2, dimension)
    )
    shares = random.dirichlet(np.full(groups, 3.0))
    labels = random.choice(groups, count, p=shares)
    matrix = centres[labels] + noise * random.normal(size=(count, dimension))
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    ids = paper_ids(count)
    words = [f"topic{label} word{random.randint(30)} thing{random.randint(30)}" for label in labels]
    papers = make_papers([(text, text) for text in words], paper_id=ids.tolist())
    return papers, Vectors(ids, matrix.astype(np.float16)), labels


def paper_ids(count: int) -> np.ndarray:
    """Return sorted ids of papers."""
    return np.array([f"{number:012x}" for number in range(count)])


def neighbours_of(weights: np.ndarray, layout: np.ndarray) -> Neighbours:
    """Make neighbours of a dense graph and one layout, with all papers at equal distances."""
    n = len(weights)
    indices = np.argsort(-(weights + 2 * np.eye(n)), axis=1, kind="stable")[:, : min(5, n)]
    distances = np.where(np.arange(indices.shape[1]) == 0, 0.0, 0.5) * np.ones((n, 1))
    return Neighbours(
        paper_ids=paper_ids(n),
        indices=indices.astype(np.int32),
        distances=distances.astype(np.float32),
        graph=csr_array(weights.astype(np.float32)),
        layouts=layout[np.newaxis].astype(np.float32),
        map=layout[:, :2].astype(np.float32),
    )


def cluster_papers(papers: pd.DataFrame, vectors: Vectors, **settings: Any) -> Clusters:
    """Cluster papers in 8 layouts; `settings` are those of a `ClusterSettings`."""
    neighbours = find_neighbours(texts_of(papers), vectors, LAYOUTS)
    return cluster(papers, neighbours, ClusterSettings(**settings))


def topic_count(clusters: Clusters) -> int:
    """Return the number of topics."""
    return int(clusters.topics.max(initial=-1)) + 1
