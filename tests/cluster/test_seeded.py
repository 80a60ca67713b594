"""Topics that the config asks for."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from helpers.corpora import LAYOUTS, clustered, corpus, subjects_of
from helpers.papers import make_papers, toy_vectors
from paperthemes.cluster.grouping import ENGINES, partition
from paperthemes.cluster.seeded import Seed, plant, supports, without_remains
from paperthemes.cluster.settings import ClusterSettings
from paperthemes.neighbours.stage import find_neighbours

PAPERS = make_papers(
    [
        ("Object Detectors for Drones", "We fly over fields."),
        ("Seeing Ships", "An object detector and a drone find ships."),
        ("Counting Sheep", "A drone counts sheep at night."),
        ("Poems of the Sea", "Old verse about waves."),
    ]
)


def supported(*seeds: Seed) -> list[list[str]]:
    return [
        sorted(PAPERS.title.iloc[support.papers].tolist()) for support in supports(PAPERS, seeds)
    ]


def test_one_word_in_the_title_or_two_in_the_abstract_support_a_topic() -> None:
    drones = Seed("Drones", ("drone", "object detector"))
    assert supported(drones) == [["Object Detectors for Drones", "Seeing Ships"]]
    assert supported(Seed("Drones", ("DRONES",))) == [
        ["Counting Sheep", "Object Detectors for Drones", "Seeing Ships"]
    ]
    assert supported(Seed("Parts of words", ("dron", "ob"))) == [[]]


def test_papers_are_given_by_id_or_alias_and_strangers_are_told() -> None:
    poems = PAPERS.paper_id[PAPERS.title == "Poems of the Sea"].iloc[0]
    aliases = [["a" * 12] if title == "Counting Sheep" else [] for title in PAPERS.title]
    seed = Seed("Mine", papers=(poems, "a" * 12, "f" * 12))
    found = supports(PAPERS.assign(aliases=aliases), [seed])[0]
    assert sorted(PAPERS.title.iloc[found.papers]) == ["Counting Sheep", "Poems of the Sea"]
    assert found.unknown == ("f" * 12,)


def test_a_paper_supports_the_topic_it_has_most_words_of() -> None:
    ships = Seed("Ships", ("ships", "object detector", "drone"))
    sheep = Seed("Animals", ("drone", "sheep"))
    assert supported(ships, sheep) == [
        ["Object Detectors for Drones", "Seeing Ships"],
        ["Counting Sheep"],
    ]


def test_a_planted_group_draws_those_most_tied_to_it() -> None:
    ties = np.zeros((6, 6))
    ties[2, [0, 1, 3]] = 1  # two of three lead to the supporters
    ties[3, [4, 5]] = 1
    graph = csr_array(ties + ties.T)
    labels = np.zeros(6, np.int64)
    planted = plant(labels, graph, [np.array([0, 1])])
    assert planted.tolist() == [1, 1, 1, 0, 0, 0]


def test_small_groups_that_lost_nothing_stay() -> None:
    graph = csr_array(np.ones((6, 6)) - np.eye(6))
    labels = np.array([0, 0, 0, 0, 1, 1])
    planted = np.array([2, 2, 2, 2, 1, 1])
    assert without_remains(planted, labels, graph, 3).tolist() == planted.tolist()


def test_groups_that_planting_left_too_small_are_given_away() -> None:
    ties = np.zeros((6, 6))
    ties[3, [4, 0]] = (2, 1)
    graph = csr_array(ties + ties.T)
    labels = np.array([0, 0, 0, 0, 1, 1])
    planted = np.array([2, 2, 2, 0, 1, 1])
    assert without_remains(planted, labels, graph, 2).tolist() == [2, 2, 2, 1, 1, 1]
    assert without_remains(planted, labels, graph, 1).tolist() == planted.tolist()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_seeded_topic_exists_under_its_name(engine: str) -> None:
    papers = corpus(30)
    settings = ClusterSettings(
        engine=engine,
        min_topic_size=6,
        seeded_topics=(Seed("Sea mammals", ("whale",)), Seed("Poetry", ("sonnet", "verse"))),
    )
    found = clustered(papers, toy_vectors(papers), settings)
    seeded = found.topics[found.topics.seeded]
    assert seeded.stability.isna().all()
    assert not found.topics.stability[~found.topics.seeded].isna().any()
    assert seeded.name.tolist() == ["Sea mammals"]
    inside = found.assignments.topic_name == "Sea mammals"
    assert inside.tolist() == [subject == "whale" for subject in subjects_of(papers)]
    assert not (found.topics.name[~found.topics.seeded] == "Sea mammals").any()
    note = next(note for note in found.metrics["notes"] if "seeded" in note)
    assert note.startswith(
        "seeded topic 'Poetry' was not made: 0 papers support it, and a topic needs 6; give it more"
    )


def test_a_seeded_topic_splits_what_would_be_one() -> None:
    papers = corpus(30)
    neighbours = find_neighbours(papers, toy_vectors(papers), LAYOUTS)
    chosen = papers.paper_id[[subject == "orchard" for subject in subjects_of(papers)]][:12]
    seed = Seed("My twelve", papers=tuple(chosen))
    settings = ClusterSettings(min_topic_size=10, seeded_topics=(seed,))
    plain = partition(neighbours, ClusterSettings(min_topic_size=10))
    found = partition(neighbours, settings, supports(papers, settings.seeded_topics))
    assert "My twelve" in found.seeded
    mine = found.topics == found.seeded.index("My twelve")
    assert set(papers.paper_id[mine]) >= set(chosen)
    assert set(found.grades[mine]) <= {"core", "fringe"}
    others = np.array([subject != "orchard" for subject in subjects_of(papers)])
    assert not mine[others].any()
    assert set(plain.seeded) == {""}


def test_few_papers_are_told_of_seeds_too() -> None:
    papers = corpus(1)
    seed = Seed("Sea", ("whale",), papers=("f" * 12,))
    found = clustered(papers.iloc[:2], toy_vectors(papers.iloc[:2]), settings_of(seed))
    assert found.metrics["notes"][0].startswith("too few papers")
    assert "'Sea': no papers of the dumps have the ids ffffffffffff" in found.metrics["notes"][1]
    assert "'Sea' was not made" in found.metrics["notes"][2]


def test_words_of_scripts_without_spaces_are_found_within() -> None:
    papers = make_papers([("基于遥感图像的目标检测", ""), ("语音识别", "")])
    found = supports(papers, [Seed("Sensing", ("遥感",))])[0]
    assert papers.title.iloc[found.papers].tolist() == ["基于遥感图像的目标检测"]


def settings_of(seed: Seed) -> ClusterSettings:
    return ClusterSettings(seeded_topics=(seed,))


def test_seeds_come_from_the_config() -> None:
    given = {"One": {"words": ["a", "b"]}, "Two": {"papers": ["c"]}}
    assert ClusterSettings.from_config({"seeded_topics": given}).seeded_topics == (
        Seed("One", ("a", "b")),
        Seed("Two", papers=("c",)),
    )
