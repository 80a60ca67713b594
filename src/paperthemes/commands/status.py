"""`paperthemes status`: show what the next run would do, and why."""

import argparse
from collections.abc import Iterator
from typing import Any

from paperthemes.commands.options import add_plan_command
from paperthemes.text.plurals import count_of
from paperthemes.workflow.plan import Plan
from paperthemes.workflow.snapshot import differences

MAX_LISTED = 9  # files that one line names


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add `status` and its options to the subcommands of `paperthemes`."""
    description = "show what the next run would do and why: new dumps, changed settings, ..."
    add_plan_command(commands, "status", lambda plan, _: describe_plan(plan), description)


def describe_plan(plan: Plan) -> Iterator[str]:
    """Yield lines about what the next run would do, and why.

    If a run is in progress or was killed, the first line says so.
    """
    if plan.is_locked and plan.lock_holder:
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
