"""Mentions of the fields of the lexicon in the papers of each topic."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes.artifacts.terms import contains_any
from paperthemes.describe.ranking import Groups
from paperthemes.lexicon.lexicon import Lexicon
from paperthemes.lexicon.mentions import Key, MentionFinder, add_parents

MAX_READ = 200  # papers of a topic whose texts are searched for fields


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldUse:
    """Mentions of f fields, those that are mentioned at all, in the papers of k topics.

    A paper that mentions a field also mentions all fields that this is part of. Of a topic with
    more than `MAX_READ` papers, evenly spaced ones are read.

    Attributes
    ----------
    lexicon
        All fields.
    finder
        Finds fields in texts.
    fields
        Shape `(f,)`, int64: numbers of the fields in the lexicon, ascending.
    papers
        For each topic, row numbers of the papers that were read.
    mentions
        For each topic, shape `(papers read, f)`, bool: which papers mention which field.
    name_counts
        Number of papers, of those read, that use a name or alias, by its key.
    """

    lexicon: Lexicon
    finder: MentionFinder
    fields: NDArray[np.int64]
    papers: Sequence[NDArray[np.int64]]
    mentions: Sequence[NDArray[np.bool_]]
    name_counts: Mapping[Key, int]

    def shares(self) -> NDArray[np.float64]:
        """Return the share of each topic's papers that mention each field: shape `(k, f)`."""
        shares = [mentions.mean(axis=0) for mentions in self.mentions]
        return np.array(shares, np.float64).reshape(len(shares), self.fields.size)


def find_field_use(
    lexicon: Lexicon, papers: pd.DataFrame, topics: Groups, stop_words: Collection[str] = ()
) -> FieldUse:
    """Find the mentions of fields in the titles and abstracts of the papers of each topic.

    Parameters
    ----------
    lexicon
        Fields of research.
    papers
        The n papers, with the columns `title` and `abstract`.
    topics
        The topics of these papers.
    stop_words
        Fields with any of these words are left out.
    """
    finder = MentionFinder(lexicon)
    read = [rows[:: -(-rows.size // MAX_READ) or 1] for rows in topics.members]
    names = [
        [
            finder.find_names(f"{title}. {abstract}")
            for title, abstract in papers[["title", "abstract"]].iloc[rows].itertuples(index=False)
        ]
        for rows in read
    ]
    found = [[add_parents(finder.fields_of(own), lexicon) for own in topic] for topic in names]
    mentioned = sorted({field for topic in found for paper in topic for field in paper})
    fields = [
        field
        for field in mentioned
        if not (stop_words and contains_any(lexicon.names[field], stop_words))
    ]
    columns = {field: column for column, field in enumerate(fields)}
    mentions = [np.zeros((len(topic), len(fields)), np.bool_) for topic in found]
    for matrix, topic in zip(mentions, found, strict=True):
        for row, paper in enumerate(topic):
            matrix[row, [columns[field] for field in paper if field in columns]] = True
    return FieldUse(
        lexicon=lexicon,
        finder=finder,
        fields=np.array(fields, np.int64),
        papers=read,
        mentions=mentions,
        name_counts=Counter(name for topic in names for own in topic for name in own),
    )


def compute_elsewhere(shares: NDArray[np.float64], sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return, for each topic, the share of the papers of all other topics; 0 if there are none.

    Parameters
    ----------
    shares
        Shape `(k, f)`: share of each topic's papers.
    sizes
        Shape `(k,)`: number of papers of each topic.
    """
    counts = shares * sizes[:, None]
    others = sizes.sum() - sizes
    return np.asarray((counts.sum(axis=0) - counts) / np.maximum(others, 1)[:, None])
