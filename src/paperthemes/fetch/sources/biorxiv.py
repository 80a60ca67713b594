"""bioRxiv and medRxiv: all preprints, or those of a subject.

The shape follows https://api.biorxiv.org/details/biorxiv/help, read on 2026-11-30:
`/details/{server}/{first day}/{last day}/{start}`, with `category` for a subject. The answer has
the preprints in `collection`, and `status` and `total` in `messages`. A page has 100 preprints
according to the documentation, and 30 according to clients of this year, so the next page begins
after those that came. `total` may be too large; after the last preprint, the status is "no posts
found". Each version of a preprint is listed on the day on which it was posted.
"""

from pathlib import Path
from typing import ClassVar, Literal

from paperthemes.fetch.answers import scan_json, shorten
from paperthemes.fetch.source import AnswerError, NonEmpty, Page, Request, Source
from paperthemes.fetch.spans import Span

_STATUS, _TOTAL = "messages.item.status", "messages.item.total"
_NOTHING = "no posts found"


class BioRxiv(Source):
    """Preprints that were posted on bioRxiv or medRxiv."""

    source: Literal["biorxiv"] = "biorxiv"
    """name of the source"""
    server: Literal["biorxiv", "medrxiv"] = "biorxiv"
    """which of the two"""
    category: NonEmpty | None = None
    """subject, such as cell biology; by default all"""

    summary = "preprints of bioRxiv or medRxiv, all or those of a subject"
    service = "https://api.biorxiv.org"
    suffix = ".json"
    example: ClassVar = {"category": "bioinformatics"}
    overlap = 1  # its days end after those in UTC

    @property
    def identity(self) -> str:
        """The server, if it is medRxiv, and the subject."""
        server = None if self.server == "biorxiv" else self.server
        return "-".join(filter(None, [server, self.category]))

    def begin(self, span: Span) -> Request:
        """Return the request for the first page of the preprints posted in a span."""
        parameters = {"category": self.category} if self.category else {}
        return Request(address=self._make_address(span, 0), parameters=parameters, span=span)

    def read(self, request: Request, path: Path) -> Page:
        """Return what a page of preprints holds; the next page begins after its last one."""
        answer = scan_json(path, items="collection", places={_STATUS, _TOTAL})
        status = answer.values.get(_STATUS, "no status")
        if status == _NOTHING:
            return Page(papers=0)
        if status != "ok":
            raise AnswerError(f"an error: “{shorten(status)}”")
        end = int(request.address.rpartition("/")[2]) + answer.count
        if not answer.count or end >= float(answer.values.get(_TOTAL, "inf")):
            return Page(papers=answer.count)
        following = request.next_page({}, self._make_address(request.span, end))
        return Page(papers=answer.count, next=following)

    def _make_address(self, span: Span, start: int) -> str:
        """Return the address of the page of a span that begins after `start` preprints."""
        return f"{self.address}/details/{self.server}/{span.first}/{span.last}/{start}"
