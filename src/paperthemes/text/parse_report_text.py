"""Wording of parse reports, the same on the terminal and on the page."""

from collections.abc import Mapping
from typing import Any

_CERTAIN, _LIKELY = 0.95, 0.5  # confidence: proof by a mark, and by shape; see `Format.detect`
_PLURALS = {"line": "lines", "row": "rows", "entry": "entries"}


def describe_format(report: Mapping[str, Any]) -> str:
    """Return the format of a dump and the confidence in it: `csv (likely)`."""
    if report["format"] is None:
        return "not recognised"
    score = report["confidence"]
    confidence = "certain" if score >= _CERTAIN else "likely" if score >= _LIKELY else "a guess"
    return f"{report['format']} ({confidence})"


def describe_compression(report: Mapping[str, Any]) -> str:
    """Return compression and encoding of a dump: `gzip, utf-8`; empty if both are missing."""
    return ", ".join(filter(None, (report["compression"], report["encoding"])))


def count_units(report: Mapping[str, Any], number: int) -> str:
    """Return a number with the unit of the dump: `1 row`, `25 entries`."""
    return f"{number:,} {_unit(report, number)}"


def describe_place(report: Mapping[str, Any], start: int, end: int) -> str:
    """Return a place in words: `line 7`, `lines 7-9`."""
    return f"{_unit(report, 1)} {start}" if start == end else f"{_unit(report, 2)} {start}-{end}"


def describe_places(report: Mapping[str, Any], places: Mapping[str, Any]) -> str:
    """Return places in words, `lines 3, 8 and 12 more`; `places` has `count` and `starts`."""
    starts, count = places["starts"], places["count"]
    if not starts:
        return ""
    more = f" and {count - len(starts):,} more" if count > len(starts) else ""
    return f"{_unit(report, count)} {', '.join(map(str, starts))}{more}"


def describe_fields(report: Mapping[str, Any]) -> str:
    """Return the fields of the records, with a count where some lack them: `title, url (3)`."""
    counts = {**report["fields"], **report["extra"]}
    return ", ".join(
        name if count == report["records"] else f"{name} ({count:,})"
        for name, count in counts.items()
    )


def _unit(report: Mapping[str, Any], number: int) -> str:
    return str(report["unit"]) if number == 1 else _PLURALS[report["unit"]]
