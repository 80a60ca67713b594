"""Agreement of two clusterings of the same papers."""

import itertools
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import gammaln, xlogy

from paperthemes.pages.nesting import Nesting, match_topics


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The agreement of two clusterings of the same papers, called left and right.

    Attributes
    ----------
    ami, ari
        Adjusted mutual information and adjusted Rand index over all papers: 1 is equal, 0 is
        chance. The unassigned papers count as one more topic.
    unassigned_only
        Number of papers that are unassigned only in the left clustering, and the number that are
        unassigned only in the right one.
    flows
        Left topic, right topic and number of common papers, for each pair of topics that has any,
        sorted by topics. The unassigned papers count as a topic.
    nesting
        The matching topics, and the papers that the two group differently.
    """

    ami: float
    ari: float
    unassigned_only: tuple[int, int]
    flows: list[tuple[int, int, int]]
    nesting: Nesting


def compare(left: pd.DataFrame, right: pd.DataFrame) -> Comparison:
    """Compare two clusterings, given as for `nesting.match_topics`."""
    papers = pd.DataFrame({"left": left.topic, "right": right.topic})
    has_left, has_right = papers.left >= 0, papers.right >= 0
    flows = papers.groupby(["left", "right"]).size().reset_index(name="papers")
    common = pd.crosstab(papers.left, papers.right).to_numpy()
    return Comparison(
        ami=adjusted_mutual_information(common),
        ari=adjusted_rand_index(common),
        unassigned_only=(int((has_right & ~has_left).sum()), int((has_left & ~has_right).sum())),
        flows=list(flows.itertuples(index=False, name=None)),
        nesting=match_topics(left, right),
    )


def adjusted_rand_index(common: NDArray[np.int64]) -> float:
    """Return the adjusted Rand index of two clusterings (Hubert & Arabie 1985).

    It is the same as that of scikit-learn, whose import takes longer than this step.

    Parameters
    ----------
    common
        Shape `(k, l)`: the number of papers that each topic of one clustering shares with each
        topic of the other.
    """
    together, left, right, everything = (
        float((sizes * (sizes - 1.0)).sum())
        for sizes in (common, common.sum(axis=1), common.sum(axis=0), common.sum())
    )
    if left == right == together:  # equal clusterings, or no paper shares a topic with another
        return 1.0
    by_chance = left * right / everything
    return (together - by_chance) / ((left + right) / 2 - by_chance)


def adjusted_mutual_information(common: NDArray[np.int64]) -> float:
    """Return the adjusted mutual information of two clusterings, with the mean of the entropies.

    Vinh, Epps & Bailey, "Information theoretic measures for clusterings comparison", JMLR 11, 2010,
    equations 16 and 24. It is the same as that of scikit-learn.

    Parameters
    ----------
    common
        As for `adjusted_rand_index`.
    """
    left, right, n = common.sum(axis=1), common.sum(axis=0), int(common.sum())
    if np.count_nonzero(common) == len(left) == len(right):  # equal clusterings
        return 1.0
    entropies = [-xlogy(sizes / n, sizes / n).sum() for sizes in (left, right)]
    chance = np.outer(left, right) / n  # papers that topics of these sizes share on average
    information = xlogy(common / n, np.where(common, common / chance, 1)).sum()
    expected = 0.0
    logs = gammaln(np.arange(n + 1) + 1.0)  # of the factorials
    # Topics of equal sizes count together.
    counted = [
        zip(*map(np.ndarray.tolist, np.unique(sizes, return_counts=True)), strict=True)
        for sizes in (left, right)
    ]
    for (size, left_count), (other, right_count) in itertools.product(*counted):
        shared = np.arange(max(1, size + other - n), min(size, other) + 1)
        log_probabilities = (
            (logs[size] + logs[other] + logs[n - size] + logs[n - other] - logs[n])
            - (logs[shared] + logs[size - shared] + logs[other - shared])
            - logs[n - size - other + shared]
        )
        gains = shared / n * np.log(n * shared / (size * other))
        expected += left_count * right_count * float((gains * np.exp(log_probabilities)).sum())
    return float((information - expected) / (np.mean(entropies) - expected))
