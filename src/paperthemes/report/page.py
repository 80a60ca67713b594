"""The page: a template, and the values it shows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from paperthemes import __version__

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One line of the list of papers; `runner_up` is a topic's name, empty for none.

    `nearest_exemplars` are (paper_id, title).
    """

    paper_id: str
    title: str
    abstract: str
    link: str
    published: str
    dumps: Sequence[str]
    topic: int
    topic_name: str
    grade: str
    confidence: float
    runner_up: str
    margin: float
    nearest_exemplars: Sequence[tuple[str, str]]
    shared_terms: Sequence[str]


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One line of the table of topics; `exemplars` are (paper_id, title), `keywords` have weights.

    `stability` is `None` where it is not known.
    """

    topic: int
    name: str
    size: int
    share: float
    colour: str
    keywords: Sequence[tuple[str, float]]
    exemplars: Sequence[tuple[str, str]]
    stability: float | None
    seeded: bool


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """One theme, and the lines of its topics."""

    name: str
    size: int
    keywords: Sequence[str]
    topics: Sequence[TopicRow]


@dataclass(frozen=True, slots=True)
class Page:
    """All that the page shows.

    Attributes
    ----------
    figure
        The map as Plotly's JSON, `data` and `layout`.
    dumps
        The parse reports.
    duplicates
        Rows of `tables.DUPLICATES`.
    embedding
        The account of the stage embed: texts, cached, encoded, truncated, seconds.
    settings
        Dotted key of the config to its value.
    """

    title: str
    clustering: str
    metrics: dict[str, Any]
    figure: dict[str, Any]
    themes: Sequence[ThemeRow]
    papers: Sequence[PaperRow]
    dumps: Sequence[dict[str, Any]]
    duplicates: Sequence[dict[str, Any]]
    embedding: dict[str, Any]
    settings: dict[str, Any]


def render(page: Page) -> str:
    """Return the page as one HTML text that needs nothing else; all values are escaped."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2").render(
        page=page,
        version=__version__,
        style=_own("page.css"),
        script=_own("page.js"),
        plotly=Markup(get_plotlyjs()),
    )


def link_of(url: str, arxiv_id: str, doi: str) -> str:
    """Return the address of a paper: its own if it is one of the web, else by its identifier."""
    if re.match(r"https?://[^/\s]", url, re.IGNORECASE):
        return url
    if arxiv_id:
        return f"https://arxiv.org/abs/{quote(arxiv_id)}"
    return f"https://doi.org/{quote(doi)}" if doi else ""


def _own(name: str) -> Markup:
    return Markup((_TEMPLATES / name).read_text(encoding="utf-8"))
