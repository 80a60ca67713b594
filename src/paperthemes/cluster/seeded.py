"""Seeded topics: topics that the config requests; each is made if enough papers support it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from paperthemes.cluster.labels import Labels
from paperthemes.cluster.membership import edge_weight_shares
from paperthemes.cluster.settings import SeededTopic
from paperthemes.text.words import singular, space_out_cjk, words_of

MIN_ABSTRACT_WORDS = 2  # so many words of a topic in an abstract count as one in the title
ATTRACTION_ROUNDS = 2  # reaches neighbours of the supporting papers, and the neighbours of these
MIN_ATTRACTED_SHARE = 0.5  # a paper joins a seeded topic with a larger share of its edge weight


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedEvidence:
    """The papers that support a seeded topic.

    Attributes
    ----------
    name
        Name of the topic.
    papers
        Shape `(s,)`, int64: sorted row numbers of the papers that support the topic.
    unknown
        Paper ids that the config lists for the topic, but that no paper has.
    """

    name: str
    papers: NDArray[np.int64]
    unknown: tuple[str, ...] = ()


def find_seed_evidence(
    papers: pd.DataFrame, seeds: Mapping[str, SeededTopic]
) -> list[SeedEvidence]:
    """Find the papers that support each seeded topic.

    A paper supports a topic in any of these cases:

    - The topic's `papers` in the config list the paper by its id or an alias. If a listed id is an
      alias of several papers, only one of them counts, and none if it is the id of another paper.
    - The paper's title has a word of the topic, in singular or plural.
    - The paper's abstract has `MIN_ABSTRACT_WORDS` words of the topic, or all words of a topic with
      fewer words.

    A paper counts for one topic only. If it supports several, a topic that lists the paper comes
    first, then the topic with the highest score (`_score_papers`), then the earliest in `seeds`.

    Parameters
    ----------
    papers
        A table with the columns of `tables.PAPERS`.
    seeds
        The requested topics, by name.
    """
    if not seeds:
        return []
    titles, abstracts = _normalise(papers.title), _normalise(papers.abstract)
    # The score of each paper for each topic, a row per topic.
    scores = np.stack([_score_papers(titles, abstracts, seed.words) for seed in seeds.values()])
    row_by_id = {alias: row for row, aliases in enumerate(papers.aliases) for alias in aliases}
    row_by_id |= {paper_id: row for row, paper_id in enumerate(papers.paper_id)}
    for seed, seed_scores in zip(seeds.values(), scores, strict=True):
        listed = [row_by_id[paper_id] for paper_id in seed.papers if paper_id in row_by_id]
        seed_scores[listed] = np.inf
    best = np.argmax(scores, axis=0)  # the first of equal topics
    return [
        SeedEvidence(
            name=name,
            papers=np.flatnonzero((best == number) & (scores[number] > 0)),
            unknown=tuple(paper_id for paper_id in seed.papers if paper_id not in row_by_id),
        )
        for number, (name, seed) in enumerate(seeds.items())
    ]


def add_seeded_topics(
    labels: Labels, graph: csr_array, seeds: Sequence[SeedEvidence], min_size: int
) -> Labels:
    """Add a group for each seeded topic; its papers are taken from other groups and outliers.

    The group gets the papers that support the topic. In each of `ATTRACTION_ROUNDS` rounds, it then
    gets the papers with more than `MIN_ATTRACTED_SHARE` of their edge weight to the group, unless
    they are in another seeded topic. Another group that becomes smaller than `min_size` because it
    loses papers is dissolved: each of its papers moves to the remaining group to which most of its
    edge weight leads, or stays if it has no edges to any.

    Parameters
    ----------
    labels
        Shape `(n,)`: the groups, from 0; -1 for outliers.
    graph
        Shape `(n, n)`: edge weights of neighbouring papers.
    seeds
        The papers that support each seeded topic; no paper supports two.
    min_size
        Minimum number of papers of a group.

    Returns
    -------
    Labels
        Shape `(n,)`: the new groups. Old groups keep their numbers, even if one becomes empty; the
        seeded topics follow in the order of `seeds`.
    """
    if not seeds:
        return labels
    first_seeded = int(labels.max(initial=-1)) + 1
    new_labels = labels.copy()
    for number, seed in enumerate(seeds, start=first_seeded):
        new_labels[seed.papers] = number
    for _ in range(ATTRACTION_ROUNDS):
        # Seeded topics from 0; all other groups become negative, so they count as outliers.
        shares = edge_weight_shares(new_labels - first_seeded, graph, len(seeds))
        attracted = (new_labels < first_seeded) & (shares.max(axis=1) > MIN_ATTRACTED_SHARE)
        new_labels[attracted] = first_seeded + shares.argmax(axis=1)[attracted]
    sizes = np.bincount(new_labels[new_labels >= 0])
    sizes_before = np.bincount(labels[labels >= 0], minlength=sizes.size)
    too_small = np.flatnonzero((sizes < min_size) & (sizes < sizes_before))
    moving = np.isin(new_labels, too_small)
    # Papers that move count as outliers, so that edges lead only to groups that remain.
    shares = edge_weight_shares(np.where(moving, -1, new_labels), graph, sizes.size)
    moving &= shares.max(axis=1) > 0  # a paper without edges to other groups stays
    return np.where(moving, shares.argmax(axis=1), new_labels)


def _normalise(texts: Iterable[str]) -> list[str]:
    """Return each text as singular words in lower case, separated and surrounded by spaces.

    An example is `" graph neural network "`. A phrase in this form can be found in a text with
    `in`, without matching parts of words. In CJK text each character counts as a word.
    """
    return [f" {' '.join(map(singular, words_of(space_out_cjk(text))))} " for text in texts]


def _score_papers(
    titles: Sequence[str], abstracts: Sequence[str], seed_words: Sequence[str]
) -> NDArray[np.float64]:
    """Return the score of each paper for a topic, from the words of the topic that the paper has.

    A word in the abstract adds 1, and a word in the title 2. Words that `_normalise` makes equal
    count as one. The score is 0 if the paper has too few words to support the topic: none in its
    title, and in its abstract fewer than `MIN_ABSTRACT_WORDS` and not all.

    Parameters
    ----------
    titles, abstracts
        Texts of each paper, as `_normalise` returns them.
    seed_words
        Words and phrases of the topic.
    """
    words = set(_normalise(seed_words))
    scores = np.zeros(len(titles))
    for row, (title, abstract) in enumerate(zip(titles, abstracts, strict=True)):
        in_title = sum(word in title for word in words)
        in_abstract = sum(word in abstract for word in words)
        # A topic that only lists papers has no words, so it gets no scores.
        if in_title or (words and in_abstract >= min(MIN_ABSTRACT_WORDS, len(words))):
            scores[row] = 2 * in_title + in_abstract
    return scores
