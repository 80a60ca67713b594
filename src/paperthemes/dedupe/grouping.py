"""Grouping of records into works.

1. Records that share an identifier form a *same-id group*; so do exact copies and the records that
   `must_link` joins.
2. Same-id groups are joined to larger groups by titles and abstracts, the strongest link first.
   Two groups are joined only if every same-id group of one may be the same work as every same-id
   group of the other. So a chain of small differences cannot join two works.
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
from paperthemes.dedupe.identifiers import Constraint, Link, identifier_links, resolve_constraints
from paperthemes.dedupe.matcher import SAME_TITLE, RecordMatcher
from paperthemes.dedupe.settings import DedupeSettings
from paperthemes.errors import UserError
from paperthemes.text.titles import normalise_title

logger = logging.getLogger(__name__)

MUST_LINK = "dedupe.must_link in the config"
# To save time, large groups are compared by a few of their members (docs/dedupe.md, "Groups").
MAX_REPRESENTATIVES = 4  # records of a same-id group with different titles or abstracts
MAX_PARTS = 8  # same-id groups that are compared, of a larger group


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """The records of each work.

    Attributes
    ----------
    groups
        For each work, the sorted indices of its records.
    rules
        For each record that a rule linked to another, by index, the first of these rules.
    abstracts
        The abstracts of the records.
    """

    groups: list[list[int]]
    rules: dict[int, str]
    abstracts: Abstracts


class _Groups:
    """Disjoint groups of records that `cannot_link` may keep apart."""

    def __init__(self, record_count: int, cannot_link: Sequence[Constraint]) -> None:
        """Start with each record in a group of its own."""
        self._sets = DisjointSet(range(record_count))
        # For the root of each group: its reference in each constraint, by index of the constraint.
        self._references: dict[int, dict[int, str]] = {}
        for constraint, references in enumerate(cannot_link):
            for index, reference in references.items():
                self._references.setdefault(index, {})[constraint] = reference
        self.rules: dict[int, str] = {}

    def root(self, index: int) -> int:
        """Return the root of the group of a record: the member that stands for the group."""
        return int(self._sets[index])

    def conflict(self, first: int, second: int) -> tuple[str, str] | None:
        """Return two references of `cannot_link` that keep the groups of two records apart.

        If the groups may be joined, return `None`.
        """
        left, right = (self._references.get(self.root(index), {}) for index in (first, second))
        for constraint in left.keys() & right.keys():
            if left[constraint] != right[constraint]:
                return left[constraint], right[constraint]
        return None

    def join(self, rule: str, first: int, second: int) -> bool:
        """Join the groups of two records; return `False` if `cannot_link` keeps them apart."""
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
        """Return the sorted record indices of each group; groups are sorted by their first."""
        return sorted(map(sorted, self._sets.subsets()))


def group_records(rows: Sequence[Any], settings: DedupeSettings) -> Grouping:
    """Group records by work.

    Parameters
    ----------
    rows
        Records with the columns of `tables.RECORDS`, sorted by `anchor_order`, so that the result
        does not depend on the order of the dumps. Their `ids` are those of `record_identifiers`.
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
                    f"dedupe: must_link joins {conflict[0]!r} and {conflict[1]!r}, but cannot_link "
                    "keeps them apart; remove one of the two entries from the config"
                )
            groups.join(MUST_LINK, first, other)
    for link in (*identifier_links(rows), *_exact_copies(rows)):
        groups.join(*link)
    same_id_groups = groups.members()
    matcher = RecordMatcher(rows, same_id_groups)
    links = _find_links(rows, groups, matcher)
    if not settings.near_duplicates:
        links = [link for link in links if link[0] == SAME_TITLE]
    _join_groups(groups, same_id_groups, matcher, links)
    return Grouping(groups=groups.members(), rules=groups.rules, abstracts=matcher.abstracts)


def _exact_copies(rows: Sequence[Any]) -> Iterator[Link]:
    """Yield links between records with equal fields and ids; titles are equal when normalised."""
    first_copies: dict[tuple[object, ...], int] = {}
    for index, row in enumerate(rows):
        title, authors = normalise_title(row.title), tuple(row.authors)
        content = (title, row.abstract, authors, row.published, row.url, *row.ids)
        if first_copies.setdefault(content, index) != index:
            yield SAME_TITLE, first_copies[content], index


def _find_links(rows: Sequence[Any], groups: _Groups, matcher: RecordMatcher) -> list[Link]:
    """Return links between records of different groups that may be one work.

    Links by equal titles come first, then the others; in both parts the strongest come first.
    """
    texts = [(title.key, row.abstract) for title, row in zip(matcher.titles, rows, strict=True)]
    # The position of each record in the order of titles and abstracts.
    ranks = np.argsort(sorted(range(len(rows)), key=texts.__getitem__))
    pairs = find_candidates(matcher.titles, matcher.abstracts, ranks)
    logger.info("%d pairs of records to compare", len(pairs))
    links = []
    for first, second in pairs.tolist():
        if groups.root(first) == groups.root(second):
            continue
        if match := matcher.match(first, second):
            rule, strength = match
            # Sorted as `False` before `True`, and by falling strength.
            links.append((rule != SAME_TITLE, -strength, first, second, rule))
    logger.info("%d pairs may be the same work", len(links))
    return [(rule, first, second) for _, _, first, second, rule in sorted(links)]


def _join_groups(
    groups: _Groups, parts: Sequence[Sequence[int]], matcher: RecordMatcher, links: Sequence[Link]
) -> None:
    """Join linked groups if each part of one group may be the same work as each part of the other.

    Two parts may be the same work if a record of one and a record of the other may be, of those
    that `_representatives` selects. Of a group, only the first `MAX_PARTS` parts are compared.

    Parameters
    ----------
    groups
        Groups of records, to be joined.
    parts
        The same-id groups that the groups consist of. The first record of a part stands for it.
    matcher
        Rules that decide whether two records may be one work.
    links
        Links between records, in the order in which they are tried.
    """
    representatives = {part[0]: _representatives(part, matcher) for part in parts if links}
    parts_of = {groups.root(part): [part] for part in representatives}  # by root of the group
    for rule, first, second in links:
        left, right = groups.root(first), groups.root(second)
        are_plausible = left == right or all(
            any(
                matcher.is_plausible(*pair)
                for pair in product(representatives[part], representatives[other])
            )
            for part, other in product(parts_of[left][:MAX_PARTS], parts_of[right][:MAX_PARTS])
        )
        if are_plausible and groups.join(rule, first, second):
            parts_of[groups.root(first)] = sorted({*parts_of[left], *parts_of[right]})


def _representatives(same_id_group: Sequence[int], matcher: RecordMatcher) -> list[int]:
    """Return the first `MAX_REPRESENTATIVES` records that differ in title or abstract."""
    first_records: dict[tuple[str, bytes], int] = {}
    for index in same_id_group:
        text = (matcher.titles[index].key, matcher.abstracts.words(index).tobytes())
        first_records.setdefault(text, index)
    return [*first_records.values()][:MAX_REPRESENTATIVES]
