"""Run of the step terms: phrases that papers share, their spelling, and which papers use them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from paperthemes import tables
from paperthemes.artifacts.terms import Terms
from paperthemes.terms.phrases import Phrase, choose_spellings, extract_phrases, find_acronyms
from paperthemes.text.stop_words import foreign_stop_words
from paperthemes.text.words import words_of

TITLE_WEIGHT = 3  # a phrase in a title counts as much as three in the abstract
SMALL_CORPUS = 20  # papers; in a smaller corpus, a term may occur in one paper only
MIN_PAPER_SHARE = 0.0002  # of the papers use a term, so that terms stay few in large corpora
MIN_FINAL_SHARE = 0.35  # of its uses end a noun phrase: "diffusion" of "diffusion models" do not
MIN_WRITTEN_OUT = 1 / 3  # papers with its words per paper with an acronym, to show the words
MAX_CONTAINED = 0.7  # share of a term's papers that use the same longer term


def run(papers_path: str | Path, terms_path: str | Path) -> None:
    """Read papers, collect their terms, and write these."""
    collect_terms(tables.read(tables.PAPERS, papers_path)).write(terms_path)


def collect_terms(papers: pd.DataFrame) -> Terms:
    """Collect the terms of a `tables.PAPERS`: phrases that several papers share.

    A phrase that usually continues ("diffusion" in "diffusion models"), or is nearly always part
    of the same longer phrase, is not a term. An acronym and its expansion are one term.
    """
    n = len(papers)
    phrases, counts = _count_phrases(chain(papers.title, papers.abstract))
    titles, abstracts = counts[:n], counts[n:]
    frequencies = _select_terms(phrases, csr_array(titles + abstracts))
    acronyms = find_acronyms(chain(papers.title, papers.abstract))
    synonyms = _choose_synonyms(acronyms, frequencies)
    keys = sorted(frequencies.keys() - synonyms.keys())
    columns = {key: column for column, key in enumerate(keys)}
    columns |= {key: columns[term] for key, term in synonyms.items() if term in columns}
    column_of_phrase = np.array([columns.get(phrase.key, -1) for phrase in phrases], np.int64)
    weighted = TITLE_WEIGHT * titles + abstracts
    term_counts = csr_array(weighted @ _group_columns(column_of_phrase, len(keys)))
    term_counts.sort_indices()
    # In other languages, the capitals of a title are those of running text.
    foreign = [bool(foreign_stop_words(map(str.lower, words_of(title)))) for title in papers.title]
    foreign_titles = np.array(foreign, np.bool_)
    spellings = choose_spellings(
        keys,
        in_text=_count_uses(phrases, vstack([abstracts, titles[foreign_titles]])),
        in_titles=_count_uses(phrases, titles[~foreign_titles]),
    )
    return Terms(
        paper_ids=papers.paper_id.to_numpy(dtype=str),
        keys=tuple(keys),
        spellings=tuple(spellings[key] for key in keys),
        counts=term_counts,
    )


def _count_phrases(texts: Iterable[str]) -> tuple[list[Phrase], csr_array]:
    """Return the p different phrases of n texts, and their counts: shape `(n, p)`, float32."""
    columns: dict[Phrase, int] = {}
    indices: list[int] = []
    indptr = [0]
    for text in texts:
        indices += [columns.setdefault(phrase, len(columns)) for phrase in extract_phrases(text)]
        indptr.append(len(indices))
    shape = (len(indptr) - 1, len(columns))
    counts = csr_array((np.ones(len(indices), np.float32), indices, indptr), shape=shape)
    counts.sum_duplicates()
    return list(columns), counts


def _select_terms(phrases: Sequence[Phrase], counts: csr_array) -> dict[str, int]:
    """Return the keys that qualify as terms, and how many papers use each.

    Parameters
    ----------
    phrases
        The p phrases.
    counts
        Shape `(n, p)`: how often each of n papers uses them.
    """
    codes, keys = pd.factorize(np.array([phrase.key for phrase in phrases], object))
    papers = np.bincount((counts @ _group_columns(codes, len(keys))).indices, minlength=len(keys))
    uses = counts.sum(axis=0)
    final_uses = uses * np.array([phrase.is_final for phrase in phrases], np.float64)
    final_shares = np.bincount(codes, final_uses) / np.bincount(codes, uses)
    n = counts.shape[0]
    fewest = 1 if n < SMALL_CORPUS else max(2, round(MIN_PAPER_SHARE * n))
    qualified = np.flatnonzero((papers >= fewest) & (final_shares >= MIN_FINAL_SHARE))
    frequencies = {keys[code]: int(papers[code]) for code in qualified}
    contained = {
        part
        for key, count in frequencies.items()
        for part in _subphrases(key.split())
        if part in frequencies and count >= MAX_CONTAINED * frequencies[part]
    }
    return {key: count for key, count in frequencies.items() if key not in contained}


def _subphrases(words: Sequence[str]) -> Iterator[str]:
    for length in range(1, len(words)):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


def _choose_synonyms(acronyms: Mapping[str, str], frequencies: Mapping[str, int]) -> dict[str, str]:
    """Map acronyms to their expansion, or the expansion to the acronym where few papers use it."""
    synonyms = {}
    for acronym, words in acronyms.items():
        if acronym in frequencies and words in frequencies and acronym != words:
            rare = frequencies[words] < MIN_WRITTEN_OUT * frequencies[acronym]
            synonyms.update({words: acronym} if rare else {acronym: words})
    return {key: term for key, term in synonyms.items() if term not in synonyms}


def _group_columns(groups: NDArray[np.int64], count: int) -> csr_array:
    """Return the matrix that sums columns by group: shape `(columns, count)`; -1 is no group."""
    rows = np.flatnonzero(groups >= 0)
    ones = np.ones(rows.size, np.float32)
    return csr_array((ones, (rows, groups[rows])), shape=(groups.size, count))


def _count_uses(phrases: Sequence[Phrase], counts: csr_array) -> dict[Phrase, int]:
    """Return how often each phrase is used in all rows of `counts` together, if it is."""
    uses = counts.sum(axis=0).astype(int).tolist()
    return {phrase: count for phrase, count in zip(phrases, uses, strict=True) if count}
