"""Tables as JSON: one object per row, in JSON Lines, in an array, or in an array of an object.

::

    {"title": "Learning to Sort", "abstract": "We sort.", "authors": ["Ada", "Bo"], "year": 2024}
    {"title": "Singing Bridges", "abstract": null, "year": 2023, "venue": "Wind"}

    {"count": 2,
     "papers": [{"title": ...}, {"title": ...}]}

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


def _locate_rows(dump: Dump) -> tuple[str, float]:
    """Return the place of the rows, and the confidence that they are papers, from 0 to 0.5.

    Each row is a JSON object; the confidence is judged by the first row. The place is in ijson's
    notation. It is `papers.item` if the dump is one object, written over several lines, that has an
    array of papers under the key `papers`. Otherwise it is `""`: the rows are the objects in lines
    or in an array, or the only object. If no rows look like papers, the result is `("", 0.0)`.
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

    Blank lines, and values that are not objects, are yielded as `iter_objects` returns them. The
    columns are the keys of the first `_SAMPLE_SIZE` objects. If a later object has new keys, they
    become columns too, and all columns are yielded again before the object's record. Once there are
    `_MAX_COLUMNS` columns, no more are added.

    Raises
    ------
    UserError
        If no column holds the title, or a column in the config does not exist.
    """
    entries = iter_objects(dump, _locate_rows(dump)[0])  # [0] is the place of the rows
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

    A title or an abstract that is a list is joined by spaces, because its items are parts of one
    text. A title or an abstract that is an object becomes `""`, because its form is not known.
    `columns` tells the keys of titles and abstracts.
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


FORMAT = Format("json-table", lambda dump: _WEIGHT * _locate_rows(dump)[1], _read, "entry")
