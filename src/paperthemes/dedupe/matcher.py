"""Rules and thresholds that decide whether two records are one work."""

from collections.abc import Sequence
from math import isnan
from typing import Any

import numpy as np

from paperthemes.dedupe.features import Features
from paperthemes.dedupe.identifiers import distinctive_ids, ids_differ
from paperthemes.dedupe.plain_text import split_words
from paperthemes.dedupe.title_features import Conflict, TitleFeatures

SAME_TITLE = "same title"
SIMILAR = "similar title and abstract"
SIMILAR_TITLE = "similar title"
SAME_ABSTRACT = "same abstract"

# Similarities, 0 to 1; docs/dedupe.md, section 3, has the evidence.
TITLE_SIMILARITIES = (0.0, 0.5, 0.9, 1.0)
REQUIRED_SIMILARITIES = (0.7, 0.6, 0.4, 0.2)  # of the abstracts, for titles of these similarities
REQUIRED_IF_ONE_SIDED = 0.8  # if one title has a number or a sign that the other lacks
REQUIRED_IF_EXTENDED = 0.7  # if one title extends the other
EXTRA_FOR_TWO_DOIS = 0.15  # required in addition if publishers gave different DOIs
MIN_SIMILAR_TITLE = 0.7  # titles that are less similar are different: the rule is SAME_ABSTRACT
MIN_NEAR_EQUAL_TITLE = 0.95  # titles that are more similar differ by typos only
SAME_ABSTRACT_SIMILARITY = 0.9  # counts as one abstract; outweighs different arXiv ids or authors
REQUIRED_IF_SHORT = 0.5  # if an abstract is short and the titles are nearly equal
MIN_CONCLUSIVE_WORDS = 40  # a shorter abstract is weak evidence if the titles differ
PLAUSIBLE_SHARE = 0.8  # of the required similarity; enough if other records of the groups match


class RecordMatcher:
    """Rules that decide whether two records are one work. A record is given by its index.

    Parameters
    ----------
    rows
        Records with the columns of `tables.RECORDS`.
    features
        The features of these records.
    same_id_groups
        Groups of record indices; each record is in one group. The records of a group are one work,
        because they share identifiers, are exact copies, or are joined by `must_link`.

    Attributes
    ----------
    titles
        Features of the title of each record.
    abstracts
        Abstracts of the records.
    ids_by_record
        By index of a record: the ids of its same-id group, as returned by `distinctive_ids`.
    authors
        For each record, the words of its authors' names.
    """

    def __init__(
        self, rows: Sequence[Any], features: Features, same_id_groups: Sequence[Sequence[int]]
    ) -> None:
        """Prepare what the records are compared by besides their features: ids and authors."""
        self.titles, self.abstracts = features.titles, features.abstracts
        self.ids_by_record: dict[int, dict[str, set[str]]] = {}
        for group in same_id_groups:
            ids = distinctive_ids(identifier for index in group for identifier in rows[index].ids)
            self.ids_by_record |= dict.fromkeys(group, ids)  # the same ids for each record of it
        self.authors = [_collect_name_words(row.authors) for row in rows]

    def match(self, first: int, second: int) -> tuple[str, float] | None:
        """Return the rule by which two records are one work, and the strength of the evidence.

        If they are not one work, or if the evidence does not suffice, return `None`. The strength
        is the similarity of the titles plus, if both abstracts are comparable (see `Abstracts`),
        that of the abstracts: 0 to 2.
        """
        evidence = self._collect_evidence(first, second)
        if evidence is None:
            return None
        strength = evidence.title_similarity
        if isnan(evidence.abstract_similarity):
            is_match, rule = _do_titles_suffice(evidence), SIMILAR_TITLE
        else:
            is_match = evidence.abstract_similarity >= _required_similarity(evidence)
            rule = SIMILAR if evidence.title_similarity >= MIN_SIMILAR_TITLE else SAME_ABSTRACT
            strength += evidence.abstract_similarity
        return (SAME_TITLE if evidence.is_same_title else rule, strength) if is_match else None

    def is_plausible(self, first: int, second: int) -> bool:
        """Return whether two records may be one work if other records of their groups match.

        Because of the other records, less evidence suffices than for `match`: `PLAUSIBLE_SHARE` of
        the required similarity of the abstracts. If an abstract is not comparable, it suffices that
        nothing shows that the records are different works (see `_collect_evidence`).
        """
        evidence = self._collect_evidence(first, second)
        if evidence is None:
            return False
        if isnan(evidence.abstract_similarity):
            return True
        return evidence.abstract_similarity >= _required_similarity(evidence) * PLAUSIBLE_SHARE

    def _collect_evidence(self, first: int, second: int) -> "_Evidence | None":
        """Return the evidence on whether two records are one work; `None` if they surely are not.

        Each of these shows that they are not:

        - The conflict of their titles is `MUTUAL`.
        - They have different arXiv ids or PubMed ids, unless titles and abstracts are the same.
        - They have authors, but none in common, unless the abstracts are the same.

        Abstracts count as the same if their similarity is at least `SAME_ABSTRACT_SIMILARITY`.
        """
        if self.titles[first].conflict(self.titles[second]) is Conflict.MUTUAL:
            return None
        evidence = _Evidence(self, first, second)
        is_same_abstract = evidence.abstract_similarity >= SAME_ABSTRACT_SIMILARITY
        if evidence.ids_differ and not (is_same_abstract and evidence.is_same_title):
            return None
        return None if evidence.authors_differ and not is_same_abstract else evidence


