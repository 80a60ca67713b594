"""Step terms: collect the phrases that papers share, with their spellings and counts."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from paperthemes import tables
from paperthemes.artifacts.terms import Terms
from paperthemes.terms.phrases import Phrase, choose_spellings, extract_phrases, find_acronyms
from paperthemes.text.stop_words import foreign_stop_words
from paperthemes.text.words import words_of

TITLE_WEIGHT = 3  # a phrase in a title counts as much as three uses in the abstract
CHUNK = 2_000  # texts that a process reads at a time
SMALL_CORPUS = 20  # papers; in a smaller corpus, one paper with a term is enough
MIN_PAPER_SHARE = 0.0002  # of the papers must use a term, so that large corpora have few terms
# This share of its uses must end a noun phrase; "diffusion" in "diffusion models" does not.
MIN_FINAL_SHARE = 0.35
# Fewest papers with an expansion, per paper with the acronym, for the expansion to be shown.
MIN_EXPANSION_RATIO = 1 / 3
# If one longer term is in at least this share of a phrase's papers, the phrase is no term.
MAX_CONTAINED_SHARE = 0.7


def run(papers_path: str | Path, terms_path: str | Path, threads: int = 1) -> None:
    """Read papers, collect their terms with `threads` processes, and write the terms."""
    collect_terms(tables.read(tables.PAPERS, papers_path), threads).write(terms_path)


def collect_terms(papers: pd.DataFrame, threads: int = 1) -> Terms:
    """Return the terms of papers, with the weighted number of uses of each term in each paper.

    Terms are the phrases that enough papers share (`_select_terms`). A phrase is no term if more
    words usually follow it, such as "models" after "diffusion", or if most of its papers have the
    same longer phrase. An acronym and its expansion are one term if both are terms. A use in a
    title counts `TITLE_WEIGHT` times.

    Parameters
    ----------
    papers
        A table with the columns of `tables.PAPERS`.
    threads
        Number of processes that read the texts.
    """
    n = len(papers)
    phrases, counts = _count_phrases([*papers.title, *papers.abstract], threads)
    titles, abstracts = counts[:n], counts[n:]  # a row per paper each
    frequencies = _select_terms(phrases, csr_array(titles + abstracts))  # papers with each term
    acronyms = find_acronyms(chain(papers.title, papers.abstract))
    synonyms = _choose_synonyms(acronyms, frequencies)
    keys = sorted(frequencies.keys() - synonyms.keys())
    column_by_key = {key: column for column, key in enumerate(keys)}
    # A synonym is counted in the column of the term that replaces it.
    column_by_key |= {key: column_by_key[term] for key, term in synonyms.items()}
    # -1: the phrase is no term.
    columns = np.array([column_by_key.get(phrase.key, -1) for phrase in phrases], np.int64)
    weighted = TITLE_WEIGHT * titles + abstracts
    term_counts = csr_array(weighted @ _make_summing_matrix(columns, len(keys)))
    term_counts.sort_indices()
    # A title in another language counts as running text, because it has no extra capitals.
    foreign = [bool(foreign_stop_words(map(str.lower, words_of(title)))) for title in papers.title]
    is_foreign = np.array(foreign, np.bool_)
    spellings = choose_spellings(
        keys,
        in_text=_count_uses(phrases, vstack([abstracts, titles[is_foreign]])),
        in_titles=_count_uses(phrases, titles[~is_foreign]),
    )
    return Terms(
        paper_ids=papers.paper_id.to_numpy(dtype=str),
        keys=tuple(keys),
        spellings=tuple(spellings[key] for key in keys),
        counts=term_counts,
    )


def _count_phrases(texts: Sequence[str], threads: int) -> tuple[list[Phrase], csr_array]:
    """Return the p different phrases of n texts, and the uses of each phrase in each text.

    The numbers of uses have shape `(n, p)`, float32. Phrases that differ only in `spelling` or
    `is_final` are different.

    The texts are read in chunks, `threads` at a time, each in its own process. The phrases are in
    the order of first use, so the result does not depend on the chunks.
    """
    columns: dict[Phrase, int] = {}  # column of each phrase, in order of first use
    indices = [np.empty(0, np.int32)]  # columns of all uses of phrases
    sizes = [np.zeros(1, np.int64)]  # number of uses in each text, after a 0
    chunks = [texts[start : start + CHUNK] for start in range(0, len(texts), CHUNK)]
    parallel = Parallel(min(threads, max(1, len(chunks))), return_as="generator")
    for phrases, chunk_indices, chunk_sizes in parallel(map(delayed(_list_phrases), chunks)):
        chunk_columns = [columns.setdefault(phrase, len(columns)) for phrase in phrases]
        indices.append(np.array(chunk_columns, np.int32)[chunk_indices])
        sizes.append(chunk_sizes)
    indptr = np.concatenate(sizes).cumsum()
    values = np.ones(indptr[-1], np.float32)
    shape = (len(texts), len(columns))
    counts = csr_array((values, np.concatenate(indices), indptr), shape=shape)
    counts.sum_duplicates()
    return list(columns), counts


def _list_phrases(
    texts: Sequence[str],
) -> tuple[list[Phrase], NDArray[np.int32], NDArray[np.int64]]:
    """List the phrases of texts.

    Returns
    -------
    phrases
        The different phrases, in the order of first use.
    indices
        Index into `phrases` of each use of a phrase, in the order of the texts.
    sizes
        Number of uses of phrases in each text.
    """
    places: dict[Phrase, int] = {}  # index of each phrase
    indices, sizes = array("i"), []
    for text in texts:
        size_before = len(indices)
        indices.extend(places.setdefault(phrase, len(places)) for phrase in extract_phrases(text))
        sizes.append(len(indices) - size_before)
    return list(places), np.array(indices, np.int32), np.array(sizes, np.int64)


def _select_terms(phrases: Sequence[Phrase], counts: csr_array) -> dict[str, int]:
    """Select the phrases that are terms, and return the number of papers with each, by key.

    A phrase is a term if all of this is true:

    1. Enough papers use it: one in a corpus of fewer than `SMALL_CORPUS` papers; otherwise a share
       of `MIN_PAPER_SHARE` (rounded), and at least two.
    2. It ends a noun phrase in at least `MIN_FINAL_SHARE` of its uses.
    3. It is not part of a longer phrase that fulfils 1 and 2 and has at least `MAX_CONTAINED_SHARE`
       times as many papers.

    Parameters
    ----------
    phrases
        p phrases.
    counts
        Shape `(n, p)`: how often each of n papers uses each phrase.
    """
    # Phrases that differ only in spelling have the same key. `codes`: index of each phrase's key.
    codes, keys = pd.factorize(np.array([phrase.key for phrase in phrases], object))
    key_counts = counts @ _make_summing_matrix(codes, len(keys))
    paper_counts = np.bincount(key_counts.indices, minlength=len(keys))  # one entry per paper
    uses = counts.sum(axis=0)
    final_uses = uses * np.array([phrase.is_final for phrase in phrases], np.float64)
    final_shares = np.bincount(codes, final_uses) / np.bincount(codes, uses)
    n = counts.shape[0]
    min_papers = 1 if n < SMALL_CORPUS else max(2, round(MIN_PAPER_SHARE * n))
    qualified = np.flatnonzero((paper_counts >= min_papers) & (final_shares >= MIN_FINAL_SHARE))
    frequencies = {keys[code]: int(paper_counts[code]) for code in qualified}
    contained = {
        subphrase
        for key, count in frequencies.items()
        for subphrase in _make_subphrases(key.split())
        if subphrase in frequencies and count >= MAX_CONTAINED_SHARE * frequencies[subphrase]
    }
    return {key: count for key, count in frequencies.items() if key not in contained}


def _make_subphrases(words: Sequence[str]) -> Iterator[str]:
    """Yield each shorter sequence of adjacent words, joined by spaces.

    For the words `a`, `b` and `c` these are `a`, `b`, `c`, `a b` and `b c`.
    """
    for length in range(1, len(words)):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


def _choose_synonyms(acronyms: Mapping[str, str], frequencies: Mapping[str, int]) -> dict[str, str]:
    """Return the term that replaces each term to be replaced; terms are given by `Phrase.key`.

    If an acronym and its expansion are both terms, the expansion replaces the acronym. If the
    expansion has fewer than `MIN_EXPANSION_RATIO` times as many papers, the acronym replaces the
    expansion. Replacements are not chained: if the replacing term would be replaced itself, the
    first term stays.

    Parameters
    ----------
    acronyms
        Expansion of each acronym.
    frequencies
        Number of papers with each term.
    """
    synonyms = {}
    for acronym, expansion in acronyms.items():
        if acronym in frequencies and expansion in frequencies and acronym != expansion:
            is_rare = frequencies[expansion] < MIN_EXPANSION_RATIO * frequencies[acronym]
            synonyms.update({expansion: acronym} if is_rare else {acronym: expansion})
    return {key: term for key, term in synonyms.items() if term not in synonyms}


def _make_summing_matrix(groups: NDArray[np.int64], group_count: int) -> csr_array:
    """Return a matrix that sums columns by group: `matrix @ result` has one column per group.

    Parameters
    ----------
    groups
        Shape `(p,)`: group of each column; -1 for none.
    group_count
        Number of groups.

    Returns
    -------
    csr_array
        Shape `(p, group_count)`, float32: 1 in row i and column j if column i of the matrix to be
        summed is in group j.
    """
    rows = np.flatnonzero(groups >= 0)
    ones = np.ones(rows.size, np.float32)
    return csr_array((ones, (rows, groups[rows])), shape=(groups.size, group_count))


def _count_uses(phrases: Sequence[Phrase], counts: csr_array) -> dict[Phrase, int]:
    """Return how often each phrase is used in all texts together; unused phrases are left out.

    `counts` has a row per text, and a column per phrase.
    """
    uses = counts.sum(axis=0).astype(int).tolist()
    return {phrase: count for phrase, count in zip(phrases, uses, strict=True) if count}
