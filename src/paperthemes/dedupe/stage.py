"""Dedupe step: group the records of all dumps by work and merge each group into a paper."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isnan
from operator import itemgetter
from pathlib import Path
from typing import Any

import pandas as pd
from rapidfuzz import fuzz

from paperthemes import tables
from paperthemes.dedupe.grouping import Grouping, group_records
from paperthemes.dedupe.identifiers import record_identifiers
from paperthemes.dedupe.merge import anchor_order, anchor_reason, assign_paper_ids, merge_records
from paperthemes.dedupe.settings import DedupeSettings
from paperthemes.spreadsheet import write_csv
from paperthemes.text.titles import normalise_title

logger = logging.getLogger(__name__)


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
    rows.sort(key=anchor_order)
    grouping = group_records(rows, settings or DedupeSettings())
    works = [[rows[index] for index in group] for group in grouping.groups]
    logger.info("%d records, %d papers", len(rows), len(works))
    paper_ids, aliases = assign_paper_ids(works)
    papers: list[tuple[Any, ...]] = []
    duplicates: list[tuple[Any, ...]] = []
    for number, (group, work) in enumerate(zip(grouping.groups, works, strict=True)):
        cells, taken = merge_records(work)
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
            anchor_reason(anchor, record),
        )
