"""Topics: their number, their members, their words; on corpora of any size."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from conftest import papers_of, toy_vectors
from paperthemes import tables
from paperthemes.cluster import neighbours as neighbours_module
from paperthemes.cluster.neighbours import (
    Neighbours,
    NeighbourSettings,
    find_neighbours,
    nearest,
)
from paperthemes.cluster.partition import partition
from paperthemes.cluster.stage import cluster, run
from paperthemes.cluster.words import terms
from paperthemes.embed.vectors import Vectors
from paperthemes.tables import UNASSIGNED_NAME

SUBJECTS = {
    "orchard": "apples orchard picking ripeness fruit harvest bruising pears branches blossom",
    "bridge": "bridges cables vibration steel girders corrosion traffic loading concrete spans",
    "whale": "whales songs hydrophone ocean migration calves dialects underwater acoustics pods",
}


def corpus(per_subject: int, seed: int = 0) -> pd.DataFrame:
    """Make papers of three subjects that share few words."""
    random = np.random.RandomState(seed)
    texts = []
    for subject, words in SUBJECTS.items():
        for number in range(per_subject):
            chosen = random.permutation(words.split())
            title = f"{subject.title()} {chosen[0]} and {chosen[1]}, part {number}"
            texts.append((title, f"We look at {subject} {', '.join(chosen[2:8])}."))
    return papers_of(texts)


def subjects_of(papers: pd.DataFrame) -> list[str]:
    return [title.split()[0].lower() for title in papers.title]


@pytest.fixture(scope="module")
def papers() -> pd.DataFrame:
    return corpus(30)


@pytest.fixture(scope="module")
def neighbours(papers: pd.DataFrame) -> Neighbours:
    return find_neighbours(papers, toy_vectors(papers), NeighbourSettings())


# ---- neighbours ----


def test_nearest_is_exact_and_puts_the_paper_itself_first(monkeypatch) -> None:
    points = np.random.RandomState(0).normal(size=(50, 8)).astype(np.float32)
    points[7] = points[3]
    points[9] = 0
    whole = nearest(points, 6)
    monkeypatch.setattr(neighbours_module, "_BLOCK", 7)
    indices, distances = nearest(points, 6)
    unit = points / np.maximum(np.linalg.norm(points, axis=1, keepdims=True), 1e-9)
    expected = np.sort(np.clip(1 - unit @ unit.T, 0, 2) - np.eye(50) * 5, axis=1)[:, 1:6]
    np.testing.assert_allclose(distances[:, 1:], expected, atol=1e-6)
    assert indices[:, 0].tolist() == [*range(50)]
    assert indices[3, 1] == 7
    assert (distances[:, 0] == 0).all()
    assert np.array_equal(whole[0], indices)


def test_among_equally_near_papers_the_first_come_first() -> None:
    indices, distances = nearest(np.ones((150, 4), np.float32), 5)
    assert indices[70].tolist() == [70, 0, 1, 2, 3]
    assert indices[1].tolist() == [1, 0, 2, 3, 4]
    assert (distances == 0).all()


def test_neighbours_come_back_from_their_file(neighbours: Neighbours, tmp_path) -> None:
    neighbours.write(tmp_path / "x.npz")
    back = Neighbours.read(tmp_path / "x.npz")
    assert (back.graph != neighbours.graph).nnz == 0
    for name in ("paper_ids", "indices", "distances", "layouts", "map"):
        assert np.array_equal(getattr(back, name), getattr(neighbours, name))


def test_neighbours_do_not_depend_on_chance(papers, neighbours: Neighbours) -> None:
    again = find_neighbours(papers, toy_vectors(papers), NeighbourSettings())
    assert again.layouts.tobytes() == neighbours.layouts.tobytes()
    assert again.map.tobytes() == neighbours.map.tobytes()
    other = find_neighbours(papers, toy_vectors(papers), NeighbourSettings(seed=1))
    assert not np.array_equal(other.layouts, neighbours.layouts)


def test_vectors_of_other_papers_or_no_numbers_are_refused(papers) -> None:
    vectors = toy_vectors(papers)
    with pytest.raises(ValueError, match="the vectors do not belong to these papers"):
        find_neighbours(
            papers, Vectors(vectors.paper_ids[::-1], vectors.matrix), NeighbourSettings()
        )
    broken = vectors.matrix.copy()
    broken[4, 2] = np.nan
    with pytest.raises(ValueError, match=f"not finite numbers.*{papers.paper_id[4]}"):
        find_neighbours(papers, replace(vectors, matrix=broken), NeighbourSettings())


# ---- partition ----


def test_subjects_become_topics(papers, neighbours: Neighbours) -> None:
    found = partition(neighbours, ClusterSettings(granularity="broad"))
    table = pd.crosstab(pd.Series(subjects_of(papers)), found.topics)
    assert found.topics.max() == 2
    assert (table.gt(0).sum(axis=1) == 1).all()
    assert set(found.grades) <= {CORE, FRINGE, UNASSIGNED_NAME}
    assert found.confidences.min() >= 0
    assert found.confidences.max() <= 1 + 1e-9


def test_topics_are_numbered_by_size(neighbours: Neighbours) -> None:
    sizes = np.bincount(partition(neighbours, ClusterSettings(min_topic_size=4)).topics.clip(0))
    assert len(sizes) > 3
    assert (np.diff(sizes) <= 0).all()


SHARES = (0.9, 0.7, 0.55, 0.45, 0.4)  # of the strays' ties that lead to the first group


def three_groups_and_strays() -> Neighbours:
    """Make 20, 15 and 15 papers in tight groups, and 5 far from them but tied to all."""
    random = np.random.RandomState(0)
    groups = [random.normal(10 * group, 0.1, (size, 2)) for group, size in enumerate((20, 15, 15))]
    layout = np.vstack([*groups, np.outer([50, -60, 70, -80, 90], [1, -1])])
    weights = np.zeros((55, 55), np.float32)
    weights[:20, :20] = weights[20:35, 20:35] = weights[35:50, 35:50] = 1
    for stray, share in enumerate(SHARES, start=50):
        weights[stray, :20] = share / 20
        weights[stray, 20:50] = (1 - share) / 30
    weights = np.maximum(weights, weights.T)
    empty = np.zeros((55, 1))
    return Neighbours(
        np.array([f"{index:012x}" for index in range(55)]),
        empty.astype(np.int32),
        empty.astype(np.float32),
        csr_array(weights),
        layout[np.newaxis].astype(np.float32),
        layout.astype(np.float32),
    )


@pytest.mark.parametrize(
    ("ceiling", "unassigned"), [(0, []), (0.02, [54]), (0.04, [53, 54]), (1, [53, 54])]
)
def test_only_the_least_sure_stay_unassigned_and_no_more_than_allowed(
    ceiling: float, unassigned: list[int]
) -> None:
    settings = ClusterSettings(min_topic_size=10, max_unassigned=ceiling)
    found = partition(three_groups_and_strays(), settings)
    assert np.flatnonzero(found.topics == -1).tolist() == unassigned
    assert np.flatnonzero(found.grades == UNASSIGNED_NAME).tolist() == unassigned
    assert found.topics[:50].tolist() == [0] * 20 + [1] * 15 + [2] * 15
    assert (found.grades[:50] == CORE).all()
    assert found.topics[50:53].tolist() == [0, 0, 0]
    assert (found.grades[50:53] == FRINGE).all()
    assert found.confidences[50:] == pytest.approx(SHARES)


def test_papers_without_ties_to_a_topic_join_the_nearest_and_are_counted() -> None:
    neighbours = three_groups_and_strays()
    weights = neighbours.graph.toarray()
    weights[50:, :50] = weights[:50, 50:] = 0
    weights[50:, 50:] = 1
    apart = replace(neighbours, graph=csr_array(weights))
    found = partition(apart, ClusterSettings(min_topic_size=10, max_unassigned=0.04))
    assert sorted(found.topics[50:].tolist())[:2] == [-1, -1]
    assert sorted(found.topics[50:].tolist())[2:] == [0, 0, 0]
    assert (found.confidences[50:] == 0).all()
    assert found.notes[0].startswith("3 papers have no ties to any topic")


def test_min_topic_size_grows_with_the_corpus_and_yields_to_the_setting() -> None:
    sizes = [
        min_topic_size(400, ClusterSettings(granularity=g)) for g in ("broad", "medium", "fine")
    ]
    assert sizes == [20, 14, 10]
    assert min_topic_size(9, ClusterSettings(granularity="fine")) == 3
    assert min_topic_size(400, ClusterSettings(min_topic_size=2)) == 2


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 7, 16, 40])
def test_any_number_of_papers_gives_a_result(count: int) -> None:
    papers = corpus(14).iloc[:count].reset_index(drop=True)
    vectors = toy_vectors(papers)
    settings = ClusterSettings(granularity="fine")
    found = cluster(
        papers, vectors, find_neighbours(papers, vectors, NeighbourSettings()), settings
    )
    assigned = found.assignments
    assert assigned.paper_id.tolist() == papers.paper_id.tolist()
    assert found.topics["size"].sum() == (assigned.topic >= 0).sum()
    assert found.metrics["papers"] == count == len(found.map)
    assert np.isfinite(found.map[["x", "y"]].to_numpy(float)).all()
    if count in (1, 2):
        assert (assigned.topic == -1).all()
        assert "too few papers" in found.metrics["notes"][0]
    if count in (3, 5):
        assert (assigned.topic == 0).all()
        assert "no two separate groups" in found.metrics["notes"][0]
    if count == 40:
        assert len(found.topics) >= 2
        assert found.metrics["unassigned_share"] <= 0.1


def test_equal_papers_are_placed() -> None:
    papers = papers_of([(f"Same Thing {index}", "All say the same.") for index in range(30)])
    vectors = toy_vectors(papers)
    vectors.matrix[:] = vectors.matrix[0]
    found = cluster(
        papers, vectors, find_neighbours(papers, vectors, NeighbourSettings()), ClusterSettings()
    )
    assert (found.assignments.topic >= 0).mean() >= 0.9


def test_settings_come_from_the_config() -> None:
    settings = ClusterSettings.from_config({"min_topic_size": 5, "neighbours": {"seed": 3}})
    assert settings == ClusterSettings(min_topic_size=5, neighbours=NeighbourSettings(seed=3))
    assert ClusterSettings.from_config({}) == ClusterSettings()


# ---- words, names, exemplars ----


def test_terms_keep_hyphens_and_do_not_cross_filler_or_punctuation() -> None:
    found = [*terms("We propose state-of-the-art few-shot learning, for C++ at https://x.org/y.")]
    assert found == ["few-shot", "few-shot learning", "c++"]
    assert "language models" in terms("large language models")
    assert "models" not in [*terms("our models")]
    assert [*terms("$x^2$ 2024 and the of")] == []


@given(st.text(max_size=200))
def test_terms_of_any_text(text: str) -> None:
    for term in terms(text):
        assert 1 <= len(term.split()) <= 3
        assert term == term.lower()


def test_topics_are_named_after_their_words(papers) -> None:
    labels = np.array([list(SUBJECTS).index(subject) for subject in subjects_of(papers)])
    topics = represent(papers, toy_vectors(papers).matrix.astype(np.float32), labels)
    for topic, (subject, words) in zip(topics, SUBJECTS.items(), strict=True):
        own = {subject, *words.split()}
        assert topic.size == 30
        assert set(" ".join(topic.keywords).split()) <= own
        assert set(topic.name.replace(",", "").split()) <= own
        members = set(papers.paper_id[labels == topic.topic])
        assert len(topic.exemplars) == 5
        assert set(topic.exemplars) <= members
    assert len({topic.name for topic in topics}) == 3


def test_numbers_come_back_from_bertopic_unchanged(papers) -> None:
    """Equal sizes are what BERTopic would renumber: every order of the labels must survive."""
    subjects = subjects_of(papers)
    vectors = toy_vectors(papers).matrix.astype(np.float32)
    for order in (["orchard", "bridge", "whale"], ["whale", "orchard", "bridge"]):
        labels = np.array([order.index(subject) for subject in subjects])
        labels[:3] = -1
        topics = represent(papers, vectors, labels)
        words = [set(" ".join(topic.keywords).split()) for topic in topics]
        for subject, found in zip(order, words, strict=True):
            assert found & {subject, *SUBJECTS[subject].split()}
            assert len(found - {subject, *SUBJECTS[subject].split()}) == 0


def test_there_is_always_a_name_and_never_the_same_twice() -> None:
    papers = papers_of([(f"The {'of ' * index}", "It is.") for index in range(1, 9)])
    halves = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    topics = represent(papers, np.eye(8, dtype=np.float32), halves)
    assert len({topic.name for topic in topics}) == 2
    assert all(topic.name for topic in topics)
    wordless = papers_of(
        [(f"Apples {n}", "Apples and pears.") for n in range(6)]
        + [(f"The {'of ' * n}", "It is.") for n in range(1, 7)]
    )
    labels = np.array([int(title.startswith("The")) for title in wordless.title])
    topics = represent(wordless, np.eye(12, dtype=np.float32), labels)
    assert topics[1].name.startswith("The")
    assert topics[1].keywords == ()
    same = papers_of([(f"Apples {index}", "Apples and pears.") for index in range(8)])
    names = [topic.name for topic in represent(same, np.eye(8, dtype=np.float32), halves)]
    assert len(set(names)) == 2


def test_a_taken_name_gets_another_keyword_then_a_number() -> None:
    keywords = ["apple", "apple pie", "cake", "tart", "bun"]
    taken = {"apple, cake, tart"}
    assert _unique_name(keywords, taken) == "apple, cake, tart, apple pie"
    assert _unique_name(["apple"], {"apple", "apple (2)"}) == "apple (3)"


def test_stage_writes_all_tables(papers, neighbours: Neighbours, tmp_path) -> None:
    tables.write(tables.PAPERS, papers, tmp_path / "papers.parquet")
    toy_vectors(papers).write(tmp_path / "vectors.npz")
    neighbours.write(tmp_path / "neighbours.npz")
    run(
        tmp_path / "papers.parquet",
        tmp_path / "vectors.npz",
        tmp_path / "neighbours.npz",
        tmp_path / "out",
        ClusterSettings(),
    )
    assignments = tables.read(tables.ASSIGNMENTS, tmp_path / "out/assignments.parquet")
    topics = tables.read(tables.TOPICS, tmp_path / "out/topics.parquet")
    csv = pd.read_csv(tmp_path / "out/assignments.csv")
    assert csv.topic.tolist() == assignments.topic.tolist()
    assert json.loads((tmp_path / "out/topics.json").read_text())[0]["name"] == topics.name[0]
    assert json.loads((tmp_path / "out/metrics.json").read_text())["topics"] == len(topics)
    assert len(tables.read(tables.MAP, tmp_path / "out/map.parquet")) == len(papers)
