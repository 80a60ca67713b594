"""Agreement of two clusterings of the same papers."""

from dataclasses import dataclass

import pandas as pd

from paperthemes.pages.agreement import (
    adjusted_mutual_information,
    adjusted_rand_index,
    count_common,
)
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
    common = count_common(papers.left.to_numpy(), papers.right.to_numpy())
    return Comparison(
        ami=adjusted_mutual_information(common),
        ari=adjusted_rand_index(common),
        unassigned_only=(int((has_right & ~has_left).sum()), int((has_left & ~has_right).sum())),
        flows=list(flows.itertuples(index=False, name=None)),
        nesting=match_topics(left, right),
    )
