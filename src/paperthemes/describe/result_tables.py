"""The tables that hold themes, topics and their papers."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes import tables
from paperthemes.artifacts.clusters import Clusters
from paperthemes.artifacts.identities import DisplayedTopic
from paperthemes.describe.tree import Node, Tree


def assignments_frame(
    papers: pd.DataFrame,
    found: Clusters,
    tree: Tree,
    written: Sequence[str],
    shown: Sequence[DisplayedTopic],
) -> pd.DataFrame:
    """Return a `tables.ASSIGNMENTS` of the papers."""
    topics = found.topics.tolist()
    themes = [tables.UNASSIGNED if topic < 0 else tree.parents[topic] for topic in topics]
    ids = papers.paper_id.tolist()
    columns = (
        ids,
        papers.title,
        topics,
        _names(tree.topics, topics),
        found.grades.tolist(),
        _rounded(found.confidences),
        found.runners_up.tolist(),
        _rounded(found.margins),
        themes,
        _names(tree.themes, themes),
        [[ids[paper] for paper in nearest] for nearest in tree.nearest],
        [[written[term] for term in terms] for terms in tree.shared],
        ["" if topic < 0 else shown[topic].topic_id for topic in topics],
    )
    return tables.make(tables.ASSIGNMENTS, zip(*columns, strict=True))


def topics_frame(
    papers: pd.DataFrame, found: Clusters, tree: Tree, shown: Sequence[DisplayedTopic]
) -> pd.DataFrame:
    """Return a `tables.TOPICS` of the topics."""
    stabilities = found.stability.topics or (None,) * len(tree.topics)
    ids = papers.paper_id.tolist()
    return tables.make(
        tables.TOPICS,
        (
            (
                number,
                node.name,
                node.size,
                node.keywords.written,
                [ids[paper] for paper in node.exemplars],
                # The repeats on other seeds know nothing of what the config asks for.
                None if stability is None or seeded else round(stability, 4),
                node.keywords.weights,
                parent,
                tree.themes[parent].name,
                bool(seeded),
                one.topic_id,
                one.hidden,
                one.note,
            )
            for number, (node, stability, parent, seeded, one) in enumerate(
                zip(tree.topics, stabilities, tree.parents, found.seeded, shown, strict=True)
            )
        ),
    )


def themes_frame(tree: Tree) -> pd.DataFrame:
    """Return a `tables.THEMES` of the themes."""
    return tables.make(
        tables.THEMES,
        (
            (
                number,
                node.name,
                node.size,
                node.keywords.written,
                node.keywords.weights,
                [topic for topic, parent in enumerate(tree.parents) if parent == number],
            )
            for number, node in enumerate(tree.themes)
        ),
    )


def _rounded(numbers: NDArray[np.float64]) -> list[float]:
    """Round to four decimals, and leave no sign before nought."""
    rounded: list[float] = (np.round(numbers, 4) + 0.0).tolist()
    return rounded


def _names(nodes: Sequence[Node], numbers: Sequence[int]) -> list[str]:
    return [tables.UNASSIGNED_NAME if number < 0 else nodes[number].name for number in numbers]
