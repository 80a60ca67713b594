"""An archived run of a clustering: three files in a folder of `history/`.

`run.json` holds the metadata and the SHA-256 of `papers.parquet` and `topics.parquet`. The folder
is named after the number of the run and the SHA-256 of `run.json`, so that equal runs share one
folder and damage is detected.
"""

import json
from dataclasses import asdict, dataclass, field, fields
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import pandas as pd

from paperthemes import tables
from paperthemes.errors import UserError

FORMAT = 1
_TABLES = {"papers": tables.KNOWN_PAPERS, "topics": tables.KNOWN_TOPICS}


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


def write_run(run: Run, folder: Path) -> str:
    """Write a run below `folder` and return its name; an existing folder is left unchanged."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".", suffix=".partial", dir=folder) as partial:
        files = Path(partial, "run")
        checksums = {}
        for part, table in _TABLES.items():
            path = files / f"{part}.parquet"
            tables.write(table, getattr(run, part), path)
            checksums[part] = sha256(path.read_bytes()).hexdigest()
        content = {"format": FORMAT, **asdict(run.about), "sha256": checksums}
        text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        (files / "run.json").write_text(text, encoding="utf-8", newline="\n")
        name = f"{run.about.number:04d}-{sha256(text.encode()).hexdigest()[:12]}"
        if not (folder / name).is_dir():
            files.rename(folder / name)
    return name


def read_metadata(folder: Path) -> RunMetadata:
    """Read the metadata of a run.

    Raises
    ------
    UserError
        If it is damaged or was written by a later version of paperthemes.
    """
    content = _read_content(folder)
    values = {item.name: content[item.name] for item in fields(RunMetadata)}
    return RunMetadata(**values | {name: tuple(values[name]) for name in ("dumps", "topic_ids")})


def read_run(folder: Path) -> Run:
    """Read a run.

    Raises
    ------
    UserError
        If it is damaged or was written by a later version of paperthemes.
    """
    about, checksums = read_metadata(folder), _read_content(folder)["sha256"]
    parts = {}
    for part, table in _TABLES.items():
        path = folder / f"{part}.parquet"
        if not path.is_file() or sha256(path.read_bytes()).hexdigest() != checksums[part]:
            raise _damage_error(path)
        parts[part] = tables.read(table, path)
    return Run(about, **parts, name=folder.name)


def _read_content(folder: Path) -> dict[str, Any]:
    """Read `run.json` after checking it against the checksum in the name of the folder."""
    path = folder / "run.json"
    text = path.read_bytes() if path.is_file() else b""
    if not folder.name.endswith(sha256(text).hexdigest()[:12]):
        raise _damage_error(path)
    content: dict[str, Any] = json.loads(text)
    if content["format"] > FORMAT:
        raise version_error(path)
    return content


def version_error(path: Path) -> UserError:
    """Return the error for a file that a later version of paperthemes wrote."""
    return UserError(
        f"{path} was written by a later version of paperthemes; nothing was changed. Update "
        "paperthemes, or move the folder history/ away to start without it"
    )


def _damage_error(path: Path) -> UserError:
    return UserError(
        f"{path} is damaged or missing; nothing was changed. Restore it from a backup, or move the "
        f"folder {path.parent} away: the run before it takes its place, and no topic id is reused"
    )
