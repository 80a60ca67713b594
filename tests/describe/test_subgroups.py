"""Sub-groups of topics, and the terms that name them."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from paperthemes.artifacts.terms import Terms
from paperthemes.describe import subgroups as module
from paperthemes.describe.ranking import Ranking
from paperthemes.describe.subgroups import MIN_PAPERS, find_subgroups

KEYS = ("fruit", "apple", "pear", "plum")


def find(
    parts: np.ndarray,
    *,
    presence: np.ndarray | None = None,
    telling: tuple[str, ...] = KEYS,
    name: str = "Fruit",
) -> list[tuple[str, int]]:
    """Return terms and sizes; papers of part i, from 1, are alike and use `fruit` and term i."""
    noise = np.random.RandomState(0).normal(scale=0.05, size=(parts.size, 5))
    vectors = (np.eye(5)[parts] + noise + np.eye(5)[0]).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    uses = parts[:, np.newaxis] == np.arange(len(KEYS))
    uses[:, 0] = True
    ranking = Ranking(
        terms=np.arange(len(KEYS)),
        weights=np.ones(len(KEYS)),
        purity=np.ones(len(KEYS)),
        presence=uses if presence is None else presence,
        vectors=np.eye(len(KEYS), dtype=np.float32),
        similarity=np.ones(len(KEYS)),
    )
    counts = csr_array((parts.size, len(KEYS)))
    terms = Terms(paper_ids=np.array([]), keys=KEYS, spellings=KEYS, counts=counts)
    is_telling = np.array([key in telling for key in KEYS])
    return [
        (KEYS[term], papers.size)
        for term, papers in find_subgroups(terms, ranking, is_telling, vectors, name)
    ]


def test_sub_groups_are_named_by_the_terms_that_only_they_use() -> None:
    assert find(np.repeat([3, 1, 2], [4, 6, 5])) == [("apple", 6), ("pear", 5), ("plum", 4)]


def test_a_term_that_says_nothing_or_repeats_the_topic_names_no_sub_group() -> None:
    parts = np.repeat([1, 2, 3], [6, 5, 4])
    assert find(parts, telling=("fruit", "apple", "plum")) == [("apple", 6), ("plum", 4)]
    assert find(parts, name="Apples") == [("pear", 5), ("plum", 4)]
    assert find(parts, telling=("fruit", "apple")) == []  # one alone is no division


def test_small_or_uniform_topics_have_no_sub_groups() -> None:
    assert find(np.repeat([1, 2], [6, MIN_PAPERS - 7])) == []
    everything = np.ones((15, len(KEYS)), np.bool_)
    assert find(np.repeat([1, 2, 3], 5), presence=everything) == []


def test_of_a_large_topic_some_papers_stand_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_LINKED", 20)
    found = find(np.repeat([1, 2, 3], [100, 50, 50]))  # more parts than kinds of papers
    assert sorted(found) == [("apple", 100), ("pear", 50), ("plum", 50)]
