"""`paperthemes curate`: list topics and what curation does to them, or begin a curation.yaml."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from paperthemes.commands.of_workflow import add_options, plan_of
from paperthemes.errors import UserError
from paperthemes.files import HISTORY, RESULTS
from paperthemes.plan import Plan


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "curate",
        help="list the topics with their ids and what curation.yaml does to them, or write a "
        "curation.yaml to begin with (--init)",
    )
    add_options(parser)
    parser.add_argument("--init", action="store_true", help="write a commented file")
    parser.add_argument(
        "--file", type=Path, help="the file to write, if not that of `curation` in the config"
    )
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> Iterator[str]:
    """Yield the lines of the list, or write the file and say so."""
    plan, options = plan_of(given)
    yield from options
    yield from _begun(plan, given.file) if given.init else _listed(plan)


def _begun(plan: Plan, file: Path | None) -> Iterator[str]:
    # They take a second.
    from paperthemes.curation.template import CurrentResults, write_template
    from paperthemes.history.store import History

    own = Path(plan.config["curation"]).expanduser()
    path = file.expanduser() if file is not None else own
    read = {name: CurrentResults.read(RESULTS / name) for name in plan.clusterings}
    results = {name: one for name, one in read.items() if one is not None}
    for name, one in results.items():
        if {*one.topics.topic_id} - {*History(HISTORY / name).registry().names}:
            raise UserError(
                f"the last run did not get to keep its topics of {name} in history/, so their ids "
                "are not settled; run the workflow again"
            )
    write_template(path, results)
    yield f"Wrote {path}. It changes nothing yet: take the # away before what you want; run again."
    if path != own:
        yield f"The config reads {own}; to have this one read, set `curation: {path}` there."
    for name in read.keys() - results.keys():
        yield f"It says nothing of {name}, which has no results yet."


def _listed(plan: Plan) -> Iterator[str]:
    from paperthemes.commands.curated import of_clustering, of_stop_words

    for name in plan.clusterings:
        yield from of_clustering(plan, name)
    yield from of_stop_words(plan)
    yield from (
        f"{name}: no such clustering in the config; what curation says of it has no effect"
        for name in plan.curation["clusterings"]
        if name not in plan.clusterings
    )
