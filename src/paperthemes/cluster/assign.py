"""The stage itself: papers and an accepted run in, the run's topics with the new papers out."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes import tables
from paperthemes.artifacts.clusters import Clusters, Stability, numbers_by_size
from paperthemes.artifacts.neighbours import Neighbours
from paperthemes.artifacts.vectors import Vectors
from paperthemes.cluster.placing import Placed, place
from paperthemes.describe.metrics import compute_metrics
from paperthemes.errors import UserError
from paperthemes.files import write_json
from paperthemes.history.papers import PaperIndex, match_rows
from paperthemes.history.run import Run
from paperthemes.history.store import History
from paperthemes.tables import UNASSIGNED, UNASSIGNED_NAME

logger = logging.getLogger(__name__)

ENGINE = "assign"  # what the metrics call it

# Of new papers from the fields of the old ones, a tenth to a fifth does not fit
# (benchmarks/results/reruns_assign.md); where it is well above that, fields are likely to be new.
LARGE_PILE = 0.3
_FEWEST_PILED = 5  # papers; fewer are not worth a clustering
_MANY_UNASSIGNED = 0.05  # share of all papers above what a clustering would leave


@dataclass(frozen=True, slots=True)
class AssignSettings:
    """How papers are placed.

    Attributes
    ----------
    baseline
        The name of the run whose topics there are.
    encoder
        What the vectors were made with; empty if those of two corpora cannot be compared.
    grouping
        Digest of the settings by which topics would be found.
    seeded
        The names of the topics that the config asks for.
    max_unassigned
        Share of papers that a clustering would leave unassigned, at most.
    """

    baseline: str
    encoder: str = ""
    grouping: str = ""
    seeded: Sequence[str] = ()
    max_unassigned: float = 0.1


@dataclass(frozen=True, slots=True)
class Assignment:
    """What became of the papers.

    Attributes
    ----------
    partition
        The topic of each.
    metrics
        Those of a clustering (`compute_metrics`) and `assigned`: how many papers are `new`, `placed`, and
        do not fit because they are `far` from their topic or `between` topics.
    """

    partition: Clusters
    metrics: dict[str, Any]


def assign(
    papers: pd.DataFrame,
    vectors: Vectors,
    neighbours: Neighbours,
    baseline: Run,
    settings: AssignSettings,
) -> Assignment:
    """Place the papers that an earlier run has not into its topics.

    Its own papers, told by their aliases too, keep the topic they had before curation, and their
    grade. Topics none of whose papers is left are not there.

    Raises
    ------
    ValueError
        If the ids of papers, vectors and neighbours differ.
    """
    tables.check_same_ids(papers.paper_id, vectors.paper_ids, "the vectors")
    tables.check_same_ids(papers.paper_id, neighbours.paper_ids, "the neighbours")
    topic_ids, topics, grades, new = _before(papers, baseline)
    placed = place(neighbours.indices, neighbours.distances, topics, grades, new)
    numbers = numbers_by_size(placed.topics, len(topic_ids))
    renumbered = numbers[placed.topics]
    order = np.argsort(numbers[:-1], kind="stable")
    order = order[numbers[order] >= 0]
    nearest = np.where(placed.topics == UNASSIGNED, placed.votes.topics, placed.votes.runners_up)
    sizes = np.bincount(renumbered[renumbered >= 0], minlength=1)
    found = Clusters(
        vectors.paper_ids,
        renumbered,
        placed.grades,
        placed.votes.confidences,
        numbers[nearest],
        placed.votes.margins,
        Stability(None, ()),
        int(sizes.min()),
        _seeded([topic_ids[topic] for topic in order], baseline, settings.seeded),
        (*_of_settings(baseline, settings), *_of_pile(placed, new, settings.max_unassigned)),
    )
    counts = {
        "new": int(new.sum()),
        "placed": int((new & (placed.topics >= 0)).sum()),
        "far": int(placed.far.sum()),
        "between": int(placed.between.sum()),
    }
    metrics = compute_metrics(papers, vectors, neighbours, found, ENGINE)
    return Assignment(found, {**metrics, "assigned": counts})


def run(
    sources: Mapping[str, str],
    made: Mapping[str, str],
    folder: str | Path,
    settings: AssignSettings,
) -> None:
    """Read papers and the run of `settings`, place the papers, and write what came of it.

    Parameters
    ----------
    sources
        Paths of `papers`, `vectors` and `neighbours`.
    made
        Paths to write: `partition` and `metrics`.
    folder
        The history of the clustering.
    settings
        How to place them.

    Raises
    ------
    UserError
        If there is no accepted run.
    """
    if not settings.baseline:
        raise UserError(
            f"mode: assign needs an accepted run, and {folder} has none; run once with "
            "mode: cluster"
        )
    result = assign(
        tables.read(tables.PAPERS, sources["papers"]),
        Vectors.read(sources["vectors"]),
        Neighbours.read(sources["neighbours"]),
        History(Path(folder)).run(settings.baseline),
        settings,
    )
    for note in result.partition.notes:
        logger.warning("%s", note)
    logger.info("%s", result.metrics["assigned"])
    result.partition.write(made["partition"])
    write_json(made["metrics"], result.metrics)


def _before(
    papers: pd.DataFrame, baseline: Run
) -> tuple[list[str], NDArray[np.int64], NDArray[np.str_], NDArray[np.bool_]]:
    """Return the ids of the topics, and the topic and grade of each paper, and which are new."""
    known = baseline.papers
    topic_ids = sorted({*known.identified} - {""})
    numbers = {topic_id: number for number, topic_id in enumerate(topic_ids)} | {"": UNASSIGNED}
    rows = match_rows(known, PaperIndex(papers))
    kept = rows >= 0
    topics = np.full(len(papers), UNASSIGNED)
    topics[rows[kept]] = known.identified[kept].map(numbers)
    grades = np.full(len(papers), UNASSIGNED_NAME, f"<U{len(UNASSIGNED_NAME)}")
    # A paper that curation pins has a grade there, and no topic before it.
    held = kept & (known.identified != "").to_numpy()
    grades[rows[held]] = known.grade[held]
    new = np.ones(len(papers), bool)
    new[rows[kept]] = False
    return topic_ids, topics, grades, new


def _seeded(topic_ids: Sequence[str], baseline: Run, asked: Sequence[str]) -> tuple[str, ...]:
    """Return the name of each topic that the config asked for: no other was found for it."""
    topics = tables.rows(baseline.topics)
    names = {row.topic_id: row.seeded for row in topics if row.seeded in asked}
    return tuple(names.get(topic_id, "") for topic_id in topic_ids)


def _of_settings(baseline: Run, settings: AssignSettings) -> Iterator[str]:
    """Yield what differs from the run whose topics these are."""
    if baseline.about.encoder != settings.encoder:
        yield (
            "the encoder has changed since the topics were found: all papers are compared by the "
            "vectors of the new one; run with mode: cluster to find topics by them"
        )
    if baseline.about.grouping != settings.grouping:
        yield (
            "settings of this clustering have changed since its topics were found: they take "
            "effect with mode: cluster only"
        )


def _of_pile(placed: Placed, new: NDArray[np.bool_], max_unassigned: float) -> Iterator[str]:
    """Yield how many papers do not fit, and whether that is a reason to find topics anew."""
    count = int(new.sum())
    piled = int((placed.far | placed.between).sum())
    if piled:
        yield (
            f"{piled} of {count} new papers do not fit the topics ({int(placed.far.sum())} far "
            f"from all, {int(placed.between.sum())} between topics): they are unassigned"
        )
    unassigned = float((placed.topics == UNASSIGNED).mean()) if placed.topics.size else 0.0
    if piled >= _FEWEST_PILED and piled > LARGE_PILE * count:
        yield (
            f"more than {LARGE_PILE:.0%} of the new papers do not fit: run with mode: cluster, "
            "there may be new topics among them"
        )
    elif piled and unassigned > max_unassigned + _MANY_UNASSIGNED:
        yield (
            f"{unassigned:.0%} of all papers are unassigned, and a clustering leaves at most "
            f"{max_unassigned:.0%}: run with mode: cluster"
        )
