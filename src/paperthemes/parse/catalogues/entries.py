"""Formats of catalogues: JSON objects alone, in lines, in arrays, or in pages of an API.

::

    {"meta": {...}, "results": [{"title": ...},     {"title": ...}     [{"title": ...},
                                {"title": ...}]}    {"title": ...}      {"title": ...}]
"""

from collections.abc import Callable, Iterator, Sequence

from paperthemes.parse.dump import Dump
from paperthemes.parse.fields import get_texts
from paperthemes.parse.format import Format, ReaderItem
from paperthemes.parse.json_places import Rate, find_places
from paperthemes.parse.json_values import Entry, Object, iter_objects

_MAX_TOPICS = 5  # topics of one paper that are kept in `extra`; also keywords and the like


def make_format(
    name: str, rate: Rate, read_entry: Callable[[int, Object], Iterator[ReaderItem]]
) -> Format:
    """Return the format of a catalogue whose entries are JSON objects, alone or in pages.

    Parameters
    ----------
    name
        Name of the format.
    rate
        Function that returns the confidence, from 0 to 1, that an object is an entry of this
        catalogue.
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
        for entry in iter_objects(dump, place):
            yield from (
                read_entry(entry.number, entry.value) if isinstance(entry, Entry) else (entry,)
            )

    return Format(name, detect, read, "entry")


def join_topics(value: Object, keys: Sequence[str], *paths: str) -> str:
    """Return the first `_MAX_TOPICS` different topics, keywords or the like of a paper in one text.

    They are joined by `"; "`; the result is `""` if there are none. They come from a single list:
    the first one under one of `keys` that has an item with a text. The text of an item is at the
    first of `paths` that leads to a text; the path `""` leads to the item itself.
    """
    texts = next(filter(None, (get_texts(value, key, *paths) for key in keys)), [])
    return "; ".join([*dict.fromkeys(texts)][:_MAX_TOPICS])
