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
from paperthemes.dedupe.identifiers import distinct_hash
from paperthemes.dedupe.plain_text import is_truncated
from paperthemes.dedupe.records import (
    Record,
    anchor_reason,
    anchor_sort_key,
    has_one_case,
    iter_records,
    put_broken_last,
)
from paperthemes.dedupe.settings import DedupeSettings
from paperthemes.spreadsheet import write_csv
from paperthemes.text.dates import format_date
from paperthemes.text.identifiers import normalise_identifier
from paperthemes.text.titles import normalise_title, short_hash, title_hash

logger = logging.getLogger(__name__)

# In this module, the anchor of a work is the first of its records, sorted by `anchor_sort_key`, but
# those with a broken title last (`put_broken_last`).

TRUNCATED_WEIGHT = 0.8  # factor of the length of a truncated abstract
FIELDS = ("title", "abstract", "url", "arxiv_id", "doi", "published", "authors")
ID_FIELDS = (("arxiv", "arxiv_id"), ("doi", "doi"))  # identifiers: scheme and field


def run(
    parsed: Iterable[str | Path],
    *,
    papers_path: str | Path,
    duplicates_path: str | Path,
    duplicates_csv: str | Path,
    settings: DedupeSettings | None = None,
) -> None:
    """Read the records of all dumps, merge those of one work, and write papers and duplicates.

    Parameters
    ----------
    parsed
        Paths of Parquet files with the columns of `tables.RECORDS`.
    papers_path, duplicates_path, duplicates_csv
        Paths to write: papers as Parquet, and duplicates as Parquet and as CSV.
    settings
        The section `dedupe` of the config; `None` for the defaults.
    """
    frames = (tables.read(tables.RECORDS, path) for path in parsed)
    papers, duplicates = dedupe(frames, settings)
    tables.write(tables.PAPERS, papers, papers_path)
    tables.write(tables.DUPLICATES, duplicates, duplicates_path)
    write_csv(tables.DUPLICATES, duplicates, duplicates_csv)


