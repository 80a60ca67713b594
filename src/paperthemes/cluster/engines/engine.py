"""What every engine takes and gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from paperthemes.artifacts.neighbours import Neighbours
from paperthemes.cluster.settings import ClusterSettings

REPEATS = 4  # times that an engine repeats itself on other seeds


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups that an engine found among n papers.

    Attributes
    ----------
    labels
        Shape `(n,)`, int64: the group of each paper, from 0; `UNASSIGNED` where the engine places
        it in none.
    ties
        Shape `(n, n)`, symmetric, weights above 0: how firmly near papers belong together.
    repeats
        Rounds of labels like `labels`, found by the same method on other seeds; those of one round
        share no layout. Rounds of fewer than two where there is nothing to repeat.
    """

    labels: NDArray[np.int64]
    ties: csr_array
    repeats: Sequence[Sequence[NDArray[np.int64]]]


class Engine(Protocol):
    """A way to find groups."""

    def __call__(self, neighbours: Neighbours, settings: ClusterSettings) -> Groups:
        """Find groups among papers that are at least three, and enough for the smallest topic."""
        ...
