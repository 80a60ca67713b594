"""Ranking: how well each term characterises a group of papers."""

import numpy as np
import pandas as pd
import pytest

from helpers.corpora import SUBJECTS, corpus, subjects_of
from helpers.papers import toy_vectors
from helpers.topics import make_abstracts
from paperthemes.describe.keywords import choose_keywords
from paperthemes.describe.ranking import MIN_CORE, Groups, rank_terms
from paperthemes.describe.term_vectors import average_papers
from paperthemes.terms.stage import collect_terms


def make_groups(labels: np.ndarray, is_core: np.ndarray | None = None) -> Groups:
    """Make groups with the same centre."""
    core = np.full(labels.size, True) if is_core is None else is_core
    centres = np.ones((int(labels.max()) + 1, 1), np.float32)
    return Groups(labels=labels, is_core=core, centres=centres)


def weigh(papers: pd.DataFrame, groups: Groups) -> list[dict[str, float]]:
    """Return the weights of the terms of each group; all terms have the same vector."""
    terms = collect_terms([papers])
    rankings = rank_terms(terms, groups, lambda numbers: np.ones((numbers.size, 1), np.float32))
    keys = np.array(terms.keys)
    return [
        dict(zip(keys[ranking.terms].tolist(), ranking.weights, strict=True))
        for ranking in rankings
    ]


def test_the_best_terms_of_a_group_are_those_of_its_subject() -> None:
    papers = corpus(10)
    subjects = list(SUBJECTS)
    labels = np.array([subjects.index(subject) for subject in subjects_of(papers)])
    labels[:3] = -1
    vectors = toy_vectors(papers).matrix.astype(np.float32)
    centres = np.array([vectors[labels == group].mean(axis=0) for group in range(3)])
    terms = collect_terms([papers])
    groups = Groups(labels=labels, is_core=np.full(30, True), centres=centres)
    for group, ranking in enumerate(rank_terms(terms, groups, average_papers(terms, vectors))):
        best = " ".join(terms.spellings[term].lower() for term in ranking.terms[:8])
        assert set(best.split()) <= {subjects[group], *SUBJECTS[subjects[group]].split()}
        assert ranking.weights[0] == 1 and (np.diff(ranking.weights) <= 0).all()
        presence = terms.presence.toarray()[:, ranking.terms] > 0
        assert (ranking.presence == presence[labels == group]).all()
        purity = ranking.presence.sum(axis=0) / presence.sum(axis=0)
        assert ranking.purity == pytest.approx(purity)


def test_a_term_similar_to_the_centre_ranks_higher() -> None:
    terms = collect_terms([make_abstracts(*["Of tides, of storms."] * 5, "Of floods.")])
    labels, centres = np.repeat([0, 1], [5, 1]), np.eye(2, dtype=np.float32)
    groups = Groups(labels=labels, is_core=np.full(6, True), centres=centres)
    for similar in ("tide", "storm"):
        vectors = centres[[int(key != similar) for key in terms.keys]]
        ranking = rank_terms(terms, groups, lambda rows, vectors=vectors: vectors[rows])[0]
        assert terms.keys[ranking.terms[0]] == similar and ranking.similarity[0] == 1
        assert (ranking.vectors == vectors[ranking.terms]).all()


def test_a_term_of_one_group_ranks_above_a_term_of_all() -> None:
    papers = make_abstracts(
        *(
            f"Of {term}, and of rain."
            for term in ("tides", "storms", "floods", "droughts")
            for _ in range(5)
        )
    )
    weights = weigh(papers, make_groups(np.repeat(np.arange(4), 5)))[0]
    assert weights["tide"] == 1 and weights.get("rain", 0) < 0.5


def test_the_name_of_one_paper_s_method_is_not_the_best_term() -> None:
    repeated = " ".join(["Our TideNet wins; TideNet is fast."] * 5)
    papers = make_abstracts(f"Of tides. {repeated}", *["Of tides."] * 4, *["Of storms."] * 5)
    assert list(weigh(papers, make_groups(np.repeat([0, 1], 5)))[0]) == ["tide", "tidenet"]


def test_fringe_papers_count_less() -> None:
    others = [f"Of {', of '.join(words.split())}." for words in SUBJECTS.values()] * 10
    papers = make_abstracts(*["Of tides."] * 5, *["Of storms."] * 5, *others)
    labels = np.repeat([0, 1], [10, 30])
    for core, best in ((range(5), "tide"), (range(5, 10), "storm")):
        weights = weigh(papers, make_groups(labels, np.isin(np.arange(40), core)))[0]
        assert weights.pop(best) > max(weights.values())


def test_terms_of_single_papers_count_only_where_few_are_shared() -> None:
    groups = make_groups(np.array([0, 0, 1, 1]))
    shared = "Of tides, of storms, of floods, of rain"
    few = make_abstracts(f"{shared}, of hail.", f"{shared}.", "Of snow.", "Of fog.")
    assert "hail" in weigh(few, groups)[0]
    many = make_abstracts(
        f"{shared}, of ice, of hail.", f"{shared}, of ice.", "Of snow.", "Of fog."
    )
    weights = weigh(many, groups)
    assert "hail" not in weights[0] and set(weights[1]) == {"snow", "fog"}


def test_a_group_much_larger_than_the_others_has_terms() -> None:
    small = [f"Of {term}." for term in ("tides", "storms", "floods", "droughts", "glaciers")]
    papers = make_abstracts(*["Of speech recognition."] * 40, *small * 3)
    labels = np.append(np.zeros(40, np.int64), np.tile(np.arange(1, 6), 3))
    assert list(weigh(papers, make_groups(labels))[0]) == ["speech recognition"]


def test_a_group_without_terms_has_an_empty_ranking() -> None:
    terms, points = (
        collect_terms([make_abstracts("It is.", "It was.")]),
        np.ones((2, 3), np.float32),
    )
    groups = Groups(labels=np.array([0, 0]), is_core=np.full(2, True), centres=points[:1])
    (ranking,) = rank_terms(terms, groups, average_papers(terms, points))
    assert (ranking.presence.shape, ranking.vectors.shape) == ((2, 0), (0, 3))
    assert choose_keywords(terms, ranking, np.zeros(0, bool)) == {}
    one_without = weigh(make_abstracts("It is.", "Of tides."), make_groups(np.array([0, 1])))
    assert one_without == [{}, {"tide": 1}]
    assert weigh(make_abstracts("It is."), make_groups(np.array([0]))) == [{}]
    assert weigh(make_abstracts("Of tides."), make_groups(np.array([-1]))) == []


@pytest.mark.parametrize("core_count", [MIN_CORE - 1, MIN_CORE])
def test_core_papers_come_first_unless_too_few_stand_for_the_topic(core_count: int) -> None:
    angles = np.append(np.linspace(-0.2, 0.2, 9), [1.5] * core_count)  # core papers lie apart
    vectors = np.column_stack([np.cos(angles), np.sin(angles)]).astype(np.float32)
    is_core = angles == 1.5
    groups = Groups.from_labels(np.zeros(angles.size, np.int64), is_core, vectors)
    assert is_core[groups.sort_members(0, vectors)[0]] == (core_count == MIN_CORE)
