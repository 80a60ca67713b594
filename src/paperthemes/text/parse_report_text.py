"""A parse report in words, the same on the terminal and on the page."""

from collections.abc import Mapping
from typing import Any

_CERTAIN, _LIKELY = 0.95, 0.5  # as readers of formats give them, see `reading.Format`
_PLURAL = {"line": "lines", "row": "rows", "entry": "entries"}


def describe_format(report: Mapping[str, Any]) -> str:
    """Say what a dump was read as, and how sure that is: `csv (likely)`."""
    if report["format"] is None:
        return "not recognised"
    sure = report["confidence"]
    how = "certain" if sure >= _CERTAIN else "likely" if sure >= _LIKELY else "a guess"
    return f"{report['format']} ({how})"


def describe_compression(report: Mapping[str, Any]) -> str:
    """Say how the bytes are packed and what they are as text: `gzip, utf-8`; empty for neither."""
    return ", ".join(filter(None, (report["compression"], report["encoding"])))


def count_units(report: Mapping[str, Any], number: int) -> str:
    """Say so many lines, rows or entries, as the dump has them."""
    unit = report["unit"]
    return f"{number:,} {unit if number == 1 else _PLURAL[unit]}"


def describe_place(report: Mapping[str, Any], start: int, end: int) -> str:
    """Say where something is: `line 7`, `lines 7-9`."""
    unit = report["unit"]
    return f"{unit} {start}" if start == end else f"{_PLURAL[unit]} {start}-{end}"


def describe_places(report: Mapping[str, Any], places: Mapping[str, Any]) -> str:
    """Say where something was seen: `lines 3, 8 and 12 more`; `places` has `count` and `starts`."""
    starts, count = places["starts"], places["count"]
    if not starts:
        return ""
    unit = report["unit"]
    more = f" and {count - len(starts):,} more" if count > len(starts) else ""
    return f"{unit if count == 1 else _PLURAL[unit]} {', '.join(map(str, starts))}{more}"


def describe_fields(report: Mapping[str, Any]) -> str:
    """Say which fields how many records have, those all have by name alone: `title, url (3)`."""
    counts = {**report["fields"], **report["extra"]}
    return ", ".join(
        name if count == report["records"] else f"{name} ({count:,})"
        for name, count in counts.items()
    )
