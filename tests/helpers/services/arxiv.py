"""arXiv's API: `/api/query` with a search, days of submission, `start` and `max_results`."""

import re

from helpers.stand_in_server import Answer
from helpers.stand_in_services import Request, Service, make_arxiv_id, make_titles
from paperthemes.fetch.sources.arxiv import Arxiv

_TITLES = make_titles(7)
_DAYS = ("20261029", "20261030", "20261102", "20261102", "20261102", "20261102", "20261103")
_MOST = 2  # papers of a page, whatever is asked for
_NAMESPACES = (
    'xmlns="http://www.w3.org/2005/Atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" '
    'xmlns:arxiv="http://arxiv.org/schemas/atom"'
)
_SEARCH = re.compile(r"\(cat:cs\.LG\) AND submittedDate:\[(\d{8})0000 TO (\d{8})2359\]")


def answer(request: Request) -> Answer:
    """Answer with a page of the papers of some days, the earliest first."""
    assert request.path == "/api/query"
    assert request.parameters["sortOrder"] == "ascending"
    search = _SEARCH.fullmatch(request.parameters["search_query"])
    assert search
    matches = [n for n, day in enumerate(_DAYS) if search[1] <= day <= search[2]]
    start = int(request.parameters["start"])
    shown = matches[start : start + min(_MOST, int(request.parameters["max_results"]))]
    entries = "".join(map(_make_entry, shown))
    return _make_feed(f"<opensearch:totalResults>{len(matches)}</opensearch:totalResults>{entries}")


def _make_entry(number: int) -> str:
    """Return the entry of a paper."""
    day = f"{_DAYS[number][:4]}-{_DAYS[number][4:6]}-{_DAYS[number][6:]}"
    return f"""
      <entry><id>http://arxiv.org/abs/{make_arxiv_id(_TITLES[number])}v1</id><title>{_TITLES[number]}</title>
        <published>{day}T10:00:00Z</published><summary>We describe how it is done.</summary>
        <author><name>Ada Apple</name></author><category term="cs.LG"/></entry>"""


def _make_feed(content: str) -> Answer:
    """Return an answer that is a feed."""
    text = f'<?xml version="1.0" encoding="UTF-8"?><feed {_NAMESPACES}><id>1</id>{content}</feed>'
    return Answer(body=text.encode(), headers={"Content-Type": "application/atom+xml"})


SERVICE = Service(
    model=Arxiv,
    settings={"query": "cat:cs.LG", "since": "2026-10-30", "until": "2026-11-03"},
    titles=_TITLES[1:],
    answer=answer,
    failure=_make_feed(
        """<opensearch:totalResults>1</opensearch:totalResults><entry>
        <id>http://arxiv.org/api/errors#start_must_be_an_integer</id><title>Error</title>
        <summary>start must be an integer</summary></entry>"""
    ),
)
