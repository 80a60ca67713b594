"""OpenAlex: works by search and filter.

The shape follows https://developers.openalex.org (guides on paging and filters, authentication,
errors), read in November 2026: `/works` with `search`, `filter`, `per_page` up to 100, and
`cursor`, first `*`, then `meta.next_cursor`, until that is null. Cursors need a key, which is free:
`api_key`. Errors are objects with "error" and "message".
"""

from pathlib import Path
from typing import ClassVar, Literal

from paperthemes.fetch.answers import scan_json
from paperthemes.fetch.source import Key, NonEmpty, Page, Request, Source
from paperthemes.fetch.spans import Span

_PAGE_SIZE = 100
_CURSOR, _SIZE = "meta.next_cursor", "meta.per_page"


class OpenAlex(Source):
    """Works that OpenAlex has, by their day of publication."""

    source: Literal["openalex"] = "openalex"
    """name of the source"""
    query: NonEmpty | None = None
    """words to search for in titles, abstracts and texts"""
    filter: NonEmpty | None = None
    """filter in OpenAlex's notation, such as primary_topic.field.id:17,type:article"""

    summary = "works in OpenAlex: a search, a filter or both"
    service = "https://api.openalex.org"
    suffix = ".json"
    example: ClassVar = {"query": "bibliometrics"}
    size_parameter = "per_page"
    key = Key(
        variable="OPENALEX_API_KEY",
        place="api_key",
        is_required=True,
        address="https://openalex.org/settings/api",
    )
    overlap = 30  # works are added weeks after they were published

    def begin(self, span: Span) -> Request:
        """Return the request for the first page of the works published in a span."""
        days = f"from_publication_date:{span.first},to_publication_date:{span.last}"
        parameters: dict[str, str | int] = {
            "filter": ",".join(filter(None, [self.filter, days])),
            "per_page": _PAGE_SIZE,
            "cursor": "*",
        }
        if self.query is not None:
            parameters["search"] = self.query
        return Request(address=f"{self.address}/works", parameters=parameters, span=span)

    def read(self, request: Request, path: Path) -> Page:
        """Return what a page of works holds; the last is not full, or its cursor is null."""
        answer = scan_json(path, items="results", places={_CURSOR, _SIZE})
        cursor = answer.values.get(_CURSOR)
        if cursor is None or answer.count < int(answer.values.get(_SIZE, _PAGE_SIZE)):
            return Page(papers=answer.count)
        return Page(papers=answer.count, next=request.next_page({"cursor": cursor}))
