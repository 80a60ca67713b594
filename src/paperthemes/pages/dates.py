"""Dates of papers as days on one scale and in words, and times of runs in words."""

from collections.abc import Iterable
from datetime import date

from paperthemes.text.dates import format_date


def to_days(published: Iterable[str]) -> list[int | None]:
    """Convert each date to a day, given as the number that `datetime.date.toordinal` returns.

    The form of a date is `2026-03-01`, `2026-03` or `2026`; a month or year counts as its first
    day. If the date is empty or not valid, its day is `None`.
    """
    return [*map(_to_day, published)]


def _to_day(text: str) -> int | None:
    """Convert a date to a day, as `to_days` does; `None` if it is empty or not valid."""
    # "2026-03" becomes "2026-03-01-01"; the first 10 characters are the complete date.
    try:
        return date.fromisoformat(f"{text}-01-01"[:10]).toordinal()
    except ValueError:
        return None


def format_date_range(published: Iterable[str]) -> str:
    """Return the earliest and the latest date in words, such as `2019 to 3 March 2026`.

    If both are the same day, only one is returned: the most precise, so `1 March 2026` rather than
    `March 2026`. Only dates that `to_days` converts count; if there are none, return "".
    """
    texts = list(published)
    days = zip(to_days(texts), texts, strict=True)
    # Among equal days, the longest text, which is the most precise, comes last.
    dated = sorted((day, len(text), text) for day, text in days if day is not None)
    if not dated:
        return ""
    (first_day, _, first_text), (last_day, _, last_text) = dated[0], dated[-1]
    range_texts = [first_text, last_text] if first_day < last_day else [last_text]
    return " to ".join(map(format_date, range_texts))


def format_time(recorded: str) -> str:
    """Return when a run was archived: `2026-11-30T04:59:12Z` as `30 November 2026, 04:59 UTC`.

    Earlier versions recorded only the day.
    """
    time = recorded.partition("T")[2][:5]
    return format_date(recorded) + (f", {time} UTC" if time else "")
