"""Tables written as JSON: one object for each row, in JSON Lines, in an array, or in one within.

::

    {"title": "Learning to Sort", "abstract": "We sort.", "authors": ["Ada", "Bo"], "year": 2024}
    {"title": "Singing Bridges", "abstract": null, "year": 2023, "venue": "Wind"}

    {"count": 2, "papers": [{"title": ...}, {"title": ...}]}

The fields are found by their names as in a CSV file (see `columns`); what is nested becomes text.
Formats that know more of their own JSON are surer of it than this one.
"""

import io
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any

import ijson

from paperthemes.errors import UserError
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Columns, Format, ReaderItem, ReaderOptions
from paperthemes.parse.json_values import Entry, events_of, first_object, iter_objects, shape_of
from paperthemes.parse.tables.cells import as_text
from paperthemes.parse.tables.columns import GUESSED, Layout, layout, listed
from paperthemes.parse.tables.rows import Rows

_TEXTS = ("title", "abstract")
_LESS_SURE = 0.5  # than of a table
_MOST_NAMES = 5_000
_LOOKED_AT = 100  # objects, for the names of columns


def _recognises(dump: Dump) -> float:
    return _LESS_SURE * _place(dump)[1]


def _place(dump: Dump) -> tuple[str, float]:
    """Find where the objects are, in ijson's notation, and how surely they are papers."""
    first = first_object(dump)
    if first is None:
        return "", 0.0
    sure = layout(_names(first), {}, GUESSED).sure
    if sure or shape_of(dump) != "object":
        return "", sure
    for name, value in first.items():
        inner = _first_of(dump, f"{name}.item") if value is None else {}
        if sure := layout(_names(inner), {}, GUESSED).sure:
            return f"{name}.item", sure
    return "", 0.0


def _first_of(dump: Dump, prefix: str) -> dict[str, Any]:
    """Return the first object at a place within the beginning of a dump, as far as it goes."""
    found: dict[str, Any] = {}
    try:
        text = io.BytesIO(dump.head_text.encode("utf-8", "replace"))
        for place, event, value in events_of(text):
            if place == prefix and event == "map_key":
                found[value] = None
            elif place == prefix and event == "end_map":
                break
    except ijson.JSONError:
        pass
    return found


def _names(entry: Mapping[str, Any]) -> list[str]:
    return [name for name in entry if name.strip()][:_MOST_NAMES]


def _read(dump: Dump, options: ReaderOptions) -> Iterator[ReaderItem]:
    found = iter_objects(dump, _place(dump)[0])
    first = [*islice(found, _LOOKED_AT)]
    names = dict.fromkeys(
        name for entry in first if isinstance(entry, Entry) for name in _names(entry.value)
    )
    table = _layout([*names], options)
    rows = Rows(table)
    yield Columns(table.said)
    for entry in chain(first, found):
        if not isinstance(entry, Entry):
            yield entry
            continue
        fresh = [name for name in _names(entry.value) if name not in names]
        if fresh and len(names) < _MOST_NAMES:
            names.update(dict.fromkeys(fresh))
            table = _layout([*names], options)
            rows = Rows(table)
            yield Columns(table.said)
        yield from rows.finds(entry.number, entry.number, _cells(entry.value, table))


def _cells(entry: Mapping[str, Any], table: Layout) -> dict[str, str]:
    cells = {name: as_text(value) for name, value in entry.items()}
    for field in _TEXTS:
        for column in table.fields.get(field, ()):
            value = entry.get(column)
            if isinstance(value, list):
                cells[column] = " ".join(map(as_text, value))
            elif isinstance(value, Mapping):
                cells[column] = ""
    return cells


def _layout(names: list[str], options: ReaderOptions) -> Layout:
    table = layout(names, options.columns, GUESSED)
    if "title" not in table.fields:
        raise UserError(
            f"objects without a title; they have {listed(names)}. Say in the config which it is: "
            "dumps: [{path: ..., columns: {title: ...}}]"
        )
    return table


FORMAT = Format("json-table", _recognises, _read, "entry")
