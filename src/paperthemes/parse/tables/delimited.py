"""Rows of delimiter-separated text one at a time, in bounded memory, and past unclosed quotes.

::

    Sorting,"We sort,                a row of two lines
    and rest."
    Bridges,"We listen.              its quote never closes: this line is given up,
    Kites,We fly.                    and this one is read
"""

import csv
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from paperthemes.parse.format import Rejected, excerpt

MOST_LINES, MOST_CHARACTERS = 2_000, 10_000_000  # of one row; more is an unclosed quote

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are separated."""

    delimiter: str = ","
    quoted: bool = True
    blanks: bool = False  # after the delimiter, which are no part of a cell
    escaped: bool = False  # a quote within quotes is written \" and not ""

    def split(self, line: str) -> list[str]:
        """Split one line, whatever its quotes."""
        return next(self.reader(iter([line]), strict=False), [])

    def reader(self, lines: Iterator[str], strict: bool = True) -> Iterator[list[str]]:
        """Read rows from lines."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quoting=csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE,
            skipinitialspace=self.blanks,
            strict=strict,
        )


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, and the lines it stands in: from `start`, then `further` ones."""

    start: int
    cells: list[str]
    further: list[str] = field(default_factory=list)

    @property
    def end(self) -> int:
        """The number of its last line."""
        return self.start + len(self.further)


def rows(lines: Iterator[str], dialect: Dialect, before: int = 0) -> Iterator[Row | Rejected]:
    """Yield the rows of `lines`, which stand after `before` others.

    Where a quote is missing or too many, one line is rejected and reading goes on with the next.
    """
    if dialect.escaped:
        lines = (line.replace('\\"', '""') for line in lines)
    feed = _Feed(lines, before)
    while True:
        try:
            for cells in dialect.reader(feed):
                yield Row(feed.number + 1, cells, feed.taken[1:])
                feed.done()
            return
        except (csv.Error, _TooMuch) as error:
            line = feed.give_up()
            reason = f"not readable as CSV ({error}); is a quote missing or too many?"
            if len(line) > MOST_CHARACTERS:
                reason = f"a line of {len(line):,} characters: is it one paper?"
            yield Rejected(feed.number, feed.number, reason, excerpt(line))


class _TooMuch(Exception):
    def __init__(self) -> None:
        super().__init__(f"a row of more than {MOST_LINES:,} lines or {MOST_CHARACTERS:,} letters")


class _Feed:
    """Gives lines to a reader and keeps those of the present row, to be read again."""

    def __init__(self, lines: Iterator[str], number: int) -> None:
        self.number = number
        self.taken: list[str] = []
        self._lines = lines
        self._again: deque[str] = deque()
        self._size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(line)
        self._size += len(line)
        if len(self.taken) > MOST_LINES or self._size > MOST_CHARACTERS:
            raise _TooMuch
        return f"{line}\n"

    def done(self) -> None:
        """Forget the lines of a row that is read."""
        self.number += len(self.taken)
        self.taken, self._size = [], 0

    def give_up(self) -> str:
        """Return the first line of a row that cannot be read; the others are read again."""
        first, *rest = self.taken
        self._again.extendleft(reversed(rest))
        self.number += 1
        self.taken, self._size = [], 0
        return first
