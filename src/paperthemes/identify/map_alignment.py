"""Alignment of the map with that of an earlier run, so that papers stay in place."""

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import orthogonal_procrustes
from scipy.sparse import csr_array

MAX_NEW_SHARE = 0.5  # of papers; with more, the fresh map is only rotated onto the earlier one
PLACEMENT_ROUNDS = 20  # of averaging, enough for chains of new papers to reach earlier ones
MIN_ANCHORS = 3  # earlier papers needed to fix a rotation

Places = NDArray[np.float64]


def align_map(fresh: Places, graph: csr_array, earlier: Places, min_dist: float) -> Places:
    """Make a map on which papers stay close to their earlier places.

    Papers with an earlier place start there, and new papers start among their neighbours. This
    layout is refined, then rotated and scaled onto the earlier places. There are three exceptions:

    - With fewer than `MIN_ANCHORS` earlier papers, `fresh` is returned as it is.
    - If more than `MAX_NEW_SHARE` of the papers are new, `fresh` is rotated and scaled onto the
      earlier places and returned.
    - If the graph has no edges, earlier papers keep their places, and new papers get theirs from
      the rotated and scaled `fresh`.

    Parameters
    ----------
    fresh
        Shape `(n, 2)`: layout of this run, made without the earlier places.
    graph
        Shape `(n, n)`: UMAP's fuzzy graph.
    earlier
        Shape `(n, 2)`: earlier places; NaN for new papers.
    min_dist
        UMAP's `min_dist`.

    Returns
    -------
    NDArray[np.float64]
        Shape `(n, 2)`: place of each paper; `earlier` itself if no paper is new.
    """
    old = ~np.isnan(earlier[:, 0])
    if old.all():
        return earlier
    if old.sum() < MIN_ANCHORS:
        return fresh
    rotated = rotate_onto(fresh, earlier, old)
    if old.mean() < 1 - MAX_NEW_SHARE:
        return rotated
    start = np.where(old[:, np.newaxis], earlier, rotated)
    if graph.nnz == 0:
        return start
    from paperthemes.layouts import refine_layout  # lazy: UMAP takes two seconds to import

    start = _move_to_neighbours(start, old, graph)
    return rotate_onto(refine_layout(start, graph, min_dist).astype(np.float64), earlier, old)


def extend_map(graph: csr_array, earlier: Places) -> Places:
    """Keep earlier papers in place, and put each new paper at the mean place of its neighbours.

    New papers that no chain of neighbours connects to an earlier one go to the centre of the map.

    Parameters
    ----------
    graph
        Shape `(n, n)`, symmetric: similarities of neighbouring papers.
    earlier
        Shape `(n, 2)`: earlier places; NaN for new papers.
    """
    old = ~np.isnan(earlier[:, 0])
    centre = earlier[old].mean(axis=0) if old.any() else np.zeros(2)
    return _move_to_neighbours(np.where(old[:, np.newaxis], earlier, centre), old, graph)


def rotate_onto(places: Places, target: Places, rows: NDArray[np.bool_]) -> Places:
    """Translate, rotate, mirror and scale places so that they best fit the target.

    All places are moved together; only those of `rows` decide what fits best. The method is that of
    Schönemann & Carroll, "Fitting one matrix to another under choice of a central dilation and a
    rigid motion", Psychometrika 35, 1970.
    """
    centre, target_centre = places[rows].mean(axis=0), target[rows].mean(axis=0)
    rotation, scale = orthogonal_procrustes(places[rows] - centre, target[rows] - target_centre)
    # 1e-12 avoids a division by 0 if all places of `rows` are the same.
    scale /= max(float(np.square(places[rows] - centre).sum()), 1e-12)
    return np.asarray((places - centre) @ rotation * scale + target_centre)


def _move_to_neighbours(places: Places, old: NDArray[np.bool_], graph: csr_array) -> Places:
    """Move each new paper that has neighbours among them; other papers keep their places.

    A new paper with earlier papers among its neighbours is anchored: it starts at the mean place of
    these. Then all new papers with neighbours move to the mean place of all their neighbours,
    `PLACEMENT_ROUNDS` times. Means are weighted by the edges of the graph.

    Parameters
    ----------
    places
        Shape `(n, 2)`: places to start from.
    old
        Shape `(n,)`: whether a paper has an earlier place.
    graph
        Shape `(n, n)`, symmetric, weights 0 or more.
    """
    weights = graph.astype(np.float64)
    weight_sums = np.asarray(weights.sum(axis=1)).ravel()
    old_weight_sums = np.asarray(weights[:, np.flatnonzero(old)].sum(axis=1)).ravel()
    moving = ~old & (weight_sums > 0)
    anchored = moving & (old_weight_sums > 0)
    placed = places.copy()
    old_places = places * old[:, np.newaxis]
    placed[anchored] = (weights @ old_places)[anchored] / old_weight_sums[anchored, np.newaxis]
    for _ in range(PLACEMENT_ROUNDS):
        placed[moving] = (weights @ placed)[moving] / weight_sums[moving, np.newaxis]
    return placed
