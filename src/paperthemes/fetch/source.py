"""The contract of a source: its settings, its requests, and how an answer of it is read.

A source is a module in `fetch/sources/` with one subclass of `Source`, which `SOURCES` in
`fetch/sources/__init__.py` lists. The fields of the class are its settings: keys of an entry of
`sources` in the config, and options of `paperthemes fetch NAME`. The class says

- `begin(span)`: the request for the first page of what appeared in a span of days;
- `read(request, path)`: what a file with an answer holds, checked against the documented shape,
  and the request for the next page. A file that another run left is read the same way, so the next
  page must follow from the request and the answer alone.

All else is done for it: spans, names of files, pauses, repeats, limits, keys, going on after a
kill.
"""

import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from paperthemes.errors import UserError
from paperthemes.fetch.spans import LABEL, Period, Span, parse_span
from paperthemes.openai_service import is_local
from paperthemes.settings import Section

CONTACT_VARIABLE = "PAPERTHEMES_CONTACT"  # has the mail address of the user
SEARCH_SETTINGS = "query", "issn", "filter"  # settings that choose papers, where a source has them
MAX_LABEL_LENGTH = 60  # characters of a query in names of files
NonEmpty = Annotated[str, Field(min_length=1)]


class AnswerError(UserError):
    """Raised when an answer is not of the documented shape, or reports an error."""


class IncompleteError(AnswerError):
    """Raised when an answer lacks what it should have, but may have it the next time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key of the user for a service, which is only ever read when a request is sent.

    Attributes
    ----------
    variable
        The environment variable that holds it.
    place
        Name of the parameter or header that carries it.
    is_header
        Whether it is a header.
    is_required
        Whether the service refuses requests without it.
    address
        Where to get one.
    """

    variable: str
    place: str
    is_header: bool = False
    is_required: bool = False
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request for one page of a list of papers.

    Attributes
    ----------
    address
        The address without parameters.
    parameters
        Parameters of the address.
    span
        The days that the list is about.
    page
        Number of the page, from 1. An answer to page 0 is no dump: it is read for what leads to
        page 1, and not kept.
    """

    address: str
    parameters: Mapping[str, str | int] = field(default_factory=dict)
    span: Span
    page: int = 1

    def next_page(self, parameters: Mapping[str, str | int], address: str | None = None) -> Self:
        """Return the request for the next page; `parameters` are added or replaced."""
        return replace(
            self,
            address=address or self.address,
            parameters={**self.parameters, **parameters},
            page=self.page + 1,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The number of papers in an answer, and the request for the next page, if there is one."""

    papers: int
    next: Request | None = None


def _write_day(value: object) -> object:
    """Return a date or year as text, because YAML reads `2026-11-20` as a date."""
    return str(value) if isinstance(value, date | int) and not isinstance(value, bool) else value


def _check_day(text: str) -> str:
    """Return a text that stands for a day or period; raise an error for any other."""
    try:
        parse_span(text)
    except ValueError as error:
        raise PydanticCustomError("day", "{reason}", {"reason": str(error)}) from None
    return text


def _check_address(address: str) -> str:
    """Return an address; raise an error for one at which others could listen."""
    if not (address.lower().startswith("https://") or is_local(address)):
        raise PydanticCustomError("address", "the address must begin with https://")
    return address


Day = Annotated[str, BeforeValidator(_write_day), AfterValidator(_check_day)]
Address = Annotated[str, AfterValidator(_check_address)]


class Source(Section, ABC):
    """A service that is asked for papers; its fields are settings."""

    source: str
    """name of the source"""
    since: Day | None = None
    """first day: 2026-11-20, or the first of a week (2026-W47), month (2026-11) or year; by default
    what is newer than the newest file, or else of a week"""
    until: Day | None = None
    """last day, or week, month or year; by default yesterday"""
    limit: int | None = Field(None, ge=1)
    """ask for no more once so many new papers have come; the next time goes on from there"""
    base_url: Address | None = None
    """address of a mirror, or of another service with the same protocol"""

    summary: ClassVar[str]
    """Description for `--help`."""
    service: ClassVar[str]
    """The address that requests begin with, unless `base_url` is set."""
    suffix: ClassVar[Literal[".json", ".xml"]]
    """Suffix of the files."""
    example: ClassVar[Mapping[str, str]] = {}
    """Settings of `--self-check`."""
    size_parameter: ClassVar[str | None] = None
    """Name of the parameter with the number of papers of a page, which `--self-check` sets to 1."""
    key: ClassVar[Key | None] = None
    """The key of the user, if the service takes one."""
    interval: ClassVar[float] = 1.0
    """Seconds from one request to the next."""
    overlap: ClassVar[int] = 0
    """Days before the end of the newest file that are asked for again, because papers of these days
    may have been added later."""
    only_whole: ClassVar[bool] = False
    """True if the service answers for whole periods only, such as a whole week."""
    is_dated: ClassVar[bool] = True
    """False if a request cannot name days, as for a feed, which lists its latest papers."""

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        """Refuse a first day after the last."""
        if self.since and self.until and parse_span(self.since).first > parse_span(self.until).last:
            raise PydanticCustomError("order", "`since` is after `until`")
        return self

    @abstractmethod
    def begin(self, span: Span) -> Request:
        """Return the request for the first page of the papers of a span."""

    @abstractmethod
    def read(self, request: Request, path: Path) -> Page:
        """Return what a file with the answer to a request holds.

        Raises
        ------
        AnswerError
            If the answer is not of the documented shape, or reports an error. An
            `IncompleteError` makes the client ask again.
        """

    @property
    def address(self) -> str:
        """The address of the service."""
        return (self.base_url or self.service).rstrip("/")

    @property
    def period(self) -> Period:
        """The longest period of a file; longer spans are divided."""
        return "month"

    @property
    def identity(self) -> str:
        """Text that tells the files of different settings apart: what the papers are chosen by."""
        return "-".join(filter(None, (getattr(self, name, None) for name in SEARCH_SETTINGS)))

    @property
    def label(self) -> str:
        """The identity as names of files show it."""
        return self.identity

    @property
    def stem(self) -> str:
        """The beginning of the names of all files: the source and the label.

        If the label is not the identity, is long, or has other characters than letters, digits,
        dots and hyphens, 6 hex digits of the digest of the identity are appended.
        """
        label = re.sub(r"[^A-Za-z0-9.]+", "-", self.label).strip("-.")[:MAX_LABEL_LENGTH]
        digest = hashlib.sha256(self.identity.encode()).hexdigest()[:6]
        return "-".join(filter(None, [self.source, label, digest * (label != self.identity)]))

    def name_file(self, request: Request) -> str:
        """Return the name of the file for the answer to a request."""
        page = f"-page-{request.page}" if request.page > 1 else ""
        return f"{self.stem}-{request.span.label}{page}{self.suffix}"

    def find_spans(self, folder: Path) -> list[Span]:
        """Return the spans of the files of this source in a folder, sorted."""
        name = re.compile(rf"{re.escape(self.stem)}-({LABEL})(?:-page-\d+)?{self.suffix}")
        spans = set()
        for match in (name.fullmatch(path.name) for path in folder.glob(f"*{self.suffix}")):
            with suppress(ValueError):  # a file of the user, named after a day that does not exist
                spans |= {parse_span(match[1])} if match else set()
        return sorted(spans)

    def find_newest(self, folder: Path) -> Path | None:
        """Return the file in a folder with the first page of the newest span, if there is one."""
        spans = self.find_spans(folder)
        return folder / f"{self.stem}-{spans[-1].label}{self.suffix}" if spans else None
