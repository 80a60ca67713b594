"""Tables as JSON: one object per row, in JSON Lines, in an array, or in an array of an object.

::

    {"title": "Learning to Sort", "abstract": "We sort.", "authors": ["Ada", "Bo"], "year": 2024}
    {"title": "Singing Bridges", "abstract": null, "year": 2023, "venue": "Wind"}

    {"count": 2, "papers": [{"title": ...}, {"title": ...}]}

Keys have the same names as the columns of a CSV file (see `columns`); nested values become text.
Formats of catalogues that have their own JSON are preferred to this one.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any

from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Columns, Format, ReaderItem
from paperthemes.parse.json_values import Entry, first_object, iter_objects, json_shape
from paperthemes.parse.settings import ReaderOptions
from paperthemes.parse.tables.aliases import COMMON
from paperthemes.parse.tables.columns import ColumnMapping, map_columns
from paperthemes.parse.tables.rows import RowReader
from paperthemes.parse.tables.values import to_text

_WEIGHT = 0.5  # of the confidence, so that formats that know their own JSON are preferred
_MAX_COLUMNS = 5_000  # an object with more keys is no row of a table
_SAMPLE_SIZE = 100  # first objects, whose keys are the columns


def _find_objects(dump: Dump) -> tuple[str, float]:
    """Return the place of the rows, and the confidence that they are papers, from 0 to 0.5.

    Each row is a JSON object. The place is in ijson's notation: `""` for objects in lines, objects
    in an array, or a single object; `papers.item` for the objects in an array that a single object
    has under the key `papers`.
    """
    outer = first_object(dump)
    if outer is None:
        return "", 0.0
    confidence = map_columns(_list_columns(outer), {}, COMMON).confidence
    if confidence or json_shape(dump) != "object":
        return "", confidence
    # `first_object` replaces nested values by `None`, so an array of rows is among these.
    for key in (key for key, value in outer.items() if value is None):
        names = _list_columns(first_object(dump, f"{key}.item") or ())
        if confidence := map_columns(names, {}, COMMON).confidence:
            return f"{key}.item", confidence
    return "", 0.0


def _list_columns(entry: Iterable[str]) -> list[str]:
    """Return the names of an object's columns: its keys that are not blank.

    At most the first `_MAX_COLUMNS` are returned.
    """
    return [name for name in entry if name.strip()][:_MAX_COLUMNS]


def _read(dump: Dump, options: ReaderOptions) -> Iterator[ReaderItem]:
    """Yield the columns of a table, then records, rejections and warnings for its objects.

    The columns are the keys of the first `_SAMPLE_SIZE` objects. If a later object has new keys,
    these are added, and all columns are mapped and yielded again before its record.
    """
    entries = iter_objects(dump, _find_objects(dump)[0])  # [0] is the place of the rows
    sample = [*islice(entries, _SAMPLE_SIZE)]
    names = dict.fromkeys(  # an ordered set of the columns' names
        name for entry in sample if isinstance(entry, Entry) for name in _list_columns(entry.value)
    )
    columns = map_columns([*names], options.columns, COMMON, "a JSON table")
    yield Columns(columns.used)
    for entry in chain(sample, entries):
        if not isinstance(entry, Entry):
            yield entry
            continue
        new_names = [name for name in _list_columns(entry.value) if name not in names]
        if new_names and len(names) < _MAX_COLUMNS:
            names.update(dict.fromkeys(new_names))
            columns = map_columns([*names], options.columns, COMMON, "a JSON table")
            yield Columns(columns.used)
        cells = _to_cells(entry.value, columns)
        yield from RowReader(columns).read(entry.number, entry.number, cells)


def _to_cells(entry: Mapping[str, Any], columns: ColumnMapping) -> dict[str, str]:
    """Return the values of an object as texts, by key.

    If a title or an abstract is a list, its items are joined by blanks, because they are parts of
    one text. If it is an object, it becomes `""`, because the form of such an object is not known.
    """
    cells = {name: to_text(value) for name, value in entry.items()}
    for field in ("title", "abstract"):
        for column in columns.fields.get(field, ()):
            value = entry.get(column)
            if isinstance(value, list):
                cells[column] = " ".join(map(to_text, value))
            elif isinstance(value, Mapping):
                cells[column] = ""
    return cells


FORMAT = Format("json-table", lambda dump: _WEIGHT * _find_objects(dump)[1], _read, "entry")
