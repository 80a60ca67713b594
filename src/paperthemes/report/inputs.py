"""What a report is made from: the results of one clustering, read and found to fit together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes import tables
from paperthemes.files import read_arrays, read_json


@dataclass(frozen=True, slots=True)
class Sources:
    """Paths of the files a report is made from."""

    papers: str
    duplicates: str
    parse_reports: Sequence[str]
    embedding: str
    neighbours: str
    assignments: str
    topics: str
    themes: str
    map: str
    metrics: str
    changes: str


@dataclass(frozen=True, slots=True)
class Results:
    """The results of one clustering of n papers; the rows of all frames are in the same order.

    Attributes
    ----------
    papers, assignments, topics, themes, places, duplicates
        A `tables.PAPERS`, `ASSIGNMENTS`, `TOPICS`, `THEMES`, `MAP` and `DUPLICATES`.
    nearest
        Shape `(n, k)`, int32: row numbers of each paper's nearest papers, nearest first.
    dumps
        The parse reports, those with warnings first.
    embedding
        The account of the stage embed: texts, cached, encoded, truncated, seconds.
    metrics
        The clustering in numbers.
    changes
        What changed since an earlier run, as `changes.json` has it.
    """

    papers: pd.DataFrame
    assignments: pd.DataFrame
    topics: pd.DataFrame
    themes: pd.DataFrame
    places: pd.DataFrame
    duplicates: pd.DataFrame
    nearest: NDArray[np.int32]
    dumps: Sequence[dict[str, Any]]
    embedding: dict[str, Any]
    metrics: dict[str, Any]
    changes: dict[str, Any]

    @property
    def dump_names(self) -> list[str]:
        """The names of the dumps that were read, sorted."""
        return sorted(dump["dump"] for dump in self.dumps)

    @property
    def since(self) -> int | None:
        """The number of the earlier run; `None` where there is none."""
        return self.changes["baseline"] and int(self.changes["baseline"]["number"])

    @property
    def born(self) -> set[str]:
        """The topic_ids of the topics that the earlier run did not know."""
        if self.since is None:
            return set()
        topics = self.changes["changes"]["topics"]
        return {one["topic_id"] for one in topics if "born" in one["events"]}

    @property
    def new_papers(self) -> set[str]:
        """The paper_ids of the papers that the earlier run did not have."""
        if self.since is None:
            return set()
        return {one["paper_id"] for one in self.changes["changes"]["new"]}


def read_results(sources: Sources) -> Results:
    """Read the results of one clustering.

    Raises
    ------
    ValueError
        If they are not all of the same papers.
    """
    papers = tables.read(tables.PAPERS, sources.papers)
    assignments = tables.read(tables.ASSIGNMENTS, sources.assignments)
    places = tables.read(tables.MAP, sources.map)
    near = read_arrays(sources.neighbours, "paper_id", "indices")
    tables.check_same_ids(papers.paper_id, assignments.paper_id, "the assignments")
    tables.check_same_ids(papers.paper_id, places.paper_id, "the places on the map")
    tables.check_same_ids(papers.paper_id, near["paper_id"], "the neighbours")
    return Results(
        papers,
        assignments,
        tables.read(tables.TOPICS, sources.topics),
        tables.read(tables.THEMES, sources.themes),
        places,
        tables.read(tables.DUPLICATES, sources.duplicates),
        _others(near["indices"]),
        sorted(
            (read_json(path) for path in sources.parse_reports),
            key=lambda account: (not account["warnings"], account["path"]),
        ),
        read_json(sources.embedding),
        read_json(sources.metrics),
        read_json(sources.changes),
    )


def _others(indices: NDArray[np.int32]) -> NDArray[np.int32]:
    """Leave each paper itself out of its nearest, wherever it stands."""
    own = indices == np.arange(len(indices))[:, np.newaxis]
    order = np.argsort(own, axis=1, kind="stable")
    others: NDArray[np.int32] = np.take_along_axis(indices, order, axis=1)[:, :-1]
    return others
