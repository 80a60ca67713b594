"""Features of records, by which they are compared: titles, abstracts and authors."""

from collections.abc import Sequence
from itertools import product
from math import isnan
from typing import Any

from paperthemes.dedupe.abstracts import Abstracts
from paperthemes.dedupe.plain_text import split_words
from paperthemes.dedupe.title_features import parse_title
from paperthemes.text.titles import is_part_of_book

MAX_UNLIKE_TITLES = 0.6  # titles that are less similar count as unlike (docs/dedupe.md, section 1)
MAX_UNLIKE_ABSTRACTS = 0.2  # the same for abstracts

Name = frozenset[str]
"""The words of an author's name in the form of `split_words`, initials included."""


class Features:
    """The texts and authors of records, prepared for comparison. A record is given by its index.

    Attributes
    ----------
    titles
        Features of the title of each record.
    abstracts
        Abstracts of the records.
    """

    def __init__(self, rows: Sequence[Any]) -> None:
        """Prepare records with the columns of `tables.RECORDS`."""
        self._rows = rows
        self.titles = [parse_title(row.title) for row in rows]
        # Abstracts under many titles are ignored; titles with the same letters count as one.
        title_letters = [title.letters for title in self.titles]
        self.abstracts = Abstracts((row.abstract for row in rows), title_letters)

    def contradict(self, first: int, second: int, *, may_be_volume: bool) -> bool:
        """Return whether two records that share an identifier are different works nevertheless.

        Their titles must be unlike, and so must be all else that both have, at least one of these:

        - authors: fewer than half of the shorter list in common or, if the abstracts cannot be
          compared, none;
        - if the identifier may be that of a volume, such as a DOI: abstracts in one language.

        Without authors and abstracts to compare, they are different works if the identifier may be
        that of a volume and a title is that of a part of a book ("Index").
        """
        if self.titles[first].similarity(self.titles[second]) >= MAX_UNLIKE_TITLES:
            return False
        similarity = self.abstracts.prefix_similarity(first, second, any_shorter=False)
        if similarity >= MAX_UNLIKE_ABSTRACTS:
            return False
        shared = self._share_authors(first, second)
        is_comparable = not isnan(similarity) and self._have_one_language(first, second)
        if isnan(shared):
            has_part = any(is_part_of_book(self._rows[index].title) for index in (first, second))
            return may_be_volume and (is_comparable or (isnan(similarity) and has_part))
        return shared < 0.5 if is_comparable else shared == 0

    def _share_authors(self, first: int, second: int) -> float:
        """Return the share of the shorter list of authors that the other has too.

        If a record has no authors, or if only one of them writes its authors in the Latin alphabet,
        return NaN.
        """
        short, long = sorted((self._rows[first].authors, self._rows[second].authors), key=len)
        names = [[frozenset(split_words(name)) for name in authors] for authors in (short, long)]
        are_latin = [any(word.isascii() for name in each for word in name) for each in names]
        if not len(short) or are_latin[0] != are_latin[1]:
            return float("nan")
        return sum(any(_are_one_author(a, b) for b in names[1]) for a in names[0]) / len(short)

    def _have_one_language(self, first: int, second: int) -> bool:
        """Return whether the abstracts of two records are in the same language."""
        from paperthemes.text.language import detect_language  # few corpora need it

        return len({detect_language(self._rows[index].abstract) for index in (first, second)}) == 1


def _are_one_author(first: Name, second: Name) -> bool:
    """Return whether two names share a word, and the initials of one include those of the other."""
    initials = [{word[0] for word in name} for name in (first, second)]
    has_word = any(a == b and len(a) > 1 for a, b in product(first, second)) or first == second
    return has_word and (initials[0] <= initials[1] or initials[1] <= initials[0])
