"""MinHash signatures, which estimate how much two sets of tokens share."""

from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

SEED = 1
CHUNK_SIZE = 20_000  # records, or pairs of records, at a time: bounds memory
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: spreads close values (Knuth)


class Shape(NamedTuple):
    """The shape of signatures: `bands` bands of `rows` hashes.

    Records with an equal band are compared if their estimated Jaccard index is `min_jaccard`.
    """

    bands: int
    rows: int
    min_jaccard: float


class Signatures:
    """MinHash signatures of records.

    Attributes
    ----------
    shape
        Their shape.
    signed
        Indices of the records that have tokens; the others have no signature.
    """

    def __init__(self, tokens: Iterable[NDArray[np.uint64]], count: int, shape: Shape) -> None:
        """Sign the tokens of `count` records."""
        self.shape = shape
        size = shape.bands * shape.rows
        self._matrix = np.zeros((count, size), np.uint32)
        signed: list[int] = []
        numbered = ((index, hashes) for index, hashes in enumerate(tokens) if len(hashes))
        while chunk := list(islice(numbered, CHUNK_SIZE)):
            indices, hashes = zip(*chunk, strict=True)
            flat = np.concatenate(hashes) * _MULTIPLIER
            flat ^= flat >> np.uint64(32)
            ends = np.cumsum([0, *map(len, hashes)], dtype=np.uint64)
            matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, ends, size, SEED)
            self._matrix[list(indices)] = matrix.to_rows()
            signed += indices
        self.signed = np.array(signed, np.int64)

    def band_keys(self, band: int) -> NDArray[np.uint64]:
        """Return a key for each of `signed`, made of the hashes of a band."""
        keys = np.zeros(len(self.signed), np.uint64)
        columns = slice(band * self.shape.rows, (band + 1) * self.shape.rows)
        for column in self._matrix[self.signed, columns].T:
            keys = mix_hashes(keys, column.astype(np.uint64))
        return keys

    def estimate_jaccard(
        self, first: NDArray[np.int64], second: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Estimate the Jaccard index of pairs of records: the share of equal hashes."""
        jaccard = np.zeros(len(first), np.float32)
        for start in range(0, len(first), CHUNK_SIZE):
            part = slice(start, start + CHUNK_SIZE)
            jaccard[part] = (self._matrix[first[part]] == self._matrix[second[part]]).mean(axis=1)
        return jaccard


def mix_hashes(keys: NDArray[np.uint64], more: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Combine each key with another number."""
    keys = (keys ^ more) * _MULTIPLIER
    mixed: NDArray[np.uint64] = keys ^ (keys >> np.uint64(29))
    return mixed
