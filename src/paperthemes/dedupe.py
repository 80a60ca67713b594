"""Stage 2: the records of all dumps in, the papers they are copies of out.

Two records are one paper when they share an identifier (arXiv id without its version, DOI) or their
normalised title, directly or through other records. Rules are tried in the order of `RULES`; a rule
for near-duplicates belongs at its end.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import fuzz
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from paperthemes import tables
from paperthemes.titles import normalise, title_hash

_Row = Any  # a row of tables.RECORDS, as tables.rows makes it


@dataclass(frozen=True, slots=True)
class Rule:
    """Records with the same non-empty `key` are one paper."""

    name: str
    key: Callable[[_Row], str]


RULES: tuple[Rule, ...] = (
    Rule("same arXiv id", lambda row: re.sub(r"v\d+$", "", row.arxiv_id)),
    Rule("same DOI", attrgetter("doi")),
    Rule("same title", lambda row: normalise(row.title)),
)


def dedupe(records: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Join records of the same work.

    The paper's anchor is the record with the earliest `published` (a date without a year counts as
    unknown, and unknown as last), then the smallest normalised title. It gives `paper_id` and
    title (as the best record spells it: not all in capitals or in small letters, if possible);
    the abstract is the longest of all; every other field is the first known one, anchor first.
    The result does not depend on the order of `records`.

    Parameters
    ----------
    records
        A `tables.RECORDS` of all dumps.

    Returns
    -------
    papers : pandas.DataFrame
        A `tables.PAPERS`, sorted by `paper_id`.
    duplicates : pandas.DataFrame
        A `tables.DUPLICATES`: one row for each record that is not its paper's anchor, sorted by
        paper, dump and position.
    """
    rows = list(tables.rows(records))
    groups = [sorted(group, key=_anchor_order) for group in _same_work(rows)]
    groups.sort(key=lambda group: title_hash(group[0].title))
    papers = tables.make(tables.PAPERS, map(_paper, groups))
    duplicates = [_duplicate(group, record) for group in groups for record in group[1:]]
    return papers, tables.make(tables.DUPLICATES, sorted(duplicates, key=_duplicate_order))


def run(parsed: Iterable[str | Path], papers_path: str | Path, duplicates_path: str | Path) -> None:
    """Read parsed tables, dedupe, and write papers (Parquet) and duplicates (CSV)."""
    frames = [tables.read(tables.RECORDS, path) for path in parsed]
    papers, duplicates = dedupe(pd.concat(frames, ignore_index=True))
    tables.write(tables.PAPERS, papers, papers_path)
    tables.write_csv(tables.DUPLICATES, duplicates, duplicates_path)


def _same_work(rows: Sequence[_Row]) -> list[list[_Row]]:
    """Group records that a chain of rules connects."""
    left: list[int] = []
    right: list[int] = []
    for rule in RULES:
        holders: dict[str, list[int]] = {}
        for index, row in enumerate(rows):
            if key := rule.key(row):
                holders.setdefault(key, []).append(index)
        for indices in holders.values():
            for one, other in pairwise(indices):
                left.append(one)
                right.append(other)
    links = coo_array((np.ones(len(left)), (left, right)), shape=(len(rows), len(rows)))
    if not rows:
        return []
    count, labels = connected_components(links, directed=False)
    groups: list[list[_Row]] = [[] for _ in range(count)]
    for row, label in zip(rows, labels.tolist(), strict=True):
        groups[label].append(row)
    return groups


def _anchor_order(row: _Row) -> tuple[object, ...]:
    dated = row.published[:1].isdigit()
    return (
        not dated,
        row.published if dated else "",
        normalise(row.title),
        _one_case(row.title),
        -len(row.abstract),
        row.title,
        row.abstract,
        row.dump,
        row.position,
    )


def _paper(group: list[_Row]) -> tuple[object, ...]:
    anchor = group[0]
    paper_id = title_hash(anchor.title)
    extra: dict[str, str] = {}
    for row in group:
        extra = json.loads(row.extra) | extra
    return (
        paper_id,
        _spelling(group),
        max((row.abstract for row in group), key=len),
        _first(row.url for row in group),
        _first(row.arxiv_id for row in group),
        _first(row.doi for row in group),
        _first(row.published for row in group),
        list(_first(tuple(row.authors) for row in group) or ()),
        sorted({row.dump for row in group}),
        sorted({title_hash(row.title) for row in group} - {paper_id}),
        json.dumps(extra, ensure_ascii=False, sort_keys=True),
    )


def _spelling(group: list[_Row]) -> str:
    """Return the anchor's title, as a record spells it with both capitals and small letters."""
    same: list[str] = [
        row.title for row in group if normalise(row.title) == normalise(group[0].title)
    ]
    return min(same, key=_one_case)


def _one_case(title: str) -> bool:
    return title.isupper() or title.islower()


def _first(values: Iterable[Any]) -> Any:  # noqa: ANN401 - text or tuple, as given
    return next((value for value in values if value), "")


def _duplicate(group: list[_Row], record: _Row) -> tuple[object, ...]:
    anchor = group[0]
    return (
        record.dump,
        record.position,
        record.title,
        title_hash(anchor.title),
        _spelling(group),
        _rule(group, record),
        round(fuzz.ratio(normalise(record.title), normalise(anchor.title)) / 100, 4),
        anchor.dump,
        anchor.position,
    )


def _duplicate_order(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return row[3], row[0], row[1]


def _rule(group: list[_Row], record: _Row) -> str:
    """Name the first rule that ties `record` to the anchor or, failing that, to another record."""
    for other in group:
        for rule in RULES:
            if other is not record and rule.key(record) and rule.key(record) == rule.key(other):
                return rule.name
    raise AssertionError(f"no rule ties {record.title!r} to its group")
