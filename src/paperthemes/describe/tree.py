"""Tree of themes and topics, each with name, keywords and exemplars."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from paperthemes.artifacts.clusters import CORE
from paperthemes.artifacts.corpus import Corpus
from paperthemes.artifacts.vectors import unit_rows
from paperthemes.describe.candidates import (
    average_mentions,
    find_directions,
    make_candidates,
)
from paperthemes.describe.coverage import Coverage
from paperthemes.describe.exemplars import choose_exemplars, find_nearest_exemplars
from paperthemes.describe.field_use import FieldUse, find_field_use
from paperthemes.describe.first_papers import choose_first_papers
from paperthemes.describe.kept_names import GivenNames
from paperthemes.describe.keywords import choose_keywords, find_telling
from paperthemes.describe.name import Name
from paperthemes.describe.names import name_topics
from paperthemes.describe.ranking import Groups, Ranking, rank_terms
from paperthemes.describe.subgroups import SubgroupFinder
from paperthemes.describe.summaries import summarise_groups
from paperthemes.describe.term_vectors import TermVectors, TextVectors
from paperthemes.describe.theme_names import collect_shared_names, name_themes
from paperthemes.describe.themes import Theme, find_themes
from paperthemes.lexicon.lexicon import Lexicon
from paperthemes.lexicon.mentions import MentionFinder

MAX_SHARED_TERMS = 5  # keywords of its topic, shown with each paper that uses them


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A topic or theme.

    Attributes
    ----------
    name
        Name, unique in the tree.
    size
        Number of papers.
    keywords
        Weights of the most characteristic terms, by index of the term in `Terms`; best first.
    exemplars
        Row numbers of the most typical papers, best first.
    summary
        Sentences, each with the row number of its paper.
    subgroups
        Index of the term that names each sub-group, and the row numbers of its papers.
    first_papers
        Row numbers of the papers to read first, each with the reason.
    """

    name: Name
    size: int
    keywords: Mapping[int, float]
    exemplars: Sequence[int]
    summary: Sequence[tuple[str, int]]
    subgroups: Sequence[tuple[int, NDArray[np.int64]]]
    first_papers: Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """All topics and themes of n papers.

    Attributes
    ----------
    topics, themes
        Topics and themes, in the order of their numbers.
    parents
        Number of each topic's theme; -1 if the topic stands alone.
    field_use
        The fields that names refer to, and where papers mention them.
    nearest_exemplars
        For each paper, the row numbers of the exemplars of its topic that are most similar to it.
    shared_terms
        For each paper, the indices (in `Terms`) of the keywords of its topic that the paper uses.
    ranked_terms
        For each topic, the indices of its best terms, best first.
    """

    topics: Sequence[Node]
    themes: Sequence[Node]
    parents: Sequence[int]
    field_use: FieldUse
    nearest_exemplars: Sequence[Sequence[int]]
    shared_terms: Sequence[Sequence[int]]
    ranked_terms: Sequence[Sequence[int]]


def build_tree(
    corpus: Corpus,
    lexicon: Lexicon,
    term_vectors: TermVectors,
    embed: TextVectors | None,
    *,
    given: GivenNames,
    stop_words: Collection[str],
    n_themes: int | None,
) -> Tree:
    """Name topics, join them into themes, and find keywords and exemplars of both.

    Also find the nearest exemplars and the shared terms of each paper.

    Parameters
    ----------
    corpus
        Papers and their topics.
    lexicon
        Fields of research.
    term_vectors
        Function from indices of terms to their unit vectors.
    embed
        Function from texts to their unit vectors; `None` if the encoder has none.
    given
        Names from the user and from the earlier run.
    stop_words
        Words that no new name has.
    n_themes
        Number of themes, 1 or more; `None`: as many as are found (`find_themes`).
    """
    terms, vectors = corpus.terms, corpus.vectors.matrix.astype(np.float32)
    topics = Groups.from_labels(corpus.clusters.topics, corpus.clusters.grades == CORE, vectors)
    rankings = rank_terms(terms, topics, term_vectors)
    exemplars = choose_exemplars(vectors, topics)
    field_use = find_field_use(lexicon, corpus.papers, topics, stop_words)
    embed_fields = embed or average_mentions(field_use, vectors)
    titles = [corpus.papers.title.iloc[rows[0]] for rows in exemplars]  # of the most central paper
    candidates, mean_name = make_candidates(
        field_use, terms, rankings, topics, vectors=vectors, embed=embed_fields
    )
    coverage = Coverage(topics=topics, vectors=vectors)
    names = name_topics(candidates, coverage, titles, given=given, embed_kept=embed)
    shared = collect_shared_names(
        field_use,
        terms,
        rankings,
        topics,
        embed_fields=embed_fields,
        term_vectors=term_vectors,
        mean_name=mean_name,
        topic_names=names,
    )
    found = find_themes(topics.centres, shared.sizes, shared.find, n_themes)
    parents = _find_parents(found, len(names))
    themes = Groups.from_labels(np.append(parents, -1)[topics.labels], topics.is_core, vectors)
    theme_names = name_themes(found, shared, names)
    subgroups = SubgroupFinder(terms=terms, term_vectors=term_vectors, mean_name=mean_name)
    maker = _NodeMaker(
        corpus=corpus, vectors=vectors, finder=field_use.finder, subgroups=subgroups, embed=embed
    )
    nodes = maker.make(topics, rankings, names)
    return Tree(
        topics=nodes,
        themes=maker.make(themes, rank_terms(terms, themes, term_vectors), theme_names),
        parents=parents.tolist(),
        field_use=field_use,
        nearest_exemplars=find_nearest_exemplars(vectors, topics, exemplars),
        shared_terms=_find_shared_terms(topics, rankings, nodes),
        ranked_terms=[ranking.terms.tolist() for ranking in rankings],
    )


