"""Rules and thresholds that decide whether two records are one work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from paperthemes.dedupe.abstracts import Abstracts
from paperthemes.dedupe.identifiers import differ
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


class Match(NamedTuple):
    """The rule by which two records are one work, and its strength, the order of joining."""

    rule: str
    strength: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evidence:
    """Evidence on two records, except titles that contradict each other."""

    titles: tuple[TitleFeatures, TitleFeatures]
    title_similarity: float
    abstract_similarity: float  # NaN if either abstract is not known
    words: int  # of the shorter abstract
    conflict: Conflict
    is_extended: bool  # one title extends the other
    has_two_ids: bool  # arXiv or PubMed ids
    has_two_dois: bool
    share_no_author: bool  # False if either has no known authors
    share_half_of_authors: bool

    @property
    def is_same_title(self) -> bool:
        return self.titles[0].key == self.titles[1].key


class RecordMatcher:
    """Decides whether records, given by index, are one work.

    Parameters
    ----------
    rows
        The rows of a `tables.RECORDS`.
    work_ids
        For each record, the `distinctive_ids` of its work.
    """

    def __init__(self, rows: Sequence[Any], work_ids: Mapping[int, Mapping[str, set[str]]]) -> None:
        self.titles = [parse_title(row.title) for row in rows]
        self.abstracts = Abstracts(
            [row.abstract for row in rows], [title.letters for title in self.titles]
        )
        self._work_ids = work_ids
        self._authors = [_name_parts(row.authors) for row in rows]

    def match(self, first: int, second: int) -> Match | None:
        """Return why two records are one work, or `None` if nothing shows that they are."""
        evidence = self._evidence(first, second)
        if evidence is None or _is_excluded(evidence):
            return None
        if isnan(evidence.abstract_similarity):
            is_match, strength = _do_titles_suffice(evidence), evidence.title_similarity
            rule = SIMILAR_TITLE
        else:
            is_match = evidence.abstract_similarity >= _required_similarity(evidence)
            strength = evidence.title_similarity + evidence.abstract_similarity
            rule = SIMILAR if evidence.title_similarity >= MIN_RETAINED_TITLE else SAME_ABSTRACT
        if not is_match:
            return None
        return Match(SAME_TITLE if evidence.is_same_title else rule, strength)

    def is_plausible(self, first: int, second: int) -> bool:
        """Return whether two records may be one work, given that others link them."""
        evidence = self._evidence(first, second)
        if evidence is None or _is_excluded(evidence):
            return False
        required = _required_similarity(evidence) * PLAUSIBLE_SHARE
        return isnan(evidence.abstract_similarity) or evidence.abstract_similarity >= required

    def _evidence(self, first: int, second: int) -> _Evidence | None:
        """Compare two records; `None` if their titles contradict each other."""
        titles = self.titles[first], self.titles[second]
        conflict = title_conflict(*titles)
        if conflict is Conflict.MUTUAL:
            return None
        title_similarity, is_extended = similarity(*titles), extends(*titles)
        if conflict or is_extended:
            abstract_similarity = self.abstracts.similarity(first, second)
        else:
            abstract_similarity = self.abstracts.prefix_similarity(
                first, second, any_shorter=title_similarity >= MIN_NEAR_EQUAL_TITLE
            )
        ids = self._work_ids[first], self._work_ids[second]
        authors = self._authors[first], self._authors[second]
        shared, fewer = len(authors[0] & authors[1]), min(map(len, authors))
        return _Evidence(
            titles=titles,
            title_similarity=title_similarity,
            abstract_similarity=abstract_similarity,
            words=min(len(self.abstracts.words(first)), len(self.abstracts.words(second))),
            conflict=conflict,
            is_extended=is_extended,
            has_two_ids=differ(*ids, "arxiv") or differ(*ids, "pmid"),
            has_two_dois=differ(*ids, "doi"),
            share_no_author=fewer > 0 and not shared,
            share_half_of_authors=fewer > 0 and 2 * shared >= fewer,
        )


def required_abstract_similarity(titles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how similar abstracts must be, given the similarities of titles alone."""
    required = np.interp(titles, TITLE_SIMILARITIES, REQUIRED_ABSTRACT_SIMILARITIES)
    return np.asarray(required, np.float64)


def _is_excluded(evidence: _Evidence) -> bool:
    """Return whether identifiers or authors show that these are two works."""
    is_same_text = evidence.abstract_similarity >= MIN_EQUAL_ABSTRACT
    if evidence.has_two_ids:
        return not (is_same_text and evidence.is_same_title)
    return evidence.share_no_author and not is_same_text


def _required_similarity(evidence: _Evidence) -> float:
    """Return how similar the abstracts of one work must be."""
    if evidence.conflict is Conflict.ONE_SIDED:
        return REQUIRED_IF_ONE_SIDED
    if evidence.is_extended:
        return REQUIRED_IF_EXTENDED
    if evidence.is_same_title and evidence.titles[0].is_specific and not evidence.has_two_dois:
        return 0.0
    if evidence.words < MIN_CONCLUSIVE_WORDS:
        is_near_equal = evidence.title_similarity >= MIN_NEAR_EQUAL_TITLE
        return MIN_SHORT_ABSTRACT if is_near_equal else MIN_EQUAL_ABSTRACT
    required = required_abstract_similarity(np.array([evidence.title_similarity]))
    return float(required[0]) + EXTRA_FOR_TWO_DOIS * evidence.has_two_dois


def _do_titles_suffice(evidence: _Evidence) -> bool:
    """Return whether titles and authors alone show that two records are one work."""
    first, second = evidence.titles
    if first.is_generic or second.is_generic:
        has_one_doi = not evidence.has_two_dois
        return evidence.is_same_title and evidence.share_half_of_authors and has_one_doi
    if evidence.is_same_title:
        return first.is_specific or not evidence.has_two_dois
    if evidence.conflict or evidence.is_extended or evidence.has_two_dois:
        return False
    if first.letters == second.letters:
        return True
    if evidence.share_half_of_authors and _is_title_before_colon(first, second):
        return True
    return first.is_specific and second.is_specific and differ_by_typos(first, second)


def _is_title_before_colon(first: TitleFeatures, second: TitleFeatures) -> bool:
    """Return whether one title is the part of the other before its colon."""
    short, long = by_length(first, second)
    return len(short.words) > 2 and short.letters in long.parts[:1]


def _name_parts(authors: Sequence[str]) -> frozenset[str]:
    """Return the parts of authors' names without initials; their order differs by country."""
    return frozenset(part for name in authors for part in split_words(name) if len(part) > 1)
