"""`history/{clustering}`: the runs that were accepted, and the registry of all ids ever given.

The registry is the one file that changes: it says which run is the latest, which ids there are, and
how large each topic was in each run, for ever. Runs are written once, and only the latest are kept.
"""

import fcntl
import json
import logging
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path

from paperthemes.errors import UserError
from paperthemes.files import write_json
from paperthemes.history.run import (
    FORMAT,
    Run,
    RunMetadata,
    newer,
    read_metadata,
    read_run,
    write_run,
)

logger = logging.getLogger(__name__)

_NAME = re.compile(r"\d{4,}-[0-9a-f]{12}")
_FEWEST_KEPT = 2  # the latest run, and the one it was compared with


@dataclass(frozen=True, slots=True)
class RunSummary:
    """How large everything was in one run.

    Attributes
    ----------
    number, name
        Of the run.
    recorded
        The day, YYYY-MM-DD.
    papers, unassigned
        How many there were.
    sizes
        Papers of each topic, by topic_id.
    """

    number: int
    name: str
    recorded: str
    papers: int
    unassigned: int
    sizes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Registry:
    """What is kept for ever of one clustering.

    Attributes
    ----------
    latest
        The name of the latest run; empty for none.
    accepted
        What the latest run was made from: for each digest of dumps, settings and code that gave
        it, the name of the run that it was compared with.
    names
        The latest name of every topic that there ever was, by topic_id.
    runs
        All runs, the latest last.
    last
        The largest number that an id has had.
    """

    latest: str = ""
    accepted: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    runs: tuple[RunSummary, ...] = ()
    last: int = 0

    @property
    def last_number(self) -> int:
        """The largest number that an id has had."""
        return max(self.last, *map(number_of, self.names), 0)


def number_of(topic_id: str) -> int:
    """Return the number in a permanent id."""
    return int(topic_id[1:])


class History:
    """The accepted runs of one clustering."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> list[str]:
        """Return the names of the runs that are kept, the latest last."""
        found = self.folder.iterdir() if self.folder.is_dir() else ()
        return sorted(path.name for path in found if _NAME.fullmatch(path.name))

    def run(self, name: str) -> Run:
        """Read a run."""
        return read_run(self.folder / name)

    def baseline(self, name: str) -> Run | None:
        """Read the run of this name; `None` if it is empty, for there is nothing to go on from."""
        return self.run(name) if name else None

    def assign_baseline(self, paper_ids: Sequence[str]) -> Run | None:
        """Return the run whose topics `mode: assign` uses for these papers; `None` without runs."""
        return self.baseline(self._latest(self.registry()))

    def about(self, name: str) -> RunMetadata:
        """Read what a run was."""
        return read_metadata(self.folder / name)

    def of_partition(self, digest: str) -> Run | None:
        """Return the latest run that found the topics of this digest; `None` if none is kept.

        A run that is damaged is passed over.
        """
        for name in reversed(self.names()):
            try:
                if self.about(name).partition == digest:
                    return self.run(name)
            except UserError as error:
                logger.warning("%s", error)
        return None

    def registry(self) -> Registry:
        """Read the registry, or make it again from the runs if it is gone.

        Raises
        ------
        UserError
            If it is damaged, or a later version of paperthemes wrote it.
        """
        path = self.folder / "registry.json"
        try:
            content = json.loads(path.read_bytes())
            version = content.pop("format")
            if version <= FORMAT:
                runs = tuple(RunSummary(**run) for run in content.pop("runs"))
                return Registry(**content, runs=runs)
        except FileNotFoundError:
            return self._from_runs()
        except (ValueError, TypeError, KeyError, AttributeError):
            raise UserError(
                f"{path} is damaged; nothing was changed. Put it back from a copy, or remove it: "
                "it is made again from the runs beside it"
            ) from None
        raise newer(path)

    def record(self, run: Run, key: str, kept: int, *, spared: str = "") -> str:
        """Accept a run and return its name; to accept it once more changes nothing.

        A run that says the same as its baseline is no run of its own, and one that was made from
        what the latest was made from (with other curation, perhaps) takes its place.

        Parameters
        ----------
        run
            The run.
        key
            Digest of what it was made from.
        kept
            How many runs are kept in full.
        spared
            The name of a run that is kept whatever its age; empty for none.

        Raises
        ------
        UserError
            If another run was accepted since this one looked at the history.
        """
        with self._locked():
            registry = self.registry()
            self._clear()
            again = registry.accepted.get(key) == run.about.baseline
            if not again and run.about.baseline != self._latest(registry):
                raise UserError(
                    f"{self.folder}: another run was recorded while this one was at work; "
                    "nothing was changed. Run it again"
                )
            baseline = self.baseline(run.about.baseline)
            if baseline is not None and not again and run.alike(baseline):
                accepted = {**registry.accepted, key: run.about.baseline}
                self._write(replace(registry, accepted=accepted))
                return run.about.baseline
            name = write_run(run, self.folder)
            self._write(_with(registry, run, name, key, date.today()))
            self._prune(max(kept, _FEWEST_KEPT), spared)
            return name

    def _latest(self, registry: Registry) -> str:
        """Return the name of the latest run that is there; a damaged one may be moved away."""
        names = self.names()
        return registry.latest if registry.latest in names else (names or [""])[-1]

    def _from_runs(self) -> Registry:
        registry = Registry()
        for name in self.names():
            written = date.fromtimestamp((self.folder / name / "run.json").stat().st_mtime)
            registry = _with(registry, self.run(name), name, "", written)
        return replace(registry, accepted={})

    def _clear(self) -> None:
        """Remove what killed processes left half-written; nobody else writes meanwhile."""
        for leftover in self.folder.glob(".*.partial"):
            if leftover.is_dir():
                shutil.rmtree(leftover, ignore_errors=True)

    def _write(self, registry: Registry) -> None:
        content = {"format": FORMAT, **asdict(registry)}
        if not (self.folder / "registry.json").exists() or registry != self.registry():
            write_json(self.folder / "registry.json", content)

    def _prune(self, kept: int, spared: str) -> None:
        """Remove runs whose place another has taken, and the oldest but for one that is spared."""
        valid = {run.name for run in self.registry().runs}
        stale = [name for name in self.names() if name not in valid]
        for name in stale + sorted(valid & set(self.names()))[:-kept]:
            if name != spared:
                shutil.rmtree(self.folder / name, ignore_errors=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _with(registry: Registry, run: Run, name: str, key: str, day: date) -> Registry:
    """Return the registry with a run added, or in the place of the latest of the same number."""
    again = bool(registry.runs) and registry.runs[-1].number == run.about.number
    present = run.topics[(run.topics["last"] == run.about.number) & (run.topics["size"] > 0)]
    earlier = {size.name: size.recorded for size in registry.runs}
    size = RunSummary(
        run.about.number,
        name,
        earlier.get(name, day.isoformat()),
        len(run.papers),
        int((run.papers.topic_id == "").sum()),
        dict(zip(present.topic_id, present["size"].tolist(), strict=True)),
    )
    before = [one for one in registry.runs if one.number < run.about.number]
    named = zip(run.topics.topic_id, run.topics.name, strict=True)
    names = {topic_id: name or registry.names.get(topic_id, "") for topic_id, name in named}
    return Registry(
        name,
        {**(registry.accepted if again else {}), key: run.about.baseline},
        {**registry.names, **names},
        (*before, size),
        max(registry.last_number, run.about.last_number),
    )
