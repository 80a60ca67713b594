"""Results of one clustering, as the report reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes import tables
from paperthemes.artifacts.nearest import NearestPapers
from paperthemes.files import read_json
from paperthemes.report.dump_labels import label_dumps
from paperthemes.report.topic_changes import find_origins

_TABLES = (
    *(tables.PAPERS, tables.DUPLICATES, tables.ASSIGNMENTS),
    *(tables.TOPICS, tables.THEMES, tables.RELATED_TERMS, tables.MAP),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The results of one clustering of n papers; all frames of papers have the same row order.

    Attributes
    ----------
    papers, duplicates, assignments, topics, themes, related_terms, map
        Frames of the tables of these names in `tables`.
    nearest
        Shape `(n, k)`, int32: row numbers of each paper's nearest other papers, nearest first.
    similarities
        Shape `(n, k)`, float32: cosine of the vectors of each paper and these, -1 to 1; the vectors
        are those that are clustered, which hold the meaning and the words of a paper.
    dumps
        The parse reports, those with warnings first.
    embedding
        The report of step embed, such as the numbers of texts, cached and encoded.
    metrics
        The content of `metrics.json`.
    changes
        The content of `changes.json`.
    suggestions
        What to change, the most useful first: the keys are in results/README.md.
    """

    papers: pd.DataFrame
    duplicates: pd.DataFrame
    assignments: pd.DataFrame
    topics: pd.DataFrame
    themes: pd.DataFrame
    related_terms: pd.DataFrame
    map: pd.DataFrame
    nearest: NDArray[np.int32]
    similarities: NDArray[np.float32]
    dumps: Sequence[dict[str, Any]]
    embedding: dict[str, Any]
    metrics: dict[str, Any]
    changes: dict[str, Any]
    suggestions: Sequence[Mapping[str, Any]]

    @property
    def run_number(self) -> int:
        """Number of this run."""
        return int(self.changes["number"])

    @property
    def run_day(self) -> str:
        """Day when this run was archived, YYYY-MM-DD."""
        return str(self.changes["recorded"])[:10]

    @property
    def baseline_number(self) -> int | None:
        """Number of the baseline, the earlier run to compare with; `None` for a first run."""
        return int(self.changes["baseline"]["number"]) if self.changes["baseline"] else None

    @property
    def dump_labels(self) -> dict[str, str]:
        """The label that readers see instead of the name of each dump, by its name."""
        return label_dumps(self.dumps)

    @property
    def new_topic_ids(self) -> set[str]:
        """The topic_id of each topic that is new since the baseline; empty for a first run."""
        # `changes` is `None` for a first run. A new topic has the event "born".
        changes = self.changes["changes"] or {"topics": []}
        return {topic["topic_id"] for topic in changes["topics"] if "born" in topic["events"]}

    @property
    def origins(self) -> dict[str, tuple[int, str]]:
        """Number of a topic's papers from the earlier topic that it comes from, and its name.

        The keys are topic_ids. The earlier topic is that of `find_origins`.
        """
        changes = self.changes["changes"] or {"topics": [], "flows": []}  # `None` for a first run
        names = {topic["topic_id"]: topic["name_before"] for topic in changes["topics"]}
        origins = find_origins(changes).items()
        return {topic_id: (papers, names[before]) for topic_id, (before, papers) in origins}

    @property
    def new_paper_ids(self) -> set[str]:
        """The paper_id of each paper that is new since the baseline; empty for a first run."""
        changes = self.changes["changes"] or {"new": []}  # `None` for a first run
        return {paper["paper_id"] for paper in changes["new"]}


def read_results(inputs: Mapping[str, Any]) -> Results:
    """Read the results of one clustering.

    Parameters
    ----------
    inputs
        Paths by attribute of `Results`, except that `nearest` and `similarities` are read from
        `neighbours`, and `dumps` from the list of paths `parse_reports`.

    Raises
    ------
    ValueError
        If a table does not have its columns, or if the files do not hold the same papers in the
        same order.
    """
    frames = {table.name: tables.read(table, inputs[table.name]) for table in _TABLES}
    nearest = NearestPapers.read(inputs["neighbours"])
    paper_ids = frames["papers"].paper_id
    tables.check_same_ids(paper_ids, frames["assignments"].paper_id, "the assignments")
    tables.check_same_ids(paper_ids, frames["map"].paper_id, "the places on the map")
    tables.check_same_ids(paper_ids, nearest.paper_ids, "the neighbours")
    reports = [read_json(path) for path in inputs["parse_reports"]]
    changes = read_json(inputs["changes"])
    return Results(
        **frames,
        nearest=nearest.rows,
        similarities=nearest.similarities,
        # Sorted by path, but reports with warnings come first, because False sorts before True.
        dumps=sorted(reports, key=lambda report: (not report["warnings"], report["path"])),
        embedding=read_json(inputs["embedding"]),
        metrics=read_json(inputs["metrics"]),
        changes=changes,
        suggestions=read_json(inputs["suggestions"])[changes["clustering"]]["suggestions"],
    )


def read_siblings(
    inputs: Mapping[str, Any], names: Sequence[str], own_name: str, paper_ids: pd.Series
) -> dict[str, tuple[pd.DataFrame, pd.DataFrame]]:
    """Return the assignments and the topics of each other clustering, by its name.

    Parameters
    ----------
    inputs
        The lists of paths `all_assignments` and `all_topics`, in the order of `names`.
    names
        Names of all clusterings.
    own_name
        Name of the clustering of the report.
    paper_ids
        Ids of all papers.

    Raises
    ------
    ValueError
        If a table does not have its columns, or if the assignments are not those of the papers.
    """
    siblings = {}
    for index, name in enumerate(names):
        if name == own_name:
            continue
        assignments = tables.read(tables.ASSIGNMENTS, inputs["all_assignments"][index])
        tables.check_same_ids(paper_ids, assignments.paper_id, f"the assignments of {name}")
        siblings[name] = assignments, tables.read(tables.TOPICS, inputs["all_topics"][index])
    return siblings