def dedupe(
    frames: Iterable[pd.DataFrame], settings: DedupeSettings | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Merge the records of each work into one paper; return the papers and the duplicates.

    The anchor of a paper is its record with the earliest `published` date; records without a year
    come last. If dates are equal, the record whose title sorts first is the anchor (all criteria:
    `ANCHOR_REASONS`). A record with a broken title is the anchor only if all titles are. The fields
    of the paper:

    - `paper_id`, `aliases`: see `_assign_paper_ids`.
    - The title comes from the anchor. If the anchor spells it all in capitals or all in small
      letters, and a record with the same title does not, that record's spelling replaces it.
    - The date is the earliest one with a year. A day without a year is usually that of the page
      that listed the paper, so it is no date of the paper; `extra` has it in words, as
      `date_without_year`: `1 August`.
    - The abstract is the longest one; a truncated one counts as shorter than it is.
    - `dumps`, `ids` (without those in `arxiv_id` and `doi`) and `extra` join those of all records.
      If records have different values of a key of `extra`, the first one counts.
    - Every other field comes from the first record that has it, the anchor first.

    The result does not depend on the order of the records.

    Parameters
    ----------
    frames
        The records of all dumps, in tables with the columns of `tables.RECORDS`.
    settings
        The section `dedupe` of the config; `None` for the defaults.

    Returns
    -------
    papers : pandas.DataFrame
        A table with the columns of `tables.PAPERS`, sorted by `paper_id`.
    duplicates : pandas.DataFrame
        A table with the columns of `tables.DUPLICATES`: one row for each record that is not the
        anchor of its paper, sorted by paper, dump and position.

    Raises
    ------
    UserError
        If must-link and cannot-link constraints contradict each other.
    """
    # Sorted, so that the first record of a group is its anchor, unless that has a broken title.
    rows = sorted(iter_records(frames), key=anchor_sort_key)
    grouping = group_records(rows, settings or DedupeSettings())
    groups = [put_broken_last(rows, group) for group in grouping.groups]
    works = [[rows[index] for index in group] for group in groups]
    logger.info("%d records, %d papers", len(rows), len(works))
    paper_ids, aliases = _assign_paper_ids(works)
    duplicates: list[tuple[Any, ...]] = []

    def merge_works() -> Iterator[tuple[Any, ...]]:
        """Yield the row of each paper, sorted by `paper_id`, and collect those of duplicates."""
        for number in sorted(range(len(works)), key=paper_ids.__getitem__):
            cells, fields = _merge_records(works[number])
            cells |= {"paper_id": paper_ids[number], "aliases": aliases[number]}
            members = [*zip(groups[number], works[number], fields, strict=True)]
            duplicates.extend(_duplicate_rows(cells, members, grouping))
            yield tuple(cells[column] for column in tables.PAPERS.names)

    papers = tables.make(tables.PAPERS, merge_works())
    duplicates.sort(key=itemgetter(3, 0, 1))  # by `paper_id`, dump and position
    return papers, tables.make(tables.DUPLICATES, duplicates)


def _duplicate_rows(
    paper: Mapping[str, Any], records: Sequence[tuple[int, Record, list[str]]], grouping: Grouping
) -> Iterator[tuple[Any, ...]]:
    """Yield a row of `tables.DUPLICATES` for each record of a paper except its anchor.

    Parameters
    ----------
    paper
        The cells of the paper.
    records
        For each record of the paper, the anchor first: its index, the record itself, and the
        fields that the paper takes from it.
    grouping
        The grouping of all records.
    """
    (anchor_index, anchor, _), *others = records
    for index, record, fields in others:  # a row has the columns of the table in their order
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
            anchor_reason(anchor, record),
        )


def _assign_paper_ids(works: Sequence[Sequence[Record]]) -> tuple[list[str], list[list[str]]]:
    """Return the `paper_id` and the `aliases` of each work.

    Of the works whose anchors have the same normalised title, the first gets the hash of the title
    as its `paper_id`, and each other one its `distinct_hash`, which is hashed again while another
    paper has it. An alias is an id that the paper may have had in another run, and that no paper
    has now: the hash of a record's title or, if works share a title, the `distinct_hash`.

    Parameters
    ----------
    works
        The records of each work, the anchor first; the works are in the order of their anchors.
    """
    title_hashes = [title_hash(work[0].title) for work in works]
    taken = set(title_hashes)  # each of them is the id of some paper
    paper_ids: dict[str, None] = {}  # a set that keeps the order
    for work, paper_id in zip(works, title_hashes, strict=True):
        if paper_id in paper_ids:
            paper_id = distinct_hash(work[0])
            while paper_id in taken:
                paper_id = short_hash(paper_id)
        taken.add(paper_id)
        paper_ids[paper_id] = None
    work_counts = Counter(title_hashes)  # works of each title
    aliases = []
    for work, anchor_hash in zip(works, title_hashes, strict=True):
        hashes = {title_hash(row.title) for row in work}
        if work_counts[anchor_hash] > 1:
            hashes.add(distinct_hash(work[0]))
        aliases.append(sorted(hashes - taken))
    return [*paper_ids], aliases


def _merge_records(work: Sequence[Record]) -> tuple[dict[str, Any], list[list[str]]]:
    """Return the fields of the paper that the records of a work make up, and their sources.

    Parameters
    ----------
    work
        The records, the anchor first.

    Returns
    -------
    cells : dict
        The fields of the paper except `paper_id` and `aliases`.
    used_fields : list of list of str
        For each record, the fields of the paper that come from this record, and `ids` and `extra`
        if the record adds to them.
    """
    # By field: the index of the record from which the field is taken.
    sources = {field: _first_index_with(work, field) for field in FIELDS}
    sources["title"] = _index_of_best_spelling(work)
    if dated := [index for index, row in enumerate(work) if row.published[:1].isdigit()]:
        sources["published"] = min(dated, key=lambda index: work[index].published)
    sources["abstract"] = _index_of_longest_abstract(work)
    cells: dict[str, Any] = {name: getattr(work[i], name) for name, i in sources.items()}
    date_without_year = "" if dated else cells["published"]
    if date_without_year:
        cells["published"] = ""
    # The ids that have a field of their own are not repeated in `ids`.
    shown = {normalise_identifier(f"{scheme}:{cells[field]}") for scheme, field in ID_FIELDS}
    ids = set(shown)
    extra: dict[str, str] = {}
    used_fields: list[list[str]] = []
    for index, row in enumerate(work):
        record_extra = json.loads(row.extra)
        fields = [name for name, i in sources.items() if i == index and len(cells[name])]
        fields += [] if ids.issuperset(row.ids) else ["ids"]  # not if it has no new ids
        fields += ["extra"] if record_extra.keys() - extra.keys() else []
        used_fields.append(fields)
        ids.update(row.ids)
        extra = record_extra | extra  # if both have a key, the earlier record's value stays
    cells["authors"] = list(cells["authors"])
    cells["dumps"] = sorted({row.dump for row in work})
    cells["ids"] = sorted(ids - shown)
    if any(tables.NO_TOPIC not in row.extra for row in work):
        extra.pop(tables.NO_TOPIC, None)
    if date_without_year:
        extra.setdefault("date_without_year", format_date(date_without_year))
    cells["extra"] = json.dumps(extra, ensure_ascii=False, sort_keys=True)
    return cells, used_fields


def _index_of_best_spelling(records: Sequence[Record]) -> int:
    """Return the index of the first record with the anchor's title, not all in one case.

    The anchor is the first record. Titles are compared when normalised. If all those records have
    the title in capitals or in small letters, return 0, the index of the anchor.
    """
    title = normalise_title(records[0].title)
    indices = [index for index, row in enumerate(records) if normalise_title(row.title) == title]
    # `False` is less than `True`, and `min` returns the first of equal ones.
    return min(indices, key=lambda index: has_one_case(records[index].title))


def _index_of_longest_abstract(records: Sequence[Record]) -> int:
    """Return the index of the first record with the longest abstract.

    The length of a truncated abstract is multiplied by `TRUNCATED_WEIGHT`.
    """
    weights = [TRUNCATED_WEIGHT if is_truncated(row.abstract) else 1 for row in records]
    lengths = [len(row.abstract) * weight for row, weight in zip(records, weights, strict=True)]
    return lengths.index(max(lengths))


def _first_index_with(records: Sequence[Record], field: str) -> int:
    """Return the index of the first record in which a field is not empty; 0 if there is none."""
    return next((index for index, row in enumerate(records) if len(getattr(row, field))), 0)
