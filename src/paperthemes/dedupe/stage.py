"""The stage itself: group the records of all dumps, merge each group, and keep the ledger."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from math import isnan
from operator import itemgetter
from pathlib import Path
from typing import Any

import pandas as pd
from rapidfuzz import fuzz

from paperthemes import tables
from paperthemes.dedupe.grouping import Grouping, same_work
from paperthemes.dedupe.identifiers import identifiers_of
from paperthemes.dedupe.merge import Work, aliases, anchor_order, kept_because, merged, paper_ids
from paperthemes.dedupe.overrides import resolve
from paperthemes.dedupe.settings import DedupeSettings
from paperthemes.spreadsheet import write_csv
from paperthemes.text.titles import normalise_title

logger = logging.getLogger(__name__)


def dedupe(
    records: pd.DataFrame, settings: DedupeSettings | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Join records of the same work.

    The paper's anchor is the record with the earliest `published` (a date without a year counts as
    unknown, and unknown as last), then the smallest normalised title. It gives `paper_id` and
    title (as the best record spells it: not all in capitals or in small letters, if possible);
    the abstract is the longest of all; `ids`, `dumps` and `extra` gather what all have; every other
    field is the first known one, anchor first. The result does not depend on the order of
    `records`.

    Parameters
    ----------
    records
        A `tables.RECORDS` of all dumps.
    settings
        The section `dedupe` of the config; by default, its defaults.

    Returns
    -------
    papers : pandas.DataFrame
        A `tables.PAPERS`, sorted by `paper_id`.
    duplicates : pandas.DataFrame
        A `tables.DUPLICATES`: one row for each record that is not its paper's anchor, sorted by
        paper, dump and position.

    Raises
    ------
    UserError
        If the settings want the same records to be one paper and to be kept apart.
    """
    rows = sorted(tables.rows(records), key=anchor_order)
    # What is done with goes before the tables are made: for 200,000 records, half a gigabyte each.
    del records
    papers, duplicates = _joined(rows, settings or DedupeSettings())
    del rows
    return (
        tables.make(tables.PAPERS, sorted(papers, key=itemgetter(0))),
        tables.make(tables.DUPLICATES, sorted(duplicates, key=itemgetter(3, 0, 1))),
    )


def run(
    parsed: Iterable[str | Path],
    papers_path: str | Path,
    duplicates_path: str | Path,
    duplicates_csv: str | Path,
    settings: DedupeSettings | None = None,
) -> None:
    """Read parsed tables, dedupe, and write papers (Parquet) and duplicates (Parquet and CSV)."""
    papers, duplicates = dedupe(
        pd.concat([tables.read(tables.RECORDS, path) for path in parsed], ignore_index=True),
        settings,
    )
    tables.write(tables.PAPERS, papers, papers_path)
    tables.write(tables.DUPLICATES, duplicates, duplicates_path)
    write_csv(tables.DUPLICATES, duplicates, duplicates_csv)


def _joined(rows: Sequence[Any], settings: DedupeSettings) -> tuple[list[Any], list[Any]]:
    """Return the rows of both tables, for records in the order of anchors."""
    ids = [identifiers_of(row) for row in rows]
    overrides = resolve(settings, rows, ids)
    grouping = same_work(rows, ids, overrides, near_duplicates=settings.near_duplicates)
    works = [Work([rows[i] for i in group], [ids[i] for i in group]) for group in grouping.groups]
    logger.info("%d records, %d papers", len(rows), len(works))
    papers: list[tuple[Any, ...]] = []
    duplicates: list[tuple[Any, ...]] = []
    names = paper_ids(works)
    others = aliases(works, names)
    for group, work, name in zip(grouping.groups, works, names, strict=True):
        cells, taken = merged(work)
        cells |= {"paper_id": name, "aliases": next(others)}
        papers.append(tuple(cells[column] for column in tables.PAPERS.names))
        duplicates += _ledger(cells, work, taken, group, grouping)
    return papers, duplicates


def _ledger(
    paper: dict[str, Any],
    work: Work,
    taken: Sequence[list[str]],
    group: Sequence[int],
    grouping: Grouping,
) -> Iterator[tuple[Any, ...]]:
    """Yield a row of `tables.DUPLICATES` for each record but the anchor."""
    anchor, title = work.anchor, normalise_title(paper["title"])
    for place, record in list(enumerate(work.records))[1:]:
        abstracts = grouping.abstracts.likeness(group[0], group[place])
        yield (
            record.dump,
            record.position,
            record.title,
            paper["paper_id"],
            paper["title"],
            grouping.rules[group[place]],
            round(fuzz.ratio(normalise_title(record.title), title) / 100, 4),
            anchor.dump,
            anchor.position,
            None if isnan(abstracts) else round(abstracts, 4),
            taken[place],
            kept_because(anchor, record),
        )
