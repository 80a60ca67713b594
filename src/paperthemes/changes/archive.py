"""Archiving of a finished run in `history/`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from paperthemes import tables
from paperthemes.artifacts.clusters import Clusters
from paperthemes.artifacts.identities import Identities
from paperthemes.artifacts.vectors import Vectors
from paperthemes.history.run import Run, RunMetadata, topics_by_id
from paperthemes.history.store import History
from paperthemes.history.topic_content import compute_centres


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInputs:
    """The results of a run, all of the same n papers.

    Attributes
    ----------
    papers, assignments, topics, map
        A `tables.PAPERS`, `tables.ASSIGNMENTS`, `tables.TOPICS` and `tables.MAP`.
    vectors
        Vectors of the papers.
    clusters
        Clusters before curation.
    identities
        Permanent ids of the clusters.
    """

    papers: pd.DataFrame
    vectors: Vectors
    clusters: Clusters
    identities: Identities
    assignments: pd.DataFrame
    topics: pd.DataFrame
    map: pd.DataFrame

    @classmethod
    def read(cls, paths: Mapping[str, str]) -> "RunInputs":
        """Read the results from files, given by the names of the attributes."""
        return cls(
            papers=tables.read(tables.PAPERS, paths["papers"]),
            vectors=Vectors.read(paths["vectors"]),
            clusters=Clusters.read(paths["clusters"]),
            identities=Identities.read(paths["identities"]),
            assignments=tables.read(tables.ASSIGNMENTS, paths["assignments"]),
            topics=tables.read(tables.TOPICS, paths["topics"]),
            map=tables.read(tables.MAP, paths["map"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSettings:
    """Settings of the archive.

    Attributes
    ----------
    dumps
        Names of the dumps of this run.
    encoder
        Encoder of the vectors; empty if vectors of two corpora cannot be compared.
    naming
        Language model that named the topics; empty for none.
    mode
        Whether topics were found anew (`cluster`) or are those of the baseline (`assign`).
    grouping
        Digest of the settings that topics are found with.
    max_runs
        Number of runs to keep.
    protected
        Name of an earlier run to keep whatever its age; empty for none.
    """

    dumps: Sequence[str]
    encoder: str = ""
    naming: str = ""
    mode: Literal["cluster", "assign"] = "cluster"
    grouping: str = ""
    max_runs: int = 20
    protected: str = ""


def archive_run(results: RunInputs, history: History, settings: ArchiveSettings) -> str:
    """Archive a run and return its name (see `History.archive`).

    Raises
    ------
    ValueError
        If the results are not all of the same papers.
    UserError
        If the history is damaged, or another run was archived meanwhile.
    """
    run = build_run(results, history, settings)
    return history.archive(run, max_runs=settings.max_runs, protected=settings.protected)


def build_run(results: RunInputs, history: History, settings: ArchiveSettings) -> Run:
    """Collect what the history keeps of a run.

    Raises
    ------
    ValueError
        If the results are not all of the same papers.
    """
    identities = results.identities
    baseline = history.baseline(identities.baseline)
    topic_ids = tuple(match.topic_id for match in identities.matches)
    assigned_to = baseline if settings.mode == "assign" else None
    about = RunMetadata(
        number=identities.number,
        baseline=identities.baseline,
        mode=settings.mode,
        encoder=settings.encoder,
        naming=settings.naming,
        dumps=tuple(sorted(settings.dumps)),
        clusters_digest=identities.clusters_digest,
        topic_ids=topic_ids,
        grouping=settings.grouping if assigned_to is None else assigned_to.about.grouping,
        last_number=max(history.registry().last_number, *(int(name[1:]) for name in topic_ids), 0),
    )
    earlier = topics_by_id(baseline)
    topics = earlier | {row[0]: row for row in _topic_rows(results, earlier, settings.encoder)}
    return Run(
        about,
        tables.make(tables.KNOWN_PAPERS, _paper_rows(results)),
        tables.make(tables.KNOWN_TOPICS, (topics[topic_id] for topic_id in sorted(topics))),
    )


def _paper_rows(results: RunInputs) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a `tables.KNOWN_PAPERS`."""
    papers, clusters = results.papers, results.clusters
    tables.check_same_ids(papers.paper_id, results.assignments.paper_id, "the assignments")
    tables.check_same_ids(papers.paper_id, results.map.paper_id, "the places on the map")
    tables.check_same_ids(papers.paper_id, clusters.paper_ids, "the clusters")
    topic_ids = [*(match.topic_id for match in results.identities.matches), ""]  # -1: unassigned
    return zip(
        papers.paper_id,
        papers.title,
        papers.aliases,
        [topic_ids[topic] for topic in clusters.topics],
        results.assignments.topic_id,
        clusters.grades,
        results.map.x,
        results.map.y,
        strict=True,
    )


def _topic_rows(
    results: RunInputs, earlier: Mapping[str, Any], encoder: str
) -> Iterator[tuple[Any, ...]]:
    """Yield the clusters as rows of a `tables.KNOWN_TOPICS`."""
    clusters, identities = results.clusters, results.identities
    centres = compute_centres(clusters, results.vectors)
    curated = {topic.topic_id for topic in identities.topics if topic.name_is_curated}
    described = {row.topic_id: row for row in tables.rows(results.topics)}
    for number, match in enumerate(identities.matches):
        topic_id = match.topic_id
        before, row = earlier.get(topic_id), described.get(topic_id)
        if row is None:  # merged or emptied by curation
            name, own_name = match.name or getattr(before, "name", ""), match.name
        else:
            name = row.name
            own_name = match.name if topic_id in curated else "" if row.seeded else row.name
        yield (
            topic_id,
            name,
            own_name,
            0 if row is None else row.size,
            identities.number if before is None else before.born,
            identities.number,
            clusters.paper_ids[clusters.topics == number].tolist(),
            list(identities.terms[number]),
            centres[number],
            encoder,
            clusters.seeded[number],
        )
