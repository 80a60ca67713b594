"""Entries of catalogues: JSON objects alone, in lines, in arrays, or in pages of an API.

::

    {"meta": {...}, "results": [{"title": ...},     {"title": ...}     [{"title": ...},
                                {"title": ...}]}    {"title": ...}      {"title": ...}]

A page is an object with a list of entries. In JSON Lines each line is an entry or a page.
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

_MAX_TOPICS = 5  # topics of one paper that are kept in `extra`, and also keywords


def make_format(
    name: str,
    list_keys: Sequence[str],
    detect_entry: Callable[[Object], float],
    read_entry: Callable[[int, Object], Iterator[ReaderItem]],
) -> Format:
    """Return the format of a catalogue.

    Parameters
    ----------
    name
        Name of the format.
    list_keys
        Keys under which a page of the catalogue may have its list of entries.
    detect_entry
        Function that returns the confidence that an entry is one of this catalogue.
    read_entry
        Function that yields the record of an entry, given its number, from 1, and its value.
    """

    def detect(dump: Dump) -> float:
        """Return the confidence in the first entry; 0.5 for an empty page, 0 without objects."""
        entry = _find_first_entry(dump, list_keys)
        if not entry:
            return 0.0 if entry is None else 0.5
        return detect_entry(entry)

    return Format(name, detect, lambda dump, _: _read_entries(dump, list_keys, read_entry), "entry")


def _find_first_entry(dump: Dump, list_keys: Sequence[str]) -> Object | None:
    """Return the first entry, or that of the first page.

    It is empty if the page is empty, and `None` if the dump begins with no object or cannot be
    read. Nested values are replaced by `None`, except in an entry of a page.
    """
    outer = first_object(dump)
    key = _find_list_key(outer, list_keys)
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
    dump: Dump, list_keys: Sequence[str], read_entry: Callable[[int, Object], Iterator[ReaderItem]]
) -> Iterator[ReaderItem]:
    """Yield what `read_entry` yields for each entry, and rejected and ignored places.

    A page that is the whole dump is read entry by entry, because it may be large.
    """
    key, shape = _find_list_key(first_object(dump), list_keys), json_shape(dump)
    is_one_line = shape == "lines" and len([*islice(filter(str.strip, dump.lines()), 2)]) == 1
    if key is not None and (shape == "object" or is_one_line):
        entries = iter_objects(dump, f"{key}.item")
    else:
        entries = _unpack_pages(iter_objects(dump), list_keys)
    for entry in entries:
        yield from read_entry(entry.number, entry.value) if isinstance(entry, Entry) else (entry,)


def join_topics(value: Object, keys: Sequence[str], *paths: str) -> str:
    """Join the first `_MAX_TOPICS` different topics or keywords of a paper with semicolons.

    They are in the first of the lists under `keys` whose items have texts: of each item, the text
    at the first of `paths` that has one; the path `""` is the item itself.
    """
    texts = next(filter(None, (get_texts(value, key, *paths) for key in keys)), [])
    return "; ".join([*dict.fromkeys(texts)][:_MAX_TOPICS])


def _unpack_pages(
    objects: Iterator[Entry | Rejected | Ignored], list_keys: Sequence[str]
) -> Iterator[Entry | Rejected | Ignored]:
    """Replace each page by its entries, and renumber everything after it.

    An empty page is ignored, and keeps a number of its own.
    """
    shift = 0  # from the number of an object to the number of an entry
    for item in objects:
        if not isinstance(item, Entry):
            yield replace(item, start=item.start + shift, end=item.end + shift)
            continue
        number, key = item.number + shift, _find_list_key(item.value, list_keys)
        if key is None:
            yield Entry(number, item.value)
        elif values := get_list(item.value, key):
            shift += len(values) - 1
            for entry_number, value in enumerate(values, start=number):
                yield json_values.make_entry(entry_number, value)
        else:
            yield Ignored(number, number)


def _find_list_key(value: Object | None, list_keys: Sequence[str]) -> str | None:
    """Return the first of `list_keys` that an object has; `None` if it has none: it is no page."""
    return next((key for key in list_keys if key in (value or {})), None)
