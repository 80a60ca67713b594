"""Tables with a header: CSV (comma, semicolon, tab or bar) and Parquet.

A title and an abstract column are needed, under the names below in any case; the other fields are
taken where they are, and all remaining columns ride along in `extra`::

    title,abstract,doi,venue
    Learning to Sort,"We sort, and learn.",10.5555/12,Journal of Orders

A row without an abstract is kept with its title alone, and listed in the warnings; a row without a
title is rejected.
"""

import csv
import io
import sys
from collections.abc import Iterator, Mapping
from itertools import islice

import pyarrow as pa
import pyarrow.parquet as pq

from paperthemes.errors import UserError
from paperthemes.parse import fields
from paperthemes.parse.reading import Dump, Format, Reading, Record, Rejected, account, excerpt
from paperthemes.titles import fold

_NAMES = {
    "title": ("title",),
    "abstract": ("abstract", "summary"),
    "url": ("url", "link"),
    "arxiv_id": ("arxiv_id", "arxiv", "id"),
    "doi": ("doi",),
    "published": ("published", "date", "year"),
    "authors": ("authors", "author"),
}
_DELIMITERS = ",;\t|"
_PARQUET = b"PAR1"
_LISTED = 20

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))


def _columns(header: list[str]) -> dict[str, int]:
    """Map field to column number: the first name of `_NAMES` that the header has."""
    names = [fold(name).lower() for name in header]
    found = {}
    for field, candidates in _NAMES.items():
        for candidate in candidates:
            if candidate in names:
                found[field] = names.index(candidate)
                break
    return found


def _unique(header: list[str]) -> list[str]:
    """Name the columns without repeats: a second `note` becomes `note.2`."""
    seen: dict[str, int] = {}
    names = []
    for index, raw in enumerate(header):
        name = fold(raw) or f"column {index + 1}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}.{seen[name]}")
    return names


class _Rows:
    """Turns rows of one header into records, and keeps count of what is missing."""

    def __init__(self, header: list[str]) -> None:
        self._columns = _columns(header)
        self._names = _unique(header)
        self.records: list[Record] = []
        self.rejected: list[Rejected] = []
        self._title_only: list[int] = []
        self._undated: list[int] = []
        self._swallowing: list[int] = []

    def add(self, start: int, end: int, row: list[str]) -> None:
        """Take one row that stands in lines `start` to `end`."""
        if len(row) != len(self._names):
            reason = f"the row has {len(row)} fields, the header {len(self._names)}"
            self.rejected.append(Rejected(start, end, reason, excerpt(" | ".join(row))))
            return
        cell = {field: fold(row[index]) for field, index in self._columns.items()}
        if not cell["title"]:
            reason = "abstract without a title" if cell["abstract"] else "row without a title"
            self.rejected.append(Rejected(start, end, reason, excerpt(" | ".join(row))))
            return
        if not cell["abstract"]:
            self._title_only.append(start)
        self.records.append(self._record(start, end, cell, row))

    def check_quotes(self, start: int, further: list[str], delimiter: str) -> None:
        """Note a row whose `further` lines would make rows of their own: a quote may be missing."""
        lengths = {len(row) for row in csv.reader(further, delimiter=delimiter)}
        if len(self._names) in lengths:
            self._swallowing.append(start)

    def _record(self, start: int, end: int, cell: Mapping[str, str], row: list[str]) -> Record:
        url = cell.get("url", "")
        known = {
            "arxiv_id": fields.arxiv_id(cell.get("arxiv_id", "")),
            "doi": fields.doi(cell.get("doi", "")),
            "published": fields.iso_date(cell.get("published", "")),
        }
        if cell.get("published") and not known["published"]:
            self._undated.append(start)
        taken = {
            index
            for field, index in self._columns.items()
            if known.get(field, "") or field not in known
        }
        extra = {
            name: fold(value)
            for index, (name, value) in enumerate(zip(self._names, row, strict=True))
            if index not in taken and fold(value)
        }
        return Record(
            start,
            end,
            cell["title"],
            cell["abstract"],
            url=url,
            arxiv_id=known["arxiv_id"] or fields.arxiv_id(url) or fields.arxiv_id(known["doi"]),
            doi=known["doi"] or fields.doi(url),
            published=known["published"],
            authors=fields.authors(cell.get("authors", "")),
            extra=extra,
        )

    def warnings(self) -> Iterator[str]:
        """Say what the records lack, with the lines they start in."""
        if self._title_only:
            yield f"no abstract, kept with their title alone: {_lines(self._title_only)}"
        if self._swallowing:
            yield f"rows may be lost inside another, is a quote missing? {_lines(self._swallowing)}"
        if self._undated:
            yield f"dates not understood, left in extra: {_lines(self._undated)}"


