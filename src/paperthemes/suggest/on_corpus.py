"""Suggestions about the papers and their vectors, which matter for every clustering."""

from collections.abc import Iterator

from paperthemes.pages.wording import percent
from paperthemes.suggest.inputs import Clustering, Corpus
from paperthemes.suggest.suggestion import Suggestion
from paperthemes.text.plurals import count_of

# docs/suggestions.md has the measurements behind these limits.
MAX_TRUNCATED_SHARE = 0.5  # of the texts
ENOUGH_TOKENS = 256  # more did not improve topics (benchmarks/results/long_texts.md)
MAX_SHARE_WITHOUT_ABSTRACT = 0.25  # of the papers
MAX_NEAR_DUPLICATE_SHARE = 0.1  # of the papers


def read_more_tokens(corpus: Corpus) -> Iterator[Suggestion]:
    """Suggest more tokens if the encoder reads only the beginning of most texts."""
    share, tokens = corpus.embedding["truncated_share"], corpus.embed["max_tokens"]
    if share > MAX_TRUNCATED_SHARE and tokens < ENOUGH_TOKENS:
        yield Suggestion(
            title="Let the encoder read more of each abstract",
            evidence=f"{percent(share)} of the texts are longer than {tokens} tokens, and the rest "
            "of them was not read.",
            effect="All papers are embedded again, which takes longer, and similar papers are "
            "recognised by more of their content. Beyond 256 tokens, topics did not improve.",
            change={"embed": {"max_tokens": ENOUGH_TOKENS}},
        )


def add_abstracts(corpus: Corpus) -> Iterator[Suggestion]:
    """Suggest abstracts if many papers have none."""
    if corpus.without_abstract > MAX_SHARE_WITHOUT_ABSTRACT * corpus.papers:
        share = percent(corpus.without_abstract / corpus.papers)
        yield Suggestion(
            title="Add a dump that has the abstracts",
            evidence=f"{count_of(corpus.without_abstract, 'paper')} of {corpus.papers:,} ({share}) "
            "have no abstract, so that their topic depends on the title alone.",
            effect="Records of the same paper are merged, and the paper takes the longest of "
            "their abstracts; so an export of the same papers from another source is enough.",
        )


def merge_near_duplicates(clustering: Clustering, corpus: Corpus) -> Iterator[Suggestion]:
    """Suggest merging near-duplicates if there are many, and the config keeps them apart."""
    count = clustering.near_duplicates
    if count > MAX_NEAR_DUPLICATE_SHARE * corpus.papers and not corpus.merges_near_duplicates:
        yield Suggestion(
            title="Merge near-duplicates",
            evidence=f"{count_of(count, 'paper')} of {corpus.papers:,} "
            f"({percent(count / corpus.papers)}) have a near-duplicate among the others, and "
            "dedupe.near_duplicates is off.",
            effect="Papers whose titles and abstracts together show that they are one work become "
            "one paper; results/duplicates.csv lists them.",
            change={"dedupe": {"near_duplicates": True}},
        )
