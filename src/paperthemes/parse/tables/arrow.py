"""Tables in the formats Parquet, Feather (version 2) and Arrow stream, read row by row.

The columns have the same names as in a CSV file (see `csv_table`), and any type. Dates, lists of
names, and structs become text; columns of bytes or of lists of numbers (embeddings) are left out::

    title: string    abstract: string    authors: list<string>    published: timestamp[us]
    Sorting          We sort.            [Ada, Bo]                2024-05-06 00:00:00
"""

from collections.abc import Callable, Iterator
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from paperthemes.errors import UserError
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Columns, Format, ParseWarning, ReaderItem, Rejected
from paperthemes.parse.settings import ReaderOptions
from paperthemes.parse.tables.aliases import COMMON
from paperthemes.parse.tables.columns import HOW_TO_NAME, join_names, map_columns, unique_names
from paperthemes.parse.tables.rows import RowReader
from paperthemes.parse.tables.values import to_text

_BATCH_ROWS = 1_000  # in memory at a time
_UNREADABLE = (pa.ArrowException, OSError, ValueError, OverflowError, KeyError)

Batches = Iterator[pa.RecordBatch]
OpenedTable = tuple[pa.Schema, Callable[[list[int]], Batches]]
"""The schema of a table, and a function that yields its rows in batches.

The function gets the indices of the columns to read. It can be called only once.
"""
OpenTable = Callable[[IO[bytes]], OpenedTable]
"""A function that opens a table in a seekable file."""


def _read(
    dump: Dump, options: ReaderOptions, label: str, open_table: OpenTable
) -> Iterator[ReaderItem]:
    """Yield the columns in use, warnings, and a record or a rejection for each row of a table.

    If the file is damaged, the last item is a rejection for all rows from the damage on. `label`
    describes the table in messages, such as "a Parquet table".

    Raises
    ------
    UserError
        If the table cannot be opened or has no title column, or if the config names a column that
        the table lacks. Also if the columns are not those of papers, unless the config names
        columns or the format: then the user says that these are papers, and a title is enough.
    """
    with dump.open_seekable() as file:
        try:
            schema, read_batches = open_table(file)
            names = unique_names(schema.names)
        except _UNREADABLE as error:
            raise UserError(
                f"byte offset 0: begins like {label} but cannot be read ({error}); write or "
                "download the file again"
            ) from error
        kept_indices = [i for i, column in enumerate(schema) if _is_kept_type(column.type)]
        kept_names = [names[index] for index in kept_indices]
        is_configured = bool(options.columns or options.format)
        # With a label, `map_columns` raises an error if there is no title column.
        columns = map_columns(kept_names, options.columns, COMMON, label if is_configured else None)
        if not is_configured and not columns.confidence:
            raise UserError(
                f"{label} without a title and an abstract column; it has {join_names(kept_names)}. "
                f"{HOW_TO_NAME}"
            )
        yield Columns(columns.used)
        for name, column in zip(names, schema, strict=True):
            if not _is_kept_type(column.type):
                yield ParseWarning(f"column {name} ({column.type}) left out: it is not text")
        reader, row_number = RowReader(columns), 0
        try:
            for row_number, row in enumerate(_iter_rows(read_batches(kept_indices)), start=1):
                cells = dict(zip(kept_names, row, strict=True))
                yield from reader.read(row_number, row_number, cells)
        except _UNREADABLE as error:
            reason = f"the file is damaged here, so nothing after it could be read ({error})"
            yield Rejected(row_number + 1, row_number + 1, reason, "")


def _iter_rows(batches: Batches) -> Iterator[tuple[str, ...]]:
    """Yield each row of the batches as a tuple of texts, one for each column."""
    for batch in batches:
        batch.validate(full=True)  # damaged offsets would point anywhere in memory
        yield from zip(*map(_to_texts, batch.columns), strict=True)  # from columns to rows


def _to_texts(column: pa.Array) -> list[str]:
    """Return the values of a column as texts."""
    try:
        values = column.to_pylist()
    except (ValueError, OverflowError):  # times that Python has no type for
        values = column.cast(pa.string()).to_pylist()
    return list(map(to_text, values))


def _is_kept_type(type_: pa.DataType) -> bool:
    """Return true if columns of a type are kept, because their values are useful as text.

    Texts, numbers, dates, structs, lists of texts and others are kept. Only these types are not:
    bytes of variable length (`binary`, `large_binary`), lists of integers or floats and lists of a
    fixed size (both may be embeddings), and lists and dictionary encodings of a type not kept.
    """
    types = pa.types
    if types.is_list(type_) or types.is_large_list(type_):
        item = type_.value_type  # the type of an item
        return _is_kept_type(item) and not (types.is_floating(item) or types.is_integer(item))
    if types.is_dictionary(type_):
        return _is_kept_type(type_.value_type)
    is_binary = types.is_binary(type_) or types.is_large_binary(type_)
    return not (is_binary or types.is_fixed_size_list(type_))


def _open_parquet(file: IO[bytes]) -> OpenedTable:
    """Return the schema of a Parquet file, and a function that reads its rows.

    The batches that the function yields have at most `_BATCH_ROWS` rows.
    """
    table = pq.ParquetFile(file)
    names = table.schema_arrow.names

    def read_batches(column_indices: list[int]) -> Batches:
        """Yield batches that have only the columns with these indices, in this order."""
        # pyarrow finds columns by name. If a name occurs twice, all columns must be read.
        columns = [names[i] for i in column_indices] if len(set(names)) == len(names) else None
        for batch in table.iter_batches(_BATCH_ROWS, columns=columns):
            yield batch.select(column_indices if columns is None else columns)

    return table.schema_arrow, read_batches


def _open_feather(file: IO[bytes]) -> OpenedTable:
    """Return the schema of a Feather file (version 2), and a function that reads its rows.

    Such a file is an Arrow file with an index of its batches.
    """
    table = pa.ipc.open_file(file)
    batches = map(table.get_batch, range(table.num_record_batches))
    return table.schema, lambda column_indices: _split_batches(batches, column_indices)


def _open_stream(file: IO[bytes]) -> OpenedTable:
    """Return the schema of an Arrow stream, and a function that reads its rows."""
    table = pa.ipc.open_stream(file)  # an iterator over the batches
    return table.schema, lambda column_indices: _split_batches(table, column_indices)


def _split_batches(batches: Batches, column_indices: list[int]) -> Batches:
    """Split batches into smaller ones of at most `_BATCH_ROWS` rows.

    They have only the columns with the indices `column_indices`, in this order.
    """
    for batch in batches:
        selected = batch.select(column_indices)
        for start in range(0, selected.num_rows, _BATCH_ROWS):
            yield selected.slice(start, _BATCH_ROWS)


def _make_format(name: str, label: str, first_bytes: bytes, open_table: OpenTable) -> Format:
    """Return the format of the tables that begin with `first_bytes`.

    `label` describes such a table in messages, such as "a Parquet table"; `open_table` opens it.
    """
    return Format(
        name,
        lambda dump: float(dump.head.startswith(first_bytes)),
        lambda dump, options: _read(dump, options, label, open_table),
        "row",
    )


PARQUET = _make_format("parquet", "a Parquet table", b"PAR1", _open_parquet)
FEATHER = _make_format("feather", "a Feather table", b"ARROW1", _open_feather)
STREAM = _make_format("arrow-stream", "an Arrow stream", b"\xff\xff\xff\xff", _open_stream)
