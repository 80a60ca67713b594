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
from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from paperthemes.errors import UserError
from paperthemes.parse import fields
from paperthemes.parse.dump import Dump
from paperthemes.parse.reading import Doubt, Find, Format, Options, Record, Rejected, excerpt
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
    """Turns rows under one header into what is found in them."""

    def __init__(self, header: list[str]) -> None:
        self._columns = _columns(header)
        self._names = _unique(header)

    def finds(self, start: int, end: int, row: list[str]) -> Iterator[Find]:
        """Take one row that stands in lines `start` to `end`."""
        if len(row) != len(self._names):
            reason = f"the row has {len(row)} fields, the header {len(self._names)}"
            yield Rejected(start, end, reason, excerpt(" | ".join(row)))
            return
        cell = {field: fold(row[index]) for field, index in self._columns.items()}
        if not cell["title"]:
            reason = "abstract without a title" if cell["abstract"] else "row without a title"
            yield Rejected(start, end, reason, excerpt(" | ".join(row)))
            return
        record = self._record(start, end, cell, row)
        if cell.get("published") and not record.published:
            yield Doubt("dates not understood, left in extra", start)
        yield record

    def swallows(self, further: Sequence[str], delimiter: str) -> bool:
        """Tell whether `further` lines of a row would make rows: a quote may be missing."""
        return len(self._names) in {len(row) for row in csv.reader(further, delimiter=delimiter)}

    def _record(self, start: int, end: int, cell: Mapping[str, str], row: list[str]) -> Record:
        url = cell.get("url", "")
        known = {
            "arxiv_id": fields.arxiv_id(cell.get("arxiv_id", "")),
            "doi": fields.doi(cell.get("doi", "")),
            "published": fields.iso_date(cell.get("published", "")),
        }
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


def _is_table(header: list[str]) -> bool:
    return {"title", "abstract"} <= _columns(header).keys()


def _delimiter(dump: Dump) -> str | None:
    first = next((line for line in dump.head_lines if line.strip()), "")
    for delimiter in _DELIMITERS:
        if _is_table(next(csv.reader([first], delimiter=delimiter), [])):
            return delimiter
    return None


def _read_csv(dump: Dump, _: Options) -> Iterator[Find]:
    delimiter = _delimiter(dump) or ","
    lines = list(dump.lines())
    rows: _Rows | None = None
    start = 1
    while start <= len(lines):
        rest = (f"{line}\n" for line in lines[start - 1 :])
        reader = csv.reader(rest, delimiter=delimiter, strict=True)
        offset = start - 1
        try:
            for row in reader:
                end = offset + reader.line_num
                if any(cell.strip() for cell in row):
                    if rows is None:
                        rows = _Rows(row)
                    else:
                        yield from rows.finds(start, end, row)
                        if rows.swallows(lines[start:end], delimiter):
                            yield Doubt(
                                "rows may be lost inside another (is a quote missing?)", start
                            )
                start = end + 1
        except csv.Error as error:  # give up one line, not the rest of the file
            reason = f"not readable as CSV ({error}); is a quote missing or too many?"
            yield Rejected(start, start, reason, excerpt(lines[start - 1]))
            start += 1


def _read_parquet(dump: Dump, _: Options) -> Iterator[Find]:
    names, columns = _parquet_columns(dump)
    if not _is_table(names):
        raise UserError(
            "byte offset 0: a Parquet table without a title and an abstract column; it has "
            + ", ".join(names)
        )
    rows = _Rows(names)
    for number, values in enumerate(zip(*columns, strict=True), start=1):
        yield from rows.finds(number, number, [_as_text(value) for value in values])


def _parquet_columns(dump: Dump) -> tuple[list[str], list[list[object]]]:
    """Return the names and the values of all columns."""
    try:
        table = pq.read_table(io.BytesIO(b"".join(dump.pieces())))
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


CSV = Format("csv", lambda dump: 0.5 * (_delimiter(dump) is not None), _read_csv)
PARQUET = Format(
    "parquet", lambda dump: float(dump.head.startswith(_PARQUET)), _read_parquet, "row"
)
