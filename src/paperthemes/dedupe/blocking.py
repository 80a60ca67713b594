"""Blocking: find the pairs of records that are worth comparing.

A block is a set of records with the same key: the letters of a title or of its part before or after
a colon, the first words of an abstract, or a band of the MinHash signature of either. All pairs of
a small block are compared; in a large block, sorted by title and abstract, each record is compared
with the next few. So 5,000 records called "Editorial" give thousands of pairs, not millions.
"""

from collections.abc import Iterator, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from paperthemes.dedupe.abstracts import MAX_PREFIX_SHARE, Abstracts, word_pairs
from paperthemes.dedupe.matcher import MIN_NEAR_EQUAL_TITLE, required_abstract_similarity
from paperthemes.dedupe.minhash import Shape, Signatures, mix_hashes
from paperthemes.dedupe.title_features import TitleFeatures

# How many pairs are found: docs/dedupe.md and benchmarks/results/dedupe.md.
MAX_SMALL_BLOCK = 24  # records of which all pairs are compared
WINDOW = 6  # following records that each record of a larger block is compared with
FIRST_WORDS = 12  # words of an abstract that make a key
MIN_PART_LETTERS = 12  # a shorter part of a title makes no key
TITLE_SHAPE = Shape(bands=16, rows=4, min_jaccard=0.35)
ABSTRACT_SHAPE = Shape(bands=32, rows=3, min_jaccard=0.2)
MAX_STANDARD_ERRORS = 3.5  # by which an estimate may be too low
CHUNK_SIZE = 100_000  # pairs at a time: bounds memory
GRAM_LENGTH = 4  # letters

_Keys = NDArray[np.uint64]
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
    count = len(titles)
    grams = (_grams(title.letters) for title in titles)
    pairs_of_words = (word_pairs(abstracts.words(index)) for index in range(count))
    abstract_signatures = Signatures(pairs_of_words, count, ABSTRACT_SHAPE)
    pairs = [
        _pair_blocks(*_exact_keys(titles, abstracts), order),
        _pair_bands(Signatures(grams, count, TITLE_SHAPE), order),
        _pair_bands(abstract_signatures, order),
    ]
    candidates = _unique_pairs(pairs, count)
    return candidates[~_are_dissimilar(candidates, titles, abstracts, abstract_signatures)]


def _are_dissimilar(
    pairs: _Indices,
    titles: Sequence[TitleFeatures],
    abstracts: Abstracts,
    signatures: Signatures,
) -> NDArray[np.bool_]:
    """Return which pairs certainly have too dissimilar abstracts, under different titles.

    Truncated abstracts are never dissimilar.
    """
    first, second = pairs.T
    numbers: dict[str, int] = {}
    keys = np.array([numbers.setdefault(title.key, len(numbers)) for title in titles])
    sizes = np.array([abstracts.size(index) for index in range(len(titles))])
    shorter, longer = np.sort([sizes[first], sizes[second]], axis=0)
    similarities = _max_title_similarity(pairs, titles)
    may_be_truncated = abstracts.is_truncated[first] | abstracts.is_truncated[second]
    may_be_truncated |= similarities >= MIN_NEAR_EQUAL_TITLE
    is_whole = (shorter > 0) & ((shorter >= MAX_PREFIX_SHARE * longer) | ~may_be_truncated)
    required = required_abstract_similarity(similarities)
    jaccard = required / (2 - required)  # of a Dice coefficient
    hashes = signatures.shape.bands * signatures.shape.rows
    error = np.sqrt(jaccard * (1 - jaccard) / hashes)
    estimates = signatures.estimate_jaccard(first, second)
    is_too_low = estimates < jaccard - MAX_STANDARD_ERRORS * error
    are_dissimilar: NDArray[np.bool_] = is_whole & is_too_low & (keys[first] != keys[second])
    return are_dissimilar


def _max_title_similarity(pairs: _Indices, titles: Sequence[TitleFeatures]) -> NDArray[np.float64]:
    """Return an upper bound of the similarity of titles for each pair, 0 to 1."""
    spellings = [
        [title.letters for title in titles],
        [" ".join(sorted(title.words)) for title in titles],
    ]
    similarities = np.zeros(len(pairs))
    for start in range(0, len(pairs), CHUNK_SIZE):
        part = slice(start, start + CHUNK_SIZE)
        indices = pairs[part].T.tolist()
        for texts in spellings:
            first, second = ([texts[index] for index in column] for column in indices)
            ratios = cpdist(first, second, scorer=fuzz.ratio) / 100
            similarities[part] = np.maximum(similarities[part], ratios)
    return similarities


def _exact_keys(titles: Sequence[TitleFeatures], abstracts: Abstracts) -> tuple[_Keys, _Indices]:
    """Return hashes of parts of titles and abstracts, and the record that each belongs to."""
    keys: list[int] = []
    owners: list[int] = []
    for index, title in enumerate(titles):
        for key in _key_texts(title, abstracts.words(index)[:FIRST_WORDS]):
            keys.append(int.from_bytes(blake2b(key, digest_size=8).digest()))
            owners.append(index)
    return np.array(keys, np.uint64), np.array(owners, np.int64)


def _key_texts(title: TitleFeatures, first_words: NDArray[np.uint32]) -> Iterator[bytes]:
    parts = {part for part in title.parts if len(part) >= MIN_PART_LETTERS}
    yield from (part.encode() for part in sorted({title.key, title.letters} | parts) if part)
    if len(first_words) == FIRST_WORDS:
        yield b"\0" + first_words.tobytes()


def _pair_bands(signatures: Signatures, order: _Indices) -> _Indices:
    """Return pairs of records that share a band of their signatures."""
    pairs = np.empty((0, 2), np.int64)
    for band in range(signatures.shape.bands):
        more = _pair_blocks(signatures.band_keys(band), signatures.signed, order)
        more = more[signatures.estimate_jaccard(*more.T) >= signatures.shape.min_jaccard]
        pairs = _unique_pairs([pairs, more], len(order))
    return pairs


def _unique_pairs(pairs: Sequence[_Indices], count: int) -> _Indices:
    """Return each pair of `count` records once, sorted."""
    first, second = np.concatenate(pairs).T
    codes = np.unique(first * count + second)
    return np.stack(np.divmod(codes, max(1, count)), axis=1)


def _pair_blocks(keys: _Keys, owners: _Indices, order: _Indices) -> _Indices:
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
    different: _Indices = np.sort(joined[joined[:, 0] != joined[:, 1]], axis=1)
    return different


def _grams(letters: str) -> _Keys:
    """Return a number for each sequence of `GRAM_LENGTH` letters."""
    codes = np.frombuffer(letters.encode("utf-32-le"), np.uint32).astype(np.uint64)
    if len(codes) < GRAM_LENGTH:
        return codes
    grams = codes[: len(codes) - GRAM_LENGTH + 1]
    for start in range(1, GRAM_LENGTH):
        grams = mix_hashes(grams, codes[start : len(codes) - GRAM_LENGTH + 1 + start])
    return grams
