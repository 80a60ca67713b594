"""Names of topics compared with those of others, for the same papers in the same topics.

    python benchmarks/names.py LABELLED.parquet [--dumps FOLDER] [--write benchmarks/results]

For every topic of each granularity: the name that BERTopic gives with its defaults; the phrase of
up to three words that is nearest to the topic, as KeyBERT chooses it (Grootendorst 2020); our name,
its source, keywords and theme; and three exemplars, whose titles are printed but not written. Also:

- *NPMI* (Bouma 2009) of the keywords, at most ten of each topic: mean over the pairs of a topic,
  then over topics. All are scored on the same texts: lower-case words of two letters or more, as
  BERTopic's own vectorizer splits them, without plural s. A paper has a keyword if it has its words
  next to each other.
- *Diversity*: share of different keywords among all (Dieng et al. 2020).
- *Filler*: share of names with a word without content: an English stop word (except those in
  `CONNECTING`), or a word that papers use of themselves (`FILLER_WORDS`). *Repeated*: share of
  names that another topic has too. *Pairs*: share of names of two parts joined by "and".
- *Uncovered*: share of the parts of our names that fewer than a fifth of the papers are near to.
- *Field*: with labels, share of topics whose name or first keywords have a word that a reader
  would use for the label of most of their papers (`FIELDS`). *Label*: share of topics whose name
  alone leads to that label, by TF-IDF; *unaided*: the same without the labels' own fields in the
  lexicon (`LABEL_FIELDS`), so that the names cannot be read off it.
- *Themes*: their number, and the share of their papers that have the commonest group of labels
  (cs, cond-mat, …) of their theme; *Ward*: the same for themes by Ward's method, one for every 2.5
  topics, from 3 to 12.
"""

import csv
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from corpora import Corpus, read_dumps, read_labelled
from measure import describe_machine, format_table, make_parser, write_result
from name_scores import (
    TopicNames,
    purity_of_themes,
    score_names,
    share_uncovered,
    share_with_label,
)
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, ward
from sklearn.feature_extraction.text import CountVectorizer
from steps import GRANULARITIES, clustering_jobs, clustering_paths, corpus_jobs, run_jobs

from paperthemes import tables
from paperthemes.describe import stage as describe
from paperthemes.describe.settings import NamingSettings
from paperthemes.describe.term_vectors import embed_names
from paperthemes.encoders.encoder import make_encoder
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.lexicon.lexicon import COLUMNS, DEFAULT, read_lexicon
from paperthemes.text.paper_text import texts_of

# Fields that are what arXiv calls its categories: the labels' own entries in the lexicon.
LABEL_FIELDS = {
    *("disordered systems", "mesoscopic physics", "materials science", "statistical physics"),
    *("strongly correlated electrons", "artificial intelligence", "natural language processing"),
    *("computer security", "cryptography", "computer vision", "human-computer interaction"),
    *("information retrieval", "information theory", "machine learning", "robotics"),
    *("software engineering", "atmospheric science", "quantum physics"),
}
UNRELATED = (  # eight labels that have little to do with each other
    *("cs.RO", "cs.IT", "physics.ao-ph", "quant-ph"),
    *("cond-mat.stat-mech", "cs.HC", "cs.SE", "cond-mat.mtrl-sci"),
)


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


def name_by_nearest_phrase(corpus: Corpus, topics: NDArray[np.int64]) -> list[str]:
    """Name given topics by their phrases, as KeyBERT does: the nearest to the mean vector."""
    embed = embed_names(make_encoder(EmbedSettings()))
    texts = np.array(texts_of(corpus.papers), object)
    names = []
    for topic in range(int(topics.max()) + 1):
        rows = np.flatnonzero(topics == topic)
        vectorizer = CountVectorizer(ngram_range=(1, 3), stop_words="english")
        counts = np.asarray(vectorizer.fit_transform(texts[rows]).sum(axis=0)).ravel()
        common = np.argsort(-counts, kind="stable")[:120]
        phrases = vectorizer.get_feature_names_out()[common].tolist()
        centre = corpus.vectors.matrix[rows].astype(np.float32).mean(axis=0)
        names.append(phrases[int(np.argmax(embed(phrases) @ centre))])
    return names


def write_lexicon_without_labels(path: Path) -> None:
    """Write the default lexicon without `LABEL_FIELDS`; their parts become parts of the parent."""
    lexicon = read_lexicon([DEFAULT])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for field, name in enumerate(lexicon.names):
            if name not in LABEL_FIELDS:
                ancestors = [lexicon.names[number] for number in lexicon.path(field)[:-1]]
                parents = [ancestor for ancestor in ancestors if ancestor not in LABEL_FIELDS]
                aliases = "; ".join(lexicon.aliases[field])
                writer.writerow([name, parents[-1] if parents else "", aliases])


