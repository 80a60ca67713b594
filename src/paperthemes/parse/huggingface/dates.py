"""Days on Hugging Face pages, which omit the year of days in the current year.

The missing year is the first of these that is known:

1. For the page's own day: the year of the neighbouring days that the page links to
   (`/papers?date=2024-07-31` beside `Aug 1`) or of its address (`/papers/date/2024-08-01`).
2. The latest year in which the day is not after the page: after its own day for the cards on it,
   after the day of its capture (`retrieved: 2024-08-02`, `Captured (UTC): …`) for both.
3. The earliest year in which the day is not before the month of the paper's arXiv id; for the
   page's own day, of the latest paper. The day may be a month earlier: papers submitted at the end
   of May may have an id of June.

Otherwise the day stays `--08-01`.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import islice

from paperthemes.parse import fields

_MAX_GAP = timedelta(days=10)  # between the day of a page and the days that it links to
_TIME_ZONES = timedelta(days=1)
_MONTH = timedelta(days=31)
_MAX_YEARS = 8  # searched: leap days are at most that far apart
HEADER_LINES = 60  # in which tools write the address and the time of capture of a page
_CAPTURED = re.compile(
    r"\W{0,6}(?:retrieved|captured|exported|accessed|fetched|saved|scraped|crawled|archived"
    r"|published time|date|timestamp)\b[^:]{0,20}:\W{0,4}(.{4,60})",
    re.IGNORECASE,
)
_CAPTURE_DATE = re.compile(
    r"(?<![\w-])(?:\d{4}-\d{2}-\d{2}|\d{1,2} [A-Z][a-z]{2} \d{4}|[A-Z][a-z]{2} \d{1,2} \d{4})(?!\d)"
)
_LISTED = re.compile(r"/papers(?:\?(?:\S{0,80}&)?date=|/date/|/month/)(20\d{2}-\d{2}(?:-\d{2})?)")
_ARXIV_MONTH = re.compile(r"(?:^|/)(\d{2})(\d{2})[.\d]")
_FIRST_YY = 91  # arXiv began in 1991


def find_capture_date(lines: Iterable[str]) -> str:
    """Return the day of capture in the header of a saved page, or `""`."""
    for line in islice(lines, HEADER_LINES):
        match = _CAPTURED.match(line[:200])
        days = map(fields.parse_date, _CAPTURE_DATE.findall(match[1]) if match else ())
        if day := next(filter(None, days), ""):
            return day
    return ""


class Calendar:
    """Completes the days of one page; see the rules of the module.

    Parameters
    ----------
    captured_on
        The day of its capture, if known.
    addresses
        Its own address and those it links to.
    ids
        The arXiv ids of its papers.
    """

    def __init__(
        self, captured_on: str = "", addresses: Iterable[str] = (), ids: Sequence[str] = ()
    ) -> None:
        self._captured = _to_date(captured_on)
        listed = (_to_date(day) for text in addresses for day in _LISTED.findall(text)[:1])
        self._listed = [*filter(None, listed)]
        self._latest = max(filter(None, map(_arxiv_month, ids)), default=None)
        self._page: date | None = None

    def complete_page_day(self, text: str) -> str:
        """Return the page's own day with its year; later cards are dated by it."""
        if text.startswith("--"):
            text = self._day_near_listed(text) or _complete(text, self._captured, self._latest)
        self._page = _to_date(text)
        return text

    def complete_card_day(self, text: str, arxiv_id: str) -> str:
        """Return the day of a card with its year."""
        if not text.startswith("--"):
            return text
        return _complete(text, self._page or self._captured, _arxiv_month(arxiv_id))

    def _day_near_listed(self, text: str) -> str:
        for listed in self._listed:
            years = (listed.year, listed.year - 1, listed.year + 1)
            if day := _first_day_within(text, years, listed - _MAX_GAP, listed + _MAX_GAP):
                return day
        return ""


def _complete(text: str, not_after: date | None, not_before: date | None) -> str:
    """Return `--MM-DD` with the latest year up to one day, or the earliest from another."""
    day = ""
    if not_after:
        years = range(not_after.year, not_after.year - _MAX_YEARS, -1)
        day = _first_day_within(text, years, date.min, not_after + _TIME_ZONES)
    elif not_before:
        years = range(not_before.year - 1, not_before.year + _MAX_YEARS)
        day = _first_day_within(text, years, not_before - _MONTH, date.max)
    return day or text


def _first_day_within(text: str, years: Iterable[int], first: date, last: date) -> str:
    """Return `--MM-DD` in the first year in which it is in a period, or `""`."""
    days = (f"{year}{text[1:]}" for year in years)
    return next((text for text in days if (day := _to_date(text)) and first <= day <= last), "")


def _to_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:  # no day, or 29 February of another year
        return None


def _arxiv_month(arxiv_id: str) -> date | None:
    """Return the first day of the month in which an arXiv id was assigned."""
    if not (match := _ARXIV_MONTH.search(arxiv_id)):
        return None
    century = "19" if int(match[1]) >= _FIRST_YY else "20"
    return _to_date(f"{century}{match[1]}-{match[2]}-01")
