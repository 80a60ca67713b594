"""What a table is: named and typed columns; its reading and writing.

Files are Parquet; the types are Arrow's. Text columns are never null where `""` says the same;
nothing else is coerced: a column too many, too few or of another type is an error.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from paperthemes.files import whole_file


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its Arrow type, and what stands in it."""

    name: str
    type: pa.DataType
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of table; `key` is the column whose values are unique, or `None`."""

    name: str
    key: str | None
    columns: tuple[Column, ...]

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema; each field carries its meaning as metadata."""
        return pa.schema(
            [pa.field(c.name, c.type, metadata={"meaning": c.meaning}) for c in self.columns]
        )

    @property
    def names(self) -> list[str]:
        """The column names, in order."""
        return [column.name for column in self.columns]


def rows(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of `frame` as named tuples."""
    yield from frame.itertuples(index=False)


def make(table: Table, cells_of_rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
    """Build a frame of `table` from rows of cells in column order."""
    transposed = list(zip(*cells_of_rows, strict=True))
    cells: list[tuple[object, ...]] = transposed or [()] * len(table.columns)
    arrays = [
        pa.array(values, type=column.type)
        for values, column in zip(cells, table.columns, strict=True)
    ]
    frame: pd.DataFrame = pa.Table.from_arrays(arrays, schema=table.schema).to_pandas()
    return frame


def write(table: Table, frame: pd.DataFrame, path: str | Path) -> None:
    """Write `frame` to Parquet at `path`.

    Raises
    ------
    ValueError
        If the frame's columns or their types are not those of `table`, or its key repeats.
    """
    if list(frame.columns) != table.names:
        raise ValueError(f"{table.name}: columns {list(frame.columns)}, expected {table.names}")
    if table.key is not None and frame[table.key].duplicated().any():
        twice = frame.loc[frame[table.key].duplicated(), table.key].iloc[0]
        raise ValueError(f"{table.name}: {table.key} {twice!r} stands twice")
    arrow = to_arrow(table, frame)
    with whole_file(path) as partial:
        pq.write_table(arrow, partial, compression="zstd")


@contextmanager
def writing(table: Table, path: str | Path) -> Iterator[Callable[[pd.DataFrame], None]]:
    """Give a function that adds a frame to the Parquet file at `path`, for tables without a key.

    The file is there, whole, when the block succeeds, and untouched if it does not.
    """
    with (
        whole_file(path) as partial,
        pq.ParquetWriter(partial, _plain(table), compression="zstd") as writer,
    ):
        yield lambda frame: writer.write_table(to_arrow(table, frame))


def _plain(table: Table) -> pa.Schema:
    return pa.schema([(column.name, column.type) for column in table.columns])


def to_arrow(table: Table, frame: pd.DataFrame) -> pa.Table:
    """Convert `frame` to Arrow with exactly the columns and types of `table`."""
    arrow = pa.Table.from_pandas(frame, schema=table.schema, preserve_index=False)
    return arrow.replace_schema_metadata(None)


def read(table: Table, path: str | Path) -> pd.DataFrame:
    """Read the Parquet file at `path` and check that it is a `table`.

    Raises
    ------
    ValueError
        If its columns or their types are not those of `table`.
    """
    arrow = pq.read_table(path)
    if not arrow.schema.equals(table.schema, check_metadata=False):
        raise ValueError(f"{path} is not a table of {table.name}: it holds {arrow.schema.names}")
    frame: pd.DataFrame = arrow.to_pandas()
    return frame


def check_same_ids(expected: Iterable[str], found: Iterable[str], what: str) -> None:
    """Raise `ValueError` unless `found` is `expected`, order included.

    `what` names the thing that carries the ids, for the message.
    """
    left, right = np.array(list(expected), dtype=str), np.array(list(found), dtype=str)
    if not np.array_equal(left, right):
        strange = sorted(set(right) - set(left))[:3]
        missing = sorted(set(left) - set(right))[:3]
        raise ValueError(
            f"{what} do not belong to these papers: {right.size} ids for {left.size} papers; "
            f"not among the papers: {strange}; missing: {missing}"
        )
