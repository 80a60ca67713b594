"""Conversion of the results of a run into the `Run` that `history/` keeps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Literal

import pandas as pd

from paperthemes import tables
from paperthemes.artifacts.clusters import Clusters
from paperthemes.artifacts.identities import Identities
from paperthemes.artifacts.vectors import Vectors
from paperthemes.curation.edits import Curation
from paperthemes.history.run import Run, RunMetadata, topics_by_id
from paperthemes.history.store import History
from paperthemes.history.topic_content import compute_centres


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInputs:
    """The results of a run, all of the same n papers.

    Attributes
    ----------
    papers, assignments, topics, map
        Tables with the columns of `tables.PAPERS`, `tables.ASSIGNMENTS`, `tables.TOPICS` and
        `tables.MAP`.
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
        """Read the results from files; `paths` has the names of the attributes as keys."""
        frame_tables = (tables.PAPERS, tables.ASSIGNMENTS, tables.TOPICS, tables.MAP)
        return cls(
            vectors=Vectors.read(paths["vectors"]),
            clusters=Clusters.read(paths["clusters"]),
            identities=Identities.read(paths["identities"]),
            **{table.name: tables.read(table, paths[table.name]) for table in frame_tables},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesSettings:
    """Settings of the step.

    Attributes
    ----------
    clustering
        Name of the clustering.
    dumps
        Names of the dumps of this run.
    encoder
        Digest of the encoder, its settings and its model; empty if the vectors of two corpora
        cannot be compared.
    naming
        Language model that named the topics; empty for none.
    mode
        Whether topics were found anew (`cluster`) or are those of the baseline (`assign`).
    grouping
        Digest of the settings with which `mode: cluster` finds topics.
    max_runs
        Number of runs to keep.
    baseline
        Number of the run to compare with; `None` for the previous run.
    curation
        The user's edits of the topics.
    """

    clustering: str
    dumps: Sequence[str]
    encoder: str = ""
    naming: str = ""
    mode: Literal["cluster", "assign"] = "cluster"
    grouping: str = ""
    max_runs: int = 20
    baseline: int | None = None
    curation: Curation = field(default_factory=Curation)

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> "ChangesSettings":
        """Make settings from the params of the rule.

        `params["identify"]` has the params of step identify, where curation is as in
        `curation.yaml`. If both have a param, that of this rule counts.
        """
        values = {**params["identify"], **params}
        values["curation"] = Curation.of(values["curation"])
        return cls(**{setting.name: values[setting.name] for setting in fields(cls)})


def build_run(results: RunInputs, history: History, settings: ChangesSettings) -> Run:
    """Return the current run as the history keeps it.

    Its topics are those of the current run and those that only the baseline has.

    Raises
    ------
    ValueError
        If the results do not all have the same papers.
    """
    identities = results.identities
    baseline = history.baseline(identities.baseline)
    topic_ids = tuple(match.topic_id for match in identities.matches)
    assigned_to = baseline if settings.mode == "assign" else None  # the run that found the topics
    id_numbers = (int(topic_id.removeprefix("T")) for topic_id in topic_ids)  # 12 for `T0012`
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
        last_number=max(history.registry().last_number, *id_numbers, 0),
    )
    earlier = topics_by_id(baseline)
    topics = earlier | {row[0]: row for row in _topic_rows(results, earlier, settings.encoder)}
    known_topics = tables.make(tables.KNOWN_TOPICS, (topics[key] for key in sorted(topics)))
    return Run(about, _known_papers(results), known_topics)


def _known_papers(results: RunInputs) -> pd.DataFrame:
    """Return the papers of the run, with the columns of `tables.KNOWN_PAPERS`.

    `identified` is the topic of a paper before curation, `topic_id` the topic after it.
    """
    papers, clusters = results.papers, results.clusters
    tables.check_same_ids(papers.paper_id, results.assignments.paper_id, "the assignments")
    tables.check_same_ids(papers.paper_id, results.map.paper_id, "the places on the map")
    tables.check_same_ids(papers.paper_id, clusters.paper_ids, "the clusters")
    topic_ids = [*(match.topic_id for match in results.identities.matches), ""]  # [-1]: unassigned
    return papers[["paper_id", "title", "aliases"]].assign(
        identified=[topic_ids[topic] for topic in clusters.topics],
        topic_id=results.assignments.topic_id,
        grade=clusters.grades,
        x=results.map.x,
        y=results.map.y,
    )


def _topic_rows(
    results: RunInputs, earlier: Mapping[str, Any], encoder: str
) -> Iterator[tuple[Any, ...]]:
    """Yield one row of `tables.KNOWN_TOPICS` for each cluster before curation.

    A topic that curation has merged or emptied has no row in `results.topics`: its size is 0, and
    it keeps the name that it had. `own_name` is the name before curation. It is empty for a seeded
    topic, because the name of a seeded topic is the user's.

    Parameters
    ----------
    results
        Results of the current run.
    earlier
        Topics of the baseline by topic_id, retired ones included.
    encoder
        Encoder of the vectors.
    """
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
            clusters.seeded_names[number],
        )
