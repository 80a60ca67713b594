"""`paperthemes curate`: list topics and the state of curation, or write curation.yaml."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from paperthemes.commands.apply_edits import apply_edits
from paperthemes.commands.options import add_plan_command
from paperthemes.errors import UserError
from paperthemes.files import HISTORY, RESULTS
from paperthemes.workflow.plan import Plan


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add `curate` and its options to the subcommands of `paperthemes`."""
    description = (
        "list the topics with their ids and the edits in curation.yaml, write a commented "
        "curation.yaml to start with (--init), or add edits from a report to it (--apply)"
    )
    parser = add_plan_command(commands, "curate", curate, description)
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--init", action="store_true", help="write a commented curation.yaml")
    apply_help = "add the edits of FILE, as a report saves them; - reads standard input"
    action.add_argument("--apply", metavar="FILE", help=apply_help)
    replace_help = "with --apply: replace edits that those of FILE contradict"
    parser.add_argument("--replace", action="store_true", help=replace_help)
    dry_run_help = "with --apply: say what the next run would change, and write nothing"
    parser.add_argument("--dry-run", action="store_true", help=dry_run_help)
    parser.add_argument("--file", type=Path, help="output file (default: the config's `curation`)")


def curate(plan: Plan, arguments: argparse.Namespace) -> Iterator[str]:
    """Yield lines that list topics and edits; or write the curation file, and yield lines about it.

    `--init` writes a new file, and `--apply` adds edits to it.

    Raises
    ------
    UserError
        If there are options that need `--apply`; if a file is to be written, but the dumps are the
        sample data; and in the cases that `_write_template` and `apply_edits` name.
    """
    configured = Path(plan.config["curation"]).expanduser()
    path = configured if arguments.file is None else arguments.file.expanduser()
    if arguments.apply is None and (arguments.replace or arguments.dry_run):
        raise UserError("--replace and --dry-run need --apply FILE")
    if not arguments.init and arguments.apply is None:
        yield from _list_curation(plan)
        return
    if plan.is_sample:
        raise UserError(
            "the topics of the sample data cannot be edited, because their ids are not permanent; "
            "add dumps of your own and run the workflow first"
        )
    if arguments.init:
        yield from _write_template(plan, path)
    else:
        yield from apply_edits(
            plan, arguments.apply, path, replace=arguments.replace, dry_run=arguments.dry_run
        )
    if path != configured:
        yield f"The config names {configured}; to use the new file, set `curation: {path}` there."


def _write_template(plan: Plan, path: Path) -> Iterator[str]:
    """Write a commented curation file and yield lines that explain the next steps.

    Raises
    ------
    UserError
        If the topics are not in the history, so that their ids may change; if the file exists; if
        there are no results; or if the results or the history are damaged.
    """
    from paperthemes.curation.listings import read_results, write_template  # lazy: takes a second
    from paperthemes.history.store import History

    results_or_none = {name: read_results(RESULTS / name) for name in plan.clusterings}
    results = {name: result for name, result in results_or_none.items() if result is not None}
    for name, (topics, _) in results.items():
        # A finished run has all its topics in the registry.
        if not {*topics.topic_id} <= {*History(HISTORY / name).registry().topic_names}:
            raise UserError(
                f"the last run did not finish or used the sample data, so the topics of {name} are "
                "not saved in history/ and their ids may change; run the workflow again first"
            )
    write_template(path, results)
    yield f"Wrote {path}. It changes nothing until you uncomment lines and run the workflow again."
    for name in sorted(results_or_none.keys() - results.keys()):
        yield f"It does not list {name}, which has no results yet."


def _list_curation(plan: Plan) -> Iterator[str]:
    """Yield lines that list the topics, and the edits in the curation file with their state.

    The state of an edit is "in effect", "takes effect on the next run" or a reason why it has no
    effect. A clustering without results, or one that only the curation file has, gets one line that
    says so.
    """
    from paperthemes.curation.edits import Curation  # lazy: takes a second
    from paperthemes.curation.listings import IN_EFFECT, NEXT_RUN, list_clustering
    from paperthemes.curation.yaml_text import to_one_line

    wanted, applied = plan.curation, plan.applied_curation
    for name in plan.clusterings:
        wanted_edits = Curation.of(wanted["clusterings"].get(name, {}))
        applied_edits = Curation.of(applied["clusterings"].get(name, {}))
        yield from list_clustering(name, wanted_edits, applied_edits)
    if words := wanted["stop_words"]:
        state = IN_EFFECT if applied["stop_words"] == words else NEXT_RUN
        yield f"stop_words: {', '.join(map(to_one_line, words))}: {state}"
    for name in sorted(wanted["clusterings"].keys() - plan.clusterings):
        yield f"{name}: no such clustering in the config; its edits have no effect"
