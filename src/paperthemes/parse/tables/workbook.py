"""Workbooks of Excel (xlsx, xlsm, xlsb, xls) and LibreOffice (ods), read by calamine.

Each sheet with a title column is a table, with the column names of a CSV file (see `csv_table`) or
of an export of a database; some rows may stand above its header. Rows are counted from 1 through
all sheets, as if the sheets stood below each other. A formula has the value saved with it, and all
rows of a merged cell have its value.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import reduce
from itertools import chain, islice
from typing import IO

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError

from paperthemes.errors import ConfigError, UserError
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Columns, Format, Ignored, ParseWarning, ReaderItem
from paperthemes.parse.settings import ReaderOptions
from paperthemes.parse.tables.aliases import EXPORTS, GENERIC_CSV
from paperthemes.parse.tables.columns import (
    HOW_TO_NAME,
    join_names,
    map_columns,
    rate_columns,
    unique_names,
)
from paperthemes.parse.tables.rows import RowReader
from paperthemes.parse.tables.values import to_text

_HEADER_ROWS = 25  # of a sheet, one of which may be the header
_MAX_SIZE = 1 << 31  # bytes of its parts
_MAX_CELLS = 40_000_000  # of a sheet; calamine holds them in memory, in about 1.3 GB
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # first bytes of the files
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the stream of a file with a password
# The place of a cell that is not empty.
_PLACE = re.compile(
    rb"""<(?:\w+:)?c\s[^<>]{0,80}?\br=["']([A-Z]{1,3})(\d{1,7})["'][^<>]{0,80}(?<!/)>"""
)
_CHUNK = 1 << 20  # bytes read at once

_Row = tuple[int, list[str]]
"""The number of a row, and the texts of its cells."""


def _read(dump: Dump, options: ReaderOptions) -> Iterator[ReaderItem]:
    """Yield the columns of each sheet, then records and rejections for its rows, and warnings.

    Raises
    ------
    UserError
        If the workbook cannot be opened, is too large, or has no sheet that is a table of papers.
    """
    with dump.open_seekable() as file:
        with _report_errors():
            if dump.head.startswith(_ZIP):
                _check_archive(file, dump.limit)
            elif _ENCRYPTED in dump.head:
                raise PasswordError
            workbook = CalamineWorkbook.from_filelike(file)
        others, offset, has_table = [], 0, False
        for name in workbook.sheet_names:
            with _report_errors():
                sheet = workbook.get_sheet_by_name(name)
            rows = _iter_rows(sheet, offset)
            first_rows = [*islice(rows, _HEADER_ROWS)]
            offset += sheet.end[0] + 1 if sheet.end else 0
            if header := _find_header(first_rows, options):
                has_table = True
                yield from _read_rows(chain(first_rows, rows), *header)
            elif first_rows:
                yield Ignored(first_rows[0][0], offset)
                others.append(f"{name} ({join_names([*filter(None, first_rows[0][1])])})")
        if not has_table:
            error = ConfigError if options.columns else UserError  # a wrong config is never skipped
            raise error(
                f"a workbook without a title and an abstract column; its sheets begin with "
                f"{'; '.join(others) or 'no cells'}. {HOW_TO_NAME}"
            )
        if others:
            yield ParseWarning(f"sheets left out, they have no title column: {'; '.join(others)}")


