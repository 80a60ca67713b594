"""Whether two records are one work, from all that they say: the rules and their thresholds."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from paperthemes.dedupe.abstracts import Abstracts
from paperthemes.dedupe.headings import (
    Heading,
    Odds,
    differ_by_typos,
    goes_on,
    heading_of,
    likeness,
    odds,
)
from paperthemes.dedupe.identifiers import Known
from paperthemes.dedupe.plain import words

SAME_TITLE = "same title"
SIMILAR = "similar title and abstract"
SIMILAR_TITLE = "similar title"
SAME_ABSTRACT = "same abstract"
_RETITLED = 0.7  # titles less alike than this are two titles, and the abstract decides

# How alike abstracts must be, for titles so alike. See docs/dedupe.md for what these rest on.
_TITLES = (0.0, 0.5, 0.9, 1.0)
_ABSTRACTS = (0.7, 0.6, 0.4, 0.2)
ALMOST_THE_TITLE = 0.95
_ONE_SIDED = 0.8  # where one title has a number or a sign that the other lacks
_EXTENDED = 0.7  # where one title goes on where the other ends
_SAME_TEXT = 0.9  # what outweighs different arXiv ids, or different authors
_TWO_DOIS = 0.15  # so much more, where each was published under a DOI of its own
_VOUCHED = 0.8  # the share of it that will do where others of the group speak for the two
_SHORTEST_RETITLED = 40  # words of an abstract that may speak against the title


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why two records are one work, and how surely, for the order in which links are made."""

    rule: str
    strength: float


@dataclass(frozen=True, slots=True)
class _Evidence:
    title: float
    abstract: float  # NaN where one is not known
    odds: Odds
    extended: bool  # one title goes on where the other ends
    strangers: bool  # no author of one is an author of the other
    colleagues: bool  # half of the authors of one are authors of the other


class Judge:
    """Weighs what two records say.

    Parameters
    ----------
    rows
        A `tables.RECORDS`, as rows.
    known
        For each record the identifiers of its work.
    """

    def __init__(self, rows: Sequence[Any], known: Sequence[Known]) -> None:
        self.headings = [heading_of(row.title) for row in rows]
        self.abstracts = Abstracts(
            [row.abstract for row in rows], [h.letters for h in self.headings]
        )
        self._known = known
        self._authors = [_names(row.authors) for row in rows]

    def verdict(self, one: int, other: int) -> Verdict | None:
        """Say why two records are one work; `None` if they are not known to be."""
        evidence = self._evidence(one, other)
        if evidence is None or self._is_against(one, other, evidence):
            return None
        left, right = self.headings[one], self.headings[other]
        same_title = left.key == right.key
        if isnan(evidence.abstract):
            if not self._titles_suffice(one, other, evidence):
                return None
            return Verdict(SAME_TITLE if same_title else SIMILAR_TITLE, evidence.title)
        if evidence.abstract < self._needed(one, other, evidence):
            return None
        rule = SIMILAR if evidence.title >= _RETITLED else SAME_ABSTRACT
        return Verdict(SAME_TITLE if same_title else rule, evidence.title + evidence.abstract)

    def plausible(self, one: int, other: int) -> bool:
        """Tell whether two records may be one work, given that others link them."""
        evidence = self._evidence(one, other)
        if evidence is None or self._is_against(one, other, evidence):
            return False
        needed = self._needed(one, other, evidence) * _VOUCHED
        return isnan(evidence.abstract) or evidence.abstract >= needed

    def _evidence(self, one: int, other: int) -> _Evidence | None:
        """Compare two records; `None` where it is clear early on that they are two works."""
        left, right = self.headings[one], self.headings[other]
        contradiction = odds(left, right)
        if contradiction is Odds.BOTH:
            return None
        alike = likeness(left, right)
        extended = goes_on(left, right)
        if contradiction or extended:
            abstract = self.abstracts.likeness(one, other)
        else:
            abstract = self.abstracts.likeness_of_cut(one, other, unsaid=alike >= ALMOST_THE_TITLE)
        mine, theirs = self._authors[one], self._authors[other]
        both = len(mine & theirs)
        fewer = min(len(mine), len(theirs))
        return _Evidence(
            alike,
            abstract,
            contradiction,
            extended,
            strangers=fewer > 0 and not both,
            colleagues=fewer > 0 and 2 * both >= fewer,
        )

    def _is_against(self, one: int, other: int, evidence: _Evidence) -> bool:
        """Tell whether identifiers or authors say that these are two works."""
        if self._known[one].differs(self._known[other]):
            same_title = self.headings[one].key == self.headings[other].key
            return not (same_title and evidence.abstract >= _SAME_TEXT)
        return evidence.strangers and not evidence.abstract >= _SAME_TEXT

    def _needed(self, one: int, other: int, evidence: _Evidence) -> float:
        """Return how alike the abstracts of one work must be."""
        twice = self._known[one].published_twice(self._known[other])
        left, right = self.headings[one], self.headings[other]
        if evidence.odds is Odds.ONE_SIDED:
            return _ONE_SIDED
        if evidence.extended:
            return _EXTENDED
        if left.key == right.key and left.is_specific and not twice:
            return 0.0
        if min(self.abstracts.size(one), self.abstracts.size(other)) < _SHORTEST_RETITLED:
            return _SAME_TEXT if evidence.title < ALMOST_THE_TITLE else 0.5
        return float(needed_of(np.array([evidence.title]))[0]) + _TWO_DOIS * twice

    def _titles_suffice(self, one: int, other: int, evidence: _Evidence) -> bool:
        """Tell whether titles and authors alone show one work."""
        left, right = self.headings[one], self.headings[other]
        twice = self._known[one].published_twice(self._known[other])
        if left.generic or right.generic:
            return left.key == right.key and evidence.colleagues and not twice
        if left.key == right.key:
            return left.is_specific or not twice
        if evidence.odds is not Odds.NONE or evidence.extended or twice:
            return False
        if left.letters == right.letters or (evidence.colleagues and _is_head(left, right)):
            return True
        if not (left.is_specific and right.is_specific):
            return False
        return differ_by_typos(left, right)


def needed_of(titles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how alike abstracts must be for titles so alike, where nothing else is known."""
    return np.asarray(np.interp(titles, _TITLES, _ABSTRACTS), np.float64)


def _is_head(one: Heading, other: Heading) -> bool:
    """Tell whether one title is what stands before the other's colon."""
    short, long = sorted((one, other), key=lambda heading: len(heading.letters))
    return len(short.words) > 2 and short.letters == next(iter(long.parts), None)


def _names(authors: Sequence[str]) -> frozenset[str]:
    """Return the parts of authors' names, initials apart: who comes first differs by country."""
    return frozenset(part for name in authors for part in words(name) if len(part) > 1)
