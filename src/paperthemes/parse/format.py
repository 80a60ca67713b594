"""The reader interface: inputs, and the items that a reader may yield."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from paperthemes.parse.dump import Dump
from paperthemes.parse.settings import ReaderOptions
from paperthemes.text.titles import collapse_whitespace

_EXCERPT_LENGTH = 80  # characters: one line of a report

Unit = Literal["line", "row", "entry"]


@dataclass(frozen=True, slots=True)
class Record:
    """One paper as listed in one dump; see `tables.RECORDS`. White space in texts is collapsed.

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
    """A place that looks like content but gives no record, with the reason."""

    start: int
    end: int
    reason: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """A place that is not meant to be a paper: an entry of another kind, page furniture."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ParseWarning:
    """Something the user should check; equal messages are listed once, with their places.

    The message is followed by a list of places ("date not understood, left in extra: line 3"), or,
    with a `start` of 0, stands alone.
    """

    message: str
    start: int = 0


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table that were read, by field, identifier scheme or key of `extra`."""

    taken: Mapping[str, str]


ReaderItem = Record | Rejected | Ignored | ParseWarning | Columns


@dataclass(frozen=True, slots=True)
class Format:
    """A dump format: its detection by content, and its reader.

    Attributes
    ----------
    name
        Name for users, also in the config.
    detect
        Return the confidence that a dump has this format, judged by `dump.head` alone: 1 for a
        mark that no other format has, 0.5 to 0.9 for its typical shape, 0 for no.
    read
        Yield, in the order of the dump, the records, the rejected and ignored places and the
        warnings, and for tables the columns that were read. No place is yielded twice. All other
        places are boilerplate: for lines, the rest of `dump.lines` or `dump.text`; for rows and
        entries, the gaps up to the last place yielded (so entries at the end that are no papers
        must be yielded as `Ignored`).
        Raise `UserError` if the dump does not have the detected format after all.
    unit
        Unit of `start` and `end`.
    """

    name: str
    detect: Callable[[Dump], float]
    read: Callable[[Dump, ReaderOptions], Iterator[ReaderItem]]
    unit: Unit = "line"


def excerpt(text: str) -> str:
    """Return the beginning of `text`, short enough for a report."""
    text = collapse_whitespace(text[: 20 * _EXCERPT_LENGTH])
    return text if len(text) <= _EXCERPT_LENGTH else text[: _EXCERPT_LENGTH - 1] + "…"
