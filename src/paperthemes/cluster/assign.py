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
from paperthemes.cluster import membership
from paperthemes.cluster.labels import Grades, Labels, Mask, Reals
from paperthemes.errors import UserError
from paperthemes.history.run import PaperIndex, Run, match_rows
from paperthemes.history.store import History
from paperthemes.tables import UNASSIGNED, UNASSIGNED_NAME
from paperthemes.text.plurals import count_of

logger = logging.getLogger(__name__)

ENGINE = "assign"  # name of the engine in the metrics
# Of new papers from the same fields as the earlier ones, 10 to 20 % do not fit
# (benchmarks/results/reruns_assign.md). A much larger share suggests new fields.
MAX_MISFIT_SHARE = 0.3
MIN_MISFITS = 5  # a new clustering is not worthwhile for fewer papers
MAX_EXTRA_UNASSIGNED = 0.05  # share of all papers, in addition to `max_unassigned`
# docs/reruns.md, "Placing new papers only"; measured in benchmarks/results/reruns_assign.md.
MAX_DEVIATIONS = 3.0  # a paper is far if its gap is more robust standard deviations above typical
MIN_CONFIDENCE = 0.45  # a new paper with a lower confidence is between topics
MAX_VOTERS = 20  # the nearest neighbours with a topic, which vote on the topic of a new paper
GAP_NEIGHBOURS = 3  # nearest papers of a topic, whose mean distance is the gap to the topic


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignSettings:
    """Settings of `mode: assign`.

    Attributes
    ----------
    encoder
        Digest of the encoder; empty if the vectors of two corpora cannot be compared.
    grouping
        Digest of the settings with which `mode: cluster` finds topics.
    seeded
        Names of the topics that the config requests.
    max_unassigned
        Largest share of papers that a clustering leaves unassigned, 0 to 1.
    """

    encoder: str = ""
    grouping: str = ""
    seeded: Sequence[str] = ()
    max_unassigned: float = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Placements:
    """The topics of n papers after new papers have been placed.

    Attributes
    ----------
    topics
        Shape `(n,)`, int64: `UNASSIGNED` means none.
    grades
        Shape `(n,)`, text: `CORE`, `FRINGE` or `UNASSIGNED_NAME`.
    votes
        Memberships according to the votes of each paper's neighbours.
    far
        Shape `(n,)`, bool: new papers that do not fit, because their best topic is far.
    between
        Shape `(n,)`, bool: new papers that do not fit, because they are between topics.
    """

    topics: Labels
    grades: Grades
    votes: membership.Memberships
    far: Mask
    between: Mask


def run(
    inputs: Mapping[str, str],
    clusters_path: str | Path,
    history_folder: str | Path,
    settings: AssignSettings,
) -> None:
    """Read `papers` and `neighbours` of `inputs`, place new papers, and write the clusters.

    Raises
    ------
    UserError
        If the history has no run or is damaged.
    """
    papers = tables.read(tables.PAPERS, inputs["papers"])
    baseline = History(Path(history_folder)).baseline_for_placement(papers.paper_id.tolist())
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
    """Place new papers into the topics of an earlier run, and return the clusters of all papers.

    A paper of the earlier run, recognised by its id or an alias, keeps its grade and the topic that
    it had before curation, or stays unassigned. Topics get new numbers by size; a topic without
    papers is left out. `min_topic_size` of the result is the size of the smallest topic.

    Raises
    ------
    ValueError
        If the ids of papers and neighbours differ, or their order.
    """
    tables.check_same_ids(papers.paper_id, neighbours.paper_ids, "the neighbours")
    topic_ids = sorted({*baseline.papers.identified} - {""})  # "": papers without a topic
    topics, grades, is_new = _earlier_assignments(papers, baseline, topic_ids)
    placements = place_papers(neighbours, topics, grades, is_new)
    votes, is_unassigned = placements.votes, placements.topics == UNASSIGNED
    # The new number of each topic, -1 for an empty one. A last entry, -1, is for unassigned papers.
    numbers = numbers_by_size(placements.topics, len(topic_ids))
    numbered = numbers[placements.topics]  # the new number of each paper's topic
    # The ids of topics, in the order of their new numbers.
    ids_by_number = [topic_ids[topic] for topic in np.argsort(numbers[:-1]) if numbers[topic] >= 0]
    seeded_name_by_id = dict(zip(baseline.topics.topic_id, baseline.topics.seeded, strict=True))
    names = [seeded_name_by_id.get(topic_id, "") for topic_id in ids_by_number]
    runners_up = np.where(is_unassigned, votes.topics, votes.runners_up)  # or the best candidate
    far, between, is_placed = placements.far, placements.between, is_new & ~is_unassigned
    masks = {"new": is_new, "placed": is_placed, "far": far, "between": between}
    counts = {name: int(mask.sum()) for name, mask in masks.items()}
    notes = (*_setting_notes(baseline, settings), *_misfit_notes(placements, counts, settings))
    for note in notes:
        logger.warning("%s", note)
    logger.info("%s", counts)
    return Clusters(
        paper_ids=neighbours.paper_ids,
        topics=numbered,
        grades=placements.grades,
        confidences=votes.confidences,
        runners_up=numbers[runners_up],
        margins=np.minimum(votes.margins, votes.confidences),
        stability=Stability(None, ()),
        min_topic_size=int(np.bincount(numbered[numbered >= 0], minlength=1).min()),
        engine=ENGINE,
        assigned=counts,
        seeded_names=tuple(name if name in settings.seeded else "" for name in names),
        notes=notes,
    )


