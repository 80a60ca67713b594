"""The contract of a stand-in for a service of `paperthemes fetch`, and the server that plays it.

A stand-in is a module in `tests/helpers/services/` with a constant `SERVICE`, which `SERVICES` in
its `__init__.py` lists. The tests of all sources run against it. Its papers are made up here; their
shape is that of the service's documentation.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zlib import crc32

from helpers.stand_in_server import Answer, StandInServer, serving
from paperthemes.fetch.source import Source

TODAY = date(2026, 11, 30)


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request; names of headers are in lower case."""

    path: str
    headers: Mapping[str, str]
    parameters: Mapping[str, str]


Script = Callable[[Request], Answer]


@dataclass(frozen=True, kw_only=True)
class Service:
    """A stand-in for a service.

    Attributes
    ----------
    model
        The source that asks it.
    settings
        Settings of the source, with which it asks for several pages.
    titles
        Titles of all papers that must come with these settings; each paper once.
    answer
        Plays the protocol.
    failure
        What the service answers, with status 200, if it reports an error.
    """

    model: type[Source]
    settings: Mapping[str, Any]
    titles: tuple[str, ...]
    answer: Script
    failure: Answer = field(default_factory=Answer)

    def make_source(self, address: str, **changes: Any) -> Source:
        """Return the source with its settings, which asks a server at an address."""
        return self.model(**{**self.settings, "base_url": address, **changes})


class StandInService(StandInServer):
    """Answers each request by `script`, which a test may change in between."""

    def __init__(self, script: Script) -> None:
        super().__init__()
        self.script = script
        self.requests: list[Request] = []

    def respond(self, path: str, headers: Mapping[str, str], content: bytes) -> Answer:
        """Return what the script answers."""
        parts = urlsplit(path)
        parameters = dict(parse_qsl(parts.query, keep_blank_values=True))
        request = Request(path=parts.path, headers=headers, parameters=parameters)
        self.requests.append(request)
        return self.script(request)


def stand_in_service(script: Script) -> Any:
    """Run a server for the duration of the block."""
    return serving(StandInService(script))


def make_titles(count: int) -> tuple[str, ...]:
    """Return titles of made-up papers that no step takes for duplicates."""
    fruits = "Apples", "Pears", "Plums", "Quinces", "Cherries", "Figs", "Dates", "Grapes", "Limes"
    verbs = "Sorting", "Weighing", "Peeling", "Storing", "Counting", "Grafting", "Tasting"
    places = "Attics", "Barns", "Cellars", "Orchards", "Markets", "Harbours", "Trains", "Schools"
    return tuple(f"{verbs[n % 7]} {fruits[n % 9]} in {places[n % 8]}" for n in range(count))


def make_arxiv_id(title: str) -> str:
    """Return the arXiv id of a made-up paper, the same in all services."""
    return f"2611.{crc32(title.encode()) % 100_000:05}"
