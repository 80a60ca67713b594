"""Names, keywords and metrics of topics without earlier runs and edits, for sweeps."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from threadpoolctl import threadpool_limits

from paperthemes.artifacts.corpus import Corpus
from paperthemes.describe.kept_names import GivenNames
from paperthemes.describe.metrics import compute_metrics
from paperthemes.describe.name import Name
from paperthemes.describe.term_vectors import average_papers, embed_names, embed_terms
from paperthemes.describe.tree import Tree, build_tree
from paperthemes.encoders.cache import open_cache
from paperthemes.encoders.encoder import make_encoder
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.lexicon.lexicon import read_lexicon

MAX_KEYWORDS = 5  # of a topic


Outline = dict[str, Any]
"""The `topics` and `metrics` of a clustering."""


def make_outliner(
    embed: EmbedSettings,
    field_tables: Sequence[str],
    stop_words: Sequence[str],
    *,
    cache: str | None,
    offline: bool,
) -> Callable[[Corpus], Outline]:
    """Return a function that names and measures the topics of the clusterings of the same papers.

    It returns the `topics`, each with its `name`, `size` and best `keywords`, the largest first,
    and the `metrics`, as from `compute_metrics`. What the clusterings share is read only once.

    Parameters
    ----------
    embed
        Settings that the vectors were made with.
    field_tables
        The tables of fields, as `read_lexicon` takes them.
    stop_words
        Words that appear in no keyword and no name.
    cache
        The setting `embed.cache` of the config.
    offline
        Never use the network.
    """
    lexicon = read_lexicon(field_tables)
    encoder = make_encoder(embed, offline=offline)
    embed_texts = embed_names(encoder, embed.text, open_cache(cache)) if encoder.per_text else None

    def outline(corpus: Corpus) -> Outline:
        """Return the outline of the topics of a corpus."""
        corpus = replace(corpus, terms=corpus.terms.without(stop_words))
        terms, seeded_names = corpus.terms, corpus.clusters.seeded_names
        with threadpool_limits(1):  # more threads add in another order, which can change near-ties
            term_vectors = (
                embed_terms(terms, embed_texts)
                if embed_texts
                else average_papers(terms, corpus.vectors.matrix)
            )
            tree = build_tree(
                corpus,
                lexicon,
                term_vectors,
                embed_texts,
                given=GivenNames(
                    fixed=[Name(text=n, source="config") if n else None for n in seeded_names],
                    kept=[""] * len(seeded_names),
                ),
                stop_words=stop_words,
                n_themes=None,
            )
            return _outline_tree(corpus, tree)

    return outline


def _outline_tree(corpus: Corpus, tree: Tree) -> Outline:
    """Return the outline of topics that were described in full."""
    spellings = corpus.terms.spellings
    topics = [
        {
            "name": node.name.text,
            "size": node.size,
            "keywords": [spellings[term] for term in list(node.keywords)[:MAX_KEYWORDS]],
        }
        for node in tree.topics
    ]
    metrics = compute_metrics(corpus, [list(node.keywords) for node in tree.topics])
    return {"topics": topics, "metrics": metrics}
