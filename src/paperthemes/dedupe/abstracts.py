"""Abstracts as arrays of word hashes, which take little memory and are quick to compare."""

import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes.dedupe.plain_text import abstract_words, is_truncated

MIN_WORDS = 12  # shorter texts, such as "No abstract available", are ignored
MAX_TITLES = 3  # a text that appears under more titles is filler from a publisher
MAX_PREFIX_SHARE = 0.8  # an abstract shorter than this share of another may be its beginning


class Abstracts:
    """The abstracts of n records, by index.

    Attributes
    ----------
    is_known
        Shape `(n,)`, bool: the abstracts that can be compared. The others are too short, or are
        filler that a publisher repeats under many titles.
    """

    def __init__(self, texts: Sequence[str], titles: Sequence[str]) -> None:
        """Hash the abstracts.

        Parameters
        ----------
        texts, titles
            The abstract and the title of each record.
        """
        hashes = [_word_hashes(text) for text in texts]
        # The words of abstract i are those from `_starts[i]` to `_starts[i + 1]`.
        self._starts = np.cumsum([0, *map(len, hashes)])
        self._words: NDArray[np.uint32] = np.concatenate([*hashes, np.empty(0, np.uint32)])
        self._is_truncated = [is_truncated(text) for text in texts]
        self.is_known = np.diff(self._starts) >= MIN_WORDS
        contents = [self.words(index).tobytes() for index in range(len(texts))]
        title_counts = pd.Series([*titles], dtype=object).groupby(contents).transform("nunique")
        self.is_known &= title_counts.to_numpy() <= MAX_TITLES
        self._unique_pairs = lru_cache(maxsize=1 << 15)(self._compute_unique_pairs)

    def words(self, index: int) -> NDArray[np.uint32]:
        """Return the hashes of the words of an abstract; an empty array if it is not known."""
        start, end = self._starts[index : index + 2]
        return self._words[start : end if self.is_known[index] else start]

    def similarity(self, first: int, second: int) -> float:
        """Return the Dice coefficient of the pairs of adjacent words of two abstracts, 0 to 1.

        If at least one of the abstracts is not known, return NaN.
        """
        if not (self.is_known[first] and self.is_known[second]):
            return float("nan")
        return self._dice(first, second, None)

    def prefix_similarity(self, first: int, second: int, *, any_shorter: bool) -> float:
        """Return the similarity of two abstracts, where the shorter one may be truncated.

        The shorter one counts as truncated if it has less than `MAX_PREFIX_SHARE` of the words of
        the other and ends in an ellipsis; with `any_shorter`, the ellipsis may be missing. It is
        then also compared with the beginning of the other, and the higher similarity is returned.
        If at least one of the abstracts is not known, return NaN.
        """
        similarity = self.similarity(first, second)  # of the whole abstracts
        lengths = sorted((len(self.words(index)), index) for index in (first, second))
        (length, shorter), (longer_length, _) = lengths
        is_much_shorter = 0 < length < MAX_PREFIX_SHARE * longer_length
        if is_much_shorter and (any_shorter or self._is_truncated[shorter]):
            return max(similarity, self._dice(first, second, length))
        return similarity

    def _dice(self, first: int, second: int, length: int | None) -> float:
        """Return the Dice coefficient of the word pairs in the first `length` words of each.

        If `length` is `None`, all words count. Without word pairs, return 0.
        """
        pairs = [self._unique_pairs(first, length), self._unique_pairs(second, length)]
        merged = np.sort(np.concatenate(pairs))  # a pair of both abstracts stands next to itself
        return 2 * np.count_nonzero(merged[1:] == merged[:-1]) / max(1, len(merged))

    def _compute_unique_pairs(self, index: int, length: int | None) -> NDArray[np.uint64]:
        """Return the different word pairs of the first `length` words, sorted; cached."""
        return np.unique(word_pairs(self.words(index)[:length]))


def word_pairs(hashes: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Return one number for each pair of adjacent words: the hash of the first, then the second."""
    wide = hashes.astype(np.uint64)
    return (wide[:-1] << np.uint64(32)) | wide[1:]


def _word_hashes(text: str) -> NDArray[np.uint32]:
    """Return a hash (CRC-32) for each word of an abstract."""
    words = " ".join(abstract_words(text)).encode().split()
    return np.array([*map(zlib.crc32, words)], np.uint32)
