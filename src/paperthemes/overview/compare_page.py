"""Page that compares all clusterings, two at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from paperthemes.overview.agreement import Comparison, compare
from paperthemes.overview.comparison_table import result_rows, setting_rows
from paperthemes.pages.html import BASE_SCRIPTS, FLOW_SCRIPTS, render
from paperthemes.pages.palette import COLOURS, UNASSIGNED, look
from paperthemes.pages.stability import STABLE_FROM
from paperthemes.pages.wording import two_decimals

MAX_DRAWN = 30  # topics of a side in the diagram; the smaller ones are drawn as one
MAX_LISTED = 1_000  # papers grouped differently, per pair of clusterings
STYLES = ("base", "forms", "cards", "table", "compare", "print")
SCRIPTS = (*BASE_SCRIPTS, *FLOW_SCRIPTS, "regrouped_papers", "compare")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clustering:
    """One clustering: its name, its settings and its results.

    `assignments` and `topics` are a `tables.ASSIGNMENTS` and `TOPICS`; the rows of `assignments`
    are in the same order for all clusterings.
    """

    name: str
    settings: Mapping[str, Any]
    assignments: pd.DataFrame
    topics: pd.DataFrame
    metrics: Mapping[str, Any]


def compare_page(clusterings: Sequence[Clustering], title: str) -> str:
    """Return the comparison of clusterings as a self-contained HTML page."""
    pairs = [
        (left, right, compare(clusterings[left].assignments, clusterings[right].assignments))
        for left, right in combinations(range(len(clusterings)), 2)
    ]
    names = [clustering.name for clustering in clusterings]
    metrics = [clustering.metrics for clustering in clusterings]
    papers = len(clusterings[0].assignments)
    drawn = bool(pairs and papers)
    values = {
        "title": title,
        "names": names,
        "papers": papers,
        "pairs": [(names[left], names[right], pair) for left, right, pair in pairs],
        "settings": setting_rows([clustering.settings for clustering in clusterings], metrics),
        "results": result_rows(metrics),
        "notes": [(side.name, note) for side in clusterings for note in side.metrics["notes"]],
        "max_drawn": MAX_DRAWN,
        "min_overlap": STABLE_FROM,
        "drawn": drawn,
    }
    scripts = SCRIPTS if drawn else BASE_SCRIPTS
    data = {"comparison": page_data(clusterings, pairs)} if drawn else {}
    return render(
        "compare.html.j2", values, styles=STYLES, scripts=scripts, data=data, plotly=drawn
    )


def page_data(
    clusterings: Sequence[Clustering], pairs: Sequence[tuple[int, int, Comparison]]
) -> dict[str, Any]:
    """Return the data for the scripts.

    `titles` are the titles of listed papers. Rows of `regrouped` are: index of the title, topic
    and confidence in the finer clustering, the same in the coarser.
    """
    listed = sorted({row for _, _, pair in pairs for row in pair.regrouped[:MAX_LISTED]})
    return {
        "clusterings": [_clustering_data(clustering) for clustering in clusterings],
        "titles": clusterings[0].assignments.title.iloc[listed].tolist(),
        "pairs": [_pair_data(numbers, pair, clusterings, listed) for *numbers, pair in pairs],
        "colours": {"groups": COLOURS, "unassigned": UNASSIGNED},
        "max_drawn": MAX_DRAWN,
        "min_overlap": STABLE_FROM,  # a Jaccard index, like a topic's stability
    }


def _clustering_data(clustering: Clustering) -> dict[str, Any]:
    """Return a clustering's topics column by column, and its totals."""
    topics = clustering.topics
    return {
        "name": clustering.name,
        "topics": topics.name.tolist(),
        "sizes": topics["size"].tolist(),
        "colours": [look(theme).colour for theme in topics.theme],
        "unassigned": int((clustering.assignments.topic < 0).sum()),
        "stability": clustering.metrics["stability"],
        "addresses": [
            None if hidden else f"{clustering.name}/report.html#topic-{topic}"
            for topic, hidden in zip(topics.topic, topics.hidden, strict=True)
        ],
    }


def _pair_data(
    numbers: Sequence[int],
    pair: Comparison,
    clusterings: Sequence[Clustering],
    listed: Sequence[int],
) -> dict[str, Any]:
    """Return the comparison of two clusterings, given their numbers and the rows of all titles."""
    ordered = numbers if pair.left_is_finer else numbers[::-1]
    rows = pair.regrouped[:MAX_LISTED]
    columns = [np.searchsorted(listed, rows).tolist()]
    for number in ordered:
        papers = clusterings[number].assignments.iloc[rows]
        columns += [papers.topic.tolist(), papers.confidence.round(2).tolist()]
    return {
        "left": numbers[0],
        "right": numbers[1],
        "ami": two_decimals(pair.ami),
        "ari": two_decimals(pair.ari),
        "only": pair.only,
        "flows": pair.flows,
        "finer": ordered[0],
        "in_both": pair.in_both,
        "matches": pair.matches,
        "regrouped": list(zip(*columns, strict=True)),
        "regrouped_count": len(pair.regrouped),
    }