@contextmanager
def _report_errors() -> Iterator[None]:
    """Raise a `UserError` for any error, or panic of Rust, in the reading of a workbook."""
    try:
        yield
    except PasswordError as error:
        raise UserError("a workbook with a password; save it without one") from error
    except (UserError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # Rust's panics are no `Exception`
        raise UserError(
            f"not a workbook that can be read, or damaged or cut off ({error}); save it again"
        ) from error


def _check_archive(file: IO[bytes], limit: int) -> None:
    """Raise a `UserError` if the zip archive of a workbook is too large to be read.

    Its parts may expand to `limit` bytes, at most `_MAX_SIZE`, and a sheet may
    have `_MAX_CELLS` cells, those between filled ones included: calamine holds them all in memory.
    """
    archive = zipfile.ZipFile(file)
    size = sum(part.file_size for part in archive.infolist())
    if size > min(limit, _MAX_SIZE):
        raise UserError(
            f"a workbook that expands to {size / 1e9:.3g} GB; if that is intended, save it as CSV, "
            "or raise parse.max_expanded_gb in the config"
        )
    for part in archive.infolist():
        with archive.open(part) as content:  # a part of another size than it says is an error
            row, column = _find_last_place(content)
        if row * column > _MAX_CELLS:
            raise UserError(
                f"{part.filename} is a sheet of {row:,} rows and {column:,} columns; delete the "
                "cells far from the table"
            )
    file.seek(0)


def _find_last_place(content: IO[bytes]) -> tuple[int, int]:
    """Return the largest row and the largest column of the cells in a part of an xlsx file."""
    row, letters, rest = 1, b"A", b""
    while chunk := content.read(_CHUNK):
        text = rest + chunk
        for column, number in set(_PLACE.findall(text)):
            row = max(row, int(number))
            letters = max(letters, column, key=lambda name: (len(name), name))
        rest = text[-200:]  # a place may be cut off
    return row, reduce(lambda column, letter: 26 * column + letter - ord("A") + 1, letters, 0)


def _iter_rows(sheet: CalamineSheet, offset: int) -> Iterator[_Row]:
    """Yield the rows of a sheet that have cells; `offset` is the number of rows before the sheet.

    The value of a merged cell is repeated in its rows, in its first column.
    """
    merged_by_row: dict[int, list[tuple[int, int]]] = {}  # first row -> columns and last rows
    for (first_row, column), (last_row, _) in sheet.merged_cell_ranges or ():
        merged_by_row.setdefault(first_row, []).append((column, last_row))
    first_row, first_column = sheet.start or (0, 0)
    repeated: dict[int, tuple[int, str]] = {}  # column -> last row and text
    for row_index, values in enumerate(sheet.iter_rows(), start=first_row):
        cells = [*map(to_text, values)]
        for column, (last_row, text) in repeated.items():
            if row_index <= last_row:
                cells[column] = text
        for column, last_row in merged_by_row.get(row_index, ()):
            if last_row > row_index and 0 <= column - first_column < len(cells):
                repeated[column - first_column] = last_row, cells[column - first_column]
        if any(map(str.strip, cells)):
            yield offset + row_index + 1, cells


def _find_header(rows: Sequence[_Row], options: ReaderOptions) -> tuple[_Row, RowReader] | None:
    """Return the header among the first rows, and a reader of the rows below it.

    It is the row that is most like the header of a table of papers; `None` if none is. If the
    config names columns or the format, it may also be the first row that has all of these columns
    and a title column.
    """
    is_configured = bool(options.columns or options.format)
    candidates = [(row, aliases) for row in rows for aliases in (*EXPORTS, GENERIC_CSV)]
    rates = [rate_columns(unique_names(row[1]), aliases) for row, aliases in candidates]
    for index in sorted(range(len(rates)), key=lambda index: -rates[index]):
        row, aliases = candidates[index]
        if rates[index] or is_configured:
            with suppress(UserError):  # the row lacks a column
                columns = map_columns(unique_names(row[1]), options.columns, aliases, "a sheet")
                return row, RowReader(columns, aliases.authors)
    return None


def _read_rows(rows: Iterator[_Row], header: _Row, reader: RowReader) -> Iterator[ReaderItem]:
    """Yield the columns of a sheet, and what its rows below the header, but not like it, give."""
    yield Columns(reader.columns.used)
    names = unique_names(header[1])
    for number, cells in rows:
        if number > header[0] and cells != header[1]:
            yield from reader.read(number, number, dict(zip(names, cells, strict=True)))


FORMAT = Format(
    "workbook", lambda dump: float(dump.head.startswith((_ZIP, _OLE))), _read, unit="row"
)
