"""The terms of a corpus: which phrases papers share, how they are written, and who holds them."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from paperthemes.describe.acronyms import acronyms
from paperthemes.describe.filler import stop_words_of
from paperthemes.describe.phrases import Phrase, phrases
from paperthemes.describe.spelling import usual_spelling
from paperthemes.words import words_of

_TITLE_WEIGHT = 3
_SMALL = 20  # papers; among fewer, a term may stand in one alone
_LEAST_SHARE = 0.0002  # of the papers hold a term, at least
_LEAST_WHOLE = 0.35  # of the times a term is said, it is a whole noun phrase or ends one
_OFTEN_ENOUGH = 1 / 3  # as many papers as have an acronym write its words, for these to be shown
_PART_OF_ONE = 0.7  # of a term's papers hold the same longer one: it is cut out of that


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The t terms of n papers.

    Attributes
    ----------
    keys
        Shape `(t,)`: the term whatever its spelling, sorted.
    written
        Shape `(t,)`: as authors mostly write it.
    counts
        Shape `(n, t)`, float32: how often each paper says it, in its title three times as much.
    """

    keys: tuple[str, ...]
    written: tuple[str, ...]
    counts: csr_array

    @property
    def held(self) -> csr_array:
        """Shape `(n, t)`, float32: 1 where a paper has the term."""
        held = self.counts.copy()
        held.data = np.ones_like(held.data)
        return held


def vocabulary_of(papers: pd.DataFrame) -> Vocabulary:
    """Collect the terms of a `tables.PAPERS`: phrases that several papers share.

    A phrase that mostly goes on ("diffusion" in "diffusion models"), or is nearly always part of
    the same longer one, is not a term.
    """
    said = [
        (list(phrases(title)), list(phrases(abstract)))
        for title, abstract in zip(papers.title, papers.abstract, strict=True)
    ]
    papers_with, times, times_whole = Counter[str](), Counter[str](), Counter[str]()
    for both in said:
        papers_with.update({phrase.key for phrase in itertools.chain(*both)})
        for phrase in itertools.chain(*both):
            times[phrase.key] += 1
            times_whole[phrase.key] += phrase.whole
    fewest = 1 if len(said) < _SMALL else max(2, round(_LEAST_SHARE * len(said)))
    kept = {
        key: count
        for key, count in papers_with.items()
        if count >= fewest and times_whole[key] >= _LEAST_WHOLE * times[key]
    }
    same = _one_of_two(acronyms(itertools.chain(papers.title, papers.abstract)), kept)
    keys = sorted(set(kept) - _cut_out(kept) - set(same))
    english = [not stop_words_of(map(str.lower, words_of(title))) for title in papers.title]
    written = usual_spelling(keys, said, english)
    counts = _counts(said, keys, same)
    return Vocabulary(tuple(keys), tuple(written[key] for key in keys), counts)


def _one_of_two(acronyms: Mapping[str, str], frequency: Mapping[str, int]) -> dict[str, str]:
    """Return which term to count for which: an acronym for its words, unless few write them."""
    same = {}
    for acronym, words in acronyms.items():
        if acronym in frequency and words in frequency and acronym != words:
            few = frequency[words] < _OFTEN_ENOUGH * frequency[acronym]
            same.update({words: acronym} if few else {acronym: words})
    return {key: other for key, other in same.items() if other not in same}


def _cut_out(frequency: Mapping[str, int]) -> set[str]:
    """Return the terms that are nearly always part of the same longer one."""
    return {
        part
        for longer, count in frequency.items()
        for part in _parts(longer.split())
        if part in frequency and count >= _PART_OF_ONE * frequency[part]
    }


def _parts(words: Sequence[str]) -> Iterator[str]:
    for length in range(1, len(words)):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


def _counts(
    said: Sequence[tuple[Sequence[Phrase], Sequence[Phrase]]],
    keys: Sequence[str],
    same: Mapping[str, str],
) -> csr_array:
    places = {key: place for place, key in enumerate(keys)}
    places |= {key: places[other] for key, other in same.items() if other in places}
    rows: list[int] = []
    columns: list[int] = []
    values: list[int] = []
    for row, (title, abstract) in enumerate(said):
        counts: dict[int, int] = defaultdict(int)
        for weight, some in ((_TITLE_WEIGHT, title), (1, abstract)):
            for phrase in some:
                if phrase.key in places:
                    counts[places[phrase.key]] += weight
        rows += [row] * len(counts)
        columns += counts.keys()
        values += counts.values()
    return csr_array((np.array(values, np.float32), (rows, columns)), shape=(len(said), len(keys)))
