"""BERTopic's c-TF-IDF is loaded without the rest of BERTopic."""

import subprocess
import sys

import numpy as np
import pytest
from scipy.sparse import csr_array, csr_matrix

from paperthemes.text.class_tfidf import class_tfidf

COUNTS = csr_array(np.array([[3.0, 1, 0, 2], [1, 4, 1, 0], [0, 1, 7, 1]]))


@pytest.mark.parametrize("better", [False, True])
def test_weights_are_those_of_bertopic(better: bool) -> None:
    from bertopic.vectorizers import ClassTfidfTransformer

    options = {"bm25_weighting": better, "reduce_frequent_words": better}
    before = COUNTS.copy()
    weights = class_tfidf(COUNTS, **options)
    theirs = ClassTfidfTransformer(**options).fit_transform(csr_matrix(COUNTS, copy=True))
    assert np.array_equal(weights.toarray(), theirs.toarray())
    assert np.array_equal(COUNTS.toarray(), before.toarray())


def test_what_takes_long_to_import_is_not() -> None:
    code = (
        "import sys, paperthemes.identify.stage, paperthemes.changes.archive, "
        "paperthemes.describe.stage, paperthemes.cluster.assign\n"
        "print(sorted({'bertopic', 'umap', 'hdbscan', 'pynndescent'} & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
