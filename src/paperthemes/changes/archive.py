"""Conversion of the results of a run into the `Run` that `history/` keeps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Literal

import pandas as pd

from paperthemes import tables
from paperthemes.artifacts.clusters import Clusters
from paperthemes.artifacts.identities import Identities
from paperthemes.artifacts.nearest import NearestPapers
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
    nearest
        The nearest papers of each paper.
    clusters
        Clusters before curation.
    identities
        Permanent ids of the clusters.
    """

    papers: pd.DataFrame
    vectors: Vectors
    nearest: NearestPapers
    clusters: Clusters
    identities: Identities
    assignments: pd.DataFrame
    topics: pd.DataFrame
    map: pd.DataFrame

    @classmethod
    def read(cls, paths: Mapping[str, str]) -> "RunInputs":
        """Read the results from files.

        `paths` has the path of each, by name of the attribute; that of `nearest` is `neighbours`.
        """
        # These tables have the names of attributes: "papers", "assignments", "topics" and "map".
        frame_tables = (tables.PAPERS, tables.ASSIGNMENTS, tables.TOPICS, tables.MAP)
        return cls(
            vectors=Vectors.read(paths["vectors"]),
            nearest=NearestPapers.read(paths["neighbours"]),
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
    is_sample
        Whether they are the sample data.
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
    is_sample: bool = False
    encoder: str = ""
    naming: str = ""
    mode: Literal["cluster", "assign"] = "cluster"
    grouping: str = ""
    max_runs: int = 20
    baseline: int | None = None
    curation: Curation = field(default_factory=Curation)

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> "ChangesSettings":
        """Make settings from the params of the rule `changes`.

        `params["identify"]` has the params of the rule `identify`, among them the edits of
        `curation.yaml` for this clustering. Params that are no settings of this step are ignored.
        """
        values = {**params["identify"], **params}
        values["curation"] = Curation.of(values["curation"])
        return cls(**{setting.name: values[setting.name] for setting in fields(cls)})


def build_run(results: RunInputs, history: History, settings: ChangesSettings) -> Run:
    """Return the current run in the form in which `history/` keeps it.

    Its table of topics has the topics of the current run and, because no topic is ever forgotten,
    the topics that only earlier runs had.

    Raises
    ------
    ValueError
        If the assignments, the map or the clusters have other papers than `results.papers`, or
        another order of them.
    """
    identities = results.identities
    baseline = history.run_or_none(identities.baseline)
    topic_ids = tuple(match.topic_id for match in identities.matches)
    # With `mode: assign`, the topics are those of the baseline, and were found with its settings.
    topic_source = baseline if settings.mode == "assign" else None
    id_numbers = (int(topic_id.removeprefix("T")) for topic_id in topic_ids)  # 12 for `T0012`
    metadata = RunMetadata(
        number=identities.number,
        baseline=identities.baseline,
        mode=settings.mode,
        encoder=settings.encoder,
        naming=settings.naming,
        dumps=tuple(sorted(settings.dumps)),
        clusters_digest=identities.clusters_digest,
        topic_ids=topic_ids,
        grouping=settings.grouping if topic_source is None else topic_source.about.grouping,
        # The 0 is for a run without topics: `max` needs at least two values.
        last_number=max(history.registry().last_number, *id_numbers, 0),
    )
    earlier = topics_by_id(baseline)
    # A current topic replaces the earlier one of the same id. row[0] is the topic_id.
    topics = earlier | {row[0]: row for row in _topic_rows(results, earlier, settings.encoder)}
    known_topics = tables.make(tables.KNOWN_TOPICS, (topics[key] for key in sorted(topics)))
    return Run(metadata, _known_papers(results), known_topics)


def _known_papers(results: RunInputs) -> pd.DataFrame:
    """Return the papers of the run, with the columns of `tables.KNOWN_PAPERS`.

    `identified` is the topic_id of a paper before curation, `topic_id` that after curation. Each is
    empty if the paper is unassigned at that point.

    Raises
    ------
    ValueError
        If the assignments, the map or the clusters have other papers than `results.papers`, or
        another order of them.
    """
    papers, clusters = results.papers, results.clusters
    tables.check_same_ids(papers.paper_id, results.assignments.paper_id, "the assignments")
    tables.check_same_ids(papers.paper_id, results.map.paper_id, "the places on the map")
    tables.check_same_ids(papers.paper_id, clusters.paper_ids, "the clusters")
    tables.check_same_ids(papers.paper_id, results.nearest.paper_ids, "the neighbours")
    # The topic_id of each topic number. The "" at the end is for -1, which means unassigned.
    topic_ids = [*(match.topic_id for match in results.identities.matches), ""]
    return papers[["paper_id", "title", "aliases"]].assign(
        identified=[topic_ids[topic] for topic in clusters.topics],
        topic_id=results.assignments.topic_id,
        grade=clusters.grades,
        margin=results.assignments.margin,
        x=results.map.x,
        y=results.map.y,
    )


def _topic_rows(
    results: RunInputs, earlier_topics: Mapping[str, Any], encoder: str
) -> Iterator[tuple[Any, ...]]:
    """Yield one row of `tables.KNOWN_TOPICS` for each cluster before curation.

    A topic that curation has merged into another or has emptied is not in `results.topics`, and
    its `size` is 0. For other topics, `name` and `size` are those after curation. `own_name` is the
    name without curation:

    - For a topic that curation has renamed, merged or emptied, it is the `own_name` from earlier
      runs that the topic keeps; "" if there is none.
    - For any other topic, it is the current name; but "" for a seeded topic, because its name is
      the user's.

    A merged or emptied topic has its `own_name` as `name`; if that is "", its `name` in the
    baseline; and "" if the baseline does not have it either.

    Parameters
    ----------
    results
        Results of the current run.
    earlier_topics
        Topics of the baseline by topic_id, retired ones included.
    encoder
        Digest of the encoder of the vectors.
    """
    clusters, identities = results.clusters, results.identities
    centres = compute_centres(clusters, results.vectors)
    renamed_ids = {topic.topic_id for topic in identities.topics if topic.name_is_curated}
    current_topics = {topic.topic_id: topic for topic in tables.rows(results.topics)}
    for number, match in enumerate(identities.matches):
        topic_id = match.topic_id
        earlier, current = earlier_topics.get(topic_id), current_topics.get(topic_id)
        if current is None or topic_id in renamed_ids:  # merged, emptied or renamed by curation
            own_name = match.name
        else:
            own_name = "" if current.seeded else current.name
        yield (  # in the order of the columns
            topic_id,
            current.name if current else own_name or (earlier.name if earlier else ""),
            own_name,
            0 if current is None else current.size,
            identities.number if earlier is None else earlier.born,  # the run that first had it
            identities.number,  # the last run that had it
            clusters.paper_ids[clusters.topics == number].tolist(),  # before curation
            list(identities.terms[number]),
            centres[number],
            encoder,
            clusters.seeded_names[number],
        )
