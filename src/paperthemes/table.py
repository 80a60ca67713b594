"""Tables with named and typed columns, and their Parquet files.

The types are those of Arrow. A file with a missing column, an extra column or a column of another
type is an error. Values of a frame that have another type are converted if Arrow can do so without
loss, such as 1 to 1.0; otherwise, they are an error too. Unknown text is `""`, not null.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from paperthemes.files import atomic_write

_ROWS_AT_A_TIME = 10_000  # that become columns: the columns take less memory than the tuples
_BUFFER_SIZE = 1 << 20  # bytes; without a buffer, Arrow reads whole columns of a file


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, Arrow type and meaning."""

    name: str
    type: pa.DataType
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """The definition of a table; `key` is the column whose values are unique, `None` for none."""

    name: str
    key: str | None
    columns: tuple[Column, ...]

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema; each field carries its meaning as metadata."""
        fields = (pa.field(c.name, c.type, metadata={"meaning": c.meaning}) for c in self.columns)
        return pa.schema(fields)

    @property
    def names(self) -> list[str]:
        """The column names, in order."""
        return [column.name for column in self.columns]


def rows(frame: pd.DataFrame) -> Iterator[Any]:
    """Return the rows of `frame` as named tuples, without the index."""
    return frame.itertuples(index=False)


def make(table: Table, cells_of_rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
    """Make a frame with the columns of `table`, from one tuple of cells per row.

    Without rows, the frame has the same columns. If `cells_of_rows` is a generator, only a part of
    the tuples is in memory.
    """
    rows_left = iter(cells_of_rows)
    parts = [table.schema.empty_table()]
    while part := list(islice(rows_left, _ROWS_AT_A_TIME)):
        columns = dict(zip(table.names, zip(*part, strict=True), strict=True))
        parts.append(pa.table(columns, schema=table.schema))
    frame: pd.DataFrame = pa.concat_tables(parts).to_pandas()
    return frame


def write(table: Table, frame: pd.DataFrame, path: str | Path) -> None:
    """Write `frame` to Parquet at `path`.

    Raises
    ------
    ValueError
        If the frame's columns are not those of `table`, a key occurs twice, or a value cannot be
        converted to the type of its column.
    TypeError
        If a whole column cannot be converted, such as numbers to text.
    """
    if list(frame.columns) != table.names:
        raise ValueError(f"{table.name}: columns {list(frame.columns)}, expected {table.names}")
    if table.key is not None and not (keys := frame[table.key]).is_unique:
        repeated = keys[keys.duplicated()].iloc[0]
        raise ValueError(f"{table.name}: {table.key} {repeated!r} occurs twice")
    arrow = to_arrow(table, frame)
    with atomic_write(path) as partial:
        pq.write_table(arrow, partial, compression="zstd")


@contextmanager
def open_writer(table: Table, path: str | Path) -> Iterator[Callable[[pd.DataFrame], None]]:
    """Yield a function that appends a frame to a new Parquet file at `path`.

    Use it only for a table without a key, because it does not check that keys are unique. The file
    is complete when the block ends. If the block fails, an existing file at `path` is unchanged.
    """
    # Like `table.schema`, but without the meanings of the columns.
    schema = pa.schema([(column.name, column.type) for column in table.columns])
    with (
        atomic_write(path) as partial,
        pq.ParquetWriter(partial, schema, compression="zstd") as writer,
    ):
        yield lambda frame: writer.write_table(to_arrow(table, frame))


def to_arrow(table: Table, frame: pd.DataFrame) -> pa.Table:
    """Convert `frame` to an Arrow table with the columns and types of `table`.

    Other columns of `frame` and its index are left out.
    """
    arrow = pa.Table.from_pandas(frame, schema=table.schema, preserve_index=False)
    # Without the metadata in which pandas describes the frame.
    return arrow.replace_schema_metadata(None)


def read(table: Table, path: str | Path, columns: list[str] | None = None) -> pd.DataFrame:
    """Read the Parquet file at `path`, or some of its columns.

    Raises
    ------
    ValueError
        If the columns of the file or their types are not those of `table`.
    """
    with pq.ParquetFile(path) as file:  # imports less than `read_table`
        _check_schema(table, file.schema_arrow, path)
        frame: pd.DataFrame = file.read(columns).to_pandas()
    return frame


def read_batches(
    table: Table, path: str | Path, columns: list[str], size: int
) -> Iterator[pd.DataFrame]:
    """Yield some columns of the Parquet file at `path`, up to `size` rows at a time.

    Only one batch is in memory.

    Raises
    ------
    ValueError
        If the columns of the file or their types are not those of `table`.
    """
    with pq.ParquetFile(path, buffer_size=_BUFFER_SIZE) as file:
        _check_schema(table, file.schema_arrow, path)
        for batch in file.iter_batches(size, columns=columns):
            yield batch.to_pandas()


def _check_schema(table: Table, schema: pa.Schema, path: str | Path) -> None:
    """Check that a file has the columns of `table`."""
    if not schema.equals(table.schema, check_metadata=False):
        raise ValueError(f"{path} is not a table of {table.name}: its columns are {schema.names}")


def check_same_ids(expected: Iterable[str], actual: Iterable[str], artifact: str) -> None:
    """Check that an artifact is about the same papers, in the same order.

    Parameters
    ----------
    expected
        The paper_id of each paper.
    actual
        The paper_ids that the artifact has.
    artifact
        Name of the artifact in the error message, such as "the vectors".

    Raises
    ------
    ValueError
        If the ids differ, or if their order differs.
    """
    paper_ids, ids = [*map(str, expected)], [*map(str, actual)]
    if paper_ids != ids:
        extra = sorted({*ids} - {*paper_ids})[:3]  # three are enough for the message
        missing = sorted({*paper_ids} - {*ids})[:3]
        raise ValueError(
            f"{artifact} do not belong to these papers: {len(ids)} ids for {len(paper_ids)} papers;"
            f" not among the papers: {extra}; missing: {missing}"
        )
