"""Tables in the formats Parquet, Feather (version 2) and Arrow stream, read row by row.

The columns have the same names as in a CSV file (see `csv_table`), and any type. Dates, lists of
names, and structs become text; columns of bytes or of lists of numbers (embeddings) are left out::

    title: string    abstract: string    authors: list<string>    published: timestamp[us]
    Sorting          We sort.            [Ada, Bo]                2024-05-06 00:00:00
"""

from collections.abc import Callable, Iterable, Iterator
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

Batches = Iterable[pa.RecordBatch]
OpenTable = Callable[[IO[bytes]], tuple[pa.Schema, Batches]]
"""A function that opens a table in a seekable file; it returns its schema and its rows."""


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
            schema, batches = open_table(file)
            columns = [*zip(unique_names(schema.names), schema.types, strict=True)]
        except (*_UNREADABLE, MemoryError) as error:  # a damaged length can be huge
            raise UserError(
                f"byte offset 0: begins like {label} but cannot be read "
                f"({error or 'a damaged length'}); write or download the file again"
            ) from error
        names = [name for name, type_ in columns if _is_kept_type(type_)]
        is_configured = bool(options.columns or options.format)
        # With a label, `map_columns` raises an error if there is no title column.
        mapping = map_columns(names, options.columns, COMMON, label if is_configured else None)
        if not is_configured and not mapping.confidence:
            raise UserError(
                f"{label} without a title and an abstract column; it has {join_names(names)}. "
                f"{HOW_TO_NAME}"
            )
        yield Columns(mapping.used)
        for name, type_ in columns:
            if not _is_kept_type(type_):
                yield ParseWarning(f"column {name} ({type_}) left out: it is not text")
        reader, number = RowReader(mapping), 0
        try:
            for number, row in enumerate(_iter_rows(batches), start=1):
                yield from reader.read(number, number, dict(zip(names, row, strict=True)))
        except _UNREADABLE as error:
            reason = f"the file is damaged here, so nothing after it could be read ({error})"
            yield Rejected(number + 1, number + 1, reason, "")


def _iter_rows(batches: Batches) -> Iterator[tuple[str, ...]]:
    """Yield each row of the batches as a tuple of texts, one for each column of a kept type."""
    for batch in batches:
        types = enumerate(batch.schema.types)
        batch = batch.select([index for index, type_ in types if _is_kept_type(type_)])
        for start in range(0, batch.num_rows, _BATCH_ROWS):
            rows = batch.slice(start, _BATCH_ROWS)
            rows.validate(full=True)  # damaged offsets would point anywhere in memory
            yield from zip(*map(_to_texts, rows.columns), strict=True)  # from columns to rows


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


def _open_parquet(file: IO[bytes]) -> tuple[pa.Schema, Batches]:
    """Return the schema and the rows of a Parquet file; only columns of kept types are read."""
    table = pq.ParquetFile(file)
    names = [field.name for field in table.schema_arrow if _is_kept_type(field.type)]
    # pyarrow finds columns by path. If a name occurs twice or is a path, all columns must be read.
    is_clear = len(set(names)) == len(names) and not any("." in name for name in names)
    return table.schema_arrow, table.iter_batches(_BATCH_ROWS, columns=names if is_clear else None)


def _open_feather(file: IO[bytes]) -> tuple[pa.Schema, Batches]:
    """Return the schema and the rows of a Feather file, an Arrow file with an index of batches."""
    table = pa.ipc.open_file(file)
    return table.schema, map(table.get_batch, range(table.num_record_batches))


def _open_stream(file: IO[bytes]) -> tuple[pa.Schema, Batches]:
    """Return the schema and the rows of an Arrow stream."""
    table = pa.ipc.open_stream(file)
    return table.schema, table


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
