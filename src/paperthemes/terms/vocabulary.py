"""The terms of a corpus: which phrases papers share, how they are written, and who holds them."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import vstack

from paperthemes import tables
from paperthemes.artifacts.terms import Terms
from paperthemes.text.words import words_of

if TYPE_CHECKING:
    from paperthemes.terms.phrase_counts import Said

_TITLE_WEIGHT = 3
_SMALL = 20  # papers; among fewer, a term may stand in one alone
_LEAST_SHARE = 0.0002  # of the papers hold a term, at least
_LEAST_WHOLE = 0.35  # of the times a term is said, it is a whole noun phrase or ends one
_OFTEN_ENOUGH = 1 / 3  # as many papers as have an acronym write its words, for these to be shown
_PART_OF_ONE = 0.7  # of a term's papers hold the same longer one: it is cut out of that


def vocabulary_of(papers: pd.DataFrame) -> Terms:
    """Collect the terms of a `tables.PAPERS`: phrases that several papers share.

    A phrase that mostly goes on ("diffusion" in "diffusion models"), or is nearly always part of
    the same longer one, is not a term.
    """
    # These take a second to import, for which who only reads terms need not wait.
    from paperthemes.terms.acronyms import acronyms
    from paperthemes.terms.phrase_counts import Said

    said = Said.by(papers)
    fewest = 1 if len(papers) < _SMALL else max(2, round(_LEAST_SHARE * len(papers)))
    whole = said.whole_shares()
    kept = {
        key: count
        for key, count in said.papers_with().items()
        if count >= fewest and whole[key] >= _LEAST_WHOLE
    }
    cut = _cut_out(kept)
    kept = {key: count for key, count in kept.items() if key not in cut}
    same = _one_of_two(acronyms(chain(papers.title, papers.abstract)), kept)
    keys = sorted(set(kept) - set(same))
    places = {key: place for place, key in enumerate(keys)}
    places |= {key: places[other] for key, other in same.items() if other in places}
    written = _written(papers, said, keys)
    counts = (_TITLE_WEIGHT * said.titles + said.abstracts) @ said.columns(places)
    return Terms(papers.paper_id.to_numpy(dtype=str), tuple(keys), written, counts)


def run(papers_path: str | Path, vocabulary_path: str | Path) -> None:
    """Read papers, collect their terms, and write these."""
    vocabulary_of(tables.read(tables.PAPERS, papers_path)).write(vocabulary_path)


def _written(papers: pd.DataFrame, said: "Said", keys: Sequence[str]) -> tuple[str, ...]:
    """Return how each term is mostly written; titles in other languages are like other text."""
    from paperthemes.terms.spelling import usual_spelling
    from paperthemes.terms.stop_words import stop_words_of

    foreign = [bool(stop_words_of(map(str.lower, words_of(title)))) for title in papers.title]
    running = said.times(vstack([said.abstracts, said.titles[np.flatnonzero(foreign)]]))
    titles = said.times(said.titles[np.flatnonzero(~np.array(foreign, np.bool_))])
    written = usual_spelling(keys, running, titles)
    return tuple(written[key] for key in keys)


def _one_of_two(acronyms: Mapping[str, str], frequency: Mapping[str, float]) -> dict[str, str]:
    """Return which term to count for which: an acronym for its words, unless few write them."""
    same = {}
    for acronym, words in acronyms.items():
        if acronym in frequency and words in frequency and acronym != words:
            few = frequency[words] < _OFTEN_ENOUGH * frequency[acronym]
            same.update({words: acronym} if few else {acronym: words})
    return {key: other for key, other in same.items() if other not in same}


def _cut_out(frequency: Mapping[str, float]) -> set[str]:
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
