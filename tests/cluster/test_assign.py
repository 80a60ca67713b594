"""`mode: assign`: new papers are placed into the topics of an archived run."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from helpers.corpora import corpus, subjects_of
from helpers.papers import make_papers
from helpers.workflow import SAMPLE, Workflow
from paperthemes import tables
from paperthemes.artifacts.clusters import Clusters
from paperthemes.artifacts.vectors import Neighbours, Vectors
from paperthemes.cluster.assign import AssignSettings, assign, run
from paperthemes.encoders.lsa import lsa_vectors
from paperthemes.errors import UserError
from paperthemes.history.run import Run, RunMetadata
from paperthemes.identify.map_alignment import extend_map
from paperthemes.identify.matching import carry_over_ids
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.neighbours.stage import find_neighbours
from paperthemes.text.paper_text import texts_of

TOPIC_IDS = {"orchard": "T0002", "bridge": "T0001", "whale": "T0005"}
RETIRED = "T0004"
NEW_DUMP = """\
title,abstract
Captions That Correct Themselves,"A transducer for streaming speech recognition revises its words
when new audio arrives. On meetings, the word error rate stays and the latency falls."
Gusts at Mountain Stations,"Neural networks calibrate ensemble forecasts of wind and rain at weather
stations. The probabilistic forecasts of winter storms improve, and so does their CRPS."
Beeswax in Medieval Accounts,"Forty monasteries sold wax and honey. Their ledgers name each buyer."
"""
SETTINGS = AssignSettings(encoder="minilm", grouping="grouped")


def run_of(papers: pd.DataFrame, seeded: str = "") -> Run:
    """Make a run in which each subject is a topic, and `RETIRED` is retired."""
    ids = [TOPIC_IDS[subject] for subject in subjects_of(papers)]
    known_papers = papers[["paper_id", "title", "aliases"]].assign(
        identified=ids, topic_id=ids, grade="core", x=np.arange(len(papers)) * 1.0, y=0.0
    )
    topic_ids = sorted([*TOPIC_IDS.values(), RETIRED])
    names = [f"Name of {topic_id}" for topic_id in topic_ids]
    is_seeded = [topic_id == seeded for topic_id in topic_ids]
    known_topics = pd.DataFrame(
        {
            "topic_id": topic_ids,
            "name": names,
            "own_name": np.where(is_seeded, "", names),
            "size": 20,
            "born": 1,
            "last": [1 if topic_id == RETIRED else 2 for topic_id in topic_ids],
            "papers": [[]] * len(topic_ids),
            "terms": [[f"term of {topic_id}"] for topic_id in topic_ids],
            "centre": [[1.0]] * len(topic_ids),
            "encoder": "minilm",
            "seeded": np.where(is_seeded, names, ""),
        }
    )
    metadata = RunMetadata(
        number=2,
        baseline="",
        encoder="minilm",
        naming="",
        dumps=("test.txt",),
        clusters_digest="",
        topic_ids=tuple(TOPIC_IDS.values()),
        grouping="grouped",
        last_number=3,
    )
    return Run(metadata, known_papers, known_topics)


def neighbours_of(papers: pd.DataFrame) -> tuple[Vectors, Neighbours]:
    """Return vectors of the papers, and their neighbours without layouts."""
    matrix = lsa_vectors(texts_of(papers), 20)
    vectors = Vectors(papers.paper_id.to_numpy(dtype=str), matrix.astype(np.float16))
    settings = NeighbourSettings.model_construct(layouts=0)
    return vectors, find_neighbours(texts_of(papers), vectors, settings)


def assign_papers(
    papers: pd.DataFrame, baseline: Run, settings: AssignSettings = SETTINGS
) -> Clusters:
    _, neighbours = neighbours_of(papers)
    return assign(papers, neighbours, baseline, settings)


def ids_of(clusters: Clusters, papers: pd.DataFrame, baseline: Run) -> list[str]:
    """Return the topic_id of each paper; empty if it is unassigned."""
    matches, _ = carry_over_ids(clusters, papers, baseline)
    return ["" if topic < 0 else matches[topic].topic_id for topic in clusters.topics]


def select(papers: pd.DataFrame, rows: np.ndarray) -> pd.DataFrame:
    return papers[rows].reset_index(drop=True)


@pytest.fixture
def papers() -> pd.DataFrame:
    return corpus(20)


@pytest.fixture
def old(papers: pd.DataFrame) -> np.ndarray:
    """Return which papers the run has: all but every fifth."""
    return np.arange(len(papers)) % 5 != 0


@pytest.fixture
def baseline(papers: pd.DataFrame, old: np.ndarray) -> Run:
    return run_of(select(papers, old))


def test_new_papers_join_the_topics_of_similar_papers_and_old_ones_stay(papers, baseline) -> None:
    clusters = assign_papers(papers, baseline)
    expected = [TOPIC_IDS[subject] for subject in subjects_of(papers)]
    assert ids_of(clusters, papers, baseline) == expected
    assert (clusters.grades == "core").all()
    assert (clusters.margins <= clusters.confidences).all()
    assert clusters.engine == "assign"
    assert clusters.assigned == {"new": 12, "placed": 12, "far": 0, "between": 0}
    assert clusters.notes == ()
    assert clusters.stability.overall is None
    sizes = np.bincount(clusters.topics)
    assert (np.diff(sizes) <= 0).all()


def test_new_parts_of_books_stay_unassigned(papers, old, baseline) -> None:
    papers.loc[~old, "extra"] = '{"no_topic": "part of a book"}'
    clusters = assign_papers(papers, baseline)
    assert set(clusters.topics[~old]) == {-1}
    assert clusters.assigned == {"new": 0, "placed": 0, "far": 0, "between": 0}


def test_ids_names_and_terms_are_those_of_the_run(papers, baseline) -> None:
    matches, terms = carry_over_ids(assign_papers(papers, baseline), papers, baseline)
    assert {match.topic_id for match in matches} == {*TOPIC_IDS.values()}
    assert {(match.state, match.jaccard) for match in matches} == {("same", 1.0)}
    assert [match.name for match in matches] == [f"Name of {match.topic_id}" for match in matches]
    assert [*terms] == [(f"term of {match.topic_id}",) for match in matches]


def test_a_paper_of_the_run_is_recognised_by_its_alias(papers, old, baseline) -> None:
    row = int(np.flatnonzero(old)[0])
    old_id = papers.paper_id[row]
    earlier = baseline.papers.copy()
    earlier.loc[earlier.paper_id == old_id, ["identified", "grade"]] = ["", "unassigned"]
    renamed = papers.copy()
    renamed["aliases"] = [[old_id] if paper_id == old_id else [] for paper_id in papers.paper_id]
    renamed.loc[row, "paper_id"] = "000000000000"
    renamed = renamed.sort_values("paper_id", ignore_index=True)
    clusters = assign_papers(renamed, replace(baseline, papers=earlier))
    assert clusters.assigned["new"] == 12
    assert clusters.topics[0] == tables.UNASSIGNED  # as before, although its neighbours have one
    assert clusters.grades[0] == "unassigned"
    assert clusters.runners_up[0] >= 0


def test_the_order_of_the_papers_of_the_run_does_not_matter(papers, baseline) -> None:
    shuffled = baseline.papers.sample(frac=1, random_state=0).reset_index(drop=True)
    clusters = assign_papers(papers, baseline)
    again = assign_papers(papers, replace(baseline, papers=shuffled))
    for name in ("topics", "grades", "confidences", "runners_up", "margins"):
        assert np.array_equal(getattr(clusters, name), getattr(again, name))


def test_a_topic_whose_papers_are_gone_disappears(papers, baseline) -> None:
    left = select(papers, np.array(subjects_of(papers)) != "whale")
    clusters = assign_papers(left, baseline)
    assert {*ids_of(clusters, left, baseline)} == {"T0001", "T0002"}


def test_without_any_paper_of_the_run_all_papers_stay_unassigned(papers, old, baseline) -> None:
    clusters = assign_papers(select(papers, ~old), baseline)
    assert (clusters.topics == tables.UNASSIGNED).all()
    assert clusters.seeded_names == ()
    assert clusters.notes[0].startswith("12 of 12 new papers could not be placed")


def test_seeded_topics_of_the_run_stay_seeded_while_the_config_requests_them(papers, old) -> None:
    baseline = run_of(select(papers, old), seeded="T0005")
    settings = replace(SETTINGS, seeded=["Name of T0005", "Name of T0001"])
    clusters = assign_papers(papers, baseline, settings)
    matches, _ = carry_over_ids(clusters, papers, baseline)
    names = dict(zip([match.topic_id for match in matches], clusters.seeded_names, strict=True))
    assert names == {"T0005": "Name of T0005", "T0001": "", "T0002": ""}


def test_another_encoder_and_other_settings_are_noted(papers, baseline) -> None:
    changed = replace(SETTINGS, encoder="other", grouping="other")
    notes = assign_papers(papers, baseline, changed).notes
    assert "the encoder has changed" in notes[0]
    assert "take effect only with mode: cluster" in notes[1]


def test_many_papers_that_do_not_fit_are_a_reason_to_cluster_again(papers) -> None:
    earlier = select(papers, np.array(subjects_of(papers)) != "whale")
    misfits = make_papers(
        [(f"Volcano lava number {n}", f"Magma and ash, eruption {n}.") for n in range(8)]
    )
    together = pd.concat([earlier, misfits]).sort_values("paper_id", ignore_index=True)
    clusters = assign_papers(together, run_of(earlier))
    assert clusters.assigned["placed"] == 0
    assert clusters.notes[0].startswith("8 of 8 new papers could not be placed")
    assert "run with mode: cluster" in clusters.notes[1]


def test_the_assignment_can_be_read_back_from_its_file(papers, baseline, tmp_path) -> None:
    clusters = assign_papers(papers, baseline)
    clusters.write(tmp_path / "clusters.npz")
    back = Clusters.read(tmp_path / "clusters.npz")
    assert (back.engine, back.assigned) == (clusters.engine, clusters.assigned)
    assert back.topics.tolist() == clusters.topics.tolist()


def test_on_the_map_old_papers_stay_and_a_new_one_is_among_its_neighbours(papers, old) -> None:
    _, neighbours = neighbours_of(papers)
    assert neighbours.layouts.shape[0] == 0
    corners = {"orchard": (0.0, 0.0), "bridge": (9.0, 0.0), "whale": (0.0, 9.0)}
    places = np.array([corners[subject] for subject in subjects_of(papers)])
    extended = extend_map(neighbours.graph, np.where(old[:, np.newaxis], places, np.nan))
    assert np.array_equal(extended[old], places[old])
    assert np.abs(extended - places)[~old].max() < 3


def test_without_a_run_there_is_an_error(papers, tmp_path) -> None:
    tables.write(tables.PAPERS, papers, tmp_path / "papers.parquet")
    inputs = {"papers": str(tmp_path / "papers.parquet")}
    with pytest.raises(UserError, match="run once with mode: cluster"):
        run(inputs, tmp_path / "clusters.npz", tmp_path / "history", SETTINGS)


# ---- the workflow ----


def test_without_a_run_the_workflow_does_not_start(workflow: Workflow) -> None:
    workflow.write_config(f"dumps: ['{SAMPLE}/*']\nmode: assign\n")
    done = workflow.call()
    assert done.returncode != 0
    assert "mode: assign needs an archived run; history/ has none for broad, fine" in done.stdout
    assert not (workflow.folder / "results").exists()


def test_the_papers_of_a_new_dump_are_placed(copy_of_finished: Workflow) -> None:
    workflow = copy_of_finished
    folder = workflow.folder / "results/fine"
    before = pd.read_parquet(folder / "assignments.parquet").set_index("paper_id")
    names = pd.read_parquet(folder / "topics.parquet").set_index("topic_id").name
    places = pd.read_parquet(folder / "map.parquet").set_index("paper_id")

    (workflow.folder / "dumps/new.csv").write_text(NEW_DUMP)
    config = "dumps: [dumps/*]\nclusterings: {broad: null}\nexport: null\nfigures: null\nmode: "
    workflow.write_config(f"{config}assign\n")
    planned = workflow.planned()
    assert planned["cluster_assign"] == 1
    assert "cluster" not in planned
    workflow.run()
    after = pd.read_parquet(folder / "assignments.parquet").set_index("paper_id")
    assert after.topic_id[before.index].tolist() == before.topic_id.tolist()
    assert after.grade[before.index].tolist() == before.grade.tolist()
    new = after.drop(before.index)
    counts = json.loads((folder / "metrics.json").read_text())["assigned"]
    assert counts["new"] == len(new) == 3
    assert counts["placed"] == (new.topic_id != "").sum() > 0
    assert {*new.topic_id} <= {*names.index, ""}
    assert (
        pd.read_parquet(folder / "map.parquet")
        .set_index("paper_id")
        .loc[before.index]
        .equals(places)
    )
    renamed = pd.read_parquet(folder / "topics.parquet").set_index("topic_id").name
    assert renamed[names.index].tolist() == names.tolist()
    assert workflow.planned() == {}

    workflow.write_config(f"{config}cluster\n")
    planned = workflow.planned()
    assert planned["cluster"] == planned["neighbours"] == 1
    assert "cluster_assign" not in planned
    runs = json.loads((workflow.folder / "history/fine/registry.json").read_text())["runs"]
    assert [run["number"] for run in runs] == [1, 2]
