"""The rule `compare_runs`: an earlier run and this one in, what changed as page, JSON and table out."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from paperthemes import tables
from paperthemes.artifacts.clusters import Clusters
from paperthemes.artifacts.identities import Identities
from paperthemes.changes.compare import Changes, CurrentRun, compare_runs
from paperthemes.changes.trends import Trends, compute_trends
from paperthemes.curation.edits import Curation
from paperthemes.files import write_json, write_text
from paperthemes.history.run import Run
from paperthemes.history.store import History
from paperthemes.report.changes_data import Earlier, Told
from paperthemes.report.changes_page import changes_page
from paperthemes.spreadsheet import write_csv


@dataclass(frozen=True, slots=True)
class Sources:
    """Paths of what is read; `partition` is what was found, before curation.

    `recorded` is not read: it tells that the history is at rest.
    """

    papers: str
    partition: str
    identities: str
    assignments: str
    topics: str
    recorded: str


@dataclass(frozen=True, slots=True)
class ChangesSettings:
    """How to tell what changed.

    Attributes
    ----------
    clustering, title
        The name of the clustering, and the heading of the page.
    baseline
        The name of the run to compare with; empty for none.
    encoder
        What the vectors were made with; empty if those of two corpora cannot be compared.
    dumps
        The names of the dumps.
    curation
        What readers want.
    """

    clustering: str
    title: str
    baseline: str = ""
    encoder: str = ""
    dumps: Sequence[str] = ()
    curation: Curation = field(default_factory=Curation)

    @classmethod
    def from_params(cls, clustering: str, given: Mapping[str, Any]) -> "ChangesSettings":
        """Make them from the params of the rule, where curation is as the file has it."""
        return cls(clustering, **{**given, "curation": Curation.of(given["curation"])})


def run(
    sources: Sources, made: Mapping[str, str], folder: str | Path, settings: ChangesSettings
) -> None:
    """Read this run and the history, and write what changed.

    Parameters
    ----------
    sources
        What to read.
    made
        Paths to write: `html`, `json`, `compute_trends`.
    folder
        The history of the clustering; nothing is written there.
    settings
        How to tell.

    Raises
    ------
    ValueError
        If the files are not all of the same papers.
    UserError
        If the history is damaged.
    """
    history = History(Path(folder))
    identities = Identities.read(sources.identities)
    before = history.baseline(identities.baseline)
    current = _current(sources, identities, settings, before)
    told = Told(
        settings.clustering,
        settings.title,
        identities.number,
        _earlier(history, settings.baseline),
        _changes(history, current, settings.baseline),
        _trends(history, identities, current, before),
        current.topics,
    )
    write_text(made["html"], changes_page(told))
    write_json(made["json"], to_json(told))
    write_csv(tables.TRENDS, told.trends.table(), made["trends"])


def to_json(told: Told) -> dict[str, Any]:
    """Return what changed as JSON; `baseline` and `compare_runs` are null for a first run."""
    return {
        "clustering": told.clustering,
        "run": told.number,
        "baseline": told.baseline and asdict(told.baseline),
        "changes": told.changes and asdict(told.changes),
        "trends": asdict(told.trends),
    }


def _current(
    sources: Sources, identities: Identities, settings: ChangesSettings, before: Run | None
) -> CurrentRun:
    papers = tables.read(tables.PAPERS, sources.papers)
    assignments = tables.read(tables.ASSIGNMENTS, sources.assignments)
    partition = Clusters.read(sources.partition)
    tables.check_same_ids(papers.paper_id, assignments.paper_id, "the assignments")
    tables.check_same_ids(papers.paper_id, partition.paper_ids, "the topics")
    found = [one.topic_id for one in identities.found]
    return CurrentRun(
        papers,
        assignments,
        tables.read(tables.TOPICS, sources.topics),
        ["" if topic < 0 else found[topic] for topic in partition.topics.tolist()],
        found,
        settings.encoder,
        settings.dumps,
        before.about.encoder if before else "",
        settings.curation,
    )


def _earlier(history: History, baseline: str) -> Earlier | None:
    if not baseline:
        return None
    days = {run.name: run.recorded for run in history.registry().runs}
    return Earlier(history.about(baseline).number, baseline, days.get(baseline, ""))


def _changes(history: History, current: CurrentRun, baseline: str) -> Changes | None:
    return compare_runs(history.run(baseline), current) if baseline else None


def _trends(
    history: History, identities: Identities, current: CurrentRun, before: Run | None
) -> Trends:
    """Count topics per run, whether or not this one has been recorded meanwhile."""
    names = dict(zip(current.topics.topic_id, current.topics.name, strict=True))
    if before:
        known = before.topics
        names = dict(zip(known.topic_id, known.name, strict=True)) | names
    return compute_trends(
        [run for run in history.registry().runs if run.number < identities.number],
        identities.number,
        current.assignments.topic_id.tolist(),
        current.papers.published.tolist(),
        names,
    )
