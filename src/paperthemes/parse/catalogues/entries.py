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

_MAX_TOPICS = 5  # topics of one paper that are kept in `extra`; also keywords and the like


def make_format(
    name: str,
    list_keys: Sequence[str],
    detect_entry: Callable[[Object], float],
    read_entry: Callable[[int, Object], Iterator[ReaderItem]],
) -> Format:
    """Return the format of a catalogue whose entries are JSON objects, alone or in pages.

    A page is an object with a list of entries, as an API returns it.

    Parameters
    ----------
    name
        Name of the format.
    list_keys
        Keys under which a page of the catalogue may have its list of entries.
    detect_entry
        Function that returns the confidence, from 0 to 1, that an entry is one of this catalogue.
        Arrays and objects in the entry may have been replaced by `None`.
    read_entry
        Function that gets the number of an entry, from 1, and the entry. It yields the record, the
        rejection or the ignored place of the entry, and warnings.
    """

    def detect(dump: Dump) -> float:
        """Return the confidence that a dump is of this catalogue, judged by its first entry.

        It is 0 if no entry can be found at the beginning. But it is 0.5 if the dump is a page
        without entries.
        """
        entry = _find_first_entry(dump, list_keys)
        if entry is None:
            return 0.0
        return detect_entry(entry) if entry else 0.5  # `{}` stands for a page without entries

    return Format(name, detect, lambda dump, _: _read_entries(dump, list_keys, read_entry), "entry")


def _find_first_entry(dump: Dump, list_keys: Sequence[str]) -> Object | None:
    """Return the first entry of a dump, which may be in a page: an object with one of `list_keys`.

    The result is `{}` if there is a page but no entry in it. It is `None` if no object with keys is
    found at the beginning of the dump, or if the first value in the list of a page is no object. It
    is also `None` if a page cannot be read, such as an empty page with further lines below.

    In an entry that is in no page, arrays and objects are replaced by `None`.
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
    """Yield what `read_entry` yields for each entry, and an item for each place without an entry.

    This is a rejection for a value that is no object, and an ignored place for a blank line and the
    like.

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
    """Return the first `_MAX_TOPICS` different topics, keywords or the like of a paper in one text.

    They are joined by `"; "`; the result is `""` if there are none. They come from a single list:
    the first one under one of `keys` that has an item with a text. The text of an item is at the
    first of `paths` that leads to a text; the path `""` leads to the item itself.
    """
    texts = next(filter(None, (get_texts(value, key, *paths) for key in keys)), [])
    return "; ".join([*dict.fromkeys(texts)][:_MAX_TOPICS])


def _unpack_pages(
    objects: Iterator[Entry | Rejected | Ignored], list_keys: Sequence[str]
) -> Iterator[Entry | Rejected | Ignored]:
    """Yield the objects of a dump, but in place of each page yield its entries.

    A page is an object that has one of `list_keys`. Everything is renumbered, because each entry of
    a page gets a number. Values in a page that are no objects give rejections. A page without a
    list, or with an empty one, gives an ignored place, with one number.
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
    """Return the first of `list_keys` that an object has; `None` if none, or if there is no object.

    An object that has one of them counts as a page. The value under the key should be a list of
    entries, but this is not checked here.
    """
    return next((key for key in list_keys if key in (value or {})), None)
