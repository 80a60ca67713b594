"""Consensus: what many layouts agree on.

Clusterings of single layouts differ with the seed; what they have in common hardly does (Fred &
Jain, "Combining multiple clusterings using evidence accumulation", IEEE PAMI 27(6), 2005). Here:

1. *Runs.* In every layout, HDBSCAN finds dense cores at three sizes around that of the smallest
   topic, and their labels spread over the neighbour graph.
2. *Agreement.* Two neighbouring papers agree as much as their labels do, on average over the runs.
   Only neighbours are compared, and labels spread a hundred at a time: memory stays linear in the
   papers.
3. *Committees.* Ten times the layouts are dealt out among four committees, and each finds
   communities of its own agreement (Lancichinetti & Fortunato, "Consensus clustering in complex
   networks", Scientific Reports 2, 336, 2012). What neighbours share most of the forty gives the
   groups: as many of them as the cores of a run are on average.
"""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from paperthemes.artifacts.neighbours import Neighbours
from paperthemes.cluster.communities import at_resolution, of_count, of_count_and_size
from paperthemes.cluster.cores import dense_cores, spread
from paperthemes.cluster.engines.engine import REPEATS, Groups
from paperthemes.cluster.near_duplicates import copies, joined
from paperthemes.cluster.pairs import Pairs
from paperthemes.cluster.settings import ClusterSettings, HdbscanSettings

_AROUND = (1.0, 1.4, 0.7)  # sizes of cores, as shares of the smallest topic's
_MIN_SAMPLES = 3
_CONTRAST = 3  # power that sets firm agreement apart from weak
_TRACE = 1e-3  # of neighbours that never agree: a group too small to stay finds where to go by it
_ROUNDS = 10
_LABELS = 100  # spread at a time


@dataclass(frozen=True, slots=True)
class _Run:
    """What one layout says: the agreement of each pair, shape `(m,)`, and how many cores it has."""

    agreement: NDArray[np.float32]
    cores: int


def consensus(neighbours: Neighbours, settings: ClusterSettings) -> Groups:
    """Find the groups that the layouts agree on; see the module's docstring."""
    smallest = settings.smallest(neighbours.paper_ids.size)
    seed = settings.neighbours.seed
    pairs = Pairs.of(neighbours.graph)
    same = copies(neighbours.indices, neighbours.distances)
    runs = []
    for layout in neighbours.layouts:
        found = _cores(layout, smallest, settings.hdbscan)
        runs.append(_run(pairs, neighbours.graph, [joined(cores, same) for cores in found]))
    count = settings.n_topics or round(float(np.mean([run.cores for run in runs])))
    firmness = _mean(run.agreement for run in runs) ** _CONTRAST
    ties = pairs.graph(firmness)
    if count < 2:
        return Groups(np.zeros(pairs.papers, np.int64), ties, ())
    _, resolution = of_count(ties, count, seed)
    rounds = []
    for members in _committees(len(runs), seed):
        heard = [_mean(runs[member].agreement for member in seats) for seats in members]
        rounds.append(
            [at_resolution(pairs.graph(one**_CONTRAST), resolution, seed) for one in heard]
        )
    together = _mean(pairs.same(labels) for labels in itertools.chain(*rounds))
    connected = pairs.graph(np.maximum(together, _TRACE))
    return Groups(of_count_and_size(connected, count, smallest, seed), ties, rounds)


def _cores(
    layout: NDArray[np.float32], smallest: int, settings: HdbscanSettings
) -> list[NDArray[np.int64]]:
    """Find the cores of a layout at all sizes, those of the size of the smallest topic first."""
    chosen = replace(
        settings,
        min_samples=settings.min_samples or _MIN_SAMPLES,
        cluster_selection_method=settings.cluster_selection_method or "leaf",
    )
    sizes = dict.fromkeys(max(2, round(share * smallest)) for share in _AROUND)
    return [dense_cores(layout, size, chosen) for size in sizes]


def _run(pairs: Pairs, graph: csr_array, found: list[NDArray[np.int64]]) -> _Run:
    agreements = []
    counts = [int(cores.max(initial=-1)) + 1 for cores in found]
    for cores, count in zip(found, counts, strict=True):
        if count < 2:  # all are in one group
            agreements.append(np.ones(pairs.first.size, np.float32))
        else:
            agreements.append(_agreement(pairs, graph, cores, count))
    return _Run(_mean(agreements), max(1, counts[0]))


def _agreement(
    pairs: Pairs, graph: csr_array, cores: NDArray[np.int64], count: int
) -> NDArray[np.float32]:
    """Return the cosine of the shares, in all `count` labels, that the papers of each pair have."""
    products = np.zeros(pairs.first.size, np.float32)
    squares = np.zeros(pairs.papers, np.float32)
    for first in range(0, count, _LABELS):
        shares = spread(graph, cores, range(first, min(first + _LABELS, count)))
        products += pairs.products(shares)
        squares += np.einsum("ij,ij->i", shares, shares)
    lengths = np.sqrt(squares[pairs.first] * squares[pairs.second])
    lengths[lengths == 0] = 1
    products /= lengths
    return products


def _committees(layouts: int, seed: int) -> Iterator[list[NDArray[np.int64]]]:
    """Deal out the layouts, again and again; four or fewer are a committee each, once."""
    random = np.random.RandomState(seed)
    for _ in range(_ROUNDS if layouts > REPEATS else 1):
        yield np.array_split(random.permutation(layouts), min(REPEATS, layouts))


def _mean(arrays: Iterable[NDArray[np.float32] | NDArray[np.bool_]]) -> NDArray[np.float32]:
    """Return the mean of arrays that need not be in memory at once."""
    waiting = iter(arrays)
    total, count = next(waiting).astype(np.float32), 1
    for array in waiting:
        total += array
        count += 1
    return total / np.float32(count)
