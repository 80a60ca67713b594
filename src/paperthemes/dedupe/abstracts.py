"""Abstracts as arrays of word hashes, which take little memory and are quick to compare."""

import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes.dedupe.plain_text import abstract_words, is_truncated

MIN_WORDS = 12  # shorter texts, such as "No abstract available", are ignored
MAX_TITLES = 3  # a text that appears under more titles is filler from a publisher
# Abstracts of a series that begin or end with the same words are compared by their other words, if
# enough titles share the rest, too. One paper with so many titles is rare.
TEMPLATE_WORDS = 6  # at the beginning or end
MAX_TEMPLATE_TITLES = 5  # words that more titles of a series have are those of its template,
MIN_TEMPLATE_TITLES = 0.1  # if so large a share of the titles has them
MIN_TEMPLATE_SHARE = 1 / 3  # of the words of an abstract; less is a common beginning
# An abstract with a smaller share of the words of another may be its beginning.
MAX_PREFIX_SHARE = 0.8


class Abstracts:
    """The abstracts of n records as hashes of their words. A record is given by its index.

    Attributes
    ----------
    is_comparable
        Shape `(n,)`, bool: true for abstracts that can be compared. The others have fewer than
        `MIN_WORDS` words, or are filler that a publisher repeats under more than `MAX_TITLES`
        titles. Words of a template do not count (see `_find_template_words`).
    """

    def __init__(self, texts: Iterable[str], titles: Sequence[str]) -> None:
        """Hash the words of the abstracts, and find out which abstracts can be compared.

        Parameters
        ----------
        texts, titles
            The abstract and the title of each record. Titles are different if the strings are.
        """
        # The hashes of all abstracts, one after another. Those of abstract i are in `_hashes` from
        # `_starts[i]` to `_starts[i + 1]`.
        hashes, starts = array("I"), [0]
        self._is_truncated: list[bool] = []
        for text in texts:
            hashes.extend(_hash_words(text))
            starts.append(len(hashes))
            self._is_truncated.append(is_truncated(text))
        words = np.frombuffer(hashes, np.uint32)
        kept = ~_find_template_words(words, np.array(starts), titles)
        self._hashes: NDArray[np.uint32] = words[kept]
        # The number of words that are kept before each start.
        self._starts = np.concatenate([[0], np.cumsum(kept)])[starts]
        self.is_comparable = np.diff(self._starts) >= MIN_WORDS
        # `word_hashes` uses `is_comparable`: abstracts that are too short have an empty content.
        contents = (self.word_hashes(index).tobytes() for index in range(len(titles)))
        digests = [blake2b(content, digest_size=16).digest() for content in contents]
        # For each record, the number of different titles of all records with the same abstract.
        title_counts = pd.Series([*titles], dtype=object).groupby(digests).transform("nunique")
        self.is_comparable &= title_counts.to_numpy() <= MAX_TITLES
        self._unique_pairs = lru_cache(maxsize=1 << 15)(self._compute_unique_pairs)

    def word_hashes(self, index: int) -> NDArray[np.uint32]:
        """Return the hashes of an abstract's words; an empty array if it is not comparable."""
        start, end = self._starts[index : index + 2]
        return self._hashes[start : end if self.is_comparable[index] else start]

    def similarity(self, first: int, second: int) -> float:
        """Return the similarity of two abstracts, 0 to 1; NaN if at least one is not comparable.

        It is the Dice coefficient of their sets of pairs of adjacent words.
        """
        are_comparable = self.is_comparable[first] and self.is_comparable[second]
        return self._dice(first, second, None) if are_comparable else float("nan")

    def prefix_similarity(self, first: int, second: int, *, any_shorter: bool) -> float:
        """Return the similarity of two abstracts, of which the shorter one may be truncated.

        The shorter one counts as truncated if it has less than `MAX_PREFIX_SHARE` of the words of
        the other, and ends in an ellipsis; with `any_shorter`, it need not end in one. A truncated
        abstract is compared with the whole other abstract, and with as many words at the beginning
        of the other abstract; the higher similarity counts. If at least one of the abstracts is not
        comparable, return NaN.
        """
        similarity = self.similarity(first, second)  # of the whole abstracts
        # Numbers of words, sorted; 0 for an abstract that is not comparable.
        lengths = sorted((len(self.word_hashes(index)), index) for index in (first, second))
        (shorter_length, shorter), (longer_length, _) = lengths
        is_much_shorter = 0 < shorter_length < MAX_PREFIX_SHARE * longer_length
        if is_much_shorter and (any_shorter or self._is_truncated[shorter]):
            return max(similarity, self._dice(first, second, shorter_length))
        return similarity

    def _dice(self, first: int, second: int, length: int | None) -> float:
        """Return the Dice coefficient of the pairs of adjacent words of two abstracts, 0 to 1.

        It is the number of pairs that both have, times 2, divided by the sum of their numbers of
        pairs. A pair that an abstract has several times counts once. Only the first `length` words
        of each abstract count; all, if `length` is `None`. If there are no pairs, return 0.
        """
        pairs = [self._unique_pairs(first, length), self._unique_pairs(second, length)]
        merged = np.sort(np.concatenate(pairs))  # a pair of both abstracts stands next to itself
        shared_count = np.count_nonzero(merged[1:] == merged[:-1])
        return 2 * shared_count / max(1, len(merged))  # not divided by 0 if there are no pairs

    def _compute_unique_pairs(self, index: int, length: int | None) -> NDArray[np.uint64]:
        """Return the different pairs of adjacent words of an abstract as sorted numbers.

        Only the first `length` words count; all, if `length` is `None`. The method is called
        through `_unique_pairs`, which caches the results.
        """
        return np.unique(word_pairs(self.word_hashes(index)[:length]))


