"""Placement of new papers: into a topic, far from all, or between topics."""

import numpy as np
from scipy.sparse import csr_array

from helpers.corpora import paper_ids
from paperthemes import tables
from paperthemes.artifacts.vectors import Neighbours
from paperthemes.cluster.assign import Placements, place_papers

# Two topics of 25 papers each, about a quarter of a circle apart.
ANGLES = np.concatenate([np.linspace(-0.2, 0.2, 25), np.linspace(1.3, 1.7, 25)])


def place_on_circle(angles: np.ndarray, topics: np.ndarray, angle: float) -> Placements:
    """Place a new paper at `angle` on a circle, among old papers, all of them fringe."""
    angles = np.append(angles, angle)
    unit = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    similarities = unit @ unit.T
    n = len(angles)
    indices = np.argsort(-(similarities + 2 * np.eye(n)), axis=1, kind="stable")
    distances = np.take_along_axis(1 - similarities, indices, axis=1)
    distances[:, 0] = 0
    neighbours = Neighbours(
        paper_ids=paper_ids(n),
        indices=indices.astype(np.int32),
        distances=distances.astype(np.float32),
        graph=csr_array((n, n)),
        layouts=np.empty((0, n, 2), np.float32),
        map=np.zeros((n, 2), np.float32),
    )
    new = np.arange(n) == n - 1
    grades = np.where(new, "unassigned", "fringe")
    return place_papers(neighbours, np.append(topics, tables.UNASSIGNED), grades, new)


def test_a_paper_close_to_a_topic_is_placed_with_a_margin() -> None:
    placed = place_on_circle(ANGLES, np.repeat([0, 1], 25), 0.05)
    assert placed.topics[-1] == 0
    assert placed.grades[-1] == "core"
    assert placed.votes.margins[-1] == 1
    assert not placed.far.any()
    assert (placed.grades[:-1] == "fringe").all()


def test_a_paper_far_from_its_best_topic_stays_unassigned() -> None:
    placed = place_on_circle(ANGLES, np.repeat([0, 1], 25), -1.2)
    assert placed.topics[-1] == tables.UNASSIGNED
    assert placed.grades[-1] == "unassigned"
    assert placed.far[-1]
    assert not placed.far[:-1].any()
    assert placed.votes.topics[-1] == 0


def test_a_paper_with_neighbours_in_many_topics_is_between_them() -> None:
    placed = place_on_circle(np.linspace(-0.1, 0.1, 30), np.arange(30) % 3, 0.0)
    assert placed.between[-1]
    assert not placed.far[-1]
    assert placed.grades[-1] == "unassigned"
    assert placed.votes.margins[-1] < 0.1
    assert (placed.grades[:-1] == "fringe").all()
