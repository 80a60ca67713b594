"""Blocking: find the pairs of records that are worth comparing.

A block is a set of records with the same key: the letters of a title or of its part before or after
a colon, the first words of an abstract, or a band of the MinHash signature of either. All pairs of
a small block are compared; in a large block, sorted by title and abstract, each record is compared
with the next few. So 5,000 records called "Editorial" give thousands of pairs, not millions.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from rensa import RMinHash

from paperthemes.dedupe.abstracts import Abstracts, word_pairs
from paperthemes.dedupe.title_features import TitleFeatures

# How many pairs are found: docs/dedupe.md and benchmarks/results/dedupe.md.
MAX_SMALL_BLOCK = 24  # records of which all pairs are compared
WINDOW = 6  # following records that each record of a larger block is compared with
FIRST_WORDS = 12  # words of an abstract that make a key
MIN_PART_LETTERS = 12  # a shorter part of a title makes no key
GRAM_LENGTH = 4  # letters
# Records with an equal band are compared from this estimate of their Jaccard index.
TITLE_BANDS, TITLE_BAND_SIZE, MIN_TITLE_JACCARD = 16, 4, 0.35
ABSTRACT_BANDS, ABSTRACT_BAND_SIZE, MIN_ABSTRACT_JACCARD = 32, 3, 0.2
SEED = 1  # of MinHash
CHUNK_SIZE = 20_000  # records signed at a time: bounds memory
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: spreads close values (Knuth)

_Hashes = NDArray[np.uint64]
_Indices = NDArray[np.int64]


def find_candidates(
    titles: Sequence[TitleFeatures], abstracts: Abstracts, order: _Indices
) -> _Indices:
    """Find pairs of records that may be one work.

    Parameters
    ----------
    titles, abstracts
        Titles and abstracts of n records.
    order
        Shape `(n,)`: the rank of each record by title and abstract.

    Returns
    -------
    numpy.ndarray
        Shape `(pairs, 2)`, int64: pairs of indices, the smaller first, sorted.
    """
    grams = (_grams(title.letters) for title in titles)
    adjacent_words = (word_pairs(abstracts.words(index)) for index in range(len(titles)))
    title_signatures = _sign(grams, len(titles), TITLE_BANDS * TITLE_BAND_SIZE)
    abstract_signatures = _sign(adjacent_words, len(titles), ABSTRACT_BANDS * ABSTRACT_BAND_SIZE)
    pairs = [
        _pair_equal_texts(titles, abstracts, order),
        _pair_bands(title_signatures, TITLE_BANDS, MIN_TITLE_JACCARD, order),
        _pair_bands(abstract_signatures, ABSTRACT_BANDS, MIN_ABSTRACT_JACCARD, order),
    ]
    return _unique_pairs(pairs, len(titles))


def _pair_equal_texts(
    titles: Sequence[TitleFeatures], abstracts: Abstracts, order: _Indices
) -> _Indices:
    """Return pairs of records that share a title, a part of it, or the first words."""
    keys: list[str | bytes] = []
    owners: list[int] = []
    for index, title in enumerate(titles):
        parts = [part for part in title.parts if len(part) >= MIN_PART_LETTERS]
        texts: set[str | bytes] = {title.key, title.letters, *parts}
        words = abstracts.words(index)[:FIRST_WORDS]
        if len(words) == FIRST_WORDS:
            texts.add(words.tobytes())
        texts.discard("")
        keys += texts
        owners += [index] * len(texts)
    numbers = pd.factorize(np.array(keys, object))[0]
    return _pair_blocks(numbers, np.array(owners, np.int64), order)


def _pair_bands(
    signatures: NDArray[np.uint32], bands: int, min_jaccard: float, order: _Indices
) -> _Indices:
    """Return pairs of records that share a band and have similar signatures."""
    signed = np.flatnonzero(signatures.any(axis=0))
    pairs = np.empty((0, 2), np.int64)
    for band in np.split(signatures, bands):
        keys = reduce(_mix_hashes, band[:, signed].astype(np.uint64), np.zeros(1, np.uint64))
        more = _pair_blocks(keys, signed, order)
        equal_hashes = sum(hashes[more[:, 0]] == hashes[more[:, 1]] for hashes in signatures)
        more = more[equal_hashes >= min_jaccard * len(signatures)]
        pairs = _unique_pairs([pairs, more], len(order))
    return pairs


def _unique_pairs(pairs: Sequence[_Indices], count: int) -> _Indices:
    """Return each pair of `count` records once, sorted."""
    first, second = np.concatenate(pairs).T
    codes = np.unique(first * count + second)
    return np.stack(np.divmod(codes, max(1, count)), axis=1)


def _pair_blocks(keys: NDArray[Any], owners: _Indices, order: _Indices) -> _Indices:
    """Pair the owners of equal keys; in large blocks, only those close to each other in `order`."""
    by_key = np.lexsort((order[owners], keys))
    keys, owners = keys[by_key], owners[by_key]
    block_sizes = np.unique(keys, return_counts=True)[1]
    size = np.repeat(block_sizes, block_sizes)
    pairs = [np.empty((0, 2), np.int64)]
    for step in range(1, min(MAX_SMALL_BLOCK, int(block_sizes.max(initial=1)))):
        is_pair = keys[:-step] == keys[step:]
        is_pair &= (size[:-step] <= MAX_SMALL_BLOCK) | (step <= WINDOW)
        pairs.append(np.stack([owners[:-step][is_pair], owners[step:][is_pair]], axis=1))
    joined = np.concatenate(pairs)
    return np.sort(joined[joined[:, 0] != joined[:, 1]], axis=1)


def _sign(tokens: Iterable[_Hashes], count: int, size: int) -> NDArray[np.uint32]:
    """Return the MinHash signatures of `count` records as columns; 0 without tokens.

    The share of equal hashes estimates the Jaccard index of the tokens of two records.
    """
    signatures = np.zeros((size, count), np.uint32)
    numbered = ((index, hashes) for index, hashes in enumerate(tokens) if len(hashes))
    while chunk := list(islice(numbered, CHUNK_SIZE)):
        indices, hashes = zip(*chunk, strict=True)
        flat = np.concatenate(hashes) * _MULTIPLIER
        flat ^= flat >> np.uint64(32)
        ends = np.cumsum([0, *map(len, hashes)], dtype=np.uint64)
        matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, ends, size, SEED)
        signatures[:, list(indices)] = np.transpose(matrix.to_rows())
    return signatures


def _grams(letters: str) -> _Hashes:
    """Return a number for each sequence of `GRAM_LENGTH` letters."""
    codes = np.frombuffer(letters.encode("utf-32-le"), np.uint32).astype(np.uint64)
    if len(codes) < GRAM_LENGTH:
        return codes
    return reduce(_mix_hashes, sliding_window_view(codes, GRAM_LENGTH).T)


def _mix_hashes(keys: _Hashes, more: _Hashes) -> _Hashes:
    """Combine each key with another number."""
    keys = (keys ^ more) * _MULTIPLIER
    return keys ^ (keys >> np.uint64(29))
