"""Topics that the config requests."""

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from helpers.corpora import LAYOUTS, cluster_papers, corpus, subjects_of
from helpers.papers import make_papers, toy_vectors
from paperthemes.cluster.seeded import SeedEvidence, add_seeded_topics, find_seed_evidence
from paperthemes.cluster.settings import ClusterSettings, SeededTopic
from paperthemes.cluster.stage import ENGINES, find_topics
from paperthemes.neighbours.stage import find_neighbours
from paperthemes.text.paper_text import texts_of

PAPERS = make_papers(
    [
        ("Object Detectors for Drones", "We fly over fields."),
        ("Seeing Ships", "An object detector and a drone find ships."),
        ("Counting Sheep", "A drone counts sheep at night."),
        ("Poems of the Sea", "Old verse about waves."),
    ]
)


def supporting_titles(
    papers: pd.DataFrame = PAPERS, /, **words_by_topic: list[str]
) -> list[list[str]]:
    """Return the titles of the papers that support each topic."""
    seeds = {name: SeededTopic(words=words) for name, words in words_by_topic.items()}
    return [
        sorted(papers.title.iloc[evidence.papers]) for evidence in find_seed_evidence(papers, seeds)
    ]


# ---- evidence ----


def test_one_word_in_the_title_or_two_in_the_abstract_support_a_topic() -> None:
    detectors = ["Object Detectors for Drones", "Seeing Ships"]
    assert supporting_titles(drones=["drone", "object detector"]) == [detectors]
    assert supporting_titles(drones=["DRONES"]) == [["Counting Sheep", *detectors]]
    assert supporting_titles(parts_of_words=["dron", "ob"]) == [[]]


def test_papers_can_be_listed_by_id_or_alias_and_unknown_ids_are_reported() -> None:
    poems = PAPERS.paper_id[PAPERS.title == "Poems of the Sea"].iloc[0]
    aliases = [["a" * 12] if title == "Counting Sheep" else [] for title in PAPERS.title]
    seed = SeededTopic(papers=[poems, "a" * 12, "f" * 12])
    evidence = find_seed_evidence(PAPERS.assign(aliases=aliases), {"Mine": seed})[0]
    assert sorted(PAPERS.title.iloc[evidence.papers]) == ["Counting Sheep", "Poems of the Sea"]
    assert evidence.unknown == ("f" * 12,)


def test_a_paper_supports_only_the_topic_it_has_most_words_of() -> None:
    assert supporting_titles(
        ships=["ships", "object detector", "drone"], animals=["drone", "sheep"]
    ) == [["Object Detectors for Drones", "Seeing Ships"], ["Counting Sheep"]]


def test_words_in_scripts_without_spaces_are_found() -> None:
    papers = make_papers([("基于遥感图像的目标检测", ""), ("语音识别", "")])
    assert supporting_titles(papers, sensing=["遥感"]) == [["基于遥感图像的目标检测"]]


# ---- groups ----


def add_seed(
    labels: list[int], edge_weights: np.ndarray, papers: list[int], min_size: int
) -> list[int]:
    seed = SeedEvidence(name="seed", papers=np.array(papers))
    graph = csr_array(edge_weights + edge_weights.T)
    return add_seeded_topics(np.array(labels), graph, [seed], min_size).tolist()


def test_papers_with_most_of_their_ties_to_a_seeded_topic_join_it() -> None:
    edge_weights = np.zeros((6, 6))
    edge_weights[2, [0, 1, 3]] = 1  # two of three lead to the supporting papers
    edge_weights[3, [4, 5]] = 1
    assert add_seed([0] * 6, edge_weights, papers=[0, 1], min_size=1) == [1, 1, 1, 0, 0, 0]


def test_a_small_group_that_loses_no_papers_stays() -> None:
    edge_weights = np.zeros((6, 6))
    edge_weights[:4, :4] = edge_weights[4:, 4:] = 1
    labels = [0, 0, 0, 0, 1, 1]
    assert add_seed(labels, edge_weights, papers=[0, 1, 2, 3], min_size=3) == [2, 2, 2, 2, 1, 1]


@pytest.mark.parametrize(
    ("min_size", "expected"), [(1, [2, 2, 2, 0, 1, 1]), (2, [2, 2, 2, 1, 1, 1])]
)
def test_a_group_that_becomes_too_small_is_dissolved(min_size: int, expected: list[int]) -> None:
    edge_weights = np.zeros((6, 6))
    edge_weights[3, [4, 0]] = (2, 1)
    labels = [0, 0, 0, 0, 1, 1]
    assert add_seed(labels, edge_weights, papers=[0, 1, 2], min_size=min_size) == expected


# ---- topics ----


@pytest.mark.parametrize("engine", ENGINES)
def test_a_seeded_topic_is_created_if_enough_papers_support_it(engine: str) -> None:
    papers = corpus(30)
    clusters = cluster_papers(
        papers,
        toy_vectors(papers),
        engine=engine,
        min_topic_size=6,
        seeded_topics={
            "Sea mammals": SeededTopic(words=["whale"]),
            "Poetry": SeededTopic(words=["sonnet", "verse"]),
        },
    )
    assert sorted({*clusters.seeded_names}) == ["", "Sea mammals"]
    inside = clusters.topics == clusters.seeded_names.index("Sea mammals")
    assert inside.tolist() == [subject == "whale" for subject in subjects_of(papers)]
    assert len(clusters.stability.topics) <= clusters.topic_count
    assert clusters.notes[0].startswith(
        "seeded topic 'Poetry' was not created: supported by 0 papers, but a topic needs 6; give it"
    )


def test_a_seeded_topic_can_divide_another_topic() -> None:
    papers = corpus(30)
    neighbours = find_neighbours(texts_of(papers), toy_vectors(papers), LAYOUTS)
    orchard = np.array([subject == "orchard" for subject in subjects_of(papers)])
    chosen = papers.paper_id[orchard][:12].tolist()
    settings = ClusterSettings(min_topic_size=10)
    evidence = find_seed_evidence(papers, {"My twelve": SeededTopic(papers=chosen)})
    clusters = find_topics(neighbours, settings, evidence)
    assert "My twelve" in clusters.seeded_names
    inside = clusters.topics == clusters.seeded_names.index("My twelve")
    assert set(papers.paper_id[inside]) >= set(chosen)
    assert set(clusters.grades[inside]) <= {"core", "fringe"}
    assert not inside[~orchard].any()
    assert set(find_topics(neighbours, settings).seeded_names) == {""}


def test_notes_on_seeded_topics_are_given_for_too_few_papers_too() -> None:
    papers = corpus(1).iloc[:2]
    seed = SeededTopic(words=["whale"], papers=["f" * 12])
    notes = cluster_papers(papers, toy_vectors(papers), seeded_topics={"Sea": seed}).notes
    assert notes[0].startswith("2 papers are too few")
    assert notes[1] == "seeded topic 'Sea': unknown paper ids ffffffffffff"
    assert notes[2].startswith("seeded topic 'Sea' was not created")
