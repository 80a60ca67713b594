"""Terms: which phrases are, how much each says of a group, and a group's keywords."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from conftest import papers_of, toy_vectors
from corpora import SUBJECTS, corpus, subjects_of
from paperthemes.describe.coherence import READINGS, coherence, diversity, npmi
from paperthemes.describe.keywords import KEYWORDS, Keywords, keywords_of
from paperthemes.describe.term_vectors import encoded, of_holders
from paperthemes.describe.vocabulary import Vocabulary, vocabulary_of
from paperthemes.describe.weights import Groups, Ranking, rankings


def said(*abstracts: str) -> pd.DataFrame:
    """Make papers whose titles say nothing, in the order of their abstracts."""
    texts = [(f"Paper {number:05}", text) for number, text in enumerate(abstracts)]
    return papers_of(texts).sort_values("title", ignore_index=True)


def times(vocabulary: Vocabulary, key: str) -> list[int]:
    """Return how often papers say a term, the most first; papers that do not are left out."""
    counts = vocabulary.counts[:, [vocabulary.keys.index(key)]].toarray().ravel().astype(int)
    return sorted(filter(None, counts.tolist()), reverse=True)


def test_titles_count_three_times() -> None:
    texts = [("Robot grasping", "On robot grasping, and soft robot grasping.")]
    texts += [("Robot grasping again", ""), ("Tides", "For robot grasping.")]
    vocabulary = vocabulary_of(papers_of(texts))
    assert times(vocabulary, "robot grasping") == [5, 3, 1]
    assert vocabulary.counts.shape == (3, len(vocabulary.keys))
    held = vocabulary.held.toarray()
    assert (held == (vocabulary.counts.toarray() > 0)).all()
    assert vocabulary.keys == tuple(sorted(vocabulary.keys))
    assert len(vocabulary.written) == len(vocabulary.keys)


@pytest.mark.parametrize(("papers", "least"), [(19, 1), (20, 2), (12_500, 2), (15_000, 3)])
def test_a_term_stands_in_some_papers(papers: int, least: int) -> None:
    texts = [*["On tides."] * (least - 1), *["On storms."] * least]
    vocabulary = vocabulary_of(said(*texts, *["."] * (papers - len(texts))))
    assert vocabulary.keys == ("storm",)


def test_a_phrase_that_goes_on_is_no_term() -> None:
    going_on = "We study weakly supervised object detection."
    keys = vocabulary_of(said(*[going_on] * 3)).keys
    assert keys == ("weakly supervised object detection",)
    whole = "We study object detection, and object detection of cars."
    assert "object detection" in vocabulary_of(said(*[going_on] * 3, *[whole] * 3)).keys


def test_a_phrase_that_is_nearly_always_part_of_a_longer_one_is_no_term() -> None:
    part, alone = "We study soft robot grasping.", "We study robot grasping."
    assert "robot grasping" not in vocabulary_of(said(*[part] * 7, *[alone] * 3)).keys
    assert "robot grasping" in vocabulary_of(said(*[part] * 6, *[alone] * 4)).keys


EXPLAINED = "We train graph neural networks (GNNs)."


def test_acronyms_count_with_their_words() -> None:
    texts = [EXPLAINED, "Each GNN is fast.", "With a graph neural network and a GNN."]
    vocabulary = vocabulary_of(said(*texts, "Of tides."))
    assert "gnn" not in vocabulary.keys
    assert times(vocabulary, "graph neural network") == [2, 2, 1]
    assert "graph neural networks" in vocabulary.written


def test_an_acronym_is_the_term_where_few_write_its_words() -> None:
    explained = "By contrastive language-image pretraining (CLIP)."
    vocabulary = vocabulary_of(said(explained, *["We use CLIP."] * 3))
    assert vocabulary.written == ("CLIP",)
    assert times(vocabulary, "clip") == [2, 1, 1, 1]
    as_many = vocabulary_of(said(explained, *["We use CLIP."] * 2))
    assert as_many.written == ("contrastive language-image pretraining",)


def test_an_acronym_is_kept_where_its_words_mostly_go_on() -> None:
    pruning = f"{EXPLAINED} Now graph neural network pruning."
    vocabulary = vocabulary_of(said(*[pruning] * 4, *["We train a GNN."] * 6))
    assert {"gnn", "graph neural network"} & set(vocabulary.keys)


@pytest.mark.parametrize(
    ("spellings", "usual"),
    [
        (["zero-shot parsing", "zero-shot parsing", "Zero Shot Parsing"], "zero-shot parsing"),
        (["protein graph", "protein graphs", "Protein Graphs"], "protein graphs"),
        (["state–space trees", "state-space trees", "state space tree"], "state-space trees"),
    ],
)
def test_spellings_of_a_term_are_one_term(spellings: list[str], usual: str) -> None:
    vocabulary = vocabulary_of(said(*(f"We study {spelling}." for spelling in spellings)))
    assert usual in vocabulary.written
    assert times(vocabulary, usual.replace("-", " ").removesuffix("s")) == [1, 1, 1]


def test_there_may_be_no_terms() -> None:
    for papers in (said(), said("", "It is."), papers_of([("???", "!!!")])):
        vocabulary = vocabulary_of(papers)
        assert vocabulary.keys == vocabulary.written == ()
        assert vocabulary.held.shape == (len(papers), 0)


def test_a_term_means_what_its_papers_do() -> None:
    papers = said("On tides.", "On tides.", "On storms.")
    vocabulary = vocabulary_of(papers)
    points = np.array([[1, 0], [0, 1], [0, 2]], np.float32)
    places = np.array([vocabulary.keys.index("tide"), vocabulary.keys.index("storm")])
    found = of_holders(vocabulary, points)(places)
    assert found == pytest.approx(np.array([[math.sqrt(0.5)] * 2, [0, 1]]))
    assert found.dtype == np.float32


def test_a_term_is_encoded_as_it_is_written() -> None:
    class Lengths:
        def encode(self, texts: list[str]) -> np.ndarray:
            return np.array([[len(text), texts.index("mRNA")] for text in texts], np.float16)

    vocabulary = vocabulary_of(said("On mRNA."))
    assert encoded(vocabulary, Lengths())(np.array([0])).tolist() == [[1, 0]]


def ranked(papers: pd.DataFrame, labels: np.ndarray, sure: np.ndarray | None = None) -> list[dict]:
    """Rank the terms of groups, all of which mean the same: return their weights."""
    vocabulary = vocabulary_of(papers)
    groups = Groups(
        labels,
        np.full(len(papers), True) if sure is None else sure,
        np.ones((int(labels.max()) + 1, 1), np.float32),
    )
    return [
        {vocabulary.keys[term]: weight for term, weight in zip(one.terms, one.weights, strict=True)}
        for one in rankings(vocabulary, groups, lambda terms: np.ones((terms.size, 1), np.float32))
    ]


def test_the_terms_of_a_group_are_its_subject_s() -> None:
    papers = corpus(10)
    subjects = list(SUBJECTS)
    labels = np.array([subjects.index(subject) for subject in subjects_of(papers)])
    labels[:3] = -1
    vectors = toy_vectors(papers).matrix.astype(np.float32)
    centres = np.array([vectors[labels == group].mean(axis=0) for group in range(3)])
    vocabulary = vocabulary_of(papers)
    groups = Groups(labels, np.full(30, True), centres)
    for group, one in enumerate(rankings(vocabulary, groups, of_holders(vocabulary, vectors))):
        words = {word for term in one.terms[:8] for word in vocabulary.written[term].split()}
        own = f"{subjects[group]} {SUBJECTS[subjects[group]]}"
        assert {word.lower() for word in words} <= set(own.split())
        assert one.weights[0] == 1
        assert (np.diff(one.weights) <= 0).all() and (one.weights > 0).all()
        counts = vocabulary.held.toarray()[:, one.terms] > 0
        assert (one.held == counts[labels == group]).all()
        assert one.purity == pytest.approx(one.held.sum(axis=0) / counts.sum(axis=0))
        assert (one.likeness > 0).all()


def test_a_term_of_one_group_says_more_than_one_of_all() -> None:
    own = ["tides", "storms", "floods", "droughts"]
    papers = said(*(f"Of {term}, and of rain." for term in own for _ in range(5)))
    found = ranked(papers, np.repeat(np.arange(4), 5))
    assert found[0]["tide"] == 1
    assert found[0].get("rain", 0) < 0.5


def test_the_name_of_one_paper_s_method_is_not_the_best_term() -> None:
    boast = " ".join(["Our TideNet wins; TideNet is fast."] * 5)
    papers = said(f"Of tides. {boast}", *["Of tides."] * 4, *["Of storms."] * 5)
    found = ranked(papers, np.repeat([0, 1], 5))
    assert list(found[0]) == ["tide", "tidenet"]


def test_papers_that_belong_less_surely_count_less() -> None:
    others = [f"Of {', of '.join(words.split())}." for words in SUBJECTS.values()] * 10
    papers = said(*["Of tides."] * 5, *["Of storms."] * 5, *others)
    labels = np.repeat([0, 1], [10, 30])
    for sure, best in ((range(5), "tide"), (range(5, 10), "storm")):
        found = ranked(papers, labels, np.isin(np.arange(40), sure))[0]
        assert found.pop(best) > max(found.values())


def test_terms_of_single_papers_count_only_where_few_are_shared() -> None:
    shared = "Of tides, of storms, of floods, of rain"
    few = said(f"{shared}, of hail.", f"{shared}.", "Of snow.", "Of fog.")
    assert "hail" in ranked(few, np.array([0, 0, 1, 1]))[0]
    many = said(f"{shared}, of ice, of hail.", f"{shared}, of ice.", "Of snow.", "Of fog.")
    found = ranked(many, np.array([0, 0, 1, 1]))
    assert set(found[0]) == {"tide", "storm", "flood", "rain", "ice"}
    assert set(found[1]) == {"snow", "fog"}


def test_a_large_group_among_small_ones_has_terms() -> None:
    small = ["tides", "storms", "floods", "droughts", "glaciers"]
    papers = said(*["Of speech recognition."] * 40, *(f"Of {one}." for one in small for _ in "six"))
    labels = np.concatenate([np.zeros(40, np.int64), np.repeat(np.arange(1, 6), 3)])
    assert list(ranked(papers, labels)[0]) == ["speech recognition"]


def test_a_group_without_terms_has_an_empty_ranking() -> None:
    wordless = said("It is.", "So it was.")
    assert ranked(wordless, np.array([0, 1])) == [{}, {}]
    vocabulary = vocabulary_of(wordless)
    groups = Groups(np.array([0, 0]), np.full(2, True), np.ones((1, 3), np.float32))
    (nothing,) = rankings(vocabulary, groups, of_holders(vocabulary, np.ones((2, 3), np.float32)))
    assert nothing.held.shape == (2, 0)
    assert nothing.vectors.shape == (0, 3)
    assert keywords_of(vocabulary, nothing) == Keywords((), (), ())
    assert ranked(said("It is.", "Of tides."), np.array([0, 1])) == [{}, {"tide": 1}]
    assert ranked(said("Of tides."), np.array([-1])) == []


def keywords(*terms: tuple[str, float, str]) -> Keywords:
    """Choose keywords of terms with their weight and the papers that hold them, "x" by "x"."""
    keys = tuple(key for key, _, _ in terms)
    held = np.array([[mark == "x" for mark in marks] for _, _, marks in terms]).T
    ones = np.ones(len(terms))
    weights = np.array([weight for _, weight, _ in terms])
    meanings = np.eye(len(terms), dtype=np.float32)
    ranking = Ranking(np.arange(len(terms)), weights, ones, held, meanings, ones)
    return keywords_of(Vocabulary(keys, tuple(map(str.upper, keys)), csr_array(held)), ranking)


def test_keywords_fall_from_weight_one_and_are_ten_at_most() -> None:
    found = keywords(*((f"term{number:02}", 1 - number / 50, "xxxx") for number in range(20)))
    assert found.written == tuple(f"TERM{number:02}" for number in range(KEYWORDS))
    assert found.terms == tuple(range(10))
    assert found.weights == pytest.approx(1 - np.arange(10) / 50)
    assert KEYWORDS == 10


def test_a_term_that_more_papers_hold_weighs_more() -> None:
    found = keywords(("tide", 1, "x..."), ("storm", 0.6, "xxxx"))
    assert found.written == ("STORM", "TIDE")
    assert found.weights == pytest.approx((1, 0.8333))


def test_keywords_do_not_say_the_same_twice() -> None:
    found = keywords(
        ("image caption", 1, "xx"),
        ("captioning image", 0.9, "xx"),
        ("dense image caption", 0.8, "xx"),
        ("caption", 0.7, "xx"),
        ("faint", 0.02, "xx"),
        ("image retrieval", 0.5, "xx"),
    )
    assert found.written == ("IMAGE CAPTION", "IMAGE RETRIEVAL")


def test_a_phrase_takes_the_place_of_its_word_if_it_weighs_half_as_much() -> None:
    assert keywords(("tide", 1, "x"), ("tide gauge", 0.5, "x")).written == ("TIDE GAUGE",)
    assert keywords(("tide", 1, "x"), ("tide gauge", 0.4, "x")).written == ("TIDE", "TIDE GAUGE")


def test_keywords_stand_in_the_same_papers() -> None:
    company = [(f"term{number:02}", 0.5, "xxxx....") for number in range(10)]
    found = keywords(("tide", 1, "xxxx...."), ("loner", 0.6, "....xxxx"), *company)
    assert len(found.written) == KEYWORDS
    assert "LONER" not in found.written


def held_by(*papers: str) -> csr_array:
    """Return which papers have which of the terms a to f."""
    return csr_array(np.array([[term in paper for term in "abcdef"] for paper in papers], float))


def test_npmi_is_minus_one_for_strangers_and_one_for_inseparable_terms() -> None:
    held = held_by("ab", "ab", "c", "d")
    assert npmi([[0, 1]], held) == pytest.approx(1)
    assert npmi([[2, 3]], held) == -1
    assert npmi([[0, 1], [2, 3]], held) == pytest.approx(0)
    assert npmi([[0], []], held) is None
    assert npmi([[0, 1]], held_by("ab", "ab")) == 1


def test_npmi_of_independent_terms_is_zero() -> None:
    assert npmi([[0, 1]], held_by("ab", "a", "b", "")) == pytest.approx(0)
    expected = math.log((2 / 5) / (3 / 5 * 3 / 5)) / -math.log(2 / 5)
    assert npmi([[0, 1]], held_by("ab", "a", "b", "", "ab")) == pytest.approx(expected)


@given(st.lists(st.text("abcdef"), min_size=1, max_size=20))
def test_npmi_keeps_within_its_bounds(papers: list[str]) -> None:
    found = npmi([[0, 1, 2], [3, 4, 5]], held_by(*papers))
    assert found is not None
    assert -1 <= found <= 1 + 1e-9


def test_diversity_is_the_share_of_different_keywords() -> None:
    assert diversity([[0, 1], [2, 3]]) == 1
    assert diversity([[0, 1], [0, 2]]) == 0.75
    assert diversity([[], []]) is None


def test_coherence_is_told_with_a_line_for_each_number() -> None:
    chosen = [Keywords(terms, ("",) * 2, (1, 1)) for terms in ((0, 1), (2, 3))]
    found = coherence(chosen, held_by("ab", "ab", "cd", "cd"))
    assert (found["npmi"], found["diversity"]) == (1, 1)
    assert [reading["key"] for reading in found["readings"]] == [one.key for one in READINGS]
    assert coherence([], held_by("ab"))["npmi"] is None
