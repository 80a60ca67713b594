"""A map on which papers stay where they were."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.linalg import orthogonal_procrustes
from scipy.sparse import csr_array

from paperthemes import tables

_MOST_NEW = 0.5  # share of new papers, above which the map is made anew and only turned
_ROUNDS = 20  # in which new papers find a place among their neighbours
_FEWEST = 3  # papers that tell how to turn a map

Places = NDArray[np.float64]


def as_table(paper_ids: Iterable[str], places: Places) -> pd.DataFrame:
    """Return places, shape `(n, 2)`, as a `tables.MAP`."""
    return tables.make(tables.MAP, zip(paper_ids, *places.T.tolist(), strict=True))


def align_map(fresh: Places, graph: csr_array, earlier: Places, min_dist: float) -> Places:
    """Make a map that is like an earlier one.

    Papers begin where they were, new ones among their neighbours; all settle a little, and the
    whole is shifted, turned and scaled to fit the earlier places best (`rotate_onto`). Where most
    papers are new, `fresh` is fitted so.

    Parameters
    ----------
    fresh
        Shape `(n, 2)`: a map made without the earlier one.
    graph
        Shape `(n, n)`: UMAP's fuzzy graph.
    earlier
        Shape `(n, 2)`: where papers were, nan for new ones.
    min_dist
        UMAP's parameter of this name.

    Returns
    -------
    NDArray[np.float64]
        Shape `(n, 2)`; `earlier` itself, if no paper is new.
    """
    old = ~np.isnan(earlier[:, 0])
    if old.all():
        return earlier
    if old.sum() < _FEWEST:
        return fresh
    turned = rotate_onto(fresh, earlier, old)
    if old.mean() < 1 - _MOST_NEW:
        return turned
    if graph.nnz == 0:  # nothing to settle by
        return np.where(old[:, np.newaxis], earlier, turned)
    from paperthemes.layouts import refine_layout  # UMAP takes two seconds to import

    start = _among_neighbours(np.where(old[:, np.newaxis], earlier, turned), old, graph)
    return rotate_onto(refine_layout(start, graph, min_dist).astype(np.float64), earlier, old)


def extend_map(graph: csr_array, earlier: Places) -> Places:
    """Leave papers where they were, and put each new one in the middle of its neighbours.

    One that leads to no paper of the earlier map is put in the middle of that.

    Parameters
    ----------
    graph
        Shape `(n, n)`, symmetric: how near papers are.
    earlier
        Shape `(n, 2)`: where papers were, nan for new ones.
    """
    old = ~np.isnan(earlier[:, 0])
    middle = earlier[old].mean(axis=0) if old.any() else np.zeros(2)
    return _among_neighbours(np.where(old[:, np.newaxis], earlier, middle), old, graph)


def rotate_onto(places: Places, onto: Places, rows: NDArray[np.bool_]) -> Places:
    """Shift, turn, mirror and scale places so that those of `rows` come nearest to others.

    Schönemann & Carroll, "Fitting one matrix to another under choice of a central dilation and a
    rigid motion", Psychometrika 35, 1970.
    """
    middle, aim = places[rows].mean(axis=0), onto[rows].mean(axis=0)
    rotation, scale = orthogonal_procrustes(places[rows] - middle, onto[rows] - aim)
    scale /= max(float(np.square(places[rows] - middle).sum()), 1e-12)
    fitted: Places = (places - middle) @ rotation * scale + aim
    return fitted


def _among_neighbours(places: Places, old: NDArray[np.bool_], graph: csr_array) -> Places:
    """Put new papers in the middle of their neighbours, those that have any."""
    weights = graph.astype(np.float64)
    sums = np.asarray(weights.sum(axis=1)).ravel()
    moving = ~old & (sums > 0)
    to_old = np.asarray(weights[:, np.flatnonzero(old)].sum(axis=1)).ravel()
    near = moving & (to_old > 0)
    known = old.astype(np.float64)[:, np.newaxis]
    placed = places.copy()
    placed[near] = ((weights @ (places * known)) / np.maximum(to_old, 1e-12)[:, np.newaxis])[near]
    for _ in range(_ROUNDS):
        middle = (weights @ placed) / np.maximum(sums, 1e-12)[:, np.newaxis]
        placed[moving] = middle[moving]
    return placed
