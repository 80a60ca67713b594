"""Every table of the workflow: its columns, their types and meaning, and its reading and writing.

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

_TEXT = pa.string()
_TEXTS = pa.list_(pa.string())
_INT = pa.int64()
_INTS = pa.list_(pa.int64())
_REAL = pa.float64()
_REALS = pa.list_(pa.float64())
_FLAG = pa.bool_()


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


UNASSIGNED = -1  # what stands for a topic where there is none
UNASSIGNED_NAME = "unassigned"  # as grade and as topic_name

_PAPER_ID = Column("paper_id", _TEXT, "12 hex digits that name a paper: hash of its title")
_TITLE = Column("title", _TEXT, "title as written, white space folded")
_BIBLIOGRAPHIC = (
    _TITLE,
    Column("abstract", _TEXT, "abstract as written, white space folded; empty when unknown"),
    Column("url", _TEXT, "web address; empty when unknown"),
    Column("arxiv_id", _TEXT, "arXiv identifier as given, version included; empty when unknown"),
    Column("doi", _TEXT, "DOI in lower case without resolver; empty when unknown"),
    Column("ids", _TEXTS, "other identifiers, each scheme:value, such as openalex:W123, pmid:123"),
    Column(
        "published",
        _TEXT,
        "date as far as the dump tells it: YYYY-MM-DD, YYYY-MM, YYYY, or --MM-DD when the year is "
        "not known (ISO 8601 truncated); empty when unknown",
    ),
    Column("authors", _TEXTS, "names in the dump's order"),
)
_EXTRA = Column("extra", _TEXT, "JSON object: the dump's other fields, name to text")

RECORDS = Table(
    "records",
    None,
    (
        Column("dump", _TEXT, "name of the dump: its file name, unsafe characters as _"),
        Column("position", _INT, "0-based place of the record in its dump"),
        Column("start", _INT, "where it begins: line, row or entry of the dump, from 1"),
        Column("end", _INT, "where it ends, inclusive"),
        *_BIBLIOGRAPHIC,
        _EXTRA,
    ),
)
PAPERS = Table(
    "papers",
    "paper_id",
    (
        _PAPER_ID,
        *_BIBLIOGRAPHIC,
        Column("dumps", _TEXTS, "sorted names of the dumps that hold it"),
        Column("aliases", _TEXTS, "sorted hashes of its other titles"),
        _EXTRA,
    ),
)
DUPLICATES = Table(
    "duplicates",
    None,
    (
        Column("dump", _TEXT, "dump of the dropped record"),
        Column("position", _INT, "its 0-based place there"),
        Column("title", _TEXT, "its title"),
        Column("paper_id", _TEXT, "paper that stands for it"),
        Column("paper_title", _TEXT, "title of that paper"),
        Column(
            "rule",
            _TEXT,
            "why they are one: dedupe.same in the config, same arXiv id, same DOI, same catalogue "
            "id, same title, similar title and abstract, same abstract, similar title",
        ),
        Column("similarity", _REAL, "of the two normalised titles, 0 to 1"),
        Column("kept_dump", _TEXT, "dump of the paper's anchor record"),
        Column("kept_position", _INT, "that record's 0-based place there"),
        Column(
            "abstract_similarity",
            _REAL,
            "of its abstract and the anchor's, 0 to 1: pairs of words that both have; null where "
            "one is not known",
        ),
        Column("taken", _TEXTS, "fields of the paper that it gave or added to"),
        Column("kept_because", _TEXT, "why the anchor is the anchor, and not this record"),
    ),
)
TEXTS = Table(
    "texts",
    "text_id",
    (
        Column("text_id", _TEXT, "SHA-256 of the text, 64 hex digits"),
        Column("text", _TEXT, "what the encoder reads of a paper"),
    ),
)
_THEME = Column("theme", _INT, "theme number, 0 has most papers; -1 is unassigned")
_THEME_OF = (_THEME, Column("theme_name", _TEXT, "name of the theme; 'unassigned' for -1"))
_NAMED = (
    Column("name", _TEXT, "a phrase or two that its papers share; none stands twice"),
    Column("size", _INT, "number of papers"),
    Column("keywords", _TEXTS, "most telling terms, best first"),
)
_WEIGHTS = Column("keyword_weights", _REALS, "how telling each keyword is, 0 to 1 for the best")

ASSIGNMENTS = Table(
    "assignments",
    "paper_id",
    (
        _PAPER_ID,
        _TITLE,
        Column("topic", _INT, "topic number, 0 is the largest; -1 is unassigned"),
        Column("topic_name", _TEXT, "name of the topic; 'unassigned' for -1"),
        Column("grade", _TEXT, "core (surely in its topic), fringe (less surely), unassigned"),
        Column(
            "confidence",
            _REAL,
            "share of the paper's ties that lead to its topic, less if it is far from all papers; "
            "0 to 1 (if unassigned: of the topic it came nearest to)",
        ),
        Column(
            "runner_up",
            _INT,
            "topic that came next (if unassigned: the one it came nearest to); -1 is none",
        ),
        Column(
            "margin",
            _REAL,
            "how much more of its ties lead to its topic than to the runner-up, 0 to 1 (if "
            "unassigned: to the topic it came nearest to than to the next)",
        ),
        *_THEME_OF,
        Column(
            "nearest_exemplars",
            _TEXTS,
            "why it is here: paper_id of up to two exemplars of its topic, other than itself, that "
            "it is most like; empty if unassigned",
        ),
        Column(
            "shared_terms",
            _TEXTS,
            "why it is here: up to five of its topic's best terms that it has, best first",
        ),
    ),
)
TOPICS = Table(
    "topics",
    "topic",
    (
        Column("topic", _INT, "topic number, 0 is the largest"),
        *_NAMED,
        Column("exemplars", _TEXTS, "paper_id of the most central papers, best first"),
        Column(
            "stability",
            _REAL,
            "how much of it comes back on other seeds: mean best Jaccard index, 0 to 1; null where "
            "nothing could be repeated",
        ),
        _WEIGHTS,
        *_THEME_OF,
        Column("seeded", _FLAG, "whether seeded_topics of the config asked for it"),
    ),
)
THEMES = Table(
    "themes",
    "theme",
    (
        Column("theme", _INT, "theme number, 0 has most papers"),
        *_NAMED,
        _WEIGHTS,
        Column("topics", _INTS, "numbers of its topics, the largest first"),
    ),
)
MAP = Table(
    "map",
    "paper_id",
    (
        _PAPER_ID,
        Column("x", _REAL, "horizontal place on the map, no unit"),
        Column("y", _REAL, "vertical place on the map, no unit"),
    ),
)


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
