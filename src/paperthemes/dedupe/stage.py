"""Dedupe step: group the records of all dumps by work and merge each group into a paper."""

import json
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isnan
from operator import itemgetter
from pathlib import Path
from typing import Any

import pandas as pd
from rapidfuzz import fuzz

from paperthemes import tables
from paperthemes.dedupe.grouping import Grouping, group_records
from paperthemes.dedupe.identifiers import distinct_hash, record_identifiers
from paperthemes.dedupe.plain_text import is_truncated
from paperthemes.dedupe.settings import DedupeSettings
from paperthemes.spreadsheet import write_csv
from paperthemes.text.identifiers import normalise_identifier
from paperthemes.text.titles import normalise_title, short_hash, title_hash

logger = logging.getLogger(__name__)

_Row = Any  # a row of tables.RECORDS, its `ids` normalised (see `group_records`)

# Why the anchor precedes another record, for each item of `_anchor_order`.
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


def run(
    parsed: Iterable[str | Path],
    *,
    papers_path: str | Path,
    duplicates_path: str | Path,
    duplicates_csv: str | Path,
    settings: DedupeSettings | None = None,
) -> None:
    """Read parsed tables, dedupe, and write papers (Parquet) and duplicates (Parquet and CSV)."""
    dumps = [tables.read(tables.RECORDS, path) for path in parsed]
    papers, duplicates = dedupe(pd.concat(dumps, ignore_index=True), settings)
    tables.write(tables.PAPERS, papers, papers_path)
    tables.write(tables.DUPLICATES, duplicates, duplicates_path)
    write_csv(tables.DUPLICATES, duplicates, duplicates_csv)


def dedupe(
    records: pd.DataFrame, settings: DedupeSettings | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Merge the records of each work.

    The anchor of a paper is the record with the earliest `published` date (dates without a year
    come last), then with the smallest normalised title. It gives `paper_id` and title, spelled in
    upper and lower case if any record does. The abstract is the longest of all records; `ids`,
    `dumps` and `extra` join those of all records; every other field is the first known one, anchor
    first. The result does not depend on the order of `records`.

    Parameters
    ----------
    records
        The `tables.RECORDS` of all dumps.
    settings
        The section `dedupe` of the config; `None` for the defaults.

    Returns
    -------
    papers : pandas.DataFrame
        A `tables.PAPERS`, sorted by `paper_id`.
    duplicates : pandas.DataFrame
        A `tables.DUPLICATES`: one row for each record that is not the anchor of its paper, sorted
        by paper, dump and position.

    Raises
    ------
    UserError
        If must-link and cannot-link constraints contradict each other.
    """
    rows = [row._replace(ids=record_identifiers(row)) for row in tables.rows(records)]
    del records  # 0.5 GB for 200,000 records, not needed while the other tables are made
    rows.sort(key=_anchor_order)
    grouping = group_records(rows, settings or DedupeSettings())
    works = [[rows[index] for index in group] for group in grouping.groups]
    logger.info("%d records, %d papers", len(rows), len(works))
    paper_ids, aliases = _assign_paper_ids(works)
    papers: list[tuple[Any, ...]] = []
    duplicates: list[tuple[Any, ...]] = []
    for number, (group, work) in enumerate(zip(grouping.groups, works, strict=True)):
        cells, taken = _merge_records(work)
        cells |= {"paper_id": paper_ids[number], "aliases": aliases[number]}
        papers.append(tuple(cells[column] for column in tables.PAPERS.names))
        duplicates += _duplicates(cells, [*zip(group, work, taken, strict=True)], grouping)
    return (
        tables.make(tables.PAPERS, sorted(papers, key=itemgetter(0))),
        tables.make(tables.DUPLICATES, sorted(duplicates, key=itemgetter(3, 0, 1))),
    )


def _duplicates(
    paper: Mapping[str, Any], records: Sequence[tuple[int, Any, list[str]]], grouping: Grouping
) -> Iterator[tuple[Any, ...]]:
    """Yield a row of `tables.DUPLICATES` for each record but the anchor, the first.

    Parameters
    ----------
    paper
        The cells of the paper.
    records
        The index of each of its records, the record, and the fields taken from it.
    grouping
        The grouping of all records.
    """
    (anchor_index, anchor, _), *others = records
    for index, record, fields in others:
        titles = normalise_title(record.title), normalise_title(paper["title"])
        abstract_similarity = grouping.abstracts.similarity(anchor_index, index)
        yield (
            record.dump,
            record.position,
            record.title,
            paper["paper_id"],
            paper["title"],
            grouping.rules[index],
            round(fuzz.ratio(*titles) / 100, 4),
            anchor.dump,
            anchor.position,
            None if isnan(abstract_similarity) else round(abstract_similarity, 4),
            fields,
            _anchor_reason(anchor, record),
        )


def _anchor_order(row: _Row) -> tuple[object, ...]:
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


def _anchor_reason(anchor: _Row, record: _Row) -> str:
    """Return why the anchor precedes another record of its work."""
    keys = zip(_anchor_order(anchor), _anchor_order(record), ANCHOR_REASONS, strict=True)
    reason = next((reason for own, other, reason in keys if own != other), ANCHOR_REASONS[-1])
    return f"{reason}: {anchor.published}" if reason == EARLIER_DATE else reason


def _assign_paper_ids(works: Sequence[Sequence[_Row]]) -> tuple[list[str], list[list[str]]]:
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
                paper_id = short_hash(paper_id)
        taken.add(paper_id)
        paper_ids[paper_id] = None
    counts = Counter(title_hashes)
    aliases = []
    for work, key in zip(works, title_hashes, strict=True):
        hashes = {title_hash(row.title) for row in work}
        hashes |= {distinct_hash(work[0])} if counts[key] > 1 else set()
        aliases.append(sorted(hashes - taken))
    return [*paper_ids], aliases


def _merge_records(work: Sequence[_Row]) -> tuple[dict[str, Any], list[list[str]]]:
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
