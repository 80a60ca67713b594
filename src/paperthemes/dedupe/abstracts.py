"""Abstracts as arrays of word hashes, which take little memory and are quick to compare."""

import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes.dedupe.plain_text import abstract_words, is_truncated

MIN_WORDS = 12  # shorter texts, such as "No abstract available", are ignored
MAX_TITLES = 3  # a text that has more titles is filler of a publisher
MAX_PREFIX_SHARE = 0.8  # an abstract shorter than this share of another may be its beginning


class Abstracts:
    """The abstracts of records, by index; `is_known` tells which of them can be compared."""

    def __init__(self, texts: Sequence[str], titles: Sequence[str]) -> None:
        """Hash the abstracts of records with these titles."""
        hashes = [_word_hashes(text) for text in texts]
        self._starts = np.cumsum([0, *map(len, hashes)])
        self._words: NDArray[np.uint32] = np.concatenate([*hashes, np.empty(0, np.uint32)])
        self._is_truncated = [is_truncated(text) for text in texts]
        self.is_known = np.diff(self._starts) >= MIN_WORDS
        contents = [self.words(index).tobytes() for index in range(len(texts))]
        title_counts = pd.Series([*titles], dtype=object).groupby(contents).transform("nunique")
        self.is_known &= title_counts.to_numpy() <= MAX_TITLES
        self._unique_pairs = lru_cache(maxsize=1 << 15)(self._compute_unique_pairs)

    def words(self, index: int) -> NDArray[np.uint32]:
        """Return the word hashes of an abstract; none if it is not known."""
        start, end = self._starts[index : index + 2]
        return self._words[start : end if self.is_known[index] else start]

    def similarity(self, first: int, second: int) -> float:
        """Return the Dice coefficient of the word pairs of two abstracts, 0 to 1.

        NaN if either is not known.
        """
        if not (self.is_known[first] and self.is_known[second]):
            return float("nan")
        return self._dice(first, second, None)

    def prefix_similarity(self, first: int, second: int, *, any_shorter: bool) -> float:
        """Return the similarity, comparing a truncated abstract with the beginning of the other.

        An abstract is truncated if it ends in an ellipsis or, with `any_shorter`, if it is much
        shorter than the other.
        """
        whole = self.similarity(first, second)
        (size, shorter), (longer_size, _) = sorted((len(self.words(i)), i) for i in (first, second))
        is_much_shorter = 0 < size < MAX_PREFIX_SHARE * longer_size
        if is_much_shorter and (any_shorter or self._is_truncated[shorter]):
            return max(whole, self._dice(first, second, size))
        return whole

    def _dice(self, first: int, second: int, length: int | None) -> float:
        pairs = [self._unique_pairs(first, length), self._unique_pairs(second, length)]
        merged = np.sort(np.concatenate(pairs))
        return 2 * np.count_nonzero(merged[1:] == merged[:-1]) / max(1, len(merged))

    def _compute_unique_pairs(self, index: int, length: int | None) -> NDArray[np.uint64]:
        return np.unique(word_pairs(self.words(index)[:length]))


def word_pairs(hashes: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Return a number for each pair of adjacent words."""
    wide = hashes.astype(np.uint64)
    return (wide[:-1] << np.uint64(32)) | wide[1:]


def _word_hashes(text: str) -> NDArray[np.uint32]:
    words = " ".join(abstract_words(text)).encode().split()
    return np.array([*map(zlib.crc32, words)], np.uint32)
