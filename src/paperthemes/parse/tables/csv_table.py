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
rejected, because a line end may have broken it. If all first rows lack the same last cells, such
rows are kept, too.
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
from paperthemes.parse.tables.alignment import align, lack_last_cells, lacks_first_name
from paperthemes.parse.tables.columns import ColumnMapping, map_columns, rate_columns, unique_names
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
_ID = re.compile(r"(?:19|20)\d\d|(?:https?://\S*)?10\.\d{4,9}/\S+|\d{4}\.\d{4,5}(?:v\d)?")
_HEADERLESS = 0.05  # confidence, so that the user is told what is missing
_RULE = re.compile(r"[-:= ]*")  # a cell of a line that is drawn, or an empty one
_COMPLETE = re.compile(r"[.!?…。)\]\"'”\u2019»]$|https?://\S{1,200}$")


@dataclass(frozen=True, slots=True)
class _Header:
    """The header of a table, such as the line `title,abstract,doi`."""

    cells: list[str]
    names: list[str]  # of the columns: the cells, made distinct
    end: int  # number of the header's last line, from 1
    dialect: Dialect  # delimiter and quoting
    row_width: int = 0  # of the rows, if all lack the last cells


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
    for index, line in enumerate(lines[:_MAX_LINES_BEFORE_HEADER]):
        if match := _SEPARATOR.fullmatch(line.strip()):
            delimiters = match[1]
        elif line.strip():
            for delimiter in f"{delimiters} " if _SPACED.fullmatch(line) else delimiters:
                headers.append(_read_header(lines, index, Dialect(delimiter, quoted), is_first))
            is_first = False
    return [*filter(None, headers)]


def _read_header(
    lines: Sequence[str], start: int, dialect: Dialect, is_first: bool
) -> _Header | None:
    """Return the header that begins in the line with index `start`; `None` if none begins there.

    A header has two cells or more, none longer than `_MAX_COLUMN_NAME`. Unless it `is_first`, it
    is as wide as the next row, if there is one. If a cell after the first begins with a space, as
    in `title, abstract`, the header is read again with a dialect that skips spaces after
    delimiters. If a cell begins with a space even then, this is no header. With tabs as delimiters,
    spaces are kept.
    """
    rows = dialect.reader(lines[start : start + _MAX_LINES_OF_HEADER], strict=False)
    cells = next(rows, [])
    if len(cells) < 2 or max(map(len, cells)) > _MAX_COLUMN_NAME:
        return None
    if dialect.delimiter != "\t" and any(cell.startswith(" ") for cell in cells[1:]):
        spaced = replace(dialect, skips_blanks=True)
        return None if dialect.skips_blanks else _read_header(lines, start, spaced, is_first)
    # `line_num` is the number of lines that the header takes up.
    header = _Header(cells, unique_names(cells), start + rows.line_num, dialect)
    next_row = next((row for row in rows if any(map(str.strip, row))), cells)
    return header if is_first or len(next_row) == len(cells) else None


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
    headers = _find_headers(dump, aliases.quoted)
    if not configured and _lacks_header(dump):
        raise UserError(
            "the first line is a paper, but a table needs a header: write the names of the columns "
            "into a line before it, such as title,abstract,doi"
        )
    if not headers:
        raise UserError("a table needs a header with two columns or more; there is none")
    # If several are equally likely, the header with the most columns is the best.
    best = max(headers, key=lambda header: (rate_columns(header.names, aliases), len(header.names)))
    for header in headers if configured else ():
        with suppress(UserError):  # this header lacks a column: try the next one
            return header, map_columns(header.names, configured, aliases, "a table")
    return best, map_columns(best.names, configured, aliases, f"line {best.end}: a table")


def _lacks_header(dump: Dump) -> bool:
    """Return true if the first lines of a table are papers, with ids or years in the same places.

    There must be two lines, and a cell with several words in the first.
    """
    lines = [*filter(str.strip, dump.head_lines[:_MAX_LINES_BEFORE_HEADER])][:2]
    for delimiter in _DELIMITERS:
        rows = [Dialect(delimiter).split(line[:_MAX_HEADER_LINE]) for line in lines]
        ids = [[bool(_ID.fullmatch(cell.strip())) for cell in row] for row in rows]
        if len(ids) == 2 and ids[0] == ids[1] and any(ids[0]):
            return any(cell.count(" ") > 1 for cell in rows[0])
    return False


def _read(dump: Dump, options: ReaderOptions, aliases: ColumnAliases) -> Iterator[ReaderItem]:
    """Yield the columns of a table, then records, rejections and warnings for its rows.

    Repetitions of the header, blank rows, and rows that only draw a line are skipped.
    """
    header, columns = _choose_header(dump, options.columns, aliases)
    yield Columns(columns.used)
    header = _fit_to_rows(header, dump)
    reader, width = RowReader(columns, aliases.authors), len(header.names)
    after_broken = False  # the row above was rejected because it had too few cells
    lines = islice(dump.lines(), header.end, None)
    for row in read_rows(lines, header.dialect, offset=header.end):
        if isinstance(row, Rejected):
            yield row
        elif row.cells != header.cells and not all(map(_RULE.fullmatch, row.cells)):
            cells = _fit_cells(row, header, columns, after_broken)
            after_broken = not cells and len(row.cells) < width
            if cells:
                if row.further_lines or row.is_mended or len(row.cells) != width:
                    yield from _find_warnings(row, header, cells)
                yield from reader.read(row.start, row.end, cells)
            else:
                reason = f"the row has {len(row.cells)} fields, the header {width}"
                yield Rejected(row.start, row.end, reason, excerpt(" | ".join(row.cells)))


