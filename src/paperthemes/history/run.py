"""Archived runs of a clustering: their files, and matching of their papers with other runs.

A run is three files in a folder of `history/`, which `folder.py` describes: `run.json`,
`papers.parquet` and `topics.parquet`. Equal runs share one folder, and damage is detected.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes import tables
from paperthemes.errors import UserError
from paperthemes.files import read_json, write_json
from paperthemes.history.folder import (
    METADATA,
    PAPERS,
    TOPICS,
    compute_digest,
    describe_damage,
    is_intact,
)

# Runs of version 0.2 and earlier have no margins.
_PAPERS_WITHOUT_MARGIN = tables.Table(
    tables.KNOWN_PAPERS.name,
    tables.KNOWN_PAPERS.key,
    tuple(column for column in tables.KNOWN_PAPERS.columns if column.name != "margin"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunMetadata:
    """Metadata of a run.

    Attributes
    ----------
    number
        1 for a first run; otherwise one more than the number of the baseline.
    baseline
        Name of the earlier run from which this run took over topic ids; empty for a first run.
    mode
        `cluster`: topics were found anew; `assign`: papers were placed into topics of the baseline.
    encoder
        Name of the encoder, with a digest of its settings and its model; empty if the vectors of
        two corpora cannot be compared.
    naming
        Language model that named the topics; empty for none.
    dumps
        Sorted names of the dumps.
    clusters_digest
        Result of `artifacts.clusters.clusters_digest` for the clusters before curation.
    topic_ids
        Permanent id of each cluster before curation, in the order of their numbers.
    grouping
        Digest of the settings that the topics were found with, in this run or an earlier one.
    last_number
        Largest number in any topic id that was given up to this run.
    """

    number: int
    baseline: str
    mode: Literal["cluster", "assign"] = "cluster"
    encoder: str
    naming: str
    dumps: tuple[str, ...]
    clusters_digest: str
    topic_ids: tuple[str, ...]
    grouping: str
    last_number: int


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a clustering.

    Attributes
    ----------
    about
        Metadata.
    papers
        Papers, with the columns of `tables.KNOWN_PAPERS`.
    topics
        All topics of this run and of earlier ones, with the columns of `tables.KNOWN_TOPICS`.
    name
        Name of the folder; empty until the run is archived.
    """

    about: RunMetadata
    papers: pd.DataFrame = field(repr=False)
    topics: pd.DataFrame = field(repr=False)
    name: str = ""

    @property
    def placed_paper_ids(self) -> list[str] | None:
        """Ids of all papers if the run placed papers into known topics (`mode: assign`), or `None`.

        `None` means that the run found topics anew (`mode: cluster`).
        """
        return self.papers.paper_id.tolist() if self.about.mode == "assign" else None

    def repeats(self, other: "Run") -> bool:
        """Return whether this run repeats another one, so that it can replace the other one.

        Both must have the same baseline. They must also have the same clusters before curation or,
        if both have `mode: assign`, the same papers: these are placed into the same topics. A run
        without papers, because no dump could be read, is replaced by any other.
        """
        is_assigned = self.about.mode == "assign"
        same_clusters = self.about.clusters_digest == other.about.clusters_digest
        same_papers = is_assigned and self.placed_paper_ids == other.placed_paper_ids
        is_same = same_clusters or same_papers or other.papers.empty
        return self.about.baseline == other.about.baseline and is_same

    def is_equivalent_to(self, other: "Run") -> bool:
        """Return whether users see no difference between the two runs, except on the map.

        These values must be equal: dumps, encoder, naming and grouping; ids, names and sizes of the
        topics, except topics that only earlier runs had; and the table of papers without the
        positions on the map (x, y) and the margins.
        """
        return self._get_compared_values() == other._get_compared_values()

    def _get_compared_values(self) -> tuple[object, ...]:
        """Return the metadata, topics and papers that must be equal in equivalent runs."""
        about = self.about
        current = self.topics[self.topics["last"] == about.number]  # all but retired topics
        papers = tables.to_arrow(tables.KNOWN_PAPERS, self.papers)
        return (
            (about.dumps, about.encoder, about.naming, about.grouping),
            current[["topic_id", "name", "size"]].to_dict("list"),
            papers.drop_columns(["margin", "x", "y"]),
        )


def topics_by_id(run: Run | None) -> dict[str, Any]:
    """Return the rows of a run's table of topics by topic_id; empty if `run` is `None`.

    Retired topics, which only earlier runs had, are included.
    """
    return {} if run is None else {row.topic_id: row for row in tables.rows(run.topics)}


