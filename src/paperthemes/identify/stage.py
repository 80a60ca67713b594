"""The stage itself: the topics that were found get ids that last, and what readers want of them."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from paperthemes import tables
from paperthemes.artifacts.clusters import Clusters, clusters_digest
from paperthemes.artifacts.identities import DisplayedTopic, Identities, TopicMatch
from paperthemes.artifacts.neighbours import Neighbours
from paperthemes.artifacts.terms import Terms
from paperthemes.artifacts.vectors import Vectors
from paperthemes.curation.edits import Curation, apply_curation
from paperthemes.files import read_json, write_json
from paperthemes.history.papers import PaperIndex, match_rows
from paperthemes.history.run import Run
from paperthemes.history.store import History
from paperthemes.identify.content import centres_of, telling_terms
from paperthemes.identify.identities import carry_over_ids, match_topics
from paperthemes.identify.map_alignment import align_map, as_table, extend_map
from paperthemes.identify.settings import IdentifySettings

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
    found: Clusters
    vocabulary: Terms
    metrics: dict[str, Any]


def identify_topics(
    corpus: Corpus, history: History, baseline: Run | None, settings: IdentifySettings
) -> tuple[Identities, Clusters]:
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
    registry, digest = history.registry(), clusters_digest(corpus.found)
    before = history.of_partition(digest)
    notes: list[str] = []
    if baseline is not None and settings.mode == "assign":
        found, terms = carry_over_ids(corpus.found, corpus.papers, baseline)
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
    curated = apply_curation(
        corpus.found,
        tuple(one.topic_id for one in found),
        corpus.papers,
        settings.curation,
        registry.names,
    )
    shown = _shown(curated.topic_ids, found, settings.curation, curated.partition.seeded)
    return (
        Identities(
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
) -> tuple[list[TopicMatch], tuple[tuple[str, ...], ...]]:
    """Recognise topics that were found anew, and return who they are and their terms."""
    terms = telling_terms(corpus.found, corpus.vocabulary)
    found = match_topics(
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
        Clusters.read(sources["partition"]),
        Terms.read(sources["vocabulary"]),
        read_json(sources["metrics"]),
    )
    history = History(Path(folder))
    baseline = history.baseline(settings.baseline)
    result, partition = identify_topics(corpus, history, baseline, settings)
    for note in result.notes:
        logger.warning("%s", note)
    places = places_of(corpus, baseline, settings.map_min_dist)
    metrics = corpus.metrics
    if partition is not corpus.found:
        from paperthemes.describe.metrics import compute_metrics  # takes a second to import

        metrics |= compute_metrics(
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
        rows = match_rows(baseline.papers, PaperIndex(corpus.papers))
        earlier[rows[rows >= 0]] = baseline.papers[["x", "y"]].to_numpy()[rows >= 0]
        if not len(corpus.neighbours.layouts):
            return as_table(corpus.papers.paper_id, extend_map(corpus.neighbours.graph, earlier))
        fresh = align_map(fresh, corpus.neighbours.graph, earlier, min_dist)
    return as_table(corpus.papers.paper_id, fresh)


def _as_before(
    found: list[TopicMatch], before: Run | None, baseline: Run | None
) -> list[TopicMatch]:
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
        result.append(TopicMatch(topic_id, state, jaccard, names.get(topic_id, "")))  # type: ignore[arg-type]
    return result


def _named_before(found: Sequence[TopicMatch], before: Run) -> list[TopicMatch]:
    """Name those without a name as a kept run of the same topics did.

    Without that, an edit of one topic could give its name to another that is named anew.
    """
    names = dict(zip(before.topics.topic_id, before.topics.own_name, strict=True))
    return [replace(one, name=one.name or names.get(one.topic_id, "")) for one in found]


def _reserved(
    found: Sequence[TopicMatch], shown: Sequence[DisplayedTopic], baseline: Run | None
) -> tuple[str, ...]:
    """Return the names that topics have which do not show them: retired, renamed or merged ones."""
    names = {one.topic_id: one.name for one in found}
    for row in () if baseline is None else tables.rows(baseline.topics):
        names.setdefault(row.topic_id, row.own_name or row.name)
    said = {one.name for one in shown}
    return tuple(sorted({*names.values()} - said - {""}))


def _shown(
    topic_ids: Sequence[str],
    found: Sequence[TopicMatch],
    curation: Curation,
    seeded: Sequence[str],
) -> tuple[DisplayedTopic, ...]:
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
            shown.append(DisplayedTopic(topic_id, own))
        else:
            given_name = bool(edit.name)
            shown.append(
                DisplayedTopic(topic_id, edit.name or own, given_name, edit.hide, edit.note)
            )
    return tuple(shown)
