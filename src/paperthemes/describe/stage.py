"""Run of the step describe: the topics of one clustering get names, keywords and themes."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd
from threadpoolctl import threadpool_limits

from paperthemes import tables
from paperthemes.artifacts.corpus import Corpus
from paperthemes.artifacts.identities import Identities
from paperthemes.artifacts.terms import contains_any
from paperthemes.describe.language_model import Draft, name_with_model
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
    cache_path = cache_folder(cache)
    describe(
        Corpus.read(inputs),
        Identities.read(inputs["identities"]),
        settings,
        encoder=make_encoder(embed, threads=threads, offline=settings.offline),
        template=embed.text,
        name_cache=cache_path and names_folder(cache_path),
    ).write(folder)


def describe(
    corpus: Corpus,
    identities: Identities,
    settings: DescribeSettings,
    *,
    encoder: Encoder | None = None,
    template: str = TEMPLATE,
    name_cache: Path | None = None,
) -> Description:
    """Describe the topics of a clustering.

    Parameters
    ----------
    corpus
        The papers, with their topics after curation.
    identities
        The id of each topic, the name it keeps, and its curation.
    settings
        How to describe.
    encoder
        The encoder of the vectors. Without one, or with one that encodes only whole corpora, the
        vector of a term is the mean of the papers that use it.
    template
        The text of a paper as the encoder reads it.
    name_cache
        Folder for the names that a language model gives; `None` for no cache.
    """
    corpus = replace(corpus, terms=corpus.terms.without(settings.stop_words))
    with threadpool_limits(1):  # the order of summation can flip near-ties
        tree = build_tree(
            corpus,
            embed_terms(corpus.terms, encoder, template)
            if encoder is not None and encoder.per_text
            else average_papers(corpus.terms, corpus.vectors.matrix),
            existing_names=_select_existing_names(corpus, identities, settings.stop_words),
            reserved_names=identities.reserved_names,
            n_themes=settings.n_themes,
        )
        metrics = compute_metrics(corpus, [list(node.keywords) for node in tree.topics])
    tree, naming_notes = _rename_with_model(tree, corpus, settings, name_cache)
    metrics["themes"] = len(tree.themes)
    metrics["notes"] += [*identities.notes, *naming_notes]
    topics, themes = count_of(len(tree.topics), "topic"), count_of(len(tree.themes), "theme")
    logger.info("%s in %s", topics, themes)
    return Description(
        assignments=make_assignments(corpus, tree, identities.topics),
        topics=make_topics(corpus, tree, identities.topics),
        themes=make_themes(corpus, tree),
        metrics=metrics,
    )


def _select_existing_names(
    corpus: Corpus, identities: Identities, stop_words: Sequence[str]
) -> list[str]:
    """Return the name that each topic must keep, or `""`.

    Names of the config and of curation are kept, those of earlier runs if they have no stop words.
    """
    names = []
    for seeded, topic in zip(corpus.clusters.seeded, identities.topics, strict=True):
        is_kept = topic.name_is_curated or not contains_any(topic.name, stop_words)
        names.append(seeded or (topic.name if is_kept else ""))
    return names


def _rename_with_model(
    tree: Tree, corpus: Corpus, settings: DescribeSettings, cache: Path | None
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
            keywords=tuple(corpus.terms.spellings[term] for term in node.keywords),
            titles=tuple(corpus.papers.title.iloc[list(node.exemplars)]),
        )
        for node in nodes
    ]
    taken = {node.name for node in (*tree.themes, *tree.topics)} - {node.name for node in nodes}
    new_names, notes = name_with_model(
        drafts, settings.naming, cache=cache, offline=settings.offline, taken=taken
    )
    renamed = {draft.name: name for draft, name in zip(drafts, new_names, strict=True)}
    topics, themes = (
        [replace(node, name=renamed.get(node.name, node.name)) for node in level]
        for level in (tree.topics, tree.themes)
    )
    return replace(tree, topics=topics, themes=themes), notes
