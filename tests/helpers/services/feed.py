"""A feed of a journal: RSS 2.0."""

from helpers.stand_in_server import Answer
from helpers.stand_in_services import Request, Service, make_titles
from paperthemes.fetch.sources.feed import Feed

_TITLES = make_titles(5)


def answer(request: Request) -> Answer:
    """Answer with what is new."""
    assert request.path == "/"
    items = "".join(
        f"<item><title>{title}</title><link>https://example.org/{number}</link>"
        "<description>We describe how it is done.</description></item>"
        for number, title in enumerate(_TITLES)
    )
    return _make_answer(f"<channel><title>Journal of Fruit</title>{items}</channel>")


def _make_answer(content: str) -> Answer:
    """Return an answer that is a feed, in the encoding that it names."""
    text = f'<?xml version="1.0" encoding="ISO-8859-1"?><rss version="2.0">{content}</rss>'
    return Answer(body=text.encode("latin-1"), headers={"Content-Type": "application/rss+xml"})


SERVICE = Service(
    model=Feed,
    settings={},
    titles=_TITLES,
    answer=answer,
    failure=Answer(body=b"<error>gone</error>"),
)
