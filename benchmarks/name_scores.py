"""Scores of the names and keywords of topics."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log
from statistics import mean
from typing import Any

import numpy as np
import pandas as pd
from corpora import Corpus
from numpy.typing import NDArray
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

from paperthemes.describe.coverage import Coverage
from paperthemes.describe.names import MIXED
from paperthemes.describe.ranking import Groups
from paperthemes.describe.term_vectors import embed_names
from paperthemes.encoders.encoder import make_encoder
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.text.paper_text import texts_of

MIN_COVERED = 0.2  # share of a topic's papers that are near to a part of its name

CONNECTING = {"and", "for", "in", "of", "with"}  # words that may stand in a name: phases of matter
FILLER_WORDS = ENGLISH_STOP_WORDS | {
    *("paper", "papers", "propose", "proposed", "novel", "approach", "approaches", "method"),
    *("methods", "result", "results", "show", "shows", "study", "work", "based", "using", "use"),
    *("state-of-the-art", "framework", "performance", "existing", "experiments", "task", "tasks"),
    *("new", "problem", "problems", "used"),
}
# Beginnings of words for each field, from arXiv's own descriptions of its categories.
FIELDS = {
    "cond-mat.dis-nn": "disorder locali glass neural network percolation spin hopfield",
    "cond-mat.mes-hall": "graphene quantum hall topolog spin magnet nano mesoscop moire bilayer",
    "cond-mat.mtrl-sci": "material crystal alloy diffraction spectroscop semiconductor metal",
    "cond-mat.stat-mech": "particle thermodynam fluctuat ising phase equilibrium entropy brownian",
    "cond-mat.str-el": "hubbard mott magnet correlat electron superconduct topolog spin insulator",
    "cs.AI": "reason agent ai intelligen plan knowledge language reinforcement",
    "cs.CL": "language text llm translat nlp speech token question dialog",
    "cs.CR": "attack secur privacy malware adversar vulnerab crypt jailbreak",
    "cs.CV": "image video vision visual segment scene 3d object detection",
    "cs.HC": "human user interact participant accessib virtual interface visuali",
    "cs.IR": "retriev recommend search rank quer document",
    "cs.IT": "cod channel mimo communicat information antenna wireless beamform",
    "cs.LG": "learn neural network gradient graph federated train",
    "cs.RO": "robot manipul navigat vehicle motion drone autonom",
    "cs.SE": "software code program bug developer repositor test",
    "physics.ao-ph": "climate weather ocean atmospher precipit forecast",
    "quant-ph": "quantum qubit entangle",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicNames:
    """The name and keywords of each topic, by topic number."""

    names: Sequence[str]
    keywords: Sequence[Sequence[str]]


def split_words(text: str) -> str:
    """Return the words of a text as BERTopic's vectorizer splits them, without plural s."""
    words = [word.removesuffix("s") for word in re.findall(r"\b\w\w+\b", text.lower())]
    return f" {' '.join(words)} "


def mean_npmi(keywords: Sequence[Sequence[str]], texts: Sequence[str]) -> float:
    """Return the mean NPMI of the pairs of keywords of a topic, averaged over topics."""
    count = len(texts)
    texts = [split_words(text) for text in texts]
    rows = {
        word: {row for row, text in enumerate(texts) if split_words(word) in text}
        for words in keywords
        for word in words
    }

    def npmi(first: str, second: str) -> float:
        both = len(rows[first] & rows[second])
        if both in (0, count):
            return -1.0 if both == 0 else 1.0
        return log(both * count / (len(rows[first]) * len(rows[second]))) / -log(both / count)

    return mean(
        mean(npmi(*pair) for pair in combinations(words, 2)) for words in keywords if len(words) > 1
    )


