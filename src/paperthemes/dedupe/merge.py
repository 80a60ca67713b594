"""Many records in, the one paper they make out: its fields, and the id it is known by."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from paperthemes.dedupe.plain import is_cut
from paperthemes.text.identifiers import normalise_identifier
from paperthemes.text.titles import collapse_whitespace, normalise_title, title_hash

_Row = Any  # a row of tables.RECORDS, as tables.rows makes it


# Why an anchor comes before another record, for each thing that `anchor_order` looks at.
_REASONS = (
    "it has a date with a year",
    "its date is earlier",
    "its normalised title comes first in order of characters",
    "its title is not all in capitals or in small letters",
    "its abstract is longer",
    "the spelling of its title comes first in order of characters",
    "its abstract comes first in order of characters",
    "the name of its dump comes first",
    "its place in the dump comes first",
)
_CUT_ABSTRACT = 0.8  # an abstract that says it is cut off counts as so much of its length
_FIELDS = ("title", "abstract", "url", "arxiv_id", "doi", "published", "authors")


@dataclass(frozen=True, slots=True)
class Work:
    """The records of one work, its anchor first, and their identifiers."""

    records: Sequence[_Row]
    ids: Sequence[Sequence[str]]

    @property
    def anchor(self) -> _Row:
        """The record that names the paper."""
        return self.records[0]


def anchor_order(row: _Row) -> tuple[object, ...]:
    """Return what records are sorted by: a paper's first is its anchor."""
    dated = has_year(row)
    return (
        not dated,
        row.published if dated else "",
        normalise_title(row.title),
        _one_case(row.title),
        -len(row.abstract),
        row.title,
        row.abstract,
        row.dump,
        row.position,
    )


def has_year(row: _Row) -> bool:
    """Tell whether the date of a record can be placed: it has a year."""
    return bool(row.published[:1].isdigit())


def kept_because(anchor: _Row, record: _Row) -> str:
    """Say why, of these two, the first is the anchor."""
    pairs = zip(anchor_order(anchor), anchor_order(record), _REASONS, strict=True)
    reason = next((reason for one, other, reason in pairs if one != other), _REASONS[-1])
    return f"{reason}: {anchor.published}" if reason == _REASONS[1] else reason


def own_hash(row: _Row, ids: Sequence[str]) -> str:
    """Return what names a paper of this anchor where another paper has its title: 12 hex digits.

    It is of the normalised title and the record's first identifier; without one, of its abstract;
    without either, of its authors, date and address.
    """
    if ids:
        rest = list(ids[:1])
    else:
        rest = (
            [collapse_whitespace(row.abstract).casefold()]
            if row.abstract
            else [*row.authors, row.published, row.url]
        )
    return _hash(normalise_title(row.title), *rest)


def paper_ids(works: Sequence[Work]) -> list[str]:
    """Name papers, given in the order of their anchors.

    The first of a title takes its hash; the others take theirs from `own_hash`.
    """
    names: list[str] = [title_hash(work.anchor.title) for work in works]
    taken: set[str] = set()
    later = []
    for place, name in enumerate(names):
        if name in taken:
            later.append(place)
        taken.add(name)
    for place in later:
        name = own_hash(works[place].anchor, works[place].ids[0])
        while name in taken:
            name = _hash(name)
        taken.add(name)
        names[place] = name
    return names


def aliases(works: Sequence[Work], names: Sequence[str]) -> Iterator[list[str]]:
    """Yield by what other hashes each paper may have been known, none of which names a paper now.

    These are the hashes of its other titles, and its own hash where papers share its title.
    """
    taken = set(names)
    shared = Counter(title_hash(work.anchor.title) for work in works)
    for work in works:
        found = {title_hash(row.title) for row in work.records}
        if shared[title_hash(work.anchor.title)] > 1:
            found.add(own_hash(work.anchor, work.ids[0]))
        yield sorted(found - taken)


def merged(work: Work) -> tuple[dict[str, Any], list[list[str]]]:
    """Merge the records of a work.

    Returns
    -------
    cells : dict
        The fields of the paper, but for `paper_id` and `aliases`.
    taken : list of list of str
        For each record the fields that come from it, or that it adds to.
    """
    records = work.records
    givers = {name: _first(getattr(row, name) for row in records) for name in _FIELDS}
    givers["title"] = _best_spelling(records)
    givers["abstract"] = _best_abstract(records)
    cells: dict[str, Any] = {name: getattr(records[giver], name) for name, giver in givers.items()}
    cells["authors"] = list(cells["authors"])
    taken = [[name for name in _FIELDS if givers[name] == place] for place in range(len(records))]
    for place, name in ((givers[name], name) for name in _FIELDS if not len(cells[name])):
        taken[place].remove(name)
    cells |= {"dumps": sorted({row.dump for row in records})} | _unions(work, cells, taken)
    return cells, taken


def _unions(work: Work, cells: Mapping[str, Any], taken: Sequence[list[str]]) -> dict[str, Any]:
    """Gather identifiers and other fields of all records; note in `taken` who adds some."""
    own = {
        normalise_identifier(f"arxiv:{cells['arxiv_id']}"),
        normalise_identifier(f"doi:{cells['doi']}"),
    }
    ids: set[str] = set()
    extra: dict[str, str] = {}
    for place, (row, given) in enumerate(zip(work.records, work.ids, strict=True)):
        further = set(given) - own
        more = json.loads(row.extra)
        taken[place] += ["ids"] * bool(further - ids) + ["extra"] * bool(more.keys() - extra.keys())
        ids |= further
        extra = more | extra
    return {"ids": sorted(ids), "extra": json.dumps(extra, ensure_ascii=False, sort_keys=True)}


def _best_spelling(records: Sequence[_Row]) -> int:
    """Return whose spelling of the anchor's title has both capitals and small letters."""
    key = normalise_title(records[0].title)
    same = [place for place, row in enumerate(records) if normalise_title(row.title) == key]
    return min(same, key=lambda place: _one_case(records[place].title))


def _best_abstract(records: Sequence[_Row]) -> int:
    """Return whose abstract is longest, one that is cut off counting less."""
    sizes = [len(row.abstract) * (_CUT_ABSTRACT if is_cut(row.abstract) else 1) for row in records]
    return sizes.index(max(sizes))


def _one_case(title: str) -> bool:
    return title.isupper() or title.islower()


def _first(values: Iterable[Any]) -> int:
    """Return the place of the first value that is not empty; 0 if all are."""
    return next((place for place, value in enumerate(values) if len(value)), 0)


def _hash(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8")).hexdigest()[:12]
