"""Related terms: similar in meaning and in use."""

import dataclasses
from collections.abc import Sequence

import numpy as np
import pytest
from scipy.sparse import csr_array

from helpers.papers import make_papers
from helpers.topics import make_abstracts
from paperthemes import tables
from paperthemes.artifacts.terms import Terms
from paperthemes.describe import related_terms
from paperthemes.describe.field_use import find_field_use
from paperthemes.describe.ranking import Groups
from paperthemes.describe.related_terms import relate_names, relate_terms
from paperthemes.lexicon.lexicon import Lexicon
from paperthemes.terms.stage import collect_terms

# What terms mean, by their names: the places of their vectors.
MEANINGS = {"ebb": 0, "gale": 1, "lamp": 0, "storm": 1, "tide": 0, "tide table": 0, "wreck": 2}
PAPERS = np.eye(3, dtype=np.float32)[[0, 1, 1, 1, 0, 0, 2]]  # each uses one; of lamps, as of storms
TERMS = Terms(
    paper_ids=np.array([*"abcdefg"]),
    keys=tuple(MEANINGS),
    spellings=tuple(f"{key}s" for key in MEANINGS),
    counts=csr_array(np.eye(7, dtype=np.float32)),
)


def related(ranked: Sequence[str] = ()) -> dict[str, list[str]]:
    """Return the related terms by term; each of the ranked terms characterises a topic."""
    names = np.eye(3, dtype=np.float32)[[*MEANINGS.values()]]
    indices = [[TERMS.keys.index(key)] for key in ranked]
    frame = relate_terms(TERMS, PAPERS, lambda rows: names[rows], indices)
    assert list(frame) == tables.RELATED_TERMS.names
    return {row.term: list(row.related) for row in tables.rows(frame)}


def test_related_terms_mean_the_same_and_are_used_alike() -> None:
    pairs = related()
    assert pairs["tides"] == ["ebbs"]  # "tide tables" share a word; a search finds both
    assert pairs["storms"] == ["gales"]
    assert "lamps" not in pairs  # named like tides, but used like storms
    assert "wrecks" not in pairs


@pytest.mark.parametrize(
    ("term", "other", "is_related"),
    [
        ("vision", "vision models", False),  # a search for one finds the other
        ("vision transformers", "vision models", False),
        ("few shot learning", "zero shot learning", True),
        ("interpretability", "interpretations", False),  # other forms are found in the page
    ],
)
def test_terms_of_the_same_words_are_not_related(term: str, other: str, is_related: bool) -> None:
    terms = dataclasses.replace(
        TERMS,
        keys=(term, other, *"abcde"),
        spellings=(term, other, *"abcde"),
    )
    names = np.eye(7, dtype=np.float32)
    names[1] = names[0]
    use = np.eye(7, dtype=np.float32)
    use[1] = use[0]
    pairs = {
        row.term for row in tables.rows(relate_terms(terms, use, lambda rows: names[rows], []))
    }
    assert pairs == ({term, other} if is_related else set())


def test_a_term_that_is_near_to_many_is_related_to_the_nearest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(related_terms, "MAX_RANK", 1)
    names = np.array([[1, 0, 0], [0.9, 0.1, 0], [0.5, 0.5, 0], *np.eye(3)[[2, 1, 2, 1]]])
    terms = dataclasses.replace(TERMS, keys=tuple("abcdefg"), spellings=tuple("abcdefg"))
    frame = relate_terms(terms, names, lambda rows: names[rows].astype(np.float32), [])
    pairs = {row.term: list(row.related) for row in tables.rows(frame)}
    assert pairs["a"] == ["b"]
    assert "c" not in pairs


def test_names_of_a_field_are_related_to_the_one_that_most_papers_use() -> None:
    lexicon = Lexicon(
        names=("physics", "tidal flow", "wind", "light"),
        parents=(-1, 0, 0, 0),
        aliases=((), ("ebb tides", "TF"), (), ("glow",)),
    )
    papers = make_papers(["Ebb tides", "An ebb-tide", "Tidal flow", "Wind", "Lamps"])
    topics = Groups.from_labels(np.zeros(5, np.int64), np.ones(5, np.bool_), np.eye(5))
    frame = relate_names(find_field_use(lexicon, papers, topics))
    assert [(row.term, row.papers, list(row.related)) for row in tables.rows(frame)] == [
        ("ebb tides", 2, ["tidal flow", "TF"])  # wind has no other name, light is not mentioned
    ]


def test_the_table_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(related_terms, "MAX_TERMS", 3)
    # Those that a topic ranks come before those that only papers use.
    assert related(["storm", "gale"]) == {"gales": ["storms"], "storms": ["gales"]}


def test_a_corpus_without_terms_has_no_related_ones() -> None:
    empty = collect_terms([make_abstracts("", "")])
    frame = relate_terms(
        empty, np.zeros((2, 3), np.float32), lambda rows: np.zeros((rows.size, 3), np.float32), []
    )
    assert len(frame) == 0
