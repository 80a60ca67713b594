"""The stage itself: words for the topics of one clustering, and the tables that hold them."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from paperthemes import tables
from paperthemes.artifacts.clusters import Clusters
from paperthemes.artifacts.identities import DisplayedTopic, Identities
from paperthemes.artifacts.terms import Terms, contains_any
from paperthemes.artifacts.vectors import Vectors
from paperthemes.describe.answers import Draft
from paperthemes.describe.coherence import coherence
from paperthemes.describe.language_model import LanguageModelSettings, name_with_model
from paperthemes.describe.name_cache import names_folder
from paperthemes.describe.result_tables import assignments_frame, themes_frame, topics_frame
from paperthemes.describe.term_vectors import encoded, of_holders
from paperthemes.describe.tree import Tree, describe_tree
from paperthemes.describe.weights import TermVectors
from paperthemes.embed.cache import open_cache
from paperthemes.encoders.encoder import Encoder, make_encoder
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.files import read_json, write_json
from paperthemes.spreadsheet import write_csv
from paperthemes.text.paper_text import TEMPLATE

logger = logging.getLogger(__name__)

_TITLES = 5  # of exemplars, that a language model is shown


@dataclass(frozen=True, slots=True)
class DescribeSettings:
    """How topics are described; defaults and meaning as in the config schema.

    Attributes
    ----------
    n_themes
        How many themes to make; `None` leaves it to the number of topics.
    naming
        The language model to ask for names, if any.
    offline
        Never try the network.
    stop_words
        Words that no keyword and no name holds, but names that the config or a reader gives.
    """

    n_themes: int | None = None
    naming: LanguageModelSettings = field(default_factory=LanguageModelSettings)
    offline: bool = False
    stop_words: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Description:
    """All results of one clustering but its map.

    Attributes
    ----------
    assignments, topics, themes
        A `tables.ASSIGNMENTS`, `tables.TOPICS` and `tables.THEMES`.
    metrics
        What the stage `cluster` tells, and `themes`, their number, `npmi`, `diversity`.
    """

    assignments: pd.DataFrame
    topics: pd.DataFrame
    themes: pd.DataFrame
    metrics: dict[str, Any]

    def write(self, folder: str | Path) -> None:
        """Write all tables below `folder`."""
        folder = Path(folder)
        tables.write(tables.ASSIGNMENTS, self.assignments, folder / "assignments.parquet")
        write_csv(tables.ASSIGNMENTS, self.assignments, folder / "assignments.csv")
        for table, frame in ((tables.TOPICS, self.topics), (tables.THEMES, self.themes)):
            tables.write(table, frame, folder / f"{table.name}.parquet")
            write_json(folder / f"{table.name}.json", tables.to_arrow(table, frame).to_pylist())
        write_json(folder / "metrics.json", self.metrics)


def describe(
    papers: pd.DataFrame,
    vectors: Vectors,
    found: Clusters,
    vocabulary: Terms,
    metrics: dict[str, Any],
    *,
    shown: Sequence[DisplayedTopic] = (),
    reserved: Sequence[str] = (),
    encoder: Encoder | None = None,
    template: str = TEMPLATE,
    settings: DescribeSettings | None = None,
    cache: Path | None = None,
) -> Description:
    """Describe the topics of `papers`.

    Parameters
    ----------
    papers
        A `tables.PAPERS`.
    vectors
        Their vectors.
    found
        Their topics.
    vocabulary
        Their terms.
    metrics
        What the stage `cluster` tells of them.
    shown
        The id of each topic, the name it keeps, and what curation says of it; by default, they are
        `T0001` and so on, and have no names.
    reserved
        Names that no topic may get.
    encoder
        What the vectors were made with; `None`, or one that needs the whole corpus, leaves what a
        term means to the papers that hold it.
    template
        The text of a paper as the encoder reads it; a term stands in it as a title.
    settings
        How to describe.
    cache
        Folder where the answers of a language model are kept; `None` keeps none.

    Raises
    ------
    ValueError
        If the ids of papers, vectors, topics and terms differ.
    """
    tables.check_same_ids(papers.paper_id, vectors.paper_ids, "the vectors")
    tables.check_same_ids(papers.paper_id, found.paper_ids, "the topics")
    tables.check_same_ids(papers.paper_id, vocabulary.paper_ids, "the terms")
    settings = settings or DescribeSettings()
    shown = shown or [
        DisplayedTopic(topic_id=f"T{topic + 1:04d}") for topic in range(len(found.seeded))
    ]
    vocabulary = vocabulary.without(settings.stop_words)
    kept = _kept_names(shown, settings.stop_words)
    matrix = vectors.matrix.astype(np.float32)
    with threadpool_limits(1):
        meaning: TermVectors = (
            of_holders(vocabulary, matrix)
            if encoder is None or not encoder.per_text
            else encoded(vocabulary, encoder, template)
        )
        tree = describe_tree(
            papers, matrix, found, vocabulary, meaning, settings.n_themes, kept, reserved
        )
        measured = coherence([node.keywords for node in tree.topics], vocabulary.held)
    tree, notes = _renamed(tree, papers, settings, cache)
    for note in notes:
        logger.warning("%s", note)
    logger.info("%d topics in %d themes", len(tree.topics), len(tree.themes))
    return Description(
        assignments_frame(papers, found, tree, vocabulary.written, shown),
        topics_frame(papers, found, tree, shown),
        themes_frame(tree),
        {
            **metrics,
            **measured,
            "themes": len(tree.themes),
            "notes": [*metrics["notes"], *notes],
            "readings": [*metrics["readings"], *measured["readings"]],
        },
    )


@dataclass(frozen=True, slots=True)
class Sources:
    """Paths of what the stage reads."""

    papers: str
    vectors: str
    partition: str
    identities: str
    vocabulary: str
    metrics: str


def run(
    sources: Sources,
    folder: str | Path,
    embed: EmbedSettings,
    settings: DescribeSettings,
    *,
    cache: str | None,
    threads: int,
) -> None:
    """Read what was found, describe it, and write all tables below `folder`.

    Parameters
    ----------
    sources, folder
        What to read, and where to write.
    embed
        How the vectors were made.
    settings
        How to describe.
    cache
        The key `embed.cache` of the config.
    threads
        Terms encoded at a time.
    """
    kept, identities = open_cache(cache), Identities.read(sources.identities)
    describe(
        tables.read(tables.PAPERS, sources.papers),
        Vectors.read(sources.vectors),
        Clusters.read(sources.partition),
        Terms.read(sources.vocabulary),
        read_json(sources.metrics),
        shown=identities.topics,
        reserved=identities.reserved_names,
        encoder=make_encoder(embed, threads=threads, offline=settings.offline),
        template=embed.text,
        settings=settings,
        cache=None if kept is None else names_folder(kept.folder),
    ).write(folder)


def _kept_names(shown: Sequence[DisplayedTopic], stop_words: Sequence[str]) -> list[str]:
    """Return the names that topics keep: none with a stop word, unless a reader gave it."""
    return [
        "" if contains_any(one.name, stop_words) and not one.name_is_curated else one.name
        for one in shown
    ]


def _renamed(
    tree: Tree, papers: pd.DataFrame, settings: DescribeSettings, cache: Path | None
) -> tuple[Tree, Sequence[str]]:
    """Let the language model of the settings, if there is one, name what the config did not.

    A theme of one topic keeps its name: the model would be asked the same twice.
    """
    several = [node for number, node in enumerate(tree.themes) if tree.parents.count(number) > 1]
    asked = [node for node in (*several, *tree.topics) if not node.given]
    if settings.naming.model is None or not asked:
        return tree, ()
    drafts = [
        Draft(
            node.name,
            node.keywords.written,
            tuple(papers.title.iloc[list(node.exemplars[:_TITLES])]),
        )
        for node in asked
    ]
    own = {id(node) for node in asked}
    kept = [node.name for node in (*tree.themes, *tree.topics) if id(node) not in own]
    named = name_with_model(
        drafts, settings.naming, taken=kept, cache=cache, offline=settings.offline
    )
    names = {id(node): name for node, name in zip(asked, named.names, strict=True)}
    themes, topics = (
        [replace(node, name=names.get(id(node), node.name)) for node in nodes]
        for nodes in (tree.themes, tree.topics)
    )
    return replace(tree, themes=themes, topics=topics), named.notes
