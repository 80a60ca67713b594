"""Tables in the formats Parquet, Feather (version 2) and Arrow stream, read row by row.

The columns have the same names as in a CSV file (see `csv_table`), and any type. Dates, lists of
names, and structs become text; columns of bytes or of lists of numbers (embeddings) are left out::

    title: string    abstract: string    authors: list<string>    published: timestamp[us]
    Sorting          We sort.            [Ada, Bo]                2024-05-06 00:00:00
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from paperthemes.errors import UserError
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Columns, Format, ParseWarning, ReaderItem, Rejected
from paperthemes.parse.settings import ReaderOptions
from paperthemes.parse.tables.aliases import COMMON
from paperthemes.parse.tables.columns import join_names, map_columns, unique_names
from paperthemes.parse.tables.rows import RowReader, to_text

_BATCH_ROWS = 1_000  # in memory at a time
_UNREADABLE = (pa.ArrowException, OSError, ValueError, OverflowError, KeyError)

Batches = Iterator[pa.RecordBatch]
OpenedTable = tuple[pa.Schema, Callable[[list[int]], Batches]]
"""The schema of a table, and a function that yields its rows, given the indices of the columns."""
OpenTable = Callable[[IO[bytes]], OpenedTable]
"""A function that opens a table in a seekable file."""


def _read(
    dump: Dump, options: ReaderOptions, table: str, open_table: OpenTable
) -> Iterator[ReaderItem]:
    """Yield the columns of a table, warnings, and the record or rejection of each row.

    `table` names the kind of the table in messages, such as "a Parquet table".

    Raises
    ------
    UserError
        If the table cannot be opened or has no title column, or if the config has no settings for
        it and its columns are not those of papers.
    """
    with _open_seekable(dump) as file:
        try:
            schema, read_batches = open_table(file)
            names = unique_names(schema.names)
        except _UNREADABLE as error:
            raise UserError(
                f"byte offset 0: begins like {table} but cannot be read ({error}); write or "
                "download the file again"
            ) from error
        kept = {index: names[index] for index, column in enumerate(schema) if _is_text(column.type)}
        is_configured = bool(options.columns or options.format)
        kept_names = [*kept.values()]
        columns = map_columns(kept_names, options.columns, COMMON, table if is_configured else None)
        if not is_configured and not columns.confidence:
            raise UserError(
                f"byte offset 0: {table} without a title and an abstract column; it has "
                f"{join_names(kept_names)}"
            )
        yield Columns(columns.used)
        for index, name in enumerate(names):
            if index not in kept:
                yield ParseWarning(f"column {name} ({schema[index].type}) left out: it is not text")
        reader, number = RowReader(columns), 0
        try:
            for cells in _iter_rows(read_batches([*kept])):
                number += 1
                yield from reader.read(number, number, dict(zip(kept_names, cells, strict=True)))
        except _UNREADABLE as error:
            reason = f"the file is damaged here, so nothing after it could be read ({error})"
            yield Rejected(number + 1, number + 1, reason, "")


def _iter_rows(batches: Batches) -> Iterator[tuple[str, ...]]:
    """Yield the cells of each row as texts."""
    for batch in batches:
        batch.validate(full=True)  # damaged offsets would point anywhere in memory
        yield from zip(*map(_to_texts, batch.columns), strict=True)


def _to_texts(column: pa.Array) -> list[str]:
    """Return the values of a column as texts."""
    try:
        values = column.to_pylist()
    except (ValueError, OverflowError):  # times that Python has no type for
        values = column.cast(pa.string()).to_pylist()
    return list(map(to_text, values))


def _is_text(type_: pa.DataType) -> bool:
    """Return true if columns of a type are kept: their values become text.

    These types are left out: bytes, lists of numbers (embeddings), lists of a fixed size, and lists
    and dictionary encodings of these types. Numbers, dates and structs are kept.
    """
    types = pa.types
    if types.is_list(type_) or types.is_large_list(type_):
        item = type_.value_type
        return _is_text(item) and not (types.is_floating(item) or types.is_integer(item))
    if types.is_dictionary(type_):
        return _is_text(type_.value_type)
    is_binary = types.is_binary(type_) or types.is_large_binary(type_)
    return not (is_binary or types.is_fixed_size_list(type_))


@contextmanager
def _open_seekable(dump: Dump) -> Iterator[IO[bytes]]:
    """Open the dump as a file that can be read from any offset; expand it first if compressed."""
    if dump.compression is None:
        with dump.path.open("rb") as file:
            yield file
        return
    with dump.open() as content, tempfile.TemporaryFile() as expanded:
        shutil.copyfileobj(content, expanded)
        expanded.seek(0)
        yield expanded


def _open_parquet(file: IO[bytes]) -> OpenedTable:
    """Open a Parquet file; its batches have at most `_BATCH_ROWS` rows."""
    table = pq.ParquetFile(file)
    names = table.schema_arrow.names

    def read_batches(column_indices: list[int]) -> Batches:
        """Yield the columns with these indices, in this order."""
        columns = [names[index] for index in column_indices]
        for batch in table.iter_batches(_BATCH_ROWS, columns=columns):
            # A batch has the order of the file; `select` fails if a name occurs twice.
            yield batch.select(columns) if len(set(names)) == len(names) else batch

    return table.schema_arrow, read_batches


def _open_feather(file: IO[bytes]) -> OpenedTable:
    """Open a Feather (version 2) file: an Arrow file with an index of its batches."""
    table = pa.ipc.open_file(file)
    batches = map(table.get_batch, range(table.num_record_batches))
    return table.schema, lambda column_indices: _slice(batches, column_indices)


def _open_stream(file: IO[bytes]) -> OpenedTable:
    """Open an Arrow stream, whose batches are read one after the other."""
    table = pa.ipc.open_stream(file)
    return table.schema, lambda column_indices: _slice(table, column_indices)


def _slice(batches: Batches, column_indices: list[int]) -> Batches:
    """Yield the columns with these indices, in parts of at most `_BATCH_ROWS` rows."""
    for batch in batches:
        selected = batch.select(column_indices)
        for start in range(0, selected.num_rows, _BATCH_ROWS):
            yield selected.slice(start, _BATCH_ROWS)


def _make_format(name: str, table: str, mark: bytes, open_table: OpenTable) -> Format:
    """Return the format of the dumps that begin with `mark`; `table` names its kind in messages."""
    return Format(
        name,
        lambda dump: float(dump.head.startswith(mark)),
        lambda dump, options: _read(dump, options, table, open_table),
        "row",
    )


PARQUET = _make_format("parquet", "a Parquet table", b"PAR1", _open_parquet)
FEATHER = _make_format("feather", "a Feather table", b"ARROW1", _open_feather)
STREAM = _make_format("arrow-stream", "an Arrow stream", b"\xff\xff\xff\xff", _open_stream)