def describe_unaided(folder: Path, granularity: str) -> list[str]:
    """Return our names of topics that are already found, without the labels' own fields."""
    lexicon, results = folder / "fields.csv", folder / "unaided"
    write_lexicon_without_labels(lexicon)
    paths = {name: str(folder / f"{name}.npz") for name in ("vectors", "neighbours", "terms")}
    files = clustering_paths(folder, granularity)
    curated = {"clusters": str(folder / granularity / "clusters_curated.npz")}
    settings = describe.DescribeSettings(naming=NamingSettings(fields=str(lexicon)))
    paths |= {"papers": str(folder / "papers.parquet")} | files | curated
    describe.run(paths, results, EmbedSettings(), settings, cache=None, threads=2)
    return tables.read(tables.TOPICS, results / "topics.parquet").name.tolist()


def cluster_by_ward(corpus: Corpus, topics: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the theme of each paper by Ward's method, one for every 2.5 topics, from 3 to 12."""
    count = int(topics.max()) + 1
    points = corpus.vectors.matrix.astype(np.float64)
    centres = np.array([points[topics == topic].mean(axis=0) for topic in range(count)])
    themes = fcluster(ward(centres), min(count, max(3, min(12, round(count / 2.5)))), "maxclust")
    return np.where(topics < 0, -1, themes[topics])


def count_themes_of_unrelated(corpus: Corpus) -> int:
    """Return the number of themes if the topics are eight labels that have little in common."""
    assert corpus.labels is not None
    from helpers.topics import describe_topics

    chosen = corpus.select(np.flatnonzero(np.isin(corpus.labels, UNRELATED)))
    assert chosen.labels is not None
    labels = np.unique(chosen.labels, return_inverse=True)[1].tolist()
    result = describe_topics(
        chosen.papers, labels, vectors=chosen.vectors, encoder=make_encoder(EmbedSettings())
    )
    return len(result.themes)


def list_names(
    corpus: Corpus, topics: pd.DataFrame, peers: Mapping[str, Sequence[str]], *, exemplars: bool
) -> list[dict[str, str]]:
    """Return a row for each topic, with or without titles of exemplars."""
    titles = dict(zip(corpus.papers.paper_id, corpus.papers.title, strict=True))
    rows = []
    for number, topic in enumerate(topics.to_dict("records")):
        row = {
            "papers": str(topic["size"]),
            **{peer: names[number] for peer, names in peers.items()},
            "paperthemes": f"**{topic['name']}**<br>{', '.join(topic['keywords'][:5])}",
            "source": topic["name_source"],
            "theme": topic["theme_name"],
        }
        if exemplars:
            exemplar_titles = [titles[paper_id] for paper_id in topic["exemplars"][:3]]
            row["exemplars"] = "<br>".join(exemplar_titles).replace("|", "/")
        rows.append(row)
    return rows


def compare_granularity(
    corpus: Corpus, folder: Path, granularity: str
) -> tuple[dict[str, dict[str, Any]], dict[bool, list[dict[str, str]]]]:
    """Score all methods for topics that are already found.

    Return the scores by method, and the rows of names without and with exemplars.
    """
    paths = clustering_paths(folder, granularity)
    topics = tables.read(tables.TOPICS, paths["topics"])
    assigned = tables.read(tables.ASSIGNMENTS, paths["assignments"])
    labels = assigned.topic.to_numpy()
    ours = TopicNames(names=topics.name.tolist(), keywords=topics.keywords.map(list).tolist())
    bertopic = name_with_bertopic(corpus, labels)
    nearest = TopicNames(names=name_by_nearest_phrase(corpus, labels), keywords=())
    methods = {"paperthemes": ours, "BERTopic": bertopic, "KeyBERT": nearest}
    scores = {name: score_names(method, corpus, labels) for name, method in methods.items()}
    scores["paperthemes"]["uncovered"] = share_uncovered(topics, corpus, labels)
    if corpus.labels is not None:
        for name, method in methods.items():
            scores[name]["label"] = share_with_label(method.names, corpus, labels)
        unaided = describe_unaided(folder, granularity)
        scores["paperthemes"]["unaided"] = share_with_label(unaided, corpus, labels)
        themes = assigned.theme.to_numpy()
        scores["paperthemes"]["themes"] = int(themes.max()) + 1
        scores["paperthemes"]["purity"] = purity_of_themes(themes, corpus.labels)
        by_ward = cluster_by_ward(corpus, labels)
        scores["paperthemes"]["Ward"] = purity_of_themes(by_ward, corpus.labels)
    peers = {"BERTopic": bertopic.names, "KeyBERT": nearest.names}
    rows = {shown: list_names(corpus, topics, peers, exemplars=shown) for shown in (False, True)}
    return scores, rows


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
            scores[granularity], names = compare_granularity(corpus, folder, granularity)
            rows = [{"": method, **row} for method, row in scores[granularity].items()]
            head = f"### {granularity}: {len(names[False])} topics\n"
            for exemplars, texts in parts.items():
                texts += [head, format_table(rows), format_table(names[exemplars])]
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
        if corpus.labels is not None:
            count = count_themes_of_unrelated(corpus)
            result["themes of eight unrelated subjects"] = count
            text += f"\nThemes of eight unrelated subjects: {count}\n"
        texts.append(f"## {name}\n\n{text}")
        sys.stdout.write(f"## {name}\n\n{text_with_exemplars}\n")
    if arguments.write:
        write_result("names", result, arguments.write, "\n".join(texts))


if __name__ == "__main__":
    main()