def word_pairs(hashes: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Return each pair of adjacent words as one number, given the 32-bit hashes of the words.

    The upper half of the number is the hash of the first word, the lower half that of the second.
    """
    wide = hashes.astype(np.uint64)
    return (wide[:-1] << np.uint64(32)) | wide[1:]


def _find_template_words(
    words: NDArray[np.uint32], starts: NDArray[np.int64], titles: Sequence[str]
) -> NDArray[np.bool_]:
    """Return which words belong to templates, such as those of a series of reports or protocols.

    A series is all abstracts that begin, or all that end, with the same `TEMPLATE_WORDS` words.
    Pairs of adjacent words that stand under enough titles of a series (`_find_frequent_pairs`) are
    those of its template, and so is a word that stands in such pairs only. An abstract of which
    less than `MIN_TEMPLATE_SHARE` are words of a template has none.

    Parameters
    ----------
    words
        Shape `(words,)`: hashes of the words of all abstracts, one abstract after another.
    starts
        Shape `(n + 1,)`: where each abstract starts and ends.
    titles
        The title of each abstract, as for `Abstracts`.
    """
    is_template = np.full(len(words), False)
    title_codes = pd.factorize(np.array(titles, object))[0]
    long = np.flatnonzero(np.diff(starts) > TEMPLATE_WORDS)
    for ends in (starts[long] + TEMPLATE_WORDS, starts[long + 1]):
        keys = [words[end - TEMPLATE_WORDS : end].tobytes() for end in ends.tolist()]
        frame = pd.DataFrame({"key": keys, "abstract": long, "title": title_codes[long]})
        title_counts = frame.groupby("key").title.transform("nunique")
        for _, series in frame[title_counts > MAX_TEMPLATE_TITLES].groupby("key"):
            spans = [slice(*starts[index : index + 2]) for index in series.abstract]
            pairs = [word_pairs(words[span]) for span in spans]
            frequent = _find_frequent_pairs(pairs, series.title)
            for span, abstract_pairs in zip(spans, pairs, strict=True):
                is_frequent = np.isin(abstract_pairs, frequent)
                # A pair follows each word but the last, and precedes each but the first.
                in_template = np.append(is_frequent, True) & np.append(True, is_frequent)
                if in_template.mean() >= MIN_TEMPLATE_SHARE:
                    is_template[span] |= in_template
    return is_template


def _find_frequent_pairs(
    pairs: Sequence[NDArray[np.uint64]], titles: Iterable[int]
) -> NDArray[np.uint64]:
    """Return the pairs of words that many titles have.

    Many is more than `MAX_TEMPLATE_TITLES`, and at least the share `MIN_TEMPLATE_TITLES`. `pairs`
    has the pairs of each abstract, and `titles` a number for its title.
    """
    by_title: dict[int, list[NDArray[np.uint64]]] = {}
    for title, abstract_pairs in zip(titles, pairs, strict=True):
        by_title.setdefault(title, []).append(abstract_pairs)
    of_titles = [np.unique(np.concatenate(group)) for group in by_title.values()]
    frequent, counts = np.unique(np.concatenate(of_titles), return_counts=True)
    return frequent[counts >= max(MAX_TEMPLATE_TITLES + 1, MIN_TEMPLATE_TITLES * len(by_title))]


def _hash_words(text: str) -> Iterator[int]:
    """Return the CRC-32 of each word of an abstract (see `abstract_words`), in order."""
    # Encoding all words at once is faster than one by one.
    words = " ".join(abstract_words(text)).encode().split()
    return map(zlib.crc32, words)
