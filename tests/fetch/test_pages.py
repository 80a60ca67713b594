"""What sources make of the less usual answers of their services."""

import json
from pathlib import Path

import pytest

from paperthemes.fetch.source import AnswerError, IncompleteError, Request, Source
from paperthemes.fetch.sources.biorxiv import BioRxiv
from paperthemes.fetch.sources.crossref import Crossref
from paperthemes.fetch.sources.pubmed import PubMed
from paperthemes.fetch.spans import parse_span

SPAN = parse_span("2026-11")
FOUND = "<QueryKey>1</QueryKey><WebEnv>MCID_1</WebEnv></eSearchResult>"


@pytest.fixture
def answer(tmp_path: Path) -> Path:
    return tmp_path / "answer"


def make_works(count: int, total: int) -> str:
    """Return an answer of Crossref with some works, of pages of 5."""
    message = {
        "total-results": total,
        "items-per-page": 5,
        "next-cursor": "the same",
        "items": [{"DOI": f"10.5555/{number}"} for number in range(count)],
    }
    return json.dumps({"status": "ok", "message": message})


def begin_page(source: Source, page: int) -> Request:
    """Return the request for a page, which is the same on all pages."""
    request = source.begin(SPAN)
    while request.page < page:
        request = request.next_page({})
    return request


def test_crossref_ends_when_all_works_have_come(answer: Path) -> None:
    source = Crossref(query="fruit")
    answer.write_text(make_works(5, 10))
    first = source.read(begin_page(source, 1), answer)
    assert first.next is not None
    assert first.next.parameters["cursor"] == "the same"
    assert source.read(begin_page(source, 2), answer).next is None
    answer.write_text(make_works(2, 8))  # one was added meanwhile
    assert source.read(begin_page(source, 2), answer).next is None


def test_a_page_that_crossref_skipped_is_noticed(answer: Path) -> None:
    source = Crossref(query="fruit")
    answer.write_text(make_works(2, 12))
    with pytest.raises(AnswerError, match="the last page, although 5 works are missing"):
        source.read(begin_page(source, 2), answer)


def test_pubmed_says_if_a_search_has_too_many_papers(answer: Path) -> None:
    answer.write_text(f"<eSearchResult><Count>10000</Count>{FOUND}")
    monthly, daily = PubMed(query="cancer"), PubMed(query="cancer", by="day")
    with pytest.raises(AnswerError, match="gives 9,999; narrow the query, or set `by`"):
        monthly.read(monthly.begin(SPAN), answer)
    with pytest.raises(AnswerError, match=r"narrow the query$"):
        daily.read(daily.begin(SPAN), answer)


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("<eFetchResult><ERROR>Out of range</ERROR></eFetchResult>", AnswerError, "Out of range"),
        ("<PubmedArticleSet></PubmedArticleSet>", IncompleteError, "without papers"),
    ],
)
def test_pubmed_may_find_papers_and_then_fail(
    answer: Path, text: str, error: type[AnswerError], message: str
) -> None:
    source = PubMed(query="asthma")
    answer.write_text(f"<eSearchResult><Count>3</Count>{FOUND}")
    request = source.read(source.begin(SPAN), answer).next
    assert request is not None
    answer.write_text(text)
    with pytest.raises(error, match=message):
        source.read(request, answer)


def test_an_empty_page_of_biorxiv_is_the_last(answer: Path) -> None:
    source = BioRxiv()
    message = {"status": "ok", "total": "31"}
    answer.write_text(json.dumps({"messages": [message], "collection": [{"doi": "10.1101/1"}]}))
    following = source.read(source.begin(SPAN), answer).next
    assert following is not None
    assert following.address.endswith("/details/biorxiv/2026-11-01/2026-11-30/1")
    answer.write_text(json.dumps({"messages": [message], "collection": []}))
    assert source.read(following, answer).next is None
