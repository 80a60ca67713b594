"""Seeded topics: those that the config asks for by name, if enough papers support them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from paperthemes.text.words import singular, space_out_cjk, words_of

_ENOUGH_WORDS = 2  # in an abstract tell as much as one in the title
_ROUNDS = 2
_MOST = 0.5  # of a paper's ties lead to supporters: it goes with them


@dataclass(frozen=True, slots=True)
class Seed:
    """A topic that is asked for: its name, and words or papers that tell it."""

    name: str
    words: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()

    @classmethod
    def all_of(cls, settings: Mapping[str, Mapping[str, Any]]) -> tuple["Seed", ...]:
        """Make them of the mapping that stands in the config."""
        return tuple(
            cls(name, tuple(map(str, given.get("words", ()))), tuple(given.get("papers", ())))
            for name, given in settings.items()
        )


@dataclass(frozen=True, slots=True)
class Support:
    """What speaks for a seeded topic.

    Attributes
    ----------
    name
        Its name.
    papers
        Shape `(s,)`, int64: the papers that support it, sorted.
    unknown
        Ids of papers that were given, but are not among the papers.
    """

    name: str
    papers: NDArray[np.int64]
    unknown: tuple[str, ...] = ()


def supports(papers: pd.DataFrame, seeds: Sequence[Seed]) -> list[Support]:
    """Find the papers that support each seeded topic.

    These are the papers given by id (or alias), and those that have one of the words in the title,
    or two of them (all, if one is given) in the abstract, in singular or plural. A paper that
    supports several goes to the one it has most words of, of equals to the first by name.

    Parameters
    ----------
    papers
        A `tables.PAPERS`.
    seeds
        What is asked for.
    """
    if not seeds:
        return []
    titles, abstracts = map(_searchable, (papers.title, papers.abstract))
    score = np.stack([_score(titles, abstracts, seed) for seed in seeds])
    places = {i: place for place, ids in enumerate(papers.aliases) for i in ids}
    places |= {paper_id: place for place, paper_id in enumerate(papers.paper_id)}
    for number, seed in enumerate(seeds):
        score[number, [places[i] for i in seed.papers if i in places]] = np.inf
    best = np.argmax(score, axis=0)
    return [
        Support(
            seed.name,
            np.flatnonzero((best == number) & (score[number] > 0)),
            tuple(i for i in seed.papers if i not in places),
        )
        for number, seed in enumerate(seeds)
    ]


def plant(
    labels: NDArray[np.int64], graph: csr_array, supported: Sequence[NDArray[np.int64]]
) -> NDArray[np.int64]:
    """Make a group of each set of supporters, and of the papers most of whose ties lead to them.

    Parameters
    ----------
    labels
        Shape `(n,)`: the groups found, from 0; -1 is none.
    graph
        Shape `(n, n)`: ties of near papers.
    supported
        The supporters of each seeded topic; no paper twice.

    Returns
    -------
    NDArray[np.int64]
        Shape `(n,)`: the groups found keep their numbers, the seeded ones follow.
    """
    first = int(labels.max(initial=-1)) + 1
    planted = labels.copy()
    for number, papers in enumerate(supported):
        planted[papers] = first + number
    for _ in range(_ROUNDS):
        shares = _shares(graph, planted - first, len(supported))
        nearest = shares.argmax(axis=1)
        drawn = (planted < first) & (shares.max(axis=1) > _MOST)
        planted[drawn] = first + nearest[drawn]
    return planted


def without_remains(
    planted: NDArray[np.int64], labels: NDArray[np.int64], graph: csr_array, smallest: int
) -> NDArray[np.int64]:
    """Give the papers of groups that planting left too small to the groups they are most tied to.

    Parameters
    ----------
    planted, labels
        Shape `(n,)`: the groups after and before planting.
    graph
        Shape `(n, n)`: ties of near papers.
    smallest
        How many papers a group must have.
    """
    sizes = np.bincount(planted[planted >= 0])
    before = np.bincount(labels[labels >= 0], minlength=sizes.size)
    small = np.flatnonzero((sizes < smallest) & (sizes < before))
    lost = np.isin(planted, small) & (planted >= 0)
    kept = np.where(lost, -1, planted)
    shares = _shares(graph, kept, sizes.size)
    result: NDArray[np.int64] = np.where(lost, shares.argmax(axis=1), planted)
    return np.where(lost & (shares.max(axis=1) == 0), planted, result)


def _searchable(texts: Iterable[str]) -> list[str]:
    """Write texts so that a phrase is found by its words, or its characters where no words are."""
    return [f" {' '.join(map(singular, words_of(space_out_cjk(text))))} " for text in texts]


def _score(titles: Sequence[str], abstracts: Sequence[str], seed: Seed) -> NDArray[np.float64]:
    """Count a seed's words in each paper, those of the title twice; 0 where they are too few."""
    wanted = set(_searchable(seed.words))
    enough = min(_ENOUGH_WORDS, len(wanted))
    score = np.zeros(len(titles))
    for place, (title, abstract) in enumerate(zip(titles, abstracts, strict=True)):
        in_title = sum(word in title for word in wanted)
        in_abstract = sum(word in abstract for word in wanted)
        if in_title or (wanted and in_abstract >= enough):
            score[place] = 2 * in_title + in_abstract
    return score


def _shares(graph: csr_array, labels: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """Return the share of each paper's ties that lead to each of `count` groups."""
    members = np.flatnonzero(labels >= 0)
    ones = np.ones(members.size, np.float32)
    of_group = csr_array((ones, (members, labels[members])), shape=(labels.size, count))
    ties = np.asarray(graph.sum(axis=1), np.float64).ravel()
    ties[ties == 0] = 1
    shares: NDArray[np.float64] = (graph @ of_group).toarray() / ties[:, None]
    return shares
