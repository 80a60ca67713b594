"""Registry of a clustering: what is kept for ever of all its runs and topics."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from paperthemes.history.run import Run


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
