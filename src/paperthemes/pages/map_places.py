"""Places on the map of the report: those of papers, and those of the names of topics."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

MAP_EXTENT = 65_535  # length of the map's longer side: fits 16 bits
_CELLS = 64  # of the map in each direction, in which papers are counted
_DENSITY_RADIUS = 3.0  # cells: standard deviation of the weight of papers around a place
_REGION_RADIUS = 8.0  # cells: the same, to find the region with most papers of a group
_MIN_REGION = 0.5  # density at the edge of that region, as a share of the largest
_ISLAND_RADIUS = 2.0  # cells: the same, to find islands
_MIN_ISLAND = 0.2  # density at the edge of an island, as a share of the group's largest
_MIN_OWN = 0.5  # of all papers on an island are of the group


def quantise_map(places: pd.DataFrame) -> NDArray[np.int64]:
    """Rotate and scale the map to whole numbers from 0 to `MAP_EXTENT`.

    The map is rotated so that places vary most from left to right, because screens are wider than
    high. Both axes are scaled by the same factor, so proportions stay.

    Parameters
    ----------
    places
        A table of n papers with the columns of `tables.MAP`.

    Returns
    -------
    NDArray[np.int64]
        Shape `(n, 2)`: x and y of each paper.
    """
    points = places[["x", "y"]].to_numpy(np.float64)
    if not len(points):
        return np.zeros((0, 2), np.int64)
    points = points @ _find_rotation(points - points.mean(axis=0))
    points = points - points.min(axis=0)
    # The smallest coordinate is now 0, so the largest is the length of the longer side. 1e-9 avoids
    # a division by zero if all papers are at one point.
    scale = MAP_EXTENT / max(points.max(), 1e-9)
    return np.asarray(np.rint(points * scale), np.int64)


def _find_rotation(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the rotation that turns centred points so that they vary most along the first axis.

    Parameters
    ----------
    points
        Shape `(n, 2)`, with mean 0.

    Returns
    -------
    NDArray[np.float64]
        Shape `(2, 2)`: the matrix by which to multiply `points` from the right.
    """
    # Eigenvalues ascend, so the second column is the direction of the largest variance.
    widest = np.linalg.eigh(points.T @ points).eigenvectors[:, 1]
    # The sign of an eigenvector is arbitrary. With x >= 0, the map is turned by at most 90 degrees.
    x, y = widest if widest[0] >= 0 else -widest
    return np.array([[x, -y], [y, x]])


def find_densest_point(points: NDArray[np.int64], is_member: NDArray[np.bool_]) -> tuple[int, int]:
    """Return the place of a paper in the densest part of a group; its name stands there.

    The mean of all papers would not do: if a group lies in several places, the mean can fall
    between them. Instead, papers are counted in cells, which a Gaussian weight smooths, and the
    cell counts most that has many papers of the group and few others: the density of the group,
    times its share of all papers there. It is in the region with most papers of the group, because
    a few that are packed on an island of their own do not stand for the others.

    Parameters
    ----------
    points
        Shape `(n, 2)`: positions from `quantise_map`.
    is_member
        Shape `(n,)`: whether a paper belongs to the group. Without papers, the point is `(0, 0)`.
    """
    members = points[is_member]
    if not len(members):
        return 0, 0
    cells = points * _CELLS // (MAP_EXTENT + 1)
    columns, rows = cells[is_member].T
    own, crowd = (_count_smoothly(part)[columns, rows] for part in (cells[is_member], cells))
    region = _count_smoothly(cells[is_member], _REGION_RADIUS)[columns, rows]
    scores = own**2 / crowd  # above 0: each paper counts in its own cell
    best = int(np.argmax(np.where(region >= _MIN_REGION * region.max(), scores, 0)))
    centre = members[(columns == columns[best]) & (rows == rows[best])].mean(axis=0)
    x, y = members[int(np.argmin(np.square(members - centre).sum(axis=1)))].tolist()
    return x, y


def find_islands(
    points: NDArray[np.int64], is_member: NDArray[np.bool_]
) -> list[NDArray[np.int64]]:
    """Return the row numbers of the papers in each island of a group, the largest island first.

    An island is a part of the map where the group is dense, with less of it all around, and has
    most papers. Papers that are far from other papers of the group are in none.

    Parameters
    ----------
    points
        Shape `(n, 2)`: positions from `quantise_map`.
    is_member
        Shape `(n,)`: whether a paper belongs to the group.
    """
    cells = points * _CELLS // (MAP_EXTENT + 1)
    density = _count_smoothly(cells[is_member], _ISLAND_RADIUS)
    regions = _number_regions(density >= _MIN_ISLAND * density.max())[tuple(cells.T)]
    islands = []
    for region in np.unique(regions[is_member & (regions > 0)]):
        is_inside = regions == region
        own = np.flatnonzero(is_inside & is_member)
        if own.size >= _MIN_OWN * is_inside.sum():
            islands.append(own)
    return sorted(islands, key=len, reverse=True)


def _number_regions(is_inside: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return a number above 0 for the cells of each region whose cells touch; 0 for others.

    `is_inside` has the shape `(_CELLS, _CELLS)`. Each cell takes the largest number around it until
    none changes. (`scipy.ndimage` would do the same, but takes long to import.)
    """
    numbers = np.where(is_inside, np.arange(1, _CELLS**2 + 1).reshape(_CELLS, _CELLS), 0)
    while True:
        spread = numbers
        for axis in (0, 1):
            edges = np.pad(spread, [(1, 1) if side == axis else (0, 0) for side in (0, 1)])
            before, after = (edges.take(range(at, at + _CELLS), axis) for at in (0, 2))
            spread = np.maximum(spread, np.maximum(before, after))
        spread = np.where(is_inside, spread, 0)
        if np.array_equal(spread, numbers):
            return numbers
        numbers = spread


def _count_smoothly(
    cells: NDArray[np.int64], radius: float = _DENSITY_RADIUS
) -> NDArray[np.float64]:
    """Return the density of papers in each cell, with shape `(_CELLS, _CELLS)`, in any unit.

    `cells` has the column and the row of each paper; `radius` is the standard deviation in cells.
    """
    counts = np.bincount(cells @ [_CELLS, 1], minlength=_CELLS**2).reshape(_CELLS, _CELLS)
    distances = np.subtract.outer(np.arange(_CELLS), np.arange(_CELLS))
    weights = np.exp(-0.5 * np.square(distances / radius))  # one dimension after the other
    return np.asarray(weights @ counts @ weights)
