"""Blocking: find the pairs of records that are worth comparing.

A block is a set of records that share a key. The keys of a record are the letters of its title, the
letters before and after a colon in the title, the first words of its abstract, and each band of the
MinHash signatures of title and abstract. A signature is a fixed number of hashes of a record's
tokens (sequences of letters of the title, or pairs of adjacent words of the abstract); a band is a
few consecutive hashes of it.

In a small block, all records are paired. A large block is sorted by title and abstract, and each
record is paired with the next few only. So 5,000 records called "Editorial" give thousands of
pairs, not millions. A pair from the block of a band is dropped if the two signatures are not
similar enough.
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
MAX_SMALL_BLOCK = 24  # records; up to this size, a block gives all its pairs
WINDOW = 6  # next records that each record of a larger block is paired with
FIRST_WORDS = 12  # words at the start of an abstract that make up a key
MIN_PART_LETTERS = 12  # a shorter part of a title, before or after a colon, is no key
GRAM_LENGTH = 4  # letters in the sequences of letters whose hashes are the tokens of a title
# Records that share a band are compared if the estimate of their Jaccard index is large enough.
TITLE_BANDS, TITLE_BAND_SIZE, MIN_TITLE_JACCARD = 16, 4, 0.35
ABSTRACT_BANDS, ABSTRACT_BAND_SIZE, MIN_ABSTRACT_JACCARD = 32, 3, 0.2
SEED = 1  # of MinHash
CHUNK_SIZE = 4_000  # records whose signatures are computed at a time: limits memory
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: spreads close values (Knuth)

_Hashes = NDArray[np.uint64]
_Indices = NDArray[np.int64]


def find_candidates(
    titles: Sequence[TitleFeatures], abstracts: Abstracts, ranks: _Indices
) -> _Indices:
    """Find the pairs of records that are worth comparing, because they may be one work.

    These are records that share a title, part of a title or the start of an abstract (see
    `_pair_by_texts`), and records with similar titles or similar abstracts by their MinHash
    signatures (see `_pair_by_bands`).

    Parameters
    ----------
    titles, abstracts
        Titles and abstracts of n records.
    ranks
        Shape `(n,)`: rank of each record when all are sorted by title and abstract. If more than
        `MAX_SMALL_BLOCK` records have something in common, only those with close ranks are paired.

    Returns
    -------
    numpy.ndarray
        Shape `(pairs, 2)`, int64: pairs of indices, the smaller first, sorted.
    """
    grams = (_hash_grams(title.letters) for title in titles)
    words = (word_pairs(abstracts.word_hashes(index)) for index in range(len(titles)))
    title_signatures = _make_signatures(grams, len(titles), TITLE_BANDS * TITLE_BAND_SIZE)
    abstract_signatures = _make_signatures(words, len(titles), ABSTRACT_BANDS * ABSTRACT_BAND_SIZE)
    pairs = [
        _pair_by_texts(titles, abstracts, ranks),
        _pair_by_bands(title_signatures, TITLE_BANDS, MIN_TITLE_JACCARD, ranks),
        _pair_by_bands(abstract_signatures, ABSTRACT_BANDS, MIN_ABSTRACT_JACCARD, ranks),
    ]
    return _merge_pairs(pairs, len(titles))


def _pair_by_texts(
    titles: Sequence[TitleFeatures], abstracts: Abstracts, ranks: _Indices
) -> _Indices:
    """Return pairs of records that share at least one key (see `_pair_by_keys`).

    The keys of a record are:

    - its normalised title (`TitleFeatures.key`);
    - the letters and digits of its title;
    - each part of its title, before and after the first colon, if it has `MIN_PART_LETTERS` letters
      and digits or more; a part of one title may equal the whole of another;
    - the first `FIRST_WORDS` words of its abstract, if it has so many and is comparable.

    The parameters are those of `find_candidates`.
    """
    keys: list[str | bytes] = []
    owners: list[int] = []  # the index of the record of each key
    for index, title in enumerate(titles):
        parts = [part for part in title.parts if len(part) >= MIN_PART_LETTERS]
        record_keys: set[str | bytes] = {title.key, title.letters, *parts}
        words = abstracts.word_hashes(index)[:FIRST_WORDS]
        if len(words) == FIRST_WORDS:
            record_keys.add(words.tobytes())
        record_keys.discard("")  # of a title that is empty or has no letters
        keys += record_keys
        owners += [index] * len(record_keys)
    key_codes = pd.factorize(np.array(keys, object))[0]  # equal numbers for equal keys
    return _pair_by_keys(key_codes, np.array(owners, np.int64), ranks)


def _pair_by_bands(
    signatures: NDArray[np.uint32], band_count: int, min_jaccard: float, ranks: _Indices
) -> _Indices:
    """Return pairs of records with similar signatures that agree in at least one whole band.

    A signature consists of hashes (see `_make_signatures`), and is split into bands of consecutive
    hashes. If many records agree in a band, only some are paired (see `_pair_by_keys`).

    Parameters
    ----------
    signatures
        Shape `(hashes, n)`: the signature of each record as a column; only zeros for a record
        without tokens, which is paired with none.
    band_count
        Number of bands in a signature.
    min_jaccard
        Smallest share of equal hashes in the signatures of a pair. It estimates the Jaccard index.
    ranks
        Shape `(n,)`: rank of each record.
    """
    with_tokens = np.flatnonzero(signatures.any(axis=0))  # indices of records
    pairs = np.empty((0, 2), np.int64)
    for band in np.split(signatures, band_count):
        # One number for each record: the hashes of its band, mixed one after another.
        keys = reduce(_mix_hashes, band[:, with_tokens].astype(np.uint64), np.zeros(1, np.uint64))
        band_pairs = _pair_by_keys(keys, with_tokens, ranks)
        first, second = band_pairs.T
        # For each pair of records, the number of equal hashes in their whole signatures.
        equal_counts = sum(hashes[first] == hashes[second] for hashes in signatures)
        band_pairs = band_pairs[equal_counts >= min_jaccard * len(signatures)]
        pairs = _merge_pairs([pairs, band_pairs], len(ranks))
    return pairs


def _merge_pairs(pairs: Sequence[_Indices], record_count: int) -> _Indices:
    """Return the pairs of record indices in several arrays, each pair once, sorted.

    All indices are below `record_count`.
    """
    first, second = np.concatenate(pairs).T
    # A pair as one number with the indices as its digits; `divmod` takes it apart again.
    codes = np.unique(first * record_count + second)
    # Without records there are no codes, but the divisor must not be 0.
    return np.stack(np.divmod(codes, max(1, record_count)), axis=1)


def _pair_by_keys(keys: NDArray[Any], owners: _Indices, ranks: _Indices) -> _Indices:
    """Return pairs of records that share a key, the smaller index first; pairs may be repeated.

    The records that share a key are a block. In a block of at most `MAX_SMALL_BLOCK` records, all
    pairs are returned. In a larger one, each record is paired with the next `WINDOW` by rank.

    Parameters
    ----------
    keys
        Keys of records; a record may have several.
    owners
        The index of the record that each key belongs to.
    ranks
        Shape `(n,)`: rank of each record.
    """
    by_key = np.lexsort((ranks[owners], keys))  # sorted by key, and by rank within a block
    keys, owners = keys[by_key], owners[by_key]
    block_sizes = np.unique(keys, return_counts=True)[1]
    size = np.repeat(block_sizes, block_sizes)  # of the block of each key
    # Each step pairs each key with the key so many places further on, if it is in the same block.
    # For a block of n keys, n - 1 steps suffice.
    pairs = [np.empty((0, 2), np.int64)]
    for step in range(1, min(MAX_SMALL_BLOCK, int(block_sizes.max(initial=1)))):
        shares_key = keys[:-step] == keys[step:]
        shares_key &= (size[:-step] <= MAX_SMALL_BLOCK) | (step <= WINDOW)
        pairs.append(np.stack([owners[:-step][shares_key], owners[step:][shares_key]], axis=1))
    joined = np.concatenate(pairs)  # also of a record with itself, if it has a key twice
    return np.sort(joined[joined[:, 0] != joined[:, 1]], axis=1)


def _make_signatures(tokens: Iterable[_Hashes], record_count: int, size: int) -> NDArray[np.uint32]:
    """Return the MinHash signatures of records, which are short and quick to compare.

    A signature is a fixed number of hashes of a record's tokens: of the sequences of letters in its
    title, or of the pairs of words in its abstract. The share of equal hashes in two signatures
    estimates the Jaccard index of the tokens of the two records (Broder 1997).

    Parameters
    ----------
    tokens
        The tokens of each record, as numbers.
    record_count
        Number of records.
    size
        Number of hashes in a signature.

    Returns
    -------
    numpy.ndarray
        Shape `(size, record_count)`: the signature of each record as a column. The column of a
        record without tokens has only zeros.
    """
    signatures = np.zeros((size, record_count), np.uint32)
    # Only records with tokens.
    numbered = ((index, numbers) for index, numbers in enumerate(tokens) if len(numbers))
    while chunk := list(islice(numbered, CHUNK_SIZE)):
        indices, chunk_tokens = zip(*chunk, strict=True)
        # The multiplication and the shift spread similar numbers over the range of the hashes.
        flat = np.concatenate(chunk_tokens) * _MULTIPLIER
        flat ^= flat >> np.uint64(32)
        # The tokens of record i of the chunk are in `flat` from `starts[i]` to `starts[i + 1]`.
        starts = np.cumsum([0, *map(len, chunk_tokens)], dtype=np.uint64)
        matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, starts, size, SEED)
        signatures[:, list(indices)] = np.transpose(matrix.to_rows())
    return signatures


def _hash_grams(letters: str) -> _Hashes:
    """Return one number for each sequence of `GRAM_LENGTH` adjacent letters of a title.

    If there are fewer letters, return one number for each letter.
    """
    # UTF-32 has one number of 32 bits for each character.
    codes = np.frombuffer(letters.encode("utf-32-le"), np.uint32).astype(np.uint64)
    if len(codes) < GRAM_LENGTH:
        return codes
    # Row i of the transposed view has letter i of each sequence; the rows are mixed one by one.
    return reduce(_mix_hashes, sliding_window_view(codes, GRAM_LENGTH).T)


def _mix_hashes(keys: _Hashes, others: _Hashes) -> _Hashes:
    """Return one hash for each number in `keys` and the number in `others` at the same position.

    `reduce` with this function turns several rows of numbers into one row: a hash of each column.
    If `keys` has a single number, it is used for all numbers in `others`.
    """
    keys = (keys ^ others) * _MULTIPLIER
    return keys ^ (keys >> np.uint64(29))
