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
    """Return the format of a catalogue: entries in JSON, alone or in pages.

    A page is an object with a list of entries, as an API returns it.

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
        """Return the confidence that a dump is of this catalogue, judged by its first entry.

        It is 0 if the dump does not begin with an object, and 0.5 if it begins with an empty page.
        """
        entry = _find_first_entry(dump, list_keys)
        if entry is None:
            return 0.0
        return detect_entry(entry) if entry else 0.5

    return Format(name, detect, lambda dump, _: _read_entries(dump, list_keys, read_entry), "entry")


def _find_first_entry(dump: Dump, list_keys: Sequence[str]) -> Object | None:
    """Return the first entry of a dump, which may be in a page: an object with a list of entries.

    An empty page gives `{}`. The result is `None` if the dump does not begin with an object, or
    cannot be read. In an entry that is in no page, nested values are replaced by `None`.
    """
    outer = first_object(dump)
    key = _find_list_key(outer, list_keys)
    if key is None:
        return outer
    # The place of the entries, in ijson's notation.
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

    An entry may be in a page, an object that has a list of entries under one of `list_keys`. A page
    that is the whole dump is read entry by entry, because it may be large.
    """
    key, shape = _find_list_key(first_object(dump), list_keys), json_shape(dump)
    # Two lines with text are enough to know that there is more than one.
    is_one_line = shape == "lines" and len([*islice(filter(str.strip, dump.lines()), 2)]) == 1
    if key is not None and (shape == "object" or is_one_line):
        entries = iter_objects(dump, f"{key}.item")
    else:
        entries = _unpack_pages(iter_objects(dump), list_keys)
    for entry in entries:
        yield from read_entry(entry.number, entry.value) if isinstance(entry, Entry) else (entry,)


def join_topics(value: Object, keys: Sequence[str], *paths: str) -> str:
    """Return the first `_MAX_TOPICS` different topics or keywords of a paper, joined by semicolons.

    They are the texts in the first list under one of `keys` that has any. The text of an item is at
    the first of `paths` that leads to a text; the path `""` leads to the item itself.
    """
    texts = next(filter(None, (get_texts(value, key, *paths) for key in keys)), [])
    return "; ".join([*dict.fromkeys(texts)][:_MAX_TOPICS])


def _unpack_pages(
    objects: Iterator[Entry | Rejected | Ignored], list_keys: Sequence[str]
) -> Iterator[Entry | Rejected | Ignored]:
    """Replace each page by its entries, and renumber everything after it.

    A page is an object that has a list of entries under one of `list_keys`. An empty page is
    ignored, and keeps a number of its own.
    """
    shift = 0  # to add to the number of an object, for the entries of the pages before it
    for item in objects:
        if not isinstance(item, Entry):
            yield replace(item, start=item.start + shift, end=item.end + shift)
            continue
        number, key = item.number + shift, _find_list_key(item.value, list_keys)
        if key is None:
            yield Entry(number, item.value)
        elif values := get_list(item.value, key):
            shift += len(values) - 1  # the page itself had one number
            for entry_number, value in enumerate(values, start=number):
                yield json_values.make_entry(entry_number, value)
        else:
            yield Ignored(number, number)


def _find_list_key(value: Object | None, list_keys: Sequence[str]) -> str | None:
    """Return the first of `list_keys` that an object has, or `None`.

    An object that has one of them is a page: it has a list of entries under this key.
    """
    return next((key for key in list_keys if key in (value or {})), None)
