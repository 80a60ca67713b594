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

import numpy as np
from scipy.cluster.hierarchy import DisjointSet

from paperthemes.dedupe.abstracts import Abstracts
from paperthemes.dedupe.blocking import find_candidates
from paperthemes.dedupe.features import Features
from paperthemes.dedupe.identifiers import Constraint, resolve_constraints
from paperthemes.dedupe.matcher import SAME_TITLE, RecordMatcher
from paperthemes.dedupe.records import Record
from paperthemes.dedupe.settings import DedupeSettings
from paperthemes.dedupe.shared_ids import Link, identifier_links
from paperthemes.errors import UserError
from paperthemes.text.titles import normalise_title

logger = logging.getLogger(__name__)

MUST_LINK = "dedupe.must_link in the config"
# To save time, large groups are compared by a few of their members (docs/dedupe.md, "Groups").
MAX_REPRESENTATIVES = 4  # records that are compared of a same-id group
MAX_PARTS = 8  # same-id groups that are compared of a larger group


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """Records grouped by work: each group has the records of one work.

    Attributes
    ----------
    groups
        For each work, the sorted indices of its records.
    rules
        By index of a record: the first rule that linked it to another record of its work. Records
        that no rule linked are missing.
    abstracts
        The abstracts of the records.
    """

    groups: list[list[int]]
    rules: dict[int, str]
    abstracts: Abstracts


class _Groups:
    """Disjoint groups of records, which `cannot_link` in the config may keep apart.

    A record is given by its index. `rules` is that of `Grouping`.
    """

    def __init__(self, record_count: int, cannot_link: Sequence[Constraint]) -> None:
        """Start with each record in a group of its own.

        Each constraint of `cannot_link` stands for one list in the config. It has the reference to
        each record that the list names, by index of the record. Records that have different
        references in a constraint must not get into one group.
        """
        self._sets = DisjointSet(range(record_count))
        # By root of a group: the reference to its records in each constraint that names any of
        # them. The inner key is the position of the constraint in `cannot_link`.
        self._references: dict[int, dict[int, str]] = {}
        for number, constraint in enumerate(cannot_link):
            for index, reference in constraint.items():
                self._references.setdefault(index, {})[number] = reference
        self.rules: dict[int, str] = {}

    def root(self, index: int) -> int:
        """Return the root of a record's group: the member that stands for it."""
        return int(self._sets[index])

    def find_conflict(self, first: int, second: int) -> tuple[str, str] | None:
        """Return two references of `cannot_link` that keep the groups of two records apart.

        If the groups may be joined, return `None`.
        """
        left, right = (self._references.get(self.root(index), {}) for index in (first, second))
        for number in left.keys() & right.keys():  # constraints that name records of both groups
            if left[number] != right[number]:
                return left[number], right[number]
        return None

    def join(self, rule: str, first: int, second: int) -> bool:
        """Join the groups of two records, which are one work by `rule`, and return true.

        If both records are in one group already, only note the rule. If `cannot_link` keeps the
        groups apart, change nothing and return false.
        """
        if self.find_conflict(first, second):
            return False
        # If a record already has a rule, that rule stays.
        self.rules.setdefault(first, rule)
        self.rules.setdefault(second, rule)
        # The references of both groups become those of the joined group, under its new root.
        references: dict[int, str] = {}
        for root in {self.root(first), self.root(second)}:
            references |= self._references.pop(root, {})
        self._sets.merge(first, second)
        if references:
            self._references[self.root(first)] = references
        return True

    def members(self) -> list[list[int]]:
        """Return the sorted record indices of each group; groups are sorted by the first index."""
        return sorted(map(sorted, self._sets.subsets()))


def group_records(rows: Sequence[Record], settings: DedupeSettings) -> Grouping:
    """Return the records grouped by work.

    First, the records that `must_link` joins, records that share an identifier (see
    `identifier_links`), and exact copies are grouped. These groups are then joined by titles and
    abstracts; only records with equal titles are linked if the setting `near_duplicates` is off. No
    two records that `cannot_link` keeps apart get into one group.

    Parameters
    ----------
    rows
        Records, sorted by `anchor_sort_key`, so that the result does not depend on the order of
        the dumps.
    settings
        The section `dedupe` of the config.

    Raises
    ------
    UserError
        If the must-link and cannot-link constraints contradict each other.
    """
    must_link, cannot_link = resolve_constraints(settings, rows)
    groups = _Groups(len(rows), cannot_link)
    for first, *others in filter(None, must_link):  # a constraint may name no record
        for other in others:
            if conflict := groups.find_conflict(first, other):
                raise UserError(
                    f"dedupe: must_link joins {conflict[0]!r} and {conflict[1]!r}, but cannot_link "
                    "keeps them apart; remove one of the two entries from the config"
                )
            groups.join(MUST_LINK, first, other)
    features = Features(rows)
    for link in (*identifier_links(rows, features), *_find_exact_copies(rows)):
        groups.join(*link)
    same_id_groups = groups.members()
    matcher = RecordMatcher(rows, features, same_id_groups)
    links = _find_links(rows, groups, matcher)
    # If near-duplicates are switched off, only records with equal titles are still joined.
    if not settings.near_duplicates:
        links = [link for link in links if link[0] == SAME_TITLE]
    _join_groups(groups, same_id_groups, matcher, links)
    return Grouping(groups=groups.members(), rules=groups.rules, abstracts=matcher.abstracts)


