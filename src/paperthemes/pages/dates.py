"""Dates as far as they are known: on one scale, and in words."""

import re
from collections.abc import Iterable
from datetime import date

_DATE = re.compile(r"(\d{4}|-)(?:-(\d{2})(?:-(\d{2}))?)?")
_ANY_YEAR = 2000  # a leap year, so that it has every day


def days_of(published: Iterable[str]) -> list[int | None]:
    """Return each date of `tables.PAPERS` as a number of days, `None` where it cannot be placed.

    A month or year stands for its first day. Dates without a year have places only where no date
    has one: then they are all taken to be of the same.
    """
    texts = list(published)
    some_year = any_year(texts)
    return [_day(text, some_year) for text in texts]


def any_year(published: Iterable[str]) -> bool:
    """Tell whether the year of any date is known."""
    return any(re.match(r"\d{4}", text) for text in published)


def _day(text: str, some_year: bool) -> int | None:
    found = _DATE.fullmatch(text)
    if found is None or (some_year and found[1] == "-") or text == "-":
        return None
    year = _ANY_YEAR if found[1] == "-" else int(found[1])
    try:
        return date(year, int(found[2] or 1), int(found[3] or 1)).toordinal()
    except ValueError:
        return None


def said_span(published: Iterable[str]) -> str:
    """Say from when to when papers were published; empty where no date is known."""
    texts = list(published)
    days = zip(days_of(texts), texts, strict=True)
    placed = sorted((day, len(text), text) for day, text in days if day is not None)
    if not placed:
        return ""
    (first, *_, begin), (last, *_, end) = placed[0], placed[-1]
    return said(end) if first == last else f"{said(begin)} to {said(end)}"


def said(published: str) -> str:
    """Say a date in words as far as it is known: `3 March 2026`, `March 2026`, `3 March`."""
    found = _DATE.fullmatch(published)
    if found is None:
        return published
    months = (
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    )
    year = "" if found[1] == "-" else found[1]
    month = months[int(found[2]) - 1] if found[2] and 1 <= int(found[2]) <= 12 else ""
    day = found[3].lstrip("0") if found[3] else ""
    return " ".join(part for part in (day, month, year) if part)
