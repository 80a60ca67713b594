"""An archived run of a clustering: its files, its topics, and its papers in other runs.

A run is three files in a folder of `history/`: `run.json`, `papers.parquet` and `topics.parquet`.
The folder is named after the number of the run and the SHA-256 of the files, so that equal runs
share one folder and damage is detected.
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
        Name of the run that its topics were matched with; empty for a first run.
    mode
        `cluster`: topics were found anew; `assign`: papers were placed into those of the baseline.
    encoder
        Encoder of the vectors; empty if vectors of two corpora cannot be compared.
    naming
        Language model that named the topics; empty for none.
    dumps
        Sorted names of the dumps.
    clusters_digest
        `clusters_digest` of the clusters before curation.
    topic_ids
        Permanent id of each of these clusters, by number.
    grouping
        Digest of the settings that produced the topics, in this run or an earlier one.
    last_number
        Largest number of any topic id given up to this run.
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
        Its metadata.
    papers
        A `tables.KNOWN_PAPERS`.
    topics
        A `tables.KNOWN_TOPICS`: every topic of this and earlier runs.
    name
        Name of its folder; empty until it is archived.
    """

    about: RunMetadata
    papers: pd.DataFrame = field(repr=False)
    topics: pd.DataFrame = field(repr=False)
    name: str = ""

    @property
    def assigned_papers(self) -> list[str] | None:
        """Ids of the papers that a run of `mode: assign` placed; `None` for other modes."""
        return self.papers.paper_id.tolist() if self.about.mode == "assign" else None

    def repeats(self, other: "Run") -> bool:
        """Return whether both have the same baseline, and the same clusters or placed papers."""
        if self.about.baseline != other.about.baseline:
            return False
        same_clusters = self.about.clusters_digest == other.about.clusters_digest
        return same_clusters or None is not self.assigned_papers == other.assigned_papers

    def is_equivalent_to(self, other: "Run") -> bool:
        """Return whether papers, topics, names and their origin are the same, map aside."""
        return self._comparable() == other._comparable()

    def _comparable(self) -> tuple[object, ...]:
        about = self.about
        current = self.topics[self.topics["last"] == about.number]
        papers = tables.to_arrow(tables.KNOWN_PAPERS, self.papers)
        return (
            (about.dumps, about.encoder, about.naming, about.grouping),
            current[["topic_id", "name", "size"]].to_dict("list"),
            papers.drop_columns(["x", "y"]),
        )


def topics_by_id(run: Run | None) -> dict[str, Any]:
    """Return the rows of a run's topics by topic_id; empty without a run."""
    return {} if run is None else {row.topic_id: row for row in tables.rows(run.topics)}


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


def write_run(run: Run, folder: Path) -> str:
    """Write a run below `folder` and return its name; an existing folder is left unchanged."""
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
    """Read a run after checking its files.

    Raises
    ------
    UserError
        If it is damaged.
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
    """Return 12 hex digits of the SHA-256 of all files of a run."""
    return sha256(b"".join((folder / name).read_bytes() for name in FILES)).hexdigest()[:12]
