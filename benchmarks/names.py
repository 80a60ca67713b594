"""Names of topics side by side with BERTopic's, for the same papers in the same topics.

    python benchmarks/names.py LABELLED.parquet [--dumps FOLDER] [--write benchmarks/results]

LABELLED has the columns title, abstract and label. For every topic of each granularity: the name
BERTopic gives with its defaults, ours with our keywords and theme, and three exemplars (their
titles are printed, but not kept with the result, for they belong to the corpus). And:

- *NPMI* (Bouma 2009) of the keywords, ten of each at most: mean of all pairs of a topic, then of
  topics. Texts are the same for both sides: words of two letters and more, as BERTopic's own
  vectorizer splits them, in small letters and without plural s; a keyword stands in a paper if its
  words do, in a row.
- *Diversity*: different keywords as a share of all (Dieng et al. 2020).
- *Filler*: share of names that have a word of no content: a stop word of English ("and" between
  phrases aside), or one of those listed here that papers use of themselves. *Twice*: share of names
  that another topic has too.
- *Field*: where there are labels, the share of topics whose name or first five keywords have a word
  that a reader would use for the field most of their papers are labelled with. Words are listed
  below by their beginnings, after arXiv's own descriptions of its categories.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
from material import THREADS, Corpus, labelled, of_dumps
from measuring import machine, report, table
from numpy.typing import NDArray
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from paperthemes.cluster.settings import ClusterSettings
from paperthemes.cluster.stage import cluster
from paperthemes.describe.stage import Description, describe
from paperthemes.encoders.encoder import make_encoder
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.neighbours.stage import find_neighbours
from paperthemes.terms.stage import collect_terms
from paperthemes.text.paper_text import texts_of

GRANULARITIES = ("broad", "medium", "fine")
KEYWORDS = 10
FILLER = ENGLISH_STOP_WORDS | {
    *("paper", "papers", "propose", "proposed", "novel", "approach", "approaches", "method"),
    *("methods", "result", "results", "show", "shows", "study", "work", "based", "using", "use"),
    *("state-of-the-art", "framework", "performance", "existing", "experiments", "task", "tasks"),
    *("new", "problem", "problems", "used"),
}
# What begins a word that a reader would use for a field.
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


@dataclass(frozen=True)
class Named:
    """The name and keywords of each topic, by number."""

    names: Sequence[str]
    keywords: Sequence[Sequence[str]]


def bertopic(corpus: Corpus, topics: NDArray[np.int64]) -> Named:
    """Name topics as BERTopic does by default, when it is given them."""
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
    found, _ = model.fit_transform(texts_of(corpus.papers), embeddings=points, y=topics)
    theirs = {ours: number for number, ours in zip(found, topics.tolist(), strict=True)}
    words = model.get_topics()
    order = range(int(topics.max()) + 1)
    return Named(
        [model.topic_labels_[theirs[topic]].split("_", 1)[1] for topic in order],
        [[word for word, _ in words[theirs[topic]] if word] for topic in order],
    )


def tokens(text: str) -> list[str]:
    """Split a text as BERTopic's vectorizer does, without plural s."""
    return [word.removesuffix("s") for word in re.findall(r"\b\w\w+\b", text.lower())]


def npmi(keywords: Sequence[Sequence[str]], texts: Sequence[str]) -> float:
    """Return the mean NPMI of two keywords of a topic."""
    joined = [f" {' '.join(tokens(text))} " for text in texts]
    wanted = {word for words in keywords for word in words}
    holders = {
        word: {place for place, text in enumerate(joined) if f" {' '.join(tokens(word))} " in text}
        for word in wanted
    }

    def pair(one: str, other: str) -> float:
        both, n = len(holders[one] & holders[other]), len(texts)
        if both in (0, n):
            return -1.0 if both == 0 else 1.0
        return log(both * n / (len(holders[one]) * len(holders[other]))) / -log(both / n)

    return mean(
        mean(pair(*two) for two in combinations(words, 2)) for words in keywords if len(words) > 1
    )


