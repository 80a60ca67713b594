"""What goes into a format's reader and what must come out of it."""

import codecs
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from paperthemes.errors import UserError
from paperthemes.titles import fold

_EXCERPT = 80


@dataclass(frozen=True)
class Dump:
    """A dump file, read into memory."""

    path: Path
    data: bytes

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing but white space and perhaps a byte order mark."""
        return not self.data.strip(codecs.BOM_UTF8 + codecs.BOM_UTF16 + b" \t\r\n")

    @cached_property
    def text(self) -> str:
        """The whole text, lines ending in a line feed.

        Raises
        ------
        UserError
            If the bytes are not text in UTF-8 (or UTF-16 with a byte order mark).
        """
        is_utf16 = self.data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        zero = self.data.find(b"\0")
        if zero >= 0 and not is_utf16:
            raise UserError(
                f"byte offset {zero}: a zero byte, so this is not text; the file begins "
                f"with {self.data[:16]!r}"
            )
        try:
            text = self.data.decode("utf-16" if is_utf16 else "utf-8-sig")
        except UnicodeDecodeError as error:
            seen = self.data[error.start : error.start + 4]
            raise UserError(
                f"byte offset {error.start}: {seen!r} is not "
                f"{'UTF-16' if is_utf16 else 'UTF-8'} ({error.reason}); save the file as UTF-8"
            ) from error
        return text.replace("\r\n", "\n").replace("\r", "\n")

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text without line ends; line 1 is `lines[0]`."""
        lines = self.text.split("\n")
        return lines if lines[-1] else lines[:-1]


@dataclass(frozen=True, slots=True)
class Record:
    """One paper as it stands in one dump; the columns of `tables.RECORDS`, folded text."""

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
    extra: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rejected:
    """Lines `start` to `end` (from 1, inclusive) that look like content but make no record."""

    start: int
    end: int
    reason: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All of a dump: each of its `lines` is in a record, rejected or boilerplate.

    Attributes
    ----------
    boilerplate
        Number of lines that are page furniture, header or blank.
    """

    records: list[Record]
    rejected: list[Rejected]
    boilerplate: int
    lines: int
    warnings: list[str]


@dataclass(frozen=True, slots=True)
class Format:
    """A dump format: how to recognise it by content, and how to read it.

    `recognises` may raise `UserError` where the bytes cannot even be looked at.
    """

    name: str
    recognises: Callable[[Dump], bool]
    read: Callable[[Dump], Reading]


def excerpt(text: str) -> str:
    """Return the beginning of `text`, short enough for a report."""
    text = fold(text)
    return text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + "…"


def account(
    lines: int, records: list[Record], rejected: list[Rejected], warnings: Iterable[str] = ()
) -> Reading:
    """Make a `Reading` in which all lines outside records and rejected spans are boilerplate."""
    spans: list[Record | Rejected] = [*records, *rejected]
    used = sum(span.end - span.start + 1 for span in spans)
    return Reading(records, rejected, lines - used, lines, list(warnings))
