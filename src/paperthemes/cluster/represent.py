"""What a topic is about: keywords and name from BERTopic's c-TF-IDF, exemplars from the vectors."""

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
import pandas as pd
from bertopic import BERTopic
from bertopic.backend import BaseEmbedder
from bertopic.cluster import BaseCluster
from bertopic.dimensionality import BaseDimensionalityReduction
from bertopic.vectorizers import ClassTfidfTransformer
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer

from paperthemes.cluster.words import terms
from paperthemes.texts import texts_of

_TITLE_WEIGHT = 3
_SMALL = 20
_CANDIDATES = 60
_KEYWORDS = 10
_IN_NAME = 3
_EXEMPLARS = 5
_LEAST_SHARE = 0.06  # of a topic's papers hold a keyword of it, at least


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic as a reader sees it; the columns of `tables.TOPICS`."""

    topic: int
    name: str
    size: int
    keywords: tuple[str, ...]
    exemplars: tuple[str, ...]


def terms_held(papers: pd.DataFrame) -> list[frozenset[str]]:
    """Return the terms of each paper of a `tables.PAPERS`."""
    return [frozenset(terms(text)) for text in texts_of(papers)]


def represent(
    papers: pd.DataFrame,
    vectors: NDArray[np.float32],
    topics: NDArray[np.int64],
    held: Sequence[AbstractSet[str]],
) -> list[Topic]:
    """Describe each topic.

    c-TF-IDF: Grootendorst, "BERTopic", arXiv:2203.05794, section 3.3, with BM25 weighting and
    square-root reduction of frequent terms. Words of a title count three times.

    Parameters
    ----------
    papers
        A `tables.PAPERS` of n papers.
    vectors
        Shape `(n, d)`: their vectors.
    topics
        Shape `(n,)`: their topics, 0 being the largest, -1 none.
    held
        Their terms, as `terms_held` tells them.
    """
    count = int(topics.max(initial=-1)) + 1
    if count == 0:
        return []
    texts = texts_of(papers)
    weighted = [
        ". ".join([title] * (_TITLE_WEIGHT - 1) + [text])
        for title, text in zip(papers.title, texts, strict=True)
    ]
    candidates = _candidates(weighted, held, vectors, topics)
    ids = papers.paper_id.to_numpy(dtype=str)
    described: list[Topic] = []
    taken: set[str] = set()
    for topic in range(count):
        members = np.flatnonzero(topics == topic)
        spread = Counter(term for index in members for term in held[int(index)])
        keywords = _without_echoes(_shared(candidates[topic], spread, members.size))
        exemplars = tuple(ids[_most_central(vectors, members)])
        name = _unique_name(keywords or [papers.title.iloc[members[0]]], taken)
        taken.add(name)
        described.append(Topic(topic, name, members.size, tuple(keywords[:_KEYWORDS]), exemplars))
    return described


def _candidates(
    texts: Sequence[str],
    held: Sequence[AbstractSet[str]],
    vectors: NDArray[np.float32],
    topics: NDArray[np.int64],
) -> dict[int, dict[str, float]]:
    """Weigh terms per topic with BERTopic, given the topics."""
    frequency = Counter(itertools.chain(*held))
    fewest = 2 if len(texts) >= _SMALL else 1
    vocabulary = sorted(term for term, count in frequency.items() if count >= fewest)
    if len(vocabulary) < 2:  # BERTopic's c-TF-IDF fails on a single column
        return defaultdict(lambda: dict.fromkeys(vocabulary, 1.0))
    model = BERTopic(
        language="multilingual",  # "english" would strip the hyphens from the texts
        embedding_model=BaseEmbedder(),
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=BaseCluster(),
        vectorizer_model=CountVectorizer(analyzer=_term_list, vocabulary=vocabulary),
        ctfidf_model=ClassTfidfTransformer(bm25_weighting=True, reduce_frequent_words=True),
        top_n_words=_CANDIDATES,
    )
    found, _ = model.fit_transform(texts, embeddings=vectors, y=topics)
    ours = dict(zip(found, topics.tolist(), strict=True))  # BERTopic renumbers equal sizes freely
    ranked = model.get_topics()
    return {ours[theirs]: {t: w for t, w in ranked[theirs] if t and w > 0} for theirs in ours}


def _term_list(text: str) -> list[str]:
    return list(terms(text))


def _shared(weights: dict[str, float], spread: Mapping[str, int], size: int) -> list[str]:
    """Rank the terms that several papers of the topic hold (all, if none does), best first.

    A term counts for more the more of the topic's papers hold it: the name of one paper's method
    is frequent there, but says little of the topic.
    """
    fewest = max(2, round(_LEAST_SHARE * size))
    shared = [term for term in weights if spread[term] >= fewest] or list(weights)
    return sorted(shared, key=lambda term: (-weights[term] * math.sqrt(spread[term]), term))


def _without_echoes(ranked: Sequence[str]) -> list[str]:
    """Drop a term whose words all stand in a better one, and let a longer one replace it."""
    kept: list[str] = []
    for term in ranked:
        stems = _stems(term)
        if any(stems <= _stems(other) for other in kept):
            continue
        shorter = [other for other in kept if _stems(other) < stems]
        if shorter:
            kept[kept.index(shorter[0])] = term
            kept = [other for other in kept if other not in shorter[1:]]
        else:
            kept.append(term)
    return kept


def _stems(term: str) -> frozenset[str]:
    return frozenset(word.removesuffix("s") for word in term.replace("-", " ").split())


def _unique_name(keywords: Sequence[str], taken: set[str]) -> str:
    chosen: list[str] = []
    for keyword in keywords:
        if not any(_stems(keyword) & _stems(other) for other in chosen):
            chosen.append(keyword)
        if len(chosen) == _IN_NAME:
            break
    spare = [keyword for keyword in keywords if keyword not in chosen]
    while ", ".join(chosen) in taken and spare:
        chosen.append(spare.pop(0))
    name = plain = ", ".join(chosen)
    number = 2
    while name in taken:
        name = f"{plain} ({number})"
        number += 1
    return name


def _most_central(vectors: NDArray[np.float32], members: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the members nearest to their mean, nearest first."""
    centre = vectors[members].mean(axis=0)
    return members[np.argsort(-(vectors[members] @ centre), kind="stable")[:_EXEMPLARS]]