class PaperIndex:
    """Row numbers of papers in a table.

    Attributes
    ----------
    by_id
        Row number by `paper_id`.
    by_id_or_alias
        Row number by `paper_id` and by alias. If a text is the id of one paper and an alias of
        another, the id counts. If two papers share an alias, the first paper counts.
    """

    def __init__(self, papers: pd.DataFrame) -> None:
        """Index the rows of `papers`, a table with the columns `paper_id` and `aliases`."""
        self.by_id = {paper_id: row for row, paper_id in enumerate(papers.paper_id)}
        # Reversed, so that of papers with the same alias, the first is entered last and counts.
        aliases_by_row = reversed([*enumerate(papers.aliases)])
        by_alias = {alias: row for row, aliases in aliases_by_row for alias in aliases}
        self.by_id_or_alias = by_alias | self.by_id

    def rows(self, paper_ids: Iterable[str]) -> NDArray[np.int64]:
        """Return the row numbers of papers that are given by id or alias.

        They are sorted, without duplicates. Papers that are not in the table are left out.
        """
        rows = {self.by_id_or_alias[key] for key in paper_ids if key in self.by_id_or_alias}
        return np.array(sorted(rows), np.int64)


def match_rows(earlier: pd.DataFrame, index: PaperIndex) -> NDArray[np.int64]:
    """Return, for each paper of an earlier run, its row number in a later run; -1 for no match.

    Papers are matched by `paper_id` first. For each remaining paper, its id and then its aliases
    are looked up among the ids and aliases of the later run. The first one that is found counts,
    and no other is tried. If its row is matched already, the paper has no match.

    Parameters
    ----------
    earlier
        Papers of the earlier run, with the columns of `tables.KNOWN_PAPERS`.
    index
        Row numbers of the papers of the later run.
    """
    rows = np.array([index.by_id.get(paper_id, -1) for paper_id in earlier.paper_id], np.int64)
    taken = {*rows.tolist()}
    for position in np.flatnonzero(rows < 0):
        keys = (earlier.paper_id.iloc[position], *earlier.aliases.iloc[position])
        row = next((index.by_id_or_alias[key] for key in keys if key in index.by_id_or_alias), -1)
        if row >= 0 and row not in taken:
            rows[position] = row
            taken.add(row)
    return rows


def write_run(run: Run, folder: Path) -> str:
    """Write a run into a new folder inside `folder`, and return the name of the new folder.

    The name depends on the content of the files. If a folder of this name exists, the run has been
    written before, and nothing changes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # The folder gets its final place only when its files are complete.
    with TemporaryDirectory(prefix=".", suffix=".partial", dir=folder) as temporary_folder:
        run_folder = Path(temporary_folder, "run")
        write_json(run_folder / METADATA, asdict(run.about))
        tables.write(tables.KNOWN_PAPERS, run.papers, run_folder / PAPERS)
        tables.write(tables.KNOWN_TOPICS, run.topics, run_folder / TOPICS)
        name = f"{run.about.number:04d}-{compute_digest(run_folder)}"
        if not (folder / name).is_dir():
            run_folder.rename(folder / name)
    return name


def read_run(folder: Path) -> Run:
    """Read a run from its folder, after checking that its files are complete and unchanged.

    Raises
    ------
    UserError
        If a file is missing, or the name of the folder does not end in the digest of the files; or
        if another version of paperthemes wrote it.
    """
    if not is_intact(folder):
        raise UserError(describe_damage(folder))
    try:
        content = read_json(folder / METADATA)
        content |= {name: tuple(content[name]) for name in ("dumps", "topic_ids")}  # JSON has lists
        papers = _read_papers(folder / PAPERS)
        topics = tables.read(tables.KNOWN_TOPICS, folder / TOPICS)
        return Run(RunMetadata(**content), papers, topics, folder.name)
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(
            f"the run {folder} was written by another version of paperthemes ({error}); nothing "
            "was changed. Update paperthemes"
        ) from error


def _read_papers(path: Path) -> pd.DataFrame:
    """Read the papers of a run; the margins are null if the file does not have them."""
    try:
        return tables.read(tables.KNOWN_PAPERS, path)
    except ValueError:
        papers = tables.read(_PAPERS_WITHOUT_MARGIN, path).assign(margin=np.nan)
        return papers[tables.KNOWN_PAPERS.names]
