"""TF-IDF weights of the terms of a corpus, for large corpora.

The weights are bit for bit those of scikit-learn's `TfidfVectorizer`, which needs three times the
memory.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, get_index_dtype
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import normalize

MIN_TEXTS_FOR_MIN_DF = 20  # only in smaller corpora, terms that occur in a single text are used
BATCH = 1_000  # texts whose terms are counted or weighed at a time

_analyze = CountVectorizer(ngram_range=(1, 2), stop_words="english").build_analyzer()


def weigh_terms(texts: Iterable[str]) -> csr_array:
    """Return the weights of the terms of each text, shape `(n, terms)`, float32.

    The terms are words and pairs of words, without English stop words. In a corpus of
    `MIN_TEXTS_FOR_MIN_DF` texts or more, only terms of at least two texts are used. A weight is
    sublinear: 1 + the logarithm of the count, times the inverse document frequency. The weights of
    each text are scaled to unit length. The columns are in alphabetical order of the terms.

    `texts` are read once.
    """
    term_numbers: defaultdict[str, int] = defaultdict()  # of the terms, in the order of first use
    term_numbers.default_factory = term_numbers.__len__
    counts, frequencies = _count_terms(texts, term_numbers)
    n = counts.shape[0]
    is_used = frequencies >= (2 if n >= MIN_TEXTS_FOR_MIN_DF else 1)
    idf = np.log(np.float32(n + 1) / (frequencies + 1).astype(np.float32)) + np.float32(1)
    # The alphabetical rank of each term among those used; -1 if it is not used.
    terms = sorted(term for term, used in zip(term_numbers, is_used, strict=True) if used)
    columns = np.full(len(term_numbers), -1, np.int32)
    columns[[term_numbers[term] for term in terms]] = np.arange(len(terms))
    # The weights take the place of the counts, so that two large matrices never exist.
    data, indices, size, ends = counts.data, counts.indices, 0, [np.zeros(1, np.int64)]
    for start in range(0, n if terms else 0, BATCH):
        weights = _weigh_counts(counts[start : start + BATCH], columns, idf)
        data[size : size + weights.nnz] = weights.data
        indices[size : size + weights.nnz] = weights.indices
        ends.append(size + weights.indptr[1:].astype(np.int64))
        size += weights.nnz
    if not terms:
        return csr_array(np.zeros((n, 0), np.float32))
    # With 32-bit numbers, if they suffice; else SciPy would make those of the columns 64-bit, too.
    indptr = np.concatenate(ends).astype(get_index_dtype(maxval=size))
    return csr_array((data[:size], indices[:size], indptr), shape=(n, len(terms)))


def _count_terms(
    texts: Iterable[str], term_numbers: Mapping[str, int]
) -> tuple[csr_array, NDArray[np.int64]]:
    """Return how often each text uses each term, and the number of texts with each term.

    The counts have shape `(n, terms)` and type float32. Both results are in the order of
    `term_numbers`, which give a term that they do not have the next number.
    """
    # Arrays of Python, because they grow in place.
    indices, values, lengths = array("i"), array("f"), [np.zeros(1, np.int64)]
    frequencies = np.zeros(0, np.int64)
    remaining = iter(texts)
    while batch := [*islice(remaining, BATCH)]:
        counts = _count_terms_of_batch(batch, term_numbers)
        indices.frombytes(counts.indices.tobytes())
        values.frombytes(counts.data.tobytes())
        lengths.append(np.diff(counts.indptr))
        earlier, frequencies = frequencies, np.bincount(counts.indices, minlength=len(term_numbers))
        frequencies[: earlier.size] += earlier
    indptr = np.concatenate(lengths).cumsum()
    parts = (
        np.frombuffer(values, np.float32),
        np.frombuffer(indices, np.int32),
        indptr.astype(get_index_dtype(maxval=len(indices))),
    )
    return csr_array(parts, shape=(indptr.size - 1, len(term_numbers))), frequencies


def _count_terms_of_batch(texts: Sequence[str], term_numbers: Mapping[str, int]) -> csr_array:
    """Return how often each of a few texts uses each term; each row is sorted by number."""
    counts = [Counter(map(term_numbers.__getitem__, _analyze(text))) for text in texts]
    indptr = np.cumsum([0, *map(len, counts)], dtype=np.int32)
    indices = np.fromiter(chain.from_iterable(counts), np.int32, indptr[-1])
    data = np.fromiter(chain.from_iterable(map(Counter.values, counts)), np.float32, indptr[-1])
    matrix = csr_array((data, indices, indptr), shape=(len(texts), len(term_numbers)))
    matrix.sort_indices()
    return matrix


def _weigh_counts(
    counts: csr_array, columns: NDArray[np.int32], idf: NDArray[np.float32]
) -> csr_array:
    """Return the weights of the terms of some texts.

    Parameters
    ----------
    counts
        Rows of the result of `_count_terms`.
    columns
        By number of a term: its column in the result, -1 for none.
    idf
        By number of a term: its inverse document frequency.
    """
    used = columns[counts.indices] >= 0
    terms = counts.indices[used]
    values = (np.log(counts.data[used]) + np.float32(1)) * idf[terms]
    indptr = np.append(0, np.cumsum(used)).astype(np.int32)[counts.indptr]
    shape = (counts.shape[0], int(columns.max()) + 1)
    # The order of terms within a text stays as it is, because it decides the last bits of sums.
    weights: csr_array = normalize(csr_array((values, columns[terms], indptr), shape), copy=False)
    return weights
