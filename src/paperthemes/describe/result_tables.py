"""Tables of themes, topics and assignments."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes import tables
from paperthemes.artifacts.clusters import Clusters
from paperthemes.artifacts.corpus import Corpus
from paperthemes.artifacts.identities import DisplayedTopic
from paperthemes.describe.tree import Node, Tree

MAX_MIXED = 2  # topics that another one mixes with
MIN_MIXING = 0.1  # mean share of such a topic in the groups of repeats


def make_assignments(
    corpus: Corpus, tree: Tree, displayed: Sequence[DisplayedTopic]
) -> pd.DataFrame:
    """Return a row for each paper, with the columns of `tables.ASSIGNMENTS`.

    `displayed` has the id and the edits of each topic, in the order of topic numbers.
    """
    clusters, spellings = corpus.clusters, corpus.terms.spellings
    ids, topics = corpus.papers.paper_id.tolist(), clusters.topics.tolist()
    themes = [tables.UNASSIGNED if topic < 0 else tree.parents[topic] for topic in topics]
    theme_names = [
        tables.UNASSIGNED_NAME if topic < 0 else _get_theme_name(tree, topic) for topic in topics
    ]
    return _make_table(
        tables.ASSIGNMENTS,
        {
            "paper_id": ids,
            "title": corpus.papers.title,
            "topic": topics,
            "topic_name": _get_names(tree.topics, topics),
            "grade": clusters.grades.tolist(),
            "confidence": _round(clusters.confidences),
            "runner_up": clusters.runners_up.tolist(),
            "margin": _round(clusters.margins),
            "theme": themes,
            "theme_name": theme_names,
            "nearest_exemplars": [[ids[row] for row in rows] for rows in tree.nearest_exemplars],
            "shared_terms": [[spellings[term] for term in terms] for terms in tree.shared_terms],
            "topic_id": ["" if topic < 0 else displayed[topic].topic_id for topic in topics],
            "subgroup": _find_subgroups(corpus, tree),
        },
    )


def make_topics(corpus: Corpus, tree: Tree, displayed: Sequence[DisplayedTopic]) -> pd.DataFrame:
    """Return a row for each topic, with the columns of `tables.TOPICS`.

    `displayed` has the id and the edits of each topic, in the order of topic numbers.
    """
    clusters, ids = corpus.clusters, corpus.papers.paper_id.tolist()
    stabilities = clusters.stability.topics or (None,) * len(tree.topics)
    spellings = corpus.terms.spellings
    mixed = [_find_mixed(clusters, topic) for topic in range(len(tree.topics))]
    return _make_table(
        tables.TOPICS,
        {
            **_describe_nodes(corpus, tree, tree.topics),
            "topic": range(len(tree.topics)),
            "exemplars": [[ids[row] for row in node.exemplars] for node in tree.topics],
            "stability": [
                # Topics that the config asks for have no stability: repeats of the clustering with
                # other seeds do not look for them.
                None if stability is None or seeded_name else round(stability, 4)
                for stability, seeded_name in zip(stabilities, clusters.seeded_names, strict=True)
            ],
            "theme": tree.parents,
            "theme_name": [_get_theme_name(tree, topic) for topic in range(len(tree.topics))],
            "former_name": [node.name.former for node in tree.topics],
            "seeded": [bool(name) for name in clusters.seeded_names],
            "topic_id": [topic.topic_id for topic in displayed],
            "hidden": [topic.hidden for topic in displayed],
            "note": [topic.note for topic in displayed],
            "subgroups": [[spellings[term] for term, _ in node.subgroups] for node in tree.topics],
            "subgroup_sizes": [[rows.size for _, rows in node.subgroups] for node in tree.topics],
            "first_papers": [[ids[row] for row, _ in node.first_papers] for node in tree.topics],
            "first_reasons": [[reason for _, reason in node.first_papers] for node in tree.topics],
            "mixes_with": [[other for other, _ in pairs] for pairs in mixed],
            "mixing": [[share for _, share in pairs] for pairs in mixed],
        },
    )


def _find_subgroups(corpus: Corpus, tree: Tree) -> list[str]:
    """Return the term of each paper's sub-group, "" for none."""
    subgroups = [""] * len(corpus.papers)
    for node in tree.topics:
        for term, rows in node.subgroups:
            for row in rows.tolist():
                subgroups[row] = corpus.terms.spellings[term]
    return subgroups


def make_themes(corpus: Corpus, tree: Tree) -> pd.DataFrame:
    """Return a row for each theme, with the columns of `tables.THEMES`."""
    themes = range(len(tree.themes))
    children = [
        [topic for topic, parent in enumerate(tree.parents) if parent == theme] for theme in themes
    ]
    columns = _describe_nodes(corpus, tree, tree.themes) | {"theme": themes, "topics": children}
    return _make_table(tables.THEMES, columns)


def _describe_nodes(
    corpus: Corpus, tree: Tree, nodes: Sequence[Node]
) -> dict[str, Iterable[object]]:
    """Return the columns that the tables of topics and of themes share, by name."""
    spellings, lexicon = corpus.terms.spellings, tree.field_use.lexicon
    ids = corpus.papers.paper_id.tolist()
    paths = [[lexicon.names[field] for field in lexicon.path(node.name.field)] for node in nodes]
    scores = (node.name.score for node in nodes)
    return {
        "name": [node.name.text for node in nodes],
        "field": [path[-1] if path else "" for path in paths],
        "field_path": paths,
        "name_source": [node.name.source for node in nodes],
        "name_score": [None if score is None else round(score, 4) for score in scores],
        "summary": [[sentence for sentence, _ in node.summary] for node in nodes],
        "summary_papers": [[ids[row] for _, row in node.summary] for node in nodes],
        "size": [node.size for node in nodes],
        "keywords": [[spellings[term] for term in node.keywords] for node in nodes],
        "keyword_weights": [list(node.keywords.values()) for node in nodes],
    }


def _find_mixed(clusters: Clusters, topic: int) -> list[tuple[int, float]]:
    """Return the topics that a topic mixes with on repeats, and their shares; the largest first.

    A topic that the config asks for has none: repeats do not look for it.
    """
    if not clusters.stability.mixing or clusters.seeded_names[topic]:
        return []
    shares = [(other, share) for other, share in enumerate(clusters.stability.mixing[topic])]
    shares = [pair for pair in shares if pair[0] != topic and pair[1] >= MIN_MIXING]
    shares.sort(key=lambda pair: (-pair[1], pair[0]))
    return [(other, round(share, 4)) for other, share in shares[:MAX_MIXED]]


def _make_table(table: tables.Table, columns: Mapping[str, Iterable[object]]) -> pd.DataFrame:
    """Return the table with these columns, which are given by name in any order."""
    return tables.make(table, zip(*(columns[name] for name in table.names), strict=True))


def _round(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round numbers to four decimals, and turn -0.0 into 0.0."""
    return np.round(numbers, 4) + 0.0


def _get_names(nodes: Sequence[Node], positions: Iterable[int]) -> list[str]:
    """Return the name of the node at each position; `UNASSIGNED_NAME` for a negative one."""
    return [tables.UNASSIGNED_NAME if i < 0 else nodes[i].name.text for i in positions]


def _get_theme_name(tree: Tree, topic: int) -> str:
    """Return the name of a topic's theme; empty if the topic stands alone."""
    theme = tree.parents[topic]
    return "" if theme < 0 else tree.themes[theme].name.text
