"""Dates of papers, which may lack day, month or year: on one scale, and in words."""

from calendar import month_name
from collections.abc import Iterable
from datetime import date

_PLACEHOLDER_YEAR = "2000"  # a leap year, so that 29 February exists


def to_days(published: Iterable[str]) -> list[int | None]:
    """Return the ordinal day of each date of `tables.PAPERS`, `None` if it cannot be placed.

    A month or year counts as its first day. Dates without a year are placed only if no date has a
    year: then they are all taken to be of the same year.
    """
    texts = list(published)
    years_known = has_year(texts)
    return [None if years_known and text.startswith("--") else _to_day(text) for text in texts]


def has_year(published: Iterable[str]) -> bool:
    """Return whether any date has a year."""
    return any(text[:1].isdigit() for text in published)


def _to_day(text: str) -> int | None:
    complete = text.replace("--", f"{_PLACEHOLDER_YEAR}-", 1) + "-01-01"
    try:
        return date.fromisoformat(complete[:10]).toordinal()
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
    year, month, day, *_ = [*published.replace("--", "-", 1).split("-"), "", ""]
    return " ".join(filter(None, (day.lstrip("0"), month_name[int(month or 0)], year)))
