"""Matching of the papers of two runs, by `paper_id` or, if that has changed, by an alias."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray


class PaperIndex:
    """Row numbers of a run's papers.

    Attributes
    ----------
    by_id
        By `paper_id`.
    by_name
        By `paper_id` and alias; ids take precedence, then the first paper with an alias.
    """

    def __init__(self, papers: pd.DataFrame) -> None:
        self.by_id = {paper_id: row for row, paper_id in enumerate(papers.paper_id)}
        aliases = reversed([*enumerate(papers.aliases)])
        self.by_name = {alias: row for row, names in aliases for alias in names} | self.by_id

    def rows(self, paper_ids: Iterable[str]) -> NDArray[np.int64]:
        """Return the sorted rows of these papers, without those that are gone."""
        return np.array(sorted({self.by_name.get(name, -1) for name in paper_ids} - {-1}), np.int64)


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
    rows = np.array([index.by_id.get(paper_id, -1) for paper_id in earlier.paper_id], np.int64)
    taken = {*rows.tolist()}
    for position in np.flatnonzero(rows < 0):
        names = (earlier.paper_id.iloc[position], *earlier.aliases.iloc[position])
        row = next((index.by_name[name] for name in names if name in index.by_name), -1)
        if row not in taken:
            rows[position] = row
            taken.add(row)
    return rows
