"""bioRxiv's API: `/details` with a server, days and a start, and `category`."""

import json
import re

from helpers.stand_in_server import Answer
from helpers.stand_in_services import Request, Service, make_titles
from paperthemes.fetch.sources.biorxiv import BioRxiv

_TITLES = make_titles(8)
_DAYS = (*["2026-10-30"] * 5, *["2026-11-02"] * 3)
_MOST = 2  # preprints of a page
_PATH = re.compile(r"/details/medrxiv/(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)/(\d+)")


def answer(request: Request) -> Answer:
    """Answer with a page of the preprints of some days; the total is too large."""
    place = _PATH.fullmatch(request.path)
    assert place
    assert request.parameters == {"category": "public health"}
    matches = [n for n, day in enumerate(_DAYS) if place[1] <= day <= place[2]]
    start = int(place[3])
    shown = matches[start : start + _MOST]
    if not shown:
        return _make_answer({"messages": [{"status": "no posts found"}], "collection": []})
    message = {
        "status": "ok",
        "interval": f"{place[1]}:{place[2]}",
        "cursor": start,
        "count": len(shown),
        "total": str(len(matches) + 1),
    }
    return _make_answer(
        {"messages": [message], "collection": [_make_preprint(number) for number in shown]}
    )


def _make_preprint(number: int) -> dict[str, str]:
    """Return a version of a preprint."""
    return {
        "doi": f"10.1101/{_DAYS[number].replace('-', '.')}.{number:08}",
        "title": _TITLES[number],
        "authors": "Apple, A.; Pear, B.",
        "author_corresponding": "Ada Apple",
        "date": _DAYS[number],
        "version": "1",
        "type": "new results",
        "category": "public health",
        "abstract": "We describe how it is done.",
        "published": "NA",
        "server": "medRxiv",
    }


def _make_answer(content: object) -> Answer:
    """Return an answer in JSON."""
    return Answer(body=json.dumps(content).encode(), headers={"Content-Type": "application/json"})


SERVICE = Service(
    model=BioRxiv,
    settings={
        "server": "medrxiv",
        "category": "public health",
        "since": "2026-10-30",
        "until": "2026-11-03",
    },
    titles=_TITLES,
    answer=answer,
    failure=_make_answer(
        {"messages": [{"status": "Error: the interval is not valid"}], "collection": []}
    ),
)
