"""Crossref: works by search, journal and filter.

The shape follows https://api.crossref.org/swagger-ui/index.html and
https://www.crossref.org/documentation/retrieve-metadata/rest-api, read on 2026-11-30: `/works`
with `query`, `filter`, `rows` up to 1,000, `select` for the fields, and `cursor`, first `*`, then
`message.next-cursor`. The last page is not full. Requests with a mail address in the User-Agent are
preferred. Errors are objects with "status" and "message".

A cursor expires after five minutes. Crossref may keep the position of a cursor itself, so that a
page that was lost on the way is skipped if it is asked for again; therefore the number of all works
is checked on the last page.
"""

from pathlib import Path
from typing import ClassVar, Literal

from paperthemes.fetch.answers import scan_json
from paperthemes.fetch.source import AnswerError, NonEmpty, Page, Request, Source
from paperthemes.fetch.spans import Span

_PAGE_SIZE = 500
# Without lists of references, which are most of an answer.
_FIELDS = (
    "DOI,URL,title,subtitle,abstract,author,issued,published,type,container-title,ISSN,subject,"
    "publisher,is-referenced-by-count"
)
_CURSOR, _SIZE = "message.next-cursor", "message.items-per-page"
_TOTAL = "message.total-results"


class Crossref(Source):
    """Works that are registered with Crossref, by their day of publication."""

    source: Literal["crossref"] = "crossref"
    """name of the source"""
    query: NonEmpty | None = None
    """words to search for; works with any of them come, so an ISSN or a filter is of use, too"""
    issn: NonEmpty | None = None
    """ISSN of a journal"""
    filter: NonEmpty | None = None
    """filter in Crossref's notation, such as type:journal-article,has-abstract:true"""

    summary = "works in Crossref: a search, a journal, a filter or all of them"
    service = "https://api.crossref.org"
    suffix = ".json"
    example: ClassVar = {"query": "bibliometrics"}
    size_parameter = "rows"
    overlap = 30  # works are added weeks after they were published

    def begin(self, span: Span) -> Request:
        """Return the request for the first page of the works published in a span."""
        days = f"from-pub-date:{span.first},until-pub-date:{span.last}"
        journal = f"issn:{self.issn}" if self.issn else None
        parameters: dict[str, str | int] = {
            "filter": ",".join(filter(None, [days, journal, self.filter])),
            "select": _FIELDS,
            "rows": _PAGE_SIZE,
            "cursor": "*",
        }
        if self.query is not None:
            parameters["query"] = self.query
        return Request(address=f"{self.address}/works", parameters=parameters, span=span)

    def read(self, request: Request, path: Path) -> Page:
        """Return what a page of works holds; the pages before it were full."""
        answer = scan_json(path, items="message.items", places={_CURSOR, _SIZE, _TOTAL})
        if _TOTAL not in answer.values:
            raise AnswerError(f"JSON without the number of works, `{_TOTAL}`")
        size = int(answer.values.get(_SIZE, _PAGE_SIZE))
        missing = int(answer.values[_TOTAL]) - (request.page - 1) * size - answer.count
        if missing > 0 and answer.count == size and _CURSOR in answer.values:
            following = request.next_page({"cursor": answer.values[_CURSOR]})
            return Page(papers=answer.count, next=following)
        if missing >= size:  # a few works less are no reason: they may have been added just now
            raise AnswerError(f"the last page, although {missing} works are missing")
        return Page(papers=answer.count)