def score_names(
    topic_names: TopicNames, corpus: Corpus, topics: NDArray[np.int64]
) -> dict[str, Any]:
    """Return all scores of the names and keywords."""
    keywords = [word for words in topic_names.keywords for word in words]
    names = topic_names.names
    words_of_names = [set(re.split(r"[\s_,]+", name.lower())) - CONNECTING for name in names]
    scores = {
        "filler": round(mean(bool(FILLER_WORDS & words) for words in words_of_names), 3),
        "repeated": round(1 - len({name.casefold() for name in names}) / len(names), 3),
    }
    if keywords:
        scores["NPMI"] = round(mean_npmi(topic_names.keywords, texts_of(corpus.papers)), 3)
        scores["diversity"] = round(len(set(keywords)) / len(keywords), 3)
    scores["pairs"] = round(mean(" and " in name for name in names), 3)
    if corpus.labels is not None and keywords:
        scores["field"] = share_with_field(topic_names, corpus.labels, topics)
    return scores


def share_with_field(
    topic_names: TopicNames, labels: NDArray[np.str_], topics: NDArray[np.int64]
) -> float:
    """Return the share of topics that mention the label of most of their papers."""
    mentions = []
    for topic, (name, keywords) in enumerate(
        zip(topic_names.names, topic_names.keywords, strict=True)
    ):
        label = Counter(labels[topics == topic].tolist()).most_common(1)[0][0]
        words = re.split(r"[\s_,-]+", " ".join([name, *keywords[:5]]).lower())
        mentions.append(any(word.startswith(tuple(FIELDS[label].split())) for word in words))
    return round(mean(mentions), 3)


def share_with_label(names: Sequence[str], corpus: Corpus, topics: NDArray[np.int64]) -> float:
    """Return the share of topics whose name alone leads to the label of most of their papers.

    The label is the one whose papers have most in common with the words of the name, by TF-IDF: an
    encoder that did not make the name. Names without any word of the papers count as wrong.
    """
    assert corpus.labels is not None
    vectorizer = TfidfVectorizer(stop_words="english", sublinear_tf=True, ngram_range=(1, 2))
    matrix = vectorizer.fit_transform(texts_of(corpus.papers))
    labels = np.unique(corpus.labels)
    rows = [np.flatnonzero(corpus.labels == label) for label in labels]
    centres = np.vstack([np.asarray(matrix[some].mean(axis=0)) for some in rows])
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    similarity = vectorizer.transform(names) @ centres.T
    found = []
    for topic, row in enumerate(similarity):
        label = Counter(corpus.labels[topics == topic].tolist()).most_common(1)[0][0]
        found.append(bool(row.max() > 0 and labels[row.argmax()] == label))
    return round(mean(found), 3)


def purity_of_themes(themes: NDArray[np.int64], labels: NDArray[np.str_]) -> float | None:
    """Return the share of the papers of themes that have the commonest parent label of their theme.

    The parent of a label such as cs.CV is the part before the dot. `None` without any theme.
    """
    parents = np.array([label.split(".")[0] for label in labels])
    counts = [
        Counter(parents[themes == theme].tolist()).most_common(1)[0][1]
        for theme in np.unique(themes[themes >= 0])
    ]
    return round(sum(counts) / int((themes >= 0).sum()), 3) if counts else None


def share_uncovered(topics: pd.DataFrame, corpus: Corpus, labels: NDArray[np.int64]) -> float:
    """Return the share of the parts of names that fewer than a fifth of the papers are near to."""
    embed = embed_names(make_encoder(EmbedSettings()))
    vectors = corpus.vectors.matrix.astype(np.float32)
    groups = Groups.from_labels(labels, np.ones(labels.size, np.bool_), vectors)
    coverage = Coverage(topics=groups, vectors=vectors)
    shares = [
        coverage.find_near(row.topic, embed([part])[0]).mean()
        for row in topics.itertuples()
        for part in split_name(row.name, is_field=bool(row.field))
    ]
    return round(mean(bool(share < MIN_COVERED) for share in shares), 3)


def split_name(name: str, *, is_field: bool) -> list[str]:
    """Return the parts of a name."""
    return [name] if is_field else re.split(" and |; ", name.removeprefix(MIXED))
