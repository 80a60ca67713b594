"""Grouping of records into works.

Records that share an identifier form a *unit*. Units are joined by titles and abstracts, the
strongest link first, and only if every unit of one group may be the same work as every unit of the
other. So a chain of small differences cannot join two works.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from paperthemes.dedupe.abstracts import Abstracts
from paperthemes.dedupe.blocking import find_candidates
from paperthemes.dedupe.constraints import Constraints
from paperthemes.dedupe.identifiers import Link, distinctive_ids, identifier_links
from paperthemes.dedupe.matcher import SAME_TITLE, RecordMatcher
from paperthemes.errors import UserError
from paperthemes.text.titles import normalise_title

logger = logging.getLogger(__name__)

MUST_LINK = "dedupe.must_link in the config"
# Large groups are compared by a few of their members: bounds time, docs/dedupe.md "Groups".
MAX_REPRESENTATIVES = 4  # records of a unit with different titles or abstracts
MAX_UNITS = 8  # units of a group


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """The records of each work.

    Attributes
    ----------
    groups
        The sorted indices of the records of each work.
    rules
        For each record in a group of several, the first rule that linked it to another.
    abstracts
        The abstracts of the records.
    """

    groups: list[list[int]]
    rules: dict[int, str]
    abstracts: Abstracts


class _UnionFind:
    """Disjoint groups of records with cannot-link constraints."""

    def __init__(self, count: int, cannot_link: Sequence[Mapping[int, str]]) -> None:
        self._parent = list(range(count))
        self._references: dict[int, dict[int, str]] = {}  # by root and constraint
        for constraint, references in enumerate(cannot_link):
            for index, reference in references.items():
                self._references.setdefault(index, {})[constraint] = reference
        self.rules: dict[int, str] = {}

    def find(self, index: int) -> int:
        """Return the root of a record: the smallest index in its group."""
        while self._parent[index] != index:
            self._parent[index] = self._parent[self._parent[index]]
            index = self._parent[index]
        return index

    def conflict(self, first: int, second: int) -> tuple[str, str] | None:
        """Return two references of the config that keep two groups apart, if there are any."""
        left, right = (self._references.get(self.find(index), {}) for index in (first, second))
        for constraint in left.keys() & right.keys():
            if left[constraint] != right[constraint]:
                return left[constraint], right[constraint]
        return None

    def join(self, rule: str, first: int, second: int) -> None:
        """Join the groups of two records."""
        self.rules.setdefault(first, rule)
        self.rules.setdefault(second, rule)
        kept, joined = sorted((self.find(first), self.find(second)))
        if kept != joined:
            self._parent[joined] = kept
            if references := self._references.pop(joined, None):
                self._references[kept] = self._references.get(kept, {}) | references

    def groups(self) -> dict[int, list[int]]:
        """Return the groups by their root."""
        groups: dict[int, list[int]] = {}
        for index in range(len(self._parent)):
            groups.setdefault(self.find(index), []).append(index)
        return groups


def group_records(
    rows: Sequence[Any],
    identifiers: Sequence[Sequence[str]],
    constraints: Constraints,
    *,
    near_duplicates: bool,
) -> Grouping:
    """Group records by work.

    Parameters
    ----------
    rows
        The rows of a `tables.RECORDS`, in an order that does not depend on that of the dumps.
    identifiers
        The identifiers of each record.
    constraints
        Must-link and cannot-link constraints of the config.
    near_duplicates
        Whether to join records with different titles.

    Raises
    ------
    UserError
        If the constraints contradict each other.
    """
    records = _UnionFind(len(rows), constraints.cannot_link)
    for first, *others in filter(None, constraints.must_link):
        for other in others:
            if conflict := records.conflict(first, other):
                raise UserError(
                    f"dedupe: {conflict[0]!r} and {conflict[1]!r} must link and cannot link; "
                    "remove them from dedupe.must_link or dedupe.cannot_link in the config"
                )
            records.join(MUST_LINK, first, other)
    for rule, first, other in (
        *identifier_links(rows, identifiers),
        *_exact_copies(rows, identifiers),
    ):
        if not records.conflict(first, other):
            records.join(rule, first, other)
    units = records.groups()
    work_ids = [distinctive_ids(())] * len(rows)
    for members in units.values():
        unit_ids = distinctive_ids(identifier for i in members for identifier in identifiers[i])
        for index in members:
            work_ids[index] = unit_ids
    matcher = RecordMatcher(rows, work_ids)
    ranks = _rank_by_text(rows, matcher)
    links = _find_links(units, matcher, ranks, near_duplicates=near_duplicates)
    _join_units(records, units, matcher, links)
    return Grouping(
        groups=list(records.groups().values()), rules=records.rules, abstracts=matcher.abstracts
    )


def _exact_copies(rows: Sequence[Any], identifiers: Sequence[Sequence[str]]) -> Iterator[Link]:
    """Yield links between records that differ in the spelling of the title only."""
    first: dict[tuple[object, ...], int] = {}
    for index, row in enumerate(rows):
        title, authors = normalise_title(row.title), tuple(row.authors)
        content = (title, row.abstract, authors, row.published, row.url, *identifiers[index])
        if first.setdefault(content, index) != index:
            yield SAME_TITLE, first[content], index


def _rank_by_text(rows: Sequence[Any], matcher: RecordMatcher) -> np.ndarray:
    """Return the rank of each record by title and abstract."""
    texts = [(title.key, row.abstract) for title, row in zip(matcher.titles, rows, strict=True)]
    ranks = np.empty(len(rows), np.int64)
    ranks[sorted(range(len(rows)), key=texts.__getitem__)] = np.arange(len(rows))
    return ranks


def _find_links(
    units: Mapping[int, Sequence[int]],
    matcher: RecordMatcher,
    ranks: np.ndarray,
    *,
    near_duplicates: bool,
) -> list[Link]:
    """Return links between records of different units, the strongest first."""
    unit_of = {index: unit for unit, members in units.items() for index in members}
    links = []
    pairs = find_candidates(matcher.titles, matcher.abstracts, ranks)
    logger.info("%d pairs of records to compare", len(pairs))
    for first, second in pairs.tolist():
        match = None if unit_of[first] == unit_of[second] else matcher.match(first, second)
        if match and (near_duplicates or match.rule == SAME_TITLE):
            links.append((match.rule != SAME_TITLE, -match.strength, first, second, match.rule))
    logger.info("%d pairs may be one work", len(links))
    return [(rule, first, second) for _, _, first, second, rule in sorted(links)]


def _join_units(
    records: _UnionFind,
    units: Mapping[int, Sequence[int]],
    matcher: RecordMatcher,
    links: Sequence[Link],
) -> None:
    """Join linked units if all units of both groups may be the same work."""
    representatives = {
        unit: _representatives(members, matcher) for unit, members in units.items() if links
    }
    units_of = {unit: [unit] for unit in representatives}  # by root
    for rule, first, second in links:
        left, right = records.find(first), records.find(second)
        if left == right:
            records.join(rule, first, second)
            continue
        are_plausible = all(
            any(
                matcher.is_plausible(*pair)
                for pair in product(representatives[unit], representatives[other])
            )
            for unit, other in product(units_of[left][:MAX_UNITS], units_of[right][:MAX_UNITS])
        )
        if are_plausible and not records.conflict(left, right):
            records.join(rule, first, second)
            units_of[min(left, right)] = sorted(units_of.pop(left) + units_of.pop(right))


def _representatives(members: Sequence[int], matcher: RecordMatcher) -> list[int]:
    """Return the first few records of a unit with different titles or abstracts."""
    first: dict[tuple[str, bytes], int] = {}
    for index in members:
        text = (matcher.titles[index].key, matcher.abstracts.words(index).tobytes())
        first.setdefault(text, index)
        if len(first) == MAX_REPRESENTATIVES:
            break
    return list(first.values())
