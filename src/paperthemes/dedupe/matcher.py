"""Rules and thresholds that decide whether two records are one work."""

from collections.abc import Mapping, Sequence
from math import isnan
from typing import Any

import numpy as np

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
        self.work_ids = work_ids
        self.authors = [_name_parts(row.authors) for row in rows]

    def match(self, first: int, second: int) -> tuple[str, float] | None:
        """Return the rule by which two records are one work, and the strength of the evidence.

        `None` if nothing shows that they are one work.
        """
        evidence = self._evidence(first, second)
        if evidence is None:
            return None
        if isnan(evidence.abstracts):
            is_match, strength, rule = _do_titles_suffice(evidence), evidence.titles, SIMILAR_TITLE
        else:
            is_match = evidence.abstracts >= _required_similarity(evidence)
            strength = evidence.titles + evidence.abstracts
            rule = SIMILAR if evidence.titles >= MIN_RETAINED_TITLE else SAME_ABSTRACT
        return (SAME_TITLE if evidence.is_same_title else rule, strength) if is_match else None

    def is_plausible(self, first: int, second: int) -> bool:
        """Return whether two records may be one work, given that others link them."""
        evidence = self._evidence(first, second)
        if evidence is None or isnan(evidence.abstracts):
            return evidence is not None
        return evidence.abstracts >= _required_similarity(evidence) * PLAUSIBLE_SHARE

    def _evidence(self, first: int, second: int) -> "_Evidence | None":
        """Compare two records; `None` if they are certainly two works."""
        if title_conflict(self.titles[first], self.titles[second]) is Conflict.MUTUAL:
            return None
        evidence = _Evidence(self, first, second)
        is_same_text = evidence.abstracts >= MIN_EQUAL_ABSTRACT
        if evidence.has_two_ids and not (is_same_text and evidence.is_same_title):
            return None
        return None if evidence.share_no_author and not is_same_text else evidence


class _Evidence:
    """Evidence on two records whose titles do not exclude each other.

    Attributes
    ----------
    titles, abstracts
        Similarities, 0 to 1; NaN if either abstract is not known.
    words
        Number of words of the shorter abstract.
    has_conflict
        Whether one title has a number or a sign that the other lacks.
    is_extended
        Whether one title extends the other.
    has_two_ids
        Whether they have different arXiv or PubMed ids.
    share_no_author, share_half_of_authors
        Both `False` if either has no known authors.
    """

    def __init__(self, records: RecordMatcher, first: int, second: int) -> None:
        self.pair = pair = records.titles[first], records.titles[second]
        self.is_same_title = pair[0].key == pair[1].key
        self.titles = similarity(*pair)
        self.has_conflict = title_conflict(*pair) is not Conflict.NONE
        self.is_extended = extends(*pair)
        if self.has_conflict or self.is_extended:
            self.abstracts = records.abstracts.similarity(first, second)
        else:
            self.abstracts = records.abstracts.prefix_similarity(
                first, second, any_shorter=self.titles >= MIN_NEAR_EQUAL_TITLE
            )
        self.words = min(len(records.abstracts.words(index)) for index in (first, second))
        ids = records.work_ids[first], records.work_ids[second]
        self.has_two_ids = differ(*ids, "arxiv") or differ(*ids, "pmid")
        self.has_two_dois = differ(*ids, "doi")
        authors = records.authors[first], records.authors[second]
        shared, fewer = len(authors[0] & authors[1]), min(map(len, authors))
        self.share_no_author = fewer > 0 and not shared
        self.share_half_of_authors = fewer > 0 and 2 * shared >= fewer


def _required_similarity(evidence: _Evidence) -> float:
    """Return how similar the abstracts of one work must be."""
    if evidence.has_conflict:
        return REQUIRED_IF_ONE_SIDED
    if evidence.is_extended:
        return REQUIRED_IF_EXTENDED
    if evidence.is_same_title and evidence.pair[0].is_specific and not evidence.has_two_dois:
        return 0.0
    if evidence.words < MIN_CONCLUSIVE_WORDS:
        is_near_equal = evidence.titles >= MIN_NEAR_EQUAL_TITLE
        return MIN_SHORT_ABSTRACT if is_near_equal else MIN_EQUAL_ABSTRACT
    required = np.interp(evidence.titles, TITLE_SIMILARITIES, REQUIRED_ABSTRACT_SIMILARITIES)
    return float(required) + EXTRA_FOR_TWO_DOIS * evidence.has_two_dois


def _do_titles_suffice(evidence: _Evidence) -> bool:
    """Return whether titles and authors alone show that two records are one work."""
    first, second = evidence.pair
    if first.is_generic or second.is_generic:
        has_one_doi = not evidence.has_two_dois
        return evidence.is_same_title and evidence.share_half_of_authors and has_one_doi
    if evidence.is_same_title:
        return first.is_specific or not evidence.has_two_dois
    if evidence.has_conflict or evidence.is_extended or evidence.has_two_dois:
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
