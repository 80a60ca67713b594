"""Rules and thresholds that decide whether two records are one work."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from paperthemes.dedupe.abstracts import Abstracts
from paperthemes.dedupe.identifiers import WorkIdentifiers
from paperthemes.dedupe.plain_text import split_words
from paperthemes.dedupe.title_features import (
    Conflict,
    TitleFeatures,
    by_length,
    differ_by_typos,
    extends,
    parse_title,
    similarity,
    title_conflict,
)

SAME_TITLE = "same title"
SIMILAR = "similar title and abstract"
SIMILAR_TITLE = "similar title"
SAME_ABSTRACT = "same abstract"

# Similarities, 0 to 1; docs/dedupe.md, section 3, has the evidence.
TITLE_SIMILARITIES = (0.0, 0.5, 0.9, 1.0)
REQUIRED_ABSTRACT_SIMILARITIES = (0.7, 0.6, 0.4, 0.2)  # for titles of these similarities
REQUIRED_IF_ONE_SIDED = 0.8  # if one title has a number or a sign that the other lacks
REQUIRED_IF_EXTENDED = 0.7  # if one title extends the other
EXTRA_FOR_TWO_DOIS = 0.15  # required in addition if publishers gave different DOIs
MIN_RETAINED_TITLE = 0.7  # less similar titles are different, and the rule names the abstract
MIN_NEAR_EQUAL_TITLE = 0.95  # the same title but for typos
MIN_EQUAL_ABSTRACT = 0.9  # outweighs different arXiv ids or different authors
MIN_SHORT_ABSTRACT = 0.5  # required of short abstracts under near-equal titles
MIN_CONCLUSIVE_WORDS = 40  # shorter abstracts are weak evidence under different titles
PLAUSIBLE_SHARE = 0.8  # of the required similarity, if other records of the group match


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The rule by which two records are one work, and its strength, the order of joining."""

    rule: str
    strength: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evidence:
    title: float
    abstract: float  # NaN if either abstract is not known
    conflict: Conflict
    is_extended: bool  # one title extends the other
    share_no_author: bool  # False if either has no known authors
    share_half_of_authors: bool


