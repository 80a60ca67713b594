"""Page that compares all clusterings, two at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from paperthemes.overview.agreement import Comparison, compare
from paperthemes.overview.comparison_table import compare_metrics, compare_settings
from paperthemes.overview.recommendation import recommend
from paperthemes.pages.html import BASE_SCRIPTS, FLOW_SCRIPTS, render
from paperthemes.pages.stability import STABLE_FROM
from paperthemes.pages.subjects import choose_looks, number_subjects
from paperthemes.pages.wording import two_decimals

MAX_DRAWN = 30  # topics of a clustering in the diagram; smaller ones are drawn as one
MAX_LISTED = 1_000  # papers grouped differently, per pair of clusterings
STYLES = ("base", "forms", "cards", "table", "compare", "print")
SCRIPTS = (*BASE_SCRIPTS, *FLOW_SCRIPTS, "regrouped_papers", "compare")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clustering:
    """A clustering with its settings and its results.

    Attributes
    ----------
    name
        Name of the clustering.
    settings
        The clustering's settings in the config.
    assignments
        A table with the columns of `tables.ASSIGNMENTS`. All clusterings have the same papers in
        the same order.
    topics
        A table with the columns of `tables.TOPICS`.
    metrics
        The content of `metrics.json`.
    """

    name: str
    settings: Mapping[str, Any]
    assignments: pd.DataFrame
    topics: pd.DataFrame
    metrics: Mapping[str, Any]


def render_comparison(
    clusterings: Sequence[Clustering],
    *,
    run_day: str,
    runs: Mapping[str, int],
    title: str,
    own_dumps: str = "",
) -> str:
    """Return the comparison of clusterings, two at a time, as a self-contained HTML page.

    If there is only one clustering or no paper, the page has no diagram and no scripts for it.

    Parameters
    ----------
    clusterings
        All clusterings.
    run_day
        Day of the run, as `2026-11-30`.
    runs
        Number of the run of each clustering, by name.
    title
        Heading of the page.
    own_dumps
        Where the user's dumps belong, if the page shows the sample data; otherwise "".
    """
    # The indices of the left and the right clustering of each pair, and their comparison.
    pairs = [
        (left, right, compare(clusterings[left].assignments, clusterings[right].assignments))
        for left, right in combinations(range(len(clusterings)), 2)
    ]
    names = [clustering.name for clustering in clusterings]
    metrics = [clustering.metrics for clustering in clusterings]
    paper_count = len(clusterings[0].assignments)
    has_diagram = bool(pairs and paper_count)
    values = {
        "title": title,
        "run_day": run_day,
        "runs": runs,
        "own_dumps": own_dumps,
        "names": names,
        "papers": paper_count,
        "recommendation": recommend(
            {each.name: each.metrics for each in clusterings if each.metrics["topics"]}
        ),
        "pairs": [(names[left], names[right], pair) for left, right, pair in pairs],
        "settings": compare_settings([clustering.settings for clustering in clusterings], metrics),
        "results": compare_metrics(metrics),
        "notes": [(each.name, note) for each in clusterings for note in each.metrics["notes"]],
        "max_drawn": MAX_DRAWN,
        "min_overlap": STABLE_FROM,
        "drawn": has_diagram,
    }
    scripts = SCRIPTS if has_diagram else BASE_SCRIPTS
    data = {"comparison": collect_page_data(clusterings, pairs)} if has_diagram else {}
    return render("compare.html.j2", values, styles=STYLES, scripts=scripts, data=data)


def collect_page_data(
    clusterings: Sequence[Clustering], pairs: Sequence[tuple[int, int, Comparison]]
) -> dict[str, Any]:
    """Return the data for the scripts of the page.

    Under `clusterings` is an entry of `_describe_clustering` for each clustering, and under `pairs`
    one of `_describe_pair` for each pair. Under `papers` are the title and the id of each paper
    that any pair groups differently; of each pair, at most `MAX_LISTED` papers count. The others
    are constants.

    Parameters
    ----------
    clusterings
        All clusterings.
    pairs
        For each pair of clusterings: the indices of the left and the right one, and their
        comparison.
    """
    # In all clusterings, a row number stands for the same paper.
    paper_rows = sorted(
        {row for _, _, pair in pairs for row in pair.nesting.regrouped[:MAX_LISTED]}
    )
    papers = clusterings[0].assignments
    return {
        "clusterings": [_describe_clustering(clustering) for clustering in clusterings],
        "papers": papers[["title", "paper_id"]].iloc[paper_rows].to_numpy().tolist(),
        "pairs": [_describe_pair(sides, pair, clusterings, paper_rows) for *sides, pair in pairs],
        "max_drawn": MAX_DRAWN,
        "min_overlap": STABLE_FROM,  # a Jaccard index, like a topic's stability
    }


def _describe_clustering(clustering: Clustering) -> dict[str, Any]:
    """Return the data of a clustering for the scripts of the page.

    `topics` (names), `sizes`, `colours` (indices into `COLOURS`) and `addresses` have an entry per
    topic. The address of a hidden topic is `None`, as the report does not show it. `unassigned` is
    the number of unassigned papers, and `stability` that of the whole clustering.
    """
    topics = clustering.topics
    looks = choose_looks(topics)
    return {
        "name": clustering.name,
        "topics": topics.name.tolist(),
        "sizes": topics["size"].tolist(),
        "colours": [looks[subject].colour for subject in number_subjects(topics)],
        "unassigned": int((clustering.assignments.topic < 0).sum()),
        "stability": clustering.metrics["stability"],
        "addresses": [
            None if hidden else f"{clustering.name}/report.html#topic-{topic}"
            for topic, hidden in zip(topics.topic, topics.hidden, strict=True)
        ],
    }


def _describe_pair(
    sides: Sequence[int],
    pair: Comparison,
    clusterings: Sequence[Clustering],
    paper_rows: Sequence[int],
) -> dict[str, Any]:
    """Return the data of the comparison of two clusterings, for the scripts of the page.

    `left`, `right` and `finer` are indices of clusterings. Each row of `regrouped` is a paper: the
    index of the paper in the page's `papers`, its topic and confidence in the finer clustering, and
    its topic and confidence in the coarser one. There are at most `MAX_LISTED` rows;
    `regrouped_count` counts the papers left out, too. `only` is `pair.unassigned_only`. The other
    values are attributes of `pair` and its nesting, with `ami` and `ari` as texts.

    Parameters
    ----------
    sides
        Indices of the left and the right clustering.
    pair
        Their comparison.
    clusterings
        All clusterings.
    paper_rows
        Row numbers of the papers on the page, sorted.
    """
    finer_first = sides if pair.nesting.left_is_finer else sides[::-1]
    rows = pair.nesting.regrouped[:MAX_LISTED]
    # The index of each paper in `paper_rows`, which is that in `papers`.
    columns = [np.searchsorted(paper_rows, rows).tolist()]
    for index in finer_first:
        papers = clusterings[index].assignments.iloc[rows]
        columns += [papers.topic.tolist(), papers.confidence.round(2).tolist()]
    return {
        "left": sides[0],
        "right": sides[1],
        "ami": two_decimals(pair.ami),
        "ari": two_decimals(pair.ari),
        "only": pair.unassigned_only,
        "flows": pair.flows,
        "finer": finer_first[0],
        "in_both": pair.nesting.in_both,
        "matches": pair.nesting.matches,
        "regrouped": list(zip(*columns, strict=True)),
        "regrouped_count": len(pair.nesting.regrouped),
    }
