"""Archived runs of a clustering: their files, and matching of their papers with other runs.

A run is three files in a folder of `history/`: `run.json`, `papers.parquet` and `topics.parquet`.
The name of the folder is the number of the run and the first digits of the SHA-256 of these files.
So equal runs share one folder, and damage is detected.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes import tables
from paperthemes.errors import UserError
from paperthemes.files import read_json, write_json

METADATA, PAPERS, TOPICS = FILES = ("run.json", "papers.parquet", "topics.parquet")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunMetadata:
    """Metadata of a run.

    Attributes
    ----------
    number
        1 for the first run of this clustering.
    baseline
        Name of the earlier run from which this run took over topic ids; empty for a first run.
    mode
        `cluster`: topics were found anew; `assign`: papers were placed into topics of the baseline.
    encoder
        Digest of the encoder, its settings and its model; empty if the vectors of two corpora
        cannot be compared.
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
    def assigned_papers(self) -> list[str] | None:
        """Ids of all papers in a run with `mode: assign`; `None` in a run with `mode: cluster`."""
        return self.papers.paper_id.tolist() if self.about.mode == "assign" else None

    def repeats(self, other: "Run") -> bool:
        """Return whether this run repeats another one and can replace it.

        Both then have the same baseline and the same clusters or, with `mode: assign`, the same
        papers.
        """
        if self.about.baseline != other.about.baseline:
            return False
        same_clusters = self.about.clusters_digest == other.about.clusters_digest
        same_papers = self.assigned_papers == other.assigned_papers
        return same_clusters or (self.about.mode == "assign" and same_papers)

    def is_equivalent_to(self, other: "Run") -> bool:
        """Return whether both runs have the same metadata, papers and topics as far as users see.

        Compared are dumps, encoder, naming and grouping; ids, names and sizes of the run's own
        topics; and the table of papers without positions on the map (x, y).
        """
        return self._comparable() == other._comparable()

    def _comparable(self) -> tuple[object, ...]:
        """Return the values that are equal in equivalent runs: metadata, topics and papers."""
        about = self.about
        current = self.topics[self.topics["last"] == about.number]
        papers = tables.to_arrow(tables.KNOWN_PAPERS, self.papers)
        return (
            (about.dumps, about.encoder, about.naming, about.grouping),
            current[["topic_id", "name", "size"]].to_dict("list"),
            papers.drop_columns(["x", "y"]),
        )


def topics_by_id(run: Run | None) -> dict[str, Any]:
    """Return the topics of a run as rows, by topic_id; empty if `run` is `None`.

    Topics that only earlier runs had are included.
    """
    return {} if run is None else {row.topic_id: row for row in tables.rows(run.topics)}


class PaperIndex:
    """Row numbers of a run's papers.

    Attributes
    ----------
    by_id
        Row number by `paper_id`.
    by_id_or_alias
        Row number by `paper_id` and by alias. If a text is the id of one paper and an alias of
        another, it stands for the former; if two papers share an alias, for the first.
    """

    def __init__(self, papers: pd.DataFrame) -> None:
        self.by_id = {paper_id: row for row, paper_id in enumerate(papers.paper_id)}
        aliases = reversed([*enumerate(papers.aliases)])
        rows_by_alias = {alias: row for row, its_aliases in aliases for alias in its_aliases}
        self.by_id_or_alias = rows_by_alias | self.by_id

    def rows(self, paper_ids: Iterable[str]) -> NDArray[np.int64]:
        """Return the sorted row numbers of those papers that the run has."""
        rows = {self.by_id_or_alias.get(paper_id, -1) for paper_id in paper_ids} - {-1}
        return np.array(sorted(rows), np.int64)


def match_rows(earlier: pd.DataFrame, index: PaperIndex) -> NDArray[np.int64]:
    """Return the row number in a later run of each paper of an earlier run; -1 if it is gone.

    Papers are matched by `paper_id` first. Of the remaining papers, an earlier and a later one
    match if the id or an alias of the earlier one is the id or an alias of the later one. No two
    papers get the same row.

    Parameters
    ----------
    earlier
        Papers of the earlier run, with the columns of `tables.KNOWN_PAPERS`.
    index
        Row numbers of the later run.
    """
    rows = np.array([index.by_id.get(paper_id, -1) for paper_id in earlier.paper_id], np.int64)
    taken = {*rows.tolist()}  # with -1 if any paper is left, so papers without a match keep it
    for position in np.flatnonzero(rows < 0):
        keys = (earlier.paper_id.iloc[position], *earlier.aliases.iloc[position])
        row = next((index.by_id_or_alias[key] for key in keys if key in index.by_id_or_alias), -1)
        if row not in taken:
            rows[position] = row
            taken.add(row)
    return rows


def write_run(run: Run, folder: Path) -> str:
    """Write a run into a new folder inside `folder`, and return the name of the new folder.

    If a folder of this name exists, the run has been written before, and nothing changes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".", suffix=".partial", dir=folder) as partial:
        files = Path(partial, "run")
        write_json(files / METADATA, asdict(run.about))
        tables.write(tables.KNOWN_PAPERS, run.papers, files / PAPERS)
        tables.write(tables.KNOWN_TOPICS, run.topics, files / TOPICS)
        name = f"{run.about.number:04d}-{_digest(files)}"
        if not (folder / name).is_dir():
            files.rename(folder / name)
    return name


def read_run(folder: Path) -> Run:
    """Read a run from its folder after checking its files.

    Raises
    ------
    UserError
        If a file is missing, or the name of the folder does not end in the digest of the files.
    """
    complete = all((folder / name).is_file() for name in FILES)
    if not complete or not folder.name.endswith(_digest(folder)):
        raise UserError(
            f"the run {folder} is damaged or missing; nothing was changed. Restore it from a copy, "
            "or move it away: the run before it takes its place, and no topic id is reused"
        )
    content = read_json(folder / METADATA)
    content |= {name: tuple(content[name]) for name in ("dumps", "topic_ids")}
    papers = tables.read(tables.KNOWN_PAPERS, folder / PAPERS)
    topics = tables.read(tables.KNOWN_TOPICS, folder / TOPICS)
    return Run(RunMetadata(**content), papers, topics, folder.name)


def _digest(folder: Path) -> str:
    """Return the first 12 hex digits of the SHA-256 of all files of a run, one after another."""
    return sha256(b"".join((folder / name).read_bytes() for name in FILES)).hexdigest()[:12]
