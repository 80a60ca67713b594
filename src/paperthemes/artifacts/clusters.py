"""Artifact `clusters.npz`: the topic of each paper, with its confidence and grade."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from paperthemes.files import read_arrays, write_arrays
from paperthemes.tables import UNASSIGNED, UNASSIGNED_NAME

CORE, FRINGE = "core", "fringe"

_PER_PAPER = ("topics", "grades", "confidences", "runners_up", "margins")


@dataclass(frozen=True, slots=True)
class Stability:
    """Agreement between repeats of a clustering with other seeds.

    Attributes
    ----------
    overall
        Mean adjusted Rand index (1 identical, 0 chance) over all pairs of repeats of the same round
        (see `Groups` in `cluster/engines.py`); `None` if there are no repeats.
    topics
        For each topic, its mean Jaccard index with the most similar group of each repeat, 0 to 1;
        empty if there are no repeats.
    mixing
        For each topic, a value for each topic, 0 to 1: of the group that a repeat puts a paper of
        the first into, the share that are papers of the second; the mean over all these papers and
        all repeats. Empty if there are no repeats.
    """

    overall: float | None
    topics: tuple[float, ...]
    mixing: tuple[tuple[float, ...], ...] = ()

    def merge(self, merged: NDArray[np.bool_], sizes: NDArray[np.int64]) -> "Stability":
        """Return the stability of new topics: means of the old ones, weighted by their sizes.

        Parameters
        ----------
        merged
            Shape `(k, m)`: whether each of k old topics (rows) is part of each new one (columns).
        sizes
            Shape `(k,)`: number of papers of each old topic.
        """
        if not self.topics:
            return self
        weights = (merged * sizes[:, np.newaxis]).T
        weights = weights / weights.sum(axis=1, keepdims=True)
        mixing = weights @ np.array(self.mixing) @ merged
        return replace(
            self,
            topics=tuple((weights @ np.array(self.topics)).tolist()),
            mixing=tuple(map(tuple, mixing.tolist())),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Clusters:
    """The topic of each of n papers.

    Attributes
    ----------
    paper_ids
        Shape `(n,)`, text, sorted.
    topics
        Shape `(n,)`, int64: 0 is the largest topic; `UNASSIGNED` means none.
    grades
        Shape `(n,)`, text: `CORE`, `FRINGE` or `UNASSIGNED_NAME`.
    confidences
        Shape `(n,)`, float64, 0 to 1: confidence in the paper's topic or, if it is unassigned, in
        its best candidate.
    runners_up
        Shape `(n,)`, int64: the second-best topic or, if the paper is unassigned, the best
        candidate; `UNASSIGNED` if there is none.
    margins
        Shape `(n,)`, float64, 0 to 1: share of the paper's edge weight that leads to its topic or
        best candidate, minus the largest share that leads to another topic; 0 if that is larger.
        At most the confidence.
    stability
        Agreement between repeats with other seeds.
    min_topic_size
        Minimum topic size, for engines that use it.
    engine
        Name of the engine that found the topics.
    assigned
        With `mode: assign`, the numbers of papers that are `new`, `placed`, `far` and `between`;
        empty if the papers were clustered.
    seeded_names
        For each topic, its name in `seeded_topics` of the config; "" if it is not seeded.
    notes
        Remarks about the clustering for the reader of the report.
    """

    paper_ids: NDArray[np.str_]
    topics: NDArray[np.int64]
    grades: NDArray[np.str_]
    confidences: NDArray[np.float64]
    runners_up: NDArray[np.int64]
    margins: NDArray[np.float64]
    stability: Stability
    min_topic_size: int
    engine: str = ""
    assigned: Mapping[str, int] = field(default_factory=dict)
    seeded_names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def topic_count(self) -> int:
        """Number of topics."""
        # `seeded_names` has an entry for each topic, "" if the topic is not seeded.
        return len(self.seeded_names)

    def extend(self, paper_ids: NDArray[np.str_]) -> "Clusters":
        """Return the clusters of more papers, of which those that are not in these are unassigned.

        `paper_ids` are sorted, and include all of these.
        """
        rows = np.searchsorted(paper_ids, self.paper_ids)
        blank = {"topics": UNASSIGNED, "runners_up": UNASSIGNED, "grades": UNASSIGNED_NAME}
        values: dict[str, Any] = {}
        for name in _PER_PAPER:
            known = getattr(self, name)
            dtype = np.result_type(known, np.array(blank.get(name, 0.0)))
            values[name] = np.full(paper_ids.size, blank.get(name, 0.0), dtype)
            values[name][rows] = known
        return replace(self, paper_ids=paper_ids, **values)

    def write(self, path: str | Path) -> None:
        """Write to a `.npz`; the overall stability is stored as NaN if it is `None`."""
        write_arrays(
            path,
            paper_id=self.paper_ids,
            **{name: getattr(self, name) for name in _PER_PAPER},
            stability=np.array(self.stability.overall, np.float64),
            topic_stability=np.array(self.stability.topics),
            topic_mixing=np.array(self.stability.mixing),
            min_topic_size=np.array(self.min_topic_size),
            engine=np.array(self.engine),
            assigned=np.array(list(self.assigned), np.str_),
            assigned_counts=np.array(list(self.assigned.values()), np.int64),
            seeded=np.array(self.seeded_names, np.str_),
            notes=np.array(self.notes, np.str_),
        )

    @classmethod
    def read(cls, path: str | Path) -> "Clusters":
        """Read a file written by `write`."""
        # The arrays by their names in the file. Those not popped below are named like attributes.
        values: dict[str, Any] = {
            name: array if name in _PER_PAPER else array.tolist()
            for name, array in read_arrays(path).items()
        }
        overall = values.pop("stability")  # NaN for `None`
        stabilities = tuple(values.pop("topic_stability"))
        mixing = tuple(map(tuple, values.pop("topic_mixing")))
        assigned = zip(values.pop("assigned"), values.pop("assigned_counts"), strict=True)
        return cls(
            paper_ids=np.array(values.pop("paper_id"), np.str_),
            stability=Stability(None if np.isnan(overall) else overall, stabilities, mixing),
            assigned=dict(assigned),
            seeded_names=tuple(values.pop("seeded")),
            notes=tuple(values.pop("notes")),
            **values,
        )


def numbers_by_size(topics: NDArray[np.int64], topic_count: int) -> NDArray[np.int64]:
    """Return a new number for each topic, by size: 0 for the topic with the most papers.

    Among topics of equal size, the one whose first paper comes first has the lower number. A topic
    without papers gets `UNASSIGNED`.

    Parameters
    ----------
    topics
        Shape `(n,)`: the old number of each paper's topic, or `UNASSIGNED`.
    topic_count
        Number of topics.

    Returns
    -------
    NDArray[np.int64]
        Shape `(topic_count + 1,)`: the new number of each old number. An extra last entry is
        `UNASSIGNED`. Index -1 finds it, so `numbers[topics]` keeps papers unassigned.
    """
    # The topics that have papers, and the position of the first paper and the size of each.
    present, firsts, sizes = np.unique(topics[topics >= 0], return_index=True, return_counts=True)
    numbers = np.full(topic_count + 1, UNASSIGNED)
    order = np.lexsort((firsts, -sizes))  # by its last key, the size, and then by the first paper
    numbers[present[order]] = np.arange(present.size)
    return numbers


def clusters_digest(clusters: Clusters) -> str:
    """Return the SHA-256, in hex, of the ids of the papers and of their topic numbers.

    Equal digests mean that the papers are the same, in the same order, and that each has the same
    topic number.
    """
    topics = clusters.topics.astype("<i8").tobytes()
    return sha256("\n".join(clusters.paper_ids.tolist()).encode() + b"\0" + topics).hexdigest()
