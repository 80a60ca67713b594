"""Fields that a BibTeX entry inherits from another one, named by its `crossref` or `xdata`.

::

    @inproceedings{li20, title = {Sorting Apples}, crossref = {orchard20}}
    @proceedings{orchard20, title = {The 20th Orchard Conference}, year = 2020}
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from paperthemes.parse.format import Ignored, ParseWarning, ReaderItem, Rejected, excerpt
from paperthemes.parse.references.bibtex_entry import Reference

_PARENT_TYPES = {
    *("proceedings", "mvproceedings", "book", "mvbook", "collection", "mvcollection"),
    *("reference", "mvreference", "periodical", "conference", "xdata"),
}
_DATE_FIELDS = ("date", "year", "month", "day")
_INHERITED = ("publisher", "series", "volume", "organization")
_MAX_WAITING = 10_000  # items; they wait in memory for a parent that comes later
_Parents = Mapping[str, Mapping[str, str]]


@dataclass(slots=True, kw_only=True)
class UnresolvedEntry:
    """An entry of BibTeX, still without what it inherits.

    `number` is its place; `values` has the texts of its fields, still in LaTeX, by name.
    """

    number: int
    line_number: int
    type: str
    key: str
    values: Mapping[str, str]
    warnings: list[str]
    text: str

    def list_missing_parents(self, parents: _Parents) -> list[str]:
        """Return the keys of parents that are not known yet, if this entry needs their fields."""
        has_date = bool(self.values.get("date") or self.values.get("year"))
        if has_date and self.values.get("booktitle") and "xdata" not in self.values:
            return []
        return [key for key in self._list_parents() if key not in parents]

    def read(self, parents: _Parents) -> Iterator[ReaderItem]:
        """Yield the warnings about the entry, then its record, or a rejection without a title."""
        if self.type == "xdata":  # only fields for others
            yield Ignored(self.number, self.number)
            return
        values = dict(self.values)
        for key in self._list_parents():
            _inherit(values, parents.get(key, {}), is_whole=key in self._list_keys("xdata"))
        reference = Reference(self.type, self.key, values)
        for warning in (*self.warnings, *reference.warnings):
            yield ParseWarning(warning, self.number)
        if reference.title:
            yield reference.to_record(self.number)
        else:
            reason = f"line {self.line_number}: @{self.type} without a title"
            yield Rejected(self.number, self.number, reason, excerpt(self.text))

    def _list_parents(self) -> list[str]:
        """Return the keys of all parents in lower case."""
        return [*self._list_keys("xdata"), *self._list_keys("crossref")]

    def _list_keys(self, name: str) -> list[str]:
        """Return the keys in the field `name` in lower case."""
        return [key.strip().lower() for key in self.values.get(name, "").split(",") if key.strip()]


def resolve_parents(items: Iterable[ReaderItem | UnresolvedEntry]) -> Iterator[ReaderItem]:
    """Yield the items in their order, and for each entry its warnings and its record.

    An entry waits for its parent, and so do the items after it, but no more than `_MAX_WAITING`.
    """
    parents: dict[str, Mapping[str, str]] = {}
    waiting: deque[ReaderItem | UnresolvedEntry] = deque()
    for item in items:
        if isinstance(item, UnresolvedEntry) and item.type in _PARENT_TYPES:
            parents.setdefault(item.key.lower(), item.values)
        waiting.append(item)
        while waiting and (len(waiting) > _MAX_WAITING or not _must_wait(waiting[0], parents)):
            yield from _resolve(waiting.popleft(), parents)
    for item in waiting:
        yield from _resolve(item, parents)


def _must_wait(item: ReaderItem | UnresolvedEntry, parents: _Parents) -> bool:
    """Return whether an item is an entry with a parent that has not been read yet."""
    return isinstance(item, UnresolvedEntry) and bool(item.list_missing_parents(parents))


def _resolve(item: ReaderItem | UnresolvedEntry, parents: _Parents) -> Iterable[ReaderItem]:
    """Return an item as it is, and for an entry what it gives."""
    return item.read(parents) if isinstance(item, UnresolvedEntry) else (item,)


def _inherit(values: dict[str, str], parent: Mapping[str, str], *, is_whole: bool) -> None:
    """Add the fields of a parent that an entry lacks: all if `is_whole`, else those of a volume.

    The title of a volume becomes the `booktitle`. Its parts of a date are only used together.
    """
    names = [*parent] if is_whole else [*_INHERITED]
    if not values.get("date") and not values.get("year"):
        names += _DATE_FIELDS
    inherited = {name: parent[name] for name in names if name in parent}
    if not is_whole and (title := parent.get("booktitle") or parent.get("title")):
        inherited["booktitle"] = title
    for name, text in inherited.items():
        values[name] = values.get(name) or text
