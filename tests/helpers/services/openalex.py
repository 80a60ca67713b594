"""OpenAlex: `/works` with a search, a filter and cursors."""

import json
import re

from helpers.stand_in_server import Answer
from helpers.stand_in_services import Request, Service, make_titles
from paperthemes.fetch.sources.openalex import OpenAlex

_TITLES = make_titles(9)
_DAYS = (*["2026-10-15"] * 5, *["2026-11-15"] * 4)
_MOST = 2  # papers of a page, whatever is asked for
_FILTER = re.compile(
    r"type:article,from_publication_date:(\d{4}-\d\d-\d\d),to_publication_date:(\d{4}-\d\d-\d\d)"
)


def answer(request: Request) -> Answer:
    """Answer with a page of the works of some days."""
    assert request.path == "/works"
    assert request.parameters["search"] == "fruit"
    days = _FILTER.fullmatch(request.parameters["filter"])
    assert days
    matches = [n for n, day in enumerate(_DAYS) if days[1] <= day <= days[2]]
    cursor = request.parameters["cursor"]
    start = 0 if cursor == "*" else int(cursor.removeprefix("after-"))
    size = min(_MOST, int(request.parameters["per_page"]))
    shown = matches[start : start + size]
    following = f"after-{start + size}" if shown else None
    content = {
        "meta": {"count": len(matches), "per_page": size, "next_cursor": following},
        "results": [_make_work(number) for number in shown],
    }
    return Answer(body=json.dumps(content).encode(), headers={"Content-Type": "application/json"})


def _make_work(number: int) -> dict[str, object]:
    """Return a work."""
    return {
        "id": f"https://openalex.org/W{number + 1}",
        "doi": f"https://doi.org/10.5555/{number}",
        "title": _TITLES[number],
        "publication_date": _DAYS[number],
        "authorships": [{"author": {"display_name": "Ada Apple"}}],
        "abstract_inverted_index": {"We": [0], "sort": [1], "fruit.": [2]},
    }


SERVICE = Service(
    model=OpenAlex,
    settings={
        "query": "fruit",
        "filter": "type:article",
        "since": "2026-10",
        "until": "2026-11",
    },
    titles=_TITLES,
    answer=answer,
    failure=Answer(body=b'{"error": "Invalid filter", "message": "Unknown field: tipe"}'),
)