def _earlier_assignments(
    papers: pd.DataFrame, baseline: Run, topic_ids: Sequence[str]
) -> tuple[Labels, Grades, Mask]:
    """Return each paper's topic and grade in the earlier run, and whether the paper is new.

    The topic is that before curation, as an index into `topic_ids`. New papers are unassigned.
    """
    rows = match_rows(baseline.papers, PaperIndex(papers))  # -1: no longer in the corpus
    earlier, rows = baseline.papers[rows >= 0], rows[rows >= 0]
    index_by_id = {topic_id: index for index, topic_id in enumerate(topic_ids)} | {"": UNASSIGNED}
    topics = np.full(len(papers), UNASSIGNED)
    topics[rows] = earlier.identified.map(index_by_id)
    # Papers that have no topic before curation keep the grade `UNASSIGNED_NAME`.
    had_topic = (earlier.identified != "").to_numpy()
    grades = np.full(len(papers), UNASSIGNED_NAME)
    grades[rows[had_topic]] = earlier.grade[had_topic]
    is_new = ~membership.find_papers_without_topic(papers)  # those stay unassigned
    is_new[rows] = False
    return topics, grades, is_new


def _setting_notes(baseline: Run, settings: AssignSettings) -> Iterator[str]:
    """Yield a note if the encoder differs from the earlier run's, and one if the settings do."""
    if baseline.about.encoder != settings.encoder:
        yield (
            "the encoder has changed since the topics were found: all papers are compared by "
            "vectors of the new encoder; run with mode: cluster to find topics with it"
        )
    if baseline.about.grouping != settings.grouping:
        yield (
            "settings of this clustering have changed since its topics were found: they take "
            "effect only with mode: cluster"
        )


def _misfit_notes(
    placements: Placements, counts: Mapping[str, int], settings: AssignSettings
) -> Iterator[str]:
    """Yield a note on new papers that do not fit, and one if a new clustering is advisable.

    `counts` has the numbers of papers that are `new`, `far` and `between`.
    """
    misfit_count = counts["far"] + counts["between"]
    if misfit_count:
        yield (
            f"{misfit_count} of {count_of(counts['new'], 'new paper')} could not be placed: "
            f"{counts['far']} far from all topics, {counts['between']} between topics"
        )
    unassigned_share = float((placements.topics < 0).mean()) if len(placements.topics) else 0.0
    if misfit_count >= MIN_MISFITS and misfit_count > MAX_MISFIT_SHARE * counts["new"]:
        yield (
            f"more than {MAX_MISFIT_SHARE:.0%} of the new papers do not fit: run with "
            "mode: cluster, because some may form new topics"
        )
    elif misfit_count and unassigned_share > settings.max_unassigned + MAX_EXTRA_UNASSIGNED:
        yield (
            f"{unassigned_share:.0%} of all papers are unassigned, but a clustering leaves at most "
            f"{settings.max_unassigned:.0%}: run with mode: cluster"
        )


