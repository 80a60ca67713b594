"""Summaries of groups of papers."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from paperthemes.artifacts.terms import Terms
from paperthemes.describe.ranking import Groups, Ranking
from paperthemes.describe.summaries import MAX_SENTENCES, summarise_groups
from paperthemes.describe.term_vectors import TextVectors

TIDES = "Tide gauges are instruments that measure the height of the sea at the coast."
STORMS = "Storm surges flood large parts of the coast when strong winds blow towards the land."
WAVES = "Wave buoys float on the open ocean and report how high and how long the waves are."
SNOW = "Snow cover protects the plants of high mountains from the frost of cold winter nights."
ABSTRACTS = (TIDES, STORMS, WAVES, SNOW)
TERMS = ("tide gauge", "storm surge", "wave buoy", "coast", "sea level change")


def summarise(
    abstracts: Sequence[str],
    labels: Sequence[int] | None = None,
    is_core: Sequence[bool] | None = None,
    vectors: np.ndarray | None = None,
    embed: TextVectors | None = None,
) -> list[list[tuple[str, int]]]:
    """Summarise papers of one or more groups, which all have `TERMS`; the first term is best."""
    count = len(abstracts)
    vectors = np.eye(count, 8, dtype=np.float32) if vectors is None else vectors
    groups = Groups.from_labels(
        np.zeros(count, np.int64) if labels is None else np.array(labels, np.int64),
        np.ones(count, np.bool_) if is_core is None else np.array(is_core, np.bool_),
        vectors,
    )
    size = len(TERMS)
    rankings = [
        Ranking(
            terms=np.arange(size),
            weights=1 - np.arange(size) / 10,
            purity=np.ones(size),
            presence=np.ones((len(members), size), np.bool_),
            vectors=np.eye(size, dtype=np.float32),
            similarity=np.ones(size),
        )
        for members in groups.members
    ]
    terms = Terms(
        paper_ids=np.array([], np.str_),
        keys=TERMS,
        spellings=TERMS,
        counts=csr_array((count, size), dtype=np.float32),
    )
    names = ["Shores"] * len(rankings)
    return summarise_groups(abstracts, groups, rankings, terms, vectors, names=names, embed=embed)


def test_sentences_have_terms_of_the_group_and_the_rows_of_their_papers() -> None:
    (summary,) = summarise(ABSTRACTS)
    assert sorted(summary) == sorted([(TIDES, 0), (STORMS, 1), (WAVES, 2)])


def test_only_first_sentences_are_chosen() -> None:
    assert summarise([f"{SNOW} {TIDES}", f"{STORMS} {WAVES}"]) == [[(STORMS, 1)]]


def test_each_group_has_a_summary_of_its_own_papers() -> None:
    assert summarise(ABSTRACTS, labels=[1, 0, -1, 0]) == [[(STORMS, 1)], [(TIDES, 0)]]


def test_a_group_without_a_suitable_sentence_has_no_summary() -> None:
    assert summarise(["", "We measure tides.", SNOW]) == [[]]
    assert summarise([]) == []


def test_the_first_sentence_is_near_the_name_of_the_group() -> None:
    likeness = {"Shores": 1.0, TIDES: 0.2, STORMS: 0.9, WAVES: 0.1}

    def embed(texts: Sequence[str]) -> np.ndarray:
        cosines = np.array([likeness.get(text, 0) for text in texts], np.float32)
        return np.stack([cosines, np.sqrt(1 - cosines**2)], axis=1)

    assert summarise(ABSTRACTS)[0][0] == (TIDES, 0)
    assert summarise(ABSTRACTS, embed=embed)[0][0] == (STORMS, 1)


def test_sentences_without_a_keyword_must_be_near_the_name() -> None:
    levels = "The level of the sea is measured by instruments that stand along many shores."

    def embed(texts: Sequence[str]) -> np.ndarray:
        return np.array([[1, 0]] + [[cosine, 0]] * (len(texts) - 1), np.float32)

    cosine = 0.6
    assert summarise([levels], embed=embed) == [[(levels, 0)]]
    cosine = 0.4
    assert summarise([levels], embed=embed) == [[]]
    assert summarise([TIDES], embed=embed) == [[(TIDES, 0)]]


def test_the_subject_of_the_first_sentence_is_the_name_or_a_term() -> None:
    special = TIDES.replace("Tide gauges", "Spare parts of tide gauges")
    general = TIDES.replace("the coast", "the coast of islands and in ports")
    assert summarise([special, general])[0][0] == (general, 1)
    towns = "Towns are built on land that the sea left, and storm surges still reach many of them."
    shores = towns.replace("Towns", "Shores")  # the name of the group
    assert summarise([towns, shores])[0][0] == (shores, 1)


def test_sentences_do_not_repeat_each_other() -> None:
    copies = [TIDES, TIDES, TIDES.replace("the height", "the present height"), STORMS]
    (summary,) = summarise(copies)
    assert [sentence for sentence, _ in summary] in ([TIDES, STORMS], [STORMS, TIDES])


def test_chinese_sentences_do_not_repeat_each_other() -> None:
    sentence = "验潮仪是一种连续测量沿海海面高度的重要仪器, Tide gauge."
    assert len(summarise([sentence, sentence])[0]) == 1


def test_papers_near_the_centre_come_first() -> None:
    vectors = np.zeros((4, 8), np.float32)
    vectors[:, 0], vectors[2, :2] = 1, (0.5, 0.75**0.5)
    copies = [SNOW, SNOW, TIDES, f"{TIDES} It rains."]
    (summary,) = summarise(copies, vectors=vectors)
    assert summary == [(TIDES, 3)]


def test_core_papers_come_first() -> None:
    (summary,) = summarise([TIDES, TIDES], is_core=[False, True], vectors=np.ones((2, 8)) / 8**0.5)
    assert summary == [(TIDES, 1)]


def test_equal_papers_are_in_the_order_of_rows() -> None:
    (summary,) = summarise([TIDES, TIDES], vectors=np.ones((2, 8), np.float32) / 8**0.5)
    assert summary == [(TIDES, 0)]


@given(
    st.lists(
        st.text() | st.lists(st.sampled_from([*ABSTRACTS, "However, it rains."])).map(" ".join),
        max_size=8,
    )
)
def test_sentences_are_parts_of_different_abstracts(abstracts: list[str]) -> None:
    for summary in summarise(abstracts):
        assert len(summary) <= MAX_SENTENCES
        assert len({paper for _, paper in summary}) == len(summary)
        assert all(sentence in abstracts[paper] for sentence, paper in summary)
