"""What goes into a format's reader and what must come out of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from paperthemes.parse.dump import Dump
from paperthemes.text.titles import collapse_whitespace

_EXCERPT = 80

Unit = Literal["line", "row", "entry"]
FIELDS = ("title", "abstract", "url", "arxiv_id", "doi", "published", "authors")
"""Fields that a column of a table may be said to hold."""


@dataclass(frozen=True, slots=True)
class Record:
    """One paper as it stands in one dump; the columns of `tables.RECORDS`, folded text.

    `start` and `end` are its place, from 1, inclusive, in the unit of the format.
    """

    start: int
    end: int
    title: str
    abstract: str = ""
    url: str = ""
    arxiv_id: str = ""
    doi: str = ""
    ids: tuple[str, ...] = ()
    published: str = ""
    authors: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A place that looks like content but makes no record, and why."""

    start: int
    end: int
    reason: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """A place that is meant to be no paper: an entry of another kind, page furniture."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ParseWarning:
    """Something a user should look at; equal messages are listed once, with their places.

    The message makes sense before a list of places ("date not understood, left in extra"), or, with
    a `start` of 0, alone.
    """

    message: str
    start: int = 0


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of a table was taken for what: field, scheme of an id or key of `extra`."""

    taken: Mapping[str, str]


ReaderItem = Record | Rejected | Ignored | ParseWarning | Columns


@dataclass(frozen=True, slots=True)
class ReaderOptions:
    """What the config says of one dump beside its path.

    Attributes
    ----------
    format
        Name of the format to read it in; `None` leaves it to recognition.
    columns
        For tables: field of a record, one of `FIELDS`, to the name of the column that holds it;
        the others are guessed.
    """

    format: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Format:
    """A dump format: how to recognise it by content, and how to read it.

    Attributes
    ----------
    name
        What users call it, in the config too.
    detect
        How surely the dump is of this format, judged by `dump.head` alone: 1 for a mark that no
        other format has, 0.5 to 0.9 for its shape, 0 for no.
    read
        Yields, in the order of the dump, all that is a record, rejected or doubtful, and for tables
        which columns were taken for what. No place is
        yielded twice, and whatever else the dump holds is boilerplate: for lines, all that
        `dump.lines` gives (or `dump.text` has); for rows and entries, up to the last place yielded
        (so what is no paper at the end must be yielded as `Ignored`).
        It may raise `UserError` where the dump is not what it looked like.
    unit
        What `start` and `end` count.
    """

    name: str
    detect: Callable[[Dump], float]
    read: Callable[[Dump, ReaderOptions], Iterator[ReaderItem]]
    unit: Unit = "line"


def excerpt(text: str) -> str:
    """Return the beginning of `text`, short enough for a report."""
    text = collapse_whitespace(text[: 20 * _EXCERPT])
    return text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + "…"
