"""The new papers of a run as an Atom feed (RFC 4287)."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as etree

from paperthemes.report.new_papers import NewPaper
from paperthemes.version import __version__

_ATOM = "http://www.w3.org/2005/Atom"
_FORBIDDEN = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0
_NAMESPACE = uuid5(NAMESPACE_URL, "paperthemes")


def format_feed(content: Mapping[str, Any], new_papers: Sequence[NewPaper], title: str) -> str:
    """Return an Atom feed with an entry per new paper; the feed of a first run has none.

    Its topic is the category of an entry. The ids of entries depend on the `paper_id` alone, and
    the id of the feed on the title and the clustering, so readers recognise both in later runs. All
    texts are plain text, so markup in them means nothing.

    Parameters
    ----------
    content
        The content of `changes.json`.
    new_papers
        Result of `list_new_papers`.
    title
        Heading of the pages.
    """
    clustering, updated = content["clustering"], _format_time(content["recorded"])
    feed = etree.Element("feed", xmlns=_ATOM)
    _add(feed, "title", f"{title}: new papers ({clustering})")
    _add(feed, "id", uuid5(_NAMESPACE, f"feed {title} {clustering}").urn)
    _add(feed, "updated", updated)
    # Entries without authors take that of the feed.
    _add(_add(feed, "author"), "name", title)
    _add(feed, "generator", "paperthemes", version=__version__)
    for paper in new_papers:
        _add_entry(feed, paper, updated)
    etree.indent(feed)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{etree.tostring(feed, encoding="unicode")}\n'


def _add_entry(feed: etree.Element, paper: NewPaper, updated: str) -> None:
    """Add the entry of a new paper to a feed."""
    entry = _add(feed, "entry")
    _add(entry, "title", paper.title)
    _add(entry, "id", uuid5(_NAMESPACE, f"paper {paper.paper_id}").urn)
    _add(entry, "updated", updated)
    if paper.published.count("-") == 2:  # the day is known
        _add(entry, "published", _format_time(paper.published))
    for name in filter(str.strip, paper.authors):
        _add(_add(entry, "author"), "name", name)
    _add(entry, "category", term=paper.topic_id or paper.topic, label=paper.topic)
    # An entry without content must have a link, so each has both. A paper whose source is unknown
    # has a search for its title.
    _add(entry, "link", rel="alternate", href=_escape_address(paper.links[0][1]))
    _add(entry, "summary", paper.sentence or paper.abstract)
    _add(entry, "content", paper.abstract or paper.sentence)


def _add(parent: etree.Element, tag: str, text: str = "", **attributes: str) -> etree.Element:
    """Add an element, without the characters that XML forbids."""
    cleaned = {name: _FORBIDDEN.sub("", value) for name, value in attributes.items()}
    element = etree.SubElement(parent, tag, cleaned)
    element.text = _FORBIDDEN.sub("", text) or None
    return element


def _escape_address(address: str) -> str:
    """Return an address without the characters that an IRI must escape."""
    return re.sub(
        r"[\s<>\"{}|\\^`]",
        lambda match: f"%{ord(match[0]):02X}" if match[0] < "\x80" else "",
        address,
    )


def _format_time(text: str) -> str:
    """Return a time as it is, and a day as its beginning."""
    return text if "T" in text else f"{text}T00:00:00Z"
