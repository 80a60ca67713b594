"""Step describe: give the topics of one clustering names, keywords and themes."""

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
from paperthemes.describe.answers import Draft
from paperthemes.describe.kept_names import GivenNames
from paperthemes.describe.language_model import name_with_model
from paperthemes.describe.metrics import compute_metrics
from paperthemes.describe.name import Name
from paperthemes.describe.name_cache import names_folder
from paperthemes.describe.related_terms import relate_names, relate_terms
from paperthemes.describe.result_tables import make_assignments, make_themes, make_topics
from paperthemes.describe.settings import NamingSettings
from paperthemes.describe.term_vectors import average_papers, embed_names, embed_terms
from paperthemes.describe.tree import Node, Tree, build_tree
from paperthemes.encoders.cache import VectorCache, open_cache
from paperthemes.encoders.encoder import Encoder, make_encoder
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.files import cache_folder, write_json
from paperthemes.lexicon.lexicon import Lexicon, read_lexicon
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
        Number of themes; `None`: as many as are found.
    naming
        Fields that topics are named after, and the language model to ask for names, if any.
    offline
        Never use the network.
    stop_words
        Words that appear in no keyword, and in no name except names that the user gives.
    """

    n_themes: int | None = None
    naming: NamingSettings = field(default_factory=NamingSettings)
    offline: bool = False
    stop_words: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """The topics, themes and metrics of one clustering.

    Attributes
    ----------
    assignments, topics, themes, related_terms
        Tables with the columns of `tables.ASSIGNMENTS`, `tables.TOPICS`, `tables.THEMES` and
        `tables.RELATED_TERMS`.
    metrics
        The result of `compute_metrics` with further notes, the number of themes as `themes`, and
        the name of the encoder as `encoder`; empty if none was given.
    """

    assignments: pd.DataFrame
    topics: pd.DataFrame
    themes: pd.DataFrame
    related_terms: pd.DataFrame
    metrics: dict[str, Any]

    def write(self, folder: str | Path) -> None:
        """Write all files into `folder`.

        Assignments are written as Parquet and CSV, topics and themes as Parquet and JSON, related
        terms as Parquet, and metrics as JSON.
        """
        folder = Path(folder)
        tables.write(tables.ASSIGNMENTS, self.assignments, folder / "assignments.parquet")
        write_csv(tables.ASSIGNMENTS, self.assignments, folder / "assignments.csv")
        for table, frame in ((tables.TOPICS, self.topics), (tables.THEMES, self.themes)):
            tables.write(table, frame, folder / f"{table.name}.parquet")
            write_json(folder / f"{table.name}.json", tables.to_arrow(table, frame).to_pylist())
        tables.write(tables.RELATED_TERMS, self.related_terms, folder / "related_terms.parquet")
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
    """Read the topics of one clustering, describe them, and write all results below `folder`.

    Parameters
    ----------
    inputs
        Paths of `papers`, `vectors`, `neighbours`, `clusters` (after curation), `identities` and
        `terms`.
    folder
        Folder for the results.
    embed
        Settings that the vectors were made with.
    settings
        Settings of the step.
    cache
        The setting `embed.cache` of the config. The vectors of terms are cached there, and names
        from a language model.
    threads
        Number of threads for encoding terms.
    """
    cache_path = cache_folder(cache)
    describe(
        Corpus.read(inputs),
        Identities.read(inputs["identities"]),
        settings,
        encoder=make_encoder(embed, threads=threads, offline=settings.offline),
        template=embed.text,
        vector_cache=open_cache(cache),
        name_cache=None if cache_path is None else names_folder(cache_path),
    ).write(folder)


def describe(
    corpus: Corpus,
    identities: Identities,
    settings: DescribeSettings,
    *,
    encoder: Encoder | None = None,
    template: str = TEMPLATE,
    vector_cache: VectorCache | None = None,
    name_cache: Path | None = None,
) -> Description:
    """Give the topics of a clustering names, keywords and themes, and compute metrics.

    Parameters
    ----------
    corpus
        Papers with their topics after curation.
    identities
        Id of each topic, the name that it keeps, and its edits.
    settings
        Settings of the step.
    encoder
        Encoder that made the vectors of the papers. If it is `None`, or can only encode whole
        corpora (LSA), the vector of a term is the mean vector of the papers that use it.
    template
        Template that made the texts of the papers from title and abstract (`embed.text`).
    vector_cache
        The cache of vectors, also for those of terms; `None` for no cache.
    name_cache
        Folder where names from a language model are kept; `None` for no cache.
    """
    corpus = replace(corpus, terms=corpus.terms.without(settings.stop_words))
    with threadpool_limits(1):  # more threads add in another order, which can change near-ties
        embed = (
            embed_names(encoder, template, vector_cache) if encoder and encoder.per_text else None
        )
        term_vectors = (
            embed_terms(corpus.terms, embed)
            if embed
            else average_papers(corpus.terms, corpus.vectors.matrix)
        )
        tree = build_tree(
            corpus,
            read_lexicon(settings.naming.field_tables),
            term_vectors,
            embed,
            given=_collect_given_names(corpus, identities, settings),
            stop_words=settings.stop_words,
            n_themes=settings.n_themes,
        )
        metrics = {
            "encoder": encoder.name if encoder else "",
            **compute_metrics(corpus, [list(node.keywords) for node in tree.topics]),
        }
        similar_terms = relate_terms(
            corpus.terms, corpus.vectors.matrix, term_vectors, tree.ranked_terms
        )
    tree, naming_notes = _rename_with_model(tree, corpus, settings, name_cache)
    metrics["themes"] = len(tree.themes)
    metrics["notes"] += [*identities.notes, *naming_notes]
    topics, themes = count_of(len(tree.topics), "topic"), count_of(len(tree.themes), "theme")
    logger.info("%s in %s", topics, themes)
    return Description(
        assignments=make_assignments(corpus, tree, identities.topics),
        topics=make_topics(corpus, tree, identities.topics),
        themes=make_themes(corpus, tree),
        related_terms=pd.concat([similar_terms, relate_names(tree.field_use)], ignore_index=True),
        metrics=metrics,
    )


def _collect_given_names(
    corpus: Corpus, identities: Identities, settings: DescribeSettings
) -> GivenNames:
    """Return the names that topics have from the config, from curation and from the earlier run.

    A name from the earlier run that contains any of the stop words is not kept.
    """
    fixed: list[Name | None] = []
    kept = []
    for seeded_name, topic in zip(corpus.clusters.seeded_names, identities.topics, strict=True):
        if seeded_name:
            fixed.append(Name(text=seeded_name, source="config"))
        elif topic.name_is_curated:
            fixed.append(Name(text=topic.name, source="curation"))
        else:
            fixed.append(None)
        is_kept = fixed[-1] is None and not contains_any(topic.name, settings.stop_words)
        kept.append(topic.name if is_kept else "")
    return GivenNames(
        fixed=fixed,
        kept=kept,
        kept_from_model=settings.naming.model is not None,
        reserved=identities.reserved_names,
    )


def _rename_with_model(
    tree: Tree, corpus: Corpus, settings: DescribeSettings, cache: Path | None
) -> tuple[Tree, list[str]]:
    """Return the tree with names from a language model, and notes about names that it did not give.

    Nothing changes if the settings have no language model. Names from the user stay, and names that
    a model gave in the earlier run. `cache` is the folder where names from the model are kept;
    `None` for no cache.
    """
    nodes = [node for node in (*tree.themes, *tree.topics) if node.name.is_draft]
    if settings.naming.model is None or not nodes:
        return tree, []
    drafts = [_make_draft(node, corpus, tree.field_use.lexicon) for node in nodes]
    # Names of the other nodes, which keep them.
    all_names = {node.name.text for node in (*tree.themes, *tree.topics)}
    new_names, notes = name_with_model(
        drafts,
        settings.naming,
        cache=cache,
        offline=settings.offline,
        taken=all_names - {draft.name for draft in drafts},
    )
    # Names are unique in the tree, so a node is found by its old name.
    renamed = {draft.name: name for draft, name in zip(drafts, new_names, strict=True)}
    topics, themes = (
        [_rename(node, renamed.get(node.name.text, node.name.text)) for node in level]
        for level in (tree.topics, tree.themes)
    )
    return replace(tree, topics=topics, themes=themes), notes


def _make_draft(node: Node, corpus: Corpus, lexicon: Lexicon) -> Draft:
    """Return what a language model is told about a topic or theme."""
    return Draft(
        name=node.name.text,
        field=" > ".join(lexicon.names[field] for field in lexicon.path(node.name.field)),
        keywords=tuple(corpus.terms.spellings[term] for term in node.keywords),
        titles=tuple(corpus.papers.title.iloc[list(node.exemplars)]),
        summary=tuple(sentence for sentence, _ in node.summary),
    )


def _rename(node: Node, text: str) -> Node:
    """Return a node with the name that a language model gave it, if it differs from its own."""
    if text == node.name.text:
        return node
    return replace(node, name=Name(text=text, source="language model", former=node.name.former))
