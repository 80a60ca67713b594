"""Words, keywords, names, exemplars."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import papers_of, toy_vectors
from corpora import SUBJECTS, corpus, subjects_of
from paperthemes.cluster import represent as module
from paperthemes.cluster.represent import Topic, terms_held
from paperthemes.cluster.words import terms


@pytest.fixture(scope="module")
def papers() -> pd.DataFrame:
    return corpus(30)


def represent(papers: pd.DataFrame, vectors: np.ndarray, topics: np.ndarray) -> list[Topic]:
    return module.represent(papers, vectors, topics, terms_held(papers))


def test_terms_keep_hyphens_and_do_not_cross_filler_or_punctuation() -> None:
    found = [*terms("We propose state-of-the-art few-shot learning, for C++ at https://x.org/y.")]
    assert found == ["few-shot", "few-shot learning", "c++"]
    assert "language models" in terms("large language models")
    assert "models" not in [*terms("our models")]
    assert [*terms("$x^2$ 2024 and the of")] == []


@given(st.text(max_size=200))
def test_terms_of_any_text(text: str) -> None:
    for term in terms(text):
        assert 1 <= len(term.split()) <= 3
        assert term == term.lower()


def test_topics_are_named_after_their_words(papers) -> None:
    labels = np.array([list(SUBJECTS).index(subject) for subject in subjects_of(papers)])
    topics = represent(papers, toy_vectors(papers).matrix.astype(np.float32), labels)
    for topic, (subject, words) in zip(topics, SUBJECTS.items(), strict=True):
        own = {subject, *words.split()}
        assert topic.size == 30
        assert set(" ".join(topic.keywords).split()) <= own
        assert set(topic.name.replace(",", "").split()) <= own
        members = set(papers.paper_id[labels == topic.topic])
        assert len(topic.exemplars) == 5
        assert set(topic.exemplars) <= members
    assert len({topic.name for topic in topics}) == 3


def test_numbers_come_back_from_bertopic_unchanged(papers) -> None:
    """Equal sizes are what BERTopic would renumber: every order of the labels must survive."""
    subjects = subjects_of(papers)
    vectors = toy_vectors(papers).matrix.astype(np.float32)
    for order in (["orchard", "bridge", "whale"], ["whale", "orchard", "bridge"]):
        labels = np.array([order.index(subject) for subject in subjects])
        labels[:3] = -1
        topics = represent(papers, vectors, labels)
        words = [set(" ".join(topic.keywords).split()) for topic in topics]
        for subject, found in zip(order, words, strict=True):
            assert found & {subject, *SUBJECTS[subject].split()}
            assert len(found - {subject, *SUBJECTS[subject].split()}) == 0


def test_there_is_always_a_name_and_never_the_same_twice() -> None:
    papers = papers_of([(f"The {'of ' * index}", "It is.") for index in range(1, 9)])
    halves = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    topics = represent(papers, np.eye(8, dtype=np.float32), halves)
    assert len({topic.name for topic in topics}) == 2
    assert all(topic.name for topic in topics)
    wordless = papers_of(
        [(f"Apples {n}", "Apples and pears.") for n in range(6)]
        + [(f"The {'of ' * n}", "It is.") for n in range(1, 7)]
    )
    labels = np.array([int(title.startswith("The")) for title in wordless.title])
    topics = represent(wordless, np.eye(12, dtype=np.float32), labels)
    assert topics[1].name.startswith("The")
    assert topics[1].keywords == ()
    same = papers_of([(f"Apples {index}", "Apples and pears.") for index in range(8)])
    names = [topic.name for topic in represent(same, np.eye(8, dtype=np.float32), halves)]
    assert len(set(names)) == 2


def test_a_taken_name_gets_another_keyword_then_a_number() -> None:
    keywords = ["apple", "apple pie", "cake", "tart", "bun"]
    taken = {"apple, cake, tart"}
    assert module._unique_name(keywords, taken) == "apple, cake, tart, apple pie"
    assert module._unique_name(["apple"], {"apple", "apple (2)"}) == "apple (3)"
