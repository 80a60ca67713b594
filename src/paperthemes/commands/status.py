"""`paperthemes status`: what the next run would do, and why."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from paperthemes.commands.options import add_options, plan_of
from paperthemes.text.plurals import count_of
from paperthemes.workflow.snapshot import differences

if TYPE_CHECKING:
    from paperthemes.workflow.plan import Plan

MAX_LISTED = 9  # files in one line


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "status", help="show what the next run would do and why: new dumps, changed settings, ..."
    )
    add_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> Iterator[str]:
    """Yield what the next run would do, and why."""
    plan, options = plan_of(arguments)
    yield from options
    yield from describe_plan(plan)


def describe_plan(plan: "Plan") -> Iterator[str]:
    """Yield the lines of the answer."""
    if plan.is_locked and plan.lock_holder:
        yield f"Another run is at work here: {plan.lock_holder}. Until it ends, this may change:"
    elif plan.is_locked:
        yield (
            "The last run was killed: the next `make` resumes it (without make: "
            "snakemake --unlock first)."
        )
    pending = [output for output in plan.outputs if output.is_pending]
    if not pending:
        dumps = count_of(len(plan.snapshot["dumps"]), "dump")
        names = ", ".join(plan.clusterings)
        yield f"Nothing to do: the results are those of {dumps} and the clusterings {names}."
        return
    yield "The next run is triggered by:"
    yield from (f"  {cause}" for cause in _causes(plan))
    yield "It would make:"
    rules = dict.fromkeys(output.rule for output in pending)
    for rule in rules:
        files = [output.path for output in pending if output.rule == rule]
        yield f"  {rule}: {list_names(files)}"


def _causes(plan: "Plan") -> Iterator[str]:
    if plan.last_snapshot is None:
        yield f"no complete run here yet; {count_of(len(plan.snapshot['dumps']), 'dump')}"
        return
    changes = list(differences(plan.last_snapshot, plan.snapshot))
    yield from changes
    missing = [output.path for output in plan.outputs if output.status == "missing"]
    if missing:
        yield f"missing: {list_names(missing)}"
    if not changes and not missing:
        statuses = dict.fromkeys(
            output.status for output in plan.outputs if output.is_pending and output.status != "ok"
        )
        yield f"Snakemake's reasons: {', '.join(statuses) or 'an unfinished run'}"


def list_names(names: list[str]) -> str:
    """Join names with commas, and count those beyond the first nine."""
    more = f" and {len(names) - MAX_LISTED} more" if len(names) > MAX_LISTED else ""
    return ", ".join(names[:MAX_LISTED]) + more
