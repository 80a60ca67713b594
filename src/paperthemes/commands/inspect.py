"""`paperthemes inspect`: a preview of the records and the parse report of files."""

import argparse
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from paperthemes.parse.format import excerpt
from paperthemes.parse.settings import FIELDS, FORMAT_NAMES, ReaderOptions
from paperthemes.text.parse_report_text import (
    count_units,
    describe_compression,
    describe_fields,
    describe_format,
    describe_place,
    describe_places,
)

_MAX_LISTED = 10  # rejected places, and repairs: what fits on a screen
_MAX_RECORDS = 3


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Declare the command."""
    inspect = commands.add_parser(
        "inspect", help="show what would be read from files, without running the workflow"
    )
    inspect.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a dump")
    inspect.add_argument(
        "--format",
        choices=FORMAT_NAMES,
        metavar="FORMAT",
        help="read them in this format, like `format` in the config",
    )
    inspect.add_argument(
        "--column",
        action="append",
        default=[],
        type=_parse_column,
        metavar="FIELD=COLUMN",
        help="column of a table that holds a field, like `columns` in the config",
    )
    inspect.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> Iterator[str]:
    """Yield what would be read from each file.

    Raises
    ------
    UserError
        If a file cannot be opened.
    """
    # Lazy: pandas and the readers' libraries take a second.
    from paperthemes import tables
    from paperthemes.parse.stage import parse

    # The lines below repeat all log messages.
    logging.getLogger("paperthemes.parse").addHandler(logging.NullHandler())
    logging.getLogger("paperthemes.parse").propagate = False
    options = ReaderOptions(format=arguments.format, columns=dict(arguments.column))
    for file in arguments.files:
        path = file.expanduser()
        records, report = parse(path, path.name, options=options)
        yield str(path)
        for name, text in [*_describe(report), *_list_places(report)]:
            yield f"  {name:<9} {text}"
        for record in tables.rows(records.head(_MAX_RECORDS)):
            yield f"  paper     {record.title}"
            if record.abstract:
                yield f"            {excerpt(record.abstract)}"


def _describe(report: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "format", ", ".join(filter(None, (describe_format(report), describe_compression(report))))
    units, boilerplate = (count_units(report, report[key]) for key in ("units", "boilerplate"))
    yield "records", f"{report['records']:,} in {units}; boilerplate: {boilerplate}"
    if report["dates"]:
        yield "dates", f"{report['dates']['first']} to {report['dates']['last']}"
    if report["records"]:
        yield "fields", describe_fields(report)
    for warning in report["warnings"]:
        yield "warning", warning


def _list_places(report: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for span in report["rejected"][:_MAX_LISTED]:
        place = describe_place(report, span["start"], span["end"])
        yield "rejected", f"{place}: {span['reason']}: {span['excerpt']}"
    yield from _count_rest("rejected", report["rejected_count"])
    for oddity in report["suspicious"]:
        places = describe_places(report, oddity)
        yield "odd", f"{oddity['what']}: {places}, first “{oddity['example']}”"
    for repair in report["repaired"][:_MAX_LISTED]:
        place = describe_place(report, repair["start"], repair["start"])
        given, repaired = excerpt(repair["given"]), excerpt(repair["repaired"])
        yield "repaired", f"{place}, {repair['field']}: {given} → {repaired}"
    yield from _count_rest("repaired", report["repaired_count"])


def _count_rest(name: str, count: int) -> Iterator[tuple[str, str]]:
    if count > _MAX_LISTED:
        yield name, f"and {count - _MAX_LISTED:,} more"


def _parse_column(text: str) -> tuple[str, str]:
    field, sign, column = text.partition("=")
    if not sign or field not in FIELDS or not column:
        raise argparse.ArgumentTypeError(
            f"{text} is not FIELD=COLUMN with FIELD one of {', '.join(FIELDS)}"
        )
    return field, column
