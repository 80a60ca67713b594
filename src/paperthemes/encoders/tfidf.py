"""TF-IDF weights of the terms of a corpus, for large corpora.

The weights are bit for bit those of scikit-learn's `TfidfVectorizer`, which needs three times the
memory.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, get_index_dtype
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import normalize

MIN_TEXTS_FOR_MIN_DF = 20  # only in smaller corpora, terms that occur in a single text are used
BATCH = 1_000  # texts whose terms are counted at a time

_analyze = CountVectorizer(ngram_range=(1, 2), stop_words="english").build_analyzer()


def weigh_terms(texts: Iterable[str]) -> csr_array:
    """Return the weights of the terms of each text, shape `(n, terms)`, float32.

    The terms are words and pairs of words, without English stop words. In a corpus of
    `MIN_TEXTS_FOR_MIN_DF` texts or more, only terms of at least two texts are used. A weight is
    sublinear: 1 + the logarithm of the count, times the inverse document frequency. The weights of
    each text are scaled to unit length. The columns are in alphabetical order of the terms.

    `texts` are read once.
    """
    numbers: defaultdict[str, int] = defaultdict()  # of the terms, in the order of first use
    numbers.default_factory = numbers.__len__
    remaining, batches = iter(texts), []
    while some := [*islice(remaining, BATCH)]:
        batches.append(_count_terms(some, numbers))
    n = sum(batch.shape[0] for batch in batches)
    frequencies = np.zeros(len(numbers), np.int64)  # number of texts with each term
    for batch in batches:
        frequencies += np.bincount(batch.indices, minlength=len(numbers))
    is_used = frequencies >= (2 if n >= MIN_TEXTS_FOR_MIN_DF else 1)
    inverse = np.log(np.float32(n + 1) / (frequencies + 1).astype(np.float32)) + np.float32(1)
    if not is_used.any():
        return csr_array(np.zeros((n, 0), np.float32))
    columns = _number_alphabetically(numbers, is_used)
    size = int(frequencies[is_used].sum())
    data, indices = np.empty(size, np.float32), np.empty(size, np.int32)
    indptr = [np.zeros(1, np.int64)]
    batches.reverse()
    while batches:  # each batch is dropped before the next, so that two matrices never exist
        weights = _weigh_counts(batches.pop(), columns, inverse)
        start = int(indptr[-1][-1])
        data[start : start + weights.nnz] = weights.data
        indices[start : start + weights.nnz] = weights.indices
        indptr.append(start + weights.indptr[1:].astype(np.int64))
    # With 32-bit numbers, if they suffice; else SciPy would make those of the columns 64-bit, too.
    ends = np.concatenate(indptr).astype(get_index_dtype(maxval=size))
    return csr_array((data, indices, ends), shape=(n, int(is_used.sum())))


def _count_terms(texts: Sequence[str], numbers: Mapping[str, int]) -> csr_array:
    """Return how often each text uses each term, sorted by the terms' `numbers`, float32.

    `numbers` gives a term that it does not have the next number.
    """
    counts = [Counter(map(numbers.__getitem__, _analyze(text))) for text in texts]
    indptr = np.cumsum([0, *map(len, counts)], dtype=np.int32)
    indices = np.fromiter(chain.from_iterable(counts), np.int32, indptr[-1])
    data = np.fromiter(chain.from_iterable(map(Counter.values, counts)), np.float32, indptr[-1])
    matrix = csr_array((data, indices, indptr), shape=(len(texts), len(numbers)))
    matrix.sort_indices()
    return matrix


def _number_alphabetically(
    numbers: Mapping[str, int], is_used: NDArray[np.bool_]
) -> NDArray[np.int32]:
    """Return the alphabetical rank of each term among those used, by its number; -1 if unused."""
    terms = sorted(term for term, used in zip(numbers, is_used, strict=True) if used)
    ranks = np.full(len(numbers), -1, np.int32)
    ranks[[numbers[term] for term in terms]] = np.arange(len(terms))
    return ranks


def _weigh_counts(
    counts: csr_array, columns: NDArray[np.int32], inverse: NDArray[np.float32]
) -> csr_array:
    """Return the weights of the terms of some texts.

    Parameters
    ----------
    counts
        Result of `_count_terms`.
    columns
        By number of a term: its column in the result, -1 for none.
    inverse
        By number of a term: its inverse document frequency.
    """
    used = columns[counts.indices] >= 0
    terms = counts.indices[used]
    values = (np.log(counts.data[used]) + np.float32(1)) * inverse[terms]
    indptr = np.append(0, np.cumsum(used)).astype(np.int32)[counts.indptr]
    shape = (counts.shape[0], int(columns.max(initial=-1)) + 1)
    # The order of terms within a text stays as it is, because it decides the last bits of sums.
    weights: csr_array = normalize(csr_array((values, columns[terms], indptr), shape), copy=False)
    return weights