def _find_exact_copies(rows: Sequence[Record]) -> Iterator[Link]:
    """Yield a link from the first of several equal records to each other one.

    Records are equal if their ids, normalised titles, abstracts, authors, dates and URLs are.
    """
    index_by_content: dict[tuple[object, ...], int] = {}  # the first record with each content
    for index, row in enumerate(rows):
        title, authors = normalise_title(row.title), tuple(row.authors)
        content = (title, row.abstract_utf8, authors, row.published, row.url, *row.ids)
        if (first := index_by_content.setdefault(content, index)) != index:
            yield SAME_TITLE, first, index


def _find_links(rows: Sequence[Record], groups: _Groups, matcher: RecordMatcher) -> list[Link]:
    """Return links between records of different groups that are one work by a rule of `matcher`.

    Only the pairs that `find_candidates` returns are tried. A link has the rule and the indices of
    two records. Links by `SAME_TITLE` come first, then the others; both are sorted by falling
    strength.
    """
    texts = [
        (title.key, row.abstract_utf8) for title, row in zip(matcher.titles, rows, strict=True)
    ]
    # The rank of each record when all are sorted by title and abstract. `sorted` gives the record
    # at each rank, and `argsort` inverts that.
    ranks = np.argsort(sorted(range(len(rows)), key=texts.__getitem__))
    pairs = find_candidates(matcher.titles, matcher.abstracts, ranks)
    logger.info("%d pairs of records to compare", len(pairs))
    links = []
    for first, second in pairs.tolist():
        if groups.root(first) == groups.root(second):
            continue
        if match := matcher.match(first, second):
            rule, strength = match
            # The first four items sort: `False` precedes `True`, so equal titles come first.
            links.append((rule != SAME_TITLE, -strength, first, second, rule))
    logger.info("%d pairs may be the same work", len(links))
    return [(rule, first, second) for _, _, first, second, rule in sorted(links)]


def _join_groups(
    groups: _Groups, parts: Sequence[Sequence[int]], matcher: RecordMatcher, links: Sequence[Link]
) -> None:
    """Join the groups of linked records, if all parts of the groups may be one work.

    The parts of a group are the same-id groups that it consists of. Two parts may be one work if at
    least one record of one part and one record of the other may be (see
    `RecordMatcher.is_plausible`). Two groups are joined only if this holds for each part of one
    with each part of the other, and if `cannot_link` does not keep them apart.

    To save time, only the first `MAX_PARTS` parts of a group are compared, and only the records of
    a part that `_select_representatives` returns.

    Parameters
    ----------
    groups
        Groups of records, to be joined. At first, each consists of one part.
    parts
        For each same-id group, the indices of its records.
    matcher
        Rules that decide whether it is plausible that two records are one work.
    links
        Links between records, in the order in which they are tried.
    """
    # The records to compare, by part. Here and below, a part is given by its first record.
    linked_parts = parts if links else ()  # without links, there is nothing to compare
    records = {part[0]: _select_representatives(part, matcher) for part in linked_parts}
    parts_by_root = {groups.root(part): [part] for part in records}  # by root of a group
    for rule, first, second in links:
        left, right = parts_by_root[groups.root(first)], parts_by_root[groups.root(second)]
        # If both records are in one group already, `join` only notes the rule.
        are_plausible = left == right or all(
            any(matcher.is_plausible(*pair) for pair in product(records[part], records[other]))
            for part, other in product(left[:MAX_PARTS], right[:MAX_PARTS])
        )
        if are_plausible and groups.join(rule, first, second):
            parts_by_root[groups.root(first)] = sorted({*left, *right})


def _select_representatives(same_id_group: Sequence[int], matcher: RecordMatcher) -> list[int]:
    """Return the first `MAX_REPRESENTATIVES` records of a group that differ in title or abstract.

    Titles are compared when normalised, and abstracts by their words. Abstracts that are not
    comparable count as the same.
    """
    index_by_text: dict[tuple[str, bytes], int] = {}
    for index in same_id_group:
        text = (matcher.titles[index].key, matcher.abstracts.word_hashes(index).tobytes())
        index_by_text.setdefault(text, index)
    return [*index_by_text.values()][:MAX_REPRESENTATIVES]
