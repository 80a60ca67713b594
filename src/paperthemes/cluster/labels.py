"""Labels of papers (whole numbers from 0, and `UNASSIGNED`), and near-duplicates that share one.

Near-duplicates (templates, volumes of proceedings, versions) lie so densely in a layout that
HDBSCAN would split them by chance.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from paperthemes.tables import UNASSIGNED

Labels = NDArray[np.int64]
Grades = NDArray[np.str_]
Reals = NDArray[np.float64]
Mask = NDArray[np.bool_]

MAX_DUPLICATE_DISTANCE = 0.05  # cosine distance below which papers are near-duplicates


def renumber_labels(labels: Labels) -> Labels:
    """Renumber labels from 0 without gaps, in their order; `UNASSIGNED` stays."""
    with_unassigned = np.append(UNASSIGNED, labels)  # so that it is always the first number
    return np.unique(with_unassigned, return_inverse=True)[1][1:].astype(np.int64) - 1


def find_near_duplicates(indices: NDArray[np.int32], distances: NDArray[np.float32]) -> Labels:
    """Find groups of near-duplicates.

    Parameters
    ----------
    indices, distances
        Shape `(n, k)`: the nearest neighbours of each paper, itself first.

    Returns
    -------
    NDArray[np.int64]
        Shape `(n,)`: the group of each paper. Papers of one group are linked by distances below
        `MAX_DUPLICATE_DISTANCE`; a paper without near-duplicates is a group of its own.
    """
    n = len(indices)
    rows, columns = np.nonzero(distances < MAX_DUPLICATE_DISTANCE)
    links = csr_array((np.ones(rows.size), (rows, indices[rows, columns])), shape=(n, n))
    return np.asarray(connected_components(links, directed=False)[1], np.int64)


def merge_labels(labels: Labels, groups: Labels) -> Labels:
    """Merge all labels that occur in the same group of near-duplicates.

    Parameters
    ----------
    labels
        Shape `(n,)`, from 0; `UNASSIGNED` stays.
    groups
        Shape `(n,)`, from `find_near_duplicates`.
    """
    labelled = np.flatnonzero(labels >= 0)
    first_group = int(labels.max(initial=-1)) + 1
    nodes = first_group + int(groups.max(initial=-1)) + 1
    ends = labels[labelled], first_group + groups[labelled]
    links = csr_array((np.ones(labelled.size), ends), shape=(nodes, nodes))
    merged = np.full(labels.size, UNASSIGNED)
    merged[labelled] = connected_components(links, directed=False)[1][labels[labelled]]
    return renumber_labels(merged)


def assign_majority_labels(labels: Labels, groups: Labels) -> Labels:
    """Assign each group of near-duplicates its majority label (ties: the lowest).

    `UNASSIGNED` does not count, unless no paper of the group has a label.
    """
    labelled = np.flatnonzero(labels >= 0)
    pairs, counts = np.unique(
        np.stack([groups[labelled], labels[labelled]]), axis=1, return_counts=True
    )
    order = np.lexsort((-pairs[1], counts))  # the best label of a group is written last
    best = np.full(int(groups.max(initial=-1)) + 1, UNASSIGNED)
    best[pairs[0, order]] = pairs[1, order]
    return renumber_labels(best[groups])


def average_in_groups(values: Reals, groups: Labels) -> Reals:
    """Replace each value by the mean of its group; both have shape `(n,)`."""
    means = np.bincount(groups, values) / np.maximum(np.bincount(groups), 1)
    return np.asarray(means[groups])
