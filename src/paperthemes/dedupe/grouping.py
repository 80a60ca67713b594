"""Records to works: links between two records, and which of them hold for the whole group.

Records that share an identifier are one *unit*, without question. Units join by titles and
abstracts, the surest link first, and only if each unit of one group may be the same work as each of
the other: so a chain of small differences cannot tie two works together.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from paperthemes.dedupe import identifiers
from paperthemes.dedupe.abstracts import Abstracts
from paperthemes.dedupe.blocking import candidates
from paperthemes.dedupe.identifiers import Known
from paperthemes.dedupe.judging import SAME_TITLE, Judge
from paperthemes.dedupe.overrides import Overrides
from paperthemes.errors import UserError
from paperthemes.text.titles import normalise_title

logger = logging.getLogger(__name__)

CONFIG = "dedupe.same in the config"
_FACES = 4  # records that speak for a unit: those whose titles or abstracts differ
_UNITS = 8  # units of a group that another's are compared with


@dataclass(frozen=True, slots=True)
class Grouping:
    """Which records are one work.

    Attributes
    ----------
    groups
        The places of the records of each work, in order.
    rules
        For each record of a group of several, the surest rule that links it to another.
    abstracts
        The abstracts of the records, for the ledger. What else was compared is not kept.
    """

    groups: list[list[int]]
    rules: dict[int, str]
    abstracts: Abstracts


class _Groups:
    """Records in groups that grow; some records may never meet."""

    def __init__(self, count: int, apart: Sequence[Mapping[int, str]]) -> None:
        self._above = list(range(count))
        self._sides: dict[int, dict[int, str]] = {}
        for place, named in enumerate(apart):
            for index, reference in named.items():
                self._sides.setdefault(index, {})[place] = reference
        self.rules: dict[int, str] = {}

    def root(self, index: int) -> int:
        """Return the smallest place in the group of a record."""
        while self._above[index] != index:
            self._above[index] = self._above[self._above[index]]
            index = self._above[index]
        return index

    def conflict(self, one: int, other: int) -> tuple[str, str] | None:
        """Return the references of the config that keep two groups apart, if any do."""
        left, right = (self._sides.get(self.root(index), {}) for index in (one, other))
        for place in left.keys() & right.keys():
            if left[place] != right[place]:
                return left[place], right[place]
        return None

    def join(self, rule: str, one: int, other: int) -> None:
        """Make one group of two that nothing keeps apart."""
        for index in (one, other):
            self.rules.setdefault(index, rule)
        kept, gone = sorted((self.root(one), self.root(other)))
        if kept != gone:
            self._above[gone] = kept
            if sides := self._sides.pop(gone, None):
                self._sides[kept] = self._sides.get(kept, {}) | sides

    def members(self) -> dict[int, list[int]]:
        """Return the groups by their first record."""
        found: dict[int, list[int]] = {}
        for index in range(len(self._above)):
            found.setdefault(self.root(index), []).append(index)
        return found


def same_work(
    rows: Sequence[Any],
    ids: Sequence[Sequence[str]],
    overrides: Overrides,
    *,
    near_duplicates: bool,
) -> Grouping:
    """Group the records of each work.

    Parameters
    ----------
    rows
        A `tables.RECORDS`, as rows in an order that does not depend on how they were given.
    ids
        The identifiers of each record.
    overrides
        What the config says.
    near_duplicates
        Whether to join records whose titles are not the same.
    """
    groups = _Groups(len(rows), overrides.apart)
    for places in overrides.same:
        for place in places[1:]:
            if conflict := groups.conflict(places[0], place):
                raise UserError(
                    f"dedupe: {conflict[0]!r} and {conflict[1]!r} are to be the same and to be "
                    "kept apart; take them out of dedupe.same or dedupe.keep_apart in the config"
                )
            groups.join(CONFIG, places[0], place)
    for rule, one, other in (*identifiers.links(rows, ids), *_copies(rows, ids)):
        if not groups.conflict(one, other):
            groups.join(rule, one, other)
    units = groups.members()
    judge = Judge(rows, _known(units, ids, len(rows)))
    _join_alike(groups, units, judge, _order(rows, judge), near_duplicates=near_duplicates)
    found = list(groups.members().values())
    return Grouping(found, groups.rules, judge.abstracts)


def _copies(rows: Sequence[Any], ids: Sequence[Sequence[str]]) -> Iterator[tuple[str, int, int]]:
    """Link records that say the same in all but spelling of the title."""
    first: dict[tuple[object, ...], int] = {}
    for index, row in enumerate(rows):
        said = (
            normalise_title(row.title),
            row.abstract,
            tuple(row.authors),
            row.published,
            row.url,
        )
        if first.setdefault((*said, *ids[index]), index) != index:
            yield SAME_TITLE, first[(*said, *ids[index])], index


def _known(
    units: Mapping[int, Sequence[int]], ids: Sequence[Sequence[str]], count: int
) -> list[Known]:
    """Return for each record what identifiers are known of its unit."""
    known = [Known()] * count
    for members in units.values():
        whole = Known()
        for index in members:
            whole.add(ids[index])
            known[index] = whole
    return known


def _order(rows: Sequence[Any], judge: Judge) -> np.ndarray:
    """Return the place of each record among all, sorted by title and abstract."""
    sort_key = [(h.key, row.abstract) for h, row in zip(judge.headings, rows, strict=True)]
    by_text = sorted(range(len(rows)), key=sort_key.__getitem__)
    order = np.empty(len(rows), np.int64)
    order[by_text] = np.arange(len(rows))
    return order


def _join_alike(
    groups: _Groups,
    units: Mapping[int, Sequence[int]],
    judge: Judge,
    order: np.ndarray,
    *,
    near_duplicates: bool,
) -> None:
    """Join units by what their records say, the surest links first."""
    unit_of = {index: unit for unit, members in units.items() for index in members}
    links = []
    pairs = candidates(judge.headings, judge.abstracts, order)
    logger.info("%d pairs of records to compare", len(pairs))
    for one, other in pairs.tolist():
        if unit_of[one] == unit_of[other]:
            continue
        verdict = judge.verdict(one, other)
        if verdict and (near_duplicates or verdict.rule == SAME_TITLE):
            links.append((verdict.rule != SAME_TITLE, -verdict.strength, one, other, verdict.rule))
    logger.info("%d of them may be one work", len(links))
    faces = {unit: _faces(members, judge) for unit, members in units.items() if links}
    held = {unit: [unit] for unit in faces}
    for _, _, one, other, rule in sorted(links):
        left, right = groups.root(one), groups.root(other)
        if left == right:
            groups.join(rule, one, other)
            continue
        agree = all(
            any(judge.plausible(*pair) for pair in product(faces[mine], faces[theirs]))
            for mine, theirs in product(held[left][:_UNITS], held[right][:_UNITS])
        )
        if agree and not groups.conflict(left, right):
            groups.join(rule, one, other)
            held[min(left, right)] = sorted(held.pop(left) + held.pop(right))


def _faces(members: Sequence[int], judge: Judge) -> list[int]:
    """Return the first few records of a unit whose titles or abstracts differ."""
    seen: dict[tuple[str, bytes], int] = {}
    for index in members:
        seen.setdefault((judge.headings[index].key, judge.abstracts.words(index).tobytes()), index)
        if len(seen) == _FACES:
            break
    return list(seen.values())
