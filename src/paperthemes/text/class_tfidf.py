"""Class-based TF-IDF, as in BERTopic."""

import numpy as np
from scipy.sparse import csr_array


def class_tfidf(counts: csr_array, *, bm25: bool = False) -> csr_array:
    """Weight the terms of each group (Grootendorst, "BERTopic", arXiv:2203.05794, section 3.3).

    Equal to `bertopic.vectorizers.ClassTfidfTransformer`, which takes over two seconds to import.

    Parameters
    ----------
    counts
        Shape `(k, t)`, no explicit zeros: how often each of k groups uses each of t terms.
    bm25
        Use the inverse frequency of BM25, which is negative for very frequent terms, and the square
        roots of the term frequencies: BERTopic's `bm25_weighting` and `reduce_frequent_words`.

    Returns
    -------
    csr_array
        Shape `(k, t)`, float64; the counts themselves if there is only one term, whose weight could
        be negative in all groups.
    """
    if counts.shape[1] == 1:
        return csr_array(counts.astype(np.float64))
    totals, frequency = counts.sum(axis=1), counts.sum(axis=0)
    average = int(totals.mean())
    rates = counts.data / np.repeat(totals, np.diff(counts.indptr))
    if bm25:
        rates = np.sqrt(rates)
        inverse = np.log(1 + (average - frequency + 0.5) / (frequency + 0.5))
    else:
        inverse = np.log(average / np.maximum(frequency, 1) + 1)
    weights = rates * inverse.astype(np.float64)[counts.indices]
    return csr_array((weights, counts.indices, counts.indptr), shape=counts.shape)
