"""Wording of parse reports, the same on the terminal and on the page."""

from collections.abc import Mapping
from typing import Any

from paperthemes.text.dates import format_date

# Least confidence for these words: formats are recognised by a unique mark, or by their typical
# shape; see `Format.detect`.
_CERTAIN, _LIKELY = 0.95, 0.5
_PLURALS = {"line": "lines", "row": "rows", "entry": "entries"}


def describe_format(report: Mapping[str, Any]) -> str:
    """Return the format of a dump and the confidence that it is right, such as `csv (likely)`.

    Return "not recognised" if the dump was skipped: then its report has no format.
    """
    if report["format"] is None:
        return "not recognised"
    score = report["confidence"]
    confidence = "certain" if score >= _CERTAIN else "likely" if score >= _LIKELY else "a guess"
    return f"{report['format']} ({confidence})"


def describe_compression(report: Mapping[str, Any]) -> str:
    """Return the compression and encoding of a dump, such as `gzip, utf-8`.

    If the report has no compression or no encoding, because the dump is not compressed or no text,
    this part is left out. If both are, return `""`.
    """
    return ", ".join(filter(None, (report["compression"], report["encoding"])))


def count_units(report: Mapping[str, Any], number: int) -> str:
    """Return a number with the unit in which a dump is counted, such as `1 row` or `25 lines`."""
    return f"{number:,} {_name_unit(report, number)}"


def describe_place(report: Mapping[str, Any], start: int, end: int) -> str:
    """Return a place in a dump in words: `lines 7-9`, or `line 7` if `start` and `end` are 7."""
    unit = _name_unit(report, 1 if start == end else 2)
    return f"{unit} {start}" if start == end else f"{unit} {start}-{end}"


def describe_places(report: Mapping[str, Any], places: Mapping[str, Any]) -> str:
    """Return places in a dump in words, such as `lines 3, 8 and 12 more`.

    `places["count"]` is the number of places, and `places["starts"]` lists where the first few of
    them start. If this list is empty, return `""`.
    """
    starts, count = places["starts"], places["count"]
    more = f" and {count - len(starts):,} more" if count > len(starts) else ""
    return f"{_name_unit(report, count)} {', '.join(map(str, starts))}{more}" if starts else ""


def describe_dates(report: Mapping[str, Any]) -> str:
    """Return the earliest and the latest date of a dump, such as `2019 to 3 March 2026`.

    If they are equal, it is one date. A date without a year is `1 August (no year)`. Without any
    date, return "none".
    """
    dates = dict.fromkeys(report["dates"].values())
    no_year = {date: " (no year)" for date in dates if _lacks_year(date)}
    return " to ".join(format_date(date) + no_year.get(date, "") for date in dates) or "none"


def describe_fields(report: Mapping[str, Any]) -> str:
    """Return the names of the fields that records of a dump have, such as `title, url (3)`.

    The number in brackets is that of the records with the field. It is left out if all records have
    the field. If no date has a year, the brackets say so: `published (no year, 3)`. Other fields of
    the dump, which are kept in the column `extra`, come last.
    """
    # The latest date: those without a year are sorted before all others.
    notes = {"published": "no year"} if _lacks_year(report["dates"].get("last", "")) else {}
    texts = []
    for name, count in {**report["fields"], **report["extra"]}.items():
        number = "" if count == report["records"] else f"{count:,}"
        brackets = ", ".join(filter(None, (notes.get(name), number)))
        texts.append(f"{name} ({brackets})" if brackets else name)
    return ", ".join(texts)


def _lacks_year(date: str) -> bool:
    """Return whether a date is of the form `--08-01`."""
    return date.startswith("-")


def _name_unit(report: Mapping[str, Any], number: int) -> str:
    """Return the unit of places in a dump (line, row or entry), plural unless `number` is 1."""
    return str(report["unit"]) if number == 1 else _PLURALS[report["unit"]]
