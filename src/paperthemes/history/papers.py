"""Which papers of a run are those of another: by paper_id or, if that has changed, by an alias."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray


class PaperIndex:
    """Finds papers of a run, by their row in it."""

    def __init__(self, papers: pd.DataFrame) -> None:
        self._own = {paper_id: row for row, paper_id in enumerate(papers.paper_id)}
        self._rows: dict[str, int] = {}
        for row, names in enumerate(papers.aliases):
            for name in names:
                self._rows.setdefault(name, row)
        self._rows.update((paper_id, row) for row, paper_id in enumerate(papers.paper_id))

    def own_row(self, paper_id: str) -> int:
        """Return the row of the paper that still has this id; -1 if none has."""
        return self._own.get(paper_id, -1)

    def row(self, paper_id: str, aliases: Iterable[str] = ()) -> int:
        """Return the row of a paper that an earlier run had; -1 if it is gone."""
        for name in (paper_id, *aliases):
            if (row := self._rows.get(name)) is not None:
                return row
        return -1

    def rows(self, paper_ids: Sequence[str]) -> NDArray[np.int64]:
        """Return the rows of those of the papers that are still there."""
        found = {self._rows.get(name, -1) for name in paper_ids} - {-1}
        return np.array(sorted(found), np.int64)


def match_rows(earlier: pd.DataFrame, index: PaperIndex) -> NDArray[np.int64]:
    """Return the row of each paper of an earlier run, -1 if it is gone; no row stands twice.

    A row is that of the paper with its id, if there is one, and else of one that shares an alias.

    Parameters
    ----------
    earlier
        A `tables.KNOWN_PAPERS`.
    index
        The papers of the other run.
    """
    rows = np.array([index.own_row(paper_id) for paper_id in earlier.paper_id], np.int64)
    taken = {*rows.tolist()}
    for place in np.flatnonzero(rows < 0):
        row = index.row(earlier.paper_id.iloc[place], earlier.aliases.iloc[place])
        if row not in taken:
            rows[place] = row
            taken.add(row)
    return rows
