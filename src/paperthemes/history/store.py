"""History of a clustering: its archived runs, and a registry of all topic ids ever given.

Runs are written once, and the latest `max_runs` of them are kept. `registry.json` alone is
rewritten: it names the latest run, and keeps topic names and sizes of all runs for ever.
"""

import fcntl
import json
import logging
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from paperthemes.errors import UserError
from paperthemes.files import write_json
from paperthemes.history.run import Run, read_run, write_run

logger = logging.getLogger(__name__)

FORMAT = 1  # of history/, as stated in registry.json
_RUN_NAME = re.compile(r"\d{4,}-[0-9a-f]{12}")
MIN_RUNS = 2  # the latest run and the one that it was compared with


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """Sizes of a run.

    Attributes
    ----------
    number, name
        Number and name of the run.
    recorded
        Day it was archived, YYYY-MM-DD.
    papers, unassigned
        Number of papers, and of those without a topic.
    sizes
        Number of papers of each topic, by topic_id.
    """

    number: int
    name: str
    recorded: str
    papers: int
    unassigned: int
    sizes: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """Facts about a clustering that are kept for ever.

    Attributes
    ----------
    latest
        Name of the latest run; empty for none.
    topic_names
        Latest name of every topic there has ever been, by topic_id.
    runs
        Summaries of all runs, the latest last.
    last_number
        Largest number of any topic id given so far.
    """

    latest: str = ""
    topic_names: Mapping[str, str] = field(default_factory=dict)
    runs: tuple[RunSummary, ...] = ()
    last_number: int = 0

    def add(self, run: Run, run_name: str, day: date) -> "Registry":
        """Return the registry with a run added, or put in the place of the one of its number."""
        number = run.about.number
        current = run.topics[(run.topics["last"] == number) & (run.topics["size"] > 0)]
        days = {summary.name: summary.recorded for summary in self.runs}
        summary = RunSummary(
            number=number,
            name=run_name,
            recorded=days.get(run_name, day.isoformat()),
            papers=len(run.papers),
            unassigned=int((run.papers.topic_id == "").sum()),
            sizes=dict(zip(current.topic_id, current["size"].tolist(), strict=True)),
        )
        names = zip(run.topics.topic_id, run.topics.name, strict=True)
        new_names = {key: name for key, name in names if name or key not in self.topic_names}
        return Registry(
            latest=run_name,
            topic_names={**self.topic_names, **new_names},
            runs=(*(earlier for earlier in self.runs if earlier.number < number), summary),
            last_number=max(self.last_number, run.about.last_number),
        )


class History:
    """The archived runs of one clustering."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> list[str]:
        """Return the names of the stored runs, the latest last."""
        names = (path.name for path in self.folder.glob("*-*"))
        return sorted(filter(_RUN_NAME.fullmatch, names))

    def run(self, name: str) -> Run:
        """Read the run of this name."""
        return read_run(self.folder / name)

    def baseline(self, name: str) -> Run | None:
        """Read the run of this name; `None` if the name is empty, as that of a first run."""
        return self.run(name) if name else None

    def baseline_for(self, clusters_digest: str) -> Run | None:
        """Return the run whose topic ids a run with these clusters continues; `None` for none.

        It is the latest run. If the latest itself has these clusters (a forced rerun, or other
        curation), the run repeats it and continues the same baseline.
        """
        latest = self._latest()
        if latest is not None and latest.about.clusters_digest == clusters_digest:
            return self._baseline_of(latest)
        return latest

    def assign_baseline(self, paper_ids: Sequence[str]) -> Run | None:
        """Return the run into whose topics papers are placed (`mode: assign`); `None` for none.

        It is the latest run. If the latest itself placed exactly these papers, the run repeats it
        and starts from the same baseline.
        """
        latest = self._latest()
        if latest is not None and latest.assigned_papers == [*paper_ids]:
            return self._baseline_of(latest) or latest
        return latest

    def find_run(self, clusters_digest: str) -> Run | None:
        """Return the latest stored run with these clusters, or `None`; damaged runs are skipped."""
        for name in reversed(self.names()):
            try:
                run = self.run(name)
                if run.about.clusters_digest == clusters_digest:
                    return run
            except UserError as error:
                logger.warning("%s", error)
        return None

    def registry(self) -> Registry:
        """Read the registry, or rebuild it from the stored runs if it is missing.

        Raises
        ------
        UserError
            If it is damaged or was written by a later version of paperthemes.
        """
        path = self.folder / "registry.json"
        try:
            content = json.loads(path.read_bytes())
            if content.pop("format") <= FORMAT:
                runs = tuple(RunSummary(**run) for run in content.pop("runs"))
                return Registry(**content, runs=runs)
        except FileNotFoundError:
            return self._rebuild_registry()
        except (ValueError, TypeError, KeyError, AttributeError):
            raise UserError(
                f"{path} is damaged; nothing was changed. Restore it from a copy, or remove it: "
                "it is rebuilt from the runs beside it"
            ) from None
        raise UserError(
            f"{path} was written by a later version of paperthemes; nothing was changed. Update "
            "paperthemes, or move the folder history/ away to start without it"
        )

    def archive(self, run: Run, *, max_runs: int, protected: str = "") -> str:
        """Archive a run and return its name; archiving it again changes nothing.

        A run that repeats the latest (see `baseline_for`, `assign_baseline`) takes its place. A run
        equivalent to its baseline is not archived: the baseline's name is returned.

        Parameters
        ----------
        run
            The run.
        max_runs
            Number of runs to keep, at least `MIN_RUNS`; older ones are deleted.
        protected
            Name of a run to keep whatever its age; empty for none.

        Raises
        ------
        UserError
            If another run was archived since this one read the history.
        """
        with self._lock():
            for leftover in self.folder.glob(".*.partial"):  # of killed processes
                shutil.rmtree(leftover, ignore_errors=True)
            latest = self._latest()
            if latest is None or not run.repeats(latest):
                if run.about.baseline != (latest.name if latest else ""):
                    raise UserError(
                        f"{self.folder}: another run was archived while this one was in progress; "
                        "nothing was changed. Run the workflow again"
                    )
                if latest is not None and run.is_equivalent_to(latest):
                    return latest.name
            name = write_run(run, self.folder)
            registry = self.registry().add(run, name, date.today())
            write_json(self.folder / "registry.json", {"format": FORMAT, **asdict(registry)})
            self._prune(registry, max(max_runs, MIN_RUNS), protected)
            return name

    def _latest(self) -> Run | None:
        """Read the latest stored run: damaged ones may have been moved away."""
        latest, names = self.registry().latest, self.names()
        return self.baseline(latest if latest in names else (names or [""])[-1])

    def _baseline_of(self, run: Run) -> Run | None:
        """Read the baseline of a run; the run itself if its baseline is not stored."""
        name = run.about.baseline
        return self.baseline(name) if name in ("", *self.names()) else run

    def _rebuild_registry(self) -> Registry:
        registry = Registry()
        for name in self.names():
            modified = (self.folder / name / "run.json").stat().st_mtime
            registry = registry.add(self.run(name), name, date.fromtimestamp(modified))
        return registry

    def _prune(self, registry: Registry, max_runs: int, protected: str) -> None:
        """Delete replaced runs and all but the latest `max_runs`, except `protected`."""
        archived = {run.name for run in registry.runs}
        stored = self.names()
        latest = [name for name in stored if name in archived][-max_runs:]
        for name in {*stored} - {*latest, protected}:
            shutil.rmtree(self.folder / name, ignore_errors=True)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