def numbers(named: Named, corpus: Corpus, topics: NDArray[np.int64]) -> dict[str, Any]:
    """Return all numbers of one side."""
    said = [word for words in named.keywords for word in words]
    words_of_names = [re.split(r"[\s_,]+", name.lower()) for name in named.names]
    found = {
        "NPMI": round(npmi(named.keywords, texts_of(corpus.papers)), 3),
        "diversity": round(len(set(said)) / len(said), 3),
        "filler": round(mean(bool(FILLER & set(words) - {"and"}) for words in words_of_names), 3),
        "twice": round(1 - len({name.casefold() for name in named.names}) / len(named.names), 3),
    }
    return found | ({} if corpus.labels is None else {"field": field_share(named, corpus, topics)})


def field_share(named: Named, corpus: Corpus, topics: NDArray[np.int64]) -> float:
    """Return the share of topics that tell the field most of their papers are labelled with."""
    assert corpus.labels is not None
    told = []
    for topic, (name, keywords) in enumerate(zip(named.names, named.keywords, strict=True)):
        field = Counter(corpus.labels[topics == topic].tolist()).most_common(1)[0][0]
        words = re.split(r"[\s_,-]+", " ".join([name, *keywords[:5]]).lower())
        told.append(any(word.startswith(tuple(FIELDS[field].split())) for word in words))
    return round(mean(told), 3)


def side_by_side(
    corpus: Corpus, ours: Description, theirs: Named, *, exemplars: bool
) -> list[dict[str, str]]:
    """Return a row for each topic, with titles of exemplars or without."""
    titles = dict(zip(corpus.papers.paper_id, corpus.papers.title, strict=True))
    rows = [
        {
            "papers": str(row["size"]),
            "BERTopic": old,
            "paperthemes": f"**{row['name']}**<br>{', '.join(row['keywords'][:5])}",
            "theme": row["theme_name"],
            "exemplars": "<br>".join(titles[one].replace("|", "/") for one in row["exemplars"][:3]),
        }
        for old, row in zip(theirs.names, ours.topics.to_dict("records"), strict=True)
    ]
    kept = [name for name in rows[0] if exemplars or name != "exemplars"]
    return [{name: row[name] for name in kept} for row in rows]


def compare(corpus: Corpus) -> tuple[dict[str, Any], str, str]:
    """Name the topics of a corpus at each granularity.

    Return the numbers, what is kept as text, and the same with exemplars.
    """
    neighbours = find_neighbours(corpus.papers, corpus.vectors, NeighbourSettings(), THREADS)
    encoder = make_encoder(EmbedSettings(), threads=THREADS)
    terms = collect_terms(corpus.papers)
    result: dict[str, Any] = {}
    kept, printed = [], []
    for granularity in GRANULARITIES:
        settings = ClusterSettings(granularity=granularity)
        found = cluster(corpus.papers, corpus.vectors, neighbours, settings)
        topics = found.topics
        described = describe(
            corpus.papers, corpus.vectors, neighbours, found, terms, encoder=encoder
        )
        ours = Named(described.topics.name.tolist(), described.topics.keywords.map(list).tolist())
        theirs = bertopic(corpus, topics)
        rows = {
            "paperthemes": numbers(ours, corpus, topics),
            "BERTopic": numbers(theirs, corpus, topics),
        }
        result[granularity] = rows
        head = f"### {granularity}: {len(ours.names)} topics\n"
        measured = table([{"": name, **row} for name, row in rows.items()])
        for parts, exemplars in ((kept, False), (printed, True)):
            names = table(side_by_side(corpus, described, theirs, exemplars=exemplars))
            parts += [head, measured, names]
    return result, "\n".join(kept), "\n".join(printed)


def main() -> None:
    """Compare, print, and with `--write` keep the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("labelled", type=Path, help="Parquet file with title, abstract, label")
    parser.add_argument("--dumps", type=Path, help="folder of dump files")
    parser.add_argument("--write", type=Path, help="folder to keep the result in")
    given = parser.parse_args()
    corpora = {given.labelled.stem: labelled(given.labelled)}
    if given.dumps:
        corpora["dumps"] = of_dumps(given.dumps)
    compared = {name: compare(corpus) for name, corpus in corpora.items()}
    result = {"machine": machine(), **{name: found[0] for name, found in compared.items()}}
    kept, printed = (
        "\n".join(f"## {name}\n\n{found[place]}" for name, found in compared.items())
        for place in (1, 2)
    )
    sys.stdout.write(printed)
    if given.write:
        report("names", result, given.write, kept)


if __name__ == "__main__":
    main()
