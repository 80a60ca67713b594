"""A run is accepted: its papers and topics go into the history."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from paperthemes import tables
from paperthemes.cluster.partition import Partition
from paperthemes.embed.vectors import Vectors
from paperthemes.files import write_json
from paperthemes.identify.content import centres_of
from paperthemes.identify.curation import Curation
from paperthemes.identify.history import History
from paperthemes.identify.identities import Identified
from paperthemes.identify.run import About, Run
from paperthemes.identify.settings import IdentifySettings


@dataclass(frozen=True, slots=True)
class Results:
    """What a run has made; paths of its files.

    `partition` is what was found, before curation.
    """

    papers: str
    vectors: str
    partition: str
    identities: str
    assignments: str
    topics: str
    map: str


def record(
    results: Results,
    recorded: str | Path,
    folder: str | Path,
    settings: IdentifySettings,
    *,
    dumps: Sequence[str],
    key: str,
    kept: int,
) -> None:
    """Put a run into the history, and write its name there.

    Parameters
    ----------
    results
        What it has made.
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
    """
    history = History(Path(folder))
    identities = Identified.read(results.identities)
    baseline = history.run(identities.baseline) if identities.baseline else None
    run = Run(
        About(
            identities.number,
            identities.baseline,
            settings.encoder,
            settings.naming,
            tuple(sorted(dumps)),
            identities.partition,
            tuple(one.topic_id for one in identities.found),
            _grouping(settings, baseline),
        ),
        _papers(results, identities),
        _topics(results, identities, settings.curation, baseline),
    )
    write_json(recorded, {"run": history.record(run, key, kept)})


def _grouping(settings: IdentifySettings, baseline: Run | None) -> str:
    """Return what topics were found by; they may be those of the run before."""
    if settings.mode == "assign" and baseline is not None:
        return baseline.about.grouping
    return settings.grouping


def _papers(results: Results, identities: Identified) -> pd.DataFrame:
    papers = tables.read(tables.PAPERS, results.papers)
    assignments = tables.read(tables.ASSIGNMENTS, results.assignments)
    places = tables.read(tables.MAP, results.map)
    found = Partition.read(results.partition)
    for ids, what in (
        (assignments.paper_id, "the assignments"),
        (places.paper_id, "the places on the map"),
        (found.paper_ids, "the topics"),
    ):
        tables.check_same_ids(papers.paper_id, ids, what)
    return tables.make(
        tables.KNOWN_PAPERS,
        zip(
            papers.paper_id,
            papers.title,
            papers.aliases,
            ["" if topic < 0 else identities.found[topic].topic_id for topic in found.topics],
            assignments.topic_id,
            assignments.grade,
            places.x,
            places.y,
            strict=True,
        ),
    )


def _topics(
    results: Results, identities: Identified, curation: Curation, baseline: Run | None
) -> pd.DataFrame:
    """Return all topics that there ever were, a `tables.KNOWN_TOPICS`."""
    earlier = (
        {} if baseline is None else {row.topic_id: row for row in tables.rows(baseline.topics)}
    )
    found = {row[0]: row for row in _found(results, identities, curation, earlier)}
    retired = [tuple(row) for topic_id, row in earlier.items() if topic_id not in found]
    return tables.make(tables.KNOWN_TOPICS, sorted([*found.values(), *retired]))


def _found(
    results: Results, identities: Identified, curation: Curation, earlier: Mapping[str, Any]
) -> Iterator[tuple[Any, ...]]:
    partition = Partition.read(results.partition)
    centres = centres_of(partition, Vectors.read(results.vectors))
    topics = tables.read(tables.TOPICS, results.topics)
    shown = {row.topic_id: row for row in tables.rows(topics)}
    for number, (one, terms) in enumerate(zip(identities.found, identities.terms, strict=True)):
        before, row = earlier.get(one.topic_id), shown.get(one.topic_id)
        edit = curation.topics.get(one.topic_id)
        renamed = edit is not None and bool(edit.name)
        own = one.name if row is None or renamed else "" if row.seeded else row.name
        yield (
            one.topic_id,
            row.name if row is not None else one.name or getattr(before, "name", ""),
            own,
            0 if row is None else row.size,
            identities.number if before is None else before.born,
            identities.number,
            partition.paper_ids[partition.topics == number].tolist(),
            list(terms),
            centres[number].tolist(),
        )
