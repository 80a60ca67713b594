"""Places of names beside the map, and the lines that lead to them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment


def assign_slots(points: NDArray[np.float64], slots: NDArray[np.float64]) -> list[int]:
    """Return the slot of each point, so that all lines between them are shortest together.

    In such an assignment, no two lines cross: the diagonals of a quadrilateral are longer than two
    of its sides (boundary labelling; Bekos et al., Computational Geometry 36, 2007).

    Parameters
    ----------
    points
        Shape `(n, 2)`.
    slots
        Shape `(m, 2)`, with m at least n: where lines may end.
    """
    lengths = np.linalg.norm(points[:, np.newaxis] - slots[np.newaxis], axis=2)
    _, chosen = linear_sum_assignment(lengths)
    return [int(slot) for slot in chosen]


def make_slots(
    columns: Sequence[float], low: float, high: float, *, height: float
) -> NDArray[np.float64]:
    """Return the middle of the left or right end of each slot, with shape `(m, 2)`.

    Parameters
    ----------
    columns
        The x of each column of slots.
    low, high
        The lower and upper end of the columns.
    height
        Least height of a slot; the slots of a column fill it evenly.
    """
    count = max(1, int((high - low) / height))
    step = (high - low) / count
    rows = high - step * (np.arange(count) + 0.5)
    return np.array([(x, y) for x in columns for y in rows])
