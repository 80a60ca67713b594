"""Fields that a BibTeX entry inherits from another one, named by its `crossref` or `xdata`.

::

    @inproceedings{li20, title = {Sorting Apples}, crossref = {orchard20}}
    @proceedings{orchard20, title = {The 20th Orchard Conference}, year = 2020}
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from paperthemes.parse.format import Ignored, ParseWarning, ReaderItem, Rejected
from paperthemes.parse.references.bibtex_entry import RULES, Reference

_MAX_WAITING = 50_000  # items; they wait in memory for a parent that comes later


@dataclass(slots=True, kw_only=True)
class UnresolvedEntry:
    """An entry of BibTeX, still without what it inherits.

    `values` has the texts of its fields, still in LaTeX, by name. `rejection` is for the case that
    it has no title; it also has the place of the entry.
    """

    type: str
    key: str
    values: Mapping[str, str]
    warnings: Sequence[str]
    rejection: Rejected

    @property
    def is_parent(self) -> bool:
        """True if others may inherit from it: a volume, or a journal without a title."""
        return self.type in RULES["parents"].split() or "title" not in self.values

    def list_parents(self, *fields: str) -> list[str]:
        """Return the keys in some of its fields, in lower case."""
        keys = ",".join(filter(None, map(self.values.get, fields))).lower().split(",")
        return [*filter(None, map(str.strip, keys))]

    def read(self, parents: Mapping[str, Mapping[str, str]]) -> Iterator[ReaderItem]:
        """Yield the warnings about the entry, then its record, or a rejection without a title."""
        number = self.rejection.start
        if self.type in RULES["ignored"].split():
            yield Ignored(number, number)
            return
        values = dict(self.values)
        for key in self.list_parents("xdata"):
            values = {**parents.get(key, {}), **values}
        for key in self.list_parents("crossref"):
            values = {**_list_inherited(values, parents.get(key, {})), **values}
        reference = Reference(self.type, self.key, values)
        record = reference.to_record(number)
        for warning in dict.fromkeys((*self.warnings, *reference.warnings)):
            yield ParseWarning(warning, number)
        if "crossref" in values and not (values.get("date") or values.get("year")):
            yield ParseWarning("no date, and no entry with a date that `crossref` names", number)
        yield record or self.rejection


def resolve_parents(items: Iterable[ReaderItem | UnresolvedEntry]) -> Iterator[ReaderItem]:
    """Yield the items in their order, and for each entry its warnings and its record.

    An entry waits for its parents, and so do the items after it, but no more than `_MAX_WAITING`.
    """
    parents: dict[str, Mapping[str, str]] = {}
    waiting: deque[ReaderItem | UnresolvedEntry] = deque()
    for item in items:
        if isinstance(item, UnresolvedEntry) and item.is_parent:
            parents.setdefault(item.key.lower(), item.values)
        waiting.append(item)
        while waiting and (len(waiting) > _MAX_WAITING or not _lacks_parent(waiting[0], parents)):
            yield from _resolve(waiting.popleft(), parents)
    for item in waiting:
        yield from _resolve(item, parents)


def _lacks_parent(item: ReaderItem | UnresolvedEntry, parents: Mapping[str, object]) -> bool:
    """Return whether an item is an entry with a parent that is none of `parents`."""
    return isinstance(item, UnresolvedEntry) and not all(
        key in parents for key in item.list_parents("xdata", "crossref")
    )


def _resolve(
    item: ReaderItem | UnresolvedEntry, parents: Mapping[str, Mapping[str, str]]
) -> Iterable[ReaderItem]:
    """Return an item, or the items of an entry."""
    return item.read(parents) if isinstance(item, UnresolvedEntry) else [item]


def _list_inherited(values: Mapping[str, str], parent: Mapping[str, str]) -> dict[str, str]:
    """Return the fields that an entry inherits from a volume, whose title becomes `booktitle`.

    The parts of the date of the volume are used if the entry has no date of its own.
    """
    has_date = values.get("date") or values.get("year")
    names = RULES["inherited"] if has_date else f"{RULES['inherited']} {RULES['dates']}"
    inherited = {name: parent[name] for name in names.split() if name in parent}
    if title := parent.get("booktitle") or parent.get("title"):
        inherited["booktitle"] = title
    return inherited
