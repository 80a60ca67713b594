"""Related terms: similar in meaning and in use."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from helpers.topics import make_abstracts
from paperthemes import tables
from paperthemes.artifacts.terms import Terms
from paperthemes.describe import related_terms
from paperthemes.describe.related_terms import relate_terms
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


def related(ranked: list[str]) -> dict[str, list[str]]:
    """Return the related terms by term, if each of the ranked terms characterises a topic."""
    names = np.eye(3, dtype=np.float32)[[*MEANINGS.values()]]
    indices = [[TERMS.keys.index(key)] for key in ranked]
    frame = relate_terms(TERMS, PAPERS, lambda rows: names[rows], indices)
    assert list(frame) == tables.RELATED_TERMS.names
    return {row.term: list(row.related) for row in tables.rows(frame)}


def test_related_terms_mean_the_same_and_are_used_alike() -> None:
    pairs = related([*MEANINGS])
    assert pairs["tides"] == ["ebbs"]  # "tide tables" share a word; a search finds both
    assert pairs["storms"] == ["gales"]
    assert "lamps" not in pairs  # named like tides, but used like storms
    assert "wrecks" not in pairs


def test_only_terms_that_characterise_a_topic_are_offered() -> None:
    assert related(["tide", "gale"]) == {
        "ebbs": ["tides"],
        "storms": ["gales"],
    }
    assert related([]) == {}


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
