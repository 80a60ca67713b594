"""Hugging Face Daily Papers.

The shape follows https://huggingface.co/docs/hub/api#get-apidailypapers, the pull request
huggingface/hub-docs#2065 and `HfApi.list_daily_papers` of huggingface_hub 2.4, read in November
2026: `/api/daily_papers` takes `date`, `week` (2026-W47) or `month` (2026-11), and `limit` and `p`
(from 0) for pages. The answer is an array with an object for each paper, or an object with "error".
`list_daily_papers` itself returns parsed objects, not the answer, so it is of no use here.
"""

from pathlib import Path
from typing import Literal

from paperthemes.fetch.answers import scan_json
from paperthemes.fetch.source import Page, Request, Source
from paperthemes.fetch.spans import Period, Span, enclosing_span

_PAGE_SIZE = 100
_FULL_PAGE = 50  # the service's default, in case it gives no more
_PERIODS: dict[str, Period] = {"date": "day", "week": "week", "month": "month"}  # by parameter


class HuggingFace(Source):
    """The papers that Hugging Face Daily Papers lists."""

    source: Literal["hf-daily"] = "hf-daily"
    """name of the source"""
    by: Period = "day"
    """what a file holds: the papers of a day, a week or a month; whole ones only"""

    summary = "Hugging Face Daily Papers, by day, week or month"
    service = "https://huggingface.co"
    suffix = ".json"
    size_parameter = "limit"
    only_whole = True

    @property
    def period(self) -> Period:
        """The longest period of a file."""
        return self.by

    def begin(self, span: Span) -> Request:
        """Return the request for the first page of a day, week or month, whatever `by` is now."""
        names = (
            name for name, period in _PERIODS.items() if span == enclosing_span(span.first, period)
        )
        return Request(
            address=f"{self.address}/api/daily_papers",
            parameters={next(names, "date"): span.label, "limit": _PAGE_SIZE, "p": 0},
            span=span,
        )

    def read(self, request: Request, path: Path) -> Page:
        """Return what an answer holds; a page that may be full may have another one after it."""
        count = scan_json(path, items="").count
        following = request.next_page({"p": request.page}) if count >= _FULL_PAGE else None
        return Page(papers=count, next=following)
