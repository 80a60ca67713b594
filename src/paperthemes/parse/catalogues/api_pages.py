"""Objects as the interfaces of catalogues give them: alone, in lines, in arrays, in pages.

::

    {"meta": {...}, "results": [{"title": ...},     {"title": ...}     [{"title": ...},
                                {"title": ...}]}    {"title": ...}      {"title": ...}]

An entry is an object of a list. In JSON Lines it is a line, unless the lines are pages.
"""

import io
import json
from collections.abc import Iterator, Sequence
from itertools import islice

import ijson

from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Ignored, Rejected, excerpt
from paperthemes.parse.json_values import (
    Entry,
    Object,
    first_object,
    items_at,
    iter_objects,
    shape_of,
)


def first_listed(dump: Dump, lists: Sequence[str]) -> Object | None:
    """Return the first object for recognition, out of its page if it is in one.

    Parameters
    ----------
    dump
        The dump.
    lists
        Keys under which pages have their lists.

    Returns
    -------
    The object; of one that is in no page, nested values are left out. Empty if a page lists
    nothing; `None` if there is no object.
    """
    outer = first_object(dump)
    key = _key(outer, lists)
    if outer is None or key is None:
        return outer
    prefix = f"item.{key}.item" if shape_of(dump) == "array" else f"{key}.item"
    head = io.BytesIO(dump.head_text.encode("utf-8", "replace"))
    value: object
    try:
        value = next(items_at(head, prefix), {})
    except ijson.JSONError:
        return None
    return value if isinstance(value, dict) else None


def listed(dump: Dump, lists: Sequence[str]) -> Iterator[Entry | Rejected | Ignored]:
    """Yield the objects of a dump, and what in their place is none; `lists` as above."""
    key = _key(first_object(dump), lists)
    if key is not None and (shape_of(dump) == "object" or _is_one_line(dump)):
        yield from iter_objects(dump, f"{key}.item")
        return
    further = 0  # places beyond those of the pages
    for entry in iter_objects(dump):
        if isinstance(entry, Entry) and (key := _key(entry.value, lists)) is not None:
            places = _of_page(entry, key, further)
            further += len(places) - 1
            yield from places
        elif isinstance(entry, Entry):
            yield Entry(entry.number + further, entry.value)
        else:
            yield _moved(entry, further)


def _of_page(page: Entry, key: str, further: int) -> list[Entry | Rejected | Ignored]:
    start = page.number + further
    values = page.value[key]
    if not isinstance(values, list) or not values:
        return [Ignored(start, start)]
    return [
        Entry(number, value)
        if isinstance(value, dict)
        else Rejected(number, number, "not a JSON object", excerpt(json.dumps(value)))
        for number, value in enumerate(values, start=start)
    ]


def _moved(place: Rejected | Ignored, further: int) -> Rejected | Ignored:
    start, end = place.start + further, place.end + further
    if isinstance(place, Rejected):
        return Rejected(start, end, place.reason, place.excerpt)
    return Ignored(start, end)


def _key(value: Object | None, lists: Sequence[str]) -> str | None:
    return next((key for key in lists if key in (value or {})), None)


def _is_one_line(dump: Dump) -> bool:
    lines = filter(str.strip, dump.lines())
    return shape_of(dump) == "lines" and len(list(islice(lines, 2))) == 1
