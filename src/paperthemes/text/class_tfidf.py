"""BERTopic's c-TF-IDF, without the rest of BERTopic."""

from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, csr_matrix

if TYPE_CHECKING:
    from bertopic.vectorizers import ClassTfidfTransformer

_FILE = Path("vectorizers", "_ctfidf.py")


def class_tfidf(
    counts: csr_array, *, bm25_weighting: bool = False, reduce_frequent_words: bool = False
) -> csr_array:
    """Weigh the terms of each group (Grootendorst, arXiv:2203.05794, section 3.3).

    Parameters
    ----------
    counts
        Shape `(k, t)`: how often each of k groups says each of t terms.
    bm25_weighting, reduce_frequent_words
        The transformer's parameters of these names.

    Returns
    -------
    csr_array
        Shape `(k, t)`, float64; the counts themselves where there are fewer than two terms, for
        which the weights are not defined.
    """
    if counts.shape[1] < 2:
        return csr_array(counts.astype(np.float64))
    model = _transformer()(
        bm25_weighting=bm25_weighting, reduce_frequent_words=reduce_frequent_words
    )
    # It knows no sparse arrays, and changes what it is given.
    matrix = csr_matrix(counts, copy=True)
    return csr_array(model.fit(matrix).transform(matrix))


def _transformer() -> "type[ClassTfidfTransformer]":
    """Load the class from its own file: to import all of BERTopic takes two to three seconds."""
    package = find_spec("bertopic")
    for folder in (package and package.submodule_search_locations) or ():
        spec = spec_from_file_location("bertopic_ctfidf", Path(folder, _FILE))
        if spec is not None and spec.loader is not None and Path(folder, _FILE).is_file():
            module = module_from_spec(spec)
            spec.loader.exec_module(module)
            found: type[ClassTfidfTransformer] = module.ClassTfidfTransformer
            return found
    raise ImportError(f"bertopic has no {_FILE}")
