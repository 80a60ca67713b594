"""Analysis of a sweep: agreement of its points, effects of its settings, and the knee."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paperthemes.pages.agreement import (
    adjusted_mutual_information,
    adjusted_rand_index,
    count_common,
)
from paperthemes.pages.stability import STABLE_FROM

_ROUNDING = 1e-12  # sum of squares up to which values that are equal can differ


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The agreement of a point of a sweep with the current clustering.

    Attributes
    ----------
    ami, ari
        Adjusted mutual information and adjusted Rand index over all papers: 1 is equal, 0 is
        chance. The unassigned papers count as one more topic.
    kept
        Number of topics of the point that are nearly the same as a topic of the current clustering:
        their Jaccard index is at least `STABLE_FROM`.
    assigned, unassigned
        Number of papers with a topic in the point only, and in the current clustering only.
    """

    ami: float
    ari: float
    kept: int
    assigned: int
    unassigned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """The effect of a setting on a metric.

    Attributes
    ----------
    share
        Share of the metric's variance that lies between points with different values of the
        setting: 0 is no effect, and 1 means that nothing else has one. Known as eta squared
        (Fisher, "Statistical methods for research workers", 1925).
    means
        Mean of the metric for each value of the setting; `None` if no point has it.
    """

    share: float
    means: list[float | None]

    @property
    def spread(self) -> float:
        """Difference of the largest and the smallest mean; 0 without any."""
        known = [mean for mean in self.means if mean is not None]
        return max(known) - min(known) if known else 0.0


def compare_points(labels: Sequence[NDArray[np.int64]]) -> NDArray[np.float64]:
    """Return the adjusted Rand index of each two points: shape `(p, p)`, 1 on the diagonal.

    `labels` has the topic of each paper in each of the `p` points.
    """
    agreement = np.ones((len(labels), len(labels)))
    for row, column in combinations(range(len(labels)), 2):
        common = count_common(labels[row], labels[column])
        agreement[row, column] = agreement[column, row] = adjusted_rand_index(common)
    return agreement


def find_equal(labels: Sequence[NDArray[np.int64]]) -> list[int]:
    """Return for each point the index of the first one with the same topics.

    `labels` has the topic of each paper in each point, -1 for unassigned papers. The numbers of the
    topics do not count.
    """
    firsts: dict[bytes, int] = {}
    numbered = (pd.factorize(np.where(each < 0, np.nan, each))[0] for each in labels)
    return [firsts.setdefault(each.tobytes(), index) for index, each in enumerate(numbered)]


def compare_with_current(point: NDArray[np.int64], current: NDArray[np.int64]) -> Agreement:
    """Compare a point with the current clustering, given the topic of each paper in both."""
    common = count_common(point, current)
    shared = common[1:, 1:]
    either = common.sum(axis=1)[1:, np.newaxis] + common.sum(axis=0)[1:] - shared
    return Agreement(
        ami=adjusted_mutual_information(common),
        ari=adjusted_rand_index(common),
        kept=int(((shared > 0) & (shared >= STABLE_FROM * either)).any(axis=1).sum()),
        assigned=int(common[1:, 0].sum()),
        unassigned=int(common[0, 1:].sum()),
    )


def measure_effect(
    levels: Sequence[int], values: Sequence[float | None], level_count: int
) -> Effect:
    """Measure what a setting changes in a metric.

    Parameters
    ----------
    levels
        The value of the setting of each point, as an index from 0 to `level_count` - 1.
    values
        The metric of each point; points without it (`None`) do not count.
    level_count
        Number of values of the setting.
    """
    known = np.array([value is not None for value in values], dtype=bool)
    groups = np.array(levels, dtype=np.int64)[known]
    numbers = np.array(values, dtype=np.float64)[known]
    sizes = np.bincount(groups, minlength=level_count)
    means = np.bincount(groups, numbers, minlength=level_count) / np.maximum(sizes, 1)
    mean = numbers.mean() if numbers.size else 0.0
    total = float(((numbers - mean) ** 2).sum())
    between = float((sizes * (means - mean) ** 2).sum())
    return Effect(
        share=round(between / total, 6) if total > _ROUNDING else 0.0,
        means=[float(value) if size else None for value, size in zip(means, sizes, strict=True)],
    )


def find_knee(
    topics: Sequence[int | None], values: Sequence[float | None], noise: float
) -> int | None:
    """Return the index of the point beyond which more topics gain little.

    Drawn over the number of topics, it is the point farthest above the straight line from the best
    point with the fewest topics to the best point with the most. It is the knee of Satopaa et al.,
    "Finding a 'Kneedle' in a haystack", ICDCS workshops 2011, for points that scatter.

    Parameters
    ----------
    topics
        Number of topics of each point.
    values
        A metric of each point, the more the better; points without it (`None`) do not count.
    noise
        Difference of the metric up to which two points count as equal.

    Returns
    -------
    int | None
        `None` if no point is farther above the line than `noise`. Of points that are equally far,
        it is the first.
    """
    known = [index for index, value in enumerate(values) if value is not None]
    x = np.array([topics[index] for index in known], dtype=np.float64)
    y = np.array([values[index] for index in known], dtype=np.float64)
    if x.size == 0 or np.ptp(x) == 0:
        return None
    x = (x - x.min()) / np.ptp(x)
    start, end = y[x == 0].max(), y[x == 1].max()
    heights = y - (start + (end - start) * x)
    highest = int(heights.argmax())
    return known[highest] if heights[highest] > noise else None
