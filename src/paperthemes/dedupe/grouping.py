"""Grouping of records into works.

Records that share an identifier form a *unit*. Units are joined by titles and abstracts, the
strongest link first, and only if every unit of one group may be the same work as every unit of the
other. So a chain of small differences cannot join two works.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from scipy.cluster.hierarchy import DisjointSet

from paperthemes.dedupe.abstracts import Abstracts
from paperthemes.dedupe.blocking import find_candidates
from paperthemes.dedupe.constraints import Constraint, resolve_constraints
from paperthemes.dedupe.identifiers import Link, distinctive_ids, identifier_links
from paperthemes.dedupe.matcher import SAME_TITLE, RecordMatcher
from paperthemes.dedupe.settings import DedupeSettings
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


class _Groups:
    """Disjoint groups of records with cannot-link constraints."""

    def __init__(self, count: int, cannot_link: Sequence[Constraint]) -> None:
        self._sets = DisjointSet(range(count))
        self._references: dict[int, dict[int, str]] = {}  # by root and constraint
        for constraint, references in enumerate(cannot_link):
            for index, reference in references.items():
                self._references.setdefault(index, {})[constraint] = reference
        self.rules: dict[int, str] = {}

    def root(self, index: int) -> int:
        """Return the record that stands for the group of a record."""
        return int(self._sets[index])

    def conflict(self, first: int, second: int) -> tuple[str, str] | None:
        """Return two references of the config that keep two groups apart, if there are any."""
        left, right = (self._references.get(self.root(index), {}) for index in (first, second))
        for constraint in left.keys() & right.keys():
            if left[constraint] != right[constraint]:
                return left[constraint], right[constraint]
        return None

    def join(self, rule: str, first: int, second: int) -> bool:
        """Join the groups of two records; return `False` if a constraint keeps them apart."""
        if self.conflict(first, second):
            return False
        self.rules.setdefault(first, rule)
        self.rules.setdefault(second, rule)
        references: dict[int, str] = {}
        for root in {self.root(first), self.root(second)}:
            references |= self._references.pop(root, {})
        self._sets.merge(first, second)
        if references:
            self._references[self.root(first)] = references
        return True

    def members(self) -> list[list[int]]:
        """Return the sorted records of each group, sorted."""
        return sorted(map(sorted, self._sets.subsets()))


def group_records(rows: Sequence[Any], settings: DedupeSettings) -> Grouping:
    """Group records by work.

    Parameters
    ----------
    rows
        The rows of a `tables.RECORDS`, in an order that does not depend on that of the dumps. Their
        `ids` are those of `record_identifiers`.
    settings
        The section `dedupe` of the config.

    Raises
    ------
    UserError
        If the must-link and cannot-link constraints contradict each other.
    """
    must_link, cannot_link = resolve_constraints(settings, rows)
    groups = _Groups(len(rows), cannot_link)
    for first, *others in filter(None, must_link):
        for other in others:
            if conflict := groups.conflict(first, other):
                raise UserError(
                    f"dedupe: {conflict[0]!r} and {conflict[1]!r} must link and cannot link; "
                    "remove them from dedupe.must_link or dedupe.cannot_link in the config"
                )
            groups.join(MUST_LINK, first, other)
    for link in (*identifier_links(rows), *_exact_copies(rows)):
        groups.join(*link)
    units = groups.members()
    work_ids: dict[int, dict[str, set[str]]] = {}
    for unit in units:
        unit_ids = distinctive_ids(identifier for i in unit for identifier in rows[i].ids)
        work_ids |= dict.fromkeys(unit, unit_ids)
    matcher = RecordMatcher(rows, work_ids)
    links = _find_links(rows, groups, matcher, near_duplicates=settings.near_duplicates)
    _join_units(groups, units, matcher, links)
    return Grouping(groups=groups.members(), rules=groups.rules, abstracts=matcher.abstracts)


def _exact_copies(rows: Sequence[Any]) -> Iterator[Link]:
    """Yield links between records that differ in the spelling of the title only."""
    first: dict[tuple[object, ...], int] = {}
    for index, row in enumerate(rows):
        title, authors = normalise_title(row.title), tuple(row.authors)
        content = (title, row.abstract, authors, row.published, row.url, *row.ids)
        if first.setdefault(content, index) != index:
            yield SAME_TITLE, first[content], index


def _find_links(
    rows: Sequence[Any], groups: _Groups, matcher: RecordMatcher, *, near_duplicates: bool
) -> list[Link]:
    """Return links between records of different groups, the strongest first."""
    texts = [(title.key, row.abstract) for title, row in zip(matcher.titles, rows, strict=True)]
    ranks = np.argsort(sorted(range(len(rows)), key=texts.__getitem__))
    pairs = find_candidates(matcher.titles, matcher.abstracts, ranks)
    logger.info("%d pairs of records to compare", len(pairs))
    links = []
    for first, second in pairs.tolist():
        if groups.root(first) == groups.root(second):
            continue
        rule, strength = matcher.match(first, second) or ("", 0.0)
        if rule and (near_duplicates or rule == SAME_TITLE):
            links.append((rule != SAME_TITLE, -strength, first, second, rule))
    logger.info("%d pairs may be one work", len(links))
    return [(rule, first, second) for _, _, first, second, rule in sorted(links)]


def _join_units(
    groups: _Groups, units: Sequence[Sequence[int]], matcher: RecordMatcher, links: Sequence[Link]
) -> None:
    """Join linked units if all units of both groups may be the same work."""
    representatives = {unit[0]: _representatives(unit, matcher) for unit in units if links}
    units_of = {groups.root(first): [first] for first in representatives}
    for rule, first, second in links:
        left, right = groups.root(first), groups.root(second)
        are_plausible = left == right or all(
            any(
                matcher.is_plausible(*pair)
                for pair in product(representatives[unit], representatives[other])
            )
            for unit, other in product(units_of[left][:MAX_UNITS], units_of[right][:MAX_UNITS])
        )
        if are_plausible and groups.join(rule, first, second):
            units_of[groups.root(first)] = sorted({*units_of[left], *units_of[right]})


def _representatives(unit: Sequence[int], matcher: RecordMatcher) -> list[int]:
    """Return the first few records of a unit with different titles or abstracts."""
    first: dict[tuple[str, bytes], int] = {}
    for index in unit:
        text = (matcher.titles[index].key, matcher.abstracts.words(index).tobytes())
        first.setdefault(text, index)
    return [*first.values()][:MAX_REPRESENTATIVES]
