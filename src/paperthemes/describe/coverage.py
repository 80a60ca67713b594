"""Coverage of topics by names: papers that are near to a name by meaning."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from paperthemes.describe.ranking import Groups

NEAR_SHARE = 1 / 6  # of all papers count as near to a name: those above the mean plus one deviation
MAX_SAMPLE = 5_000  # papers from which it is estimated how near that is


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Finds the papers of a topic that are about a name, because they are unusually near to it.

    A paper is near to a name if it is among the `NEAR_SHARE` of all papers that are nearest to it;
    in a larger topic, among as many as the topic has.

    Attributes
    ----------
    topics
        The topics of n papers.
    vectors
        Shape `(n, d)`: unit vectors of the papers.
    """

    topics: Groups
    vectors: NDArray[np.float32]

    def find_near(self, topic: int, name: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Return whether each of the topic's m papers is near to a name: shape `(m,)`.

        `name` is the unit vector of the name, shape `(d,)`.
        """
        rows = self.topics.members[topic]
        step = -(-len(self.vectors) // MAX_SAMPLE)  # evenly spaced papers: ids are hashes
        sample = self.vectors[::step] @ name
        share = max(NEAR_SHARE, rows.size / len(self.vectors))
        return np.asarray(self.vectors[rows] @ name >= np.quantile(sample, 1 - share))
