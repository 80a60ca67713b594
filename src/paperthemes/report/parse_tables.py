"""Tables of the parse reports of all dumps."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from paperthemes.pages.dates import format_date
from paperthemes.text.parse_report_text import (
    count_units,
    describe_compression,
    describe_fields,
    describe_format,
    describe_place,
    describe_places,
)

_MAX_ROWS = 1_000  # per table of the page; the dumps' reports hold the rest

Report = Mapping[str, Any]


def parse_tables(reports: Sequence[Report]) -> dict[str, dict[str, Any]]:
    """Return tables of the dumps, each with its first `rows` and how many `more` there are.

    Rows of `dumps` are mappings. Rows of the others are texts: `rejected` dump, place, reason and
    excerpt; `suspicious` dump, problem, number of records, places and first title; `repaired`
    dump, place, original and repaired text.
    """
    rejected = [row for report in reports for row in _rejected(report)]
    suspicious = [row for report in reports for row in _suspicious(report)]
    repaired = [row for report in reports for row in _repaired(report)]
    return {
        "dumps": _truncate([_dump(report) for report in reports], len(reports)),
        "rejected": _truncate(rejected, sum(report["rejected_count"] for report in reports)),
        "suspicious": _truncate(suspicious, len(suspicious)),
        "repaired": _truncate(repaired, sum(report["repaired_count"] for report in reports)),
    }


def _dump(report: Report) -> dict[str, Any]:
    dates = [report["dates"][end] for end in ("first", "last")] if report["dates"] else []
    return {
        "path": report["path"],
        "format": describe_format(report),
        "compression": describe_compression(report),
        "records": report["records"],
        "rejected": report["rejected_count"],
        "boilerplate": count_units(report, report["boilerplate"]),
        "dates": " to ".join(dict.fromkeys(map(format_date, dates))),
        "fields": describe_fields(report) if report["records"] else "",
        "columns": ", ".join(f"{field}: {name}" for field, name in report["columns"].items()),
    }


def _rejected(report: Report) -> Iterator[tuple[str, ...]]:
    for span in report["rejected"]:
        place = describe_place(report, span["start"], span["end"])
        yield report["path"], place, span["reason"], span["excerpt"]


def _suspicious(report: Report) -> Iterator[tuple[str, ...]]:
    for problem in report["suspicious"]:
        places = describe_places(report, problem)
        count = f"{problem['count']:,}"
        yield report["path"], problem["what"], count, places, problem["example"]


def _repaired(report: Report) -> Iterator[tuple[str, ...]]:
    for repair in report["repaired"]:
        place = describe_place(report, repair["start"], repair["start"])
        yield report["path"], place, repair["given"], repair["repaired"]


def _truncate(rows: Sequence[Any], count: int) -> dict[str, Any]:
    return {"rows": rows[:_MAX_ROWS], "more": count - len(rows[:_MAX_ROWS])}
