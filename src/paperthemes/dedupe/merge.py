"""Merging of the records of a work into one paper: its fields and its `paper_id`."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from paperthemes.dedupe.plain_text import is_truncated
from paperthemes.text.identifiers import normalise_identifier
from paperthemes.text.titles import collapse_whitespace, normalise_title, title_hash

_Row = Any  # a row of tables.RECORDS

# Why the anchor precedes another record, for each item of `anchor_order`.
EARLIER_DATE = "its date is earlier"
ANCHOR_REASONS = (
    "it has a date with a year",
    EARLIER_DATE,
    "its normalised title comes first in order of characters",
    "its title is not all in capitals or in small letters",
    "its abstract is longer",
    "the spelling of its title comes first in order of characters",
    "its abstract comes first in order of characters",
    "the name of its dump comes first",
    "its place in the dump comes first",
)
TRUNCATED_WEIGHT = 0.8  # of the length of a truncated abstract, compared with a complete one
FIELDS = ("title", "abstract", "url", "arxiv_id", "doi", "published", "authors")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The records of one work, its anchor first, and the identifiers of each."""

    records: Sequence[_Row]
    identifiers: Sequence[Sequence[str]]

    @property
    def anchor(self) -> _Row:
        """The record that gives the paper its title and id."""
        return self.records[0]


def anchor_order(row: _Row) -> tuple[object, ...]:
    """Return the sort key of records; the first record of a work is its anchor."""
    has_year = row.published[:1].isdigit()
    return (
        not has_year,
        row.published if has_year else "",
        normalise_title(row.title),
        _has_one_case(row.title),
        -len(row.abstract),
        row.title,
        row.abstract,
        row.dump,
        row.position,
    )


def anchor_reason(anchor: _Row, record: _Row) -> str:
    """Return why the anchor precedes another record of its work."""
    keys = zip(anchor_order(anchor), anchor_order(record), ANCHOR_REASONS, strict=True)
    reason = next((reason for own, other, reason in keys if own != other), ANCHOR_REASONS[-1])
    return f"{reason}: {anchor.published}" if reason == EARLIER_DATE else reason


def distinct_hash(row: _Row, identifiers: Sequence[str]) -> str:
    """Return the id of a paper whose title is that of another paper: 12 hex digits.

    It hashes the normalised title of the anchor and its first identifier; without an identifier,
    its abstract; without either, its authors, date and URL.
    """
    if identifiers:
        content = [identifiers[0]]
    elif row.abstract:
        content = [collapse_whitespace(row.abstract).casefold()]
    else:
        content = [*row.authors, row.published, row.url]
    return _hash(normalise_title(row.title), *content)


def assign_paper_ids(works: Sequence[Work]) -> list[str]:
    """Return the `paper_id` of each work, given in the order of anchors.

    The first work of a title gets the hash of the title, the others their `distinct_hash`.
    """
    paper_ids = [title_hash(work.anchor.title) for work in works]
    taken = set(paper_ids)
    seen: set[str] = set()
    for number, paper_id in enumerate(paper_ids):
        if paper_id not in seen:
            seen.add(paper_id)
            continue
        paper_id = distinct_hash(works[number].anchor, works[number].identifiers[0])
        while paper_id in taken:
            paper_id = _hash(paper_id)
        taken.add(paper_id)
        paper_ids[number] = paper_id
    return paper_ids


def find_aliases(works: Sequence[Work], paper_ids: Sequence[str]) -> Iterator[list[str]]:
    """Yield the ids that each paper may have had in other runs and that no paper has now.

    These are the hashes of its other titles, and its `distinct_hash` if papers share its title.
    """
    taken = set(paper_ids)
    counts = Counter(title_hash(work.anchor.title) for work in works)
    for work in works:
        hashes = {title_hash(row.title) for row in work.records}
        if counts[title_hash(work.anchor.title)] > 1:
            hashes.add(distinct_hash(work.anchor, work.identifiers[0]))
        yield sorted(hashes - taken)


def merge_records(work: Work) -> tuple[dict[str, Any], list[list[str]]]:
    """Merge the records of a work.

    Returns
    -------
    cells : dict
        The fields of the paper except `paper_id` and `aliases`.
    taken : list of list of str
        For each record, the fields that come from it or that it adds to.
    """
    records = work.records
    sources = {field: _first_with(records, field) for field in FIELDS}
    sources["title"] = _best_spelled(records)
    sources["abstract"] = _longest_abstract(records)
    cells: dict[str, Any] = {field: getattr(records[i], field) for field, i in sources.items()}
    cells["authors"] = list(cells["authors"])
    taken: list[list[str]] = [[] for _ in records]
    for field, index in sources.items():
        if len(cells[field]):
            taken[index].append(field)
    cells["dumps"] = sorted({row.dump for row in records})
    return cells | _merge_lists(work, cells, taken), taken


def _merge_lists(
    work: Work, cells: Mapping[str, Any], taken: Sequence[list[str]]
) -> dict[str, Any]:
    """Merge identifiers and extra fields of all records; add to `taken` which records add some."""
    shown = {
        normalise_identifier(f"arxiv:{cells['arxiv_id']}"),
        normalise_identifier(f"doi:{cells['doi']}"),
    }
    merged: set[str] = set()
    extra: dict[str, str] = {}
    for row, identifiers, fields in zip(work.records, work.identifiers, taken, strict=True):
        others = set(identifiers) - shown
        if others - merged:
            fields.append("ids")
        more = json.loads(row.extra)
        if more.keys() - extra.keys():
            fields.append("extra")
        merged |= others
        extra = more | extra
    return {"ids": sorted(merged), "extra": json.dumps(extra, ensure_ascii=False, sort_keys=True)}


def _best_spelled(records: Sequence[_Row]) -> int:
    """Return the first record that spells the anchor's title in both cases, if there is one."""
    key = normalise_title(records[0].title)
    same = [index for index, row in enumerate(records) if normalise_title(row.title) == key]
    return min(same, key=lambda index: _has_one_case(records[index].title))


def _longest_abstract(records: Sequence[_Row]) -> int:
    """Return the first record with the longest abstract; truncated ones count as shorter."""
    lengths = [
        len(row.abstract) * (TRUNCATED_WEIGHT if is_truncated(row.abstract) else 1)
        for row in records
    ]
    return lengths.index(max(lengths))


def _has_one_case(title: str) -> bool:
    return title.isupper() or title.islower()


def _first_with(records: Sequence[_Row], field: str) -> int:
    """Return the first record in which a field is not empty; 0 if there is none."""
    return next((index for index, row in enumerate(records) if len(getattr(row, field))), 0)


def _hash(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8")).hexdigest()[:12]
