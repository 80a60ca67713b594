"""The topic of each paper, and how surely it has it."""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from paperthemes.cluster.stability import Stability
from paperthemes.files import read_arrays, write_arrays
from paperthemes.tables import UNASSIGNED

_OF_PAPERS = ("topics", "grades", "confidences", "runners_up", "margins")


@dataclass(frozen=True, slots=True)
class Partition:
    """The topic of each of n papers.

    Attributes
    ----------
    paper_ids
        Shape `(n,)`, text, sorted.
    topics
        Shape `(n,)`, int64: 0 is the largest topic; `UNASSIGNED` is none.
    grades
        Shape `(n,)`, text: `CORE`, `FRINGE` or `UNASSIGNED_NAME`.
    confidences
        Shape `(n,)`, float64, 0 to 1: how surely the paper belongs to the topic it has or, if
        unassigned, would have had.
    runners_up
        Shape `(n,)`, int64: the topic that came next, or, if the paper is unassigned, the one that
        came first; `UNASSIGNED` where none did.
    margins
        Shape `(n,)`, float64, 0 to 1: how much more of the paper's ties lead to its topic than to
        the runner-up (if unassigned: to the topic it came nearest to than to the next).
    stability
        How well the topics come back on other seeds.
    smallest
        How many papers a group had to have to become a topic, if the engine looks at that.
    seeded
        The name of each topic that the config asked for; empty for those that were found.
    notes
        What a reader should know about how it went.
    """

    paper_ids: NDArray[np.str_]
    topics: NDArray[np.int64]
    grades: NDArray[np.str_]
    confidences: NDArray[np.float64]
    runners_up: NDArray[np.int64]
    margins: NDArray[np.float64]
    stability: Stability
    smallest: int
    seeded: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def write(self, path: str | Path) -> None:
        """Write to a `.npz`."""
        unknown = math.nan  # stands for a stability that is not known
        overall = self.stability.overall
        write_arrays(
            path,
            paper_id=self.paper_ids,
            **{name: getattr(self, name) for name in _OF_PAPERS},
            stability=np.array(unknown if overall is None else overall),
            topic_stability=np.array(self.stability.topics),
            smallest=np.array(self.smallest),
            seeded=np.array(self.seeded, np.str_),
            notes=np.array(self.notes, np.str_),
        )

    @classmethod
    def read(cls, path: str | Path) -> "Partition":
        """Read what `write` wrote."""
        arrays = read_arrays(path)
        overall = float(arrays["stability"])
        return cls(
            arrays["paper_id"],
            **{name: arrays[name] for name in _OF_PAPERS},
            stability=Stability(
                None if math.isnan(overall) else overall, tuple(arrays["topic_stability"].tolist())
            ),
            smallest=int(arrays["smallest"]),
            seeded=tuple(arrays["seeded"].tolist()),
            notes=tuple(arrays["notes"].tolist()),
        )


def by_size(topics: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return the new number of each of `count` topics: the largest, then that of the first paper.

    One that no paper has gets none; neither does the last entry, so that -1 stands for itself.
    """
    names, first, counts = np.unique(topics[topics >= 0], return_index=True, return_counts=True)
    renumbered = np.full(count + 1, UNASSIGNED)
    renumbered[names[np.lexsort((first, -counts))]] = np.arange(names.size)
    return renumbered
