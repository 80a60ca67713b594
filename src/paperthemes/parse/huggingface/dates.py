"""Days on pages of Hugging Face papers, which leave the year out of those of the running year.

The year of a day without one is the first of these that is known:

1. Of the page's own day: that of the neighbouring days that the page links to
   (`/papers?date=2024-07-31` beside `Aug 1`) or of its address (`/papers/date/2024-08-01`).
2. The latest in which the day does not come after the page: its own day for the cards on it, the
   day of its capture (`retrieved: 2024-08-02`, `Captured (UTC): …`) for its own day and the cards.
3. The earliest in which the day does not come before the month in which its paper's arXiv id was
   given; for the page's own day, the latest of its papers. A month less is allowed for: papers sent
   in at the end of May may have an id of June.

Otherwise it stays `--08-01`.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import islice

from paperthemes.parse import fields

_NEAR = timedelta(days=10)
_ZONES = timedelta(days=1)
_MONTH = timedelta(days=31)
_HEADER_LINES = 60
_CAPTURED = re.compile(
    r"\W{0,6}(?:retrieved|captured|exported|accessed|fetched|saved|scraped|crawled|archived"
    r"|published time|date|timestamp)\b[^:]{0,20}:\W{0,4}(.{4,60})",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_MAIL = re.compile(r"(?<!\w)\d{1,2} [A-Z][a-z]{2} \d{4}(?!\d)")
_CLOCK = re.compile(r"(?<!\w)[A-Z][a-z]{2} \d{1,2} \d{4}(?!\d)")
_LISTED = re.compile(r"/papers(?:\?(?:\S{0,80}&)?date=|/date/|/month/)(\d{4}-\d{2}(?:-\d{2})?)")
_GIVEN = re.compile(r"(?:^|/)(\d{2})(\d{2})[.\d]")
_FIRST_YY = 91  # arXiv began in 1991


def captured(lines: Iterable[str]) -> str:
    """Return the day of capture that the header of a saved page names, or `""`."""
    for line in islice(lines, _HEADER_LINES):
        if match := _CAPTURED.match(line[:200]):
            for pattern in (_ISO, _MAIL, _CLOCK):
                if (found := pattern.search(match[1])) and (day := fields.parse_date(found[0])):
                    return day
    return ""


class Calendar:
    """Completes the days on one page; see the rules of the module.

    Parameters
    ----------
    captured_on
        The day of its capture, if that is known.
    addresses
        Its own address and those it links to.
    ids
        The arXiv ids of its papers.
    """

    def __init__(
        self, captured_on: str = "", addresses: Iterable[str] = (), ids: Sequence[str] = ()
    ) -> None:
        self._captured = _day(captured_on)
        days = (match[1] for address in addresses if (match := _LISTED.search(address)))
        self._listed = [day for text in days if (day := _day(text))]
        self._latest = max((given for text in ids if (given := _given(text))), default=None)
        self._page: date | None = None

    def of_page(self, text: str) -> str:
        """Complete the day that a page shows as its own; cards that follow go by it."""
        if text.startswith("--"):
            near = (year for day in self._listed if (year := _nearest(text, day)))
            year = next(near, None)
            text = f"{year}{text[1:]}" if year else _completed(text, self._captured, self._latest)
        self._page = _day(text)
        return text

    def of_card(self, text: str, arxiv_id: str) -> str:
        """Complete the day that a card shows."""
        if not text.startswith("--"):
            return text
        return _completed(text, self._page or self._captured, _given(arxiv_id))


def _completed(text: str, not_after: date | None, not_before: date | None) -> str:
    if not_after:
        years = range(not_after.year, not_after.year - 8, -1)
        fits = [y for y in years if (day := _of(text, y)) and day <= not_after + _ZONES]
    elif not_before:
        years = range(not_before.year - 1, not_before.year + 8)
        fits = [y for y in years if (day := _of(text, y)) and day >= not_before - _MONTH]
    else:
        fits = []
    return f"{fits[0]}{text[1:]}" if fits else text


def _nearest(text: str, to: date) -> int | None:
    """Return the year in which a day without one is close to another."""
    for year in (to.year, to.year - 1, to.year + 1):
        if (day := _of(text, year)) and abs(day - to) <= _NEAR:
            return year
    return None


def _of(text: str, year: int) -> date | None:
    try:
        return date(year, int(text[2:4]), int(text[5:7]))
    except ValueError:  # 29 February, or no day
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _given(arxiv_id: str) -> date | None:
    """Return the first day of the month in which an arXiv id was given."""
    match = _GIVEN.search(arxiv_id)
    if not match:
        return None
    year, month = int(match[1]), int(match[2])
    try:
        return date((1900 if year >= _FIRST_YY else 2000) + year, month, 1)
    except ValueError:
        return None
