"""JSON objects of a dump, read one at a time: from lines, arrays, answers of APIs, or by key.

::

    {"title": ...}       [{"title": ...},       {"message": {"items": [{"title": ...},
    {"title": ...}        {"title": ...}]                              {"title": ...}]}}

    {"2405.00001": {"title": ...},              {"title": ...} {"title": ...}
     "2405.00002": {"title": ...}}

An entry is a line in JSON Lines, and an object of the array (or by key) otherwise. NaN and
Infinity, which only Python writes, are read as `null`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import Any, Literal, NamedTuple

import ijson

from paperthemes.parse.dates import parse_date
from paperthemes.parse.dump import Dump
from paperthemes.parse.fields import parse_json
from paperthemes.parse.format import Ignored, Rejected, excerpt
from paperthemes.parse.json_files import BoundedFile, MendedFile, Readable, is_mended
from paperthemes.parse.limits import MAX_DEPTH
from paperthemes.text.identifiers import find_doi

Object = Mapping[str, Any]
Place = tuple[str, ...]
"""Keys from a top-level object (a line, an item of the top array) to its entries.

Two steps are no keys: `ITEM` stands for the items of an array, and `EACH` for the values of an
object whose keys are ids or the like. `("message", "items", ITEM)` is the place in answers of
Crossref; at the place `()`, the top-level objects are the entries.
"""
ITEM, EACH = "item", "*"  # the first is ijson's notation
_LEVELS = {"start_map": 1, "start_array": 1, "end_map": -1, "end_array": -1}


class Entry(NamedTuple):
    """An object, with its number among the lines or entries of the dump, from 1."""

    number: int
    value: Object


def json_shape(dump: Dump) -> Literal["lines", "array", "object"] | None:
    """Return the shape of a JSON dump, judged by its beginning.

    "array" is one array: the dump begins with "[". If it begins with "{", it is "lines", that is
    JSON Lines, if the first line is valid JSON and others follow; otherwise it is "object", one
    object or several, one after the other. A dump with another beginning is not JSON: its shape is
    `None`.
    """
    start = dump.head_text.lstrip()
    if start.startswith("["):
        return "array"
    if not start.startswith("{"):
        return None
    first_line, _, rest = start.partition("\n")
    if rest.strip():
        with suppress(ValueError, RecursionError):
            json.loads(strip_comma(first_line))
            return "lines"
    return "object"


def iter_objects(
    dump: Dump, place: Place = (), names: Sequence[str] = ()
) -> Iterator[Entry | Rejected | Ignored]:
    """Return an iterator over the entries of a dump, each with its number.

    In their places, it also has a rejection for each value that is not an object or cannot be read,
    and an ignored place for each blank line of JSON Lines and each empty page.

    Parameters
    ----------
    dump
        The dump.
    place
        Place of the entries. A top-level object that has nothing there is an entry itself if there
        are several.
    names
        Names of the values, if the entries are arrays such as `["A Title", "An abstract."]`. The
        array of the names itself is an ignored place.
    """
    for number, value in enumerate(_iter_values(dump, place), start=1):
        if isinstance(value, dict):
            yield Entry(number, value)
        elif isinstance(value, Ignored | Rejected):
            yield replace(value, start=number, end=number)
        elif names and value == [*names]:
            yield Ignored(number, number)
        elif names and isinstance(value, list) and len(value) == len(names):
            yield Entry(number, dict(zip(names, value, strict=True)))
        else:
            yield Rejected(number, number, "not a JSON object", excerpt(json.dumps(value)))


def iter_items(file: Readable, prefix: str) -> Iterator[Any]:
    """Yield the values at a place of a JSON document, such as the items of an array.

    `prefix` is the place in ijson's notation, such as `results.item`.

    Raises
    ------
    ijson.JSONError
        If the document is not JSON, is cut off, or has more than `MAX_DEPTH` levels of nesting.
    """
    yield from ijson.items(ijson.parse(parse_events(file)), prefix)


def parse_events(file: Readable) -> Iterator[tuple[str, Any]]:
    """Yield the events of ijson for one JSON document or several, one after the other.

    Raise `ijson.JSONError` beyond `MAX_DEPTH` levels of nesting.
    """
    depth = 0
    for event in ijson.basic_parse(file, use_float=True, multiple_values=True):
        if event[0] in _LEVELS:
            depth += _LEVELS[event[0]]
            if depth > MAX_DEPTH:
                raise ijson.JSONError(f"nested more than {MAX_DEPTH} deep")
        yield event
    if depth:
        raise ijson.IncompleteJSONError("the end is missing")


def _iter_values(dump: Dump, place: Place) -> Iterator[Any]:
    """Return an iterator over the values at a place.

    Among them are the rejections and ignored places of `iter_objects`, which have no numbers yet.
    """
    shape = json_shape(dump)
    values = _iter_lines(dump) if shape == "lines" else _iter_document(dump, (ITEM,))
    if shape == "object":
        values = _iter_document(dump, place)
    elif place:
        values = _unpack_pages(values, place)
    return values


def _unpack_pages(values: Iterable[Any], place: Place) -> Iterator[Any]:
    """Yield the values at a place in each value instead of it; an ignored place if it has none."""
    for value in values:
        inner = _unpack(value, place)
        yield from [value] if inner is None else inner or [Ignored(1, 1)]


def _iter_lines(dump: Dump) -> Iterator[Any]:
    """Yield the value in each line of a dump in JSON Lines.

    A blank line gives an ignored place, and a line that cannot be read a rejection.
    """
    for line in dump.lines():
        if not line.strip():
            yield Ignored(1, 1)
            continue
        try:
            value = parse_json(strip_comma(line))
        except (ValueError, RecursionError) as error:
            value = Rejected(1, 1, f"not readable as JSON ({error})", excerpt(line))
        yield value


def strip_comma(line: str) -> str:
    """Return a line without the comma at its end that a list without brackets has."""
    return line.rstrip().removesuffix(",")


def _iter_document(dump: Dump, place: Place) -> Iterator[Any]:
    """Yield the values at a place of a dump that is one JSON document, or several in a row.

    If the dump cannot be read to its end, the last item is a rejection that says so.
    """
    count = 0
    error: Exception | None = None
    is_utf8 = dump.encoding.name == "utf-8" and not dump.encoding.guessed
    # The bytes are read first, because this is faster: most dumps need no mending.
    for open_ in (dump.open,) * is_utf8 + (lambda: MendedFile(dump),):
        with open_() as file:
            try:
                for item in islice(_iter_places(BoundedFile(file), place), count, None):
                    count += 1
                    yield item
                return
            except (ijson.JSONError, RecursionError, ValueError) as stop:
                error = stop
        if not is_mended(error):
            break
    reason = f"the file is cut off or damaged here; the rest could not be read ({error})"
    yield Rejected(1, 1, reason, "")


def _iter_places(file: Readable, place: Place) -> Iterator[Any]:
    """Yield the values at a place of one JSON document or several; errors as `iter_items`."""
    outer = place[: place.index(EACH)] if EACH in place else place
    events, prefix = ijson.parse(parse_events(file)), ".".join(outer)
    values = ijson.items(events, prefix)
    if outer != place:
        values = ({key: value} for key, value in ijson.kvitems(events, prefix))
    for value in values:
        yield from _unpack(value, place[len(outer) :]) or ()


def _unpack(value: object, place: Place) -> list[object] | None:
    """Return the values at a place within a value; `None` if the value has no such place.

    An object in place of a list is its only item. Objects by key get the key as their "id", or as
    their "doi", unless they have their own; values of other types beside them are left out.
    """
    if not place:
        return [value]
    step, inner = place[0], place[1:]
    if step == ITEM:
        values = value if isinstance(value, list) else [value]
    elif isinstance(value, dict) and step == EACH:
        type_ = list if inner else dict
        values = [_add_key(key, item) for key, item in value.items() if isinstance(item, type_)]
    elif isinstance(value, dict) and step in value:
        values = [value[step]]
    else:
        return None
    return [found for item in values for found in _unpack(item, inner) or ()]


def _add_key(key: str, value: object) -> object:
    """Return an object, or a list of objects, with its key as "doi", "id", "date" or "group"."""
    if isinstance(value, list):  # a group, such as of a day or a category
        name = "date" if parse_date(key) else "group"
        return [{name: key} | item if isinstance(item, dict) else item for item in value]
    return {"doi" if find_doi(key) else "id": key} | value if isinstance(value, dict) else value
