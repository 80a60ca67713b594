"""Hugging Face Daily Papers: `/api/daily_papers` with `date`, `limit` and `p`."""

import json
from collections.abc import Iterable

from helpers.stand_in_server import Answer
from helpers.stand_in_services import Request, Service, make_arxiv_id, make_titles
from paperthemes.fetch.sources.huggingface import HuggingFace

_TITLES = make_titles(63)
_DAYS = {"2026-11-26": _TITLES[:60], "2026-11-27": _TITLES[60:]}  # nothing at the weekend
_MOST = 50  # papers of a page, whatever is asked for


def answer(request: Request) -> Answer:
    """Answer with a page of the papers of a day."""
    assert request.path == "/api/daily_papers"
    page, limit = int(request.parameters["p"]), min(_MOST, int(request.parameters["limit"]))
    titles = _DAYS.get(request.parameters["date"], ())[page * limit : (page + 1) * limit]
    return make_answer(titles, request.parameters["date"])


def make_answer(titles: Iterable[str], day: str) -> Answer:
    """Return the answer that lists papers."""
    papers = [
        {
            "paper": {
                "id": make_arxiv_id(title),
                "authors": [{"name": "Ada Apple", "hidden": False}],
                "publishedAt": f"{day}T10:00:00.000Z",
                "title": title,
                "summary": f"{title}: we describe how it is done, and why it should be done so.",
                "upvotes": 3,
            },
            "publishedAt": f"{day}T10:00:00.000Z",
            "title": title,
            "numComments": 1,
        }
        for title in titles
    ]
    return Answer(body=json.dumps(papers).encode(), headers={"Content-Type": "application/json"})


SERVICE = Service(
    model=HuggingFace,
    settings={"since": "2026-11-26", "until": "2026-11-29"},
    titles=_TITLES,
    answer=answer,
    failure=Answer(body=b'{"error": "Internal error, we are on it"}'),
)
