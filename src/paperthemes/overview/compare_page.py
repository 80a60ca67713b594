"""The comparison of all clusterings: their results in, one HTML page out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd

from paperthemes import tables
from paperthemes.files import read_json, write_text
from paperthemes.overview.agreement import Comparison, Grouping, compare
from paperthemes.overview.comparison_table import numbers_of
from paperthemes.pages.html import render
from paperthemes.pages.palette import COLOURS, UNASSIGNED, look
from paperthemes.pages.wording import two_decimals
from paperthemes.report.stability import STEADY

MOST_DRAWN = 30  # topics of a side in the picture; the others are drawn as one
MOST_LISTED = 1_000  # papers that changed company, of each two clusterings
STYLES = ("base", "fields", "cards", "table", "compare", "print")
ALONE = ("dom", "elsewhere")  # scripts, where there is nothing to compare
SCRIPTS = (
    *ALONE,
    *(
        "words",
        "plotly",
        "plotly_text",
        "scheme",
        "sides",
        "bands",
        "sankey",
        "flows",
        "company",
        "compare",
    ),
)


@dataclass(frozen=True, slots=True)
class Sources:
    """Paths of the files a comparison is made from; the lists have one for each clustering."""

    papers: str
    assignments: Sequence[str]
    topics: Sequence[str]
    metrics: Sequence[str]


@dataclass(frozen=True, slots=True)
class Clustering:
    """One clustering: its name, what the config says of it, and its results.

    `assignments` and `topics` are a `tables.ASSIGNMENTS` and `TOPICS`; the rows of `assignments`
    are in the same order for all clusterings.
    """

    name: str
    settings: Mapping[str, Any]
    assignments: pd.DataFrame
    topics: pd.DataFrame
    metrics: Mapping[str, Any]

    @property
    def grouping(self) -> Grouping:
        """Which paper is in which topic, and how surely."""
        return Grouping(
            self.assignments.topic.to_numpy(), self.assignments.confidence.to_numpy(float)
        )


def run(
    sources: Sources, html_path: str | Path, title: str, settings: Mapping[str, Mapping[str, Any]]
) -> None:
    """Read the results of all clusterings and write the page that compares them.

    Parameters
    ----------
    sources
        Their files, in the order of `settings`.
    html_path
        Where the page goes.
    title
        Its heading.
    settings
        Name of each clustering, and what the config says of it.

    Raises
    ------
    ValueError
        If they are not all of the same papers.
    """
    papers = tables.read(tables.PAPERS, sources.papers)
    files = zip(sources.assignments, sources.topics, sources.metrics, strict=True)
    clusterings = []
    for (name, said), (assignments, topics, metrics) in zip(settings.items(), files, strict=True):
        assigned = tables.read(tables.ASSIGNMENTS, assignments)
        tables.check_same_ids(papers.paper_id, assigned.paper_id, f"the assignments of {name}")
        found = tables.read(tables.TOPICS, topics)
        clusterings.append(Clustering(name, said, assigned, found, read_json(metrics)))
    write_text(html_path, compare_page(clusterings, title))


def compare_page(clusterings: Sequence[Clustering], title: str) -> str:
    """Return the comparison of clusterings as one HTML text that needs nothing else."""
    pairs = [
        (left, right, compare(clusterings[left].grouping, clusterings[right].grouping))
        for left, right in combinations(range(len(clusterings)), 2)
    ]
    names = [one.name for one in clusterings]
    drawn = len(pairs) > 0 and len(clusterings[0].assignments) > 0
    values = {
        "title": title,
        "names": names,
        "papers": len(clusterings[0].assignments),
        "pairs": [(names[left], names[right], pair) for left, right, pair in pairs],
        "numbers": numbers_of(
            {one.name: one.settings for one in clusterings}, [one.metrics for one in clusterings]
        ),
        "notes": [(one.name, note) for one in clusterings for note in one.metrics["notes"]],
        "most_drawn": MOST_DRAWN,
        "same": STEADY,
        "drawn": drawn,
    }
    if not drawn:
        return render("compare.html.j2", values, styles=STYLES, scripts=ALONE)
    return render(
        "compare.html.j2",
        values,
        styles=STYLES,
        scripts=SCRIPTS,
        data={"sides": page_data(clusterings, pairs)},
        plotly=True,
    )


def page_data(
    clusterings: Sequence[Clustering], pairs: Sequence[tuple[int, int, Comparison]]
) -> dict[str, Any]:
    """Return what the page's scripts read.

    `titles` are those of the papers that some pair lists. `moved` of a pair has rows of: number
    of the title, topic and confidence in the finer clustering, the same in the coarser.
    """
    listed = sorted({int(row) for _, _, pair in pairs for row in pair.moved[:MOST_LISTED]})
    number = {row: index for index, row in enumerate(listed)}
    titles = clusterings[0].assignments.title
    return {
        "clusterings": [_topics(one) for one in clusterings],
        "titles": titles.iloc[listed].tolist(),
        "pairs": [_pair(left, right, pair, clusterings, number) for left, right, pair in pairs],
        "colours": {"groups": COLOURS, "unassigned": UNASSIGNED},
        "most_drawn": MOST_DRAWN,
        "same": STEADY,  # like a topic's stability, a Jaccard index
    }


def _topics(clustering: Clustering) -> dict[str, Any]:
    """Return a clustering's topics column by column, and what is said of it as a whole."""
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
    left: int,
    right: int,
    pair: Comparison,
    clusterings: Sequence[Clustering],
    number: Mapping[int, int],
) -> dict[str, Any]:
    sides = (left, right) if pair.left_is_finer else (right, left)
    finer, coarser = (clusterings[side].grouping for side in sides)
    rows = pair.moved[:MOST_LISTED]
    columns = (
        [number[int(row)] for row in rows],
        finer.topics[rows].tolist(),
        finer.confidences[rows].round(2).tolist(),
        coarser.topics[rows].tolist(),
        coarser.confidences[rows].round(2).tolist(),
    )
    return {
        "left": left,
        "right": right,
        "ami": two_decimals(pair.ami),
        "ari": two_decimals(pair.ari),
        "only": [pair.only_left, pair.only_right],
        "flows": pair.flows,
        "finer": sides[0],
        "in_both": pair.in_both,
        "homes": pair.homes.tolist(),
        "moved": list(zip(*columns, strict=True)),
        "changed": len(pair.moved),
    }
