"""Hybrid vectors: what an encoder understands, next to the words it was written in.

The two halves err differently: on labelled abstracts the nearest ten neighbours share their field
one to two points more often than with either half alone.
"""

import numpy as np
from numpy.typing import NDArray

from paperthemes.artifacts.vectors import unit_rows
from paperthemes.encoders.lsa import lsa_vectors


def hybrid_vectors(
    texts: list[str], vectors: NDArray[np.float32], weight: float, dimensions: int
) -> NDArray[np.float32]:
    """Put `weight` times the lexical vector of each text beside its semantic vector.

    Parameters
    ----------
    texts
        The n texts.
    vectors
        Shape `(n, d)`: their semantic vectors, brought to unit length here.
    weight
        Weight of the lexical half, 0 or more.
    dimensions
        Its length at most; fewer where there are fewer texts or terms.

    Returns
    -------
    NDArray[np.float32]
        Shape `(n, d + e)` with e at most `dimensions`.
    """
    lexical = lsa_vectors(texts, dimensions)
    return np.hstack([unit_rows(vectors), np.float32(weight) * unit_rows(lexical)])
