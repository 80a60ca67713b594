"""Tables of Apache Arrow's kind, row by row: Parquet, Feather (version 2), and Arrow streams.

Their columns are those of a CSV file (see `text`), of any type: dates, lists of names, and
structs become text; columns of numbers in lists (embeddings) and of bytes are left out::

    title: string    abstract: string    authors: list<string>    published: timestamp[us]
    Sorting          We sort.            [Ada, Bo]                2024-05-06 00:00:00
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from paperthemes.errors import UserError
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import (
    Columns,
    Format,
    ParseWarning,
    ReaderItem,
    ReaderOptions,
    Rejected,
)
from paperthemes.parse.tables.cells import as_text
from paperthemes.parse.tables.columns import GUESSED, Layout, layout, listed, unique
from paperthemes.parse.tables.rows import Rows

_PARQUET, _FEATHER, _STREAM = b"PAR1", b"ARROW1", b"\xff\xff\xff\xff"
_BATCH = 1_000  # rows
_UNREADABLE = (pa.ArrowException, OSError, ValueError, OverflowError, KeyError)

Batches = Iterator[pa.RecordBatch]
Opened = tuple[pa.Schema, Callable[[list[int]], Batches]]


def _read(
    dump: Dump, options: ReaderOptions, kind: str, opened: Callable[[IO[bytes]], Opened]
) -> Iterator[ReaderItem]:
    with _file(dump) as file:
        try:
            schema, batches = opened(file)
            names = unique(schema.names)
        except _UNREADABLE as error:
            raise UserError(
                f"byte offset 0: begins like {kind} but cannot be read ({error}); write or "
                "download the file again"
            ) from error
        kept = [index for index, column in enumerate(schema) if _is_text(column.type)]
        table = _layout([names[index] for index in kept], options, kind)
        yield Columns(table.said)
        for index in sorted({*range(len(names))} - {*kept}):
            yield ParseWarning(
                f"column {names[index]} ({schema[index].type}) is no text and left out"
            )
        yield from _rows(batches(kept), [names[index] for index in kept], Rows(table))


def _layout(names: list[str], options: ReaderOptions, kind: str) -> Layout:
    table = layout(names, options.columns, GUESSED)
    if not options.columns and not options.format and not table.sure:
        raise UserError(
            f"byte offset 0: a {kind} table without a title and an abstract column; it has "
            f"{listed(names)}"
        )
    if "title" not in table.fields:
        raise UserError(f"a {kind} table without a title column; it has {listed(names)}")
    return table


def _rows(batches: Batches, names: list[str], reader: Rows) -> Iterator[ReaderItem]:
    number = 0
    try:
        for batch in batches:
            batch.validate(full=True)  # damaged offsets would lead anywhere in memory
            columns = [_texts(column) for column in batch.columns]
            for cells in zip(*columns, strict=True):
                number += 1
                yield from reader.finds(number, number, dict(zip(names, cells, strict=True)))
    except _UNREADABLE as error:
        reason = f"the file is damaged here, so nothing after it could be read ({error})"
        yield Rejected(number + 1, number + 1, reason, "")


def _texts(column: pa.Array) -> list[str]:
    try:
        values = column.to_pylist()
    except (ValueError, OverflowError):  # times that Python has no type for
        values = column.cast(pa.string()).to_pylist()
    return [as_text(value) for value in values]


def _is_text(type_: pa.DataType) -> bool:
    if pa.types.is_list(type_) or pa.types.is_large_list(type_):
        return _is_text(type_.value_type) and not _is_number(type_.value_type)
    if pa.types.is_fixed_size_list(type_):
        return False
    if pa.types.is_dictionary(type_):
        return _is_text(type_.value_type)
    return not (pa.types.is_binary(type_) or pa.types.is_large_binary(type_))


def _is_number(type_: pa.DataType) -> bool:
    return bool(pa.types.is_floating(type_) or pa.types.is_integer(type_))


@contextmanager
def _file(dump: Dump) -> Iterator[IO[bytes]]:
    """Open the expanded dump as a file in which one can go back."""
    if dump.compression is None:
        with dump.path.open("rb") as file:
            yield file
        return
    with tempfile.TemporaryFile() as spooled:
        for piece in dump.pieces():
            spooled.write(piece)
        spooled.seek(0)
        yield spooled


def _parquet(file: IO[bytes]) -> Opened:
    table = pq.ParquetFile(file)
    names = table.schema_arrow.names

    def batches(kept: list[int]) -> Batches:
        columns = [names[index] for index in kept]
        for batch in table.iter_batches(_BATCH, columns=columns):
            yield batch.select(columns) if len(set(names)) == len(names) else batch

    return table.schema_arrow, batches


def _feather(file: IO[bytes]) -> Opened:
    table = pa.ipc.open_file(file)
    numbers = range(table.num_record_batches)
    return table.schema, lambda kept: _sliced(map(table.get_batch, numbers), kept)


def _stream(file: IO[bytes]) -> Opened:
    table = pa.ipc.open_stream(file)
    return table.schema, lambda kept: _sliced(table, kept)


def _sliced(batches: Batches, kept: list[int]) -> Batches:
    for batch in batches:
        chosen = batch.select(kept)
        for start in range(0, chosen.num_rows, _BATCH):
            yield chosen.slice(start, _BATCH)


def _format(name: str, kind: str, mark: bytes, opened: Callable[[IO[bytes]], Opened]) -> Format:
    return Format(
        name,
        lambda dump: float(dump.head.startswith(mark)),
        lambda dump, options: _read(dump, options, kind, opened),
        "row",
    )


PARQUET = _format("parquet", "Parquet", _PARQUET, _parquet)
FEATHER = _format("feather", "Feather", _FEATHER, _feather)
STREAM = _format("arrow-stream", "an Arrow stream", _STREAM, _stream)
