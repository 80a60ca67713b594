"""Stage 2: the records of all dumps in, the papers they are copies of out.

Two records are one paper when they share an identifier (arXiv id without its version, DOI) or their
normalised title, directly or through other records. A rule for near-duplicates belongs at the end
of `RULES`.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import fuzz
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from paperthemes import tables
from paperthemes.spreadsheet import write_csv
from paperthemes.titles import normalise, title_hash

_Row = Any  # a row of tables.RECORDS, as tables.rows makes it


Link = tuple[int, int]  # indices of two records that are one paper


@dataclass(frozen=True, slots=True)
class Rule:
    """`links` finds pairs of records that are one paper; not every pair need be named."""

    name: str
    links: Callable[[Sequence[_Row]], Iterator[Link]]


def _same(key: Callable[[_Row], str]) -> Callable[[Sequence[_Row]], Iterator[Link]]:
    """Link records that have the same non-empty key."""

    def links(rows: Sequence[_Row]) -> Iterator[Link]:
        first: dict[str, int] = {}
        for index, row in enumerate(rows):
            if (value := key(row)) and first.setdefault(value, index) != index:
                yield first[value], index

    return links


RULES: tuple[Rule, ...] = (
    Rule("same arXiv id", _same(lambda row: re.sub(r"v\d+$", "", row.arxiv_id))),
    Rule("same DOI", _same(attrgetter("doi"))),
    Rule("same title", _same(lambda row: normalise(row.title))),
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
    rows = sorted(tables.rows(records), key=_anchor_order)
    groups, rules = _same_work(rows)
    papers, duplicates = [], []
    for group in groups:
        anchor, *copies = (rows[index] for index in group)
        paper = _paper([anchor, *copies])
        papers.append(paper)
        duplicates += [
            _duplicate(copy, rules[index], paper, anchor)
            for index, copy in zip(group[1:], copies, strict=True)
        ]
    return (
        tables.make(tables.PAPERS, sorted(papers, key=itemgetter(0))),
        tables.make(tables.DUPLICATES, sorted(duplicates, key=itemgetter(3, 0, 1))),
    )


def run(
    parsed: Iterable[str | Path],
    papers_path: str | Path,
    duplicates_path: str | Path,
    duplicates_csv: str | Path,
) -> None:
    """Read parsed tables, dedupe, and write papers (Parquet) and duplicates (Parquet and CSV)."""
    frames = [tables.read(tables.RECORDS, path) for path in parsed]
    papers, duplicates = dedupe(pd.concat(frames, ignore_index=True))
    tables.write(tables.PAPERS, papers, papers_path)
    tables.write(tables.DUPLICATES, duplicates, duplicates_path)
    write_csv(tables.DUPLICATES, duplicates, duplicates_csv)


def _same_work(rows: Sequence[_Row]) -> tuple[list[list[int]], dict[int, str]]:
    """Group records that a chain of links connects.

    Returns
    -------
    groups : list of list of int
        Indices of `rows`, in their order.
    rules : dict of int to str
        For each linked record the first rule that links it to another.
    """
    rules: dict[int, str] = {}
    links: list[Link] = []
    for rule in RULES:
        for link in rule.links(rows):
            links.append(link)
            for index in link:
                rules.setdefault(index, rule.name)
    ends = np.array(links, np.int64).reshape(-1, 2).T
    graph = coo_array((np.ones(len(links)), tuple(ends)), shape=(len(rows), len(rows)))
    groups: dict[int, list[int]] = {}
    if rows:
        for index, label in enumerate(connected_components(graph, directed=False)[1].tolist()):
            groups.setdefault(label, []).append(index)
    return list(groups.values()), rules


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


def _paper(group: list[_Row]) -> tuple[Any, ...]:
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
        sorted({one for row in group for one in row.ids}),
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


def _duplicate(record: _Row, rule: str, paper: tuple[Any, ...], anchor: _Row) -> tuple[Any, ...]:
    paper_id, title = paper[:2]
    return (
        record.dump,
        record.position,
        record.title,
        paper_id,
        title,
        rule,
        round(fuzz.ratio(normalise(record.title), normalise(title)) / 100, 4),
        anchor.dump,
        anchor.position,
    )
