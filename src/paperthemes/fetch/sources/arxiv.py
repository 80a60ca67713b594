"""arXiv by its API: categories and searches.

The shape follows https://info.arxiv.org/help/api/user-manual.html and its terms of use, read in
November 2026: `search_query` may have `submittedDate:[202611010000 TO 202611302359]`, in GMT;
`start` and `max_results` give the page; there must be three seconds between requests. The answer is
an Atom feed with `opensearch:totalResults`. Errors are feeds, too: their only entry has an id below
`arxiv.org/api/errors`. Sometimes a page is empty though there are papers; then it is asked for
again, as the library arxiv.py does.
"""

from pathlib import Path
from typing import ClassVar, Literal

from paperthemes.fetch.answers import scan_xml, shorten
from paperthemes.fetch.source import (
    AnswerError,
    IncompleteError,
    NonEmpty,
    Page,
    Request,
    Source,
)
from paperthemes.fetch.spans import Span

_PAGE_SIZE = 500  # the service allows 2,000, but slow answers are often cut
_PLACES = frozenset({"totalResults", "entry/id", "entry/summary"})


class Arxiv(Source):
    """Papers that were submitted to arXiv."""

    source: Literal["arxiv"] = "arxiv"
    """name of the source"""
    query: NonEmpty
    """search in arXiv's notation, such as cat:cs.LG or abs:"topic model" AND cat:cs.CL"""

    summary = "papers submitted to arXiv: a category or a search"
    service = "https://export.arxiv.org"
    suffix = ".xml"
    example: ClassVar = {"query": "cat:cs.LG"}
    size_parameter = "max_results"
    interval = 3.0
    overlap = 7  # papers appear days after they were submitted

    def begin(self, span: Span) -> Request:
        """Return the request for the first page of the papers submitted in a span."""
        days = f"submittedDate:[{span.first:%Y%m%d}0000 TO {span.last:%Y%m%d}2359]"
        return Request(
            address=f"{self.address}/api/query",
            parameters={
                "search_query": f"({self.query}) AND {days}",
                "sortBy": "submittedDate",
                "sortOrder": "ascending",
                "start": 0,
                "max_results": _PAGE_SIZE,
            },
            span=span,
        )

    def read(self, request: Request, path: Path) -> Page:
        """Return what a feed holds; the next page begins after its last entry."""
        answer = scan_xml(path, roots={"feed"}, entries={"entry"}, places=_PLACES)
        if "/api/errors" in answer.values.get("entry/id", ""):
            raise AnswerError(f"an error: “{shorten(answer.values.get('entry/summary', ''))}”")
        if "totalResults" not in answer.values:
            raise AnswerError("a feed without the number of results")
        end = int(request.parameters["start"]) + answer.count
        is_last = end >= int(answer.values["totalResults"])
        if not answer.count and not is_last:
            raise IncompleteError("a page without papers, although there are more")
        return Page(
            papers=answer.count, next=None if is_last else request.next_page({"start": end})
        )
