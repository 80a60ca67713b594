"""`paperthemes history`: list and check the archived runs, or go back to an earlier one."""

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paperthemes.commands.options import set_output
from paperthemes.errors import UserError
from paperthemes.files import HISTORY
from paperthemes.history.folder import SET_ASIDE, describe_damage, is_intact
from paperthemes.text.plurals import count_of
from paperthemes.workflow.run_lock import hold_lock

if TYPE_CHECKING:  # takes a second
    from paperthemes.history.store import History


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add `history` and its options to the subcommands of `paperthemes`."""
    parser = commands.add_parser(
        "history",
        help="list the archived runs in history/, check their files (--check), or go back to an "
        "earlier run (--restore)",
    )
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--check", action="store_true", help="check the files of all stored runs")
    action.add_argument(
        "--restore",
        metavar="CLUSTERING/RUN",
        help="make a run, such as fine/6, the latest one, from which the next run goes on; later "
        "runs are set aside (fine/0: all runs)",
    )
    set_output(parser, run, get_facts)


def run(arguments: argparse.Namespace) -> Iterator[str]:
    """Yield lines about the runs of each clustering, after checking or restoring runs.

    Raises
    ------
    UserError
        If there is no history; with `--check`, if anything is damaged; with `--restore`, if a run
        cannot be restored, or a run of the workflow is in progress here.
    """
    if arguments.restore:
        yield from _restore(arguments.restore)
    histories = _open_histories()
    if arguments.check:
        count = _check(histories)
        yield f"{count_of(count, 'stored run')} in {HISTORY}/: all files are as they were written"
    for history in histories:
        yield from _list_history(history)


def get_facts(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the facts of the command for `--json`, after checking or restoring runs.

    docs/json.md lists the keys. The errors are those of `run`.
    """
    if arguments.restore:
        [*_restore(arguments.restore)]
    histories = _open_histories()
    if arguments.check:
        _check(histories)
    return {"clusterings": {each.folder.name: _get_history_facts(each) for each in histories}}


def _open_histories() -> "list[History]":
    """Return the history of each clustering that has one; raise a `UserError` if none has."""
    from paperthemes.history.store import History

    folders = sorted(path for path in HISTORY.glob("*") if path.is_dir())
    if not folders:
        raise UserError(f"{Path.cwd()} has no {HISTORY}/: no run of your own dumps has finished")
    return [History(folder) for folder in folders]


def _check(histories: "list[History]") -> int:
    """Check the registry and all stored runs of each clustering, and return how many runs it was.

    Raises
    ------
    UserError
        If anything is damaged or missing. The message names all of it.
    """
    damages: list[str] = []
    count = 0
    for history in histories:
        try:
            latest = [history.registry().latest]
        except UserError as error:
            damages, latest = [*damages, str(error)], []
        names = {*history.names(), *filter(None, latest)}
        count += len(names)
        damages += [
            describe_damage(history.folder / name)
            for name in sorted(names)
            if not is_intact(history.folder / name)
        ]
    if damages:
        raise UserError("\n".join([f"damage in {HISTORY}/:", *(f"  - {text}" for text in damages)]))
    return count


def _restore(text: str) -> Iterator[str]:
    """Make a run, given as CLUSTERING/RUN, the latest one, and yield lines about it."""
    *_, clustering, wanted = ("", *text.removesuffix("/").split("/"))
    histories = {history.folder.name: history for history in _open_histories()}
    if clustering not in histories:
        raise UserError(
            f"{text}: name a clustering in {HISTORY}/ ({', '.join(histories)}) and a run, as in "
            "fine/6"
        )
    history = histories[clustering]
    with hold_lock():
        later = history.restore(wanted)
    latest = history.registry().latest
    yield f"{clustering}: the next run goes on from {latest or 'no run, with new topic ids'}"
    if later:
        yield f"  set aside in {history.folder / SET_ASIDE}: {', '.join(later)}"


def _list_history(history: "History") -> Iterator[str]:
    """Yield a line about a clustering, and one for each of its runs, the latest first."""
    registry, stored = history.registry(), {*history.names()}
    topics = count_of(len(registry.topic_names), "topic id")
    yield f"{history.folder.name}: {count_of(len(registry.runs), 'run')}, {topics} given so far"
    for summary in reversed(registry.runs):
        state = "latest" if summary.name == registry.latest else ""
        if summary.name not in stored:
            state = "missing" if state else "only its sizes are kept"
        unassigned = 100 * summary.unassigned / max(summary.papers, 1)
        yield (
            f"  run {summary.number:>3}  {summary.recorded}  {count_of(summary.papers, 'paper')}, "
            f"{count_of(len(summary.sizes), 'topic')}, {unassigned:.2g}% unassigned"
            f"{f' ({state})' if state else ''}"
        )
    yield from (f"  set aside: {name}" for name in history.set_aside())


def _get_history_facts(history: "History") -> dict[str, Any]:
    """Return the facts about the runs of a clustering, the latest last."""
    registry, stored = history.registry(), history.names()
    return {
        "latest": registry.latest,
        "last_topic_number": registry.last_number,
        "runs": [asdict(summary) | {"stored": summary.name in stored} for summary in registry.runs],
        "set_aside": history.set_aside(),
    }
