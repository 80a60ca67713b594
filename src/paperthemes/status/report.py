"""The answer to `paperthemes status`, line by line."""

from collections.abc import Iterator

from paperthemes.plan import Lock, Plan
from paperthemes.status.causes import causes, listed

# What jobs do, in the order in which they do it; one job, and several.
_STEPS = {
    "parse": ("1 dump is read", "{n} dumps are read"),
    "dedupe": ("the records of all dumps are joined", ""),
    "embed": ("papers that are new are embedded", ""),
    "neighbours": ("each paper's neighbours are found", ""),
    "cluster": ("topics are found: {names}", ""),
    "assign": ("new papers are placed into topics: {names}", ""),
    "vocabulary": ("the terms of all papers are collected", ""),
    "identify": ("topics of earlier runs are recognised: {names}", ""),
    "describe": ("topics are named: {names}", ""),
    "record": ("the run is kept in history/: {names}", ""),
    "changes": ("what changed is told: {names}", ""),
    "report": ("1 report is written: {names}", "{n} reports are written: {names}"),
    "compare": ("the clusterings are compared", ""),
    "index": ("the page that leads to all results is written", ""),
}
_WITHIN = {"lookup", "encode"}  # parts of `embed`


def status(plan: Plan) -> Iterator[str]:
    """Yield what a run would do, and why."""
    yield from _of_lock(plan.lock)
    why = causes(plan)
    if not why:
        yield f"Nothing to do: the results are those of {_counted(plan)}."
        return
    yield "A run is due, for:"
    yield from (f"  {cause}" for cause in why)
    yield "Then:"
    yield from (f"  {step}" for step in _steps(plan))


def _of_lock(lock: Lock) -> Iterator[str]:
    if lock.held and lock.holder:
        yield f"Another run is at work here: {lock.holder}. As long as it is, this is out of date:"
    elif lock.held:
        yield (
            "The last run was killed: the next `make` goes on where it stopped (without make: "
            "snakemake --unlock first)."
        )


def _counted(plan: Plan) -> str:
    dumps = "1 dump" if len(plan.dumps) == 1 else f"{len(plan.dumps)} dumps"
    return f"{dumps} and the clusterings {listed(plan.clusterings)}"


def _steps(plan: Plan) -> Iterator[str]:
    running = [job for job in plan.jobs if job.runs and job.rule not in _WITHIN]
    others = [job.rule for job in running if job.rule not in _STEPS]
    for rule in (*_STEPS, *dict.fromkeys(others)):
        jobs = [job for job in running if job.rule == rule]
        if not jobs:
            continue
        one, many = _STEPS.get(rule, (f"{rule}: {{names}}", ""))
        names = listed(sorted({name for job in jobs for name in job.wildcards.values()}))
        text = many if many and len(jobs) > 1 else one
        yield text.format(n=len(jobs), names=names).removesuffix(": ")
