"""Artifact `terms.npz`: the phrases of all papers, their spelling, and which papers use them."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from paperthemes.files import read_arrays, write_arrays
from paperthemes.text.words import singular, words_of


@dataclass(frozen=True, slots=True)
class Terms:
    """The t terms of n papers.

    Attributes
    ----------
    paper_ids
        Shape `(n,)`, text, sorted.
    keys
        Shape `(t,)`: the term whatever its spelling, sorted.
    written
        Shape `(t,)`: as authors mostly write it.
    counts
        Shape `(n, t)`, float32: how often each paper says it, in its title three times as much.
    """

    paper_ids: NDArray[np.str_]
    keys: tuple[str, ...]
    written: tuple[str, ...]
    counts: csr_array

    @property
    def held(self) -> csr_array:
        """Shape `(n, t)`, float32: 1 where a paper has the term."""
        held = self.counts.copy()
        held.data = np.ones_like(held.data)
        return held

    def without(self, stop_words: Collection[str]) -> "Terms":
        """Return the terms that hold none of some words, in any spelling."""
        stop = _keys_of(stop_words)
        kept = [place for place, key in enumerate(self.keys) if not _has_any(key, stop)]
        if len(kept) == len(self.keys):
            return self
        keys, written = (tuple(some[place] for place in kept) for some in (self.keys, self.written))
        return replace(self, keys=keys, written=written, counts=self.counts[:, kept])

    def write(self, path: str | Path) -> None:
        """Write to a `.npz`; the counts as `data`, `indices`, `indptr` (CSR)."""
        write_arrays(
            path,
            paper_id=self.paper_ids,
            keys=np.array(self.keys, np.str_),
            written=np.array(self.written, np.str_),
            data=self.counts.data,
            indices=self.counts.indices,
            indptr=self.counts.indptr,
        )

    @classmethod
    def read(cls, path: str | Path) -> "Terms":
        """Read what `write` wrote."""
        arrays = read_arrays(path)
        shape = (arrays["paper_id"].size, arrays["keys"].size)
        counts = csr_array((arrays["data"], arrays["indices"], arrays["indptr"]), shape=shape)
        keys, written = (tuple(arrays[name].tolist()) for name in ("keys", "written"))
        return cls(arrays["paper_id"], keys, written, counts)


def contains_any(text: str, stop_words: Collection[str]) -> bool:
    """Tell whether a text holds one of some words, in any spelling."""
    return _has_any(" ".join(map(singular, words_of(text))), _keys_of(stop_words))


def _keys_of(stop_words: Collection[str]) -> set[str]:
    return {" ".join(map(singular, words_of(word))) for word in stop_words} - {""}


def _has_any(key: str, stop: Collection[str]) -> bool:
    return any(f" {word} " in f" {key} " for word in stop)
