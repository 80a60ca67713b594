"""The topic of each paper, and how surely it has it."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from paperthemes.files import read_arrays, write_arrays
from paperthemes.tables import UNASSIGNED

_OF_PAPERS = ("topics", "grades", "confidences", "runners_up", "margins")


CORE, FRINGE = "core", "fringe"


@dataclass(frozen=True, slots=True)
class Stability:
    """How well repeats of a method agree.

    Attributes
    ----------
    overall
        Mean adjusted Rand index (1 equal, 0 chance) of any two repeats of one round; `None` where
        nothing was repeated.
    topics
        One number per topic, 0 to 1: how much of it comes back, on average over the repeats;
        empty where nothing was repeated.
    """

    overall: float | None
    topics: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Clusters:
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
    min_topic_size
        How many papers a group had to have to become a topic, if the engine looks at that.
    seeded
        The name of each topic that the config asked for; empty for those that were found.
    notes
        What a reader should know about how it went.
    engine
        The name of the engine.
    assigned
        In mode `assign`, how many papers are new, placed, and do not fit; else empty.
    """

    paper_ids: NDArray[np.str_]
    topics: NDArray[np.int64]
    grades: NDArray[np.str_]
    confidences: NDArray[np.float64]
    runners_up: NDArray[np.int64]
    margins: NDArray[np.float64]
    stability: Stability
    min_topic_size: int
    seeded: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    engine: str = ""
    assigned: Mapping[str, int] = field(default_factory=dict)

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
            min_topic_size=np.array(self.min_topic_size),
            seeded=np.array(self.seeded, np.str_),
            notes=np.array(self.notes, np.str_),
            engine=np.array(self.engine),
            assigned=np.array(json.dumps(dict(self.assigned))),
        )

    @classmethod
    def read(cls, path: str | Path) -> "Clusters":
        """Read what `write` wrote."""
        arrays = read_arrays(path)
        overall = float(arrays["stability"])
        return cls(
            arrays["paper_id"],
            **{name: arrays[name] for name in _OF_PAPERS},
            stability=Stability(
                None if math.isnan(overall) else overall, tuple(arrays["topic_stability"].tolist())
            ),
            min_topic_size=int(arrays["min_topic_size"]),
            seeded=tuple(arrays["seeded"].tolist()),
            notes=tuple(arrays["notes"].tolist()),
            engine=str(arrays["engine"]),
            assigned=json.loads(str(arrays["assigned"])),
        )


def numbers_by_size(topics: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return the new number of each of `count` topics: the largest, then that of the first paper.

    One that no paper has gets none; neither does the last entry, so that -1 stands for itself.
    """
    names, first, counts = np.unique(topics[topics >= 0], return_index=True, return_counts=True)
    renumbered = np.full(count + 1, UNASSIGNED)
    renumbered[names[np.lexsort((first, -counts))]] = np.arange(names.size)
    return renumbered


def clusters_digest(found: Clusters) -> str:
    """Return the SHA-256 of which papers are in which topics, in hex."""
    topics = found.topics.astype("<i8").tobytes()
    return sha256("\n".join(found.paper_ids.tolist()).encode() + b"\0" + topics).hexdigest()
