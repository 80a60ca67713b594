"""Class-based TF-IDF, as in BERTopic."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array


def class_tfidf(counts: csr_array, *, bm25: bool = False) -> csr_array:
    """Return the weight of each term in each group of texts, such as the papers of a topic.

    A term has a large weight if the group uses it more often than other groups do. The method is
    that of Grootendorst, "BERTopic", arXiv:2203.05794, section 3.3. If there are several terms, the
    weights equal those of `bertopic.vectorizers.ClassTfidfTransformer`, which takes over two
    seconds to import.

    Parameters
    ----------
    counts
        Shape `(k, t)`, without explicit zeros: how often each of k groups uses each of t terms.
    bm25
        Use the inverse frequency of BM25, which is negative for very frequent terms, and the square
        roots of the term frequencies. BERTopic calls these options `bm25_weighting` and
        `reduce_frequent_words`.

    Returns
    -------
    csr_array
        Shape `(k, t)`, float64. If there is only one term, or all weights would be 0 or negative,
        the counts are returned instead of weights. All are negative if all groups use the same few
        terms, as in a corpus of titles of two words.
    """
    if counts.shape[1] == 1:
        return csr_array(counts.astype(np.float64))
    # Each stored count (in CSR format) is divided by the size of its group.
    rates = counts.data / np.repeat(counts.sum(axis=1), np.diff(counts.indptr))
    if bm25:
        rates = np.sqrt(rates)
    inverse = inverse_frequencies(counts, bm25=bm25)
    weights = rates * inverse[counts.indices]  # indices: the term of each count
    if not (weights > 0).any():
        return csr_array(counts.astype(np.float64))
    return csr_array((weights, counts.indices, counts.indptr), shape=counts.shape)


def inverse_frequencies(counts: csr_array, *, bm25: bool = False) -> NDArray[np.float64]:
    """Return the factor of each term in `class_tfidf`, which has the same parameters: shape `(t,)`.

    The more often all groups together use a term, the lower it is.
    """
    average = int(counts.sum(axis=1).mean())  # BERTopic cuts off the decimals, too
    frequencies = counts.sum(axis=0)
    if bm25:
        inverse = np.log(1 + (average - frequencies + 0.5) / (frequencies + 0.5))
    else:
        inverse = np.log(average / np.maximum(frequencies, 1) + 1)
    return np.asarray(inverse, np.float64)
