"""Which pairs of records are worth a closer look: those that share a block.

A block is a set of records with the same key: the letters of a title or of its part before or after
a colon, the first words of an abstract, and bands of MinHash signatures of both. All pairs of a
small block are taken; in a large one, sorted by title and abstract, each record and the next few.
So 5,000 records called "Editorial" make thousands of pairs, and not millions.
"""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from paperthemes.dedupe.abstracts import SHORTER, Abstracts, word_pairs
from paperthemes.dedupe.headings import Heading
from paperthemes.dedupe.judging import ALMOST_THE_TITLE, needed_of
from paperthemes.dedupe.signatures import Signatures, mixed

_SMALL_BLOCK = 24  # records of which all pairs are taken
_WINDOW = 6  # in a larger block, records after each that it is paired with
_FIRST_WORDS = 12
_FEWEST_LETTERS = 12
# Bands, rows of each, and the estimated Jaccard index below which a pair is dropped.
_OF_TITLES = (16, 4, 0.35)
_OF_ABSTRACTS = (32, 3, 0.2)
_ERRORS = 3.5  # standard errors by which an estimate may be wrong
_CHUNK = 100_000  # pairs at a time

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
    signed = [
        (Signatures(tokens, count, bands * rows), (bands, rows, floor))
        for tokens, (bands, rows, floor) in (
            ((_grams(heading.letters) for heading in headings), _OF_TITLES),
            ((word_pairs(abstracts.words(index)) for index in range(count)), _OF_ABSTRACTS),
        )
    ]
    found = [_in_blocks(*_exact_keys(headings, abstracts), order)]
    found += [_by_signature(*one, order) for one in signed]
    pairs = _different(found, count)
    return pairs[~_unlike(pairs, headings, abstracts, signed[1][0])]


def _unlike(
    pairs: _Pairs, headings: Sequence[Heading], abstracts: Abstracts, signatures: Signatures
) -> NDArray[np.bool_]:
    """Tell which pairs need no closer look: the abstracts surely have too little in common.

    That is of two whole ones, under titles that are not the same, by the estimate and its error.
    """
    left, right = pairs.T
    numbers: dict[str, int] = {}
    keys = np.array([numbers.setdefault(heading.key, len(numbers)) for heading in headings])
    sizes = np.array([abstracts.size(index) for index in range(len(headings))])
    small, large = (of(sizes[left], sizes[right]) for of in (np.minimum, np.maximum))
    titles = _titles_alike(pairs, headings)
    cut = abstracts.cut[left] | abstracts.cut[right] | (titles >= ALMOST_THE_TITLE)
    whole = (small > 0) & ((small >= SHORTER * large) | ~cut)
    needed = needed_of(titles)
    jaccard = needed / (2 - needed)
    error = np.sqrt(jaccard * (1 - jaccard) / signatures.size)
    too_little = signatures.estimates(left, right) < jaccard - _ERRORS * error
    unlike: NDArray[np.bool_] = whole & too_little & (keys[left] != keys[right])
    return unlike


def _titles_alike(pairs: _Pairs, headings: Sequence[Heading]) -> NDArray[np.float64]:
    """Return how alike the titles of pairs are at most."""
    alike = np.zeros(len(pairs))
    sides = [[heading.letters for heading in headings]]
    sides.append([" ".join(sorted(heading.words)) for heading in headings])
    for start in range(0, len(pairs), _CHUNK):
        part = pairs[start : start + _CHUNK].T.tolist()
        for texts in sides:
            left, right = ([texts[index] for index in end] for end in part)
            found = cpdist(left, right, scorer=fuzz.ratio) / 100
            np.maximum(alike[start : start + _CHUNK], found, out=alike[start : start + _CHUNK])
    return alike


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


def _by_signature(signatures: Signatures, shape: tuple[int, int, float], order: _Pairs) -> _Pairs:
    """Find pairs whose tokens have a large part in common."""
    bands, rows, floor = shape
    pairs = np.empty((0, 2), np.int64)
    count = len(order)
    for band in range(bands):
        more = _in_blocks(signatures.band(band, rows), signatures.filled, order)
        alike = signatures.estimates(*more.T) >= floor
        pairs = _different([pairs, more[alike]], count)
    return pairs


def _different(pairs: Sequence[_Pairs], count: int) -> _Pairs:
    """Return each pair once, sorted."""
    left, right = np.concatenate(pairs).T
    codes = np.unique(left * count + right)
    return np.stack(np.divmod(codes, max(1, count)), axis=1)


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
    return mixed(mixed(mixed(single[:-3], single[1:-2]), single[2:-1]), single[3:])
