"""A run is accepted: its papers and topics go into the history."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from paperthemes import tables
from paperthemes.artifacts.clusters import Clusters
from paperthemes.artifacts.identities import Identities
from paperthemes.artifacts.vectors import Vectors
from paperthemes.curation.edits import Curation
from paperthemes.files import write_json
from paperthemes.history.run import Run, RunMetadata
from paperthemes.history.store import History, number_of
from paperthemes.identify.content import centres_of
from paperthemes.identify.settings import IdentifySettings


@dataclass(frozen=True, slots=True)
class Results:
    """What a run has made, all of the same papers.

    Attributes
    ----------
    papers, assignments, topics, map
        A `tables.PAPERS`, `tables.ASSIGNMENTS`, `tables.TOPICS` and `tables.MAP`.
    vectors
        The papers' vectors.
    found
        The topics that were found, before curation.
    identities
        Who these are.
    """

    papers: pd.DataFrame
    vectors: Vectors
    found: Clusters
    identities: Identities
    assignments: pd.DataFrame
    topics: pd.DataFrame
    map: pd.DataFrame


def run_of(
    results: Results,
    settings: IdentifySettings,
    dumps: Sequence[str],
    baseline: Run | None,
    last_number: int = 0,
) -> Run:
    """Gather what is kept of a run.

    Parameters
    ----------
    results
        What it has made.
    settings
        How its topics were identified.
    dumps
        The names of its dumps.
    baseline
        The run that they were compared with.
    last_number
        The largest number that an id of an earlier run has had.

    Raises
    ------
    ValueError
        If the results are not all of the same papers.
    """
    identities = results.identities
    about = RunMetadata(
        identities.number,
        identities.baseline,
        settings.encoder,
        settings.naming,
        tuple(sorted(dumps)),
        identities.partition,
        tuple(one.topic_id for one in identities.found),
        _grouping(settings, baseline),
        max(last_number, *(number_of(one.topic_id) for one in identities.found), 0),
    )
    known = () if baseline is None else tables.rows(baseline.topics)
    earlier = {row.topic_id: row for row in known}
    found = {row[0]: row for row in _topics(results, settings, earlier)}
    retired = [tuple(row) for topic_id, row in earlier.items() if topic_id not in found]
    topics = tables.make(tables.KNOWN_TOPICS, sorted([*found.values(), *retired]))
    return Run(about, _papers(results), topics)


def record(
    sources: Mapping[str, str],
    recorded: str | Path,
    folder: str | Path,
    settings: IdentifySettings,
    *,
    dumps: Sequence[str],
    key: str,
    kept: int,
    spared: str,
) -> None:
    """Put a run into the history, and write its name there.

    Parameters
    ----------
    sources
        Paths of the `Results`: `papers`, `vectors`, `found`, `identities`, `assignments`, `topics`
        and `map`.
    recorded
        The file to write: JSON, the `run`.
    folder
        The history of the clustering.
    settings
        How its topics were identified.
    dumps
        The names of its dumps.
    key
        Digest of what it was made from.
    kept
        How many runs are kept in full.
    spared
        The name of a run that is kept whatever its age; empty for none.
    """
    results = Results(
        tables.read(tables.PAPERS, sources["papers"]),
        Vectors.read(sources["vectors"]),
        Clusters.read(sources["found"]),
        Identities.read(sources["identities"]),
        tables.read(tables.ASSIGNMENTS, sources["assignments"]),
        tables.read(tables.TOPICS, sources["topics"]),
        tables.read(tables.MAP, sources["map"]),
    )
    history = History(Path(folder))
    baseline = history.baseline(results.identities.baseline)
    run = run_of(results, settings, dumps, baseline, history.registry().last_number)
    write_json(recorded, {"run": history.record(run, key, kept, spared=spared)})


def _grouping(settings: IdentifySettings, baseline: Run | None) -> str:
    """Return what topics were found by; they may be those of the run before."""
    if settings.mode == "assign" and baseline is not None:
        return baseline.about.grouping
    return settings.grouping


def _papers(results: Results) -> pd.DataFrame:
    papers, found = results.papers, results.identities.found
    for ids, what in (
        (results.assignments.paper_id, "the assignments"),
        (results.map.paper_id, "the places on the map"),
        (results.found.paper_ids, "the topics"),
    ):
        tables.check_same_ids(papers.paper_id, ids, what)
    topics = results.found.topics.tolist()
    return tables.make(
        tables.KNOWN_PAPERS,
        zip(
            papers.paper_id,
            papers.title,
            papers.aliases,
            ["" if topic < 0 else found[topic].topic_id for topic in topics],
            results.assignments.topic_id,
            results.found.grades,
            results.map.x,
            results.map.y,
            strict=True,
        ),
    )


def _topics(
    results: Results, settings: IdentifySettings, earlier: Mapping[str, Any]
) -> Iterator[tuple[Any, ...]]:
    """Yield the topics that were found, as rows of a `tables.KNOWN_TOPICS`."""
    found, number = results.found, results.identities.number
    centres = centres_of(found, results.vectors)
    shown = {row.topic_id: row for row in tables.rows(results.topics)}
    both = zip(results.identities.found, results.identities.terms, strict=True)
    for topic, (one, terms) in enumerate(both):
        before, row = earlier.get(one.topic_id), shown.get(one.topic_id)
        edit = settings.curation.topics.get(one.topic_id)
        renamed = edit is not None and bool(edit.name)
        yield (
            one.topic_id,
            row.name if row is not None else one.name or getattr(before, "name", ""),
            one.name if row is None or renamed else "" if row.seeded else row.name,
            0 if row is None else row.size,
            number if before is None else before.born,
            number,
            found.paper_ids[found.topics == topic].tolist(),
            list(terms),
            centres[topic],
            settings.encoder,
            found.seeded[topic],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSettings:
    """Settings that are archived with a run, and how many runs are kept."""

    encoder: str = ""
    naming: str = ""
    mode: Literal["cluster", "assign"] = "cluster"
    grouping: str = ""
    dumps: Sequence[str] = ()
    curation: Curation = field(default_factory=Curation)
    max_runs: int = 20
    protected: str = ""


def archive_run(results: Results, history: History, settings: ArchiveSettings) -> str:
    """Archive a run in `history/` and return its name."""
    identify_settings = IdentifySettings(
        encoder=settings.encoder,
        naming=settings.naming,
        curation=settings.curation,
        mode=settings.mode,
        grouping=settings.grouping,
    )
    baseline = history.baseline(results.identities.baseline)
    last_number = history.registry().last_number
    run = run_of(results, identify_settings, settings.dumps, baseline, last_number)
    return history.record(run, run.about.partition, settings.max_runs, spared=settings.protected)
