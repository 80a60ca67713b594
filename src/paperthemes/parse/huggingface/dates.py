"""Days on Hugging Face pages, which omit the year of days in the current year.

A missing year is taken from the first of these sources that the page has:

1. For the page's own day: a day that the page links to (`/papers?date=2024-07-31` beside `Aug 1`)
   or that is in its address (`/papers/date/2024-08-01`). The two days must be close.
2. A later day. For the day on a card this is the page's own day; for the page's own day, and for
   cards on a page without one, it is the day on which the page was captured
   (`retrieved: 2024-08-02`, `Captured (UTC): …`). The year is the latest that fits.
3. An earlier day: the month in the paper's arXiv id; for the page's own day, the month of the
   latest paper. The year is the earliest that fits. The day may be up to a month before that of the
   id, because papers submitted at the end of May may have an id of June.

Without any source, the day stays without a year: `--08-01`.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import islice

from paperthemes.parse.dates import parse_date

_MAX_GAP = timedelta(days=10)  # between the day of a page and the days that it links to
_TIME_ZONES = timedelta(days=1)  # two time zones may have different days
_MONTH = timedelta(days=31)
_MAX_TIME = timedelta(days=8 * 366)  # leap days are at most that far apart
HEADER_LINES = 60  # lines in which tools write the address and the time of capture of a page
_CAPTURED = re.compile(
    r"\W{0,6}(?:retrieved|captured|exported|accessed|fetched|saved|scraped|crawled|archived"
    r"|published time|date|timestamp)\b[^:]{0,20}:\W{0,4}(.{4,60})",
    re.IGNORECASE,
)
_CAPTURE_DATE = re.compile(
    r"(?<![\w-])(?:\d{4}-\d{2}-\d{2}|\d{1,2} [A-Z][a-z]{2} \d{4}|[A-Z][a-z]{2} \d{1,2} \d{4})(?!\d)"
)
_LINKED = re.compile(r"/papers(?:\?(?:\S{0,80}&)?date=|/date/|/month/)(20\d{2}-\d{2}(?:-\d{2})?)")
_ARXIV_MONTH = re.compile(r"(?:^|/)(\d{2})(\d{2})[.\d]")
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_FIRST_YY = 91  # arXiv began in 1991, so lower years are in the 21st century


def find_capture_date(lines: Iterable[str]) -> str:
    """Return the day on which a page was captured, as `YYYY-MM-DD`, or `""`.

    Tools that save pages write it into a header, such as `retrieved: 2024-08-02`. Only the first
    `HEADER_LINES` of the lines are searched.
    """
    for line in islice(lines, HEADER_LINES):
        match = _CAPTURED.match(line[:200])  # longer lines are content
        days = map(parse_date, _CAPTURE_DATE.findall(match[1]) if match else ())
        if day := next(filter(None, days), ""):  # the first that is a day of the calendar
            return day
    return ""


class Calendar:
    """Calendar of one page; it adds missing years by the rules at the top of this module.

    Parameters
    ----------
    captured_on
        Day on which the page was captured, or `""`.
    addresses
        The address of the page, and the addresses that the page links to.
    ids
        The arXiv ids of the papers on the page.
    """

    def __init__(
        self, captured_on: str = "", addresses: Iterable[str] = (), ids: Iterable[str] = ()
    ) -> None:
        self._captured = _to_date(captured_on)
        # The first day in each address; a month alone gives `None`, and is left out.
        days = (_to_date(day) for address in addresses for day in _LINKED.findall(address)[:1])
        self._linked_days = [*filter(None, days)]
        self._near: dict[str, list[str]] = {}  # those found so far; pages have many links
        # The month of the latest paper.
        self._paper_month = max(filter(None, map(find_arxiv_month, ids)), default=None)
        self._page_day: date | None = None  # set by `complete_page_day`

    def complete_page_day(self, text: str) -> str:
        """Return the page's own day with its year: `2024-08-01` for `--08-01`.

        The year is the one that puts the day near a day to which the page links. If there is none,
        it depends on the day of capture or else on the latest paper. A day that already has a year,
        or for which no year is found, is returned as it is. The day is remembered for
        `complete_card_day`.
        """
        days = self._find_near(text)
        text = days[0] if days else _add_year(text, self._captured, self._paper_month)
        self._page_day = _to_date(text)
        return text

    def _find_near(self, text: str) -> list[str]:
        """Return the days that `--MM-DD` may mean near the first linked day that is near any."""
        if text not in self._near:
            near = (_find_days(text, day - _MAX_GAP, day + _MAX_GAP) for day in self._linked_days)
            self._near[text] = next(filter(None, near), [])
        return self._near[text]

    def complete_card_day(self, text: str, arxiv_id: str) -> str:
        """Return the day of a paper on the page with its year: `2024-08-01` for `--08-01`.

        The year depends on the page's own day, or else on the day of capture, or else on the arXiv
        id of the paper, which may be `""`. A day that already has a year, or for which no year is
        found, is returned as it is.
        """
        return _add_year(text, self._page_day or self._captured, find_arxiv_month(arxiv_id))


def _add_year(text: str, not_after: date | None, not_before: date | None) -> str:
    """Complete `--MM-DD` with a year: the latest in which the day is not after `not_after`.

    If there is no `not_after`, it is the earliest year in which the day is not before `not_before`.
    The day may still be a day after `not_after` because of time zones, or a month before
    `not_before` because the month in an arXiv id may be later than the paper. If neither day is
    given, or no year fits, or the day has a year, the text is returned unchanged.
    """
    if not_after:
        days = _find_days(text, not_after - _MAX_TIME, not_after + _TIME_ZONES)[::-1]
    elif not_before:
        days = _find_days(text, not_before - _MONTH, not_before + _MAX_TIME)
    else:
        days = []
    return days[0] if days else text


def _find_days(text: str, earliest: date, latest: date) -> list[str]:
    """Return the days from `earliest` to `latest` that `--MM-DD` may mean, in order.

    A day with a year gives none.
    """
    if not text.startswith("--"):
        return []
    days = (f"{year}{text[1:]}" for year in range(earliest.year, latest.year + 1))
    return [text for text in days if (day := _to_date(text)) and earliest <= day <= latest]


def _to_date(text: str) -> date | None:
    """Return the date in an ISO text, such as `2024-08-01`; `None` if it is no full date.

    It is also `None` for a year in which no page can be; `date` cannot count far from its limits.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:  # not a full date, or 29 February in a year that is no leap year
        return None
    return day if _FIRST_YEAR <= day.year < _LAST_YEAR else None


def find_arxiv_month(arxiv_id: str) -> date | None:
    """Return the first day of the month in an arXiv id: 1 May 2024 for `2405.01234`.

    In old ids, year and month are after the slash: `cs/0405001` is from May 2004. Other texts, such
    as an empty id, give `None`.
    """
    if not (match := _ARXIV_MONTH.search(arxiv_id)):
        return None
    century = "19" if int(match[1]) >= _FIRST_YY else "20"
    return _to_date(f"{century}{match[1]}-{match[2]}-01")
