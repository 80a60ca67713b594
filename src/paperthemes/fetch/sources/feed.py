"""RSS and Atom feeds of journals, preprint servers and search engines.

The shape follows RFC 4287 (Atom), https://www.rssboard.org/rss-specification (RSS 2.0) and
http://purl.org/rss/1.0/spec (RSS 1.0), read in November 2026: a root element `feed`, `rss` or
`RDF` with elements `entry` or `item`. A feed has what is new, and knows no days and no pages. So it
has to be asked often enough, and a file is written only if the feed has changed.
"""

from pathlib import Path
from typing import ClassVar, Literal
from urllib.parse import urlsplit

from paperthemes.fetch.answers import scan_xml
from paperthemes.fetch.source import Address, Page, Request, Source
from paperthemes.fetch.spans import Span


class Feed(Source):
    """The newest papers of an RSS or Atom feed."""

    source: Literal["feed"] = "feed"
    """name of the source"""
    base_url: Address
    """address of the feed"""

    summary = "any RSS or Atom feed"
    service = ""
    suffix = ".xml"
    example: ClassVar = {"base_url": "https://rss.arxiv.org/rss/cs.DL"}
    is_dated = False

    @property
    def identity(self) -> str:
        """The address."""
        return self.base_url

    @property
    def label(self) -> str:
        """Host and path: parameters of an address may be secret."""
        parts = urlsplit(self.base_url)
        return f"{parts.hostname}{parts.path}"

    def begin(self, span: Span) -> Request:
        """Return the request for the feed."""
        return Request(address=self.base_url, span=span)

    def read(self, request: Request, path: Path) -> Page:
        """Return what a feed holds."""
        return Page(papers=scan_xml(path, {"feed", "rss", "RDF"}, {"entry", "item"}).count)
