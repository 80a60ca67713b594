"""Seeded topics: topics that the config requests by name, made if enough papers support them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from paperthemes.cluster.labels import Labels
from paperthemes.cluster.membership import tie_shares
from paperthemes.cluster.settings import SeededTopic
from paperthemes.text.words import singular, space_out_cjk, words_of

MIN_ABSTRACT_WORDS = 2  # words of a topic in an abstract are as good evidence as one in the title
ATTRACTION_ROUNDS = 2  # direct neighbours of the supporting papers, and their neighbours
MIN_ATTRACTED_SHARE = 0.5  # papers with more of their ties to a seeded topic join it


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedEvidence:
    """The papers that support a seeded topic.

    Attributes
    ----------
    name
        Name of the topic.
    papers
        Shape `(s,)`, int64: rows of the papers that support it, sorted.
    unknown
        Ids that the topic lists and no paper has.
    """

    name: str
    papers: NDArray[np.int64]
    unknown: tuple[str, ...] = ()


def find_seed_evidence(
    papers: pd.DataFrame, seeds: Mapping[str, SeededTopic]
) -> list[SeedEvidence]:
    """Find the papers that support each seeded topic.

    A paper supports a topic if the topic lists its id or an alias of it, or if it has one of the
    topic's words in the title, or two (all, if there is only one) in the abstract, singular or
    plural. If it supports several topics, it counts for the one with most of its words (ties: the
    first).

    Parameters
    ----------
    papers
        A `tables.PAPERS`.
    seeds
        The requested topics, by name.
    """
    if not seeds:
        return []
    titles, abstracts = map(_normalise, (papers.title, papers.abstract))
    scores = np.stack([_score_papers(titles, abstracts, seed.words) for seed in seeds.values()])
    rows = {alias: row for row, aliases in enumerate(papers.aliases) for alias in aliases}
    rows |= {paper_id: row for row, paper_id in enumerate(papers.paper_id)}
    for seed, seed_scores in zip(seeds.values(), scores, strict=True):
        seed_scores[[rows[paper_id] for paper_id in seed.papers if paper_id in rows]] = np.inf
    best = np.argmax(scores, axis=0)
    return [
        SeedEvidence(
            name=name,
            papers=np.flatnonzero((best == number) & (scores[number] > 0)),
            unknown=tuple(paper_id for paper_id in seed.papers if paper_id not in rows),
        )
        for number, (name, seed) in enumerate(seeds.items())
    ]


def add_seeded_topics(
    labels: Labels, graph: csr_array, seeds: Sequence[SeedEvidence], min_size: int
) -> Labels:
    """Make a group of each seeded topic, with the papers that have most of their ties to it.

    Groups that become smaller than `min_size` by that are dissolved: their papers move to the
    groups they are most tied to.

    Parameters
    ----------
    labels
        Shape `(n,)`: the groups, from 0; -1 for outliers.
    graph
        Shape `(n, n)`: ties of neighbouring papers.
    seeds
        The papers that support each seeded topic; no paper twice.
    min_size
        Minimum number of papers of a group.

    Returns
    -------
    Labels
        Shape `(n,)`: the groups keep their numbers, the seeded topics follow.
    """
    if not seeds:
        return labels
    first = int(labels.max(initial=-1)) + 1
    seeded = labels.copy()
    for number, seed in enumerate(seeds, start=first):
        seeded[seed.papers] = number
    for _ in range(ATTRACTION_ROUNDS):
        shares = tie_shares(seeded - first, graph, len(seeds))
        attracted = (seeded < first) & (shares.max(axis=1) > MIN_ATTRACTED_SHARE)
        seeded[attracted] = first + shares.argmax(axis=1)[attracted]
    sizes = np.bincount(seeded[seeded >= 0])
    sizes_before = np.bincount(labels[labels >= 0], minlength=sizes.size)
    too_small = np.flatnonzero((sizes < min_size) & (sizes < sizes_before))
    moving = np.isin(seeded, too_small)
    shares = tie_shares(np.where(moving, -1, seeded), graph, sizes.size)
    moving &= shares.max(axis=1) > 0
    return np.where(moving, shares.argmax(axis=1), seeded)


def _normalise(texts: Iterable[str]) -> list[str]:
    """Return texts in which phrases can be found by whole words, or characters in CJK text."""
    return [f" {' '.join(map(singular, words_of(space_out_cjk(text))))} " for text in texts]


def _score_papers(
    titles: Sequence[str], abstracts: Sequence[str], seed_words: Sequence[str]
) -> NDArray[np.float64]:
    """Count a topic's words in each paper, twice those in the title; 0 if there are too few."""
    words = set(_normalise(seed_words))
    scores = np.zeros(len(titles))
    for row, (title, abstract) in enumerate(zip(titles, abstracts, strict=True)):
        in_title = sum(word in title for word in words)
        in_abstract = sum(word in abstract for word in words)
        if in_title or (words and in_abstract >= min(MIN_ABSTRACT_WORDS, len(words))):
            scores[row] = 2 * in_title + in_abstract
    return scores
