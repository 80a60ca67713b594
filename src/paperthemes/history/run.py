"""One accepted run of a clustering, as `history/` keeps it: three files in a folder.

`run.json` names the run and holds the SHA-256 of `papers.parquet` and `topics.parquet`; the folder
is named by the number of the run and the SHA-256 of `run.json`. So the name of a run says what it
holds, equal runs are one folder, and damage is noticed.
"""

import json
import os
import shutil
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from paperthemes import tables
from paperthemes.errors import UserError

FORMAT = 1
_PARTS = (("papers", tables.KNOWN_PAPERS), ("topics", tables.KNOWN_TOPICS))


@dataclass(frozen=True, slots=True)
class RunMetadata:
    """What a run was.

    Attributes
    ----------
    number
        1 for the first of this clustering.
    baseline
        The name of the run before it; empty for none.
    encoder
        What its vectors were made with, so that only vectors of one kind are compared.
    naming
        The language model that named its topics; empty for none.
    dumps
        The sorted names of the dumps.
    partition
        Digest of the topics that were found, before curation.
    found
        The topic_id of each of these topics, by number.
    grouping
        Digest of the settings that these topics were found by, in this run or an earlier one.
    last_number
        The largest number that any id had had when it was recorded.
    """

    number: int
    baseline: str
    encoder: str
    naming: str
    dumps: tuple[str, ...]
    partition: str
    found: tuple[str, ...]
    grouping: str
    last_number: int


@dataclass(frozen=True, slots=True)
class Run:
    """One accepted run of one clustering.

    Attributes
    ----------
    about
        What it was.
    papers
        A `tables.KNOWN_PAPERS`.
    topics
        A `tables.KNOWN_TOPICS`: every topic that this or an earlier run has had.
    """

    about: RunMetadata
    papers: pd.DataFrame = field(repr=False)
    topics: pd.DataFrame = field(repr=False)

    def alike(self, other: "Run") -> bool:
        """Tell whether the other run says the same: papers, topics, names, and what made them."""
        columns = ["topic_id", "name", "size"]
        present, theirs = (
            run.topics.loc[run.topics["last"] == run.about.number, columns].to_numpy().tolist()
            for run in (self, other)
        )
        facts = [
            (about.dumps, about.encoder, about.naming, about.grouping)
            for about in (self.about, other.about)
        ]
        return (
            present == theirs
            and facts[0] == facts[1]
            and self.papers.drop(columns=["x", "y"])
            .map(_plain)
            .equals(other.papers.drop(columns=["x", "y"]).map(_plain))
        )


def write_run(run: Run, folder: Path) -> str:
    """Write a run below `folder` and return its name; a folder of that name is left as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".{os.getpid()}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    try:
        sums = {}
        for part, table in _PARTS:
            path = partial / f"{part}.parquet"
            tables.write(table, getattr(run, part), path)
            sums[part] = sha256(path.read_bytes()).hexdigest()
        content = {"format": FORMAT, **asdict(run.about), "sha256": sums}
        text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        (partial / "run.json").write_text(text, encoding="utf-8", newline="\n")
        name = f"{run.about.number:04d}-{sha256(text.encode()).hexdigest()[:12]}"
        if not (folder / name).is_dir():
            partial.rename(folder / name)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return name


def read_metadata(folder: Path) -> RunMetadata:
    """Read what a run was, without its papers and topics.

    Raises
    ------
    UserError
        If it is damaged, or a later version of paperthemes wrote it.
    """
    content = _content(folder)
    about = {name: content[name] for name in RunMetadata.__dataclass_fields__}
    return RunMetadata(**about | {name: tuple(about[name]) for name in ("dumps", "found")})


def read_run(folder: Path) -> Run:
    """Read a run from its folder.

    Raises
    ------
    UserError
        If it is damaged, or a later version of paperthemes wrote it.
    """
    about, sums = read_metadata(folder), _content(folder)["sha256"]
    parts = {}
    for part, table in _PARTS:
        path = folder / f"{part}.parquet"
        if not path.is_file() or sha256(path.read_bytes()).hexdigest() != sums[part]:
            raise _damaged(folder, path.name)
        parts[part] = tables.read(table, path)
    return Run(about, **parts)


def _content(folder: Path) -> dict[str, Any]:
    """Read `run.json`, whose checksum is in the name of the folder."""
    try:
        text = (folder / "run.json").read_bytes()
    except OSError:
        text = b""
    if not folder.name.endswith(sha256(text).hexdigest()[:12]):
        raise _damaged(folder, "run.json")
    content: dict[str, Any] = json.loads(text)
    if content["format"] > FORMAT:
        raise newer(folder / "run.json")
    return content


def newer(path: Path) -> UserError:
    """Return the error that a later version of paperthemes wrote a file."""
    return UserError(
        f"{path} was written by a later version of paperthemes; nothing was changed. Update "
        "paperthemes, or move the folder history/ away to begin without it"
    )


def _damaged(folder: Path, name: str) -> UserError:
    return UserError(
        f"{folder / name} is damaged or missing; nothing was changed. Put it back from a copy, or "
        f"move the folder {folder} away: the run before it takes its place, and no topic_id is "
        "given twice"
    )


def _plain(cell: object) -> object:
    """Return a cell that can be compared: lists are arrays in a frame."""
    return tuple(cell) if hasattr(cell, "__len__") and not isinstance(cell, str) else cell  # type: ignore[arg-type]
