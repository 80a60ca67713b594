"""Page that compares all clusterings, two at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

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
    drawn = len(pairs) > 0 and papers > 0
    values = {
        "title": title,
        "names": names,
        "papers": papers,
        "pairs": [(names[left], names[right], pair) for left, right, pair in pairs],
        "settings": setting_rows([clustering.settings for clustering in clusterings], metrics),
        "results": result_rows(metrics),
        "notes": [(one.name, note) for one in clusterings for note in one.metrics["notes"]],
        "max_drawn": MAX_DRAWN,
        "min_overlap": STABLE_FROM,
        "drawn": drawn,
    }
    if not drawn:
        return render("compare.html.j2", values, styles=STYLES, scripts=BASE_SCRIPTS)
    return render(
        "compare.html.j2",
        values,
        styles=STYLES,
        scripts=SCRIPTS,
        data={"comparison": page_data(clusterings, pairs)},
        plotly=True,
    )


def page_data(
    clusterings: Sequence[Clustering], pairs: Sequence[tuple[int, int, Comparison]]
) -> dict[str, Any]:
    """Return the data for the scripts.

    `titles` are the titles of listed papers. Rows of `regrouped` are: index of the title, topic
    and confidence in the finer clustering, the same in the coarser.
    """
    listed = sorted({int(row) for _, _, pair in pairs for row in pair.regrouped[:MAX_LISTED]})
    title_index = {row: index for index, row in enumerate(listed)}
    titles = clusterings[0].assignments.title
    return {
        "clusterings": [_topics(clustering) for clustering in clusterings],
        "titles": titles.iloc[listed].tolist(),
        "pairs": [_pair(pair, clusterings, title_index) for pair in pairs],
        "colours": {"groups": COLOURS, "unassigned": UNASSIGNED},
        "max_drawn": MAX_DRAWN,
        "min_overlap": STABLE_FROM,  # a Jaccard index, like a topic's stability
    }


def _topics(clustering: Clustering) -> dict[str, Any]:
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


def _pair(
    pair_of_sides: tuple[int, int, Comparison],
    clusterings: Sequence[Clustering],
    title_index: Mapping[int, int],
) -> dict[str, Any]:
    left, right, pair = pair_of_sides
    ordered = (left, right) if pair.left_is_finer else (right, left)
    rows = pair.regrouped[:MAX_LISTED]
    finer, coarser = (clusterings[side].assignments.iloc[rows] for side in ordered)
    titles = [title_index[int(row)] for row in rows]
    columns = [
        column for side in (finer, coarser) for column in (side.topic, side.confidence.round(2))
    ]
    return {
        "left": left,
        "right": right,
        "ami": two_decimals(pair.ami),
        "ari": two_decimals(pair.ari),
        "only": [pair.only_left, pair.only_right],
        "flows": pair.flows,
        "finer": ordered[0],
        "in_both": pair.in_both,
        "matches": pair.matches.tolist(),
        "regrouped": list(zip(titles, *columns, strict=True)),
        "regrouped_count": len(pair.regrouped),
    }
