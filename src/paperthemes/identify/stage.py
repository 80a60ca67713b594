"""The stage itself: the topics that were found get ids that last, and what readers want of them."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from paperthemes import tables
from paperthemes.cluster.neighbours import Neighbours
from paperthemes.cluster.partition import Partition
from paperthemes.describe.vocabulary import Vocabulary
from paperthemes.embed.vectors import Vectors
from paperthemes.files import read_json, write_json
from paperthemes.identify.content import centres_of, telling_terms
from paperthemes.identify.curation import Curation, curate
from paperthemes.identify.history import History
from paperthemes.identify.identities import (
    Identified,
    Identity,
    Shown,
    carried,
    digest_of,
    identify,
)
from paperthemes.identify.papers import PaperIndex, rows_of
from paperthemes.identify.run import Run
from paperthemes.identify.settings import IdentifySettings
from paperthemes.identify.steady import as_table, grown_map, steady_map

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Corpus:
    """What the stage reads of n papers, all in the same order.

    Attributes
    ----------
    papers
        A `tables.PAPERS`.
    vectors, neighbours, found, vocabulary
        Theirs.
    metrics
        What the stage `cluster` tells.
    """

    papers: pd.DataFrame
    vectors: Vectors
    neighbours: Neighbours
    found: Partition
    vocabulary: Vocabulary
    metrics: dict[str, Any]


def identified(
    corpus: Corpus, history: History, baseline: Run | None, settings: IdentifySettings
) -> tuple[Identified, Partition]:
    """Give topics their ids and names, and do what curation says.

    Parameters
    ----------
    corpus
        The papers and their topics.
    history
        The runs so far; nothing is written there.
    baseline
        The run that `settings` names.
    settings
        What to go on from, and what readers want.
    """
    registry, digest = history.registry(), digest_of(corpus.found)
    before = history.of_partition(digest)
    notes: list[str] = []
    if baseline is not None and settings.mode == "assign":
        found, terms = carried(corpus.found, corpus.papers, baseline)
    else:
        found, terms = _recognised(corpus, registry.last_number, settings, baseline, notes)
        found = _as_before(found, before, baseline)
    if baseline is None or baseline.about.naming != settings.naming:
        found = [replace(one, name="") for one in found]
    if before is not None and before.about.naming == settings.naming and settings.curation.says:
        found = _named_before(found, before)
    if not registry.names and settings.curation.says:
        notes.append(
            "history/ has no run of this clustering, so its ids begin anew: what curation.yaml "
            "says may be meant for other topics"
        )
    curated = curate(
        corpus.found,
        tuple(one.topic_id for one in found),
        corpus.papers,
        settings.curation,
        registry.names,
    )
    shown = _shown(curated.topic_ids, found, settings.curation, curated.partition.seeded)
    return (
        Identified(
            settings.baseline,
            1 if baseline is None else baseline.about.number + 1,
            digest,
            tuple(found),
            shown,
            terms,
            _reserved(found, shown, baseline),
            (*notes, *curated.notes),
        ),
        curated.partition,
    )


def _recognised(
    corpus: Corpus,
    last_number: int,
    settings: IdentifySettings,
    baseline: Run | None,
    notes: list[str],
) -> tuple[list[Identity], tuple[tuple[str, ...], ...]]:
    """Recognise topics that were found anew, and return who they are and their terms."""
    terms = telling_terms(corpus.found, corpus.vocabulary)
    found = identify(
        corpus.found,
        corpus.papers,
        centres_of(corpus.found, corpus.vectors),
        terms,
        baseline,
        last_number,
        settings.encoder,
    )
    if baseline is not None and not "" != settings.encoder == baseline.about.encoder:
        notes.append(
            "vectors cannot be compared with those of the run before: topics were recognised by "
            "the papers they share, and not by content"
        )
    return found, terms


def run(
    sources: Mapping[str, str],
    made: Mapping[str, str],
    folder: str | Path,
    settings: IdentifySettings,
) -> None:
    """Read one clustering and its history, and write the topics that are shown, and the map.

    Parameters
    ----------
    sources
        Paths of `papers`, `vectors`, `neighbours`, `partition`, `vocabulary` and `metrics`.
    made
        Paths to write: `partition`, `identities`, `map`, `metrics`.
    folder
        The history of the clustering.
    settings
        What to go on from, and what readers want.
    """
    corpus = Corpus(
        tables.read(tables.PAPERS, sources["papers"]),
        Vectors.read(sources["vectors"]),
        Neighbours.read(sources["neighbours"]),
        Partition.read(sources["partition"]),
        Vocabulary.read(sources["vocabulary"]),
        read_json(sources["metrics"]),
    )
    history = History(Path(folder))
    baseline = history.baseline(settings.baseline)
    result, partition = identified(corpus, history, baseline, settings)
    for note in result.notes:
        logger.warning("%s", note)
    places = places_of(corpus, baseline, settings.map_min_dist)
    metrics = corpus.metrics
    if partition is not corpus.found:
        from paperthemes.cluster.quality import measured  # takes a second to import

        metrics |= measured(
            corpus.papers, corpus.vectors, corpus.neighbours, partition, metrics["engine"]
        )
    metrics = {**metrics, "notes": [*metrics["notes"], *result.notes]}
    partition.write(made["partition"])
    result.write(made["identities"])
    tables.write(tables.MAP, places, made["map"])
    write_json(made["metrics"], metrics)


def places_of(corpus: Corpus, baseline: Run | None, min_dist: float) -> pd.DataFrame:
    """Return the map, a `tables.MAP`, as much like that of the run before as can be."""
    fresh = corpus.neighbours.map.astype(np.float64)
    if baseline is not None:
        earlier = np.full(fresh.shape, np.nan)
        rows = rows_of(baseline.papers, PaperIndex(corpus.papers))
        earlier[rows[rows >= 0]] = baseline.papers[["x", "y"]].to_numpy()[rows >= 0]
        if not len(corpus.neighbours.layouts):
            return as_table(corpus.papers.paper_id, grown_map(corpus.neighbours.graph, earlier))
        fresh = steady_map(fresh, corpus.neighbours.graph, earlier, min_dist)
    return as_table(corpus.papers.paper_id, fresh)


def _as_before(found: list[Identity], before: Run | None, baseline: Run | None) -> list[Identity]:
    """Give the ids that the same topics of the same papers had in a run that is kept, if any.

    So other settings and back lead to the same ids, and a repeated run to those it gave.
    """
    if before is None:
        return found
    own = {one.topic_id: one for one in found}
    present: set[str] = set()
    names: dict[str, str] = {}
    if baseline is not None:
        topics = baseline.topics
        names = dict(zip(topics.topic_id, topics.own_name, strict=True))
        present = {*topics.topic_id[topics["last"] == baseline.about.number]}
    result = []
    for topic_id in before.about.found:
        state = "same" if topic_id in present else "back" if topic_id in names else "born"
        told = own.get(topic_id)
        jaccard = told.jaccard if told is not None else None
        result.append(Identity(topic_id, state, jaccard, names.get(topic_id, "")))  # type: ignore[arg-type]
    return result


def _named_before(found: Sequence[Identity], before: Run) -> list[Identity]:
    """Name those without a name as a kept run of the same topics did.

    Without that, an edit of one topic could give its name to another that is named anew.
    """
    names = dict(zip(before.topics.topic_id, before.topics.own_name, strict=True))
    return [replace(one, name=one.name or names.get(one.topic_id, "")) for one in found]


def _reserved(
    found: Sequence[Identity], shown: Sequence[Shown], baseline: Run | None
) -> tuple[str, ...]:
    """Return the names that topics have which do not show them: retired, renamed or merged ones."""
    names = {one.topic_id: one.name for one in found}
    for row in () if baseline is None else tables.rows(baseline.topics):
        names.setdefault(row.topic_id, row.own_name or row.name)
    said = {one.name for one in shown}
    return tuple(sorted({*names.values()} - said - {""}))


def _shown(
    topic_ids: Sequence[str],
    found: Sequence[Identity],
    curation: Curation,
    seeded: Sequence[str],
) -> tuple[Shown, ...]:
    """Say how each topic is shown; a name that curation or the config gives is no other topic's."""
    kept = {one.topic_id: one.name for one in found}
    edits = {topic_id: curation.topics.get(topic_id) for topic_id in topic_ids}
    given = {edit.name.casefold() for edit in edits.values() if edit and edit.name}
    given |= {name.casefold() for name in seeded if name}
    shown = []
    for topic_id in topic_ids:
        edit = edits[topic_id]
        own = "" if kept[topic_id].casefold() in given else kept[topic_id]
        given |= {own.casefold()} - {""}
        if edit is None:
            shown.append(Shown(topic_id, own))
        else:
            given_name = bool(edit.name)
            shown.append(Shown(topic_id, edit.name or own, given_name, edit.hide, edit.note))
    return tuple(shown)
