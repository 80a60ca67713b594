"""The end of a run on the terminal: what was read, found and changed, and what to open."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from paperthemes.files import RESULTS, read_record
from paperthemes.pages.wording import percent
from paperthemes.report.topic_changes import EVENTS, NOTABLE_EVENTS
from paperthemes.text.plurals import count_of
from paperthemes.workflow.snapshot import read_snapshot

MAX_CLUSTERINGS = 5  # with a line of their own


def summarise_run() -> Iterator[str]:
    """Yield at most eight lines about the results in the working directory.

    They are about the dumps and clusterings of the last successful run. What was not made yet,
    because the run had other targets, is left out.
    """
    snapshot = read_snapshot() or {"dumps": {}, "config": {"clusterings": {}}}
    metrics = {
        name: read_record(RESULTS / name / "metrics.json")
        for name in snapshot["config"]["clusterings"]
    }
    metrics = {name: numbers for name, numbers in metrics.items() if numbers}
    if metrics:
        yield _summarise_dumps(snapshot["dumps"], next(iter(metrics.values())))
    for name in [*metrics][:MAX_CLUSTERINGS]:
        changes = read_record(RESULTS / name / "changes.json")
        yield f"{name}: {_summarise_topics(metrics[name])}; {_summarise_changes(changes)}"
    if len(metrics) > MAX_CLUSTERINGS:
        yield f"and {count_of(len(metrics) - MAX_CLUSTERINGS, 'more clustering')}"
    yield from address_of_index()


def address_of_index() -> Iterator[str]:
    """Yield the line that says which page to open, if the page exists."""
    index = RESULTS / "index.html"
    if index.exists():
        yield f"Open: {index.absolute().as_uri()}"


def _summarise_dumps(dumps: Mapping[str, str], metrics: Mapping[str, Any]) -> str:
    """Return what was read: the number of dumps, of their records, and of papers."""
    reports = [read_record(RESULTS / "parsed" / f"{name}.report.json") for name in dumps]
    records = sum(report.get("records", 0) for report in reports)
    papers = count_of(metrics["papers"], "paper")
    return f"Read: {count_of(len(dumps), 'dump')}, {count_of(records, 'record')}, {papers}"


def _summarise_topics(metrics: Mapping[str, Any]) -> str:
    """Return what a clustering found, such as `9 topics in 2 themes, 4.7% unassigned`."""
    topics, unassigned = count_of(metrics["topics"], "topic"), percent(metrics["unassigned_share"])
    themes = f" and {count_of(metrics['themes'], 'theme')}" if metrics["themes"] else ""
    return f"{topics}{themes}, {unassigned} of papers unassigned"


def _summarise_changes(content: Mapping[str, Any]) -> str:
    """Return what changed since the run that `changes.json` compares with."""
    changes = content.get("changes")
    if not changes:
        return "first run"
    events = Counter(event for topic in changes["topics"] for event in topic["events"])
    counts = [
        (len(changes["new"]), "new paper", ""),
        (len(changes["gone"]), "paper", " removed"),
        (len(changes["moved"]), "paper", " moved"),
        *((events[event], "topic", f" {EVENTS[event]}") for event in NOTABLE_EVENTS),
    ]
    parts = [f"{count_of(count, noun)}{verb}" for count, noun, verb in counts if count]
    return f"since run {content['baseline']['number']}: {', '.join(parts) or 'nothing changed'}"
