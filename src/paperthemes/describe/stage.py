"""Run of the step describe: the topics of one clustering get names, keywords and themes."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from paperthemes import tables
from paperthemes.artifacts.clusters import Clusters
from paperthemes.artifacts.identities import DisplayedTopic, Identities
from paperthemes.artifacts.neighbours import Neighbours
from paperthemes.artifacts.terms import Terms, contains_any
from paperthemes.artifacts.vectors import Vectors
from paperthemes.describe.answers import Draft
from paperthemes.describe.language_model import name_with_model
from paperthemes.describe.metrics import compute_metrics
from paperthemes.describe.name_cache import names_folder
from paperthemes.describe.ranking import average_papers, embed_terms
from paperthemes.describe.result_tables import make_assignments, make_themes, make_topics
from paperthemes.describe.settings import NamingSettings
from paperthemes.describe.tree import Tree, build_tree
from paperthemes.encoders.encoder import Encoder, make_encoder
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.files import cache_folder, write_json
from paperthemes.spreadsheet import write_csv
from paperthemes.text.paper_text import TEMPLATE
from paperthemes.text.plurals import count_of

logger = logging.getLogger(__name__)

MAX_TITLES = 5  # of exemplars, in a question to a language model


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeSettings:
    """Settings for describing topics.

    Attributes
    ----------
    n_themes
        Number of themes; `None` derives it from the number of topics.
    naming
        The language model to ask for names, if any.
    offline
        Never use the network.
    stop_words
        Words that appear in no keyword, and in no name but those that the user gives.
    """

    n_themes: int | None = None
    naming: NamingSettings = field(default_factory=NamingSettings)
    offline: bool = False
    stop_words: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """The results of one clustering, except its map.

    Attributes
    ----------
    assignments, topics, themes
        A `tables.ASSIGNMENTS`, `tables.TOPICS` and `tables.THEMES`.
    metrics
        The result of `compute_metrics`, and `themes`, their number.
    """

    assignments: pd.DataFrame
    topics: pd.DataFrame
    themes: pd.DataFrame
    metrics: dict[str, Any]

    def write(self, folder: str | Path) -> None:
        """Write all files below `folder`."""
        folder = Path(folder)
        tables.write(tables.ASSIGNMENTS, self.assignments, folder / "assignments.parquet")
        write_csv(tables.ASSIGNMENTS, self.assignments, folder / "assignments.csv")
        for table, frame in ((tables.TOPICS, self.topics), (tables.THEMES, self.themes)):
            tables.write(table, frame, folder / f"{table.name}.parquet")
            write_json(folder / f"{table.name}.json", tables.to_arrow(table, frame).to_pylist())
        write_json(folder / "metrics.json", self.metrics)


def run(
    inputs: Mapping[str, str],
    folder: str | Path,
    embed: EmbedSettings,
    settings: DescribeSettings,
    *,
    cache: str | None,
    threads: int,
) -> None:
    """Read the topics of one clustering, describe them, and write all files below `folder`.

    Parameters
    ----------
    inputs
        Paths of `papers`, `vectors`, `neighbours`, `clusters` (after curation), `identities` and
        `terms`.
    folder
        Where to write.
    embed
        How the vectors were made.
    settings
        How to describe.
    cache
        The setting `embed.cache` of the config.
    threads
        Number of terms to encode at a time.
    """
    identities, caches = Identities.read(inputs["identities"]), cache_folder(cache)
    describe(
        tables.read(tables.PAPERS, inputs["papers"]),
        Vectors.read(inputs["vectors"]),
        Neighbours.read(inputs["neighbours"]),
        Clusters.read(inputs["clusters"]),
        Terms.read(inputs["terms"]),
        displayed=identities.topics,
        reserved_names=identities.reserved_names,
        notes=identities.notes,
        encoder=make_encoder(embed, threads=threads, offline=settings.offline),
        template=embed.text,
        settings=settings,
        name_cache=None if caches is None else names_folder(caches),
    ).write(folder)


def describe(
    papers: pd.DataFrame,
    vectors: Vectors,
    neighbours: Neighbours,
    clusters: Clusters,
    terms: Terms,
    *,
    displayed: Sequence[DisplayedTopic] = (),
    reserved_names: Sequence[str] = (),
    notes: Sequence[str] = (),
    encoder: Encoder | None = None,
    template: str = TEMPLATE,
    settings: DescribeSettings | None = None,
    name_cache: Path | None = None,
) -> Description:
    """Describe the topics of `papers`.

    Parameters
    ----------
    papers
        A `tables.PAPERS`.
    vectors, neighbours, clusters, terms
        Their vectors, nearest papers, topics and terms.
    displayed
        The id of each topic, the name it keeps, and its curation; by default, the ids are `T0001`
        and so on, and there are no names.
    reserved_names
        Names that no topic may get.
    notes
        Notes of earlier steps for the reader, in addition to those of the clusters.
    encoder
        The encoder of the vectors. Without one, or with one that encodes only whole corpora, the
        vector of a term is the mean of the papers that use it.
    template
        The text of a paper as the encoder reads it.
    settings
        How to describe.
    name_cache
        Folder for the names that a language model gives; `None` for no cache.

    Raises
    ------
    ValueError
        If the ids of papers, vectors, neighbours, topics and terms differ.
    """
    ids = papers.paper_id
    tables.check_same_ids(ids, vectors.paper_ids, "the vectors")
    tables.check_same_ids(ids, neighbours.paper_ids, "the neighbours")
    tables.check_same_ids(ids, clusters.paper_ids, "the topics")
    tables.check_same_ids(ids, terms.paper_ids, "the terms")
    settings = settings or DescribeSettings()
    numbers = range(1, len(clusters.seeded) + 1)
    displayed = displayed or [DisplayedTopic(topic_id=f"T{number:04d}") for number in numbers]
    terms = terms.without(settings.stop_words)
    matrix = vectors.matrix.astype(np.float32)
    with threadpool_limits(1):  # the order of summation can flip near-ties
        tree = build_tree(
            papers,
            matrix,
            clusters,
            terms,
            embed_terms(terms, encoder, template)
            if encoder is not None and encoder.per_text
            else average_papers(terms, matrix),
            n_themes=settings.n_themes,
            existing_names=_select_existing_names(displayed, settings.stop_words),
            reserved_names=reserved_names,
        )
        metrics = compute_metrics(
            papers,
            matrix,
            neighbours.indices,
            clusters,
            keywords=[node.keywords.terms for node in tree.topics],
            presence=terms.presence,
        )
    tree, naming_notes = _rename_with_model(tree, papers, settings, name_cache)
    topic_count, theme_count = len(tree.topics), len(tree.themes)
    logger.info("%s in %s", count_of(topic_count, "topic"), count_of(theme_count, "theme"))
    return Description(
        assignments=make_assignments(papers, clusters, tree, terms.spellings, displayed),
        topics=make_topics(papers, clusters, tree, displayed),
        themes=make_themes(tree),
        metrics={
            **metrics,
            "themes": theme_count,
            "notes": [*metrics["notes"], *notes, *naming_notes],
        },
    )


def _select_existing_names(
    displayed: Sequence[DisplayedTopic], stop_words: Sequence[str]
) -> list[str]:
    """Return the names that topics keep: those from curation, and others without stop words."""
    return [
        "" if contains_any(topic.name, stop_words) and not topic.name_is_curated else topic.name
        for topic in displayed
    ]


def _rename_with_model(
    tree: Tree, papers: pd.DataFrame, settings: DescribeSettings, cache: Path | None
) -> tuple[Tree, list[str]]:
    """Let a language model rename the nodes whose names are not fixed, if the settings name one.

    A theme of one topic keeps its name: the question would be that of its topic.
    """
    themes = [theme for n, theme in enumerate(tree.themes) if tree.parents.count(n) > 1]
    nodes = [node for node in (*themes, *tree.topics) if not node.name_is_fixed]
    if settings.naming.model is None or not nodes:
        return tree, []
    drafts = [
        Draft(
            name=node.name,
            keywords=node.keywords.spellings,
            titles=tuple(papers.title.iloc[list(node.exemplars[:MAX_TITLES])]),
        )
        for node in nodes
    ]
    names = {node.name for node in (*tree.themes, *tree.topics)}  # unique in the tree
    new_names, notes = name_with_model(
        drafts,
        settings.naming,
        cache=cache,
        offline=settings.offline,
        taken=sorted(names - {node.name for node in nodes}),
    )
    for note in notes:
        logger.warning("%s", note)
    renamed = {node.name: name for node, name in zip(nodes, new_names, strict=True)}
    topics, themes = (
        [replace(node, name=renamed.get(node.name, node.name)) for node in level]
        for level in (tree.topics, tree.themes)
    )
    return replace(tree, topics=topics, themes=themes), notes
