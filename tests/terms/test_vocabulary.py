"""Terms: which phrases are, how much each says of a group, and a group's keywords."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from helpers.corpora import SUBJECTS, corpus, subjects_of
from helpers.papers import make_papers, toy_vectors
from paperthemes import tables
from paperthemes.artifacts.terms import Terms
from paperthemes.describe.coherence import READINGS, coherence, diversity, npmi
from paperthemes.describe.keywords import KEYWORDS, Keywords, keywords_of
from paperthemes.describe.term_vectors import encoded, of_holders
from paperthemes.describe.weights import Groups, Ranking, rankings
from paperthemes.terms.vocabulary import run, vocabulary_of


def said(*abstracts: str) -> pd.DataFrame:
    """Make papers whose titles say nothing, in the order of their abstracts."""
    texts = [(f"Paper {number:05}", text) for number, text in enumerate(abstracts)]
    return make_papers(texts).sort_values("title", ignore_index=True)


def times(vocabulary: Terms, key: str) -> list[int]:
    """Return how often papers say a term, the most first; papers that do not are left out."""
    counts = vocabulary.counts[:, [vocabulary.keys.index(key)]].toarray().ravel().astype(int)
    return sorted(filter(None, counts.tolist()), reverse=True)


def test_titles_count_three_times() -> None:
    texts = [("Robot grasping", "On robot grasping, and soft robot grasping.")]
    texts += [("Robot grasping again", ""), ("Tides", "For robot grasping.")]
    vocabulary = vocabulary_of(make_papers(texts))
    assert times(vocabulary, "robot grasping") == [5, 3, 1]
    assert (vocabulary.held.toarray() == (vocabulary.counts.toarray() > 0)).all()


@pytest.mark.parametrize(("papers", "least"), [(19, 1), (20, 2), (15_000, 3)])
def test_a_term_stands_in_some_papers(papers: int, least: int) -> None:
    texts = [*["On tides."] * (least - 1), *["On storms."] * least]
    vocabulary = vocabulary_of(said(*texts, *["."] * (papers - len(texts))))
    assert vocabulary.keys == ("storm",)


def test_a_phrase_that_goes_on_is_no_term() -> None:
    going_on = "We study weakly supervised object detection."
    assert vocabulary_of(said(going_on)).keys == ("weakly supervised object detection",)
    whole = "We study object detection."
    assert "object detection" not in vocabulary_of(said(*[going_on] * 3, whole)).keys
    assert "object detection" in vocabulary_of(said(*[going_on] * 3, *[whole] * 2)).keys


def test_a_phrase_that_is_nearly_always_part_of_a_longer_one_is_no_term() -> None:
    for part, kept in ((7, False), (6, True)):
        texts = ["On soft robot grasping."] * part + ["On robot grasping."] * (10 - part)
        assert ("robot grasping" in vocabulary_of(said(*texts)).keys) == kept


EXPLAINED = "We train graph neural networks (GNNs)."


def test_acronyms_count_with_their_words() -> None:
    texts = [EXPLAINED, "Each GNN is fast.", "With a graph neural network and a GNN."]
    vocabulary = vocabulary_of(said(*texts))
    assert vocabulary.written == ("graph neural networks",)
    assert times(vocabulary, "graph neural network") == [2, 2, 1]


def test_an_acronym_is_the_term_where_few_write_its_words() -> None:
    explained = "By contrastive language-image pretraining (CLIP)."
    few = vocabulary_of(said(explained, *["We use CLIP."] * 3))
    assert few.written == ("CLIP",) and times(few, "clip") == [2, 1, 1, 1]
    enough = vocabulary_of(said(explained, *["We use CLIP."] * 2))
    assert enough.written == ("contrastive language-image pretraining",)


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


def test_german_nouns_keep_the_capitals_of_titles() -> None:
    papers = make_papers([("Erkennung von Objekten", ""), ("On Tides", "")])
    assert set(vocabulary_of(papers).written) == {"Erkennung", "Objekten", "tides"}


def test_a_vocabulary_is_read_as_it_was_written(tmp_path: Path) -> None:
    papers = make_papers([("Robot grasping", ""), ("图像分割", "On robot grasping.")])
    tables.write(tables.PAPERS, papers, tmp_path / "papers.parquet")
    run(tmp_path / "papers.parquet", tmp_path / "vocabulary.npz")
    found, made = Terms.read(tmp_path / "vocabulary.npz"), vocabulary_of(papers)
    assert (found.keys, found.written) == (made.keys, made.written)
    assert found.paper_ids.tolist() == papers.paper_id.tolist()
    assert (found.counts.toarray() == made.counts.toarray()).all()


def test_there_may_be_no_terms() -> None:
    for papers in (said(), said("", "It is."), make_papers([("???", "!!!")])):
        vocabulary = vocabulary_of(papers)
        assert (vocabulary.keys, vocabulary.written) == ((), ())
        assert vocabulary.held.shape == (len(papers), 0)


def test_a_term_means_what_its_papers_do() -> None:
    vocabulary = vocabulary_of(said("On tides.", "On tides.", "On storms."))
    points = np.array([[1, 0], [0, 1], [0, 2]], np.float32)
    assert vocabulary.keys == ("storm", "tide")
    found = of_holders(vocabulary, points)(np.array([1, 0]))
    assert found == pytest.approx(np.array([[0.5**0.5] * 2, [0, 1]]))


def test_a_term_is_encoded_as_it_is_written() -> None:
    asked: list[str] = []
    encoder = SimpleNamespace(encode=lambda texts: asked.extend(texts) or np.array([[3, 4]]))
    found = encoded(vocabulary_of(said("On mRNA.")), encoder)(np.array([0]))
    assert asked == ["mRNA"] and found == pytest.approx(np.array([[0.6, 0.8]]))


def ranked(papers: pd.DataFrame, labels: np.ndarray, sure: np.ndarray | None = None) -> list[dict]:
    """Rank the terms of groups, all of which mean the same: return their weights."""
    vocabulary = vocabulary_of(papers)
    sure = np.full(labels.size, True) if sure is None else sure
    groups = Groups(labels, sure, np.ones((int(labels.max()) + 1, 1), np.float32))
    found = rankings(vocabulary, groups, lambda terms: np.ones((terms.size, 1), np.float32))
    keys = np.array(vocabulary.keys)
    return [dict(zip(keys[one.terms].tolist(), one.weights, strict=True)) for one in found]


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
        best = " ".join(vocabulary.written[term].lower() for term in one.terms[:8])
        assert set(best.split()) <= {subjects[group], *SUBJECTS[subjects[group]].split()}
        assert one.weights[0] == 1 and (np.diff(one.weights) <= 0).all()
        held = vocabulary.held.toarray()[:, one.terms] > 0
        assert (one.held == held[labels == group]).all()
        assert one.purity == pytest.approx(one.held.sum(axis=0) / held.sum(axis=0))


def test_a_term_that_means_what_the_group_does_says_more() -> None:
    vocabulary = vocabulary_of(said(*["Of tides, of storms."] * 5, "Of floods."))
    groups = Groups(np.repeat([0, 1], [5, 1]), np.full(6, True), np.eye(2, dtype=np.float32))
    for like in ("tide", "storm"):
        meant = groups.centres[[int(key != like) for key in vocabulary.keys]]
        found = rankings(vocabulary, groups, lambda terms, meant=meant: meant[terms])[0]
        assert vocabulary.keys[found.terms[0]] == like and found.likeness[0] == 1
        assert (found.vectors == meant[found.terms]).all()


def test_a_term_of_one_group_says_more_than_one_of_all() -> None:
    own = ["tides", "storms", "floods", "droughts"]
    papers = said(*(f"Of {term}, and of rain." for term in own for _ in range(5)))
    found = ranked(papers, np.repeat(np.arange(4), 5))[0]
    assert found["tide"] == 1 and found.get("rain", 0) < 0.5


def test_the_name_of_one_paper_s_method_is_not_the_best_term() -> None:
    boast = " ".join(["Our TideNet wins; TideNet is fast."] * 5)
    papers = said(f"Of tides. {boast}", *["Of tides."] * 4, *["Of storms."] * 5)
    assert list(ranked(papers, np.repeat([0, 1], 5))[0]) == ["tide", "tidenet"]


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
    assert "hail" not in found[0] and set(found[1]) == {"snow", "fog"}


def test_a_large_group_among_small_ones_has_terms() -> None:
    small = [f"Of {one}." for one in ("tides", "storms", "floods", "droughts", "glaciers")]
    papers = said(*["Of speech recognition."] * 40, *small * 3)
    labels = np.append(np.zeros(40, np.int64), np.tile(np.arange(1, 6), 3))
    assert list(ranked(papers, labels)[0]) == ["speech recognition"]


def test_a_group_without_terms_has_an_empty_ranking() -> None:
    vocabulary, points = vocabulary_of(said("It is.", "It was.")), np.ones((2, 3), np.float32)
    groups = Groups(np.array([0, 0]), np.full(2, True), points[:1])
    (nothing,) = rankings(vocabulary, groups, of_holders(vocabulary, points))
    assert (nothing.held.shape, nothing.vectors.shape) == ((2, 0), (0, 3))
    assert keywords_of(vocabulary, nothing) == Keywords((), (), ())
    assert ranked(said("It is.", "Of tides."), np.array([0, 1])) == [{}, {"tide": 1}]
    assert ranked(said("It is."), np.array([0])) == [{}]
    assert ranked(said("Of tides."), np.array([-1])) == []


def keywords(*terms: tuple[str, float, str], meanings: np.ndarray | None = None) -> Keywords:
    """Choose keywords of terms with their weight and the papers that hold them, "x" by "x"."""
    keys = tuple(key for key, _, _ in terms)
    held = np.array([[mark == "x" for mark in marks] for _, _, marks in terms]).T
    ones = np.ones(len(terms))
    weights = np.array([weight for _, weight, _ in terms])
    meanings = np.eye(len(terms), dtype=np.float32) if meanings is None else meanings
    ranking = Ranking(np.arange(len(terms)), weights, ones, held, meanings, ones)
    written = tuple(map(str.upper, keys))
    return keywords_of(Terms(np.array([]), keys, written, csr_array(held)), ranking)


def test_keywords_fall_from_weight_one_and_are_ten_at_most() -> None:
    found = keywords(*((f"term{number:02}", 1 - number / 50, "xxxx") for number in range(20)))
    assert found.written == tuple(f"TERM{number:02}" for number in range(KEYWORDS))
    assert found.terms == tuple(range(10))
    assert found.weights == pytest.approx(1 - np.arange(10) / 50)


def test_a_term_that_more_papers_hold_weighs_more() -> None:
    found = keywords(("tide", 1, "x..."), ("storm", 0.6, "xxxx"))
    assert (found.written, found.weights) == (("STORM", "TIDE"), (1, 0.8333))


def test_keywords_do_not_say_the_same_twice() -> None:
    echoes = [(key, 0.9, "xx") for key in ("captioning image", "dense image caption", "caption")]
    others = [("image retrieval", 0.5, "xx"), ("faint", 0.02, "xx")]
    found = keywords(("image caption", 1, "xx"), *echoes, *others).written
    assert found == ("IMAGE CAPTION", "IMAGE RETRIEVAL")


def test_keywords_mean_different_things() -> None:
    others = [(f"term{number:02}", 0.5, "xx") for number in range(9)]
    meanings = np.eye(11, dtype=np.float32)[[0, 0, *range(2, 11)]]
    found = keywords(("tide", 1, "xx"), ("ebb", 0.52, "xx"), *others, meanings=meanings)
    assert "EBB" not in found.written


def test_a_phrase_takes_the_place_of_its_word_if_it_weighs_half_as_much() -> None:
    assert keywords(("tide", 1, "x"), ("tide gauge", 0.5, "x")).written == ("TIDE GAUGE",)
    assert keywords(("tide", 1, "x"), ("tide gauge", 0.4, "x")).written == ("TIDE", "TIDE GAUGE")


def test_keywords_stand_in_the_same_papers() -> None:
    company = [(f"term{number:02}", 0.5, "xxxx....") for number in range(10)]
    found = keywords(("tide", 1, "xxxx...."), ("loner", 0.6, "....xxxx"), *company)
    assert len(found.written) == KEYWORDS and "LONER" not in found.written


def held_by(*papers: str) -> csr_array:
    return csr_array(np.array([[term in paper for term in "abcdef"] for paper in papers], float))


@pytest.mark.parametrize(
    ("papers", "value"),
    [("a b c", -1), ("ab ab c d", 1), ("ab ab", 1), ("ab a b c", 0), ("ab a b c ab", 0.115)],
)
def test_npmi_tells_strangers_from_friends(papers: str, value: float) -> None:
    held = held_by(*papers.split())
    assert npmi([[0, 1]], held) == pytest.approx(value, abs=1e-4)
    assert npmi([[0, 1], [4, 5], [2], []], held) == pytest.approx((value - 1) / 2, abs=1e-4)
    assert npmi([[0], []], held) is None


@given(st.lists(st.text("abcdef"), min_size=1, max_size=20))
def test_npmi_keeps_within_its_bounds(papers: list[str]) -> None:
    assert -1 <= npmi([[0, 1, 2], [3, 4, 5]], held_by(*papers)) <= 1 + 1e-9


def test_coherence_has_a_line_for_each_number() -> None:
    chosen = [Keywords(terms, ("",) * 2, (1, 1)) for terms in ((0, 1), (0, 2))]
    found = coherence(chosen, held_by("abc", "abc", "", ""))
    assert (found["npmi"], found["diversity"]) == (1, 0.75)
    assert [reading["key"] for reading in found["readings"]] == [one.key for one in READINGS]
    assert diversity([[0, 1], [2, 3]]) == 1 and diversity([[], []]) is None
