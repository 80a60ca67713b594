"""Count the phrases in a part of the papers; the result is small, so that all parts fit in memory.

Each part can be read in a process of its own.
"""

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from paperthemes.terms.acronyms import find_definitions
from paperthemes.terms.phrases import Phrase, extract_phrases
from paperthemes.terms.spelling import is_foreign, is_title_case, lower_first_letter

TITLE_WEIGHT = 3  # a phrase in a title counts as much as three uses in the abstract


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseCounts:
    """The phrases of m papers, which have k different keys.

    s spellings end a noun phrase somewhere. Running text is the abstracts, titles in other
    languages than English and, of papers without an abstract, titles that are not in title case.

    Attributes
    ----------
    paper_ids
        Shape `(m,)`, text.
    matrix
        Shape `(m, k)`, float32: how often each paper uses each key. A use in the title counts
        `TITLE_WEIGHT` times.
    uses, final_uses
        Shape `(k,)`: how often each key is used, and how often at the end of a noun phrase.
    spellings
        The s spellings as UTF-8, one per line: a tenth of the memory of as many objects.
    spelling_keys
        Shape `(s,)`, from 0 to k - 1: the key of each spelling.
    in_text, in_titles
        Shape `(s,)`: how often each spelling ends a noun phrase, in running text and in titles.
    definitions
        Each definition of an acronym: the acronym and its expansion.
    """

    paper_ids: NDArray[np.str_]
    matrix: csr_array
    uses: NDArray[np.int32]
    final_uses: NDArray[np.int32]
    spellings: bytes
    spelling_keys: NDArray[np.int32]
    in_text: NDArray[np.int32]
    in_titles: NDArray[np.int32]
    definitions: list[tuple[str, str]]


def count_phrases(papers: pd.DataFrame) -> tuple[list[str], Counter[str], PhraseCounts]:
    """Count the phrases of m papers.

    Parameters
    ----------
    papers
        A table with the columns `paper_id`, `title` and `abstract`.

    Returns
    -------
    keys
        The k keys of the phrases.
    words
        How often each word is used in phrases in running text; a word of two phrases counts twice.
    phrase_counts
        How often the keys and their spellings are used.
    """
    m = len(papers)
    is_running = np.array(
        [
            is_foreign(title) or not (abstract or is_title_case(title))
            for title, abstract in zip(papers.title, papers.abstract, strict=True)
        ],
        np.bool_,
    )
    running_titles = papers.title.where(~is_running, papers.title.map(lower_first_letter))
    abstracts_of_titles = [*papers.abstract, *[""] * m]  # which show the language of short titles
    phrases, uses = _count_uses([*running_titles, *papers.abstract], abstracts_of_titles)
    titles, abstracts = uses[:m], uses[m:]  # a row per paper each
    # Phrases that differ only in spelling have the same key. `codes`: index of each phrase's key.
    all_codes, keys = pd.factorize(np.array([phrase.key for phrase in phrases], object))
    codes = all_codes.astype(np.int32)
    in_titles = titles[~is_running].sum(axis=0)
    in_text = abstracts.sum(axis=0) + titles[is_running].sum(axis=0)
    final = np.flatnonzero([phrase.is_final for phrase in phrases])
    weighted = TITLE_WEIGHT * titles + abstracts
    totals = in_text + in_titles
    words = _count_words(phrases, in_text.astype(np.int64).tolist())
    return (
        keys.tolist(),
        words,
        PhraseCounts(
            paper_ids=papers.paper_id.to_numpy(dtype=str),
            matrix=csr_array(weighted @ make_summing_matrix(codes, len(keys))),
            uses=np.bincount(codes, totals, len(keys)).astype(np.int32),
            final_uses=np.bincount(codes[final], totals[final], len(keys)).astype(np.int32),
            spellings="\n".join(phrases[index].spelling for index in final).encode(),
            spelling_keys=codes[final],
            in_text=in_text[final].astype(np.int32),
            in_titles=in_titles[final].astype(np.int32),
            definitions=[*find_definitions([*papers.title, *papers.abstract])],
        ),
    )


def _count_uses(texts: Sequence[str], contexts: Sequence[str]) -> tuple[list[Phrase], csr_array]:
    """Return the p different phrases of n texts, and the uses of each phrase in each text.

    `contexts` has a text in the same language for each text; it may be empty.
    The numbers of uses have shape `(n, p)`, float32. Phrases that differ only in `spelling` or
    `is_final` are different.
    """
    columns: dict[Phrase, int] = {}  # column of each phrase
    indices, indptr = array("i"), array("i", [0])
    for text, context in zip(texts, contexts, strict=True):
        phrases = extract_phrases(text, context)
        indices.extend(columns.setdefault(phrase, len(columns)) for phrase in phrases)
        indptr.append(len(indices))
    values = np.ones(len(indices), np.float32)
    shape = (len(texts), len(columns))
    # Arrays of 32 bits, unlike lists, give a matrix with indices of 32 bits.
    entries = (values, np.array(indices, np.int32), np.array(indptr, np.int32))
    uses = csr_array(entries, shape=shape)
    uses.sum_duplicates()
    return list(columns), uses


def _count_words(phrases: Sequence[Phrase], uses: Sequence[int]) -> Counter[str]:
    """Return how often each word is used, if each phrase is used as often as `uses` says."""
    words: Counter[str] = Counter()
    for phrase, count in zip(phrases, uses, strict=True):
        if count:
            for word in phrase.spelling.split():
                words[word] += count
    return words


def make_summing_matrix(groups: NDArray[np.int32], group_count: int) -> csr_array:
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
    rows = np.flatnonzero(groups >= 0).astype(np.int32)
    ones = np.ones(rows.size, np.float32)
    return csr_array((ones, (rows, groups[rows])), shape=(groups.size, group_count))
