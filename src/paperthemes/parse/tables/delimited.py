"""Rows of delimiter-separated text, read one at a time; reading continues after unclosed quotes.

::

    Sorting,"We sort,                a row of two lines
    and rest."
    Bridges,"We listen.              a quote that never closes: this line is rejected,
    Kites,We fly.                    and this one is read
    Boats,"We "sail", mostly."       quotes that should be doubled: they are read as text
"""

import _csv
import csv
import re
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

from paperthemes.parse.format import Rejected, excerpt
from paperthemes.parse.limits import MAX_RECORD_LENGTH

MAX_LINES = 2_000  # of one row; more is an unclosed quote
MAX_CHARS = MAX_RECORD_LENGTH

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))


@dataclass(frozen=True, slots=True)
class Dialect:
    r"""The delimiter and the quoting of a table.

    Attributes
    ----------
    delimiter
        The character between cells.
    quoted
        Whether cells may be quoted.
    skips_blanks
        Whether blanks after a delimiter are skipped.
    escaped
        Whether a quote in a quoted cell is written `\"` instead of `""`.
    """

    delimiter: str = ","
    quoted: bool = True
    skips_blanks: bool = False
    escaped: bool = False

    def split(self, line: str) -> list[str]:
        """Return the cells of one line, whose quotes need not be correct."""
        return next(self.reader([line], strict=False), [])

    def split_mended(self, line: str) -> list[str]:
        """Return the cells of a line after doubling the quotes within cells; `[]` if that fails.

        These are the quotes of a list in brackets that fills a cell, and those that are neither at
        the begin nor the end of a cell. A delimiter before a blank ends no cell.
        """
        end = re.escape(self.delimiter)
        mended = re.sub(
            rf'(?<![^{end}])"(\[[^][]*\])"(?![^{end}])',
            lambda match: '"' + match[1].replace('"', '""') + '"',
            line,
        )
        mended = re.sub(rf'(?<=[^{end}"])"(?=[^{end}"]|{end} )', '""', mended)
        with suppress(csv.Error):
            return next(self.reader([mended]), [])
        return []

    def reader(self, lines: Iterable[str], strict: bool = True) -> _csv.Reader:
        r"""Return a csv reader of `lines`, which have no line ends; it yields rows of cells.

        If `strict` is true, the reader raises `csv.Error` where quotes are wrong. The reader does
        not know `escaped`: before it gets the lines, `read_rows` replaces `\"` by `""`.
        """
        return csv.reader(
            (f"{line}\n" for line in lines),
            delimiter=self.delimiter,
            quoting=csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE,
            skipinitialspace=self.skips_blanks,
            strict=strict,
        )


class Row(NamedTuple):
    """The cells of a row, the number of its first line, and its further lines.

    `is_mended` is true if quotes within its cells were not doubled.
    """

    start: int
    cells: list[str]
    further_lines: Sequence[str] = ()
    is_mended: bool = False

    @property
    def end(self) -> int:
        """The number of the row's last line."""
        return self.start + len(self.further_lines)


def read_rows(lines: Iterator[str], dialect: Dialect, offset: int = 0) -> Iterator[Row | Rejected]:
    """Yield the rows in `lines`; a blank line is a row without cells.

    Some rows cannot be read, because a quote is missing or one too many, or because the row is too
    long. Then the first line of the row is rejected, and reading continues at the next line.
    `offset` is the number of lines of the dump in front of `lines`.
    """
    if dialect.escaped:
        lines = (line.replace('\\"', '""') for line in lines)
    number, size = offset, 0  # lines before the current row, and characters in it
    taken: list[str] = []  # the lines of the current row
    again: deque[str] = deque()  # lines to be read again, before `lines`

    def take_lines() -> Iterator[str]:
        """Yield lines for a csv reader; raise `csv.Error` if the current row becomes too long."""
        nonlocal size
        while (line := again.popleft() if again else next(lines, None)) is not None:
            taken.append(line)
            size += len(line)
            if len(taken) > MAX_LINES or size >= MAX_CHARS:
                limit = f"{MAX_LINES:,} lines or {MAX_CHARS:,} characters"
                raise csv.Error(f"a row of more than {limit}")
            yield line

    while True:  # once more after each line that is rejected
        try:
            for cells in dialect.reader(take_lines()):
                yield Row(number + 1, cells, taken[1:])
                number, size, taken = number + len(taken), 0, []
            return
        except csv.Error as error:
            line, *others = taken
            again.extendleft(reversed(others))  # `extendleft` reverses them again
            number, size, taken = number + 1, 0, []
            if len(line) < MAX_CHARS and (cells := dialect.split_mended(line)):
                yield Row(number, cells, is_mended=True)
                continue
            reason = f"not readable as CSV ({error}); is a quote missing or too many?"
            if len(line) >= MAX_CHARS:
                reason = f"a line of {len(line):,} characters: is it one paper?"
            yield Rejected(number, number, reason, excerpt(line))
