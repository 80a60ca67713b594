"""The topics as a folder that `BERTopic.load` opens.

The files are those of BERTopic's `save(serialization="safetensors", save_ctfidf=True)`, version
0.17. Topics have the same numbers as in our tables; -1 is the unassigned papers.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from safetensors.numpy import save
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import CountVectorizer

from paperthemes import tables
from paperthemes.files import atomic_write, write_json
from paperthemes.text.class_tfidf import class_tfidf, inverse_frequencies
from paperthemes.text.paper_text import texts_of

MAX_WORDS = 4  # of a phrase, as in `terms.npz`; but here, hyphens separate words
MAX_KEYWORDS = 8  # of the unassigned papers, as of a topic
_NO_KEYWORD = ("", 1e-5)  # what BERTopic puts in place of a missing word
# BERTopic's parameters, with its defaults for those that have no effect on finished topics.
_PARAMETERS = {
    "calculate_probabilities": False,
    "language": "multilingual",  # with "english", it would remove hyphens and accented letters
    "low_memory": False,
    "min_topic_size": 10,
    "n_gram_range": [1, MAX_WORDS],
    "nr_topics": None,
    "seed_topic_list": None,
    "top_n_words": 10,
    "verbose": False,
    "zeroshot_min_similarity": 0.7,
    "zeroshot_topic_list": None,
}


def write_bertopic(
    outputs: Mapping[str, str],
    papers: pd.DataFrame,
    assignments: pd.DataFrame,
    topics: pd.DataFrame,
    *,
    vectors: NDArray[np.float16],
    spellings: Sequence[str],
) -> None:
    """Write the files of the folder.

    Parameters
    ----------
    outputs
        Paths of the files, by the keys in `FILE_NAMES` that begin with `bertopic`.
    papers, assignments, topics
        Tables `tables.PAPERS`, `tables.ASSIGNMENTS` and `tables.TOPICS`.
    vectors
        Shape `(n, d)`: the vectors of the papers, in the same order.
    spellings
        The spelling of each term of the papers.
    """
    members = _make_members(assignments.topic.to_numpy())
    vectorizer = _make_vectorizer(spellings)
    counts = csr_array(members @ vectorizer.transform(texts_of(papers)))
    counts.sort_indices()  # else BERTopic finds that distances of topics are not symmetric
    weights = class_tfidf(counts)
    centres = members @ vectors.astype(np.float32) / members.sum(axis=1)[:, np.newaxis]
    unassigned = _rank_phrases(weights[[0]].toarray().ravel(), vectorizer.vocabulary)
    write_json(outputs["bertopic"], _describe_topics(assignments, topics, unassigned))
    write_json(outputs["bertopic_config"], _PARAMETERS)
    write_json(outputs["bertopic_ctfidf_config"], _describe_vectorizer(vectorizer))
    _write_tensors(outputs["bertopic_embeddings"], topic_embeddings=centres)
    _write_tensors(
        outputs["bertopic_ctfidf"],
        indptr=weights.indptr,
        indices=weights.indices,
        data=weights.data,
        shape=np.array(weights.shape),
        diag=inverse_frequencies(counts),
    )


def _make_members(topics: NDArray[np.int64]) -> csr_array:
    """Return a sparse matrix, float32: 1 where a paper (column) is in a topic (row), else 0.

    If there are unassigned papers, they are the first row.
    """
    rows = topics - topics.min()  # from 0
    return csr_array((np.ones(rows.size, np.float32), (rows, np.arange(rows.size))))


def _make_vectorizer(spellings: Sequence[str]) -> CountVectorizer:
    """Return what counts the terms in texts, as BERTopic does: only this spelling, in lower case.

    Terms of more than `MAX_WORDS` words are left out.
    """
    find_words = CountVectorizer().build_tokenizer()
    words = [find_words(spelling.lower()) for spelling in spellings]
    phrases = {" ".join(each) for each in words if 0 < len(each) <= MAX_WORDS}
    # The library refuses an empty vocabulary; no text has the phrase "".
    return CountVectorizer(ngram_range=(1, MAX_WORDS), vocabulary=sorted(phrases) or [""])


def _rank_phrases(weights: NDArray[np.float64], phrases: Sequence[str]) -> list[tuple[str, float]]:
    """Return the `MAX_KEYWORDS` phrases of largest weight, relative to the largest, best first."""
    best = [row for row in np.argsort(-weights, kind="stable")[:MAX_KEYWORDS] if weights[row] > 0]
    return [(phrases[row], round(float(weights[row] / weights.max()), 4)) for row in best]


def _describe_topics(
    assignments: pd.DataFrame, topics: pd.DataFrame, unassigned: list[tuple[str, float]]
) -> dict[str, Any]:
    """Return the content of `topics.json`.

    `unassigned` are the keywords of the unassigned papers, if there are any, with their weights.
    """
    numbers, sizes = topics.topic.tolist(), topics["size"].tolist()
    labels = [f"{topic.name} ({topic.topic_id})" for topic in tables.rows(topics)]
    keywords = [
        [*zip(topic.keywords, topic.keyword_weights, strict=True)] for topic in tables.rows(topics)
    ]
    outliers = int((assignments.topic == tables.UNASSIGNED).sum())
    if outliers:
        numbers, sizes = [tables.UNASSIGNED, *numbers], [outliers, *sizes]
        labels, keywords = [tables.UNASSIGNED_NAME, *labels], [unassigned, *keywords]
    keywords = [words or [_NO_KEYWORD] for words in keywords]
    first_words = ["_".join(word for word, _ in words[:4]) for words in keywords]
    return {
        "topic_representations": dict(zip(numbers, keywords, strict=True)),
        "topics": assignments.topic.tolist(),
        "topic_sizes": dict(zip(numbers, sizes, strict=True)),
        "topic_mapper": [[number, number] for number in numbers],
        "topic_labels": {
            number: f"{number}_{words}" for number, words in zip(numbers, first_words, strict=True)
        },
        "custom_labels": labels,
        "_outliers": int(outliers > 0),
        "topic_aspects": {},
    }


def _describe_vectorizer(vectorizer: CountVectorizer) -> dict[str, Any]:
    """Return the content of `ctfidf_config.json`."""
    parameters = vectorizer.get_params()
    for name in ("tokenizer", "preprocessor", "dtype"):  # JSON has no functions and types
        del parameters[name]
    return {
        "ctfidf_model": {"bm25_weighting": False, "reduce_frequent_words": False},
        "vectorizer_model": {
            "params": parameters,
            "vocab": {phrase: column for column, phrase in enumerate(vectorizer.vocabulary)},
        },
    }


def _write_tensors(path: str, **arrays: NDArray[Any]) -> None:
    """Write named arrays as safetensors."""
    with atomic_write(path) as partial:
        partial.write_bytes(save(arrays))  # the library's `save_file` hides the file from others
