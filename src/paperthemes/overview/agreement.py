"""Agreement of two clusterings of the same papers, and the papers they group differently."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from paperthemes.tables import UNASSIGNED


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The agreement of two clusterings of the same papers.

    Attributes
    ----------
    ami, ari
        Adjusted mutual information and adjusted Rand index over all papers, with the unassigned as
        one more topic: 1 is equal, 0 is chance.
    only
        Numbers of papers that are unassigned on the left (right) only.
    flows
        Left topic, right topic, number of papers in both, for all pairs that share papers; the
        unassigned count as a topic. In order of the topics.
    left_is_finer
        Whether the left has more topics; with equally many the right counts as the finer.
    in_both
        Number of papers that have a topic in both.
    matches
        The match of each finer topic: the coarser topic that holds most of its papers, the larger
        one (the first) if equally many; `tables.UNASSIGNED` if no coarser topic holds any.
    regrouped
        Row numbers of the papers with a topic in both whose coarser topic is not the match of
        their finer topic; those with high confidence in both first. If a coarser topic is merely
        split, none of its papers are regrouped.
    """

    ami: float
    ari: float
    only: tuple[int, int]
    flows: list[tuple[int, int, int]]
    left_is_finer: bool
    in_both: int
    matches: list[int]
    regrouped: list[int]


def compare(left: pd.DataFrame, right: pd.DataFrame) -> Comparison:
    """Compare two clusterings of the same papers, given columns `topic` and `confidence`."""
    confidence = np.minimum(left.confidence, right.confidence)
    papers = pd.DataFrame({"left": left.topic, "right": right.topic, "confidence": confidence})
    left_is_finer = bool(papers.left.max() > papers.right.max())
    finer, coarser = ("left", "right") if left_is_finer else ("right", "left")
    in_both = papers[(papers.left >= 0) & (papers.right >= 0)]
    shared = in_both.groupby([finer, coarser]).size().sort_values(ascending=False, kind="stable")
    best = shared.reset_index(name="papers").drop_duplicates(finer)
    matches = best.set_index(finer)[coarser]
    regrouped = in_both[in_both[coarser] != in_both[finer].map(matches)]
    regrouped = regrouped.sort_values("confidence", ascending=False, kind="stable")
    flows = papers.groupby(["left", "right"]).size().reset_index(name="papers")
    topics = range(papers[finer].max() + 1 if len(papers) else 0)
    return Comparison(
        ami=float(adjusted_mutual_info_score(papers.left, papers.right)),
        ari=float(adjusted_rand_score(papers.left, papers.right)),
        only=(_count_only(papers.left, papers.right), _count_only(papers.right, papers.left)),
        flows=list(flows.itertuples(index=False, name=None)),
        left_is_finer=left_is_finer,
        in_both=len(in_both),
        matches=matches.reindex(topics, fill_value=UNASSIGNED).tolist(),
        regrouped=regrouped.index.tolist(),
    )


def _count_only(topics: pd.Series, others: pd.Series) -> int:
    """Count the papers that are unassigned here and have a topic in the other clustering."""
    return int(((topics < 0) & (others >= 0)).sum())
