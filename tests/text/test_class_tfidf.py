"""c-TF-IDF equals BERTopic's, without importing BERTopic."""

import subprocess
import sys

import numpy as np
import pytest
from scipy.sparse import csr_array, csr_matrix

from paperthemes.text.class_tfidf import class_tfidf

SMALL = csr_array(np.array([[3.0, 1, 0, 2], [1, 4, 1, 0], [0, 1, 7, 1]]))
RANDOM = np.random.default_rng(0).integers(0, 8, (30, 500)) / 2  # a fringe paper counts half
LARGE = csr_array(RANDOM.astype(np.float32))


@pytest.mark.parametrize("counts", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("bm25", [False, True])
def test_weights_equal_those_of_bertopic(counts: csr_array, bm25: bool) -> None:
    from bertopic.vectorizers import ClassTfidfTransformer

    before = counts.copy()
    weights = class_tfidf(counts, bm25=bm25)
    bertopic = ClassTfidfTransformer(bm25_weighting=bm25, reduce_frequent_words=bm25)
    expected = bertopic.fit_transform(csr_matrix(counts, copy=True))
    assert np.array_equal(weights.toarray(), expected.toarray())
    assert np.array_equal(counts.toarray(), before.toarray())


def test_a_few_terms_that_all_groups_use_have_weights() -> None:
    counts = csr_array(np.array([[30.0, 9], [12, 27], [18, 21]]))
    assert (class_tfidf(counts, bm25=True).toarray() == counts.toarray()).all()


def test_slow_libraries_are_not_imported() -> None:
    code = (
        "import sys, paperthemes.identify.stage, paperthemes.changes.archive, "
        "paperthemes.describe.stage, paperthemes.cluster.assign\n"
        "print(sorted({'bertopic', 'umap', 'hdbscan', 'pynndescent'} & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
