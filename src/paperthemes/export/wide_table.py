"""The wide table: each paper with all that is known of it, and its topic."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa

from paperthemes import tables
from paperthemes.text.paper_fields import find_address

_INTEGER = re.compile(r"0|-?[1-9]\d{0,14}")  # up to 15 digits, which spreadsheets keep exactly
_MIN_PAPERS = 3  # that have a key of `extra`, for it to be a column
_MAX_EXTRA_COLUMNS = 100  # more would make the table hard to read


def make_wide_table(
    papers: pd.DataFrame, assignments: pd.DataFrame
) -> tuple[tables.Table, pd.DataFrame]:
    """Join the papers with their topics and the keys of `extra`.

    Parameters
    ----------
    papers, assignments
        Tables of n papers, `tables.PAPERS` and `tables.ASSIGNMENTS`, in the same order.

    Returns
    -------
    table : tables.Table
        The columns: those of `tables.EXPORT`, then one per key of `extra` that at least
        `_MIN_PAPERS` papers have, the most common first. A key named like another column gets the
        ending `_in_dump`.
    frame : pd.DataFrame
        Their n rows. Columns in which all known values are integers have the type `Int64`; unknown
        values are null there, and `""` in columns of text.
    """
    extras = [json.loads(text) for text in papers.extra]
    years = [int(date[:4]) if date else None for date in papers.published]
    columns: dict[str, Any] = {
        **{name: papers[name] for name in papers if name in tables.EXPORT.names},
        **{name: assignments[name] for name in assignments if name in tables.EXPORT.names},
        "year": pd.array(years, "Int64"),
        "venue": [extra.get("venue", "") for extra in extras],
        "url": [*map(find_address, papers.url, papers.arxiv_id, papers.doi)],
    }
    added = []
    for key, name in _name_columns(extras).items():
        texts = [str(extra.get(key, "")) for extra in extras]
        are_integers = all(_INTEGER.fullmatch(text) for text in texts if text)
        integers = [int(text) if text else None for text in texts] if are_integers else []
        columns[name] = pd.array(integers, "Int64") if are_integers else texts
        type_ = pa.int64() if are_integers else pa.string()
        added.append(tables.Column(name, type_, f"{key} in the dump"))
    table = tables.Table(tables.EXPORT.name, "paper_id", (*tables.EXPORT.columns, *added))
    return table, pd.DataFrame(columns)[table.names]


def flatten_lists(table: tables.Table, frame: pd.DataFrame) -> tuple[tables.Table, pd.DataFrame]:
    """Return a table and its rows with lists as text, their items separated by semicolons."""
    lists = [column.name for column in table.columns if pa.types.is_list(column.type)]
    columns = tuple(
        tables.Column(column.name, pa.string(), column.meaning) if column.name in lists else column
        for column in table.columns
    )
    texts = {name: frame[name].map("; ".join).astype("str") for name in lists}
    return tables.Table(table.name, table.key, columns), frame.assign(**texts)


def _name_columns(extras: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Return the names of the columns of `extra`, by key, the most common key first.

    Case does not count when names are compared, because some programs ignore it.
    """
    counts = Counter(key for extra in extras for key, text in extra.items() if text)
    keys = [key for key in sorted(counts, key=lambda key: (-counts[key], key)) if key.strip()]
    taken = {name.casefold() for name in tables.EXPORT.names}
    names: dict[str, str] = {}
    for key in keys[: _MAX_EXTRA_COLUMNS + 1]:  # one of them may be `venue`
        if counts[key] < _MIN_PAPERS or key == "venue":
            continue
        name = key
        while name.casefold() in taken:
            name += "_in_dump"
        taken.add(name.casefold())
        names[key] = name
    return names