def _find_parents(themes: Sequence[Theme], topic_count: int) -> NDArray[np.int64]:
    """Return the number of each topic's theme, -1 for none: shape `(topic_count,)`."""
    parents = np.full(topic_count, -1, np.int64)
    for number, theme in enumerate(themes):
        parents[[*theme.topics]] = number
    return parents


@dataclass(frozen=True, slots=True, kw_only=True)
class _NodeMaker:
    """Makes the nodes of groups, topics or themes, from what is known of all papers.

    Attributes
    ----------
    corpus
        The n papers with their terms.
    vectors
        Shape `(n, d)`, float32: unit vectors of the papers.
    finder
        Finds fields by their names.
    subgroups
        Finds sub-groups of topics; has the mean vector of all names.
    embed
        Function from texts to their unit vectors; `None` if the encoder has none.
    """

    corpus: Corpus
    vectors: NDArray[np.float32]
    finder: MentionFinder
    subgroups: SubgroupFinder
    embed: TextVectors | None

    def make(
        self,
        groups: Groups,
        rankings: Sequence[Ranking],
        names: Sequence[Name],
    ) -> list[Node]:
        """Return a node for each group, given its ranked terms and its name."""
        terms, abstracts = self.corpus.terms, self.corpus.papers.abstract.tolist()
        vectors = self.vectors
        directions = find_directions(groups, vectors)
        texts = [name.text for name in names]
        summaries = summarise_groups(
            abstracts, groups, rankings, terms, vectors, names=texts, embed=self.embed
        )
        exemplars = choose_exemplars(vectors, groups)
        first_papers = choose_first_papers(self.corpus.papers, groups, vectors)
        nodes = []
        for group, (ranking, name) in enumerate(zip(rankings, names, strict=True)):
            members = groups.members[group]
            relevance = unit_rows(ranking.vectors - self.subgroups.mean_name) @ directions[group]
            is_telling = find_telling(terms, ranking, relevance, self.finder)
            nodes.append(
                Node(
                    name=name,
                    size=members.size,
                    keywords=choose_keywords(terms, ranking, is_telling),
                    exemplars=exemplars[group].tolist(),
                    summary=summaries[group],
                    subgroups=self.subgroups.find(members, vectors[members], name.text),
                    first_papers=first_papers[group],
                )
            )
        return nodes


def _find_shared_terms(
    groups: Groups, rankings: list[Ranking], nodes: list[Node]
) -> list[list[int]]:
    """Return, for each paper, the keywords of its group that the paper uses, best first.

    These are indices in `Terms`, up to `MAX_SHARED_TERMS` per paper. A paper without a group gets
    none. `rankings` and `nodes` have the ranked terms and the keywords of each group.
    """
    # One empty list for all papers; lists are replaced, but never changed.
    shared: list[list[int]] = [[]] * groups.labels.size
    for group, (ranking, node) in enumerate(zip(rankings, nodes, strict=True)):
        is_keyword = np.isin(ranking.terms, [*node.keywords])
        for paper, uses in zip(groups.members[group].tolist(), ranking.presence, strict=True):
            shared[paper] = ranking.terms[uses & is_keyword][:MAX_SHARED_TERMS].tolist()
    return shared
