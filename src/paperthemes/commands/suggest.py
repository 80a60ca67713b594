"""`paperthemes suggest`: show what to change after a run, and the evidence for it."""

import argparse
from collections.abc import Iterator, Mapping
from hashlib import sha256
from textwrap import indent
from typing import Any

from paperthemes.commands.options import set_output
from paperthemes.errors import UserError
from paperthemes.files import RESULTS, read_json
from paperthemes.text.plurals import count_of

_KEYS = {"title", "evidence", "effect", "change", "file", "topics"}  # of a suggestion
_AGAIN = "run the workflow again: paperthemes run"


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add `suggest` and its options to the subcommands of `paperthemes`."""
    help_text = "suggest settings to change, from the results of the last run"
    parser = commands.add_parser("suggest", help=help_text)
    set_output(parser, run, get_facts)


def run(arguments: argparse.Namespace) -> Iterator[str]:
    """Yield lines with the suggestions for each clustering.

    Raises
    ------
    UserError
        If there are no suggestions, if they are damaged or of another version, or if they are not
        about the present results.
    """
    for name, entry in get_facts(arguments)["clusterings"].items():
        counts = f"{count_of(entry['topics'], 'topic')}, {count_of(entry['papers'], 'paper')}"
        nothing = "" if entry["suggestions"] else " nothing stands out"
        yield f"{name} ({counts}):{nothing}"
        for number, suggestion in enumerate(entry["suggestions"], start=1):
            yield f"  {number}. {suggestion['title']}"
            yield f"     Why: {suggestion['evidence']}"
            yield f"     Effect: {suggestion['effect']}"
            if suggestion["change"]:
                yield f"     In {suggestion['file']}:"
                yield indent(suggestion["change"], " " * 7)


def get_facts(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the facts of the command for `--json`; docs/json.md lists the keys.

    The errors are those of `run`.
    """
    path = RESULTS / "suggestions.json"
    try:
        content = read_json(path)
    except FileNotFoundError as error:
        raise UserError(f"{path} is missing; first: paperthemes run") from error
    except (OSError, ValueError) as error:
        raise UserError(f"{path} cannot be read ({error}); delete it and {_AGAIN}") from error
    try:
        for name, entry in content.items():
            _check(name, entry)
    except (AttributeError, KeyError, TypeError) as error:
        raise UserError(f"{path} is of another version of paperthemes; {_AGAIN}") from error
    return {"clusterings": content}


def _check(name: str, entry: Mapping[str, Any]) -> None:
    """Check the suggestions for a clustering.

    Raises
    ------
    KeyError, TypeError
        If they are of another version.
    UserError
        If its metrics are missing, or have changed since the suggestions were made.
    """
    if any({*suggestion} != _KEYS for suggestion in entry["suggestions"]):
        raise KeyError("suggestions")
    path = RESULTS / name / "metrics.json"
    try:
        is_current = sha256(path.read_bytes()).hexdigest() == entry["metrics"]
    except OSError as error:
        raise UserError(f"{path} is missing; {_AGAIN}") from error
    if not is_current:
        raise UserError(
            f"the suggestions are about earlier results of {name}, because the last run did not "
            f"finish; {_AGAIN}"
        )
