"""`mode: assign`: new papers in the topics of an accepted run."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from helpers.corpora import corpus, subjects_of
from helpers.workflow import SAMPLE, Workflow
from paperthemes import tables
from paperthemes.artifacts.neighbours import Neighbours
from paperthemes.artifacts.vectors import Vectors
from paperthemes.cluster.assign import Assignment, AssignSettings, assign, run
from paperthemes.cluster.placing import place
from paperthemes.encoders.lsa import lsa_vectors
from paperthemes.errors import UserError
from paperthemes.history.run import Run, RunMetadata
from paperthemes.identify.identities import carry_over_ids
from paperthemes.identify.map_alignment import extend_map
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.neighbours.stage import find_neighbours
from paperthemes.text.paper_text import texts_of

ONE_OF_EACH = {"orchard": "T0002", "bridge": "T0001", "whale": "T0005"}
WITHOUT_LAYOUTS = NeighbourSettings(layouts=0)
SETTINGS = AssignSettings("0001-0123456789ab", "minilm", "grouped")


def run_of(papers: pd.DataFrame, seeded: str = "") -> Run:
    """Make the run in which each subject is a topic; `T0004` is retired."""
    ids = [ONE_OF_EACH[subject] for subject in subjects_of(papers)]
    rows = zip(papers.paper_id, papers.title, papers.aliases, ids, strict=True)
    known = [
        (paper_id, title, aliases, topic_id, topic_id, "core", float(place), 0.0)
        for place, (paper_id, title, aliases, topic_id) in enumerate(rows)
    ]
    topics = [
        (
            *(topic_id, f"Name of {topic_id}", own, 20, 1, last, []),
            *([f"term of {topic_id}"], [1.0], "minilm", "" if own else f"Name of {topic_id}"),
        )
        for topic_id in sorted([*ONE_OF_EACH.values(), "T0004"])
        for own in ["" if topic_id == seeded else f"Name of {topic_id}"]
        for last in [1 if topic_id == "T0004" else 2]
    ]
    return Run(
        RunMetadata(
            number=2,
            baseline="",
            encoder="minilm",
            naming="",
            dumps=("test.txt",),
            clusters_digest="",
            topic_ids=tuple(ONE_OF_EACH.values()),
            grouping="grouped",
            last_number=3,
        ),
        tables.make(tables.KNOWN_PAPERS, known),
        tables.make(tables.KNOWN_TOPICS, topics),
    )


def vectors_of(papers: pd.DataFrame) -> Vectors:
    matrix = lsa_vectors(texts_of(papers), 20)
    return Vectors(papers.paper_id.to_numpy(dtype=str), matrix.astype(np.float16))


def assigned(
    papers: pd.DataFrame, baseline: Run, settings: AssignSettings = SETTINGS
) -> Assignment:
    vectors = vectors_of(papers)
    near = find_neighbours(papers, vectors, WITHOUT_LAYOUTS)
    return assign(papers, vectors, near, baseline, settings)


def part(papers: pd.DataFrame, rows: np.ndarray) -> pd.DataFrame:
    return papers[rows].reset_index(drop=True)


@pytest.fixture
def papers() -> pd.DataFrame:
    return corpus(20)


@pytest.fixture
def old(papers: pd.DataFrame) -> np.ndarray:
    """Tell which papers the run has: all but every fifth."""
    return np.arange(len(papers)) % 5 != 0


def ids_of(result: Assignment, papers: pd.DataFrame, baseline: Run) -> list[str]:
    found, _ = carry_over_ids(result.partition, papers, baseline)
    return ["" if topic < 0 else found[topic].topic_id for topic in result.partition.topics]


def test_new_papers_go_where_their_like_are_and_old_ones_stay(papers, old) -> None:
    baseline = run_of(part(papers, old))
    result = assigned(papers, baseline)
    wanted = [ONE_OF_EACH[subject] for subject in subjects_of(papers)]
    assert ids_of(result, papers, baseline) == wanted
    assert (result.partition.grades == "core").all()
    assert result.metrics["assigned"] == {"new": 12, "placed": 12, "far": 0, "between": 0}
    assert result.partition.notes == ()
    assert result.partition.stability.overall is None
    sizes = np.bincount(result.partition.topics)
    assert (np.diff(sizes) <= 0).all()


def test_ids_and_names_and_terms_are_those_of_the_run(papers, old) -> None:
    baseline = run_of(part(papers, old))
    found, terms = carry_over_ids(assigned(papers, baseline).partition, papers, baseline)
    assert {one.topic_id for one in found} == {*ONE_OF_EACH.values()}
    assert {(one.state, one.jaccard) for one in found} == {("same", 1.0)}
    assert [one.name for one in found] == [f"Name of {one.topic_id}" for one in found]
    assert [*terms] == [(f"term of {one.topic_id}",) for one in found]


def test_a_paper_is_known_by_its_alias(papers, old) -> None:
    baseline = run_of(part(papers, old))
    row = int(np.flatnonzero(old)[0])
    moved = baseline.papers.copy()
    moved.loc[moved.paper_id == papers.paper_id[row], ["identified", "grade"]] = ["", "unassigned"]
    baseline = replace(baseline, papers=moved)
    renamed = papers.copy()
    renamed["aliases"] = [
        [paper_id] if i == row else [] for i, paper_id in enumerate(papers.paper_id)
    ]
    renamed.loc[row, "paper_id"] = "000000000000"
    renamed = renamed.sort_values("paper_id", ignore_index=True)
    result = assigned(renamed, baseline)
    assert result.metrics["assigned"]["new"] == 12
    assert result.partition.topics[0] == tables.UNASSIGNED  # as it was, whatever it is like
    assert result.partition.grades[0] == "unassigned"
    assert result.partition.runners_up[0] >= 0


def test_the_order_of_papers_does_not_matter(papers, old) -> None:
    baseline = run_of(part(papers, old))
    shuffled = replace(
        baseline, papers=baseline.papers.sample(frac=1, random_state=0).reset_index(drop=True)
    )
    one, other = assigned(papers, baseline), assigned(papers, shuffled)
    for name in ("topics", "grades", "confidences", "runners_up", "margins"):
        assert np.array_equal(getattr(one.partition, name), getattr(other.partition, name))


def test_a_topic_whose_papers_are_gone_is_not_there(papers, old) -> None:
    baseline = run_of(part(papers, old))
    left = part(papers, np.array(subjects_of(papers)) != "whale")
    result = assigned(left, baseline)
    assert {*ids_of(result, left, baseline)} == {"T0001", "T0002"}


def test_no_paper_of_the_run_is_left(papers, old) -> None:
    baseline = run_of(part(papers, old))
    result = assigned(part(papers, ~old), baseline)
    assert (result.partition.topics == tables.UNASSIGNED).all()
    assert result.partition.seeded == ()
    assert any("12 of 12 new papers do not fit" in note for note in result.partition.notes)


def test_topics_that_were_asked_for_still_are(papers, old) -> None:
    baseline = run_of(part(papers, old), seeded="T0005")
    settings = replace(SETTINGS, seeded=["Name of T0005", "Name of T0001"])
    result = assigned(papers, baseline, settings)
    found, _ = carry_over_ids(result.partition, papers, baseline)
    names = dict(zip([one.topic_id for one in found], result.partition.seeded, strict=True))
    assert names == {"T0005": "Name of T0005", "T0001": "", "T0002": ""}


def test_another_encoder_and_other_settings_are_told(papers, old) -> None:
    baseline = run_of(part(papers, old))
    changed = replace(SETTINGS, encoder="other", grouping="other")
    notes = assigned(papers, baseline, changed).partition.notes
    assert "the encoder has changed" in notes[0]
    assert "take effect with mode: cluster only" in notes[1]


# ---- near, far, between ----


def near_of(points: np.ndarray) -> Neighbours:
    """Make neighbours of points on a circle, given by their angles."""
    unit = np.stack([np.cos(points), np.sin(points)], axis=1)
    cosine = unit @ unit.T
    order = np.argsort(-(cosine + 2 * np.eye(len(points))), axis=1, kind="stable")
    distances = np.take_along_axis(1 - cosine, order, axis=1)
    distances[:, 0] = 0
    empty = np.zeros((0, 0))
    return Neighbours(
        np.arange(len(points)).astype(str),
        order.astype(np.int32),
        distances.astype(np.float32),
        empty,  # type: ignore[arg-type]
        empty,  # type: ignore[arg-type]
        empty,  # type: ignore[arg-type]
    )


@pytest.fixture
def angles() -> np.ndarray:
    """Two topics of 25 papers each, about a quarter of a circle apart, and a place for one more."""
    return np.concatenate([np.linspace(-0.2, 0.2, 25), np.linspace(1.3, 1.7, 25), [0.0]])


def placed(angles: np.ndarray, where: float):
    """Place one more paper."""
    near = near_of(np.append(angles[:-1], where))
    topics = np.append(np.repeat([0, 1], 25), -1)
    grades = np.append(np.repeat("core", 50), "unassigned")
    new = np.append(np.zeros(50, bool), True)
    return place(near.indices, near.distances, topics, grades, new)


def test_a_near_paper_is_placed_with_a_margin(angles) -> None:
    result = placed(angles, 0.05)
    assert result.topics[-1] == 0
    assert result.grades[-1] == "core"
    assert result.votes.margins[-1] == 1
    assert not result.far.any()


def test_a_far_paper_does_not_fit(angles) -> None:
    result = placed(angles, -1.2)
    assert result.topics[-1] == tables.UNASSIGNED
    assert result.grades[-1] == "unassigned"
    assert result.far[-1]
    assert not result.far[:-1].any()
    assert result.votes.topics[-1] == 0  # what it came nearest to


def test_a_paper_that_no_topic_has_enough_of_is_between() -> None:
    near = near_of(np.append(np.linspace(-0.1, 0.1, 30), 0.0))
    topics = np.append(np.arange(30) % 3, -1)
    grades = np.append(np.repeat("fringe", 30), "unassigned")
    new = np.append(np.zeros(30, bool), True)
    result = place(near.indices, near.distances, topics, grades, new)
    assert result.between[-1]
    assert not result.far[-1]
    assert result.grades[-1] == "unassigned"
    assert result.votes.margins[-1] < 0.1
    assert (result.grades[:-1] == "fringe").all()


def test_a_large_pile_is_a_reason_to_find_topics_anew(papers, old) -> None:
    few = np.array(subjects_of(papers)) == "whale"
    rows = [
        (f"f{number:011x}", f"Volcano lava number {number}", f"Magma and ash, eruption {number}.")
        for number in range(8)
    ]
    strangers = tables.make(
        tables.PAPERS, ((*row, "", "", "", [], "", [], ["t"], [], "{}") for row in rows)
    )
    together = pd.concat([part(papers, ~few), strangers], ignore_index=True)
    together = together.sort_values("paper_id", ignore_index=True)
    result = assigned(together, run_of(part(papers, ~few)))
    assert result.metrics["assigned"]["placed"] == 0
    assert result.partition.notes[0].startswith("8 of 8 new papers do not fit")
    assert "run with mode: cluster" in result.partition.notes[1]


# ---- the map, the history, the workflow ----


def test_the_map_stays_and_a_new_paper_sits_among_its_neighbours(papers, old) -> None:
    near = find_neighbours(papers, vectors_of(papers), WITHOUT_LAYOUTS)
    assert near.layouts.shape[0] == 0
    subjects = np.array(subjects_of(papers))
    corners = {"orchard": (0.0, 0.0), "bridge": (9.0, 0.0), "whale": (0.0, 9.0)}
    places = np.array([corners[subject] for subject in subjects])
    earlier = np.where(old[:, np.newaxis], places, np.nan)
    grown = extend_map(near.graph, earlier)
    assert np.array_equal(grown[old], places[old])
    assert np.abs(grown - places)[~old].max() < 3


def test_without_a_run_there_is_nothing_to_assign_to(tmp_path) -> None:
    with pytest.raises(UserError, match="run once with mode: cluster"):
        run({}, {}, tmp_path, AssignSettings(""))


def test_without_a_run_nothing_is_run(workflow: Workflow) -> None:
    workflow.write_config(f"dumps: ['{SAMPLE}/*']\nmode: assign\n")
    done = workflow.call()
    assert done.returncode != 0
    assert "mode: assign needs an accepted run; history/ has none of broad, fine" in done.stdout
    assert not (workflow.folder / "results").exists()


def test_a_dump_is_added_and_its_papers_are_placed(workflow: Workflow) -> None:
    dumps = sorted(SAMPLE.iterdir())
    (workflow.folder / "dumps").mkdir()
    for path in dumps[:-1]:
        shutil.copy(path, workflow.folder / "dumps")
    config = "dumps: [dumps/*]\nclusterings: {broad: null}\nmode: "
    workflow.write_config(f"{config}cluster\n")
    workflow.run()
    folder = workflow.folder / "results/fine"
    before = pd.read_parquet(folder / "assignments.parquet").set_index("paper_id")
    names = pd.read_parquet(folder / "topics.parquet").set_index("topic_id").name
    places = pd.read_parquet(folder / "map.parquet").set_index("paper_id")

    shutil.copy(dumps[-1], workflow.folder / "dumps")
    workflow.write_config(f"{config}assign\n")
    planned = workflow.planned()
    assert planned["assign"] == 1
    assert "cluster" not in planned
    workflow.run()
    after = pd.read_parquet(folder / "assignments.parquet").set_index("paper_id")
    assert after.topic_id[before.index].tolist() == before.topic_id.tolist()
    assert after.grade[before.index].tolist() == before.grade.tolist()
    new = after.drop(before.index)
    counts = json.loads((folder / "metrics.json").read_text())["assigned"]
    assert counts["new"] == len(new) > 0
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
    assert "assign" not in planned
    runs = json.loads((workflow.folder / "history/fine/registry.json").read_text())["runs"]
    assert [one["number"] for one in runs] == [1, 2]
