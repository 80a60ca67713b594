"""Spans of days: what a request asks for, and how the name of its file says so."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Period = Literal["day", "week", "month"]
DAY = timedelta(days=1)
# A label of a span: two days, or one day, ISO week, month or year.
LABEL = r"\d{4}-\d\d-\d\d-to-\d{4}-\d\d-\d\d|\d{4}-\d\d-\d\d|\d{4}-W\d\d|\d{4}-\d\d|\d{4}"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def label(self) -> str:
        """The span as text: `2026-11-20`, `2026-W47`, `2026-11`, or the first day to the last."""
        if self.first == self.last:
            return self.first.isoformat()
        if self == enclosing_span(self.first, "week"):
            return "{}-W{:02}".format(*self.first.isocalendar()[:2])
        if self == enclosing_span(self.first, "month"):
            return f"{self.first:%Y-%m}"
        return f"{self.first}-to-{self.last}"


def parse_span(label: str) -> Span:
    """Return the span with a label; a year such as `2026` is read, too.

    Raises
    ------
    ValueError
        If the text is no such label, or a day in it does not exist.
    """
    if not re.fullmatch(LABEL, label):
        raise ValueError(f"{label!r} is not of the form 2026-11-20, 2026-W47, 2026-11 or 2026")
    if "-to-" in label:
        return Span(*map(date.fromisoformat, label.split("-to-")))
    if len(label) == len("2026"):
        return Span(date(int(label), 1, 1), date(int(label), 12, 31))
    if "W" in label:
        return enclosing_span(date.fromisocalendar(int(label[:4]), int(label[6:]), 1), "week")
    if len(label) == len("2026-11"):
        return enclosing_span(date.fromisoformat(f"{label}-01"), "month")
    day = date.fromisoformat(label)
    return Span(day, day)


def enclosing_span(day: date, period: Period) -> Span:
    """Return the day, the ISO week or the month that a day is in."""
    if period == "week":
        monday = day - day.weekday() * DAY
        return Span(monday, monday + 6 * DAY)
    if period == "month":
        return Span(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))
    return Span(day, day)


def divide_span(span: Span, period: Period, *, only_whole: bool = False) -> Iterator[Span]:
    """Yield the parts of a span, in order: each is in one day, ISO week or month.

    With `only_whole`, the parts are whole periods: the first is the one that the span begins in,
    and a period that ends after the span is left out.
    """
    day = span.first
    while day <= span.last:
        whole = enclosing_span(day, period)
        part = whole if only_whole else Span(day, min(whole.last, span.last))
        if part.last <= span.last:
            yield part
        day = whole.last + DAY
