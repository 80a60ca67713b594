"""`paperthemes status`: show what the next run would do, and why."""

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import psutil
from snakemake.utils import available_cpu_count

from paperthemes.commands.estimate import Estimate, estimate_run, measure_slowness
from paperthemes.commands.options import add_plan_command
from paperthemes.text.plurals import count_of
from paperthemes.workflow.plan import Plan
from paperthemes.workflow.snapshot import differences

MAX_LISTED = 9  # files that one line names
MIN_SECONDS = 60  # of a run whose costs are shown


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add `status` and its options to the subcommands of `paperthemes`."""
    description = "show what the next run would do and why: new dumps, changed settings, ..."
    add_plan_command(commands, "status", _run, description, list_facts=list_facts)


def describe_plan(plan: Plan) -> Iterator[str]:
    """Yield lines about what the next run would do, and why.

    If a run is in progress or was killed, the first line says so.
    """
    if plan.lock_holder:
        yield (
            f"Another run is in progress ({plan.lock_holder}); the following may change until it "
            "ends:"
        )
    elif plan.is_locked:
        yield (
            "The last run was killed: the next `make` resumes it (without make, "
            "run `snakemake --unlock` first)."
        )
    pending: dict[str, list[str]] = {}
    for output in plan.outputs:
        if output.is_pending:
            pending.setdefault(output.rule, []).append(output.path)
    if not pending:
        dumps, names = count_of(len(plan.snapshot["dumps"]), "dump"), ", ".join(plan.clusterings)
        yield f"Nothing to do: the results are up to date for {dumps} and the clusterings {names}."
        return
    yield "Why the next run has work to do:"
    yield from (f"  {cause}" for cause in _list_causes(plan))
    yield "It would write:"
    yield from (f"  {rule}: {_join_names(files)}" for rule, files in pending.items())


def list_facts(plan: Plan, _: argparse.Namespace) -> dict[str, Any]:
    """Return the facts of the command for `--json`; docs/json.md lists the keys."""
    pending = [output for output in plan.outputs if output.is_pending]
    is_estimated = bool(pending) and plan.config["mode"] != "assign"
    return {
        "up_to_date": not pending,
        "run_in_progress": plan.lock_holder,
        "was_killed": plan.is_locked and plan.lock_holder is None,
        "dumps": plan.snapshot["dumps"],
        "clusterings": plan.clusterings,
        "reasons": [*_list_causes(plan)] if pending else [],
        "pending": [{"rule": output.rule, "path": output.path} for output in pending],
        "estimate": asdict(_estimate(plan)) if is_estimated else None,
    }


def describe_costs(plan: Plan, *, cores: int, memory: float, slowness: float) -> Iterator[str]:
    """Yield lines about the time and memory of the next run, if it is long or lacks memory.

    In `mode: assign`, whose costs are not known, there are none. How many texts would be sent to a
    service is always said.

    Parameters
    ----------
    plan
        The plan of the run.
    cores, memory, slowness
        Number of cores, GB of memory (10^9 bytes) and `measure_slowness` of this computer.
    """
    estimate = estimate_run(plan, cores, slowness)
    embed = plan.config["embed"]
    if embed["encoder"] == "openai" and estimate.new_texts:
        yield (
            f"It would send up to {count_of(estimate.new_texts, 'text')} to {embed['model']} at "
            f"{embed['base_url']}."
        )
    is_short = estimate.seconds < MIN_SECONDS and estimate.gigabytes < memory
    if is_short or plan.config["mode"] == "assign":
        return
    details = [count_of(estimate.papers, "paper")]
    if estimate.encoding_seconds is None:
        details.append("without the time for encoding, which is not known")
    elif estimate.encoding_seconds:
        details.append(f"encoding up to {_format_duration(estimate.encoding_seconds)}")
    yield (
        f"About {_format_duration(estimate.seconds)} and {estimate.gigabytes:.1f} GB of memory on "
        f"this computer ({'; '.join(details)})."
    )
    if estimate.gigabytes >= memory:
        yield f"This computer has only {memory:.1f} GB, so the run may fail."
        if (one_core := estimate_run(plan, 1).gigabytes) < min(memory, estimate.gigabytes):
            yield f"With `--cores 1`, it needs {one_core:.1f} GB."


def _estimate(plan: Plan) -> Estimate:
    """Return the estimated costs of the next run on this computer."""
    return estimate_run(plan, available_cpu_count(), measure_slowness())


def _run(plan: Plan, _: argparse.Namespace) -> Iterator[str]:
    """Yield the lines of the command."""
    yield from describe_plan(plan)
    if any(output.is_pending for output in plan.outputs):
        memory = psutil.virtual_memory().total / 1e9
        yield from describe_costs(
            plan, cores=available_cpu_count(), memory=memory, slowness=measure_slowness()
        )


def _format_duration(seconds: float) -> str:
    """Return a duration as text: `40 seconds`, `25 minutes`, or `2.5 hours`."""
    for unit, size in (("hour", 3600), ("minute", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.{1 if unit == 'hour' else 0}f} {unit}s"
    return count_of(round(seconds), "second")


def _list_causes(plan: Plan) -> Iterator[str]:
    """Yield the reasons why the next run has work to do.

    These are the differences from the last complete run, and the missing files. If there are none,
    yield one line with Snakemake's reasons, or with `unfinished run` if Snakemake gives none. If no
    run has completed yet, yield only this fact.
    """
    if plan.last_snapshot is None:
        dumps = count_of(len(plan.snapshot["dumps"]), "dump")
        yield f"no run has completed here yet ({dumps} to read)"
        return
    causes = [*differences(plan.last_snapshot, plan.snapshot)]
    if missing := [output.path for output in plan.outputs if output.status == "missing"]:
        causes.append(f"missing: {_join_names(missing)}")
    # A dict, to keep the order and drop repeated statuses.
    statuses = {output.status: None for output in plan.outputs if output.is_pending}
    reasons = ", ".join(status for status in statuses if status != "ok")
    yield from causes or [f"Snakemake reports: {reasons or 'unfinished run'}"]


def _join_names(names: list[str]) -> str:
    """Return the first `MAX_LISTED` names, joined by commas, and the number of the others, if any.

    If `MAX_LISTED` were 2, an example would be `a.csv, b.csv and 3 more`.
    """
    more = f" and {len(names) - MAX_LISTED} more" if len(names) > MAX_LISTED else ""
    return ", ".join(names[:MAX_LISTED]) + more
