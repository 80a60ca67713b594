"""JSON objects as the APIs of catalogues return them: alone, in lines, in arrays, in pages.

::

    {"meta": {...}, "results": [{"title": ...},     {"title": ...}     [{"title": ...},
                                {"title": ...}]}    {"title": ...}      {"title": ...}]

An entry is an object of a list. In JSON Lines it is a line, unless the lines are pages.
"""

import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

import ijson

from paperthemes.parse import fields
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Ignored, ReaderItem, Rejected, excerpt
from paperthemes.parse.json_values import (
    Entry,
    Object,
    first_object,
    items_at,
    iter_objects,
    shape_of,
)

MAX_TOPICS = 5  # topics, or keywords, of one paper that are kept in `extra`


def first_entry(dump: Dump, lists: Sequence[str]) -> Object | None:
    """Return the first entry for format detection, out of its page if it is in one.

    Parameters
    ----------
    dump
        The dump.
    lists
        Keys under which pages have their lists.

    Returns
    -------
    The object, without nested values unless it is in a page. Empty if a page lists nothing; `None`
    if there is no object.
    """
    outer = first_object(dump)
    key = _list_key(outer, lists)
    if key is None:
        return outer
    prefix = f"item.{key}.item" if shape_of(dump) == "array" else f"{key}.item"
    head = io.BytesIO(dump.head_text.encode("utf-8", "replace"))
    try:
        value: object = next(items_at(head, prefix), {})
    except ijson.JSONError:
        return None
    return value if isinstance(value, dict) else None


def read_entries(
    dump: Dump, lists: Sequence[str], read_entry: Callable[[int, Object], Iterator[ReaderItem]]
) -> Iterator[ReaderItem]:
    """Yield what `read_entry` returns for each number, from 1, and object, and other places.

    Other places, such as values that are no objects, are rejected or ignored. `lists` are as in
    `first_entry`.
    """
    key = _list_key(first_object(dump), lists)
    if key is not None and (shape_of(dump) == "object" or _is_one_line(dump)):
        entries = iter_objects(dump, f"{key}.item")
    else:
        entries = _unpack_pages(iter_objects(dump), lists)
    for entry in entries:
        if isinstance(entry, Entry):
            yield from read_entry(entry.number, entry.value)
        else:
            yield entry


def text_at(value: object, *keys: str) -> str:
    """Return the text or number at a path of nested objects, `""` if there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return fields.scalar_text(value)


def list_at(value: Object, key: str) -> list[object]:
    """Return the list under a key, empty if there is none."""
    values = value.get(key)
    return values if isinstance(values, list) else []


def _unpack_pages(
    objects: Iterator[Entry | Rejected | Ignored], lists: Sequence[str]
) -> Iterator[Entry | Rejected | Ignored]:
    """Yield the entries of pages in their place, and renumber what follows."""
    shift = 0
    for item in objects:
        if not isinstance(item, Entry):
            yield replace(item, start=item.start + shift, end=item.end + shift)
            continue
        number, key = item.number + shift, _list_key(item.value, lists)
        if key is None:
            yield Entry(number, item.value)
        elif values := list_at(item.value, key):
            shift += len(values) - 1
            for place, value in enumerate(values, start=number):
                if isinstance(value, dict):
                    yield Entry(place, value)
                else:
                    yield Rejected(place, place, "not a JSON object", excerpt(json.dumps(value)))
        else:
            yield Ignored(number, number)


def _list_key(value: Object | None, lists: Sequence[str]) -> str | None:
    return next((key for key in lists if key in (value or {})), None)


def _is_one_line(dump: Dump) -> bool:
    lines = filter(str.strip, dump.lines())
    return shape_of(dump) == "lines" and len(list(islice(lines, 2))) == 1
