"""Merging of the records of a work into one paper: its fields and its `paper_id`."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from paperthemes.dedupe.plain_text import is_truncated
from paperthemes.text.identifiers import normalise_identifier
from paperthemes.text.titles import collapse_whitespace, normalise_title, title_hash

_Row = Any  # a row of tables.RECORDS, its `ids` normalised (see `group_records`)

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
ID_FIELDS = (("arxiv", "arxiv_id"), ("doi", "doi"))  # fields that identify, by scheme


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


def distinct_hash(row: _Row) -> str:
    """Return the id of a paper whose title is that of another paper: 12 hex digits.

    It hashes the normalised title of the anchor and its first identifier; without an identifier,
    its abstract; without either, its authors, date and URL.
    """
    if row.ids:
        content = row.ids[:1]
    elif row.abstract:
        content = [collapse_whitespace(row.abstract).casefold()]
    else:
        content = [*row.authors, row.published, row.url]
    return _hash(normalise_title(row.title), *content)


def assign_paper_ids(works: Sequence[Sequence[_Row]]) -> tuple[list[str], list[list[str]]]:
    """Return the `paper_id` and the `aliases` of each work.

    The first work of a title gets the hash of the title, the others their `distinct_hash`. Aliases
    are ids that the paper may have had in other runs and that no paper has now: the hashes of its
    other titles, and its `distinct_hash` if papers share its title.

    Parameters
    ----------
    works
        The records of each work, its anchor first; works in the order of their anchors.
    """
    title_hashes = [title_hash(work[0].title) for work in works]
    taken = set(title_hashes)
    paper_ids: dict[str, None] = {}
    for work, paper_id in zip(works, title_hashes, strict=True):
        if paper_id in paper_ids:
            paper_id = distinct_hash(work[0])
            while paper_id in taken:
                paper_id = _hash(paper_id)
        taken.add(paper_id)
        paper_ids[paper_id] = None
    counts = Counter(title_hashes)
    aliases = []
    for work, key in zip(works, title_hashes, strict=True):
        hashes = {title_hash(row.title) for row in work}
        hashes |= {distinct_hash(work[0])} if counts[key] > 1 else set()
        aliases.append(sorted(hashes - taken))
    return [*paper_ids], aliases


def merge_records(work: Sequence[_Row]) -> tuple[dict[str, Any], list[list[str]]]:
    """Merge the records of a work, its anchor first.

    Returns
    -------
    cells : dict
        The fields of the paper except `paper_id` and `aliases`.
    taken : list of list of str
        For each record, the fields that come from it or that it adds to.
    """
    sources = {field: _first_with(work, field) for field in FIELDS}
    sources |= {"title": _best_spelled(work), "abstract": _longest_abstract(work)}
    cells: dict[str, Any] = {field: getattr(work[i], field) for field, i in sources.items()}
    shown = {normalise_identifier(f"{scheme}:{cells[field]}") for scheme, field in ID_FIELDS}
    ids = set(shown)
    extra: dict[str, str] = {}
    taken: list[list[str]] = []
    for index, row in enumerate(work):
        more = json.loads(row.extra)
        fields = [field for field, i in sources.items() if i == index and len(cells[field])]
        fields += [] if ids.issuperset(row.ids) else ["ids"]
        fields += ["extra"] if more.keys() - extra.keys() else []
        taken.append(fields)
        ids.update(row.ids)
        extra = more | extra
    cells["authors"] = list(cells["authors"])
    cells["dumps"] = sorted({row.dump for row in work})
    cells["ids"] = sorted(ids - shown)
    cells["extra"] = json.dumps(extra, ensure_ascii=False, sort_keys=True)
    return cells, taken


def _best_spelled(work: Sequence[_Row]) -> int:
    """Return the first record that spells the anchor's title in both cases, if there is one."""
    key = normalise_title(work[0].title)
    same = [index for index, row in enumerate(work) if normalise_title(row.title) == key]
    return min(same, key=lambda index: _has_one_case(work[index].title))


def _longest_abstract(work: Sequence[_Row]) -> int:
    """Return the first record with the longest abstract; truncated ones count as shorter."""
    weights = [TRUNCATED_WEIGHT if is_truncated(row.abstract) else 1 for row in work]
    lengths = [len(row.abstract) * weight for row, weight in zip(work, weights, strict=True)]
    return lengths.index(max(lengths))


def _has_one_case(title: str) -> bool:
    return title.isupper() or title.islower()


def _first_with(work: Sequence[_Row], field: str) -> int:
    """Return the first record in which a field is not empty; 0 if there is none."""
    return next((index for index, row in enumerate(work) if len(getattr(row, field))), 0)


def _hash(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8")).hexdigest()[:12]
