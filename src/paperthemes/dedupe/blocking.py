"""Blocking: find the pairs of records that are worth comparing.

A block is a set of records that share a key. The keys of a record are the letters of its title, the
letters before and after a colon in the title, the first words of its abstract, and each band of the
MinHash signatures of title and abstract. A signature is a fixed number of hashes of a record's
tokens (sequences of letters of the title, or pairs of adjacent words of the abstract); a band is a
few consecutive hashes of it.

In a small block, all pairs are compared. A large block is sorted by title and abstract, and each
record is compared with the next few only. So 5,000 records called "Editorial" give thousands of
pairs, not millions.
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

# docs/dedupe.md and benchmarks/results/dedupe.md have the share of copies that these values find.
MAX_SMALL_BLOCK = 24  # records; up to this size, all pairs of a block are compared
WINDOW = 6  # next records that each record of a larger block is compared with
FIRST_WORDS = 12  # words at the start of an abstract that make up a key
MIN_PART_LETTERS = 12  # a shorter part of a title is no key
GRAM_LENGTH = 4  # letters
# Records that share a band are compared if the estimate of their Jaccard index is large enough.
TITLE_BANDS, TITLE_BAND_SIZE, MIN_TITLE_JACCARD = 16, 4, 0.35
ABSTRACT_BANDS, ABSTRACT_BAND_SIZE, MIN_ABSTRACT_JACCARD = 32, 3, 0.2
SEED = 1  # of MinHash
CHUNK_SIZE = 20_000  # records whose signatures are computed at a time: limits memory
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: spreads close values (Knuth)

_Hashes = NDArray[np.uint64]
_Indices = NDArray[np.int64]


def find_candidates(
    titles: Sequence[TitleFeatures], abstracts: Abstracts, order: _Indices
) -> _Indices:
    """Find the pairs of records that may be one work.

    Parameters
    ----------
    titles, abstracts
        Titles and abstracts of n records.
    order
        Shape `(n,)`: rank of each record when all are sorted by title and abstract.

    Returns
    -------
    numpy.ndarray
        Shape `(pairs, 2)`, int64: pairs of indices, the smaller first, sorted.
    """
    grams = (_hash_grams(title.letters) for title in titles)
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
    """Return pairs of records that share a title, part of a title, or the start of an abstract.

    Parts with fewer than `MIN_PART_LETTERS` letters, and abstracts with fewer than `FIRST_WORDS`
    words, are no keys.
    """
    keys: list[str | bytes] = []
    owners: list[int] = []
    for index, title in enumerate(titles):
        parts = [part for part in title.parts if len(part) >= MIN_PART_LETTERS]
        record_keys: set[str | bytes] = {title.key, title.letters, *parts}
        words = abstracts.words(index)[:FIRST_WORDS]
        if len(words) == FIRST_WORDS:
            record_keys.add(words.tobytes())
        record_keys.discard("")
        keys += record_keys
        owners += [index] * len(record_keys)
    key_codes = pd.factorize(np.array(keys, object))[0]
    return _pair_blocks(key_codes, np.array(owners, np.int64), order)


def _pair_bands(
    signatures: NDArray[np.uint32], band_count: int, min_jaccard: float, order: _Indices
) -> _Indices:
    """Return pairs of records that share a band and have similar signatures.

    Parameters
    ----------
    signatures
        Shape `(hashes, n)`: signatures of n records; 0 for a record without tokens.
    band_count
        Number of bands into which a signature is split.
    min_jaccard
        Smallest share of equal hashes in the two signatures of a pair.
    order
        Shape `(n,)`: rank of each record.
    """
    with_tokens = np.flatnonzero(signatures.any(axis=0))
    pairs = np.empty((0, 2), np.int64)
    for band in np.split(signatures, band_count):
        keys = reduce(_mix_hashes, band[:, with_tokens].astype(np.uint64), np.zeros(1, np.uint64))
        band_pairs = _pair_blocks(keys, with_tokens, order)
        first, second = band_pairs.T
        equal_hashes = sum(hashes[first] == hashes[second] for hashes in signatures)
        band_pairs = band_pairs[equal_hashes >= min_jaccard * len(signatures)]
        pairs = _unique_pairs([pairs, band_pairs], len(order))
    return pairs


def _unique_pairs(pairs: Sequence[_Indices], record_count: int) -> _Indices:
    """Join arrays of pairs of record indices; return each pair once, sorted."""
    first, second = np.concatenate(pairs).T
    codes = np.unique(first * record_count + second)
    # Without records there are no codes, but the divisor must not be 0.
    return np.stack(np.divmod(codes, max(1, record_count)), axis=1)


def _pair_blocks(keys: NDArray[Any], owners: _Indices, order: _Indices) -> _Indices:
    """Return pairs of records that share a key, the smaller index first; pairs may be repeated.

    In a large block, only records close in `order` are paired.

    Parameters
    ----------
    keys
        Keys of records; a record may have several.
    owners
        The index of the record that each key belongs to.
    order
        Shape `(n,)`: rank of each record.
    """
    by_key = np.lexsort((order[owners], keys))
    keys, owners = keys[by_key], owners[by_key]
    block_sizes = np.unique(keys, return_counts=True)[1]
    size = np.repeat(block_sizes, block_sizes)  # of the block of each key
    pairs = [np.empty((0, 2), np.int64)]
    for step in range(1, min(MAX_SMALL_BLOCK, int(block_sizes.max(initial=1)))):
        shares_key = keys[:-step] == keys[step:]
        shares_key &= (size[:-step] <= MAX_SMALL_BLOCK) | (step <= WINDOW)
        pairs.append(np.stack([owners[:-step][shares_key], owners[step:][shares_key]], axis=1))
    joined = np.concatenate(pairs)  # also of a record with itself, if it has a key twice
    return np.sort(joined[joined[:, 0] != joined[:, 1]], axis=1)


def _sign(tokens: Iterable[_Hashes], record_count: int, signature_size: int) -> NDArray[np.uint32]:
    """Return the MinHash signatures of records.

    The share of equal hashes in two signatures estimates the Jaccard index of the tokens of the two
    records.

    Parameters
    ----------
    tokens
        The hashed tokens of each record.
    record_count
        Number of records.
    signature_size
        Hashes in a signature.

    Returns
    -------
    numpy.ndarray
        Shape `(signature_size, record_count)`; a record without tokens has 0 in its column.
    """
    signatures = np.zeros((signature_size, record_count), np.uint32)
    numbered = ((index, hashes) for index, hashes in enumerate(tokens) if len(hashes))
    while chunk := list(islice(numbered, CHUNK_SIZE)):
        indices, hashes = zip(*chunk, strict=True)
        flat = np.concatenate(hashes) * _MULTIPLIER
        flat ^= flat >> np.uint64(32)
        ends = np.cumsum([0, *map(len, hashes)], dtype=np.uint64)
        matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, ends, signature_size, SEED)
        signatures[:, list(indices)] = np.transpose(matrix.to_rows())
    return signatures


def _hash_grams(letters: str) -> _Hashes:
    """Return one number for each sequence of `GRAM_LENGTH` adjacent letters.

    If there are fewer letters, return one number for each letter.
    """
    codes = np.frombuffer(letters.encode("utf-32-le"), np.uint32).astype(np.uint64)
    if len(codes) < GRAM_LENGTH:
        return codes
    return reduce(_mix_hashes, sliding_window_view(codes, GRAM_LENGTH).T)


def _mix_hashes(keys: _Hashes, others: _Hashes) -> _Hashes:
    """Return one hash for each pair of a key and the other number at the same position."""
    keys = (keys ^ others) * _MULTIPLIER
    return keys ^ (keys >> np.uint64(29))
