"""Dates of papers as days on one scale and in words; day, month or year may be missing."""

from calendar import month_name
from collections.abc import Iterable
from datetime import date

_PLACEHOLDER_YEAR = "2000"  # a leap year, so that 29 February exists


def to_days(published: Iterable[str]) -> list[int | None]:
    """Convert each date, in the form of `published` in `tables.PAPERS`, to an ordinal day.

    A month or year counts as its first day. A date without a year is converted only if no date has
    a year, because then all dates can be taken as dates of the same year. Otherwise, and if the
    date is not valid, its day is `None`.
    """
    texts = list(published)
    any_year = has_year(texts)
    return [None if any_year and text.startswith("--") else _to_day(text) for text in texts]


def has_year(published: Iterable[str]) -> bool:
    """Return whether any date has a year."""
    return any(text[:1].isdigit() for text in published)


def _to_day(text: str) -> int | None:
    """Convert a date to an ordinal day, with missing parts filled in; `None` if it is invalid."""
    # Missing parts become January and day 1; the slice drops the parts that were not missing.
    complete = text.replace("--", f"{_PLACEHOLDER_YEAR}-", 1) + "-01-01"
    try:
        return date.fromisoformat(complete[:10]).toordinal()
    except ValueError:
        return None


def format_date_range(published: Iterable[str]) -> str:
    """Return the earliest and the latest date in words; "" if no date is known.

    If both are the same day, only the more precise text is returned.
    """
    texts = list(published)
    days = zip(to_days(texts), texts, strict=True)
    # The length puts the most precise text last among equal days.
    dated = sorted((day, len(text), text) for day, text in days if day is not None)
    if not dated:
        return ""
    (first_day, _, first), (last_day, _, last) = dated[0], dated[-1]
    dates = [first, last] if first_day < last_day else [last]
    return " to ".join(map(format_date, dates))


def format_date(published: str) -> str:
    """Return a date in words, such as `3 March 2026`; unknown parts are left out: `3 March`."""
    year, month, day, *_ = [*published.replace("--", "-", 1).split("-"), "", ""]
    return " ".join(filter(None, (day.lstrip("0"), month_name[int(month or 0)], year)))
