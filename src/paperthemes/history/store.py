"""History of a clustering: its archived runs, and a registry of all topic ids ever given.

A run is written once and never changed; the latest `max_runs` runs are kept. Only `registry.json`
is rewritten. It has the name of the latest run, and keeps the topic names and sizes of all runs for
ever.
"""

import fcntl
import json
import logging
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

from paperthemes.errors import UserError
from paperthemes.files import write_json
from paperthemes.history.clock import read_clock
from paperthemes.history.folder import (
    FORMAT,
    METADATA,
    REGISTRY,
    SET_ASIDE,
    is_intact,
    is_unchanged,
    list_runs,
    number_of,
    registry_digest,
)
from paperthemes.history.registry import Registry, RunSummary
from paperthemes.history.run import Run, read_run, write_run

logger = logging.getLogger(__name__)

MIN_RUNS = 2  # runs that are always kept: the latest one and its baseline


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
        return list_runs(self.folder)

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
        path = self.folder / REGISTRY
        try:
            content = json.loads(path.read_bytes())
            if not is_unchanged(content):
                raise ValueError
            content.pop("digest", None)
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
            "paperthemes"
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
            earlier = self.registry()  # before the run is stored: a missing one is rebuilt
            name = write_run(run, self.folder)
            registry = earlier.add(run, name, read_clock())
            self._write_registry(registry)
            self._prune(registry, max(max_runs, MIN_RUNS), protected)
            return name

    def restore(self, wanted: str) -> list[str]:
        """Make an earlier run the latest one, and return the names of the runs set aside for it.

        Those are all later runs; they are moved into the folder `SET_ASIDE`, from which they can be
        restored as well. The registry keeps all topic ids, so none is given again.

        Parameters
        ----------
        wanted
            Number or name of a run that is stored or set aside; "0" sets all runs aside.

        Raises
        ------
        UserError
            If there is no such run, or more than one; or if it or the registry is damaged.
        """
        with self._lock():
            registry = self.registry() if (self.folder / REGISTRY).exists() else None
            folder = None if wanted == "0" else self._find_folder(wanted)
            run = None if folder is None else read_run(folder)
            number, name = (run.about.number, run.name) if run else (0, "")
            later = [each for each in self.names() if number_of(each) >= number and each != name]
            for each in later:
                _move(self.folder / each, self.folder / SET_ASIDE / each)
            if folder is not None and name not in self.names():
                folder.rename(self.folder / name)
            registry = registry or self._rebuild_registry()
            if run is None:
                self._write_registry(replace(registry, latest="", runs=()))
            else:
                self._write_registry(registry.add(run, name, self._time_of(name)))
            return later

    def set_aside(self) -> list[str]:
        """Return the names of the runs that `restore` has set aside, sorted by number."""
        return list_runs(self.folder / SET_ASIDE)

    def _find_folder(self, wanted: str) -> Path:
        """Return the folder of the run with this number or name; stored runs come first."""
        folders = [self.folder / name for name in self.names()]
        aside = [self.folder / SET_ASIDE / name for name in self.set_aside()]
        for group in (folders, aside):
            found = [each for each in group if wanted in (each.name, str(number_of(each.name)))]
            if len(found) > 1:
                names = ", ".join(each.name for each in found)
                raise UserError(f"{self.folder} has more than one run {wanted}: {names}")
            if found:
                return found[0]
        names = ", ".join(each.name for each in (*folders, *aside)) or "none"
        raise UserError(f"{self.folder} has no run {wanted} (stored: {names})")

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
            registry = registry.add(self.run(name), name, self._time_of(name))
        return registry

    def _time_of(self, name: str) -> datetime:
        """Return when the files of a stored run were written."""
        return datetime.fromtimestamp((self.folder / name / METADATA).stat().st_mtime, UTC)

    def _write_registry(self, registry: Registry) -> None:
        """Replace the registry by this one."""
        content = {"format": FORMAT, **asdict(registry)}
        write_json(self.folder / REGISTRY, {**content, "digest": registry_digest(content)})

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


def _move(run_folder: Path, target: Path) -> None:
    """Move a run; of two of the same name, the one that is intact remains."""
    target.parent.mkdir(exist_ok=True)
    if is_intact(target):
        shutil.rmtree(run_folder)
        return
    shutil.rmtree(target, ignore_errors=True)
    run_folder.rename(target)
