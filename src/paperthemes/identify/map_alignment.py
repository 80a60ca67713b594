"""Alignment of the map with that of an earlier run, so that papers stay in place."""

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import orthogonal_procrustes
from scipy.sparse import csr_array

# Of papers; with more, the new map is only fitted onto the earlier one. Up to two thirds were tried
# (benchmarks/map_placement.py): fewer papers move far, and new ones are placed no worse.
MAX_NEW_SHARE = 2 / 3
PLACEMENT_ROUNDS = 20  # of averaging, enough for chains of new papers to reach earlier ones
MIN_EARLIER_PAPERS = 3  # papers with an earlier place that are needed to fit a map onto another

Places = NDArray[np.float64]


def align_map(fresh: Places, graph: csr_array, earlier: Places, min_dist: float) -> Places:
    """Return a map on which papers stay close to the places that they had on an earlier map.

    Earlier papers, which have an earlier place, start there. New papers, which have none, start
    among their neighbours or, without neighbours, at their place in `fresh` after it was fitted
    onto the earlier places (by `rotate_onto`). UMAP refines this layout, and the result is fitted
    onto the earlier places, too. There are four exceptions, of which the first that applies counts:

    - If no paper is new, the earlier places are returned.
    - With fewer than `MIN_EARLIER_PAPERS` earlier papers, `fresh` is returned as it is.
    - If more than `MAX_NEW_SHARE` of the papers are new, the fitted `fresh` is returned.
    - If the graph has no edges, earlier papers keep their places, and new papers have those of the
      fitted `fresh`.

    Parameters
    ----------
    fresh
        Shape `(n, 2)`: layout of this run, made without the earlier places.
    graph
        Shape `(n, n)`: UMAP's fuzzy graph of the papers.
    earlier
        Shape `(n, 2)`: earlier places; NaN for new papers.
    min_dist
        UMAP's `min_dist`.

    Returns
    -------
    NDArray[np.float64]
        Shape `(n, 2)`: place of each paper.
    """
    is_new = np.isnan(earlier[:, 0])
    if not is_new.any():
        return earlier
    if np.count_nonzero(~is_new) < MIN_EARLIER_PAPERS:
        return fresh
    rotated = rotate_onto(fresh, earlier, ~is_new)
    if is_new.mean() > MAX_NEW_SHARE:
        return rotated
    start = np.where(is_new[:, np.newaxis], rotated, earlier)
    if graph.nnz == 0:
        return start
    from paperthemes.layouts import refine_layout  # lazy: UMAP takes two seconds to import

    refined = refine_layout(_move_to_neighbours(start, is_new, graph), graph, min_dist)
    return rotate_onto(refined.astype(np.float64), earlier, ~is_new)


def extend_map(graph: csr_array, earlier: Places) -> Places:
    """Return a map with earlier papers in place and new papers in the middle of their neighbours.

    New papers start at the mean place of the earlier papers, or at (0, 0) if there are no earlier
    papers. They stay there if no chain of neighbours connects them to an earlier paper.

    Parameters
    ----------
    graph
        Shape `(n, n)`, symmetric: similarities of neighbouring papers, 0 for other pairs.
    earlier
        Shape `(n, 2)`: earlier places; NaN for new papers.
    """
    is_new = np.isnan(earlier[:, 0])
    centre = np.zeros(2) if is_new.all() else earlier[~is_new].mean(axis=0)
    return _move_to_neighbours(np.where(is_new[:, np.newaxis], centre, earlier), is_new, graph)


def rotate_onto(places: Places, target: Places, rows: NDArray[np.bool_]) -> Places:
    """Return places translated, rotated, mirrored and scaled so that they best fit the target.

    All places are moved together, but only those that `rows` selects decide what fits best. If
    these are all equal, every place becomes the mean of the selected targets. The method is that of
    Schönemann & Carroll, "Fitting one matrix to another under choice of a central dilation and a
    rigid motion", Psychometrika 35, 1970.

    Parameters
    ----------
    places, target
        Shape `(n, 2)`. The target may be NaN in rows that are not selected.
    rows
        Shape `(n,)`, bool: whether a place should fit the target's place in the same row.
    """
    centre, target_centre = places[rows].mean(axis=0), target[rows].mean(axis=0)
    rotation, scale = orthogonal_procrustes(places[rows] - centre, target[rows] - target_centre)
    # 1e-12 avoids a division by 0 if all selected places are equal.
    scale /= max(float(np.square(places[rows] - centre).sum()), 1e-12)
    return np.asarray((places - centre) @ rotation * scale + target_centre)


def _move_to_neighbours(places: Places, is_new: NDArray[np.bool_], graph: csr_array) -> Places:
    """Return places where each new paper is among its neighbours; other papers stay in place.

    Neighbours are papers with an edge of a weight above 0. A new paper with earlier papers among
    its neighbours is first put at the mean place of these earlier papers. Then all new papers with
    neighbours move to the mean place of all their neighbours, `PLACEMENT_ROUNDS` times. Means are
    weighted by the edges. New papers without neighbours stay in place, as earlier papers do.

    Parameters
    ----------
    places
        Shape `(n, 2)`: places to start from.
    is_new
        Shape `(n,)`: whether a paper is new; earlier papers have an earlier place.
    graph
        Shape `(n, n)`, symmetric, weights 0 or more.
    """
    weights = graph.astype(np.float64)
    weight_sums = np.asarray(weights.sum(axis=1)).ravel()
    earlier_weight_sums = np.asarray(weights[:, np.flatnonzero(~is_new)].sum(axis=1)).ravel()
    can_move = is_new & (weight_sums > 0)
    has_earlier = can_move & (earlier_weight_sums > 0)  # has earlier papers among its neighbours
    moved = places.copy()
    earlier_places = places * ~is_new[:, np.newaxis]  # 0 for new papers: they add nothing below
    place_sums = (weights @ earlier_places)[has_earlier]
    moved[has_earlier] = place_sums / earlier_weight_sums[has_earlier, np.newaxis]
    for _ in range(PLACEMENT_ROUNDS):
        moved[can_move] = (weights @ moved)[can_move] / weight_sums[can_move, np.newaxis]
    return moved
