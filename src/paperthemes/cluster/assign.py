"""Step cluster with `mode: assign`: place new papers into the topics of an archived run."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from paperthemes import tables
from paperthemes.artifacts.clusters import CORE, FRINGE, Clusters, Stability, numbers_by_size
from paperthemes.artifacts.vectors import Neighbours
from paperthemes.cluster.labels import Grades, Labels, Mask, Reals
from paperthemes.cluster.membership import (
    MIN_CORE_CONFIDENCE,
    Memberships,
    compute_memberships,
    robust_sigma,
)
from paperthemes.errors import UserError
from paperthemes.history.run import PaperIndex, Run, match_rows
from paperthemes.history.store import History
from paperthemes.tables import UNASSIGNED, UNASSIGNED_NAME
from paperthemes.text.plurals import count_of

logger = logging.getLogger(__name__)

ENGINE = "assign"  # in the metrics

# If new papers are from the fields of the old ones, 10 to 20 % do not fit
# (benchmarks/results/reruns_assign.md); a share well above suggests new fields.
MAX_MISFIT_SHARE = 0.3
MIN_MISFITS = 5  # fewer papers are not worth a new clustering
MAX_EXTRA_UNASSIGNED = 0.05  # share of all papers, beyond what a clustering leaves unassigned

# docs/reruns.md, "Placing new papers only"; measured in benchmarks/results/reruns_assign.md.
MAX_DEVIATIONS = 3.0  # robust standard deviations above the typical gap; beyond, a paper is far
MIN_CONFIDENCE = 0.45  # below, a new paper is between topics

MAX_VOTERS = 20  # nearest neighbours with a topic
GAP_NEIGHBOURS = 3  # nearest papers of a topic that the gap to it is averaged over


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignSettings:
    """Settings of `mode: assign`.

    Attributes
    ----------
    encoder
        The encoder of the vectors; empty if vectors of two corpora cannot be compared.
    grouping
        Digest of the settings by which `mode: cluster` finds topics.
    seeded
        Names of the topics that the config requests.
    max_unassigned
        Maximum share of papers that a clustering leaves unassigned.
    """

    encoder: str = ""
    grouping: str = ""
    seeded: Sequence[str] = ()
    max_unassigned: float = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Placements:
    """The topics of n papers after placing the new ones.

    Attributes
    ----------
    topics
        Shape `(n,)`, int64: `UNASSIGNED` means none.
    grades
        Shape `(n,)`, text: `CORE`, `FRINGE` or `UNASSIGNED_NAME`.
    votes
        The votes of the neighbours: topics, confidences, runners-up, margins.
    far, between
        Shape `(n,)`, bool: new papers that do not fit, because they are too far from their topic,
        or between topics.
    """

    topics: Labels
    grades: Grades
    votes: Memberships
    far: Mask
    between: Mask


def run(
    inputs: Mapping[str, str],
    clusters_path: str | Path,
    history_folder: str | Path,
    settings: AssignSettings,
) -> None:
    """Read `papers` and `neighbours` of `inputs`, place new papers, write the clusters.

    Raises
    ------
    UserError
        If the history has no run.
    """
    papers = tables.read(tables.PAPERS, inputs["papers"])
    baseline = History(Path(history_folder)).assign_baseline(papers.paper_id.tolist())
    if baseline is None:
        raise UserError(
            f"mode: assign needs an archived run, but {history_folder} has none; run once with "
            "mode: cluster"
        )
    neighbours = Neighbours.read(inputs["neighbours"])
    assign(papers, neighbours, baseline, settings).write(clusters_path)


def assign(
    papers: pd.DataFrame, neighbours: Neighbours, baseline: Run, settings: AssignSettings
) -> Clusters:
    """Place the papers that an earlier run does not have into its topics.

    The papers of the run, also recognised by their aliases, keep their grade and their topic from
    before curation. Topics without any paper left disappear.

    Raises
    ------
    ValueError
        If the ids of papers and neighbours differ.
    """
    tables.check_same_ids(papers.paper_id, neighbours.paper_ids, "the neighbours")
    topic_ids = sorted({*baseline.papers.identified} - {""})
    topics, grades, new = _earlier_assignments(papers, baseline, topic_ids)
    placed = place_papers(neighbours, topics, grades, new)
    numbers = numbers_by_size(placed.topics, len(topic_ids))
    numbered = numbers[placed.topics]
    by_number = [topic_ids[topic] for topic in np.argsort(numbers[:-1]) if numbers[topic] >= 0]
    seeded = dict(zip(baseline.topics.topic_id, baseline.topics.seeded, strict=True))
    names = [seeded.get(topic_id, "") for topic_id in by_number]
    candidates = np.where(placed.topics == UNASSIGNED, placed.votes.topics, placed.votes.runners_up)
    in_topic = new & (placed.topics >= 0)
    masks = {"new": new, "placed": in_topic, "far": placed.far, "between": placed.between}
    counts = {name: int(mask.sum()) for name, mask in masks.items()}
    notes = (*_setting_notes(baseline, settings), *_misfit_notes(placed, counts, settings))
    for note in notes:
        logger.warning("%s", note)
    logger.info("%s", counts)
    return Clusters(
        paper_ids=neighbours.paper_ids,
        topics=numbered,
        grades=placed.grades,
        confidences=placed.votes.confidences,
        runners_up=numbers[candidates],
        margins=placed.votes.margins,
        stability=Stability(None, ()),
        min_topic_size=int(np.bincount(numbered[numbered >= 0], minlength=1).min()),
        engine=ENGINE,
        assigned=counts,
        seeded=tuple(name if name in settings.seeded else "" for name in names),
        notes=notes,
    )


def _earlier_assignments(
    papers: pd.DataFrame, baseline: Run, topic_ids: Sequence[str]
) -> tuple[Labels, Grades, Mask]:
    """Return the earlier topic and grade of each paper, and whether it is new."""
    rows = match_rows(baseline.papers, PaperIndex(papers))
    earlier, rows = baseline.papers[rows >= 0], rows[rows >= 0]
    numbers = {topic_id: number for number, topic_id in enumerate(topic_ids)} | {"": UNASSIGNED}
    topics = np.full(len(papers), UNASSIGNED)
    topics[rows] = earlier.identified.map(numbers)
    # The grade of a paper that curation moved into a topic does not count: it had no topic before.
    had_topic = (earlier.identified != "").to_numpy()
    grades = np.full(len(papers), UNASSIGNED_NAME)
    grades[rows[had_topic]] = earlier.grade[had_topic]
    new = np.full(len(papers), True)
    new[rows] = False
    return topics, grades, new


def _setting_notes(baseline: Run, settings: AssignSettings) -> Iterator[str]:
    """Yield notes on settings that differ from those of the earlier run."""
    if baseline.about.encoder != settings.encoder:
        yield (
            "the encoder has changed since the topics were found: all papers are compared by "
            "vectors of the new encoder; run with mode: cluster to find topics with it"
        )
    if baseline.about.grouping != settings.grouping:
        yield (
            "settings of this clustering have changed since its topics were found: they take "
            "effect with mode: cluster only"
        )


def _misfit_notes(
    placed: Placements, counts: Mapping[str, int], settings: AssignSettings
) -> Iterator[str]:
    """Yield notes on papers that do not fit, and advice to cluster again if they are many."""
    misfits = counts["far"] + counts["between"]
    if misfits:
        yield (
            f"{misfits} of {count_of(counts['new'], 'new paper')} not placed: {counts['far']} far "
            f"from all topics, {counts['between']} between topics"
        )
    unassigned = float((placed.topics == UNASSIGNED).mean()) if placed.topics.size else 0.0
    if misfits >= MIN_MISFITS and misfits > MAX_MISFIT_SHARE * counts["new"]:
        yield (
            f"more than {MAX_MISFIT_SHARE:.0%} of the new papers do not fit: run with "
            "mode: cluster, there may be new topics among them"
        )
    elif misfits and unassigned > settings.max_unassigned + MAX_EXTRA_UNASSIGNED:
        yield (
            f"{unassigned:.0%} of all papers are unassigned, but a clustering leaves at most "
            f"{settings.max_unassigned:.0%}: run with mode: cluster"
        )


def place_papers(neighbours: Neighbours, topics: Labels, grades: Grades, new: Mask) -> Placements:
    """Place new papers; the others keep their topics and grades.

    Of the neighbours of a new paper, the nearest `MAX_VOTERS` that have a topic vote for it, with
    their cosine similarity as weight (weighted k nearest neighbours: Dudani, "The
    distance-weighted k-nearest-neighbor rule", IEEE Transactions on Systems, Man, and Cybernetics
    6, 1976). The topic with most votes gets the paper, unless the paper is far from it
    (`_find_far`) or the confidence is below `MIN_CONFIDENCE`. Confidences are shares of the votes,
    reduced for papers far from all others as in `compute_memberships`.

    Parameters
    ----------
    neighbours
        The neighbourhood of the n papers.
    topics, grades
        Shape `(n,)`: those of the earlier papers; ignored for new papers.
    new
        Shape `(n,)`: which papers are new.
    """
    earlier = np.where(new, UNASSIGNED, topics)
    ties = _voting_ties(neighbours, earlier)
    votes = compute_memberships(earlier, ties, neighbours.distances, guesses=earlier)
    far = new & _find_far(neighbours, earlier, votes.topics)
    between = new & ~far & (votes.confidences < MIN_CONFIDENCE)
    fits = new & ~far & ~between
    new_grades = np.where(votes.confidences >= MIN_CORE_CONFIDENCE, CORE, FRINGE)
    return Placements(
        topics=np.where(fits, votes.topics, earlier),
        grades=np.where(fits, new_grades, np.where(new, UNASSIGNED_NAME, grades)),
        votes=votes,
        far=far,
        between=between,
    )


def _voting_ties(neighbours: Neighbours, earlier: Labels) -> csr_array:
    """Return the cosine similarities of each paper and the neighbours that vote on its topic."""
    n, k = neighbours.indices.shape
    rows, columns = np.repeat(np.arange(n), k - 1), neighbours.indices[:, 1:].ravel()
    similarities = np.maximum(1 - neighbours.distances[:, 1:].astype(np.float64), 0).ravel()
    has_topic = earlier[neighbours.indices[:, 1:]] >= 0
    voting = (has_topic & (np.cumsum(has_topic, axis=1) <= MAX_VOTERS)).ravel() & (similarities > 0)
    return csr_array((similarities[voting], (rows[voting], columns[voting])), shape=(n, n))


def _find_far(neighbours: Neighbours, earlier: Labels, topics: Labels) -> Mask:
    """Return whether each paper is farther from a topic than the topic's own papers usually are.

    The gap between a paper and a topic is its mean distance to the nearest papers of the topic, at
    most `GAP_NEIGHBOURS`, among its neighbours. A paper is far if its gap exceeds the median gap
    of the topic's own papers by more than `MAX_DEVIATIONS` robust standard deviations (of the gaps
    of all papers from the medians of their topics), or if no neighbour has the topic.

    Parameters
    ----------
    neighbours
        The neighbourhood of the n papers.
    earlier
        Shape `(n,)`: the topics of the earlier papers; `UNASSIGNED` for new papers.
    topics
        Shape `(n,)`: the topic to compare each paper with.
    """
    gaps = _gaps_to_topics(neighbours, earlier, topics)
    members = (earlier >= 0) & np.isfinite(gaps)
    if not members.any():
        return np.full(len(topics), True)
    medians = pd.Series(gaps[members]).groupby(earlier[members]).median()
    excess = gaps - medians.reindex(topics, fill_value=np.median(gaps[members])).to_numpy()
    return np.asarray(excess > MAX_DEVIATIONS * robust_sigma(excess[members]))


def _gaps_to_topics(neighbours: Neighbours, earlier: Labels, topics: Labels) -> Reals:
    """Return the gap between each paper and its topic; inf if no neighbour has the topic."""
    neighbour_topics = earlier[neighbours.indices[:, 1:]]
    in_topic = (neighbour_topics >= 0) & (neighbour_topics == topics[:, np.newaxis])
    nearest = in_topic & (np.cumsum(in_topic, axis=1) <= GAP_NEIGHBOURS)
    sums = np.where(nearest, neighbours.distances[:, 1:], 0).sum(axis=1, dtype=np.float64)
    counts = nearest.sum(axis=1)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.inf)
