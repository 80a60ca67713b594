"""Reading the results of a clustering, for notebooks and other programs."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from paperthemes import tables


@dataclass(frozen=True, kw_only=True)
class Results:
    """The tables of one clustering; `results/README.md` explains their columns.

    Attributes
    ----------
    assignments
        The topic of each paper: one row per paper, in the order of `papers`.
    topics
        The topics, from the largest to the smallest.
    themes
        The themes, from the one with most papers to the one with fewest.
    map
        The position of each paper on the map, in the order of `papers`.
    papers
        Every paper of the corpus once, sorted by `paper_id`.
    """

    assignments: pd.DataFrame
    topics: pd.DataFrame
    themes: pd.DataFrame
    map: pd.DataFrame
    papers: pd.DataFrame


def load(folder: str | Path) -> Results:
    """Load the results of a clustering.

    Parameters
    ----------
    folder
        The folder of the clustering, such as `results/fine`.

    Returns
    -------
    Results
        Tables whose columns have the types that `results/README.md` implies: text, `int64`,
        `float64` and `bool`; arrays where a cell holds several values. Unknown text is empty.

    Raises
    ------
    FileNotFoundError
        If the folder does not hold the results of a clustering.
    ValueError
        If a file is of another version of paperthemes, or if the papers have changed since these
        results were made, as while the workflow runs.
    """
    folder = Path(folder)
    if not (folder / "assignments.parquet").is_file():
        found = sorted(path.parent.name for path in folder.parent.glob("*/assignments.parquet"))
        hint = f"in {folder.parent} there are: {', '.join(found)}" if found else "run the workflow"
        raise FileNotFoundError(f"{folder} holds no results of a clustering; {hint}")
    results = Results(
        assignments=tables.read(tables.ASSIGNMENTS, folder / "assignments.parquet"),
        topics=tables.read(tables.TOPICS, folder / "topics.parquet"),
        themes=tables.read(tables.THEMES, folder / "themes.parquet"),
        map=tables.read(tables.MAP, folder / "map.parquet"),
        papers=tables.read(tables.PAPERS, folder.parent / "papers.parquet"),
    )
    for name, table in (("assignments", results.assignments), ("map", results.map)):
        tables.check_same_ids(results.papers.paper_id, table.paper_id, f"{folder}: the {name}")
    return results
