"""Delimiter-separated tables with a header: CSV (comma, semicolon, tab or bar), and databases' own.

A column with the title is needed, and one more that tells of papers; all columns that are no field
of a record ride along in `extra`::

    title,abstract,doi,venue
    Learning to Sort,"We sort, and learn.",10.5555/12,Journal of Orders

The header may come after some lines that belong to no table (a title, `sep=;`, a comment). A row
with an abstract but no title is rejected, and so is one with more cells than the header, unless
these are empty. A row with fewer is kept, and listed as a doubt, if it has a title and an abstract
that is complete as far as one can see; else it is rejected, for a line end without quotes may have
broken it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from weakref import WeakKeyDictionary

from paperthemes.errors import UserError
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import (
    Columns,
    Format,
    ParseWarning,
    ReaderItem,
    ReaderOptions,
    Rejected,
    excerpt,
)
from paperthemes.parse.tables.columns import Layout, Wanted, layout, listed, unique
from paperthemes.parse.tables.delimited import Dialect, Row, rows
from paperthemes.parse.tables.exports import EXPORTS, GENERIC, Export
from paperthemes.parse.tables.rows import Rows

_DELIMITERS = ",;\t|"
_BEFORE_HEADER = 25  # lines at most
_LONGEST_HEADER, _LONGEST_NAME = 100_000, 200  # characters
_MOST_LINES_OF_HEADER = 20
_TRIED = 1_000  # lines
_FEW_WORDS = 5  # no abstract has fewer
_SEPARATOR = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
_RULE = re.compile(r"[-:= ]*")
_ENDED = re.compile(r"[.!?…。)\]\"'”\u2019»]$|https?://\S{1,200}$")


@dataclass(frozen=True, slots=True)
class _Header:
    """The header of a table: its columns, and the number of its last line."""

    names: list[str]
    end: int
    dialect: Dialect


_KNOWN: WeakKeyDictionary[Dump, dict[bool, list[_Header]]] = WeakKeyDictionary()


def _headers(dump: Dump, quoted: bool) -> list[_Header]:
    """Return what could be headers of a dump; for all formats here they are the same."""
    known = _KNOWN.setdefault(dump, {})
    if quoted not in known:
        known[quoted] = list(_possible_headers(dump, quoted))
    return known[quoted]


def _possible_headers(dump: Dump, quoted: bool) -> Iterator[_Header]:
    lines = dump.head_lines[: _BEFORE_HEADER + _MOST_LINES_OF_HEADER]
    lines = [line[:_LONGEST_HEADER] for line in lines]
    delimiters = _DELIMITERS
    first = True
    for number, line in enumerate(lines[:_BEFORE_HEADER]):
        if match := _SEPARATOR.fullmatch(line.strip(" ,;\t|")):
            delimiters = match[1]
        elif line.strip():
            for delimiter in delimiters:
                header = _header(lines, number, Dialect(delimiter, quoted))
                if header and (first or _is_followed(lines, header)):
                    yield header
            first = False


def _header(lines: Sequence[str], number: int, dialect: Dialect) -> _Header | None:
    """Read a header that begins after `number` lines, unless that line is something else."""
    taken: list[str] = []

    def feed() -> Iterator[str]:
        for line in lines[number : number + _MOST_LINES_OF_HEADER]:
            taken.append(line)
            yield f"{line}\n"

    cells = next(dialect.reader(feed(), strict=False), [])
    if len(cells) < 2 or max(map(len, cells)) > _LONGEST_NAME:
        return None
    if any(cell.startswith(" ") for cell in cells[1:]) and dialect.delimiter != "\t":
        return _header(lines, number, replace(dialect, blanks=True)) if not dialect.blanks else None
    return _Header(unique(cells), number + len(taken), dialect)


def _is_followed(lines: Sequence[str], header: _Header) -> bool:
    """Tell whether what looks like a header below other lines is one: a row like it follows."""
    rest = iter(f"{line}\n" for line in lines[header.end :] if line.strip())
    row = next(header.dialect.reader(rest, strict=False), None)
    return row is None or len(row) == len(header.names)


def _sure(header: _Header, export: Export) -> float:
    """Return how surely a header is one of this export."""
    if export.marks:
        return 0.9 * export.marked(header.names)
    return layout(header.names, {}, export.wanted).sure


def _recognises(dump: Dump, export: Export) -> float:
    return max((_sure(header, export) for header in _headers(dump, export.quoted)), default=0.0)


def _found(dump: Dump, options: ReaderOptions, export: Export) -> tuple[_Header, Layout]:
    """Find the header of a dump that is of this format."""
    headers = _headers(dump, export.quoted)
    if not headers:
        raise UserError("a table needs a header with two columns or more; there is none")
    said, wanted = options.columns, export.wanted
    for header in headers:
        if said and (table := _mapped(header, said, wanted)):
            return header, table
    surest = max(headers, key=lambda header: (_sure(header, export), len(header.names)))
    table = layout(surest.names, said, wanted)
    if "title" not in table.fields:
        raise UserError(
            f"line {surest.end}: a table without a title column; it has {listed(surest.names)}. "
            "Say in the config which it is: dumps: [{path: ..., columns: {title: ...}}]"
        )
    return surest, table


def _mapped(header: _Header, said: Mapping[str, str], wanted: Wanted) -> Layout | None:
    try:
        table = layout(header.names, said, wanted)
    except UserError:
        return None
    return table if "title" in table.fields else None


def _read(dump: Dump, options: ReaderOptions, export: Export) -> Iterator[ReaderItem]:
    header, table = _found(dump, options, export)
    yield Columns(table.said)
    reader = Rows(table, export.split)
    lines = islice(dump.lines(), header.end, None)
    broken = False
    for row in rows(lines, _fitting(dump, header), before=header.end):
        if isinstance(row, Rejected):
            yield row
        elif any(not _RULE.fullmatch(cell) for cell in row.cells) and not _again(row, header):
            record = _fitted(row, header, table, broken)
            broken = record is None and len(row.cells) < len(header.names)
            yield from _finds(row, header, record, reader)


def _fitting(dump: Dump, header: _Header) -> Dialect:
    """Return how quotes are meant: as most rows at the beginning fit the header."""
    lines = dump.head_lines[header.end :][:_TRIED]
    given = header.dialect
    dialects = [given]
    if any('\\"' in line for line in lines):
        dialects.append(replace(given, escaped=True))
    if given.delimiter == "\t" and any('"' in line for line in lines):
        dialects.append(replace(given, quoted=not given.quoted))
    if len(dialects) == 1:
        return given
    return max(dialects, key=lambda dialect: _fits(lines, dialect, len(header.names)))


def _fits(lines: Sequence[str], dialect: Dialect, width: int) -> int:
    found = rows(iter(lines), dialect)
    return sum(not isinstance(row, Rejected) and len(row.cells) == width for row in found)


def _fitted(row: Row, header: _Header, table: Layout, broken: bool) -> dict[str, str] | None:
    """Return the cells of a row by column, or nothing if it does not fit the header.

    `broken` says that the row before had too few cells, so that this may be the rest of it.
    """
    most = len(header.names)
    record = dict(zip(header.names, row.cells, strict=False))
    if len(row.cells) > most:
        # Where a blank follows a delimiter, that may belong to a text that is not in quotes.
        prose = not header.dialect.blanks and any(cell.startswith(" ") for cell in row.cells[1:])
        return None if prose or any(cell.strip() for cell in row.cells[most:]) else record
    return record if len(row.cells) == most or (_is_whole(record, table) and not broken) else None


def _finds(
    row: Row, header: _Header, record: dict[str, str] | None, reader: Rows
) -> Iterator[ReaderItem]:
    if record is None:
        reason = f"the row has {len(row.cells)} fields, the header {len(header.names)}"
        yield Rejected(row.start, row.end, reason, excerpt(" | ".join(row.cells)))
        return
    if len(row.cells) < len(header.names):
        yield ParseWarning(
            "fewer fields than the header, what is missing counts as empty", row.start
        )
    if _swallows(row, header):
        yield ParseWarning("rows may be lost inside another (is a quote missing?)", row.start)
    yield from reader.finds(row.start, row.end, record)


def _is_whole(cells: Mapping[str, str], table: Layout) -> bool:
    """Tell whether a row with too few cells lacks only what could be empty."""
    column = table.fields.get("abstract", ("",))[0]
    abstract = cells.get(column, "").strip()
    if len(abstract.split(maxsplit=_FEW_WORDS)) < _FEW_WORDS:
        return False
    return column != [*cells][-1] or bool(_ENDED.search(abstract[-300:]))


def _again(row: Row, header: _Header) -> bool:
    """Tell whether a row is the header once more, where tables were put together."""
    return len(row.cells) == len(header.names) and unique(row.cells) == header.names


def _swallows(row: Row, header: _Header) -> bool:
    """Tell whether further lines of a row would make rows: a quote may be missing.

    In running text a blank follows a comma.
    """
    for line in row.further:
        cells = header.dialect.split(line)
        if len(cells) == len(header.names) and not any(cell.startswith(" ") for cell in cells):
            return True
    return False


def _format(export: Export) -> Format:
    return Format(
        export.name,
        lambda dump: _recognises(dump, export),
        lambda dump, options: _read(dump, options, export),
    )


CSV = _format(GENERIC)
DATABASES = tuple(map(_format, EXPORTS))
