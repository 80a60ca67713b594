"""Which pairs of records are worth a closer look: those that share a block.

A block is a set of records with the same key: the letters of a title or of its part before or after
a colon, the first words of an abstract, and bands of MinHash signatures of both. All pairs of a
small block are taken; in a large one, sorted by title and abstract, each record and the next few.
So 5,000 records called "Editorial" make thousands of pairs, and not millions.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from paperthemes.dedupe.abstracts import Abstracts, word_pairs
from paperthemes.dedupe.headings import Heading

_SEED = 1
_MIX = np.uint64(0x9E3779B97F4A7C15)  # an odd number that spreads close values far apart
_SMALL_BLOCK = 24  # records of which all pairs are taken
_WINDOW = 6  # in a larger block, records after each that it is paired with
_FIRST_WORDS = 12
_FEWEST_LETTERS = 12
_CHUNK = 20_000
# Bands, rows of each, and the estimated Jaccard index below which a pair is dropped.
_OF_TITLES = (16, 4, 0.35)
_OF_ABSTRACTS = (32, 3, 0.2)

_Keys = NDArray[np.uint64]
_Pairs = NDArray[np.int64]


def candidates(headings: Sequence[Heading], abstracts: Abstracts, order: _Pairs) -> _Pairs:
    """Find pairs of records that may be one work.

    Parameters
    ----------
    headings, abstracts
        Of the records.
    order
        The place of each record when they are sorted by title and abstract.

    Returns
    -------
    numpy.ndarray
        Pairs of indices, the smaller first, sorted; shape `(pairs, 2)`.
    """
    count = len(headings)
    found = [_in_blocks(*_exact_keys(headings, abstracts), order)]
    titles = (_grams(heading.letters) for heading in headings)
    found.append(_by_signature(titles, count, _OF_TITLES, order))
    texts = (word_pairs(abstracts.words(index)) for index in range(count))
    found.append(_by_signature(texts, count, _OF_ABSTRACTS, order))
    codes = _joined([pairs[:, 0] * count + pairs[:, 1] for pairs in found])
    return np.stack(np.divmod(codes, max(1, count)), axis=1)


def _exact_keys(headings: Sequence[Heading], abstracts: Abstracts) -> tuple[_Keys, _Pairs]:
    """Return keys that two records either share or do not, and the record of each."""
    keys: list[int] = []
    owners: list[int] = []
    for index, heading in enumerate(headings):
        long = {part for part in heading.parts if len(part) >= _FEWEST_LETTERS}
        own = [part.encode() for part in sorted({heading.key, heading.letters} | long) if part]
        if len(beginning := abstracts.words(index)[:_FIRST_WORDS]) == _FIRST_WORDS:
            own.append(b"\0" + beginning.tobytes())
        keys += [int.from_bytes(blake2b(key, digest_size=8).digest()) for key in own]
        owners += [index] * len(own)
    return np.array(keys, np.uint64), np.array(owners, np.int64)


def _by_signature(
    tokens: Iterable[_Keys], count: int, shape: tuple[int, int, float], order: _Pairs
) -> _Pairs:
    """Find pairs whose tokens have a large part in common, by MinHash."""
    bands, rows, floor = shape
    signatures, filled = _signatures(tokens, count, bands * rows)
    codes: list[_Pairs] = []
    for band in range(bands):
        keys = _mixed(signatures[filled, band * rows : (band + 1) * rows])
        pairs = _in_blocks(keys, filled, order)
        codes.append(pairs[:, 0] * count + pairs[:, 1])
        if band % 8 == 7:
            codes = [_joined(codes)]
    left, right = np.divmod(_joined(codes), max(1, count))
    alike = np.zeros(len(left), dtype=bool)
    for start in range(0, len(left), _CHUNK):
        part = slice(start, start + _CHUNK)
        equal = signatures[left[part]] == signatures[right[part]]
        alike[part] = equal.mean(axis=1) >= floor
    return np.stack([left[alike], right[alike]], axis=1)


def _signatures(
    tokens: Iterable[_Keys], count: int, size: int
) -> tuple[NDArray[np.uint32], _Pairs]:
    """Return the MinHash signature of each record, and which records have tokens."""
    signatures = np.zeros((count, size), np.uint32)
    filled: list[int] = []
    numbered = enumerate(tokens)
    for _ in range(0, count, _CHUNK):
        chunk = [(index, own) for index, own in islice(numbered, _CHUNK) if len(own)]
        if not chunk:
            continue
        indices, owns = zip(*chunk, strict=True)
        flat = np.concatenate(owns) * _MIX
        flat ^= flat >> np.uint64(32)
        ends = np.cumsum([0, *map(len, owns)], dtype=np.uint64)
        matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, ends, size, _SEED)
        signatures[list(indices)] = matrix.to_rows()
        filled += indices
    return signatures, np.array(filled, np.int64)


def _in_blocks(keys: _Keys, owners: _Pairs, order: _Pairs) -> _Pairs:
    """Pair the owners of equal keys: all of a small block, those near in `order` of a large one."""
    by_key = np.lexsort((order[owners], keys))
    keys, owners = keys[by_key], owners[by_key]
    sizes = np.unique(keys, return_counts=True)[1]
    size = np.repeat(sizes, sizes)
    left: list[_Pairs] = [np.empty(0, np.int64)]
    right = left.copy()
    for step in range(1, min(_SMALL_BLOCK, int(sizes.max(initial=1)))):
        same = keys[:-step] == keys[step:]
        same &= (size[:-step] <= _SMALL_BLOCK) | (step <= _WINDOW)
        left.append(owners[:-step][same])
        right.append(owners[step:][same])
    ends: _Pairs = np.stack([np.concatenate(left), np.concatenate(right)], axis=1)
    different: _Pairs = np.sort(ends[ends[:, 0] != ends[:, 1]], axis=1)
    return different


def _grams(letters: str) -> _Keys:
    """Return a number for each four letters that follow each other."""
    single = np.frombuffer(letters.encode("utf-32-le"), np.uint32).astype(np.uint64)
    if len(single) < 4:
        return single
    return ((single[:-3] * _MIX + single[1:-2]) * _MIX + single[2:-1]) * _MIX + single[3:]


def _mixed(columns: NDArray[np.uint32]) -> _Keys:
    """Make one key of the columns of each row."""
    keys = np.zeros(len(columns), np.uint64)
    for column in columns.T:
        keys = (keys ^ column.astype(np.uint64)) * _MIX
        keys ^= keys >> np.uint64(29)
    return keys


def _joined(codes: Sequence[_Pairs]) -> _Pairs:
    joined: _Pairs = np.unique(np.concatenate(codes))
    return joined
