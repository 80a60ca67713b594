"""Abstracts as numbers, one for each word: little memory, and quick to compare."""

import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from paperthemes.dedupe.plain import abstract_words, is_cut

_FEWEST_WORDS = 12  # a shorter text, such as "No abstract available", tells nothing
_MOST_TITLES = 3  # a text that stands under more titles is not about any of them
SHORTER = 0.8  # an abstract shorter than this share of another may be its beginning


class Abstracts:
    """The abstracts of records.

    Attributes
    ----------
    known
        Which records have an abstract that tells something.
    cut
        Which of them say that they are cut off.
    """

    def __init__(self, texts: Sequence[str], titles: Sequence[str]) -> None:
        """Take in the abstracts of records, and what their titles are compared by."""
        found = [_numbers(text) for text in texts]
        self._starts = np.cumsum([0, *map(len, found)])
        self._words: NDArray[np.uint32] = np.concatenate([*found, np.empty(0, np.uint32)])
        self.known = np.diff(self._starts) >= _FEWEST_WORDS
        self.known &= ~self._said_of_many(titles)
        self.cut = np.array([is_cut(text) for text in texts], dtype=bool)
        self._pairs_of = lru_cache(maxsize=1 << 15)(self._pairs)

    def words(self, index: int) -> NDArray[np.uint32]:
        """Return the words of a record's abstract, none if it tells nothing."""
        if not self.known[index]:
            return self._words[:0]
        return self._words[self._starts[index] : self._starts[index + 1]]

    def size(self, index: int) -> int:
        """Return how many words there are."""
        return len(self.words(index))

    def likeness(self, one: int, other: int) -> float:
        """Return how alike two abstracts are: the share of their pairs of words that both have.

        0 to 1, NaN where one tells nothing.
        """
        if not (self.known[one] and self.known[other]):
            return float("nan")
        return self._compared(one, other, None)

    def likeness_of_cut(self, one: int, other: int, *, unsaid: bool) -> float:
        """Return the same, but of one that is cut off as much of the other counts.

        That is one that says so or, with `unsaid`, any that is much shorter.
        """
        whole = self.likeness(one, other)
        sizes = self.size(one), self.size(other)
        if not 0 < min(sizes) < SHORTER * max(sizes):
            return whole
        shorter = (one, other)[sizes.index(min(sizes))]
        if not (unsaid or self.cut[shorter]):
            return whole
        return max(whole, self._compared(one, other, min(sizes)))

    def _compared(self, one: int, other: int, length: int | None) -> float:
        both = np.concatenate([self._pairs_of(one, length), self._pairs_of(other, length)])
        both.sort()
        return 2 * np.count_nonzero(both[1:] == both[:-1]) / max(1, len(both))

    def _pairs(self, index: int, length: int | None) -> NDArray[np.uint64]:
        """Return the different pairs of words."""
        return np.unique(word_pairs(self.words(index)[:length]))

    def _said_of_many(self, titles: Sequence[str]) -> NDArray[np.bool_]:
        """Tell which abstracts stand under many titles: a publisher's filler."""
        holders: dict[bytes, list[int]] = {}
        for index in np.flatnonzero(self.known).tolist():
            text = self._words[self._starts[index] : self._starts[index + 1]].tobytes()
            holders.setdefault(text, []).append(index)
        many = np.zeros(len(titles), dtype=bool)
        for indices in holders.values():
            if len({titles[index] for index in indices}) > _MOST_TITLES:
                many[indices] = True
        return many


def word_pairs(numbers: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Return a number for each two words that follow each other."""
    wide = numbers.astype(np.uint64)
    return (wide[:-1] << np.uint64(32)) | wide[1:]


def _numbers(text: str) -> NDArray[np.uint32]:
    words = " ".join(abstract_words(text)).encode().split()
    return np.array([*map(zlib.crc32, words)], np.uint32)
