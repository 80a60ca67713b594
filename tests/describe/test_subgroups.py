"""Sub-groups of topics, and the terms that name them."""

from collections.abc import Mapping

import numpy as np
import pytest
from scipy.sparse import csr_array

from paperthemes.artifacts.terms import Terms
from paperthemes.artifacts.vectors import unit_rows
from paperthemes.describe import subgroups as module
from paperthemes.describe.subgroups import MIN_PAPERS, SubgroupFinder

# Term 0 is used by all papers, terms 1 to 3 by those of the part with that number, twice. Others
# are only used where a test says so.
KEYS = ("fresh fruit", "red apples", "sweet pears", "blue plums", "Orchard Fair", "cider")


def find(
    parts: np.ndarray,
    *,
    uses: Mapping[str, slice] | None = None,
    often: int = 2,
    near: Mapping[str, float] | None = None,
    name: str = "Fresh fruit",
) -> list[tuple[str, int]]:
    """Return terms and sizes of the sub-groups of papers; those of part i, from 1, are alike.

    Parameters
    ----------
    parts
        Part of each paper.
    uses
        Papers that use a term, by term; instead of those that use it otherwise.
    often
        How often they use it.
    near
        Cosine of a term with part 1, by term; otherwise, terms 1 to 3 are like the part with the
        same number, and the rest is like none.
    name
        Name of the topic.
    """
    noise = np.random.RandomState(0).normal(scale=0.02, size=(parts.size, len(KEYS)))
    axes = np.eye(len(KEYS), dtype=np.float32)
    vectors = unit_rows((axes[parts] + noise + axes[0]).astype(np.float32))
    counts = 2 * (parts[:, np.newaxis] == np.arange(len(KEYS))).astype(np.float32)
    counts[:, 0] = 2
    for term, papers in (uses or {}).items():
        counts[:, KEYS.index(term)] = 0
        counts[papers, KEYS.index(term)] = often
    direction = unit_rows(vectors[parts == 1].mean(axis=0) - vectors.mean(axis=0, keepdims=True))
    term_vectors = axes.copy()
    for term, cosine in (near or {}).items():
        # The last axis is at a right angle to all papers, but for noise.
        term_vectors[KEYS.index(term)] = cosine * direction + np.sqrt(1 - cosine**2) * axes[-1]
    terms = Terms(
        paper_ids=np.arange(parts.size).astype(str),
        keys=KEYS,
        spellings=KEYS,
        counts=csr_array(counts),
    )
    finder = SubgroupFinder(
        terms=terms,
        term_vectors=lambda indices: term_vectors[indices],
        mean_name=np.zeros(len(KEYS), np.float32),
    )
    return [
        (KEYS[term], papers.size)
        for term, papers in finder.find(np.arange(parts.size), vectors, name)
    ]


PARTS = np.repeat([1, 2, 3], [6, 5, 4])


def test_sub_groups_are_named_by_the_terms_that_only_they_use() -> None:
    found = find(np.repeat([3, 1, 2], [4, 6, 5]))
    assert found == [("red apples", 6), ("sweet pears", 5), ("blue plums", 4)]


def test_a_term_that_repeats_the_topic_names_no_sub_group() -> None:
    assert find(PARTS, name="Red apple") == [("sweet pears", 5), ("blue plums", 4)]


def test_one_sub_group_alone_is_no_division() -> None:
    nowhere = slice(0)
    assert find(PARTS, uses={"sweet pears": nowhere, "blue plums": nowhere}) == []


@pytest.mark.parametrize(
    ("papers", "often", "is_named"),
    [(1, 9, False), (2, 2, False), (2, 3, True), (4, 1, False), (4, 2, True)],
)
def test_a_term_that_few_papers_use_seldom_names_no_sub_group(
    papers: int, often: int, is_named: bool
) -> None:
    found = find(PARTS, uses={"blue plums": slice(11, 11 + papers)}, often=often)
    assert found == [("red apples", 6), ("sweet pears", 5), ("blue plums", 4)][: 2 + is_named]


def test_a_name_that_is_used_more_but_says_something_else_names_no_sub_group() -> None:
    fair, apples = slice(0, 6), slice(0, 4)
    uses = {"Orchard Fair": fair, "red apples": apples}
    assert find(PARTS, uses=uses, near={"Orchard Fair": -0.2})[0] == ("red apples", 6)
    assert find(PARTS, uses=uses, near={"Orchard Fair": 0.9})[0] == ("Orchard Fair", 6)


@pytest.mark.parametrize(
    ("cosine", "name"), [(0.2, "red apples"), (0.4, "red apples"), (0.99, "cider")]
)
def test_a_single_word_names_a_sub_group_if_it_is_much_nearer(cosine: float, name: str) -> None:
    near = {"cider": cosine, "red apples": 0.4}
    assert find(PARTS, uses={"cider": slice(0, 6)}, near=near)[0] == (name, 6)


def test_a_single_word_that_is_far_names_no_sub_group_even_if_no_phrase_does() -> None:
    uses = {"cider": slice(0, 6), "red apples": slice(0)}
    assert find(PARTS, uses=uses, near={"cider": 0.2}) == [("sweet pears", 5), ("blue plums", 4)]
    assert find(PARTS, uses=uses, near={"cider": 0.3})[0] == ("cider", 6)


def test_small_or_uniform_topics_have_no_sub_groups() -> None:
    assert find(np.repeat([1, 2], [6, MIN_PAPERS - 7])) == []
    assert find(PARTS, uses={key: slice(None) for key in KEYS}) == []


def test_of_a_large_topic_some_papers_stand_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_LINKED", 20)
    found = find(np.repeat([1, 2, 3], [100, 50, 50]))  # more parts than kinds of papers
    assert sorted(found) == [("blue plums", 50), ("red apples", 100), ("sweet pears", 50)]
