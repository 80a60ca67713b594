"""`paperthemes inspect`: show the first records and the parse report of files."""

import argparse
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paperthemes.commands.options import set_output
from paperthemes.parse.format import excerpt
from paperthemes.parse.settings import FIELDS, FORMAT_NAMES, ReaderOptions
from paperthemes.text import parse_report_text as wording

if TYPE_CHECKING:
    import pandas as pd

_MAX_LISTED = 10  # rejected places, and also repairs, so that they fit on a screen
_MAX_RECORDS = 3  # records that are shown


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add `inspect` and its options to the subcommands of `paperthemes`."""
    help_text = "show what would be read from files, without running the workflow"
    parser = commands.add_parser("inspect", help=help_text)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="dump to read")
    parser.add_argument("--format", choices=FORMAT_NAMES, metavar="FORMAT", help="format of FILE")
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        type=_parse_column,
        metavar="FIELD=COLUMN",
        help="read FIELD from COLUMN of a table, as with `columns` in the config",
    )
    set_output(parser, run, get_facts)


def run(arguments: argparse.Namespace) -> Iterator[str]:
    """Yield lines that describe each file and show its first records.

    Raises
    ------
    UserError
        If a file cannot be opened, or the options do not fit it.
    """
    from paperthemes import tables

    for path, records, report in _parse_files(arguments):
        yield str(path)
        for label, text in [*_describe_dump(report), *_list_places(report)]:
            yield f"  {label:<9} {text}"
        for record in tables.rows(records):
            yield f"  paper     {record.title}"
            if record.abstract:
                yield f"            {excerpt(record.abstract)}"


def get_facts(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the facts of the command for `--json`; docs/json.md lists the keys.

    The errors are those of `run`.
    """
    return {
        "files": [
            {
                "path": str(path),
                "report": report,
                "first_records": records[["title", "abstract"]].to_dict("records"),
            }
            for path, records, report in _parse_files(arguments)
        ]
    }


def _parse_files(
    arguments: argparse.Namespace,
) -> Iterator[tuple[Path, "pd.DataFrame", Mapping[str, Any]]]:
    """Yield the path, the first records and the parse report of each file."""
    from paperthemes.parse.stage import parse  # lazy: the readers' libraries take a second

    logging.getLogger("paperthemes.parse").setLevel(logging.CRITICAL)  # they are in the report
    options = ReaderOptions(format=arguments.format, columns=dict(arguments.column))
    for file in arguments.files:
        path = file.expanduser()
        records, report = parse(path, path.name, options=options)
        yield path, records.head(_MAX_RECORDS), report


def _describe_dump(report: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the label and the text of each line about a dump as a whole, from its parse report.

    An example is `("format", "csv (certain), utf-8")`.
    """
    texts = (wording.describe_format(report), wording.describe_compression(report))
    yield "format", ", ".join(filter(None, texts))  # the second text may be empty
    units = wording.count_units(report, report["units"])
    boilerplate = wording.count_units(report, report["boilerplate"])
    yield "records", f"{report['records']:,} in {units}; boilerplate: {boilerplate}"
    if report["dates"]:
        yield "dates", wording.describe_dates(report)
    if report["records"]:
        yield "fields", wording.describe_fields(report)
    for warning in report["warnings"]:
        yield "warning", warning


def _list_places(report: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the label and the text of each line about rejected, odd and repaired places of a dump.

    An example is `("rejected", "row 7: row without a title: …")`. Of rejected and of repaired
    places, the first `_MAX_LISTED` are listed, and then the number of the others.
    """
    for span in report["rejected"][:_MAX_LISTED]:
        place = wording.describe_place(report, span["start"], span["end"])
        yield "rejected", f"{place}: {span['reason']}: {span['excerpt']}"
    for oddity in report["suspicious"]:
        places = wording.describe_places(report, oddity)
        yield "odd", f"{oddity['what']}: {places}, first “{oddity['example']}”"
    for repair in report["repaired"][:_MAX_LISTED]:
        place = wording.describe_place(report, repair["start"], repair["start"])  # one line or row
        original, repaired = excerpt(repair["given"]), excerpt(repair["repaired"])
        yield "repaired", f"{place}, {repair['field']}: {original} → {repaired}"
    for name in ("rejected", "repaired"):
        if (more_count := report[f"{name}_count"] - _MAX_LISTED) > 0:
            yield name, f"and {more_count:,} more"


def _parse_column(text: str) -> tuple[str, str]:
    """Return the field and the column that an argument `FIELD=COLUMN` gives.

    Any other text raises an error, whose message argparse shows to the user.
    """
    field, equals_sign, column = text.partition("=")
    if not equals_sign or field not in FIELDS or not column:
        raise argparse.ArgumentTypeError(
            f"{text} is not of the form FIELD=COLUMN, where FIELD is one of {', '.join(FIELDS)}"
        )
    return field, column
