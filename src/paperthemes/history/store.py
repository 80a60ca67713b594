"""History of a clustering: its archived runs, and a registry of all topic ids ever given.

A run is written once and never changed; the latest `max_runs` runs are kept. Only `registry.json`
is rewritten. It has the name of the latest run, and keeps the topic names and sizes of all runs for
ever.
"""

import fcntl
import json
import logging
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from paperthemes.errors import UserError
from paperthemes.files import write_json
from paperthemes.history.clock import read_clock
from paperthemes.history.run import Run, read_run, write_run

logger = logging.getLogger(__name__)

FORMAT = 2  # of history/, as stated in registry.json; 1 has no margins
_RUN_NAME = re.compile(r"\d{4,}-[0-9a-f]{12}")  # number and digest
MIN_RUNS = 2  # runs that are always kept: the latest one and its baseline


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """Sizes of a run.

    Attributes
    ----------
    number, name
        Number and name of the run.
    recorded
        When the run was archived, such as `2026-11-30T04:59:12Z`; earlier versions recorded only
        the day.
    papers
        Number of papers.
    unassigned
        Number of papers without a topic.
    sizes
        Number of papers of each topic after curation, by topic_id; only topics with papers.
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
        Latest name of every topic of any run, by topic_id.
    runs
        Summaries of all runs, the latest last.
    last_number
        Largest number in any topic id that was given so far.
    """

    latest: str = ""
    topic_names: Mapping[str, str] = field(default_factory=dict)
    runs: tuple[RunSummary, ...] = ()
    last_number: int = 0

    def add(self, run: Run, run_name: str, time: datetime) -> "Registry":
        """Return a copy of this registry, with a run added.

        The run replaces registered runs of the same or a larger number. Its names of topics replace
        the registered ones, unless they are empty. If a run of this name is registered already, the
        registered time is kept.

        Parameters
        ----------
        run
            The run to add.
        run_name
            Name of the run's folder.
        time
            When the run is archived; its time zone is UTC.
        """
        number = run.about.number
        # Topics that the run has and that curation has not emptied.
        current = run.topics[(run.topics["last"] == number) & (run.topics["size"] > 0)]
        times = {summary.name: summary.recorded for summary in self.runs}
        summary = RunSummary(
            number=number,
            name=run_name,
            recorded=times.get(run_name, f"{time:%Y-%m-%dT%H:%M:%SZ}"),
            papers=len(run.papers),
            unassigned=int((run.papers.topic_id == "").sum()),
            sizes=dict(zip(current.topic_id, current["size"].tolist(), strict=True)),
        )
        # An empty name does not replace a registered one, but is registered for a new topic.
        names = zip(run.topics.topic_id, run.topics.name, strict=True)
        new_names = {key: name for key, name in names if name or key not in self.topic_names}
        return Registry(
            latest=run_name,
            topic_names={**self.topic_names, **new_names},
            runs=(*(earlier for earlier in self.runs if earlier.number < number), summary),
            last_number=max(self.last_number, run.about.last_number),
        )


