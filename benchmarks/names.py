"""Names of topics compared with BERTopic's, for the same papers in the same topics.

    python benchmarks/names.py LABELLED.parquet [--dumps FOLDER] [--write benchmarks/results]

For every topic of each granularity: the name that BERTopic gives with its defaults; our name,
keywords and theme; and three exemplars, whose titles are printed but not written. Also:

- *NPMI* (Bouma 2009) of the keywords, at most ten of each topic: mean over the pairs of a topic,
  then over topics. Both sides are scored on the same texts: lower-case words of two letters or
  more, as BERTopic's own vectorizer splits them, without plural s. A paper has a keyword if it has
  its words next to each other.
- *Diversity*: share of different keywords among all (Dieng et al. 2020).
- *Filler*: share of names with a word without content: an English stop word (except "and" between
  phrases), or a word that papers use of themselves (`FILLER_WORDS`). *Repeated*: share of names
  that another topic has too.
- *Field*: with labels, share of topics whose name or first five keywords have a word that a reader
  would use for the label of most of their papers (`FIELDS`).
"""

import re
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
import pandas as pd
from corpora import Corpus, read_dumps, read_labelled
from measure import describe_machine, format_table, make_parser, write_result
from numpy.typing import NDArray
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS
from steps import GRANULARITIES, clustering_jobs, clustering_paths, corpus_jobs, run_jobs

from paperthemes import tables
from paperthemes.text.paper_text import texts_of

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


def name_with_bertopic(corpus: Corpus, topics: NDArray[np.int64]) -> TopicNames:
    """Name given topics with BERTopic's defaults."""
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder
    from bertopic.cluster import BaseCluster
    from bertopic.dimensionality import BaseDimensionalityReduction

    model = BERTopic(
        embedding_model=BaseEmbedder(),
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=BaseCluster(),
    )
    points = corpus.vectors.matrix.astype(np.float32)
    renumbered, _ = model.fit_transform(texts_of(corpus.papers), embeddings=points, y=topics)
    numbers = dict(zip(topics.tolist(), renumbered, strict=True))
    words = model.get_topics()
    order = [numbers[topic] for topic in range(int(topics.max()) + 1)]
    return TopicNames(
        names=[model.topic_labels_[number].split("_", 1)[1] for number in order],
        keywords=[[word for word, _ in words[number] if word] for number in order],
    )


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
    words_of_names = [set(re.split(r"[\s_,]+", name.lower())) - {"and"} for name in names]
    scores = {
        "NPMI": round(mean_npmi(topic_names.keywords, texts_of(corpus.papers)), 3),
        "diversity": round(len(set(keywords)) / len(keywords), 3),
        "filler": round(mean(bool(FILLER_WORDS & words) for words in words_of_names), 3),
        "repeated": round(1 - len({name.casefold() for name in names}) / len(names), 3),
    }
    if corpus.labels is not None:
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


def list_names(
    corpus: Corpus, topics: pd.DataFrame, peer: TopicNames, *, exemplars: bool
) -> list[dict[str, str]]:
    """Return a row for each topic, with or without titles of exemplars."""
    titles = dict(zip(corpus.papers.paper_id, corpus.papers.title, strict=True))
    rows = []
    for peer_name, topic in zip(peer.names, topics.to_dict("records"), strict=True):
        row = {
            "papers": str(topic["size"]),
            "BERTopic": peer_name,
            "paperthemes": f"**{topic['name']}**<br>{', '.join(topic['keywords'][:5])}",
            "theme": topic["theme_name"],
        }
        if exemplars:
            exemplar_titles = [titles[paper_id] for paper_id in topic["exemplars"][:3]]
            row["exemplars"] = "<br>".join(exemplar_titles).replace("|", "/")
        rows.append(row)
    return rows


def compare_names(corpus: Corpus) -> tuple[dict[str, Any], str, str]:
    """Name the topics of a corpus at each granularity.

    Returns
    -------
    scores : dict
        Scores by granularity and method.
    text, text_with_exemplars : str
        Tables of scores and names, as Markdown.
    """
    scores: dict[str, Any] = {}
    parts: dict[bool, list[str]] = {False: [], True: []}  # without and with exemplars
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        corpus.write(folder)
        run_jobs(corpus_jobs(folder))
        for granularity in GRANULARITIES:
            run_jobs(clustering_jobs(folder, granularity))
            paths = clustering_paths(folder, granularity)
            assigned = tables.read(tables.ASSIGNMENTS, paths["assignments"]).topic.to_numpy()
            topics = tables.read(tables.TOPICS, paths["topics"])
            ours = TopicNames(
                names=topics.name.tolist(), keywords=topics.keywords.map(list).tolist()
            )
            peer = name_with_bertopic(corpus, assigned)
            scores[granularity] = {
                "paperthemes": score_names(ours, corpus, assigned),
                "BERTopic": score_names(peer, corpus, assigned),
            }
            rows = [{"": method, **row} for method, row in scores[granularity].items()]
            head = f"### {granularity}: {len(topics)} topics\n"
            for exemplars, texts in parts.items():
                names = list_names(corpus, topics, peer, exemplars=exemplars)
                texts += [head, format_table(rows), format_table(names)]
    return scores, "\n".join(parts[False]), "\n".join(parts[True])


def main() -> None:
    """Compare, print the result and, with `--write`, save it without titles of papers."""
    parser = make_parser(__doc__, "labelled")
    parser.add_argument("--dumps", type=Path, help="folder of dump files")
    arguments = parser.parse_args()
    corpora = {arguments.labelled.stem: read_labelled(arguments.labelled)}
    if arguments.dumps:
        corpora["dumps"] = read_dumps(arguments.dumps)
    result: dict[str, Any] = {"machine": describe_machine()}
    texts = []
    for name, corpus in corpora.items():
        result[name], text, text_with_exemplars = compare_names(corpus)
        texts.append(f"## {name}\n\n{text}")
        sys.stdout.write(f"## {name}\n\n{text_with_exemplars}\n")
    if arguments.write:
        write_result("names", result, arguments.write, "\n".join(texts))


if __name__ == "__main__":
    main()
