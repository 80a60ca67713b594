"""Semantic Scholar: `/graph/v1/paper/search/bulk` with a search, days and tokens."""

import json

from helpers.stand_in_server import Answer
from helpers.stand_in_services import Request, Service, make_titles
from paperthemes.fetch.sources.semantic_scholar import SemanticScholar

_TITLES = make_titles(7)
_DAYS = (*["2026-10-30"] * 4, *["2026-11-02"] * 3)
_MOST = 2  # papers of a page


def answer(request: Request) -> Answer:
    """Answer with a page of the papers that were published on some days."""
    assert request.path == "/graph/v1/paper/search/bulk"
    assert request.parameters["query"] == "fruit + -vegetables"
    assert "abstract" in request.parameters["fields"].split(",")
    first, last = request.parameters["publicationDateOrYear"].split(":")
    matches = [n for n, day in enumerate(_DAYS) if first <= day <= last]
    start = int(request.parameters.get("token", "T0").removeprefix("T"))
    end = start + _MOST
    content = {
        "total": len(matches),
        "token": f"T{end}" if end < len(matches) else None,
        "data": [_make_paper(number) for number in matches[start:end]],
    }
    return Answer(body=json.dumps(content).encode(), headers={"Content-Type": "application/json"})


def _make_paper(number: int) -> dict[str, object]:
    """Return a paper."""
    return {
        "paperId": f"{number:040x}",
        "externalIds": {"DOI": f"10.5555/{number}", "CorpusId": number},
        "url": f"https://www.semanticscholar.org/paper/{number:040x}",
        "title": _TITLES[number],
        "abstract": "We describe how it is done.",
        "year": 2026,
        "publicationDate": _DAYS[number],
        "authors": [{"authorId": "1", "name": "Ada Apple"}],
    }


SERVICE = Service(
    model=SemanticScholar,
    settings={"query": "fruit + -vegetables", "since": "2026-10-30", "until": "2026-11-03"},
    titles=_TITLES,
    answer=answer,
    failure=Answer(body=b'{"error": "Unrecognized or unsupported fields: [abstrakt]"}'),
)
