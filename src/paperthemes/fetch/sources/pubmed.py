"""PubMed by the E-utilities: searches.

The shape follows https://www.ncbi.nlm.nih.gov/books/NBK25499 and NBK25497, read on 2026-11-30.
ESearch finds the papers that were added on some days (`datetype=edat`, `mindate`, `maxdate`) and,
with `usehistory=y`, keeps them on the server as `WebEnv` and `QueryKey`; from there, EFetch gets
them page by page, by `retstart` and `retmax`. PubMed gives no more than the first 9,999 papers of a
search. Errors have status 200 or 400 and an element `<ERROR>`. Without a key, three requests in a
second are allowed to all users behind one address; with a key, ten to its owner.
"""

from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

from paperthemes.fetch.answers import Answer, scan_xml, shorten
from paperthemes.fetch.source import (
    AnswerError,
    IncompleteError,
    Key,
    NonEmpty,
    Page,
    Request,
    Source,
)
from paperthemes.fetch.spans import Period, Span

MAX_PAPERS = 9_999  # of a search
_PAGE_SIZE = 200
_ENTRIES = frozenset({"PubmedArticle", "PubmedBookArticle"})
_SEARCH_PLACES = frozenset({"Count", "WebEnv", "QueryKey"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _FetchRequest(Request):
    """A request to EFetch for a page of the papers that a search has found.

    Attributes
    ----------
    total
        Number of these papers.
    """

    total: int


class PubMed(Source):
    """Papers in PubMed, by the day on which they were added."""

    source: Literal["pubmed"] = "pubmed"
    """name of the source"""
    query: NonEmpty
    """search in PubMed's notation, such as asthma[tiab] AND english[la]"""
    by: Period = "month"
    """the longest time that a file is about: a day, a week or a month; for searches with more than
    9,999 papers a month, PubMed has to be asked by week or day"""

    summary = "papers in PubMed: a search"
    service = "https://eutils.ncbi.nlm.nih.gov"
    suffix = ".xml"
    example: ClassVar = {"query": "bibliometrics"}
    size_parameter = "retmax"
    key = Key(
        variable="NCBI_API_KEY",
        place="api_key",
        address="https://www.ncbi.nlm.nih.gov/account/",
    )
    interval = 0.34
    overlap = 1  # its days end after those in UTC

    @property
    def period(self) -> Period:
        """The longest period of a file."""
        return self.by

    def begin(self, span: Span) -> Request:
        """Return the request for the search, whose answer leads to the first page."""
        parameters: dict[str, str | int] = {
            "db": "pubmed",
            "term": self.query,
            "datetype": "edat",
            "mindate": f"{span.first:%Y/%m/%d}",
            "maxdate": f"{span.last:%Y/%m/%d}",
            "usehistory": "y",
            "retmax": _PAGE_SIZE,
            "tool": "paperthemes",
        }
        address = f"{self.address}/entrez/eutils/esearch.fcgi"
        return Request(address=address, parameters=parameters, span=span, page=0)

    def read(self, request: Request, path: Path) -> Page:
        """Return what the answer to the search, or a page of papers, holds."""
        if isinstance(request, _FetchRequest):
            return _read_papers(request, path)
        return self._read_search(request, path)

    def _read_search(self, request: Request, path: Path) -> Page:
        """Return the request for the first page of what a search has found."""
        values = _scan(path, "eSearchResult", places=_SEARCH_PLACES).values
        total = int(values.get("Count", -1))
        if not total:
            return Page(papers=0)
        if missing := _SEARCH_PLACES - values.keys():
            raise AnswerError(f"XML without <{min(missing)}>")
        if total > MAX_PAPERS:
            hint = "" if self.by == "day" else ", or set `by` to a shorter period"
            raise AnswerError(
                f"a search with {total:,} papers, of which PubMed gives {MAX_PAPERS:,}; narrow the "
                f"query{hint}"
            )
        parameters: dict[str, str | int] = {
            "db": "pubmed",
            "WebEnv": values["WebEnv"],
            "query_key": values["QueryKey"],
            "retmode": "xml",
            "retstart": 0,
            "retmax": request.parameters["retmax"],
            "tool": "paperthemes",
        }
        address = f"{self.address}/entrez/eutils/efetch.fcgi"
        following = _FetchRequest(
            address=address, parameters=parameters, span=request.span, total=total
        )
        return Page(papers=0, next=following)


def _read_papers(request: _FetchRequest, path: Path) -> Page:
    """Return what a page of papers holds, and the request for the next page."""
    count = _scan(path, "PubmedArticleSet").count
    if not count:
        raise IncompleteError("a page without papers, although there are more")
    end = int(request.parameters["retstart"]) + int(request.parameters["retmax"])
    following = request.next_page({"retstart": end}) if end < request.total else None
    return Page(papers=count, next=following)


def _scan(path: Path, root: str, places: Set[str] = frozenset()) -> Answer:
    """Return what was found in an answer; raise an error if the answer reports one."""
    roots = {root, "eFetchResult"}
    answer = scan_xml(path, roots, _ENTRIES, {*places, "ERROR"})
    if "ERROR" in answer.values:
        raise AnswerError(f"an error: “{shorten(answer.values['ERROR'])}”")
    return answer
