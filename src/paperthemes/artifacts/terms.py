"""Artifact `terms.npz`: the phrases of all papers, their spelling, and which papers use them."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from paperthemes.files import read_arrays, write_arrays
from paperthemes.text.words import singular, words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The t terms of n papers.

    Attributes
    ----------
    paper_ids
        Shape `(n,)`, text, sorted.
    keys
        Length t: a key per term, which is the same for all spellings of the term; sorted. It has
        the stems of words in other languages than English.
    spellings
        Length t: the most usual spelling of each term.
    counts
        Shape `(n, t)`, float32: how often each paper uses each term. A use in the title counts
        three times.
    """

    paper_ids: NDArray[np.str_]
    keys: tuple[str, ...]
    spellings: tuple[str, ...]
    counts: csr_array

    @property
    def presence(self) -> csr_array:
        """Shape `(n, t)`, float32: 1 where a paper (row) uses a term (column), 0 elsewhere.

        It shares memory with `counts`, so it must not be changed in place.
        """
        counts = self.counts
        ones = np.ones(counts.nnz, np.float32)  # only entries that are not 0 are stored
        return csr_array((ones, counts.indices, counts.indptr), shape=counts.shape)

    def without(self, stop_words: Collection[str]) -> "Terms":
        """Return these terms except those that contain any of `stop_words` as whole words.

        A stop word can be a phrase. Capitals, hyphens and plurals make no difference.
        """
        if not stop_words:
            return self
        stop_keys = _make_keys(stop_words)
        # Keys of words in other languages are stems, which users do not write.
        keys = [make_text_key(spelling) for spelling in self.spellings]
        kept = [index for index, key in enumerate(keys) if not _has_any(key, stop_keys)]
        return replace(
            self,
            keys=tuple(self.keys[index] for index in kept),
            spellings=tuple(self.spellings[index] for index in kept),
            counts=self.counts[:, kept],
        )

    def write(self, path: str | Path) -> None:
        """Write to a `.npz`; the counts as `data`, `indices`, `indptr` (CSR)."""
        write_arrays(
            path,
            paper_id=self.paper_ids,
            keys=np.array(self.keys, np.str_),
            spellings=np.array(self.spellings, np.str_),
            data=self.counts.data,
            indices=self.counts.indices,
            indptr=self.counts.indptr,
        )

    @classmethod
    def read(cls, path: str | Path) -> "Terms":
        """Read a file that `write` wrote."""
        arrays = read_arrays(path)
        shape = (arrays["paper_id"].size, arrays["keys"].size)
        return cls(
            paper_ids=arrays["paper_id"],
            keys=tuple(arrays["keys"].tolist()),
            spellings=tuple(arrays["spellings"].tolist()),
            counts=csr_array((arrays["data"], arrays["indices"], arrays["indptr"]), shape=shape),
        )


def contains_any(text: str, stop_words: Collection[str]) -> bool:
    """Return whether a text contains any of `stop_words` as whole words.

    A stop word can be a phrase. Capitals, hyphens and plurals make no difference.
    """
    return _has_any(make_text_key(text), _make_keys(stop_words))


def make_text_key(text: str) -> str:
    """Return the words of a text in lower case and in the singular.

    That of "Neural-Networks" is "neural network". This is the key of a term in English.
    """
    return " ".join(map(singular, words_of(text)))


def _make_keys(texts: Collection[str]) -> set[str]:
    """Return the results of `make_text_key` for texts; a text without words has none."""
    return set(map(make_text_key, texts)) - {""}


def _has_any(key: str, stop_keys: Collection[str]) -> bool:
    """Return whether a key contains any of `stop_keys` as whole words."""
    # The spaces around both keys exclude matches within a word.
    return any(f" {stop_key} " in f" {key} " for stop_key in stop_keys)
