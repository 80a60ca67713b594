"""Labels of papers, and near-duplicates, which always get the same label.

A label is a whole number from 0, or `UNASSIGNED`. Near-duplicates (templates, versions) lie so
densely in a layout that HDBSCAN would split them by chance.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from paperthemes.artifacts.vectors import Neighbours
from paperthemes.tables import UNASSIGNED

Labels = NDArray[np.int64]
Grades = NDArray[np.str_]
Reals = NDArray[np.float64]
Mask = NDArray[np.bool_]

MAX_DUPLICATE_DISTANCE = 0.05  # cosine distance below which papers are near-duplicates


def renumber_labels(labels: Labels) -> Labels:
    """Renumber labels from 0 without gaps: a lower label stays lower; `UNASSIGNED` is kept."""
    # An extra UNASSIGNED in front is always the lowest value. So UNASSIGNED has rank 0, and becomes
    # -1; the lowest label has rank 1, and becomes 0.
    ranks = np.unique(np.append(UNASSIGNED, labels), return_inverse=True)[1]
    return ranks[1:].astype(np.int64) - 1


def find_near_duplicates(neighbours: Neighbours) -> Labels:
    """Return the number of the group of near-duplicates that each of n papers belongs to.

    Returns
    -------
    NDArray[np.int64]
        Shape `(n,)`, from 0. Papers of one group are linked, directly or through other papers, by
        distances below `MAX_DUPLICATE_DISTANCE` or by the same abstract; a paper without
        near-duplicates is a group of its own.
    """
    n = len(neighbours.indices)
    rows, columns = np.nonzero(neighbours.distances < MAX_DUPLICATE_DISTANCE)
    # Each paper is also linked to the first paper with its abstract.
    _, firsts, numbers = np.unique(neighbours.abstracts, return_index=True, return_inverse=True)
    starts = np.concatenate([rows, np.arange(numbers.size)])
    ends = np.concatenate([neighbours.indices[rows, columns], firsts[numbers]])
    links = csr_array((np.ones(starts.size), (starts, ends)), shape=(n, n))
    _, groups = connected_components(links, directed=False)
    return np.asarray(groups, np.int64)


def merge_labels(labels: Labels, groups: Labels) -> Labels:
    """Merge all labels that occur in the same group of near-duplicates, and renumber the result.

    As a result, all near-duplicates that have a label have the same one.

    Parameters
    ----------
    labels
        Shape `(n,)`, from 0; `UNASSIGNED` stays.
    groups
        Shape `(n,)`, from `find_near_duplicates`.
    """
    labelled = np.flatnonzero(labels >= 0)
    # A graph whose first nodes are labels and whose other nodes are groups; each paper links its
    # label to its group. All labels of a component become one.
    first_group = int(labels.max(initial=-1)) + 1
    node_count = first_group + int(groups.max(initial=-1)) + 1
    ends = labels[labelled], first_group + groups[labelled]
    links = csr_array((np.ones(labelled.size), ends), shape=(node_count, node_count))
    merged = np.full(labels.size, UNASSIGNED)
    _, components = connected_components(links, directed=False)  # the component of each node
    merged[labelled] = components[labels[labelled]]
    return renumber_labels(merged)


def assign_majority_labels(labels: Labels, groups: Labels) -> Labels:
    """Give all papers of a group of near-duplicates the most frequent label of the group.

    If several labels are most frequent, the lowest is taken. Papers without a label do not count,
    but get the label of their group, too; a group without any label stays `UNASSIGNED`. Then labels
    are renumbered, so there are no gaps. `labels` and `groups` have shape `(n,)`.
    """
    labelled = np.flatnonzero(labels >= 0)
    pairs, counts = np.unique(
        np.stack([groups[labelled], labels[labelled]]), axis=1, return_counts=True
    )
    # Sort by count, equal counts by falling label. The best label of a group is thus written last.
    order = np.lexsort((-pairs[1], counts))
    best = np.full(int(groups.max(initial=-1)) + 1, UNASSIGNED)
    best[pairs[0, order]] = pairs[1, order]
    return renumber_labels(best[groups])


def average_in_groups(values: Reals, groups: Labels) -> Reals:
    """Return, for each paper, the mean value of its group of near-duplicates.

    `values` and `groups` have shape `(n,)`.
    """
    means = np.bincount(groups, values) / np.maximum(np.bincount(groups), 1)
    return np.asarray(means[groups])
