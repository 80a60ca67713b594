"""Delimiter-separated tables with a header: CSV (comma, semicolon, tab or bar), database exports.

A title column is needed, and another column that is typical of papers. Columns that hold no field
of a record are kept in `extra`::

    title,abstract,doi,venue
    Learning to Sort,"We sort, and learn.",10.5555/12,Journal of Orders

Lines before the header (a title, `sep=;`, a comment) are skipped. A row with an abstract but no
title is rejected. A row with more cells than the header is rejected unless the additional cells are
empty. A row with fewer cells than the header is kept, with a warning, if it has a title and an
abstract that seems complete; otherwise it is rejected, because a line end may have broken it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from paperthemes.errors import UserError
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Columns, Format, ParseWarning, ReaderItem, Rejected, excerpt
from paperthemes.parse.settings import ReaderOptions
from paperthemes.parse.tables.aliases import EXPORTS, GENERIC_CSV, ColumnAliases
from paperthemes.parse.tables.columns import ColumnMapping, map_columns, unique_names
from paperthemes.parse.tables.delimited import Dialect, Row, read_rows
from paperthemes.parse.tables.rows import RowReader

_DELIMITERS = ",;\t|"
_MAX_LINES_BEFORE_HEADER, _MAX_LINES_OF_HEADER = 25, 20
_MAX_HEADER_LINE, _MAX_COLUMN_NAME = 100_000, 200  # characters
_DIALECT_LINES = 1_000  # lines by which dialects are compared
_MIN_ABSTRACT_WORDS = 5  # with fewer, the rest of the abstract may be on the next line
_SEPARATOR = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
_RULE = re.compile(r"[-:= ]*")  # a cell of the line below the header of a Markdown table
_COMPLETE = re.compile(r"[.!?…。)\]\"'”\u2019»]$|https?://\S{1,200}$")


@dataclass(frozen=True, slots=True)
class _Header:
    """The header of a table: the names of the columns, the number of its last line, the dialect."""

    names: list[str]
    end: int
    dialect: Dialect


@lru_cache(maxsize=2)  # all formats here look for the same headers, quoted or not
def _find_headers(dump: Dump, quoted: bool) -> list[_Header]:
    """Return the possible headers of a table: rows that begin in one of the first lines.

    Each delimiter is tried in each line; a line `sep=;` leaves only its own delimiter. A header
    below the first line that is not blank must be as wide as the row after it.
    """
    lines = dump.head_lines[: _MAX_LINES_BEFORE_HEADER + _MAX_LINES_OF_HEADER]
    lines = [line[:_MAX_HEADER_LINE] for line in lines]
    headers = []
    delimiters = _DELIMITERS
    is_first = True
    for number, line in enumerate(lines[:_MAX_LINES_BEFORE_HEADER]):
        if match := _SEPARATOR.fullmatch(line.strip(" ,;\t|")):
            delimiters = match[1]
        elif line.strip():
            for delimiter in delimiters:
                header = _read_header(lines, number, Dialect(delimiter, quoted))
                if header and (is_first or _precedes_row(lines, header)):
                    headers.append(header)
            is_first = False
    return headers


def _read_header(lines: Sequence[str], number: int, dialect: Dialect) -> _Header | None:
    """Return the header that begins after `number` lines; `None` if no header begins there.

    A header has two cells or more, none of them long. If a cell begins with a blank, blanks after
    delimiters are skipped in the whole table; if one still does, the line is no header.
    """
    rows = dialect.reader(lines[number : number + _MAX_LINES_OF_HEADER], strict=False)
    cells = next(rows, [])
    if len(cells) < 2 or max(map(len, cells)) > _MAX_COLUMN_NAME:
        return None
    if dialect.delimiter != "\t" and any(cell.startswith(" ") for cell in cells[1:]):
        if dialect.skips_blanks:
            return None
        return _read_header(lines, number, replace(dialect, skips_blanks=True))
    return _Header(unique_names(cells), number + rows.line_num, dialect)


def _precedes_row(lines: Sequence[str], header: _Header) -> bool:
    """Return true if the next row has as many cells as the header, or if there is no next row."""
    rest = filter(str.strip, lines[header.end :])
    row = next(header.dialect.reader(rest, strict=False), None)
    return row is None or len(row) == len(header.names)


def _rate_header(header: _Header, aliases: ColumnAliases) -> float:
    """Return the confidence that a header is one of this format, from 0 to 0.9.

    For the export of a database it is 0.9 or 0, by its signatures; for other tables, that of the
    columns.
    """
    if aliases.signatures:
        return 0.9 * aliases.match_header(header.names)
    return map_columns(header.names, {}, aliases).confidence


def _map_header(
    dump: Dump, configured: Mapping[str, str], aliases: ColumnAliases
) -> tuple[_Header, ColumnMapping]:
    """Return the header of a table, with the fields that its columns hold.

    It is the first header that has the columns in the config. If the config names no columns, or if
    no header has them all, it is the header with the highest confidence.
    """

    def map_header(header: _Header) -> tuple[_Header, ColumnMapping]:
        """Return a header with the fields that its columns hold; `UserError` without a title."""
        table = f"line {header.end}: a table"
        return header, map_columns(header.names, configured, aliases, table)

    headers = _find_headers(dump, aliases.quoted)
    if not headers:
        raise UserError("a table needs a header with two columns or more; there is none")
    for header in headers if configured else ():
        with suppress(UserError):
            return map_header(header)
    best = max(headers, key=lambda header: (_rate_header(header, aliases), len(header.names)))
    return map_header(best)


def _read(dump: Dump, options: ReaderOptions, aliases: ColumnAliases) -> Iterator[ReaderItem]:
    """Yield the columns of a table, then records, rejections and warnings for its rows.

    Repetitions of the header and the rule below the header of a Markdown table are skipped.
    """
    header, columns = _map_header(dump, options.columns, aliases)
    yield Columns(columns.used)
    reader = RowReader(columns, aliases.authors)
    lines = islice(dump.lines(), header.end, None)
    after_broken = False  # the row above had too few cells
    for row in read_rows(lines, _choose_dialect(dump, header), before=header.end):
        if isinstance(row, Rejected):
            yield row
        elif not all(map(_RULE.fullmatch, row.cells)) and unique_names(row.cells) != header.names:
            cells = _fit_cells(row, header, columns, after_broken)
            after_broken = cells is None and len(row.cells) < len(header.names)
            yield from _read_row(row, header, cells, reader)


def _choose_dialect(dump: Dump, header: _Header) -> Dialect:
    r"""Return the dialect in which most rows at the beginning are as wide as the header.

    The dialect of the header is compared with others only if the lines suggest them: `\"` suggests
    escaped quotes, and a quote in a table with tabs that cells are quoted, or not.
    """
    lines = dump.head_lines[header.end :][:_DIALECT_LINES]
    dialects = [header.dialect]
    if any('\\"' in line for line in lines):
        dialects.append(replace(header.dialect, escaped=True))
    if header.dialect.delimiter == "\t" and any('"' in line for line in lines):
        dialects.append(replace(header.dialect, quoted=not header.dialect.quoted))

    def count_fitting(dialect: Dialect) -> int:
        """Return the number of rows that are as wide as the header."""
        rows = (row for row in read_rows(iter(lines), dialect) if isinstance(row, Row))
        return sum(len(row.cells) == len(header.names) for row in rows)

    return max(dialects, key=count_fitting)


def _fit_cells(
    row: Row, header: _Header, columns: ColumnMapping, after_broken: bool
) -> dict[str, str] | None:
    """Return the cells of a row by column; `None` if they do not fit the header.

    Additional cells fit if they are blank and no cell seems to be part of an unquoted text. Too few
    cells fit if `_is_complete`, unless the row above had too few (`after_broken`), because this row
    may be the rest of it.
    """
    width = len(header.names)
    cells = dict(zip(header.names, row.cells, strict=False))
    if len(row.cells) > width:
        # A blank after a delimiter suggests a text that should be quoted.
        has_blank = any(cell.startswith(" ") for cell in row.cells[1:])
        is_prose = has_blank and not header.dialect.skips_blanks
        return None if is_prose or any(map(str.strip, row.cells[width:])) else cells
    is_complete = len(row.cells) == width or (not after_broken and _is_complete(cells, columns))
    return cells if is_complete else None


def _read_row(
    row: Row, header: _Header, cells: dict[str, str] | None, reader: RowReader
) -> Iterator[ReaderItem]:
    """Yield the record or the rejection of a row, and warnings.

    `cells` has the cells by column; it is `None` for a row that does not fit the header.
    """
    if cells is None:
        reason = f"the row has {len(row.cells)} fields, the header {len(header.names)}"
        yield Rejected(row.start, row.end, reason, excerpt(" | ".join(row.cells)))
        return
    if len(row.cells) < len(header.names):
        yield ParseWarning("fewer fields than the header, missing ones count as empty", row.start)
    if _contains_rows(row, header):
        yield ParseWarning("rows may be merged into one (is a quote missing?)", row.start)
    yield from reader.read(row.start, row.end, cells)


def _is_complete(cells: Mapping[str, str], columns: ColumnMapping) -> bool:
    """Return true if a row with too few cells seems to lack only empty ones.

    Its abstract must have `_MIN_ABSTRACT_WORDS` words, and if it is the last cell, it must end like
    a sentence or with an address.
    """
    column = columns.fields.get("abstract", ("",))[0]
    abstract = cells.get(column, "").strip()
    if len(abstract.split(maxsplit=_MIN_ABSTRACT_WORDS)) < _MIN_ABSTRACT_WORDS:
        return False
    return column != [*cells][-1] or bool(_COMPLETE.search(abstract))


def _contains_rows(row: Row, header: _Header) -> bool:
    """Return true if a further line of a row is itself like a row, so a quote may be missing.

    Such a line is as wide as the header, and no cell of it begins with a blank: in running text,
    unlike in a row, a blank follows a comma.
    """
    return any(
        len(cells) == len(header.names) and not any(cell.startswith(" ") for cell in cells)
        for cells in map(header.dialect.split, row.further_lines)
    )


def _make_format(aliases: ColumnAliases) -> Format:
    """Return the format of tables whose columns have the names in `aliases`."""

    def detect(dump: Dump) -> float:
        """Return the highest confidence in a possible header of the dump; 0 if it has none."""
        headers = _find_headers(dump, aliases.quoted)
        return max((_rate_header(header, aliases) for header in headers), default=0.0)

    return Format(aliases.name, detect, lambda dump, options: _read(dump, options, aliases))


CSV = _make_format(GENERIC_CSV)
DATABASES = tuple(map(_make_format, EXPORTS))
