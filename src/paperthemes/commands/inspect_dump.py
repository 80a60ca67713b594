"""What would be read from a file, in lines for the terminal; nothing is run or written."""

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from paperthemes import tables
from paperthemes.parse.format import ReaderOptions, excerpt
from paperthemes.parse.stage import parse
from paperthemes.text.parse_report_text import (
    count_units,
    describe_compression,
    describe_fields,
    describe_format,
    describe_place,
    describe_places,
)

_LISTED = 10  # rejected places, repairs
_SHOWN = 3  # records


def inspected(path: Path, options: ReaderOptions) -> list[str]:
    """Read a dump and say what came of it.

    Raises
    ------
    UserError
        If it cannot be opened, or there is no such format.
    """
    records, report = parse(path, path.name, options=options)
    parts = [str(path), *(f"  {line}" for line in _summary(report))]
    parts += [f"  {line}" for line in [*_places(report), *_first(records)]]
    return parts


def _summary(report: Mapping[str, Any]) -> Iterator[str]:
    yield _line(
        "format", ", ".join(filter(None, (describe_format(report), describe_compression(report))))
    )
    in_all, beside = (count_units(report, report[key]) for key in ("units", "boilerplate"))
    yield _line("records", f"{report['records']:,} in {in_all}; boilerplate: {beside}")
    if report["dates"]:
        yield _line("dates", f"{report['dates']['first']} to {report['dates']['last']}")
    if report["records"]:
        yield _line("fields", describe_fields(report))
    for warning in report["warnings"]:
        yield _line("warning", warning)


def _places(report: Mapping[str, Any]) -> Iterator[str]:
    for span in report["rejected"][:_LISTED]:
        where = describe_place(report, span["start"], span["end"])
        yield _line("rejected", f"{where}: {span['reason']}: {span['excerpt']}")
    yield from _more("rejected", report["rejected_count"])
    for odd in report["suspicious"]:
        yield _line(
            "odd", f"{odd['what']}: {describe_places(report, odd)}, first “{odd['example']}”"
        )
    for repair in report["repaired"][:_LISTED]:
        where = describe_place(report, repair["start"], repair["start"])
        given, mended = excerpt(repair["given"]), excerpt(repair["repaired"])
        yield _line("repaired", f"{where}, {repair['field']}: {given} → {mended}")
    yield from _more("repaired", report["repaired_count"])


def _more(name: str, count: int) -> Iterator[str]:
    if count > _LISTED:
        yield _line(name, f"and {count - _LISTED:,} more")


def _first(records: pd.DataFrame) -> Iterator[str]:
    for record in islice(tables.rows(records), _SHOWN):
        yield _line("paper", record.title)
        if record.abstract:
            yield _line("", excerpt(record.abstract))


def _line(name: str, text: str) -> str:
    return f"{name:<9} {text}"
