"""Search for the entries of a JSON dump: lists in answers of APIs, objects by key, groups of lists.

::

    {"message": {"items": [{"title": ...}]}}    {"2405.00001": {"title": ...}, "2405.00002": ...}
    [{"results": [{"title": ...}]}]             {"cs.CL": [{"title": ...}], "cs.LG": [...], ...}
"""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from typing import Any

import ijson
from ijson.common import ObjectBuilder

from paperthemes.parse.dates import parse_date
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, ReaderItem
from paperthemes.parse.json_files import replace_constants
from paperthemes.parse.json_values import (
    EACH,
    ITEM,
    Entry,
    Object,
    Place,
    iter_objects,
    json_shape,
    parse_events,
    strip_comma,
)
from paperthemes.text.identifiers import find_arxiv_id, find_doi

Rate = Callable[[Object], float]
"""Function that returns the confidence, from 0 to 1, that an object is an entry."""
_SAMPLE_SIZE = 20  # lines or items of an array among which an entry is searched
_MAX_DEPTH, _MAX_KEYS = 6, 100  # steps of a place; keys of an object that are searched
_MIN_GROUPS = 3  # lists of papers side by side that are one list in groups, such as by category


@lru_cache(maxsize=1)  # the detection of each format asks for it
def read_head(dump: Dump) -> Any:  # noqa: ANN401 - any JSON value
    """Return the beginning of a JSON dump; `None` if the dump is not JSON.

    It is the first value in the dump, as far as it is in `dump.head`; for JSON Lines, a list with
    the values of the first lines.
    """
    shape = json_shape(dump)
    values: list[Any] = []
    if shape == "lines":
        for line in islice(filter(str.strip, dump.head_lines), _SAMPLE_SIZE):
            with suppress(ValueError, RecursionError):
                values.append(json.loads(strip_comma(line)))
        return values
    builder = ObjectBuilder()
    if shape:
        head = io.BytesIO(replace_constants(dump.head_text).encode("utf-8", "replace"))
        with suppress(ijson.JSONError):  # raised where the head ends, within the document
            for prefix, event, value in ijson.parse(parse_events(head)):
                builder.event(event, value)
                if event == "map_key":
                    builder.event("null", None)  # until its value is there, if it is in the head
                if not prefix and event in ("end_map", "end_array"):  # the value is complete
                    break
                if prefix == "item" and event == "end_map" and len(builder.value) >= _SAMPLE_SIZE:
                    break
    return getattr(builder, "value", None)


def make_format(
    name: str, rate: Rate, read_entry: Callable[[int, Object], Iterator[ReaderItem]]
) -> Format:
    """Return the format of dumps whose entries are JSON objects, at any place.

    Parameters
    ----------
    name
        Name of the format.
    rate
        Function that returns the confidence, from 0 to 1, that an object is an entry.
    read_entry
        Function that gets the number of an entry, from 1, and the entry. It yields the record, the
        rejection or the ignored place of the entry, and warnings.
    """

    def detect(dump: Dump) -> float:
        """Return the confidence in the best place of entries; 0 if there is none."""
        return next((confidence for confidence, _ in find_places(dump, rate)), 0.0)

    def read(dump: Dump, _: object) -> Iterator[ReaderItem]:
        """Yield what `read_entry` yields for each entry, and an item for each other place."""
        place = next((place for _, place in find_places(dump, rate)), ())
        for item in iter_objects(dump, place):
            yield from read_entry(item.number, item.value) if isinstance(item, Entry) else (item,)

    return Format(name, detect, read, "entry")


def find_places(dump: Dump, rate: Rate) -> list[tuple[float, Place]]:
    """Return the places where a dump may have its entries, the best first.

    Only the beginning of the dump is searched, and no objects within an entry. Each place comes
    with the confidence in one of its first entries; of equal ones, the first in the dump is first.
    """
    value = read_head(dump)
    places = [*_iter_places(value, (), rate)]
    if isinstance(value, list):  # each item is a top-level object, so this step is left out
        places = [(confidence, place[1:]) for confidence, place in places]
    return sorted(places, key=lambda rated: -rated[0])


def _iter_places(value: object, place: Place, rate: Rate) -> Iterator[tuple[float, Place]]:
    """Yield the places of entries in a JSON value with the confidence; `place` is that of `value`.

    Objects side by side are entries by key if two of them are entries, or if the only one is under
    an id. Lists side by side are one list in groups if nothing else is there.
    """
    if isinstance(value, list) and len(place) < _MAX_DEPTH:
        items = [item for item in value[:_SAMPLE_SIZE] if isinstance(item, dict)]
        candidates = [*filter(rate, items)][:1] or items
        places = ([*_iter_places(item, (*place, ITEM), rate)] for item in candidates)
        yield from next(filter(None, places), ())
    if not isinstance(value, dict) or len(place) > _MAX_DEPTH:
        return
    if confidence := rate(value):
        yield confidence, place
        return
    keys = [*value][:_MAX_KEYS]
    entries = [key for key in keys if isinstance(value[key], dict) and rate(value[key])]
    if len(entries) > 1 or any(find_arxiv_id(key) or find_doi(key) for key in entries):
        yield rate(value[entries[0]]), (*place, EACH)
        return
    found = [rated for key in keys for rated in _iter_places(value[key], (*place, key), rate)]
    is_group = [inner for _, inner in found] == [(*place, key, ITEM) for key in keys]
    if found and is_group and (len(found) >= _MIN_GROUPS or all(map(parse_date, keys))):
        found = [(max(found)[0], (*place, EACH, ITEM))]
    yield from found