class RecordMatcher:
    """Decides whether records, given by index, are one work.

    Parameters
    ----------
    rows
        The rows of a `tables.RECORDS`.
    identifiers
        For each record, the identifiers of its work.
    """

    def __init__(self, rows: Sequence[Any], identifiers: Sequence[WorkIdentifiers]) -> None:
        self.titles = [parse_title(row.title) for row in rows]
        self.abstracts = Abstracts(
            [row.abstract for row in rows], [title.letters for title in self.titles]
        )
        self._identifiers = identifiers
        self._authors = [_name_parts(row.authors) for row in rows]

    def match(self, first: int, second: int) -> Match | None:
        """Return why two records are one work, or `None` if nothing shows that they are."""
        evidence = self._evidence(first, second)
        if evidence is None or self._is_excluded(first, second, evidence):
            return None
        is_same_title = self.titles[first].key == self.titles[second].key
        if isnan(evidence.abstract):
            if not self._do_titles_suffice(first, second, evidence):
                return None
            rule = SIMILAR_TITLE
            strength = evidence.title
        elif evidence.abstract >= self._required_similarity(first, second, evidence):
            rule = SIMILAR if evidence.title >= MIN_RETAINED_TITLE else SAME_ABSTRACT
            strength = evidence.title + evidence.abstract
        else:
            return None
        return Match(rule=SAME_TITLE if is_same_title else rule, strength=strength)

    def is_plausible(self, first: int, second: int) -> bool:
        """Return whether two records may be one work, given that others link them."""
        evidence = self._evidence(first, second)
        if evidence is None or self._is_excluded(first, second, evidence):
            return False
        required = self._required_similarity(first, second, evidence) * PLAUSIBLE_SHARE
        return isnan(evidence.abstract) or evidence.abstract >= required

    def _evidence(self, first: int, second: int) -> _Evidence | None:
        """Compare two records; `None` if their titles contradict each other."""
        left, right = self.titles[first], self.titles[second]
        conflict = title_conflict(left, right)
        if conflict is Conflict.MUTUAL:
            return None
        titles, is_extended = similarity(left, right), extends(left, right)
        if conflict or is_extended:
            abstract = self.abstracts.similarity(first, second)
        else:
            abstract = self.abstracts.prefix_similarity(
                first, second, any_shorter=titles >= MIN_NEAR_EQUAL_TITLE
            )
        authors, other_authors = self._authors[first], self._authors[second]
        shared, fewer = len(authors & other_authors), min(len(authors), len(other_authors))
        return _Evidence(
            title=titles,
            abstract=abstract,
            conflict=conflict,
            is_extended=is_extended,
            share_no_author=fewer > 0 and not shared,
            share_half_of_authors=fewer > 0 and 2 * shared >= fewer,
        )

    def _is_excluded(self, first: int, second: int, evidence: _Evidence) -> bool:
        """Return whether identifiers or authors show that these are two works."""
        is_same_text = evidence.abstract >= MIN_EQUAL_ABSTRACT
        if self._identifiers[first].contradicts(self._identifiers[second]):
            return not (is_same_text and self.titles[first].key == self.titles[second].key)
        return evidence.share_no_author and not is_same_text

    def _required_similarity(self, first: int, second: int, evidence: _Evidence) -> float:
        """Return how similar the abstracts of one work must be."""
        has_two_dois = self._identifiers[first].has_different_doi(self._identifiers[second])
        left, right = self.titles[first], self.titles[second]
        if evidence.conflict is Conflict.ONE_SIDED:
            return REQUIRED_IF_ONE_SIDED
        if evidence.is_extended:
            return REQUIRED_IF_EXTENDED
        if left.key == right.key and left.is_specific and not has_two_dois:
            return 0.0
        words = min(self.abstracts.size(first), self.abstracts.size(second))
        if words < MIN_CONCLUSIVE_WORDS:
            is_near_equal = evidence.title >= MIN_NEAR_EQUAL_TITLE
            return MIN_SHORT_ABSTRACT if is_near_equal else MIN_EQUAL_ABSTRACT
        required = required_abstract_similarity(np.array([evidence.title])).item()
        return float(required) + EXTRA_FOR_TWO_DOIS * has_two_dois

    def _do_titles_suffice(self, first: int, second: int, evidence: _Evidence) -> bool:
        """Return whether titles and authors alone show that two records are one work."""
        left, right = self.titles[first], self.titles[second]
        has_two_dois = self._identifiers[first].has_different_doi(self._identifiers[second])
        if left.is_generic or right.is_generic:
            return left.key == right.key and evidence.share_half_of_authors and not has_two_dois
        if left.key == right.key:
            return left.is_specific or not has_two_dois
        if evidence.conflict is not Conflict.NONE or evidence.is_extended or has_two_dois:
            return False
        if left.letters == right.letters:
            return True
        if evidence.share_half_of_authors and _is_title_before_colon(left, right):
            return True
        return left.is_specific and right.is_specific and differ_by_typos(left, right)


def required_abstract_similarity(titles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how similar abstracts must be, given the similarities of titles alone."""
    required = np.interp(titles, TITLE_SIMILARITIES, REQUIRED_ABSTRACT_SIMILARITIES)
    return np.asarray(required, np.float64)


def _is_title_before_colon(first: TitleFeatures, second: TitleFeatures) -> bool:
    """Return whether one title is the part of the other before its colon."""
    short, long = by_length(first, second)
    return len(short.words) > 2 and short.letters in long.parts[:1]


def _name_parts(authors: Sequence[str]) -> frozenset[str]:
    """Return the parts of authors' names without initials; their order differs by country."""
    return frozenset(part for name in authors for part in split_words(name) if len(part) > 1)
