"""The reader interface: inputs, and the items that a reader may yield."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from paperthemes.parse.dump import Dump
from paperthemes.parse.settings import ReaderOptions
from paperthemes.text.titles import collapse_whitespace

_EXCERPT_LENGTH = 80  # characters: one line of a report

# The unit in which a format counts places in a dump.
Unit = Literal["line", "row", "entry"]


@dataclass(frozen=True, slots=True)
class Record:
    """One paper as listed in one dump; see `tables.RECORDS`. White space in texts is collapsed.

    `start` and `end` are its place: its first and last line, row or entry in the dump, from 1.
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
    """A place that looks like a paper but gives no record, with the reason.

    `excerpt` is the beginning of its text, or `""`.
    """

    start: int
    end: int
    reason: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """A place that is not meant to be a paper, such as an entry of another kind or a menu."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ParseWarning:
    """Something that the user should check.

    In the report equal messages are listed once, with all their places, such as "date not
    understood, kept in the field extra: line 3". A warning with a `start` of 0 has no place.
    """

    message: str
    start: int = 0


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a table's reader uses.

    `used` has the name of the column for each field of a record, each identifier scheme, and each
    key of `extra` that the reader fills.
    """

    used: Mapping[str, str]


ReaderItem = Record | Rejected | Ignored | ParseWarning | Columns


@dataclass(frozen=True, slots=True)
class Format:
    """A dump format: its detection by content, and its reader.

    Attributes
    ----------
    name
        Name for users, also in the config.
    detect
        Function that returns the confidence that a dump has this format, judged by its beginning
        alone: 1 for a mark that no other format has, 0.5 to 0.9 for the typical shape of the
        format, 0 for another format.
    read
        Function that yields, in the order of the dump, records, rejected and ignored places and
        warnings; for tables also the columns that are used. It yields no place twice, and raises
        `UserError` if the dump does not have the format after all.

        Places that it does not yield are boilerplate. For lines these are all other lines of the
        dump; for rows and entries, all other numbers up to the last that is yielded, so entries
        without papers at the end must be yielded as `Ignored`.
    unit
        Unit of `start` and `end`.
    """

    name: str
    detect: Callable[[Dump], float]
    read: Callable[[Dump, ReaderOptions], Iterator[ReaderItem]]
    unit: Unit = "line"


def excerpt(text: str) -> str:
    """Return the beginning of `text` with collapsed white space, short enough for a report.

    Only the first `20 * _EXCERPT_LENGTH` characters of `text` are considered. If they are still too
    many after collapsing, the result has `_EXCERPT_LENGTH` characters, of which the last is "…".
    """
    # Cut first, because texts may be huge; the factor leaves room for white space that collapses.
    text = collapse_whitespace(text[: 20 * _EXCERPT_LENGTH])
    return text if len(text) <= _EXCERPT_LENGTH else text[: _EXCERPT_LENGTH - 1] + "…"
