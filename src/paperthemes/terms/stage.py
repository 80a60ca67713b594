"""Step terms: collect the phrases that papers share, with their spellings and counts."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from joblib.externals.loky import get_reusable_executor
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from paperthemes import tables
from paperthemes.artifacts.terms import Terms
from paperthemes.table import read_batches
from paperthemes.terms.acronyms import choose_expansions
from paperthemes.terms.counts import PhraseCounts, count_phrases, make_summing_matrix
from paperthemes.terms.spelling import choose_spellings

CHUNK = 1_000  # papers that a process reads at a time
SMALL_CORPUS = 20  # papers; in a smaller corpus, one paper with a term is enough
MIN_PAPER_SHARE = 0.0002  # of the papers must use a term, so that large corpora have few terms
# This share of its uses must end a noun phrase; "diffusion" in "diffusion models" does not.
MIN_FINAL_SHARE = 0.35
# Fewest papers with an expansion, per paper with the acronym, for the expansion to be shown.
MIN_EXPANSION_RATIO = 1 / 3
# If one longer term is in at least this share of a phrase's papers, the phrase is no term.
MAX_CONTAINED_SHARE = 0.7


class _Part(NamedTuple):
    """The phrases of some papers; `codes[i]` is the number that all parts use for key i of it."""

    codes: NDArray[np.int32]
    phrase_counts: PhraseCounts


def run(papers_path: str | Path, terms_path: str | Path, threads: int = 1) -> None:
    """Read papers, collect their terms with `threads` processes, and write the terms."""
    columns = ["paper_id", "title", "abstract"]
    chunks = read_batches(tables.PAPERS, papers_path, columns, CHUNK)
    collect_terms(chunks, threads).write(terms_path)


def collect_terms(chunks: Iterable[pd.DataFrame], threads: int = 1) -> Terms:
    """Return the terms of papers, with the weighted number of uses of each term in each paper.

    Terms are the phrases that enough papers share (`_select_terms`). A phrase is no term if more
    words usually follow it, such as "models" after "diffusion", or if most of its papers have the
    same longer phrase. An acronym and its expansion are one term if both are terms. A use in a
    title counts `TITLE_WEIGHT` times.

    Parameters
    ----------
    chunks
        The papers, divided in any way: tables with the columns `paper_id`, `title` and `abstract`.
    threads
        Number of processes that count the phrases, one chunk at a time.
    """
    codes: dict[str, int] = {}  # a number for the key of each phrase
    parts = []
    words: Counter[str] = Counter()
    for keys_of_part, words_of_part, phrase_counts in _count_phrases_of_chunks(chunks, threads):
        part_codes = [codes.setdefault(key, len(codes)) for key in keys_of_part]
        parts.append(_Part(np.array(part_codes, np.int32), phrase_counts))
        words.update(words_of_part)
    frequencies = _select_terms(codes, parts)  # papers with each term
    definitions = (part.phrase_counts.definitions for part in parts)
    acronyms = choose_expansions(chain.from_iterable(definitions))
    synonyms = _choose_synonyms(acronyms, frequencies)
    keys = sorted(frequencies.keys() - synonyms.keys())
    columns = np.full(len(codes), -1, np.int32)  # of the term of each code; -1: it is no term
    columns[[codes[key] for key in keys]] = np.arange(len(keys))
    spellings = _choose_term_spellings(keys, columns, parts, words)
    # A synonym is counted in the column of the term that replaces it, but is no spelling of it.
    counted_columns = columns.copy()
    for key, term in synonyms.items():
        counted_columns[codes[key]] = columns[codes[term]]
    term_counts_of_parts = [
        part.phrase_counts.matrix @ make_summing_matrix(counted_columns[part.codes], len(keys))
        for part in parts
    ]
    no_counts = csr_array((0, len(keys)), dtype=np.float32)
    term_counts = csr_array(vstack([no_counts, *term_counts_of_parts], "csr"))
    term_counts.sort_indices()
    ids = (part.phrase_counts.paper_ids for part in parts)
    return Terms(
        paper_ids=np.concatenate([np.array([], str), *ids]),
        keys=tuple(keys),
        spellings=tuple(spellings[key] for key in keys),
        counts=term_counts,
    )


def _count_phrases_of_chunks(
    chunks: Iterable[pd.DataFrame], threads: int
) -> Iterator[tuple[list[str], Counter[str], PhraseCounts]]:
    """Yield the result of `count_phrases` for each chunk, in order, with `threads` processes."""
    try:
        yield from Parallel(threads, return_as="generator")(map(delayed(count_phrases), chunks))
    finally:
        # A copy of a server does not end the processes when it ends; they would wait for minutes.
        if threads > 1:
            get_reusable_executor().shutdown(wait=True)


def _choose_term_spellings(
    keys: Sequence[str],
    columns: NDArray[np.int32],
    parts: Sequence[_Part],
    words: Mapping[str, int],
) -> dict[str, str]:
    """Return the spelling of each term.

    Parameters
    ----------
    keys
        Length t: the keys of the terms.
    columns
        The index into `keys` of each code; -1 if it belongs to no term.
    parts
        The phrases of all papers.
    words
        How often each word is used in phrases in running text.
    """
    in_text: dict[str, Counter[str]] = defaultdict(Counter)
    in_titles: dict[str, Counter[str]] = defaultdict(Counter)
    for part in parts:
        phrases = part.phrase_counts
        spellings = phrases.spellings.decode().split("\n")
        spelling_columns = columns[part.codes[phrases.spelling_keys]]
        for uses, uses_by_key in ((phrases.in_text, in_text), (phrases.in_titles, in_titles)):
            for row in np.flatnonzero((spelling_columns >= 0) & (uses > 0)):
                uses_by_key[keys[spelling_columns[row]]][spellings[row]] += int(uses[row])
    return choose_spellings(keys, in_text=in_text, in_titles=in_titles, words=words)


def _select_terms(codes: Mapping[str, int], parts: Sequence[_Part]) -> dict[str, int]:
    """Select the phrases that are terms, and return the number of papers with each, by key.

    A phrase is a term if all of this is true:

    1. Enough papers use it: one in a corpus of fewer than `SMALL_CORPUS` papers; otherwise a share
       of `MIN_PAPER_SHARE` (rounded), and at least two.
    2. It ends a noun phrase in at least `MIN_FINAL_SHARE` of its uses.
    3. It is not part of a longer phrase that fulfils 1 and 2 and has at least `MAX_CONTAINED_SHARE`
       times as many papers.

    Parameters
    ----------
    codes
        The code of each key, from 0, in order.
    parts
        The phrases of all papers.
    """
    paper_counts, uses, final_uses = np.zeros((3, len(codes)), np.int64)
    for part in parts:  # in a part, each code occurs once
        phrases = part.phrase_counts
        paper_counts[part.codes] += np.bincount(phrases.matrix.indices, minlength=part.codes.size)
        uses[part.codes] += phrases.uses
        final_uses[part.codes] += phrases.final_uses
    final_shares = final_uses / uses
    keys = [*codes]
    n = sum(len(part.phrase_counts.paper_ids) for part in parts)
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
