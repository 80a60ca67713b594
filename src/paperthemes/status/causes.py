"""Why a run would do something: each cause once, in words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from paperthemes.plan import Job, Plan
from paperthemes.status.settings import changes_of, has_changed

_PARSED = re.compile(r"results/parsed/(.+)\.parquet")
_CLUSTERED = re.compile(r"results/([^/]+)/assignments\.parquet")
_MOST = 9  # names in one line
_STACK = "software environment definition has changed since last execution"


def causes(plan: Plan) -> list[str]:
    """Return why jobs would run; empty if none would."""
    running = [job for job in plan.jobs if job.runs]
    if not running:
        return []
    if all(job.recorded is None for job in plan.jobs):
        return ["nothing has run here yet", *_dumps("dump", "dumps", sorted(plan.dumps))]
    found = [
        *_dump_causes(plan, running),
        *_clustering_causes(plan),
        *_setting_causes(running),
        *_code_causes(running),
        *_file_causes(plan, running),
    ]
    return found or [*_unexplained(running)]


def listed(names: Sequence[str]) -> str:
    """Join names; of many, the first and how many more there are."""
    more = f" and {len(names) - _MOST:,} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more


def _dumps(one: str, many: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        yield f"{len(names):,} {one if len(names) == 1 else many}: {listed(names)}"


def _dump_causes(plan: Plan, running: Sequence[Job]) -> Iterator[str]:
    known = _named(_PARSED, _recorded_inputs(plan, "dedupe"))
    parsing = [job for job in running if job.rule == "parse"]
    if known:
        yield from _dumps("new dump", "new dumps", sorted({*plan.dumps} - known))
    gone = sorted(known - {*plan.dumps})
    yield from _dumps("dump is not read any more", "dumps are not read any more", gone)
    changed = [job.wildcards["dump"] for job in parsing if has_changed(job, "content")]
    yield from _dumps("dump has other content", "dumps have other content", sorted(changed))
    for job in parsing:
        if job.recorded is not None and list(job.recorded.inputs) != list(job.inputs):
            yield f"{job.wildcards['dump']} is another file: {listed(job.inputs)}"


def _clustering_causes(plan: Plan) -> Iterator[str]:
    known = _named(_CLUSTERED, _recorded_inputs(plan, "compare"))
    if known:
        new = [name for name in plan.clusterings if name not in known]
        yield from _dumps("new clustering", "new clusterings", new)
    gone = sorted(known - {*plan.clusterings})
    yield from _dumps("clustering is switched off", "clusterings are switched off", gone)


def _setting_causes(running: Iterable[Job]) -> Iterator[str]:
    """Yield the settings that changed; that of which earlier run topics take ids is no setting."""
    found = {str(change): change for job in running for change in changes_of(job)}
    settings = [text for text, one in found.items() if not one.place.startswith("history of ")]
    yield from settings
    for job in running:
        if job.rule in ("encode", "embed") and has_changed(job, "model") and not settings:
            yield f"the files in {job.params['settings']['model']} changed"


def _code_causes(running: Iterable[Job]) -> Iterator[str]:
    rules = {job.rule: None for job in running if has_changed(job, "code")}
    if rules:
        yield f"the workflow's code, or a library it uses, changed for: {', '.join(rules)}"
    if any(_STACK in job.reasons for job in running):
        yield "environment.yml, or another definition of the software, changed"


def _file_causes(plan: Plan, running: Sequence[Job]) -> Iterator[str]:
    missing = sorted({path for job in running for path in job.missing})
    yield from _dumps("result is missing", "results are missing", missing)
    incomplete = sorted({path for job in running for path in job.incomplete})
    yield from _dumps(
        "result was left half-written by a killed run",
        "results were left half-written by a killed run",
        incomplete,
    )
    dumps = {str(Path(path)) for path in plan.dumps.values()}
    updated = sorted({path for job in running for path in job.updated} - dumps)
    yield from _dumps("file was changed", "files were changed", updated)


def _unexplained(running: Iterable[Job]) -> Iterator[str]:
    """Yield what has no cause of its own: other runs in history/, or else Snakemake's reasons."""
    histories = {
        change.place: change
        for job in running
        for change in changes_of(job)
        if change.place.startswith("history of ")
    }
    for change in histories.values():
        yield f"{change.place}: topics get their ids from another run, {change.old} -> {change.new}"
    if not histories:
        for job in running:
            yield f"{job.rule} {listed([*job.wildcards.values()])}: {'; '.join(job.reasons)}"


def _recorded_inputs(plan: Plan, rule: str) -> list[str]:
    return [
        path
        for job in plan.jobs
        if job.rule == rule and job.recorded is not None
        for path in job.recorded.inputs
    ]


def _named(pattern: re.Pattern[str], paths: Iterable[str]) -> set[str]:
    return {found[1] for path in paths if (found := pattern.fullmatch(path))}
