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
        Paper ids in the config's list for the topic that no paper has.
    """

    name: str
    papers: NDArray[np.int64]
    unknown: tuple[str, ...] = ()


def find_seed_evidence(
    papers: pd.DataFrame, seeds: Mapping[str, SeededTopic]
) -> list[SeedEvidence]:
    """Find the papers that support each seeded topic.

    A paper supports a topic in any of these cases:

    - The topic lists its id, or an alias of its id.
    - Its title has a word of the topic, in singular or plural.
    - Its abstract has `MIN_ABSTRACT_WORDS` words of the topic, or the only word of the topic.

    If a paper supports several topics, it counts for one that lists it; otherwise for the one with
    the highest score, see `_score_papers`. If several are equal, the first counts.

    Parameters
    ----------
    papers
        A table with the columns of `tables.PAPERS`.
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
    """Make a group of each seeded topic, from other groups and outliers.

    It gets the papers that support the topic, and the papers with most of their edge weight to it.
    Groups that become smaller than `min_size` because of this are dissolved: their papers move to
    the groups with most of their edge weight.

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
        Shape `(n,)`: other groups keep their numbers, even if one becomes empty, and the seeded
        topics follow in order.
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
    shares = edge_weight_shares(np.where(moving, -1, new_labels), graph, sizes.size)
    moving &= shares.max(axis=1) > 0  # a paper without edges to other groups stays
    return np.where(moving, shares.argmax(axis=1), new_labels)


def _normalise(texts: Iterable[str]) -> list[str]:
    """Return texts as singular words with a space around each.

    A phrase in this form can be found in a text with `in`, without matching parts of words. In CJK
    text each character counts as a word.
    """
    return [f" {' '.join(map(singular, words_of(space_out_cjk(text))))} " for text in texts]


def _score_papers(
    titles: Sequence[str], abstracts: Sequence[str], seed_words: Sequence[str]
) -> NDArray[np.float64]:
    """Return the number of a topic's words in each paper; words in the title count twice.

    The score is 0 if a paper has too few of the words to support the topic: none in its title, and
    in its abstract fewer than `MIN_ABSTRACT_WORDS` and not all.

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
        if in_title or (words and in_abstract >= min(MIN_ABSTRACT_WORDS, len(words))):
            scores[row] = 2 * in_title + in_abstract
    return scores
