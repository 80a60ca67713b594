"""Matching topics of a finer and a coarser clustering."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from paperthemes.tables import UNASSIGNED


@dataclass(frozen=True, slots=True, kw_only=True)
class Nesting:
    """The matching topics of two clusterings of the same papers.

    The two are called left and right. The one with more topics is also called the finer, the other
    the coarser; a topic of the finer clustering is called a finer topic.

    Attributes
    ----------
    left_is_finer
        Whether the left clustering is the finer; if both have equally many topics, the right one
        is.
    in_both
        Number of papers that have a topic in both clusterings.
    matches
        For each finer topic, the coarser topic that holds most of its papers. If several hold
        equally many, it is the largest of them (the one with the lowest number). If none holds
        any, it is `tables.UNASSIGNED`.
    regrouped
        Row numbers of the papers that have a topic in both clusterings, but whose coarser topic is
        not the match of their finer topic. If the finer clustering merely splits a coarser topic,
        none of its papers are regrouped. Papers with high confidence in both come first.
    """

    left_is_finer: bool
    in_both: int
    matches: list[int]
    regrouped: list[int]

    @property
    def share(self) -> float:
        """Share of the papers with a topic in both that are not regrouped; 0 without any."""
        return 1 - len(self.regrouped) / self.in_both if self.in_both else 0.0


def match_topics(left: pd.DataFrame, right: pd.DataFrame) -> Nesting:
    """Match the topics of two clusterings of the same papers.

    Both are tables with the columns `topic` and `confidence`. Their rows, with the same index, are
    the same papers in the same order. Topics are numbered from 0 without gaps. The clustering with
    more topics is the finer; if both have equally many, the right one is.
    """
    confidence = np.minimum(left.confidence, right.confidence)  # high only if both are
    papers = pd.DataFrame({"left": left.topic, "right": right.topic, "confidence": confidence})
    # The largest topic number shows how many topics there are.
    left_is_finer = bool(papers.left.max() > papers.right.max())
    finer, coarser = ("left", "right") if left_is_finer else ("right", "left")
    in_both = papers[(papers.left >= 0) & (papers.right >= 0)]
    # The number of common papers of each pair of topics, largest first. `groupby` sorts pairs by
    # topic, and the stable sort keeps this order among equal numbers.
    sizes = in_both.groupby([finer, coarser]).size().sort_values(ascending=False, kind="stable")
    # The first pair of each finer topic has its match: the coarser topic with most of its papers.
    best_pairs = sizes.reset_index(name="papers").drop_duplicates(finer)
    match_by_topic = best_pairs.set_index(finer)[coarser]
    # Papers whose coarser topic is not the match of their finer topic.
    regrouped = in_both[in_both[coarser] != in_both[finer].map(match_by_topic)]
    regrouped = regrouped.sort_values("confidence", ascending=False, kind="stable")
    finer_topics = range(papers[finer].max() + 1 if len(papers) else 0)
    return Nesting(
        left_is_finer=left_is_finer,
        in_both=len(in_both),
        matches=match_by_topic.reindex(finer_topics, fill_value=UNASSIGNED).tolist(),
        # The index of a selection of `papers` still has the row numbers of `papers`.
        regrouped=regrouped.index.tolist(),
    )