def _fit_to_rows(header: _Header, dump: Dump) -> _Header:
    r"""Return a header with the dialect in which most of the first rows are as wide as it is.

    Other dialects than its own are tried only if the lines suggest them. `\"` suggests that quotes
    in cells are escaped like this. In a table with tabs, a quote may enclose a cell or be an
    ordinary character, so both are tried if there are quotes. If the rows show that the first
    column has no name, it gets one.
    """
    lines = dump.head_lines[header.end :][:_DIALECT_LINES]
    dialects = [header.dialect]
    if any('\\"' in line for line in lines):
        dialects.append(replace(header.dialect, escaped=True))
    if header.dialect.delimiter == "\t" and any('"' in line for line in lines):
        dialects.append(replace(header.dialect, quoted=not header.dialect.quoted))
    if len(dialects) == 1:
        lines = lines[:_FIRST_LINES]

    # In each dialect, the cells of the first rows that are not blank.
    rows = {
        dialect: [
            row.cells
            for row in read_rows(iter(lines), dialect)
            if isinstance(row, Row) and row.cells and not row.is_mended
        ]
        for dialect in dialects
    }
    widths = len(header.names), len(header.names) + 1  # the latter with a column without a name
    # The header's own dialect if another is no better.
    dialect = max(dialects, key=lambda name: sum(len(cells) in widths for cells in rows[name]))
    first_rows = rows[dialect][:_FIRST_LINES]
    is_quoted = dialect.quoted and "".join(lines[:1]).startswith('"')
    lacks_name = lacks_first_name(header.names, first_rows, is_quoted)
    names = unique_names(["", *header.names]) if lacks_name else header.names
    row_width = len(first_rows[0]) if lack_last_cells(names, first_rows) else 0
    return replace(header, names=names, dialect=dialect, row_width=row_width)


def _fit_cells(
    row: Row, header: _Header, columns: ColumnMapping, after_broken: bool
) -> dict[str, str] | None:
    """Return the cells of a row by column; `None` if they do not fit the header.

    - A row with too many cells fits if the additional cells are blank, and no cell seems to be part
      of a text that was split because it is not quoted. The additional cells are left out. It also
      fits if it can be aligned.
    - A row with too few cells fits if only empty cells seem to be missing (see `_seems_complete`).
      But it does not fit if the row above was rejected because that had too few cells
      (`after_broken`): this row may be the rest of the row above.
    """
    width = len(header.names)
    cells = dict(zip(header.names, row.cells, strict=False))
    if len(row.cells) in (width, header.row_width):
        return cells
    if len(row.cells) < width:
        return cells if not after_broken and _seems_complete(cells, columns) else None
    # A blank after a delimiter suggests a text that should be quoted.
    has_blank = any(cell.startswith(" ") for cell in row.cells[1:])
    is_prose = has_blank and not header.dialect.skips_blanks
    if not is_prose and not any(map(str.strip, row.cells[width:])):
        return cells
    texts = (*columns.fields.get("title", ()), *columns.fields.get("abstract", ()))
    return align(header.names, row.cells, texts)


def _find_warnings(row: Row, header: _Header, cells: Mapping[str, str]) -> Iterator[ParseWarning]:
    """Yield warnings about a row, whose cells were fitted to the header.

    A quote may be missing if a line of the row, except the first, looks like a row of its own: it
    has as many cells as the header, and none of them begins with a blank. In running text, unlike
    in a row, a blank follows a comma.
    """
    width = len(header.names)
    if len(row.cells) > width and [*cells.values()] != row.cells[:width]:
        yield ParseWarning("more fields than the header, aligned by the others", row.start)
    if row.is_mended:
        yield ParseWarning("quotes within a cell are not doubled, read as text", row.start)
    if len(row.cells) < width:
        yield ParseWarning("fewer fields than the header, missing ones count as empty", row.start)
    further_rows = map(header.dialect.split, row.further_lines)
    if any(len(row) == width and not any(c.startswith(" ") for c in row) for row in further_rows):
        yield ParseWarning("rows may be merged into one (is a quote missing?)", row.start)


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


def _make_format(aliases: ColumnAliases) -> Format:
    """Return the format of delimiter-separated tables whose columns have the names in `aliases`."""

    def detect(dump: Dump) -> float:
        """Return the highest confidence of all possible headers of a dump; 0 if it has none."""
        headers = _find_headers(dump, aliases.quoted)
        rate = max((rate_columns(header.names, aliases) for header in headers), default=0.0)
        return rate or _HEADERLESS * (aliases is GENERIC_CSV and _lacks_header(dump))

    return Format(aliases.name, detect, lambda dump, options: _read(dump, options, aliases))


CSV = _make_format(GENERIC_CSV)
DATABASES = tuple(map(_make_format, EXPORTS))
