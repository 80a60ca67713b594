"""Parts of books are in no topic, and do not influence the topics of papers."""

import numpy as np
import pandas as pd
import pytest

from helpers.corpora import LAYOUTS, cluster_papers, corpus, subjects_of, topic_count
from helpers.papers import toy_vectors
from paperthemes.artifacts.vectors import Neighbours
from paperthemes.cluster.stage import ENGINES
from paperthemes.neighbours.stage import find_neighbours
from paperthemes.tables import UNASSIGNED, UNASSIGNED_NAME
from paperthemes.text.paper_text import texts_of

MARK = '{"no_topic": "part of a book", "venue": "Book of Boats"}'


@pytest.fixture
def papers() -> pd.DataFrame:
    """Return papers of three subjects and, as a fourth, parts of books."""
    orchards = corpus(20)
    parts = orchards[:20].assign(
        title="Introduction", abstract="", paper_id=[f"{number:012x}" for number in range(20)]
    )
    joined = pd.concat([orchards, parts.assign(extra=MARK)])
    return joined.sort_values("paper_id", ignore_index=True)


@pytest.mark.parametrize("engine", ENGINES)
def test_parts_of_books_are_in_no_topic(papers: pd.DataFrame, engine: str) -> None:
    size = 6 if engine in ("leiden", "kmeans") else 10  # a third, or half, of a subject
    clusters = cluster_papers(papers, toy_vectors(papers), engine=engine, min_topic_size=size)
    are_parts = (papers.title == "Introduction").to_numpy()
    assert clusters.paper_ids.tolist() == papers.paper_id.tolist()
    assert set(clusters.topics[are_parts]) == {UNASSIGNED}
    assert set(clusters.grades[are_parts]) == {UNASSIGNED_NAME}
    assert set(clusters.runners_up[are_parts]) == {UNASSIGNED}
    table = pd.crosstab(pd.Series(subjects_of(papers))[~are_parts], clusters.topics[~are_parts])
    assert topic_count(clusters) == 3
    assert (table.gt(0).sum(axis=1) == 1).all()


def test_a_number_of_topics_is_that_of_the_papers(papers: pd.DataFrame) -> None:
    assert topic_count(cluster_papers(papers, toy_vectors(papers), n_topics=3)) == 3


def test_a_corpus_of_parts_alone_has_no_topics() -> None:
    papers = corpus(5).assign(extra=MARK)
    clusters = cluster_papers(papers, toy_vectors(papers))
    assert set(clusters.topics) == {UNASSIGNED}


def select_half(papers: pd.DataFrame) -> tuple[Neighbours, Neighbours, np.ndarray]:
    neighbours = find_neighbours(texts_of(papers), toy_vectors(papers), LAYOUTS)
    rows = np.arange(0, len(papers), 2)
    return neighbours, neighbours.select(rows), rows


def test_selected_papers_have_their_own_neighbours_and_edges(papers: pd.DataFrame) -> None:
    neighbours, selected, rows = select_half(papers)
    n, k = selected.indices.shape
    assert (selected.indices[:, 0] == np.arange(n)).all()
    assert (np.diff(selected.distances, axis=1) >= 0).all()
    for number, row in enumerate(rows):
        kept = [index // 2 for index in neighbours.indices[row] if index % 2 == 0]
        assert selected.indices[number].tolist() == (kept + kept[-1:] * k)[:k]
    assert (selected.graph.toarray() == neighbours.graph.toarray()[np.ix_(rows, rows)]).all()
    assert selected.paper_ids.tolist() == papers.paper_id[rows].tolist()
