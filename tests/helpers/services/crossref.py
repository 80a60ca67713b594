"""Crossref: `/works` with a search, a filter and cursors."""

import json
import re

from helpers.stand_in_server import Answer
from helpers.stand_in_services import Request, Service, make_titles
from paperthemes.fetch.sources.crossref import Crossref

_TITLES = make_titles(8)
_DAYS = (*["2026-10-15"] * 4, *["2026-11-15"] * 4)
_MOST = 3  # works of a page, whatever is asked for
_FILTER = re.compile(
    r"from-pub-date:(\d{4}-\d\d-\d\d),until-pub-date:(\d{4}-\d\d-\d\d),"
    r"issn:1234-5679,has-abstract:true"
)


def answer(request: Request) -> Answer:
    """Answer with a page of the works of some days."""
    assert request.path == "/works"
    assert request.parameters["query"] == "fruit"
    assert "abstract" in request.parameters["select"]
    days = _FILTER.fullmatch(request.parameters["filter"])
    assert days
    matches = [n for n, day in enumerate(_DAYS) if days[1] <= day <= days[2]]
    cursor = request.parameters["cursor"]
    start = 0 if cursor == "*" else int(cursor.removeprefix("after+"))
    size = min(_MOST, int(request.parameters["rows"]))
    return _make_answer(
        {
            "status": "ok",
            "message-type": "work-list",
            "message": {
                "total-results": len(matches),
                "items-per-page": size,
                "next-cursor": f"after+{start + size}",  # on the last page, too
                "items": [_make_work(number) for number in matches[start : start + size]],
            },
        }
    )


def _make_work(number: int) -> dict[str, object]:
    """Return a work."""
    return {
        "DOI": f"10.5555/{number}",
        "URL": f"https://doi.org/10.5555/{number}",
        "title": [_TITLES[number]],
        "abstract": "<jats:p>We describe how it is done.</jats:p>",
        "author": [{"given": "Ada", "family": "Apple", "sequence": "first", "affiliation": []}],
        "issued": {"date-parts": [[*map(int, _DAYS[number].split("-"))]]},
        "type": "journal-article",
        "container-title": ["Journal of Fruit"],
    }


def _make_answer(content: object) -> Answer:
    """Return an answer in JSON."""
    return Answer(body=json.dumps(content).encode(), headers={"Content-Type": "application/json"})


SERVICE = Service(
    model=Crossref,
    settings={
        "query": "fruit",
        "issn": "1234-5679",
        "filter": "has-abstract:true",
        "since": "2026-10",
        "until": "2026-11",
    },
    titles=_TITLES,
    answer=answer,
    failure=_make_answer(
        {
            "status": "failed",
            "message-type": "validation-failure",
            "message": [{"type": "filter-not-available", "value": "has-abstrakt"}],
        }
    ),
)