class _Evidence:
    """Evidence on whether two records are one work: their similarities and differences.

    Attributes
    ----------
    titles
        Features of both titles.
    is_same_title
        Whether the normalised titles are equal.
    title_similarity
        Similarity of the titles, 0 to 1.
    abstract_similarity
        Similarity of the abstracts, 0 to 1; NaN if at least one of them is not comparable.
    word_count
        Number of words in the shorter abstract; 0 if at least one of them is not comparable.
    has_one_sided_mark
        Whether one title has a number or a sign that the other lacks.
    is_extended
        Whether one title extends the other.
    ids_differ
        Whether the same-id groups of the records have different arXiv ids or different PubMed ids.
    dois_differ
        Whether the same-id groups of the records have different DOIs from publishers.
    authors_differ
        Whether both records have authors, but no word of a name in common.
    shares_half_of_authors
        Whether the records share at least half of the words in names that the record with fewer
        such words has; `False` if a record has no authors.
    """

    def __init__(self, matcher: RecordMatcher, first: int, second: int) -> None:
        """Compare two records of `matcher`, given by their indices."""
        # Both titles as one pair, and each of them.
        self.titles = first_title, second_title = matcher.titles[first], matcher.titles[second]
        self.is_same_title = first_title.key == second_title.key
        self.title_similarity = first_title.similarity(second_title)
        # Records whose titles have the conflict `MUTUAL` are never compared.
        self.has_one_sided_mark = first_title.conflict(second_title) is not Conflict.NONE
        self.is_extended = first_title.extends(second_title)
        # With a one-sided mark or an extended title, only whole abstracts are compared. Otherwise
        # one may be truncated; if the titles are nearly equal, even without an ellipsis at its end.
        if self.has_one_sided_mark or self.is_extended:
            self.abstract_similarity = matcher.abstracts.similarity(first, second)
        else:
            self.abstract_similarity = matcher.abstracts.prefix_similarity(
                first, second, any_shorter=self.title_similarity >= MIN_NEAR_EQUAL_TITLE
            )
        word_counts = [len(matcher.abstracts.word_hashes(index)) for index in (first, second)]
        self.word_count = min(word_counts)
        ids = matcher.ids_by_record[first], matcher.ids_by_record[second]
        self.ids_differ = ids_differ(*ids, "arxiv") or ids_differ(*ids, "pmid")
        self.dois_differ = ids_differ(*ids, "doi")
        authors = matcher.authors[first], matcher.authors[second]
        shared_count, smaller_count = len(authors[0] & authors[1]), min(map(len, authors))
        self.authors_differ = smaller_count > 0 and not shared_count
        self.shares_half_of_authors = smaller_count > 0 and 2 * shared_count >= smaller_count


def _required_similarity(evidence: _Evidence) -> float:
    """Return how similar the abstracts of two records must be for them to count as one work.

    Usually, the more similar the titles are, the lower it is. It is 0, so that the abstracts do not
    matter, for equal and specific titles without different DOIs. The conditions are tried in order,
    and the first that holds decides.
    """
    if evidence.has_one_sided_mark:
        return REQUIRED_IF_ONE_SIDED
    if evidence.is_extended:
        return REQUIRED_IF_EXTENDED
    if evidence.is_same_title and evidence.titles[0].is_specific and not evidence.dois_differ:
        return 0.0
    if evidence.word_count < MIN_CONCLUSIVE_WORDS:
        is_near_equal = evidence.title_similarity >= MIN_NEAR_EQUAL_TITLE
        return REQUIRED_IF_SHORT if is_near_equal else SAME_ABSTRACT_SIMILARITY
    required = np.interp(evidence.title_similarity, TITLE_SIMILARITIES, REQUIRED_SIMILARITIES)
    return float(required) + (EXTRA_FOR_TWO_DOIS if evidence.dois_differ else 0)


def _do_titles_suffice(evidence: _Evidence) -> bool:
    """Return whether titles, authors and DOIs suffice to show that two records are one work.

    They must suffice if at least one of the abstracts is not comparable. If a title is generic,
    such as "Editorial", the titles must be equal, with half of the authors in common and without
    different DOIs. Other titles suffice in these cases:

    - They are equal, and are specific or have no different DOIs.
    - They differ by spaces only, or by a subtitle (with half of the authors in common), or by typos
      (if both are specific). They have no different DOIs, no one-sided mark, and none extends the
      other.
    """
    first, second = evidence.titles
    if first.is_generic or second.is_generic:
        has_evidence = evidence.shares_half_of_authors and not evidence.dois_differ
        return evidence.is_same_title and has_evidence
    if evidence.is_same_title:
        return first.is_specific or not evidence.dois_differ
    if evidence.has_one_sided_mark or evidence.is_extended or evidence.dois_differ:
        return False
    if first.letters == second.letters:  # they differ by spaces
        return True
    if evidence.shares_half_of_authors and _is_title_before_colon(first, second):
        return True
    return first.is_specific and second.is_specific and first.differs_by_typos(second)


def _is_title_before_colon(first: TitleFeatures, second: TitleFeatures) -> bool:
    """Return whether one title is the part of the other before its colon.

    A title of one or two words is not sufficient: it is often a term that many titles begin with.
    """
    short, long = sorted((first, second), key=lambda title: len(title.letters))
    # `parts[:1]` has the letters before the colon; it is empty if there is no colon.
    return len(short.words) > 2 and short.letters in long.parts[:1]


def _collect_name_words(authors: Sequence[str]) -> frozenset[str]:
    """Return the words of all authors' names, such as "john" and "smith".

    Words of one character are left out: initials, and each character of a Chinese or Japanese name.
    The words are a set, because the order of given name and family name differs by country.
    """
    return frozenset(word for name in authors for word in split_words(name) if len(word) > 1)
