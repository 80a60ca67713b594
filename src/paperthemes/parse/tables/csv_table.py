"""Delimiter-separated tables with a header: CSV (comma, semicolon, tab or bar), database exports.

A title column is needed, and another column that is typical of papers. Columns that hold no field
of a record are kept in `extra`::

    title,abstract,doi,venue
    Learning to Sort,"We sort, and learn.",10.5555/12,Journal of Orders

Lines before the header (a title, `sep=;`, a comment) are skipped. A header that is one name shorter
than every row lacks the name of the first column, as in R. A row with an abstract but no title is
rejected. A row with more cells than the header is rejected, unless the additional cells are empty
or the rest of it shows where they stand (see `alignment`). A row with fewer cells than the header
is kept, with a warning, if it has a title and an abstract that seems complete; otherwise it is
rejected, because a line end may have broken it.
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
from paperthemes.parse.tables.alignment import Aligner
from paperthemes.parse.tables.columns import (
    ColumnMapping,
    map_columns,
    rate_columns,
    unique_names,
)
from paperthemes.parse.tables.delimited import Dialect, Row, read_rows
from paperthemes.parse.tables.rows import RowReader

_DELIMITERS = ",;\t|"
_MAX_LINES_BEFORE_HEADER, _MAX_LINES_OF_HEADER = 25, 20
_MAX_HEADER_LINE, _MAX_COLUMN_NAME = 100_000, 200  # characters
_DIALECT_LINES = 1_000  # lines by which dialects are compared
_FIRST_LINES = 100  # below the header, by which it is seen to lack a name
_MIN_ABSTRACT_WORDS = 5  # with fewer, the rest of the abstract may be on the next line
_SEPARATOR = re.compile(r'"?sep=(.)"?[ ,;\t|]*', re.IGNORECASE)
_SPACED = re.compile(r'"[^"]*"(?: "[^"]*")+')  # a header of R, whose default delimiter is a space
_RULE = re.compile(r"[-:= ]*")  # a cell of a line that is drawn, or an empty one
_COMPLETE = re.compile(r"[.!?…。)\]\"'”\u2019»]$|https?://\S{1,200}$")


@dataclass(frozen=True, slots=True)
class _Header:
    """The header of a table, such as the line `title,abstract,doi`."""

    names: list[str]  # of the columns
    end: int  # number of the header's last line, from 1
    dialect: Dialect  # delimiter and quoting

    def is_repeated_by(self, cells: Sequence[str]) -> bool:
        """Return true if a row has the same cells as the header; the first is compared first."""
        return unique_names(cells[:1]) == self.names[:1] and unique_names(cells) == self.names


@lru_cache(maxsize=2)  # all formats here look for the same headers, quoted or not
def _find_headers(dump: Dump, quoted: bool) -> list[_Header]:
    """Return the possible headers of a table: rows that begin in one of its first lines.

    Each delimiter is tried in each line; only the tab if cells are not `quoted`. Below a line such
    as `sep=#` or `"sep=;"`, only the delimiter in that line is tried. A header must be as wide as
    the next row, if there is one, because text in front of the table may look like a header too.
    The first line that is not blank is exempt from this.
    """
    lines = dump.head_lines[: _MAX_LINES_BEFORE_HEADER + _MAX_LINES_OF_HEADER]
    lines = [line[:_MAX_HEADER_LINE] for line in lines]
    headers = []
    delimiters = _DELIMITERS if quoted else "\t"
    is_first = True  # all lines before this one are blank or name the delimiter
    for line_index, line in enumerate(lines[:_MAX_LINES_BEFORE_HEADER]):
        if match := _SEPARATOR.fullmatch(line.strip()):
            delimiters = match[1]
        elif line.strip():
            for delimiter in f"{delimiters} " if _SPACED.fullmatch(line) else delimiters:
                header = _read_header(lines, line_index, Dialect(delimiter, quoted))
                if header and (is_first or _is_as_wide_as_next_row(lines, header)):
                    headers.append(header)
            is_first = False
    return headers


def _read_header(lines: Sequence[str], start: int, dialect: Dialect) -> _Header | None:
    """Return the header that begins in the line with index `start`; `None` if none begins there.

    A header has two cells or more, none longer than `_MAX_COLUMN_NAME`. If a cell after the first
    begins with a space, as in `title, abstract`, the header is read again with a dialect that skips
    spaces after delimiters. If a cell begins with a space even then, this is no header. With tabs
    as delimiters, spaces are kept.
    """
    rows = dialect.reader(lines[start : start + _MAX_LINES_OF_HEADER], strict=False)
    cells = next(rows, [])
    if len(cells) < 2 or max(map(len, cells)) > _MAX_COLUMN_NAME:
        return None
    if dialect.delimiter != "\t" and any(cell.startswith(" ") for cell in cells[1:]):
        if dialect.skips_blanks:
            return None
        return _read_header(lines, start, replace(dialect, skips_blanks=True))
    # `line_num` is the number of lines that the header takes up.
    return _Header(unique_names(cells), start + rows.line_num, dialect)


def _is_as_wide_as_next_row(lines: Sequence[str], header: _Header) -> bool:
    """Return true if the next row has as many cells as the header, or if there is no next row."""
    following_lines = filter(str.strip, lines[header.end :])  # that are not blank
    next_row = next(header.dialect.reader(following_lines, strict=False), None)
    return next_row is None or len(next_row) == len(header.names)


def _choose_header(
    dump: Dump, configured: Mapping[str, str], aliases: ColumnAliases
) -> tuple[_Header, ColumnMapping]:
    """Return the header of a table, and what its columns hold.

    If the config names columns, it is the first of the possible headers that has all of them and a
    title column. If there is no such header, or if the config names no columns, it is the header
    with the highest confidence.

    Parameters
    ----------
    dump
        The dump.
    configured
        Column by field, from the config; empty if the config names no columns.
    aliases
        Names of columns in the format.

    Raises
    ------
    UserError
        If there is no header, or if the chosen one lacks a title column or a configured column.
    """

    def map_header(header: _Header) -> ColumnMapping:
        """Return what the columns of a header hold.

        Raise a `UserError` if the header lacks a title column or a configured column.
        """
        return map_columns(header.names, configured, aliases, label=f"line {header.end}: a table")

    headers = _find_headers(dump, aliases.quoted)
    if not headers:
        raise UserError("a table needs a header with two columns or more; there is none")
    if configured:
        for header in headers:
            with suppress(UserError):  # this header lacks a column: try the next one
                return header, map_header(header)
    # If several are equally likely, the header with the most columns is the best.
    best = max(headers, key=lambda header: (rate_columns(header.names, aliases), len(header.names)))
    return best, map_header(best)


def _read(dump: Dump, options: ReaderOptions, aliases: ColumnAliases) -> Iterator[ReaderItem]:
    """Yield the columns of a table, then records, rejections and warnings for its rows.

    Repetitions of the header, blank rows, and rows that only draw a line are skipped.
    """
    header, columns = _choose_header(dump, options.columns, aliases)
    yield Columns(columns.used)
    reader = RowReader(columns, aliases.authors)
    lines = islice(dump.lines(), header.end, None)
    after_broken = False  # the row above was rejected because it had too few cells
    dialect = _choose_dialect(dump, header)
    aligner = Aligner(header.names, columns)
    first_rows = read_rows(iter(dump.head_lines[header.end :][:_FIRST_LINES]), dialect)
    if aligner.lacks_first_name([row.cells for row in first_rows if isinstance(row, Row)]):
        header = replace(header, names=unique_names(["", *header.names]))
        aligner = Aligner(header.names, columns)
    for row in read_rows(lines, dialect, offset=header.end):
        if isinstance(row, Rejected):
            yield row
        elif not all(map(_RULE.fullmatch, row.cells)) and not header.is_repeated_by(row.cells):
            cells = _fit_cells(row, header, columns, after_broken)
            after_broken = cells is None and len(row.cells) < len(header.names)
            if not cells and (cells := aligner.align(row.cells)):
                yield ParseWarning("more fields than the header, aligned by the others", row.start)
            yield from _read_row(row, header, cells, reader)


def _choose_dialect(dump: Dump, header: _Header) -> Dialect:
    r"""Return the dialect in which most of the first rows are as wide as the header.

    Other dialects than that of the header are tried only if the lines suggest them. `\"` suggests
    that quotes in cells are escaped like this. In a table with tabs, a quote may enclose a cell or
    be an ordinary character, so both are tried if there are quotes. The dialect of the header is
    preferred if no other is better.
    """
    lines = dump.head_lines[header.end :][:_DIALECT_LINES]
    dialects = [header.dialect]
    if any('\\"' in line for line in lines):
        dialects.append(replace(header.dialect, escaped=True))
    if header.dialect.delimiter == "\t" and any('"' in line for line in lines):
        dialects.append(replace(header.dialect, quoted=not header.dialect.quoted))

    def count_fitting(dialect: Dialect) -> int:
        """Return the number of rows that are as wide as the header when read in this dialect.

        The header may lack the name of the first column.
        """
        rows = (row for row in read_rows(iter(lines), dialect) if isinstance(row, Row))
        widths = (len(row.cells) for row in rows if not row.is_mended)
        return sum(width - len(header.names) in (0, 1) for width in widths)

    return max(dialects, key=count_fitting)  # the header's own if another is no better


def _fit_cells(
    row: Row, header: _Header, columns: ColumnMapping, after_broken: bool
) -> dict[str, str] | None:
    """Return the cells of a row by column; `None` if they do not fit the header.

    - A row with too many cells fits if the additional cells are blank, and no cell seems to be part
      of a text that was split because it is not quoted. The additional cells are left out.
    - A row with too few cells fits if only empty cells seem to be missing (see `_seems_complete`).
      But it does not fit if the row above was rejected because that had too few cells
      (`after_broken`): this row may be the rest of the row above.
    """
    width = len(header.names)
    cells = dict(zip(header.names, row.cells, strict=False))
    if len(row.cells) > width:
        # A blank after a delimiter suggests a text that should be quoted.
        has_blank = any(cell.startswith(" ") for cell in row.cells[1:])
        is_prose = has_blank and not header.dialect.skips_blanks
        fits = not is_prose and not any(map(str.strip, row.cells[width:]))
    else:
        fits = len(row.cells) == width or (not after_broken and _seems_complete(cells, columns))
    return cells if fits else None


def _read_row(
    row: Row, header: _Header, cells: dict[str, str] | None, reader: RowReader
) -> Iterator[ReaderItem]:
    """Yield the record or the rejection of a row, and warnings.

    `cells` has the cells of the row by column; it is `None` if the row does not fit the header.
    """
    if cells is None:
        reason = f"the row has {len(row.cells)} fields, the header {len(header.names)}"
        yield Rejected(row.start, row.end, reason, excerpt(" | ".join(row.cells)))
        return
    if row.is_mended:
        yield ParseWarning("quotes within a cell are not doubled, read as text", row.start)
    if len(row.cells) < len(header.names):
        yield ParseWarning("fewer fields than the header, missing ones count as empty", row.start)
    if _seems_to_contain_row(row, header):
        yield ParseWarning("rows may be merged into one (is a quote missing?)", row.start)
    yield from reader.read(row.start, row.end, cells)


def _seems_complete(cells: Mapping[str, str], columns: ColumnMapping) -> bool:
    """Return true if a row with too few cells seems to lack only empty cells at its end.

    Its abstract must have at least `_MIN_ABSTRACT_WORDS` words. If the abstract is the row's last
    cell, the row may be cut off within the abstract. So the abstract must then also end as complete
    texts do: with a full stop or a similar sign, a bracket, a quote or an address.
    """
    column = columns.fields.get("abstract", ("",))[0]  # the preferred column of abstracts
    abstract = cells.get(column, "").strip()
    if len(abstract.split(maxsplit=_MIN_ABSTRACT_WORDS)) < _MIN_ABSTRACT_WORDS:
        return False
    return column != [*cells][-1] or bool(_COMPLETE.search(abstract))


def _seems_to_contain_row(row: Row, header: _Header) -> bool:
    """Return true if a line of a row, except the first, looks like a row of its own.

    A quote may then be missing. Such a line has as many cells as the header, and none of them
    begins with a blank: in running text, unlike in a row, a blank follows a comma.
    """
    return any(
        len(cells) == len(header.names) and not any(cell.startswith(" ") for cell in cells)
        for cells in map(header.dialect.split, row.further_lines)
    )


def _make_format(aliases: ColumnAliases) -> Format:
    """Return the format of delimiter-separated tables whose columns have the names in `aliases`."""

    def detect(dump: Dump) -> float:
        """Return the highest confidence of all possible headers of a dump; 0 if it has none."""
        headers = _find_headers(dump, aliases.quoted)
        return max((rate_columns(header.names, aliases) for header in headers), default=0.0)

    return Format(aliases.name, detect, lambda dump, options: _read(dump, options, aliases))


CSV = _make_format(GENERIC_CSV)
DATABASES = tuple(map(_make_format, EXPORTS))
