"""`paperthemes search`: list the papers whose meaning is most similar to a text."""

import argparse
import logging
from collections.abc import Iterator
from typing import Any

from paperthemes.commands.options import set_output
from paperthemes.errors import UserError
from paperthemes.files import RESULTS, read_record
from paperthemes.workflow.snapshot import read_snapshot

_DEFAULT_COUNT = 20


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add `search` and its options to the subcommands of `paperthemes`."""
    help_text = "list the papers whose meaning is most similar to a text, with topics and links"
    parser = commands.add_parser("search", help=help_text)
    parser.add_argument("text", metavar="TEXT", help="a few words, a question, an abstract")
    count_help = f"largest number of papers (default: {_DEFAULT_COUNT})"
    parser.add_argument("-k", type=int, default=_DEFAULT_COUNT, metavar="NUMBER", help=count_help)
    name_help = "clustering whose topics are shown (default: the one with most topics)"
    parser.add_argument("--clustering", metavar="NAME", help=name_help)
    set_output(parser, run, get_facts)


def run(arguments: argparse.Namespace) -> Iterator[str]:
    """Yield two lines for each paper: similarity and title, then topic and link.

    Raises
    ------
    UserError
        If there are no results, or they cannot be searched.
    """
    papers = get_facts(arguments)["papers"]
    if not papers:
        yield "No paper has any of these words."
    for paper in papers:
        topic = " ".join(filter(None, (paper["topic_id"], paper["topic_name"])))
        yield f"{paper['similarity']:.3f}  {paper['title']}"
        yield f"       {' · '.join(filter(None, (topic, paper['url'])))}"


def get_facts(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the facts of the command for `--json`; docs/json.md lists the keys.

    The errors are those of `run`.
    """
    from paperthemes.results.loading import load  # lazy: pandas takes half a second

    logging.getLogger("paperthemes.encoders").setLevel(logging.ERROR)  # the run has warned already
    clustering = arguments.clustering or _choose_clustering()
    try:
        papers = load(RESULTS / clustering).search(arguments.text, arguments.k)
    except FileNotFoundError as error:
        raise UserError(str(error)) from error
    return {"clustering": clustering, "papers": papers.to_dict("records")}


def _choose_clustering() -> str:
    """Return the clustering of the last complete run that has most topics.

    Raises
    ------
    UserError
        If no run has been completed in the working folder.
    """
    snapshot = read_snapshot()
    if snapshot is None:
        raise UserError(
            "no run has been completed in this folder; first: paperthemes run (if the results are "
            "a copy, name the clustering: --clustering fine)"
        )
    names: list[str] = list(snapshot["config"]["clusterings"])
    return max(
        names, key=lambda name: read_record(RESULTS / name / "metrics.json").get("topics", 0)
    )
