"""The map in whole numbers: where papers lie, and where the names of groups go."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import KDTree

EXTENT = 65_535  # of the longer side of the map
_NEAR = 0.06  # radius, as a share of the extent, in which papers count as near a place
_MOST_LOOKED_AT = 2_000  # papers of a group, when the place for its name is sought


def quantised(places: pd.DataFrame) -> NDArray[np.int64]:
    """Turn, move and stretch a `tables.MAP` of n papers to whole numbers from 0 to `EXTENT`.

    It is turned so that it is widest from left to right, as screens are. Both sides are stretched
    alike, so distances keep their proportions. Shape `(n, 2)`.
    """
    points = places[["x", "y"]].to_numpy(np.float64)
    if not len(points):
        return np.zeros((0, 2), np.int64)
    points = points @ _turn(points - points.mean(axis=0))
    points = points - points.min(axis=0)
    whole: NDArray[np.int64] = np.rint(points * (EXTENT / max(points.max(), 1e-9))).astype(np.int64)
    return whole


def thickest(points: NDArray[np.int64]) -> tuple[int, int]:
    """Return the one of some points that most of them lie near: there a name reads best.

    A mean would fall between the parts of a group that lies in several places.
    """
    step = -(-len(points) // _MOST_LOOKED_AT)
    some = points[::step]
    tree = KDTree(some)
    crowd = tree.query_ball_point(some, _NEAR * EXTENT, return_length=True)
    near = tree.query_ball_point(some[int(np.argmax(crowd))], _NEAR * EXTENT)
    heart = some[near].mean(axis=0)
    x, y = some[int(tree.query(heart)[1])].tolist()
    return x, y


def _turn(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the rotation after which centred points vary most along the first axis."""
    across = np.linalg.eigh(points.T @ points).eigenvectors[:, 1]
    x, y = across if across[0] >= 0 else -across  # never upside down
    return np.array([[x, -y], [y, x]])