class History:
    """The archived runs of one clustering.

    Attributes
    ----------
    folder
        Folder in `history/` that has the registry and a folder for each stored run.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder  # in history/, of one clustering

    def names(self) -> list[str]:
        """Return the names of the stored runs, sorted by number, so that the latest is last."""
        names = (path.name for path in self.folder.glob("*-*"))
        return sorted(filter(_RUN_NAME.fullmatch, names))

    def run(self, name: str) -> Run:
        """Read the stored run with this name; raise a `UserError` if it is missing or damaged."""
        return read_run(self.folder / name)

    def run_or_none(self, name: str) -> Run | None:
        """Read the run with this name; the name "" stands for no run, and gives `None`."""
        return self.run(name) if name else None

    def baseline_for(self, clusters_digest: str) -> Run | None:
        """Return the stored run from which a new run takes over topic ids; `None` for a first run.

        Usually this is the latest run. But if the latest run has the same clusters as the new one
        (the workflow was forced, or only the curation changed), the new run will replace it.
        Therefore the baseline of the latest run is returned or, if that is no longer stored, the
        latest run itself. So it is if the latest run has no papers. `clusters_digest` is that of
        the new run, see `RunMetadata`.
        """
        latest = self._read_latest()
        if latest is None:
            return None
        is_replaced = latest.papers.empty or latest.about.clusters_digest == clusters_digest
        return self._read_baseline_of(latest) if is_replaced else latest

    def baseline_for_placement(self, paper_ids: Sequence[str]) -> Run | None:
        """Return the stored run into whose topics papers are placed with `mode: assign`.

        Usually this is the latest run. But if the latest run placed exactly these papers, the new
        run will replace it. Therefore the baseline of the latest run is returned or, if it has none
        or that is no longer stored, the latest run itself. So it is if the latest run has no
        papers. `None` means that no run is stored.

        `paper_ids` are the ids of all papers of the new run, sorted.
        """
        latest = self._read_latest()
        if latest is None:
            return None
        is_replaced = latest.papers.empty or latest.placed_paper_ids == [*paper_ids]
        return (self._read_baseline_of(latest) or latest) if is_replaced else latest

    def find_run(self, clusters_digest: str) -> Run | None:
        """Return the latest stored run whose clusters have this digest; `None` if there is none.

        The digest is that of the clusters before curation (`RunMetadata.clusters_digest`). Damaged
        runs are skipped with a warning.
        """
        for name in reversed(self.names()):
            try:
                run = self.run(name)
                if run.about.clusters_digest == clusters_digest:
                    return run
            except UserError as error:
                logger.warning("%s", error)
        return None

    def registry(self) -> Registry:
        """Read the registry, or make it from the stored runs if the file is missing.

        Raises
        ------
        UserError
            If the registry is damaged or was written by a later version of paperthemes; or, if the
            file is missing, if a stored run is damaged.
        """
        path = self.folder / "registry.json"
        try:
            content = json.loads(path.read_bytes())
            if content.pop("format") <= FORMAT:  # otherwise, the last error below is raised
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
        """Archive a run and return its name.

        A run that repeats the latest run (see `Run.repeats`) replaces it, so archiving the same run
        again changes nothing. Another run that is equivalent to the latest run (see
        `Run.is_equivalent_to`) is not archived; the name of the latest run is returned.

        Parameters
        ----------
        run
            The run to archive.
        max_runs
            Number of runs to keep (but `MIN_RUNS` if that is more); older ones are deleted.
        protected
            Name of a run that is kept although it may be old; empty for none.

        Raises
        ------
        UserError
            If another run was archived after this one had read the history; or if the registry or a
            run that must be read is damaged.
        """
        with self._lock():
            for leftover in self.folder.glob(".*.partial"):  # of killed processes
                shutil.rmtree(leftover, ignore_errors=True)
            latest = self._read_latest()
            if latest is None or not run.repeats(latest):
                # If the baseline of the run is not the latest run, its topic ids may be outdated.
                if run.about.baseline != (latest.name if latest else ""):
                    raise UserError(
                        f"{self.folder}: another run was archived while this one was in progress; "
                        "nothing was changed. Run the workflow again"
                    )
                if latest is not None and run.is_equivalent_to(latest):
                    return latest.name
            name = write_run(run, self.folder)
            registry = self.registry().add(run, name, read_clock())
            write_json(self.folder / "registry.json", {"format": FORMAT, **asdict(registry)})
            self._prune(registry, max(max_runs, MIN_RUNS), protected)
            return name

    def _read_latest(self) -> Run | None:
        """Read the latest run; `None` if there is none.

        If the run that the registry names is not stored, because the user moved a damaged run away,
        read the last of the stored runs.
        """
        latest, names = self.registry().latest, self.names() or [""]  # "" if no run is stored
        return self.run_or_none(latest if latest in names else names[-1])

    def _read_baseline_of(self, run: Run) -> Run | None:
        """Return the baseline of a run; `None` for a first run.

        If the baseline is no longer stored, the run itself takes its place.
        """
        name = run.about.baseline
        return self.run_or_none(name) if name in ("", *self.names()) else run

    def _rebuild_registry(self) -> Registry:
        """Return a registry of the stored runs, each with the time when its files were written."""
        registry = Registry()
        for name in self.names():
            modified = (self.folder / name / "run.json").stat().st_mtime
            registry = registry.add(self.run(name), name, datetime.fromtimestamp(modified, UTC))
        return registry

    def _prune(self, registry: Registry, max_runs: int, protected: str) -> None:
        """Delete all stored runs except `protected` and the latest `max_runs` registered ones.

        A run that another one has replaced is no longer registered, so it is deleted, too.
        """
        registered = {run.name for run in registry.runs}
        stored = self.names()
        latest = [name for name in stored if name in registered][-max_runs:]
        for name in {*stored} - {*latest, protected}:
            shutil.rmtree(self.folder / name, ignore_errors=True)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Wait for any process that is changing the history, then keep others from changing it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
