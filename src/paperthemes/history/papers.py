"""Matching of the papers of two runs, by `paper_id` or, if that has changed, by an alias."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray


class PaperIndex:
    """Row numbers of a run's papers, by `paper_id` and alias."""

    def __init__(self, papers: pd.DataFrame) -> None:
        self._ids = {paper_id: row for row, paper_id in enumerate(papers.paper_id)}
        self._aliases: dict[str, int] = {}
        for row, aliases in enumerate(papers.aliases):
            for alias in aliases:
                self._aliases.setdefault(alias, row)

    def own_row(self, paper_id: str) -> int:
        """Return the row of the paper with exactly this id, or -1."""
        return self._ids.get(paper_id, -1)

    def row(self, paper_id: str, aliases: Iterable[str] = ()) -> int:
        """Return the row of the paper that has one of these names as id or alias, or -1."""
        for name in (paper_id, *aliases):
            row = self._ids.get(name, self._aliases.get(name, -1))
            if row >= 0:
                return row
        return -1

    def rows(self, paper_ids: Sequence[str]) -> NDArray[np.int64]:
        """Return the sorted rows of these papers, without those that are gone."""
        return np.array(sorted({self.row(name) for name in paper_ids} - {-1}), np.int64)


def match_rows(earlier: pd.DataFrame, index: PaperIndex) -> NDArray[np.int64]:
    """Return the row of each earlier paper in a later run, -1 if it is gone; no row repeats.

    A paper with the same id takes precedence over one that shares an alias.

    Parameters
    ----------
    earlier
        Papers of the earlier run, a `tables.KNOWN_PAPERS`.
    index
        Papers of the later run.
    """
    rows = np.array([index.own_row(paper_id) for paper_id in earlier.paper_id], np.int64)
    taken = {*rows.tolist()}
    for position in np.flatnonzero(rows < 0):
        row = index.row(earlier.paper_id.iloc[position], earlier.aliases.iloc[position])
        if row not in taken:
            rows[position] = row
            taken.add(row)
    return rows
