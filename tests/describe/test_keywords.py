"""Keywords of a group, and stems."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from paperthemes.artifacts.terms import Terms
from paperthemes.describe.keywords import MAX_KEYWORDS, choose_keywords, is_redundant, stem_words
from paperthemes.describe.ranking import Ranking


def choose(*terms: tuple[str, float, str], vectors: np.ndarray | None = None) -> dict[str, float]:
    """Choose from terms with weight and papers: "x" for a paper that uses it, else "."."""
    keys = tuple(key for key, _, _ in terms)
    presence = np.array([[mark == "x" for mark in marks] for _, _, marks in terms]).T
    ones = np.ones(len(terms))
    ranking = Ranking(
        terms=np.arange(len(terms)),
        weights=np.array([weight for _, weight, _ in terms]),
        purity=ones,
        presence=presence,
        vectors=np.eye(len(terms), dtype=np.float32) if vectors is None else vectors,
        similarity=ones,
    )
    counts = csr_array(presence)
    terms = Terms(paper_ids=np.array([]), keys=keys, spellings=keys, counts=counts)
    return {keys[term]: weight for term, weight in choose_keywords(terms, ranking).items()}


def test_there_are_at_most_ten_keywords_with_weights_from_one_down() -> None:
    keywords = choose(*((f"term{number:02}", 1 - number / 50, "xxxx") for number in range(20)))
    assert list(keywords) == [f"term{number:02}" for number in range(MAX_KEYWORDS)]
    assert list(keywords.values()) == pytest.approx(1 - np.arange(10) / 50)


def test_a_term_used_by_more_papers_weighs_more() -> None:
    keywords = choose(("tide", 1, "x..."), ("storm", 0.6, "xxxx"))
    assert list(keywords.items()) == [("storm", 1), ("tide", 0.8333)]


def test_keywords_do_not_repeat_each_other() -> None:
    repeats = [(key, 0.9, "xx") for key in ("captioning image", "dense image caption", "caption")]
    others = [("image retrieval", 0.5, "xx"), ("faint", 0.02, "xx")]
    keywords = choose(("image caption", 1, "xx"), *repeats, *others)
    assert list(keywords) == ["image caption", "image retrieval"]


def test_keywords_have_different_meanings() -> None:
    others = [(f"term{number:02}", 0.5, "xx") for number in range(9)]
    vectors = np.eye(11, dtype=np.float32)[[0, 0, *range(2, 11)]]
    keywords = choose(("tide", 1, "xx"), ("ebb", 0.52, "xx"), *others, vectors=vectors)
    assert "ebb" not in keywords


def test_a_phrase_replaces_its_word_if_it_weighs_half_as_much() -> None:
    assert list(choose(("tide", 1, "x"), ("tide gauge", 0.5, "x"))) == ["tide gauge"]
    assert list(choose(("tide", 1, "x"), ("tide gauge", 0.4, "x"))) == ["tide", "tide gauge"]


def test_keywords_occur_in_the_same_papers() -> None:
    others = [(f"term{number:02}", 0.5, "xxxx....") for number in range(10)]
    keywords = choose(("tide", 1, "xxxx...."), ("loner", 0.6, "....xxxx"), *others)
    assert len(keywords) == MAX_KEYWORDS and "loner" not in keywords


def test_terms_with_the_same_stems_are_redundant() -> None:
    assert stem_words("image captions") == stem_words("captioning images")
    assert is_redundant("captioning image", ["image caption"])
    assert is_redundant("image", ["image caption"])
    assert is_redundant("dense image caption", ["image caption"])
    assert not is_redundant("image caption", ["image"])
    assert not is_redundant("image retrieval", ["image caption"])
    assert not is_redundant("image", [])