def _lines(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:_LISTED]))
    more = f" and {len(numbers) - _LISTED} more" if len(numbers) > _LISTED else ""
    return f"line{'s' if len(numbers) > 1 else ''} {shown}{more}"


def _is_table(header: list[str]) -> bool:
    return {"title", "abstract"} <= _columns(header).keys()


def _delimiter(dump: Dump) -> str | None:
    first = next((line for line in dump.lines if line.strip()), "")
    for delimiter in _DELIMITERS:
        if _is_table(next(csv.reader([first], delimiter=delimiter), [])):
            return delimiter
    return None


def _read_csv(dump: Dump) -> Reading:
    delimiter = _delimiter(dump) or ","
    rows: _Rows | None = None
    start = 1
    while start <= len(dump.lines):
        reader = csv.reader(_lines_from(dump, start), delimiter=delimiter, strict=True)
        offset = start - 1
        try:
            for row in reader:
                end = offset + reader.line_num
                if any(cell.strip() for cell in row):
                    if rows is None:
                        rows = _Rows(row)
                    else:
                        rows.add(start, end, row)
                        rows.check_quotes(start, dump.lines[start:end], delimiter)
                start = end + 1
        except csv.Error as error:  # give up one line, not the rest of the file
            rows = rows or _Rows(["title", "abstract"])
            reason = f"not readable as CSV ({error}); is a quote missing or too many?"
            rows.rejected.append(Rejected(start, start, reason, excerpt(dump.lines[start - 1])))
            start += 1
    if rows is None:
        return account(len(dump.lines), [], [])
    return account(len(dump.lines), rows.records, rows.rejected, rows.warnings())


def _lines_from(dump: Dump, start: int) -> Iterator[str]:
    return (f"{line}\n" for line in islice(dump.lines, start - 1, None))


def _read_parquet(dump: Dump) -> Reading:
    names, columns = _parquet_columns(dump)
    if not _is_table(names):
        raise UserError(
            "byte offset 0: a Parquet table without a title and an abstract column; it has "
            + ", ".join(names)
        )
    rows = _Rows(names)
    number = 0
    for number, values in enumerate(zip(*columns, strict=True), start=1):
        rows.add(number, number, [_as_text(value) for value in values])
    return account(number, rows.records, rows.rejected, rows.warnings())


def _parquet_columns(dump: Dump) -> tuple[list[str], list[list[object]]]:
    """Return the names and the values of all columns."""
    try:
        table = pq.read_table(io.BytesIO(dump.data))
        return table.column_names, [column.to_pylist() for column in table.columns]
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise UserError(
            f"byte offset 0: begins like Parquet but cannot be read ({error}); write or download "
            "the file again"
        ) from error


def _as_text(value: object) -> str:
    if value is None or value != value:  # NaN is not equal to itself
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # pandas keeps whole numbers with gaps as floats
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return str(value)


CSV = Format("csv", lambda dump: _delimiter(dump) is not None, _read_csv)
PARQUET = Format("parquet", lambda dump: dump.data.startswith(_PARQUET), _read_parquet)
