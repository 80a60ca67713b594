"""MinHash signatures: how much two sets of tokens share, from a few numbers of each."""

from collections.abc import Iterable
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

_SEED = 1
_CHUNK = 20_000  # records, or pairs of them, at a time
_MIX = np.uint64(0x9E3779B97F4A7C15)  # an odd number that spreads close values far apart


class Signatures:
    """The signatures of records.

    Attributes
    ----------
    size
        How many numbers a signature has.
    filled
        The places of the records that have tokens; the others have no signature.
    """

    def __init__(self, tokens: Iterable[NDArray[np.uint64]], count: int, size: int) -> None:
        """Sign the tokens of `count` records with `size` numbers each."""
        self.size = size
        self._matrix = np.zeros((count, size), np.uint32)
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
            self._matrix[list(indices)] = matrix.to_rows()
            filled += indices
        self.filled = np.array(filled, np.int64)

    def band(self, number: int, rows: int) -> NDArray[np.uint64]:
        """Return one key for each of `filled`, made of `rows` numbers of its signature."""
        keys = np.zeros(len(self.filled), np.uint64)
        for column in self._matrix[self.filled, number * rows : (number + 1) * rows].T:
            keys = mixed(keys, column.astype(np.uint64))
        return keys

    def estimates(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float32]:
        """Estimate the Jaccard index of pairs of records: the share of equal numbers."""
        found = np.zeros(len(left), np.float32)
        for start in range(0, len(left), _CHUNK):
            part = slice(start, start + _CHUNK)
            found[part] = (self._matrix[left[part]] == self._matrix[right[part]]).mean(axis=1)
        return found


def mixed(keys: NDArray[np.uint64], more: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Take another number into each key."""
    keys = (keys ^ more) * _MIX
    result: NDArray[np.uint64] = keys ^ (keys >> np.uint64(29))
    return result
