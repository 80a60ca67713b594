"""Step identify: assign permanent topic ids, apply curation and align the map."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from paperthemes import tables
from paperthemes.artifacts.clusters import Clusters, clusters_digest
from paperthemes.artifacts.corpus import Corpus
from paperthemes.artifacts.identities import DisplayedTopic, Identities, TopicMatch
from paperthemes.curation.edits import Curated, Curation, TopicEdit, apply_curation
from paperthemes.history.run import PaperIndex, Run, match_rows, topics_by_id
from paperthemes.history.store import History
from paperthemes.history.topic_content import compute_centres, rank_terms, topic_members
from paperthemes.identify.map_alignment import align_map, extend_map
from paperthemes.identify.matching import TopicSet, carry_over_ids, match_clusters

logger = logging.getLogger(__name__)

_UNUSED = {"abstract", "extra"}  # columns of the papers, most of their size


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifySettings:
    """Settings of the step identify.

    Attributes
    ----------
    encoder
        Digest of the encoder, its settings and its model; empty if the vectors of two corpora
        cannot be compared.
    naming
        Language model that names topics; empty for none.
    map_min_dist
        UMAP's `min_dist` for the map.
    curation
        Edits of topics and papers.
    mode
        Whether topics were found anew (`cluster`) or are those of the baseline (`assign`).
    """

    encoder: str = ""
    naming: str = ""
    map_min_dist: float = 0.1
    curation: Curation = field(default_factory=Curation)
    mode: Literal["cluster", "assign"] = "cluster"

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> "IdentifySettings":
        """Make settings from the params of the rule `identify`.

        `params["curation"]` has the edits of `curation.yaml` for this clustering.
        """
        settings = {name: params[name] for name in ("encoder", "naming", "map_min_dist", "mode")}
        return cls(**settings, curation=Curation.of(params["curation"]))


def run(
    inputs: Mapping[str, str],
    outputs: Mapping[str, str],
    history_folder: str | Path,
    settings: IdentifySettings,
) -> None:
    """Identify the topics of one clustering, apply curation, align the map, and write the results.

    Notes for the user are also logged as warnings.

    Parameters
    ----------
    inputs
        Paths of `papers`, `vectors`, `neighbours`, `clusters` and `terms`.
    outputs
        Paths to write: `clusters` (after curation), `identities` and `map`.
    history_folder
        History of the clustering, which is only read.
    settings
        Settings of the step.
    """
    corpus = Corpus.read(inputs, [name for name in tables.PAPERS.names if name not in _UNUSED])
    history = History(Path(history_folder))
    baseline = find_baseline(corpus, history, settings)
    identities, curated = identify_topics(corpus, history, baseline, settings)
    for note in identities.notes:
        logger.warning("%s", note)
    curated.write(outputs["clusters"])
    identities.write(outputs["identities"])
    tables.write(tables.MAP, make_map(corpus, baseline, settings.map_min_dist), outputs["map"])


def find_baseline(corpus: Corpus, history: History, settings: IdentifySettings) -> Run | None:
    """Return the stored run from which topic ids are taken over; `None` if there is none.

    This is usually the latest run. But a run that will replace the latest run takes over the ids
    from that run's baseline instead. `History.baseline_for` and `History.baseline_for_placement`
    describe the exceptions.
    """
    if settings.mode == "assign":
        return history.baseline_for_placement(corpus.papers.paper_id.tolist())
    return history.baseline_for(clusters_digest(corpus.clusters))


def identify_topics(
    corpus: Corpus, history: History, baseline: Run | None, settings: IdentifySettings
) -> tuple[Identities, Clusters]:
    """Return the topics with their permanent ids, and the clusters after curation.

    The name of a topic is that from curation, or else its name from earlier runs, with the
    exceptions in `_keep_names` and `_apply_names`. Other topics get their names in step describe.

    Parameters
    ----------
    corpus
        Papers and their clusters.
    history
        History of the clustering, which is only read.
    baseline
        Result of `find_baseline`.
    settings
        Settings of the step.

    Returns
    -------
    identities
        Topics before and after curation.
    curated
        Clusters after curation.
    """
    registry, digest = history.registry(), clusters_digest(corpus.clusters)
    curation = settings.curation
    repeated = history.find_run(digest)
    if baseline is not None and settings.mode == "assign":
        matches, terms = carry_over_ids(corpus.clusters, corpus.papers, baseline)
    else:
        terms = rank_terms(corpus.clusters, corpus.terms)
        matches = match_clusters(
            TopicSet(
                members=topic_members(corpus.clusters),
                centres=compute_centres(corpus.clusters, corpus.vectors),
                terms=[*map(frozenset, terms)],
            ),
            corpus.papers,
            baseline=baseline,
            repeated=repeated,
            last_number=registry.last_number,
            encoder=settings.encoder,
        )
    # `repeated` is a stored run with the same clusters. With edits, topics keep their names from
    # it, too. Otherwise an edit could free the name of one topic, and step describe could give this
    # name to another topic.
    matches = _keep_names(matches, (repeated if curation else None, baseline), settings.naming)
    topic_ids = tuple(match.topic_id for match in matches)
    curated = apply_curation(
        corpus.clusters, topic_ids, corpus.papers, curation, registry.topic_names
    )
    topics = _apply_names(curated, matches, curation)
    identities = Identities(
        baseline="" if baseline is None else baseline.name,
        number=1 if baseline is None else baseline.about.number + 1,
        clusters_digest=digest,
        matches=tuple(matches),
        topics=topics,
        terms=terms,
        reserved_names=_find_reserved_names(matches, topics),
        notes=(*_get_notes(baseline, settings, has_run=bool(registry.topic_names)), *curated.notes),
    )
    return identities, curated.clusters


def make_map(corpus: Corpus, baseline: Run | None, min_dist: float) -> pd.DataFrame:
    """Return the map, with the columns of `tables.MAP`, aligned with that of the baseline.

    Without a baseline, the map is that of step neighbours. With `mode: assign`, that map is all
    zeros, because there are no layouts: papers of the baseline stay in place, and new papers are
    placed among their neighbours.
    """
    places = corpus.neighbours.map.astype(np.float64)
    if baseline is not None:
        earlier = np.full(places.shape, np.nan)  # NaN for new papers
        rows = match_rows(baseline.papers, PaperIndex(corpus.papers))
        # Gone papers (only in the baseline), which have row -1, are left out.
        earlier[rows[rows >= 0]] = baseline.papers[["x", "y"]].to_numpy()[rows >= 0]
        graph = corpus.neighbours.graph
        if len(corpus.neighbours.layouts):  # `mode: cluster`
            places = align_map(places, graph, earlier, min_dist)
        else:
            places = extend_map(graph, earlier)
    # One row per paper: paper_id, x, y.
    return tables.make(tables.MAP, zip(corpus.papers.paper_id, *places.T.tolist(), strict=True))


def _keep_names(
    matches: Iterable[TopicMatch], runs: Iterable[Run | None], naming: str
) -> list[TopicMatch]:
    """Return the matches with the names before curation that their topics have in earlier runs.

    The name of a topic that none of the runs names is empty.

    Parameters
    ----------
    matches
        Matches of the clusters; names that they already have are replaced.
    runs
        Earlier runs; if several name a topic, the last one in this order counts. `None` is ignored.
    naming
        Language model that names topics; empty for none. Runs with another value are ignored,
        because topics are then to be named anew.
    """
    names: dict[str, str] = {}
    for run in runs:
        if run is not None and run.about.naming == naming:
            topics = topics_by_id(run).values()
            names |= {topic.topic_id: topic.own_name for topic in topics if topic.own_name}
    return [replace(match, name=names.get(match.topic_id, "")) for match in matches]


def _apply_names(
    curated: Curated, matches: Iterable[TopicMatch], curation: Curation
) -> tuple[DisplayedTopic, ...]:
    """Return the topics after curation, with the names that they have so far.

    The name of a topic is that from curation, or else its kept name: the one in its match. Names
    must be unique, so a topic loses its kept name in two cases: a topic of `curated` has this name
    from curation or from `seeded_topics` of the config, or this is also the kept name of a topic
    before it in `curated`. Capitals make no difference. A topic without a name gets one in step
    describe.
    """
    kept_names = {match.topic_id: match.name for match in matches}
    edits = {topic_id: curation.topics.get(topic_id, TopicEdit()) for topic_id in curated.topic_ids}
    fixed_names = (*curated.clusters.seeded_names, *(edit.name for edit in edits.values()))
    taken_names = {name.casefold() for name in fixed_names}
    topics = []
    for topic_id, edit in edits.items():
        kept_name = kept_names[topic_id]
        kept_name = "" if kept_name.casefold() in taken_names else kept_name
        taken_names.add(kept_name.casefold())
        topics.append(
            DisplayedTopic(
                topic_id=topic_id,
                name=edit.name or kept_name,
                name_is_curated=bool(edit.name),
                hidden=edit.hide,
                note=edit.note,
            )
        )
    return tuple(topics)


def _find_reserved_names(
    matches: Iterable[TopicMatch], topics: Iterable[DisplayedTopic]
) -> tuple[str, ...]:
    """Return the names that step describe must not give to a topic, sorted.

    They are the names before curation of topics that curation renames or merges. The name of a
    retired topic can be given again, because it may be the best one for another topic.
    """
    names = {match.name for match in matches}
    return tuple(sorted(names - {topic.name for topic in topics} - {""}))


def _get_notes(baseline: Run | None, settings: IdentifySettings, *, has_run: bool) -> list[str]:
    """Return warnings for the user about topic ids that may be unreliable.

    There is one warning if `mode: cluster` cannot compare vectors with those of the baseline, and
    one if there are edits, but no run of the clustering was ever archived (`has_run` is false).
    """
    notes = []
    # An empty encoder is never comparable, not even with another empty one.
    is_comparable = baseline is None or settings.encoder == baseline.about.encoder != ""
    if settings.mode == "cluster" and not is_comparable:
        notes.append(
            "vectors cannot be compared with those of the previous run: topics were matched by "
            "shared papers only, not by content"
        )
    if settings.curation and not has_run:
        notes.append(
            "history/ has no run of this clustering, so topic ids start from T0001: edits in "
            "curation.yaml may refer to other topics"
        )
    return notes
