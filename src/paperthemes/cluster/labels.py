"""Labels of papers: whole numbers from 0, and `UNASSIGNED`."""

import numpy as np
from numpy.typing import NDArray

from paperthemes.tables import UNASSIGNED


def renumbered(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Renumber labels from 0 without gaps, in their order; those below 0 become `UNASSIGNED`."""
    result = np.full(labels.size, UNASSIGNED)
    held = labels >= 0
    result[held] = np.unique(labels[held], return_inverse=True)[1]
    return result
