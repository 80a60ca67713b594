"""OAI-PMH: whole archives by the day on which they last changed; arXiv's by default.

The shape follows http://www.openarchives.org/OAI/openarchivesprotocol.html (version 2.0) and
https://info.arxiv.org/help/oa, read in November 2026: `verb=ListRecords` with `metadataPrefix`,
`set`, `from` and `until`; the next page is asked for with the `resumptionToken` alone, which is
empty on the last page. Errors have status 200 and an element `<error code="…">`; that of no records
is none. arXiv wants three seconds between requests, and its days are those of modification, so that
old papers come again when they change.
"""

from dataclasses import replace
from pathlib import Path
from typing import ClassVar, Literal
from urllib.parse import urlsplit

from paperthemes.fetch.answers import scan_xml, shorten
from paperthemes.fetch.source import AnswerError, NonEmpty, Page, Request, Source
from paperthemes.fetch.spans import Span

_TOKEN = "ListRecords/resumptionToken"
_NO_RECORDS = "noRecordsMatch"


class Oai(Source):
    """Records of a repository with OAI-PMH."""

    source: Literal["oai"] = "oai"
    """name of the source"""
    set: NonEmpty | None = None
    """part of the archive, such as cs or physics:hep-th; by default all of it"""
    prefix: NonEmpty = "arXiv"
    """format of the records; other repositories than arXiv have oai_dc"""

    summary = "whole archives by OAI-PMH: arXiv or, with --base-url, any repository"
    service = "https://oaipmh.arxiv.org/oai"
    suffix = ".xml"
    example: ClassVar = {"set": "cs"}
    interval = 3.0
    overlap = 1

    @property
    def identity(self) -> str:
        """The host, the set and the format."""
        host = urlsplit(self.base_url).hostname if self.base_url else "arxiv"
        prefix = None if self.prefix == "arXiv" else self.prefix
        return "-".join(filter(None, [host, self.set, prefix]))

    def begin(self, span: Span) -> Request:
        """Return the request for the first page of the records that changed in a span."""
        days = {"from": span.first.isoformat(), "until": span.last.isoformat()}
        parameters = {"verb": "ListRecords", "metadataPrefix": self.prefix, **days}
        if self.set is not None:
            parameters["set"] = self.set
        return Request(address=self.address, parameters=parameters, span=span)

    def read(self, request: Request, path: Path) -> Page:
        """Return what a list of records holds; its token leads to the next page."""
        answer = scan_xml(path, {"OAI-PMH"}, {"record"}, {_TOKEN, "error", "error/@code"})
        if "error/@code" in answer.values and answer.values["error/@code"] != _NO_RECORDS:
            text = answer.values.get("error") or answer.values["error/@code"]
            raise AnswerError(f"an error: “{shorten(text)}”")
        token = answer.values.get(_TOKEN)
        if not token:
            return Page(papers=answer.count)
        parameters = {"verb": "ListRecords", "resumptionToken": token}  # no others are allowed
        following = replace(request, parameters=parameters, page=request.page + 1)
        return Page(papers=answer.count, next=following)
