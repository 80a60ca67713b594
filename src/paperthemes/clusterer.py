"""The clustering of the workflow, for vectors of any origin: an estimator of scikit-learn."""

import warnings
from collections.abc import Iterable, Mapping
from typing import Any, Self

import numpy as np
from joblib import effective_n_jobs, parallel_config
from numpy.typing import ArrayLike
from pydantic import ValidationError
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils.validation import validate_data
from threadpoolctl import threadpool_limits

from paperthemes.artifacts.vectors import Vectors
from paperthemes.cluster.settings import ClusterSettings, EngineName, Granularity
from paperthemes.cluster.stage import MIN_PAPERS, find_topics
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.neighbours.stage import find_neighbours


class _Settings(ClusterSettings):
    """The settings of an estimator."""

    neighbours: NeighbourSettings = NeighbourSettings()


class TopicClusterer(ClusterMixin, BaseEstimator):  # type: ignore[misc] # sklearn has no types
    """Finds topics among vectors of texts, as the workflow does among papers.

    The parameters are the settings of a clustering in the config, with the same names and defaults,
    which docs/configuration.md explains. The vectors that the workflow made, in the order of its
    papers, with their texts, get the same labels as in the workflow, bit for bit. But these things
    of the workflow are left out: seeded topics, parts of books, the link between papers that share
    an abstract but no title, and all that comes after step cluster, such as curation.

    The labels do not depend on `n_jobs`. Another order of the rows changes them as another seed
    does: for the same labels in any order, sort rows and texts by an id first, as the workflow
    does.

    Parameters
    ----------
    granularity
        How large topics are: `broad`, `medium` or `fine`.
    min_topic_size
        Rows in the smallest topic, 2 or more; `None` leaves it to `granularity`.
    n_topics
        How many topics to look for, 2 or more; `None` leaves it to the data.
    max_unassigned
        Largest share of rows that may stay without a topic, 0 to 1.
    engine
        How topics are found: `consensus`, `bertopic-classic`, `leiden` or `kmeans`.
    hdbscan
        Settings of the section `hdbscan` that differ from the defaults, by name.
    neighbours
        Settings of the section `neighbours` that differ from the defaults, by name, such as
        `{"n_neighbors": 20, "lexical_weight": 0.4, "seed": 1}`.
    n_jobs
        Number of threads, as in scikit-learn: `None` is 1, -1 all cores.

    Attributes
    ----------
    labels_
        Shape `(n,)`, int64: topic of each row, from 0 (the largest); -1 for none.
    probabilities_
        Shape `(n,)`, float64, 0 to 1: confidence in the topic or, without one, in the best
        candidate.
    runner_up_
        Shape `(n,)`, int64: second-best topic or, without a topic, the best candidate; -1 for none.
    stability_
        Shape `(k,)`, float64, 0 to 1: how much of each topic recurs with other random seeds; NaN if
        the clustering could not be repeated.
    map_
        Shape `(n, 2)`, float32: the rows in two dimensions, similar ones near each other.
    n_features_in_
        Length of a vector.
    """

    def __init__(
        self,
        granularity: Granularity = "medium",
        *,
        min_topic_size: int | None = None,
        n_topics: int | None = None,
        max_unassigned: float = 0.1,
        engine: EngineName = "consensus",
        hdbscan: Mapping[str, Any] | None = None,
        neighbours: Mapping[str, Any] | None = None,
        n_jobs: int | None = None,
    ) -> None:
        self.granularity = granularity
        self.min_topic_size = min_topic_size
        self.n_topics = n_topics
        self.max_unassigned = max_unassigned
        self.engine = engine
        self.hdbscan = hdbscan
        self.neighbours = neighbours
        self.n_jobs = n_jobs

    def fit(self, X: ArrayLike, y: object = None, *, texts: Iterable[str] | None = None) -> Self:
        """Find the topics; warn if there are too few rows for any, or for more than one.

        Parameters
        ----------
        X
            Shape `(n, d)`: one vector per text, of any length.
        y
            Ignored.
        texts
            The n texts, such as `"Title. Abstract"`, whose words decide as well. Without them, the
            vectors alone decide.

        Raises
        ------
        ValueError
            If there are fewer than 3 vectors, a number is not finite, there are not as many texts
            as vectors, or a setting is wrong.
        TypeError
            If a text is not text.
        """
        vectors = validate_data(self, X, dtype=np.float32, ensure_min_samples=MIN_PAPERS)
        n, threads = len(vectors), effective_n_jobs(self.n_jobs)
        words = _check_texts(texts, n)
        settings = self._check_settings()
        ids = np.array([f"{row:012x}" for row in range(n)])
        neighbours = find_neighbours(words, Vectors(ids, vectors), settings.neighbours, threads)
        with parallel_config("threading", n_jobs=threads), threadpool_limits(1):
            clusters = find_topics(neighbours, settings)
        for note in clusters.notes:
            warnings.warn(note, stacklevel=2)
        self.labels_ = clusters.topics
        self.probabilities_ = clusters.confidences
        self.runner_up_ = clusters.runners_up
        unknown = (np.nan,) * clusters.topic_count
        self.stability_ = np.array(clusters.stability.topics or unknown, np.float64)
        self.map_ = neighbours.map
        return self

    def _check_settings(self) -> _Settings:
        """Return the settings; those that are `None` have their defaults."""
        given = {key: value for key, value in self.get_params().items() if value is not None}
        given.pop("n_jobs", None)
        try:
            return _Settings(**given)
        except ValidationError as error:
            mistakes = (
                f"{'.'.join(map(str, each['loc']))} = {each['input']!r}: {each['msg']}"
                for each in error.errors()
            )
            raise ValueError("; ".join(mistakes)) from None


def cluster_vectors(
    vectors: ArrayLike,
    texts: Iterable[str] | None = None,
    granularity: Granularity = "medium",
    **settings: Any,  # noqa: ANN401 - parameters of several types
) -> TopicClusterer:
    """Find topics among vectors of texts, as the workflow does among papers.

    Parameters
    ----------
    vectors, texts
        As `X` and `texts` of `TopicClusterer.fit`.
    granularity, settings
        Parameters of `TopicClusterer`.

    Returns
    -------
    TopicClusterer
        The fitted estimator: the results are its attributes.
    """
    fitted: TopicClusterer = TopicClusterer(granularity, **settings).fit(vectors, texts=texts)
    return fitted


def _check_texts(texts: Iterable[str] | None, n: int) -> list[str]:
    """Return the texts of n rows; without texts, each is empty and has no words."""
    if texts is None:
        return [""] * n
    checked = [texts] if isinstance(texts, str) else [*texts]
    if len(checked) != n:
        raise ValueError(f"texts: {len(checked)} for {n} vectors; give one text per vector")
    for row, text in enumerate(checked):
        if not isinstance(text, str):
            raise TypeError(
                f"texts: row {row} is of type {type(text).__name__}; give text, or '' for none"
            )
    return checked
