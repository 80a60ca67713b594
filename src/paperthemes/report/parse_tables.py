"""What the page tells of the reading of dumps, from their parse reports."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from paperthemes.pages.dates import said
from paperthemes.text.parse_report_text import (
    count_units,
    describe_compression,
    describe_fields,
    describe_format,
    describe_place,
    describe_places,
)

_MOST_ROWS = 1_000  # of a table in the page; the whole stands in the dump's report

Report = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReadDump:
    """A dump in a line of the table: all in words but for the counts."""

    path: str
    format: str
    packing: str
    records: int
    rejected: int
    boilerplate: str
    dates: str
    fields: str
    columns: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a table, and how many more there are."""

    rows: Sequence[tuple[str, ...]]
    more: int


@dataclass(frozen=True, slots=True)
class Accounts:
    """All that was read.

    Attributes
    ----------
    dumps, more_dumps
        A line for each of the first, and how many more there are.
    rejected
        Dump, place, reason and beginning of what made no record.
    odd
        Dump, what is odd, in how many records, where, and the title of the first.
    repaired
        Dump, place, text as it was given and as it was put right.
    """

    dumps: Sequence[ReadDump]
    more_dumps: int
    rejected: Rows
    odd: Rows
    repaired: Rows


def accounts_of(reports: Sequence[Report]) -> Accounts:
    """Put the parse reports of all dumps into tables."""
    rejected = [row for report in reports for row in _rejected(report)]
    odd = [row for report in reports for row in _odd(report)]
    repaired = [row for report in reports for row in _repaired(report)]
    return Accounts(
        [_dump(report) for report in reports[:_MOST_ROWS]],
        max(0, len(reports) - _MOST_ROWS),
        _capped(rejected, sum(report["rejected_count"] for report in reports)),
        _capped(odd, len(odd)),
        _capped(repaired, sum(report["repaired_count"] for report in reports)),
    )


def _dump(report: Report) -> ReadDump:
    dates = [said(report["dates"][end]) for end in ("first", "last")] if report["dates"] else []
    columns = ", ".join(f"{field}: {name}" for field, name in report["columns"].items())
    return ReadDump(
        report["path"],
        describe_format(report),
        describe_compression(report),
        report["records"],
        report["rejected_count"],
        count_units(report, report["boilerplate"]),
        " to ".join(dict.fromkeys(dates)),
        describe_fields(report) if report["records"] else "",
        columns,
    )


def _rejected(report: Report) -> Iterator[tuple[str, ...]]:
    for span in report["rejected"]:
        where = describe_place(report, span["start"], span["end"])
        yield report["path"], where, span["reason"], span["excerpt"]


def _odd(report: Report) -> Iterator[tuple[str, ...]]:
    for odd in report["suspicious"]:
        where = describe_places(report, odd)
        yield report["path"], odd["what"], f"{odd['count']:,}", where, odd["example"]


def _repaired(report: Report) -> Iterator[tuple[str, ...]]:
    for repair in report["repaired"]:
        where = describe_place(report, repair["start"], repair["start"])
        yield report["path"], where, repair["given"], repair["repaired"]


def _capped(rows: Sequence[tuple[str, ...]], count: int) -> Rows:
    shown = rows[:_MOST_ROWS]
    return Rows(shown, count - len(shown))