def place_papers(
    neighbours: Neighbours, topics: Labels, grades: Grades, is_new: Mask
) -> Placements:
    """Place new papers by a vote of their neighbours; earlier papers keep topic and grade.

    The neighbours that are earlier papers with a topic vote for this topic, weighted by cosine
    similarity; the nearest `MAX_VOTERS` of them count (Dudani, IEEE Transactions on Systems, Man,
    and Cybernetics 6, 1976). A new paper gets the topic with most votes, and is core or fringe by
    its confidence: the topic's share of the votes, reduced for papers far from all others. It stays
    unassigned if it is far from the topic (`_find_far_papers`), or if its confidence is below
    `MIN_CONFIDENCE`.

    `topics` and `grades` are those of earlier papers; their entries for new papers are ignored. All
    arrays have shape `(n,)`.
    """
    earlier = np.where(is_new, UNASSIGNED, topics)
    weights = _voting_weights(neighbours, earlier)
    # No guesses: a new paper without votes stays unassigned.
    votes = membership.compute_memberships(earlier, weights, neighbours.distances, guesses=earlier)
    far = is_new & _find_far_papers(neighbours, earlier, votes.topics)
    between = is_new & ~far & (votes.confidences < MIN_CONFIDENCE)
    fits = is_new & ~far & ~between
    new_grades = np.where(votes.confidences >= membership.MIN_CORE_CONFIDENCE, CORE, FRINGE)
    return Placements(
        topics=np.where(fits, votes.topics, earlier),
        grades=np.where(fits, new_grades, np.where(is_new, UNASSIGNED_NAME, grades)),
        votes=votes,
        far=far,
        between=between,
    )


def _voting_weights(neighbours: Neighbours, earlier: Labels) -> csr_array:
    """Return the cosine similarity of each paper to the neighbours that vote, shape `(n, n)`.

    `earlier` has the topics of earlier papers, and `UNASSIGNED` for new ones. Of the neighbours
    with a topic, the nearest `MAX_VOTERS` vote if their similarity is above 0. Other entries are 0.
    """
    n, k = neighbours.indices.shape  # the first of the k neighbours is the paper itself
    rows, columns = np.repeat(np.arange(n), k - 1), neighbours.indices[:, 1:].ravel()
    similarities = np.maximum(1 - neighbours.distances[:, 1:].astype(np.float64), 0).ravel()
    has_topic = earlier[neighbours.indices[:, 1:]] >= 0
    # Neighbours are sorted by distance, so the cumulative sum counts the nearest ones with a topic.
    voting = (has_topic & (np.cumsum(has_topic, axis=1) <= MAX_VOTERS)).ravel() & (similarities > 0)
    return csr_array((similarities[voting], (rows[voting], columns[voting])), shape=(n, n))


def _find_far_papers(neighbours: Neighbours, earlier: Labels, topics: Labels) -> Mask:
    """Return whether each paper is farther from a topic than the topic's own papers usually are.

    A paper is far if its gap to the topic (`_gaps_to_topics`) is infinite, or exceeds the median
    gap of the topic's earlier papers by more than `MAX_DEVIATIONS` robust standard deviations. This
    deviation is that of the gaps of all earlier papers, each minus the median gap of its topic.
    Infinite gaps of earlier papers do not count; if no gap is left, all papers are far.

    `earlier` has the topics of earlier papers, and `UNASSIGNED` for new ones. `topics` has the
    topic to compare each paper with: its own for an earlier paper with a topic. All arrays have
    shape `(n,)`.
    """
    gaps = _gaps_to_topics(neighbours, earlier, topics)
    members = (earlier >= 0) & np.isfinite(gaps)  # earlier papers with a finite gap
    if not members.any():
        return np.full(len(topics), True)
    medians = pd.Series(gaps[members]).groupby(earlier[members]).median()
    # For a topic whose earlier papers have no finite gap, the median over all topics is used.
    excess = gaps - medians.reindex(topics, fill_value=np.median(gaps[members])).to_numpy()
    return np.asarray(excess > MAX_DEVIATIONS * membership.robust_sigma(excess[members]))


def _gaps_to_topics(neighbours: Neighbours, earlier: Labels, topics: Labels) -> Reals:
    """Return the gap between each paper and its topic in `topics`, which may be a candidate.

    It is the mean distance to the nearest `GAP_NEIGHBOURS` neighbours that have the topic in
    `earlier`, or to fewer if there are fewer; infinite if there is none.
    """
    neighbour_topics = earlier[neighbours.indices[:, 1:]]  # without the paper itself
    in_topic = (neighbour_topics >= 0) & (neighbour_topics == topics[:, np.newaxis])
    nearest = in_topic & (np.cumsum(in_topic, axis=1) <= GAP_NEIGHBOURS)  # columns: by distance
    sums = np.where(nearest, neighbours.distances[:, 1:], 0).sum(axis=1, dtype=np.float64)
    counts = nearest.sum(axis=1)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.inf)
