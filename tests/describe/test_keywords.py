"""Keywords of a group, and stems."""

from collections.abc import Sequence

import numpy as np
import pytest
from scipy.sparse import csr_array

from paperthemes.artifacts.terms import Terms
from paperthemes.describe.keywords import (
    MAX_KEYWORDS,
    MIN_KEYWORDS,
    choose_keywords,
    find_telling,
    is_redundant,
    stem_words,
)
from paperthemes.describe.ranking import Ranking
from paperthemes.lexicon.lexicon import Lexicon
from paperthemes.lexicon.mentions import MentionFinder


def make_ranking(
    presence: np.ndarray | list, weights: Sequence[float] = (1,), vectors: np.ndarray | None = None
) -> Ranking:
    """Return the ranking of all terms, whose vectors are unrelated unless they are given."""
    ones = np.ones(len(weights))
    return Ranking(
        terms=np.arange(len(weights)),
        weights=np.array(weights),
        purity=ones,
        presence=np.array(presence),
        vectors=np.eye(len(weights), dtype=np.float32) if vectors is None else vectors,
        similarity=ones,
    )


def choose(
    *terms: tuple[str, float, str], vectors: np.ndarray | None = None, vague: Sequence[str] = ()
) -> dict[str, float]:
    """Choose from terms with weight and papers: "x" for a paper that uses it, else ".".

    The terms in `vague` say nothing alone.
    """
    keys = tuple(key for key, _, _ in terms)
    presence = np.array([[mark == "x" for mark in marks] for _, _, marks in terms]).T
    ranking = make_ranking(presence, [weight for _, weight, _ in terms], vectors)
    counts = csr_array(presence)
    terms = Terms(paper_ids=np.array([]), keys=keys, spellings=keys, counts=counts)
    is_telling = np.array([key not in vague for key in keys])
    chosen = choose_keywords(terms, ranking, is_telling)
    return {keys[term]: weight for term, weight in chosen.items()}


def test_there_are_few_keywords_with_weights_from_one_down() -> None:
    keywords = choose(*((f"term{number:02}", 1 - number / 50, "xxxx") for number in range(20)))
    assert list(keywords) == [f"term{number:02}" for number in range(MAX_KEYWORDS)]
    assert list(keywords.values()) == pytest.approx(1 - np.arange(MAX_KEYWORDS) / 50)


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


def test_terms_that_say_nothing_alone_are_left_out() -> None:
    terms = [(f"term{number}", 1 - number / 50, "xxxx") for number in range(8)]
    assert list(choose(*terms, vague=["term0", "term3"])) == [
        f"term{n}" for n in (1, 2, 4, 5, 6, 7)
    ]


def test_there_are_three_keywords_even_if_some_say_nothing_alone() -> None:
    terms = [(f"term{number}", 1 - number / 50, "xxxx") for number in range(8)]
    vague = [f"term{number}" for number in range(6)]
    assert list(choose(*terms, vague=vague)) == ["term0", "term6", "term7"]


@pytest.mark.parametrize(
    ("term", "relevance", "expected"),
    [
        ("participants", 0.1, False),
        ("robots", 0.6, True),
        ("MIMO", 0.0, True),
        ("graphene", 0.0, True),  # the name of a field
        ("wireless channel", 0.0, True),
    ],
)
def test_single_words_must_be_near_to_the_group(
    term: str, relevance: float, expected: bool
) -> None:
    ranking = make_ranking([[True]])
    terms = Terms(
        paper_ids=np.array(["a"]), keys=(term,), spellings=(term,), counts=csr_array([[1.0]])
    )
    finder = MentionFinder(Lexicon(names=("graphene",), parents=(-1,), aliases=((),)))
    assert find_telling(terms, ranking, np.array([relevance]), finder).tolist() == [expected]


def test_terms_of_few_papers_are_keywords_only_if_there_are_too_few_others() -> None:
    common = [(f"term{number}", 0.5, "xxx...") for number in range(MIN_KEYWORDS)]
    assert "rare" not in choose(("rare", 1, "xx...."), *common)
    assert "rare" in choose(("rare", 1, "xx...."), *common[1:])


def test_of_terms_with_the_same_meaning_the_better_one_is_a_keyword() -> None:
    vectors = np.eye(3, dtype=np.float32)
    vectors[1] = [0.9, np.sqrt(1 - 0.9**2), 0]
    for term, is_keyword in (("apple imagery", False), ("photos of pears", True)):
        terms = (("apple pictures", 1, "xxxx"), (term, 0.9, "xxxx"), ("plum", 0.5, "xxxx"))
        assert (term in choose(*terms, vectors=vectors)) == is_keyword
