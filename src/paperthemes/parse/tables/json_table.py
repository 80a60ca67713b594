"""Tables as JSON: objects with a title and other fields of papers, wherever they are.

::

    {"title": "Learning to Sort", "abstract": "We sort.", "authors": ["Ada", "Bo"], "year": 2024}
    {"title": "Singing Bridges", "abstract": null, "year": 2023, "venue": "Wind"}

    {"count": 2, "papers": [{"title": ...}, {"title": ...}]}
    {"data": [{"id": "10.5555/1", "attributes": {"titles": [{"title": ...}], ...}}, ...]}
    {"columns": ["title", "abstract"], "data": [["Learning to Sort", "We sort."], ...]}
    {"title": {"0": "Learning to Sort", "1": ...}, "abstract": {"0": "We sort.", "1": ...}}

They are in lines, in an array, in the answer of an API, by key, or in one of pandas' orients. Keys
have the same names as the columns of a CSV file (see `columns`). Formats of catalogues that have
their own JSON are preferred to this one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from paperthemes.errors import UserError
from paperthemes.parse.dump import HEAD_SIZE, Dump
from paperthemes.parse.fields import parse_json
from paperthemes.parse.format import Columns, Format, Ignored, ParseWarning, ReaderItem, Rejected
from paperthemes.parse.json_places import find_places, read_head
from paperthemes.parse.json_values import EACH, ITEM, Entry, Place, iter_objects
from paperthemes.parse.settings import ReaderOptions
from paperthemes.parse.tables.aliases import COMMON, KEYS, normalise_name
from paperthemes.parse.tables.columns import map_columns
from paperthemes.parse.tables.rows import RowReader

_WEIGHT = 0.5  # of the confidence, so that formats that know their own JSON are preferred
_MAX_COLUMNS = 5_000  # an object with more keys is no row of a table
_SAMPLE_SIZE = 100  # first objects, whose keys are the columns
_PYTHON = re.compile(r"\s*\[?\s*\{\s*'")  # JSON has double quotes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """The place of the rows in a dump.

    Attributes
    ----------
    confidence
        The confidence that they are papers, from 0 to 0.5.
    place
        Their place. If its last step is a key, the rows are one step up, and the object under this
        key has the fields of the paper.
    names
        Names of the columns, if the rows are arrays.
    by_column
        Whether the values are arrays, or objects by row, of a column each.
    others
        Other places with papers, which are not read.
    """

    confidence: float = 0.0
    place: Place = ()
    names: tuple[str, ...] = ()
    by_column: bool = False
    others: tuple[Place, ...] = ()


_EMPTY = _Layout(confidence=0.1)


def _rate(entry: Iterable[str]) -> float:
    """Return the confidence that an object with these keys is a paper, from 0 to 0.5."""
    return _rate_columns(tuple(islice(entry, _MAX_COLUMNS)))


@lru_cache(maxsize=1 << 10)
def _rate_columns(names: tuple[str, ...]) -> float:
    """Return what `_rate` returns."""
    return map_columns(names, {}, COMMON).confidence


def _find_layout(dump: Dump) -> _Layout:
    """Return the place of the rows in a dump, judged by its beginning."""
    head = read_head(dump)
    if isinstance(head, dict) and _is_by_column(head):
        is_cut = len(dump.head) == HEAD_SIZE  # then there may be an abstract later
        if confidence := _rate([*head, "abstract"] if is_cut else head):
            return _Layout(confidence=confidence, by_column=True)
    place, names = _find_arrays(head)
    if _rate(names):  # surer than CSV, whose header such an array resembles
        return _Layout(confidence=1.2, place=place, names=names)
    places = find_places(dump, _rate)
    if not places:
        return _EMPTY if _has_empty_list(head) else _Layout()
    (confidence, place), *others = places
    return _Layout(confidence=confidence, place=place, others=tuple(other for _, other in others))


def _find_arrays(head: object) -> tuple[Place, tuple[str, ...]]:
    """Return the place of rows that are arrays, and the names of their columns; `()` without any.

    The names are under "columns", or in the first array.
    """
    place: Place = ()
    rows, names = head, None
    if isinstance(head, dict):
        key = next((key for key in ("data", "rows", "values") if key in head), "")
        place, rows, names = (key, ITEM), head.get(key), head.get("columns")
    if isinstance(rows, list) and rows and isinstance(rows[0], list):
        names = names or rows[0]
        if isinstance(names, list) and all(isinstance(name, str) for name in names):
            return place, tuple(names)
    return (), ()


def _is_by_column(head: Mapping[str, Any]) -> bool:
    """Return true if an object has only arrays, or only objects, of the same size.

    The last one may be cut off.
    """
    values = [*head.values()]
    is_uniform = any(all(isinstance(value, type_) for value in values) for type_ in (list, dict))
    return is_uniform and len({*map(len, values[:-1])}) <= 1


def _has_empty_list(head: object) -> bool:
    """Return true if an object, or an object in it, has an empty list as answers of APIs have."""
    if not isinstance(head, dict):
        return False
    values = [value for key, value in head.items() if normalise_name(key) in KEYS["lists"]]
    return any(value == [] or _has_empty_list(value) for value in values)


def _iter_columns(dump: Dump) -> Iterator[Entry | Rejected]:
    """Yield the rows of a dump that has a value for each column, which must be read as a whole."""
    try:
        columns = parse_json(dump.text)
    except (ValueError, RecursionError) as error:
        yield Rejected(1, 1, f"the file is cut off or damaged; no row is complete ({error})", "")
        return
    columns = {
        name: values if isinstance(values, dict) else dict(enumerate(values))
        for name, values in columns.items()
    }
    labels = dict.fromkeys(chain.from_iterable(columns.values()))
    for number, label in enumerate(labels, start=1):
        yield Entry(number, {name: values.get(label) for name, values in columns.items()})


def _iter_entries(dump: Dump, layout: _Layout) -> Iterator[Entry | Rejected | Ignored]:
    """Yield the rows of a dump; the values of a wrapped paper stand beside those around it."""
    if layout.by_column:
        yield from _iter_columns(dump)
        return
    *outer, wrapper = layout.place or (ITEM,)
    if wrapper in (ITEM, EACH):
        yield from iter_objects(dump, layout.place, layout.names)
        return
    for item in iter_objects(dump, tuple(outer)):
        inner = item.value.get(wrapper) if isinstance(item, Entry) else None
        if isinstance(item, Entry) and isinstance(inner, dict):
            outside = {key: value for key, value in item.value.items() if key != wrapper}
            inside = {key: value for key, value in inner.items() if value}
            item = Entry(item.number, outside | inside)
        yield item


def _read(dump: Dump, options: ReaderOptions) -> Iterator[ReaderItem]:
    """Yield the columns of a table, then records, rejections and warnings for its objects.

    Blank lines, and values that are not objects, are yielded as `iter_objects` returns them. The
    columns are the keys of the first `_SAMPLE_SIZE` objects. If a later object has new keys, they
    become columns too, and if their names are known, all columns are yielded again. Once there are
    `_MAX_COLUMNS` columns, no more are added.

    Raises
    ------
    UserError
        If no column holds the title, a column in the config does not exist, or the dump is not JSON
        but Python's notation of the same values.
    """
    if _PYTHON.match(dump.head_text):
        raise UserError("Python's notation, not JSON: write it with json.dump instead of str")
    layout = _find_layout(dump)
    if layout is _EMPTY:
        yield Ignored(1, 1)
        return
    for place in layout.others:
        message = f"papers in two places: read from {_name(layout.place)}, not from {_name(place)}"
        yield ParseWarning(message)
    entries = _iter_entries(dump, layout)
    sample = [*islice(entries, _SAMPLE_SIZE)]
    objects = [entry.value for entry in sample if isinstance(entry, Entry)]
    names = dict.fromkeys(name for value in objects for name in islice(value, _MAX_COLUMNS))
    if not objects:
        yield from (item for item in sample if not isinstance(item, Entry))
        return
    reader = RowReader(map_columns([*names], options.columns, COMMON, "a JSON table"))
    yield Columns(reader.columns.used)
    for entry in chain(sample, entries):
        if not isinstance(entry, Entry):
            yield entry
            continue
        if not entry.value.keys() <= names.keys() and len(names) < _MAX_COLUMNS:
            new_names = [n for n in islice(entry.value, _MAX_COLUMNS) if n not in names]
            names.update(dict.fromkeys(new_names))
            known = map_columns(new_names, {}, COMMON)
            if known.used or known.left_out:  # else all are kept in `extra`, as they would be now
                reader = RowReader(map_columns([*names], options.columns, COMMON, "a JSON table"))
                yield Columns(reader.columns.used)
        yield from reader.read(entry.number, entry.number, entry.value)


def _name(place: Place) -> str:
    """Return a place for a message, such as "message.items"."""
    return ".".join(step for step in place if step not in (ITEM, EACH)) or "the top"


def _detect(dump: Dump) -> float:
    """Return the confidence that a dump is a JSON table, from 0 to 0.25."""
    return 0.2 if _PYTHON.match(dump.head_text) else _WEIGHT * _find_layout(dump).confidence


FORMAT = Format("json-table", _detect, _read, "entry")
