"""Dates of papers, which may lack day, month or year: on one scale, and in words."""

import re
from calendar import month_name
from collections.abc import Iterable
from datetime import date

_DATE = re.compile(r"(\d{4}|-)(?:-(\d{2})(?:-(\d{2}))?)?")
_PLACEHOLDER_YEAR = 2000  # a leap year, so that 29 February exists


def to_days(published: Iterable[str]) -> list[int | None]:
    """Return the ordinal day of each date of `tables.PAPERS`, `None` if it cannot be placed.

    A month or year counts as its first day. Dates without a year are placed only if no date has a
    year: then they are all taken to be of the same year.
    """
    texts = list(published)
    years_known = has_year(texts)
    return [_to_day(text, years_known) for text in texts]


def has_year(published: Iterable[str]) -> bool:
    """Return whether any date has a year."""
    return any(re.match(r"\d{4}", text) for text in published)


def _to_day(text: str, years_known: bool) -> int | None:
    match = _DATE.fullmatch(text)
    if match is None or (years_known and match[1] == "-") or text == "-":
        return None
    year = _PLACEHOLDER_YEAR if match[1] == "-" else int(match[1])
    try:
        return date(year, int(match[2] or 1), int(match[3] or 1)).toordinal()
    except ValueError:
        return None


def format_date_range(published: Iterable[str]) -> str:
    """Return the first and last date in words; empty if no date is known."""
    texts = list(published)
    days = zip(to_days(texts), texts, strict=True)
    placed = sorted((day, len(text), text) for day, text in days if day is not None)
    if not placed:
        return ""
    (first, *_, begin), (last, *_, end) = placed[0], placed[-1]
    return format_date(end) if first == last else f"{format_date(begin)} to {format_date(end)}"


def format_date(published: str) -> str:
    """Return a date in words as far as it is known: `3 March 2026`, `March 2026`, `3 March`."""
    match = _DATE.fullmatch(published)
    if match is None:
        return published
    year = "" if match[1] == "-" else match[1]
    month = month_name[int(match[2])] if match[2] and 1 <= int(match[2]) <= 12 else ""
    day = match[3].lstrip("0") if match[3] else ""
    return " ".join(part for part in (day, month, year) if part)
