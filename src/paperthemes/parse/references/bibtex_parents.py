"""Fields that a BibTeX entry inherits from another one, named by its `crossref` or `xdata`.

::

    @inproceedings{li20, title = {Sorting Apples}, crossref = {orchard20}}
    @proceedings{orchard20, title = {The 20th Orchard Conference}, year = 2020}
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from paperthemes.parse.format import ReaderItem
from paperthemes.parse.references.bibtex_entry import RULES, Reference

_MAX_WAITING = 50_000  # items; they wait in memory for a parent that comes later

Fields = Mapping[str, str]
"""Texts of the fields of an entry by name."""


def resolve_parents(items: Iterable[ReaderItem | Reference]) -> Iterator[ReaderItem]:
    """Yield the items in their order, and for each entry its warnings and its record.

    An entry waits for its parents, and so do the items after it, but no more than `_MAX_WAITING`.
    """
    parents: dict[str, Fields] = {}
    waiting: deque[ReaderItem | Reference] = deque()
    for item in items:
        # Parents are volumes, or journals without a title.
        if isinstance(item, Reference) and (
            item.type in RULES["parents"].split() or "title" not in item.raw
        ):
            parents.setdefault(item.key.lower(), item.raw)
        waiting.append(item)
        while waiting and (len(waiting) > _MAX_WAITING or not _lacks_parent(waiting[0], parents)):
            yield from _resolve(waiting.popleft(), parents)
    for item in waiting:
        yield from _resolve(item, parents)


def _list_parents(entry: Reference, *names: str) -> list[str]:
    """Return the keys in some fields of an entry, in lower case."""
    keys = ",".join(filter(None, map(entry.raw.get, names))).lower().split(",")
    return [*filter(None, map(str.strip, keys))]


def _lacks_parent(item: ReaderItem | Reference, parents: Mapping[str, Fields]) -> bool:
    """Return whether an item is an entry with a parent that is none of `parents`."""
    return isinstance(item, Reference) and not all(
        key in parents for key in _list_parents(item, "xdata", "crossref")
    )


def _resolve(item: ReaderItem | Reference, parents: Mapping[str, Fields]) -> Iterator[ReaderItem]:
    """Yield an item, or the items of an entry with what it inherits."""
    if not isinstance(item, Reference):
        yield item
        return
    for key in _list_parents(item, "xdata"):
        item.raw = {**parents.get(key, {}), **item.raw}
    for key in _list_parents(item, "crossref"):
        item.raw = {**_list_inherited(item.raw, parents.get(key, {})), **item.raw}
    yield from item.read()


def _list_inherited(values: Fields, parent: Fields) -> dict[str, str]:
    """Return the fields that an entry inherits from a volume, whose title becomes `booktitle`.

    The parts of the date of the volume are used if the entry has no date of its own.
    """
    has_date = values.get("date") or values.get("year")
    names = RULES["inherited"] if has_date else f"{RULES['inherited']} {RULES['dates']}"
    inherited = {name: parent[name] for name in names.split() if name in parent}
    if title := parent.get("booktitle") or parent.get("title"):
        inherited["booktitle"] = title
    return inherited
