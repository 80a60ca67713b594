"""JSON objects as the APIs of catalogues return them: alone, in lines, in arrays, in pages.

::

    {"meta": {...}, "results": [{"title": ...},     {"title": ...}     [{"title": ...},
                                {"title": ...}]}    {"title": ...}      {"title": ...}]

An entry is an object of a list. In JSON Lines it is a line, unless the lines are pages.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

import ijson

from paperthemes.parse import json_values
from paperthemes.parse.dump import Dump
from paperthemes.parse.fields import get_list, get_texts
from paperthemes.parse.format import Format, Ignored, ReaderItem, Rejected
from paperthemes.parse.json_values import Entry, Object, first_object, iter_objects, json_shape

_MAX_TOPICS = 5  # topics, or keywords, of one paper that are kept in `extra`


def make_format(
    name: str,
    lists: Sequence[str],
    detect_entry: Callable[[Object], float],
    read_entry: Callable[[int, Object], Iterator[ReaderItem]],
) -> Format:
    """Return the format of a catalogue.

    Parameters
    ----------
    name
        Its name.
    lists
        Keys under which its pages have their lists.
    detect_entry
        Returns how surely an entry is of this catalogue.
    read_entry
        Converts the entry with a number, from 1.
    """

    def detect(dump: Dump) -> float:
        first = _find_first_entry(dump, lists)
        if not first:
            return 0.0 if first is None else 0.5  # an empty page
        return detect_entry(first)

    return Format(name, detect, lambda dump, _: _read_entries(dump, lists, read_entry), "entry")


def _find_first_entry(dump: Dump, lists: Sequence[str]) -> Object | None:
    """Return the first entry, without nested values unless it is in a page.

    It is empty if a page lists nothing, and `None` if there is no object.
    """
    outer = first_object(dump)
    key = _find_list_key(outer, lists)
    if key is None:
        return outer
    prefix = f"item.{key}.item" if json_shape(dump) == "array" else f"{key}.item"
    head = io.BytesIO(dump.head_text.encode("utf-8", "replace"))
    try:
        value: object = next(json_values.iter_items(head, prefix), {})
    except ijson.JSONError:
        return None
    return value if isinstance(value, dict) else None


def _read_entries(
    dump: Dump, lists: Sequence[str], read_entry: Callable[[int, Object], Iterator[ReaderItem]]
) -> Iterator[ReaderItem]:
    key, shape = _find_list_key(first_object(dump), lists), json_shape(dump)
    is_one_line = shape == "lines" and len([*islice(filter(str.strip, dump.lines()), 2)]) == 1
    if key is not None and (shape == "object" or is_one_line):
        entries = iter_objects(dump, f"{key}.item")
    else:
        entries = _unpack_pages(iter_objects(dump), lists)
    for entry in entries:
        yield from read_entry(entry.number, entry.value) if isinstance(entry, Entry) else (entry,)


def join_topics(value: Object, keys: Sequence[str], *paths: str) -> str:
    """Join up to `_MAX_TOPICS` texts at `paths` of the items of the first list that has any."""
    texts = next(filter(None, (get_texts(value, key, *paths) for key in keys)), [])
    return "; ".join([*dict.fromkeys(texts)][:_MAX_TOPICS])


def _unpack_pages(
    objects: Iterator[Entry | Rejected | Ignored], lists: Sequence[str]
) -> Iterator[Entry | Rejected | Ignored]:
    """Yield the entries of pages in their place, and renumber what follows."""
    shift = 0
    for item in objects:
        if not isinstance(item, Entry):
            yield replace(item, start=item.start + shift, end=item.end + shift)
            continue
        number, key = item.number + shift, _find_list_key(item.value, lists)
        if key is None:
            yield Entry(number, item.value)
        elif values := get_list(item.value, key):
            shift += len(values) - 1
            for place, value in enumerate(values, start=number):
                yield json_values.make_entry(place, value)
        else:
            yield Ignored(number, number)


def _find_list_key(value: Object | None, lists: Sequence[str]) -> str | None:
    return next((key for key in lists if key in (value or {})), None)
