"""Semantic Scholar: papers by search.

The shape follows https://api.semanticscholar.org/api-docs/graph (paper bulk search), read on
2026-11-30: `/graph/v1/paper/search/bulk` with `query`, `publicationDateOrYear` and `fields`
answers with up to 1,000 papers in `data`, whatever is asked for, and a `token` for the next page as
long as there is one. A paper whose day of publication is not known counts as published on the first
of January. Errors are objects with "error" or "message". All users without a key share one rate; a
key allows one request in a second.
"""

from pathlib import Path
from typing import ClassVar, Literal

from paperthemes.fetch.answers import scan_json
from paperthemes.fetch.source import Key, NonEmpty, Page, Request, Source
from paperthemes.fetch.spans import Span

_FIELDS = (
    "title,abstract,authors,url,externalIds,publicationDate,year,venue,journal,citationCount,"
    "fieldsOfStudy,publicationTypes"
)


class SemanticScholar(Source):
    """Papers that Semantic Scholar has, by their day of publication."""

    source: Literal["semantic-scholar"] = "semantic-scholar"
    """name of the source"""
    query: NonEmpty
    """words that titles or abstracts must have; "…" is a phrase, | means or, - means not"""

    summary = "papers in Semantic Scholar: a search in titles and abstracts"
    service = "https://api.semanticscholar.org"
    suffix = ".json"
    example: ClassVar = {"query": "bibliometrics"}
    key = Key(
        variable="S2_API_KEY",
        place="x-api-key",
        is_header=True,
        address="https://www.semanticscholar.org/product/api",
    )
    overlap = 30  # papers are added weeks after they were published

    def begin(self, span: Span) -> Request:
        """Return the request for the first page of the papers published in a span."""
        parameters = {
            "query": self.query,
            "publicationDateOrYear": f"{span.first}:{span.last}",
            "fields": _FIELDS,
        }
        address = f"{self.address}/graph/v1/paper/search/bulk"
        return Request(address=address, parameters=parameters, span=span)

    def read(self, request: Request, path: Path) -> Page:
        """Return what a page of papers holds; its token leads to the next page."""
        answer = scan_json(path, items="data", places={"token"})
        token = answer.values.get("token")
        following = request.next_page({"token": token}) if token else None
        return Page(papers=answer.count, next=following)
