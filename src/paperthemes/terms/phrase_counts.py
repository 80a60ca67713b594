"""What papers say: every phrase of theirs, and how often it stands in each title and abstract."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from paperthemes.terms.phrases import Phrase, phrases


@dataclass(frozen=True)
class Said:
    """The p different phrases of n papers, of k different keys.

    Attributes
    ----------
    phrases
        Shape `(p,)`: each as it stands there.
    titles, abstracts
        Shape `(n, p)`, float32: how often each paper says them.
    """

    phrases: Sequence[Phrase]
    titles: csr_array
    abstracts: csr_array

    @classmethod
    def by(cls, papers: pd.DataFrame) -> "Said":
        """Read titles and abstracts of a `tables.PAPERS`."""
        places: dict[Phrase, int] = {}
        titles, abstracts = (_counted(texts, places) for texts in (papers.title, papers.abstract))
        shape = (len(papers), len(places))
        return cls(
            tuple(places),
            *(csr_array(counted, shape=shape) for counted in (titles, abstracts)),
        )

    @cached_property
    def keys(self) -> Mapping[str, int]:
        """Return the place of each key, in the order they are first said."""
        return {key: place for place, key in enumerate(dict.fromkeys(p.key for p in self.phrases))}

    def papers_with(self) -> dict[str, float]:
        """Return how many papers have a phrase of each key."""
        together = (self.titles + self.abstracts) @ self._of_all_keys
        together.data[:] = 1
        return self._by_key(together.sum(axis=0))

    def whole_shares(self) -> dict[str, float]:
        """Return the share of times that each key is whole: nothing of its noun phrase follows."""
        times = self.titles.sum(axis=0) + self.abstracts.sum(axis=0)
        whole = np.array([phrase.whole for phrase in self.phrases], np.float64)
        return self._by_key((times * whole @ self._of_all_keys) / (times @ self._of_all_keys))

    def columns(self, places: Mapping[str, int]) -> csr_array:
        """Return what sums phrases up by key: shape `(p, max(places) + 1)`.

        Parameters
        ----------
        places
            The column of each key; phrases of other keys do not count.
        """
        pairs = [
            (row, places[phrase.key])
            for row, phrase in enumerate(self.phrases)
            if phrase.key in places
        ]
        rows, columns = np.array(pairs, np.int64).reshape(-1, 2).T
        shape = (len(self.phrases), max(places.values(), default=-1) + 1)
        return csr_array((np.ones(rows.size, np.float32), (rows, columns)), shape=shape)

    @cached_property
    def _of_all_keys(self) -> csr_array:
        return self.columns(self.keys)

    def times(self, counts: csr_array) -> dict[Phrase, int]:
        """Return how often each phrase is said, all rows of `counts` together, where it is."""
        sums = np.asarray(counts.sum(axis=0)).ravel().astype(int)
        return {self.phrases[place]: int(sums[place]) for place in np.flatnonzero(sums).tolist()}

    def _by_key(self, values: NDArray[np.floating]) -> dict[str, float]:
        return dict(zip(self.keys, np.asarray(values).ravel().tolist(), strict=True))


def _counted(
    texts: Iterable[str], places: dict[Phrase, int]
) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.int64]]:
    """Count the phrases of each text, in compressed rows; new ones are added to `places`."""
    data: list[int] = []
    columns: list[int] = []
    ends = [0]
    for text in texts:
        counts = Counter(places.setdefault(phrase, len(places)) for phrase in phrases(text))
        data += counts.values()
        columns += counts.keys()
        ends.append(len(columns))
    return np.array(data, np.float32), np.array(columns, np.int64), np.array(ends, np.int64)
